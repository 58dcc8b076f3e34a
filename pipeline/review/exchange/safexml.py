"""XML from strangers, read into a small tree: no entities, nothing outside the file, bounded size and depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from pipeline.errors import OctavillaError

LARGEST = 64 << 20
"""Bytes: a text of 10,000 sentences takes about 8 MB as XLIFF."""
DEEPEST = 200
"""Elements inside one another; XLIFF needs about ten."""
_AGAIN = "Export it again from the program you translate with."
_REASONS = {
    "no element found": "the file is empty or ends too early",
    "not well-formed (invalid token)": "a sign such as & or < stands alone",
    "mismatched tag": "a tag is closed that was not opened",
    "unknown encoding": "the file names an encoding that is not known",
    "unclosed token": "the file ends in the middle of a tag",
    "undefined entity": "a name like &this; is used that nothing explains",
}


@dataclass(slots=True)
class Element:
    """One element: its name without the namespace, attributes likewise, and what it holds in order.

    `space` is the namespace of the element; attributes of foreign namespaces are named `{namespace}name`.
    """

    name: str
    space: str
    attributes: dict[str, str]
    line: int
    content: list[Element | str] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute."""
        return self.attributes.get(name, default)

    def elements(self, name: str = "") -> Iterator[Element]:
        """Yield the child elements of this name in this element's namespace; all children for an empty name."""
        for part in self.content:
            if isinstance(part, Element) and (not name or (part.name == name and part.space == self.space)):
                yield part

    def first(self, name: str) -> Element | None:
        """Return the first child element of this name."""
        return next(self.elements(name), None)

    def inside(self, name: str) -> Iterator[Element]:
        """Yield every element of this name at any depth, in the order of the file, none inside another."""
        for part in self.elements():
            if part.name == name and part.space == self.space:
                yield part
            else:
                yield from part.inside(name)

    @property
    def text(self) -> str:
        """All text inside, at any depth."""
        return "".join(part if isinstance(part, str) else part.text for part in self.content)


def parse(content: bytes, path: Path, what: str) -> Element:
    """Return the root element of `content`; `what` says in a message what the file should be (“XLIFF file”).

    Raises OctavillaError with path and line for anything that is not well-formed XML, declares or needs an entity,
    is larger than `LARGEST` or deeper than `DEEPEST`.
    """
    if len(content) > LARGEST:
        message = f"is larger than {LARGEST >> 20} MB: no {what} of one text is. Choose another file."
        raise OctavillaError(message, path=path)
    return _Reader(path, what).tree(content)


class _Reader:
    """Takes what expat says and makes elements of it."""

    def __init__(self, path: Path, what: str) -> None:
        self._path = path
        self._what = what
        self._root: Element | None = None
        self._open: list[Element] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._entity
        self._parser.SkippedEntityHandler = self._skipped

    def tree(self, content: bytes) -> Element:
        try:
            self._parser.Parse(content, True)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            message = f"is no {self._what} here: {_REASONS.get(reason, reason)}. {_AGAIN}"
            raise OctavillaError(message, path=self._path, line=error.lineno) from error
        except (LookupError, UnicodeError, ValueError) as error:
            message = "names an encoding that cannot be read. Save it as UTF-8."
            raise OctavillaError(message, path=self._path, line=1) from error
        assert self._root is not None
        return self._root

    def _fail(self, message: str) -> OctavillaError:
        return OctavillaError(message, path=self._path, line=self._parser.CurrentLineNumber)

    def _entity(self, name: str, *_: Any) -> None:
        raise self._fail(f"declares an entity ({name}), which no {self._what} needs. {_AGAIN}")

    def _skipped(self, name: str, *_: Any) -> None:
        raise self._fail(f"uses &{name};, which is explained outside this file. {_AGAIN}")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= DEEPEST:
            raise self._fail(f"has more than {DEEPEST} elements inside one another: no {self._what} has. {_AGAIN}")
        space, _, name = tag.rpartition(" ")
        named = {_attribute(key): value for key, value in attributes.items()}
        element = Element(name, space, named, self._parser.CurrentLineNumber)
        if self._open:
            self._open[-1].content.append(element)
        else:
            self._root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        if self._open:
            self._open[-1].content.append(text)


def _attribute(key: str) -> str:
    space, _, name = key.rpartition(" ")
    return f"{{{space}}}{name}" if space else name

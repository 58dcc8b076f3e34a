"""Take RTF apart into groups, control words and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import OctavillaError

DEEPEST = 250
"""Groups inside groups; what programs write has fewer than fifty."""
MOST_TOKENS = 4_000_000
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}]+)|\\",
    re.DOTALL,
)
_HOSTILE = "is too tangled to be read. Open it in the program that made it and save it as .docx."


@dataclass(frozen=True, slots=True)
class Word:
    """A control word (`par`), or a control sign (`~`), with its number."""

    name: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """Bytes of text in the code page of the font."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Group:
    """What stands between braces."""

    inside: list[Word | Text | Group] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the group is for: its first control word, also behind the mark of what may be passed over (`*`)."""
        for token in self.inside[:2]:
            if isinstance(token, Word) and token.name != "*":
                return token.name
        return ""

    @property
    def passable(self) -> bool:
        """True where a program that does not know the group passes it over."""
        return bool(self.inside) and self.inside[0] == Word("*")

    def groups(self) -> Iterator[Group]:
        """Yield the groups directly inside."""
        yield from (token for token in self.inside if isinstance(token, Group))

    def find(self, name: str) -> Group | None:
        """Return the first group below with this name."""
        for group in self.groups():
            if group.name == name:
                return group
            if (found := group.find(name)) is not None:
                return found
        return None

    def number(self, name: str, default: int | None = None) -> int | None:
        """Return the number of a control word directly inside."""
        for token in self.inside:
            if isinstance(token, Word) and token.name == name:
                return token.number
        return default


def tokens(data: bytes, path: Path) -> Group:
    """Return the outermost group. Raises OctavillaError for what is no RTF, or is tangled beyond measure."""
    start = data.find(b"{\\rtf", 0, 200)
    if start < 0:
        raise OctavillaError("is not an RTF document. Open it in LibreOffice and save it as .docx.", path=path)
    root = Group()
    stack = [root]
    at, count = start, 0
    while at < len(data) and (found := _TOKEN.match(data, at)):
        at = found.end()
        count += 1
        if count > MOST_TOKENS:
            raise OctavillaError(_HOSTILE, path=path)
        if found["brace"] == b"{":
            if len(stack) > DEEPEST:
                raise OctavillaError(_HOSTILE, path=path)
            group = Group()
            stack[-1].inside.append(group)
            stack.append(group)
        elif found["brace"]:
            if len(stack) > 1:
                stack.pop()
            if len(stack) == 1:
                break
        elif found["word"]:
            number = int(found["number"]) if found["number"] else None
            word = found["word"].decode("ascii")
            if word == "bin" and number and number > 0:
                stack[-1].inside.extend((Word("bin"), Text(data[at : at + number])))
                at += number
            else:
                stack[-1].inside.append(Word(word, number))
        elif found["hex"]:
            stack[-1].inside.append(Text(bytes.fromhex(found["hex"].decode("ascii"))))
        elif found["sign"]:
            sign = found["sign"].decode("latin-1")
            if sign in "\\{}":
                stack[-1].inside.append(Text(found["sign"]))
            else:
                stack[-1].inside.append(Word("par" if sign in "\r\n" else sign))
        elif found["text"]:
            words = found["text"].replace(b"\r", b"").replace(b"\n", b"")
            if words:
                stack[-1].inside.append(Text(words))
    return next(root.groups(), root)

"""Translation memories of other programs: TMX 1.4 in and out.

Rules are those of the TMX 1.4b specification (LISA OSCAR). Read with expat as the file comes in, so that a large memory
takes little; nothing outside the file is ever opened, and a file that declares entities is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from pipeline.errors import OctavillaError
from pipeline.review.codes import Code, Piece, markdown
from pipeline.review.memory import TMX, Unit

PROGRAM = "octavilla"
_SEGMENT_CODES = frozenset({"bpt", "ept", "ph", "it", "hi", "ut", "sub"})
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z?)?\Z")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})Z)?\Z")
_MIDNIGHT = ("00", "00", "00")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
_IN_ATTRIBUTE = {**_SIGNS, "\n": "&#10;", "\t": "&#9;"}
_CHUNK = 1 << 20
_REMEDIES = {
    "no element found": "the file is empty or ends too early. Export it again.",
    "not well-formed (invalid token)": "is no XML here: a sign such as & or < stands alone. Export the file again.",
    "mismatched tag": "a tag is closed that was not opened. Export the file again.",
    "unknown encoding": "names an encoding that is not known. Save it as UTF-8.",
    "unclosed token": "the file ends in the middle of a tag. Export it again.",
    "undefined entity": "uses a name like &this; that it does not explain. Export it again as UTF-8.",
}


def read_tmx(path: Path, source_code: str, target_code: str) -> tuple[Unit, ...]:
    """Return the units of a TMX file from one language into another, in the order of the file.

    Codes are compared by language (`en-GB` counts for `en`); of several variants the one of the very code comes first,
    then the one without a region, then the others; one unit for each different translation among the best. Bold,
    italics and links in the codes of other programs become Markdown, other codes are dropped; Markdown stays as it is.

    Raises OctavillaError with file and line when it is no TMX file, or cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return tuple(_units(iter(lambda: stream.read(_CHUNK), b""), path, source_code, target_code))
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}. Make it a file that you may read."
        raise OctavillaError(message, path=path) from error


def parse_tmx(data: bytes, path: Path | str, source_code: str, target_code: str) -> tuple[Unit, ...]:
    """Return the units of the content of a TMX file; `path` is for messages. See `read_tmx`."""
    return tuple(_units(iter((data,)), Path(path), source_code, target_code))


def is_ours(data: bytes) -> bool:
    """Tell whether Octavilla wrote a TMX file, by its header."""
    return f'creationtool="{PROGRAM}"'.encode() in data[:2000]


def write_tmx(units: Iterable[Unit], source_code: str, target_code: str) -> bytes:
    """Return the units as a TMX 1.4 file in UTF-8: the same units in any order give the same bytes.

    Units that are the same in sentence and translation become one, the newest. Control characters, which XML cannot
    hold, become spaces.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tmx version="1.4">',
        f'<header creationtool="{PROGRAM}" creationtoolversion="1" segtype="sentence" o-tmf="PO" adminlang="en"'
        f' srclang="{_attribute(source_code)}" datatype="x-markdown"/>',
        "<body>",
    ]
    for unit in merged(units):
        lines.append(f"<tu{_signature(unit)}>")
        if unit.text:
            lines.append(f'<prop type="x-text">{_content(unit.text)}</prop>')
        for code, text in ((source_code, unit.source), (target_code, unit.target)):
            lines.append(f'<tuv xml:lang="{_attribute(code)}"><seg>{_content(text)}</seg></tuv>')
        lines.append("</tu>")
    lines += ["</body>", "</tmx>", ""]
    return "\n".join(lines).encode("utf-8")


def merged(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Return the units sorted by sentence and translation, of equal ones the newest."""
    found: dict[tuple[str, str], Unit] = {}
    for unit in units:
        key = (unit.source, unit.target)
        known = found.get(key)
        if known is None or _age(unit) > _age(known):
            found[key] = unit
    return tuple(found[key] for key in sorted(found))


def _age(unit: Unit) -> tuple[str, str, str]:
    return (unit.when, unit.who, unit.text)


def _signature(unit: Unit) -> str:
    signed = f' creationid="{_attribute(unit.who)}" changeid="{_attribute(unit.who)}"' if unit.who else ""
    if found := _ISO.match(unit.when):
        year, month, day, *time = found.groups()
        hour, minute, second = (part or "00" for part in time)
        signed += f' changedate="{year}{month}{day}T{hour}{minute}{second}Z"'
    return signed


def _content(text: str) -> str:
    return _replaced(text, _SIGNS)


def _attribute(text: str) -> str:
    return _replaced(text, _IN_ATTRIBUTE)


def _replaced(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in _NOT_XML.sub(" ", text))


@dataclass(slots=True)
class _Variant:
    """A `tuv` while it comes in."""

    language: str
    who: str
    when: str
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class _Entry:
    """A `tu` while it comes in."""

    who: str
    when: str
    text: str = ""
    variants: list[_Variant] = field(default_factory=list)


class _Reader:
    """Takes what expat says and makes entries of it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack: list[str] = []
        self._entry: _Entry | None = None
        self._variant: _Variant | None = None
        self._codes: list[Code] = []
        self._property: str | None = None
        self._in_segment = False
        self.done: list[_Entry] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._refuse_entity
        self.parser.SkippedEntityHandler = self._unknown_entity

    def feed(self, chunk: bytes, *, last: bool) -> None:
        try:
            self.parser.Parse(chunk, last)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            message = _REMEDIES.get(reason, f"is no TMX file here ({reason}). Export it again.")
            raise OctavillaError(message, path=self._path, line=error.lineno) from error
        except (LookupError, UnicodeError, ValueError) as error:
            message = "names an encoding that cannot be read. Save it as UTF-8."
            raise OctavillaError(message, path=self._path, line=1) from error

    def fail(self, message: str) -> OctavillaError:
        return OctavillaError(message, path=self._path, line=self.parser.CurrentLineNumber)

    def _refuse_entity(self, name: str, *_: Any) -> None:
        raise self.fail(f"declares an entity ({name}): a translation memory needs none. Remove the declaration.")

    def _unknown_entity(self, name: str, *_: Any) -> None:
        raise self.fail(f"uses &{name};, which is explained outside this file. Export it again as UTF-8.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2].lower()
        if not self._stack and tag != "tmx":
            raise self.fail(f"begins with <{tag}>, not with <tmx>: it is no translation memory. Choose another file.")
        self._stack.append(tag)
        if self._in_segment:
            if tag in _SEGMENT_CODES:
                code = Code(tag, attributes.get("i", ""), attributes.get("type", ""), attributes.get("pos", ""))
                self._codes.append(code)
                self._add(code)
            return
        match tag:
            case "tu":
                self._entry = _Entry(*_signed(attributes))
            case "tuv" if self._entry is not None:
                language = attributes.get("xml:lang") or attributes.get("lang") or ""
                self._variant = _Variant(language, *_signed(attributes))
                self._entry.variants.append(self._variant)
            case "seg" if self._variant is not None:
                self._in_segment = True
            case "prop" if self._entry is not None and attributes.get("type") == "x-text":
                self._property = ""

    def _end(self, tag: str) -> None:
        tag = self._stack.pop()
        if self._in_segment and self._codes and tag in _SEGMENT_CODES:
            code = self._codes.pop()
            if code.tag == "hi":
                self._add(Code("/hi", code.pair, code.kind))
            return
        match tag:
            case "seg":
                self._in_segment = False
            case "tuv":
                self._variant = None
            case "tu" if self._entry is not None:
                self.done.append(self._entry)
                self._entry = None
            case "prop" if self._property is not None:
                if self._entry is not None:
                    self._entry.text = " ".join(self._property.split())
                self._property = None

    def _characters(self, text: str) -> None:
        if self._in_segment:
            inner = next((code for code in reversed(self._codes) if code.tag != "hi"), None)
            if inner is None:
                self._add(text)
            elif inner.tag != "sub":
                inner.content += text
        elif self._property is not None:
            self._property += text

    def _add(self, piece: Piece) -> None:
        if self._variant is not None:
            self._variant.pieces.append(piece)


def _units(chunks: Iterator[bytes], path: Path, source_code: str, target_code: str) -> Iterator[Unit]:
    reader = _Reader(path)
    chosen = (_preference(source_code), _preference(target_code))
    for chunk in chunks:
        reader.feed(chunk, last=False)
        for entry in reader.done:
            yield from _units_of(entry, *chosen)
        reader.done.clear()
    reader.feed(b"", last=True)
    for entry in reader.done:
        yield from _units_of(entry, *chosen)


Preference = Callable[[str], int | None]


def _units_of(entry: _Entry, wanted_source: Preference, wanted_target: Preference) -> Iterator[Unit]:
    sources, targets = _best(entry, wanted_source), _best(entry, wanted_target)
    source = next((text for variant in sources if (text := markdown(variant.pieces).strip())), "")
    if not source:
        return
    for variant in targets:
        target = markdown(variant.pieces).strip()
        if target:
            yield Unit(
                source=source,
                target=target,
                text=entry.text,
                who=variant.who or entry.who,
                when=variant.when or entry.when,
                origin=TMX,
            )


def _best(entry: _Entry, preference: Preference) -> list[_Variant]:
    ranked = [(order, variant) for variant in entry.variants if (order := preference(variant.language)) is not None]
    best = min((order for order, _ in ranked), default=0)
    return [variant for order, variant in ranked if order == best]


def _preference(wanted: str) -> Preference:
    """Return a function that ranks a language code: 0 for the very one, None for another language."""
    exact = _plain(wanted)
    base = exact.partition("-")[0]

    def order(code: str) -> int | None:
        given = _plain(code)
        if given.partition("-")[0] != base:
            return None
        return 0 if given == exact else 1 if given == base else 2

    return order


def _plain(code: str) -> str:
    return code.strip().replace("_", "-").casefold()


def _signed(attributes: dict[str, str]) -> tuple[str, str]:
    who = attributes.get("changeid") or attributes.get("creationid") or ""
    when = attributes.get("changedate") or attributes.get("creationdate") or ""
    return " ".join(who.split()), _iso(when)


def _iso(date: str) -> str:
    found = _DATE.match(date.strip())
    if found is None:
        return ""
    year, month, day, *time = found.groups()
    if None in time or tuple(time) == _MIDNIGHT:
        return f"{year}-{month}-{day}"
    return f"{year}-{month}-{day}T{':'.join(time)}Z"

"""TMX 1.4 as a format of exchange: the translations of one text, each with its key as `tuid`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import State
from pipeline.review.codes import Code, Piece, markdown
from pipeline.review.exchange.model import Batch, Export, Key, Returned
from pipeline.review.exchange.safexml import Element, parse
from pipeline.review.exchange.xliff import note_text, tag_of
from pipeline.review.exchange.xmltext import attributes, escaped
from pipeline.review.tmx import PROGRAM

KIND = "tmx"
WHAT = "TMX file"
_TEXT, _LANGUAGE, _STATE, _ROLE = "x-text", "x-language", "x-state", "x-role"
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ANY = "*all*"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """One `tu`: its texts by language tag, in the order of the file."""

    key: str
    source_language: str
    texts: tuple[tuple[str, str], ...]
    comment: str
    line: int


def write(export: Export) -> bytes:
    """Return the rows that have a translation as a TMX 1.4 file in UTF-8; Markdown stays as it is in the segments."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tmx version="1.4">',
        f'<header creationtool="{PROGRAM}" creationtoolversion="1" segtype="sentence" o-tmf="PO" adminlang="en"'
        f"{attributes({'srclang': export.source_language, 'datatype': 'x-markdown'})}>",
        f'<prop type="{_TEXT}">{escaped(export.slug)}</prop>',
        f'<prop type="{_LANGUAGE}">{escaped(export.language)}</prop>',
        "</header>",
        "<body>",
    ]
    for row in export.rows:
        if not row.target.strip():
            continue
        lines.append(f"<tu{attributes({'tuid': row.key})}>")
        if row.comment:
            lines.append(f"<note>{escaped(row.comment)}</note>")
        lines.append(f'<prop type="{_STATE}">{row.state}</prop>')
        if row.role:
            lines.append(f'<prop type="{_ROLE}">{escaped(row.role)}</prop>')
        # The translation of a stale sentence belongs to the sentence as it was: no memory may learn otherwise.
        for tag, text in ((export.source_language, row.previous or row.source), (export.locale, row.target)):
            lines.append(f"<tuv{attributes({'xml:lang': tag})}><seg>{escaped(text)}</seg></tuv>")
        lines.append("</tu>")
    lines += ["</body>", "</tmx>", ""]
    return "\n".join(lines).encode("utf-8")


def read(content: bytes, path: Path) -> Batch:
    """Return what came back in a TMX file: ours after somebody worked on it, or the memory of another program.

    A memory has no states: its translations are taken as somebody's word where they are new. Raises OctavillaError
    with path and line for a file that is none, or that holds translations into several languages.
    """
    root = parse(content, path, WHAT)
    if root.name.lower() != "tmx":
        message = f"begins with <{root.name}>, not with <tmx>: it is no translation memory. Choose another file."
        raise OctavillaError(message, path=path, line=root.line)
    header = root.first("header")
    srclang = header.get("srclang") if header else ""
    units = [_unit(tu, srclang) for tu in root.inside("tu")]
    rows = [row for unit in units for row in _returned(unit)]
    languages = sorted({tag for tag, _ in rows})
    if len({_base(tag) for tag in languages}) > 1:
        message = f"holds several languages ({', '.join(languages)}). Save each in a file of its own."
        raise OctavillaError(message, path=path)
    ours = _property(header, _LANGUAGE) if header else ""
    return Batch(
        slug=(_property(header, _TEXT) if header else "") or None,
        language=ours or next(iter(languages), None),
        rows=tuple(row for _, row in rows),
        kind=KIND,
    )


def _unit(tu: Element, srclang: str) -> _Unit:
    texts = []
    notes = [note_text(note.text) for note in tu.elements("note")]
    for variant in tu.elements("tuv"):
        notes += [note_text(note.text) for note in variant.elements("note")]
        if segment := variant.first("seg"):
            tag = tag_of(variant.get(_LANG) or variant.get("lang"))
            texts.append((tag, markdown(list(_pieces(segment.content))).strip()))
    return _Unit(
        key=tu.get("tuid"),
        source_language=tag_of(tu.get("srclang") or srclang),
        texts=tuple(texts),
        comment="\n".join(note for note in notes if note),
        line=tu.line,
    )


def _returned(unit: _Unit) -> Iterator[tuple[str, Returned]]:
    place = _source(unit.texts, unit.source_language)
    if place is None:
        return
    for index, (tag, text) in enumerate(unit.texts):
        if index != place and _base(tag) != _base(unit.texts[place][0]):
            yield (
                tag,
                Returned(
                    key=unit.key,
                    source=unit.texts[place][1],
                    target=text,
                    # Who saw the old sentence only cannot have said that it fits the new one.
                    approved=False if (key := Key.parse(unit.key)) and key.state is State.STALE else None,
                    comment=unit.comment,
                    place=f"line {unit.line}",
                ),
            )


def _source(texts: Sequence[tuple[str, str]], language: str) -> int | None:
    """Return the place of the source among the texts of a unit: in the language that is said, else the first."""
    if language and language != _ANY:
        return next((index for index, (tag, _) in enumerate(texts) if _base(tag) == _base(language)), None)
    return 0 if texts else None


def _base(tag: str) -> str:
    return tag.partition("-")[0].casefold()


def _property(header: Element, kind: str) -> str:
    return next((" ".join(item.text.split()) for item in header.elements("prop") if item.get("type") == kind), "")


def _pieces(content: Iterable[Element | str]) -> Iterator[Piece]:
    for part in content:
        if isinstance(part, str):
            yield part
            continue
        name = part.name.lower()
        if name == "hi":
            yield Code("hi", part.get("i"), part.get("type"))
            yield from _pieces(part.content)
            yield Code("/hi", part.get("i"), part.get("type"))
        elif name in _CODES:
            native = "".join(inner for inner in part.content if isinstance(inner, str))
            yield Code(name, part.get("i"), part.get("type"), part.get("pos"), native)

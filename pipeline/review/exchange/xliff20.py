"""XLIFF 2.0: a unit a sentence, marks as inline codes with their Markdown in `originalData`.

Rules are those of the XLIFF 2.0 specification (OASIS, 2014; 2.1 files are read too); see docs/exchange-xliff.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import State
from pipeline.review.exchange.inlinecodes import Part, numbered, parts_of
from pipeline.review.exchange.model import Batch, Export, Key, Returned, Row
from pipeline.review.exchange.safexml import Element, parse
from pipeline.review.exchange.xliff import (
    COMPLETE,
    OURS,
    Unit,
    hints,
    judged,
    note_text,
    outside_space,
    slug_of,
    tag_of,
    untouched,
)
from pipeline.review.exchange.xmltext import attributes, escaped, possible

KIND = "xliff20"
NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
WHAT = "XLIFF file"
_TYPES = {
    "em": ("fmt", "xlf:i"), "strong": ("fmt", "xlf:b"), "s": ("fmt", "octavilla:strikethrough"), "link": ("link", None),
    "image": ("image", None), "code": ("fmt", "octavilla:code"), "autolink": ("link", "octavilla:address"),
    "footnote": ("other", "octavilla:footnote"), "break": ("fmt", "xlf:lb"),
}  # fmt: skip
_STATES = {
    State.UNTRANSLATED: ("initial", None),
    State.DRAFT: ("initial", "octavilla:draft"),
    State.STALE: ("initial", "octavilla:stale"),
    State.APPROVED: ("final", None),
}
_APPROVED = ("reviewed", "final")
_UNSURE = ":fuzzy"
"""How a sub-state ends that says that a person is not sure; Poedit writes `poedit:fuzzy`."""
_HINTS = ("role", "previous source", "check")
_PAIRS = {"fmt": {"xlf:b": ("**", "**"), "xlf:i": ("*", "*")}}

Signs = tuple[str, str]


@dataclass(slots=True)
class _Data:
    """The original data of one unit while it is written: each sign once, by its id."""

    ids: dict[str, str] = field(default_factory=dict)

    def of(self, sign: str) -> str:
        return self.ids.setdefault(sign, f"d{len(self.ids) + 1}")


def write(export: Export) -> bytes:
    """Return the rows as an XLIFF 2.0 file in UTF-8: a `unit` with one `segment` a sentence, a `group` a paragraph."""
    root = attributes({"version": "2.0", "srcLang": export.source_language, "trgLang": export.locale})
    head = attributes(
        {
            "id": "text",
            "original": f"{export.slug}.md",
            "xml:space": "preserve",
            "octavilla:text": export.slug,
            "octavilla:language": export.language,
        }
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xliff{root} xmlns="{NAMESPACE}" xmlns:octavilla="{OURS}">',
        f"<file{head}>",
        f'<notes><note category="title">{escaped(export.title)}</note></notes>',
    ]
    for _, rows in groupby(export.rows, key=lambda row: row.paragraph):
        listed = list(rows)
        lines.append(f'<group id="p{listed[0].number}" type="octavilla:paragraph">')
        for row in listed:
            lines += _unit(row)
        lines.append("</group>")
    lines += ["</file>", "</xliff>", ""]
    return "\n".join(lines).encode("utf-8")


def read(content: bytes, path: Path) -> Batch:
    """Return what came back in an XLIFF 2 file, whatever program saved it.

    The segments of a unit that a program divided are put together again, targets in the order that they ask for. A
    unit of which only a part is translated comes back without a translation; the part is its comment.
    Raises OctavillaError with path and line for a file that is none.
    """
    root = parse(content, path, WHAT)
    if root.name != "xliff" or not root.get("version").startswith("2"):
        message = f"begins with <{root.name}>, not as an XLIFF 2.0 file does. Choose another file."
        raise OctavillaError(message, path=path, line=root.line)
    files = list(root.elements("file"))
    slugs = {slug for file in files if (slug := file.get(f"{{{OURS}}}text") or slug_of(file.get("original")))}
    if len(slugs) > 1:
        message = f"holds several texts ({', '.join(sorted(slugs))}). Save each in a file of its own."
        raise OctavillaError(message, path=path)
    said = {code for file in files if (code := file.get(f"{{{OURS}}}language"))}
    language = next(iter(said)) if len(said) == 1 else tag_of(root.get("trgLang"))
    found = (unit for file in files for unit in file.inside("unit") if unit.get("translate") != "no")
    units = [_returned(unit) for unit in found]
    return Batch(
        slug=next(iter(slugs), None),
        language=language or None,
        rows=judged(units),
        kind=KIND,
        notices=untouched(units),
    )


def _unit(row: Row) -> Iterator[str]:
    source, target = parts_of(possible(row.source)), parts_of(possible(row.target))
    first, second = numbered(source, target)
    data = _Data()
    written = [_content(source, iter(first), data), _content(target, iter(second), data)]
    yield f"<unit{attributes({'id': row.key, 'xml:space': 'preserve'})}>"
    notes = [*hints(row), *([("comment", row.comment)] if row.comment else [])]
    if notes:
        written += [f'<note category="{kind}">{escaped(words)}</note>' for kind, words in notes]
        yield f"<notes>{''.join(written[2:])}</notes>"
    if data.ids:
        yield "<originalData>"
        for sign, name in data.ids.items():
            yield f'<data id="{name}">{escaped(sign)}</data>'
        yield "</originalData>"
    state, sub = _STATES[row.state]
    yield f"<segment{attributes({'state': state, 'subState': sub})}>"
    yield f"<source>{written[0]}</source>"
    if row.target:
        yield f"<target>{written[1]}</target>"
    yield "</segment>"
    yield "</unit>"


def _content(parts: Sequence[Part], numbers: Iterator[int], data: _Data) -> str:
    made = []
    for part in parts:
        if isinstance(part, str):
            made.append(escaped(part))
            continue
        number = str(next(numbers))
        kind, sub = _TYPES[part.kind]
        shared = {"id": number, "type": kind, "subType": sub, "canCopy": "no", "canDelete": "no"}
        if part.is_pair:
            more = {
                "dataRefStart": data.of(part.opening), "dataRefEnd": data.of(part.closing),
                "dispStart": part.opening, "dispEnd": part.closing,
            }  # fmt: skip
            made.append(f"<pc{attributes({**shared, **more})}>{_content(part.parts, numbers, data)}</pc>")
        else:
            more = {"dataRef": data.of(part.opening), "disp": part.opening}
            made.append(f"<ph{attributes({**shared, **more})}/>")
    return "".join(made)


def _returned(unit: Element) -> Unit:
    segments = [part for part in unit.elements() if part.name in ("segment", "ignorable") and part.space == unit.space]
    data = {item.get("id"): _plain(item) for item in _children(unit, "originalData", "data")}
    sources = [found for segment in segments if (found := segment.first("source"))]
    codes: dict[str, Signs] = {}
    for element in sources:
        codes.update(_known(element, data))
    source = "".join(_markdown(item.content, data, codes) for item in sources)
    comments = list(_comments(unit))
    texts = [_target(segment, data, codes) for segment in segments]
    spoken = [text for segment, text in zip(segments, texts, strict=True) if segment.name == "segment"]
    whole = all(text.strip() for text in spoken)
    ordered = sorted(enumerate(segments), key=lambda item: _order(item[1], item[0]))
    target = "".join(texts[index] for index, _ in ordered)
    if not whole and target.strip() and len(spoken) > 1:
        comments.append(f"Only a part is translated: {' '.join(target.split())}")
        target = ""
    states = [segment for segment in segments if segment.name == "segment"]
    row = Returned(
        key=unit.get("id"),
        source=source,
        target=target if target.strip() else "",
        approved=_approved(states) if whole else False,
        comment="\n".join(comments),
        place=f"line {unit.line}",
    )
    complete = row.approved is None and any(segment.get("state") == COMPLETE for segment in states)
    return Unit(row=row, kept=_kept(unit, states), complete=complete)


def _kept(unit: Element, segments: Sequence[Element]) -> bool:
    """Tell whether the states are those that `write` gave, or none at all."""
    key = Key.parse(unit.get("id"))
    if key is None:
        return False
    given = _STATES[key.state][0]
    return all(
        segment.get("state", given) == given and not segment.get("subState").endswith(_UNSURE) for segment in segments
    )


def _target(segment: Element, data: Mapping[str, str], codes: Mapping[str, Signs]) -> str:
    """Return the target of a segment; of an ignorable stretch without one, its source (white space)."""
    target = segment.first("target")
    if target is None and segment.name == "ignorable":
        target = segment.first("source")
    return "" if target is None else _markdown(target.content, data, codes)


def _order(segment: Element, place: int) -> tuple[int, int]:
    target = segment.first("target")
    asked = target.get("order") if target else ""
    return (int(asked) - 1 if asked.isdecimal() and len(asked) < 9 else place, place)


def _approved(segments: Sequence[Element]) -> bool | None:
    said = [_one_approved(segment) for segment in segments]
    if False in said or not said:
        return False if said else None
    return True if all(said) else None


def _one_approved(segment: Element) -> bool | None:
    state, sub = segment.get("state"), segment.get("subState")
    if sub.endswith(_UNSURE) or state == "initial":
        return False
    return True if state in _APPROVED else None


def _comments(unit: Element) -> Iterator[str]:
    for note in _children(unit, "notes", "note"):
        text = note_text(note.text)
        if text and note.get("category") not in _HINTS:
            yield text


def _children(unit: Element, name: str, child: str) -> Iterator[Element]:
    # translate-toolkit puts notes into the segment.
    for holder in (unit, *unit.elements("segment")):
        for found in holder.elements(name):
            yield from found.elements(child)


def _known(element: Element, data: Mapping[str, str]) -> Iterator[tuple[str, Signs]]:
    """Yield the signs of each code of a source by its id."""
    for part in element.elements():
        if part.get("id") and (signs := _signs(part, data)):
            yield part.get("id"), signs
        yield from _known(part, data)


def _signs(part: Element, data: Mapping[str, str]) -> Signs | None:
    """Return the signs of a code: its original data, what is shown in its place, or what its type means."""
    match part.name:
        case "pc":
            opening = data.get(part.get("dataRefStart")) or part.get("dispStart")
            closing = data.get(part.get("dataRefEnd")) or part.get("dispEnd")
            found = (opening, closing) if opening and closing else None
            return found or _PAIRS.get(part.get("type"), {}).get(part.get("subType"))
        case "ph" | "sc" | "ec":
            sign = data.get(part.get("dataRef")) or part.get("disp")
            return (sign, "") if sign else None
    return None


def _markdown(content: Iterable[Element | str], data: Mapping[str, str], codes: Mapping[str, Signs]) -> str:
    made = ""
    for part in content:
        if isinstance(part, str):
            made += part
            continue
        signs = _signs(part, data) or codes.get(part.get("id")) or codes.get(part.get("copyOf"))
        match part.name:
            case "pc" if signs:
                made += outside_space(signs[0], _markdown(part.content, data, codes), signs[1])
            case "pc" | "mrk":
                made += _markdown(part.content, data, codes)
            case "ec":
                pair = codes.get(part.get("startRef"))
                made += pair[1] if pair and pair[1] else signs[0] if signs else ""
            case "ph" | "sc":
                made += signs[0] if signs else ""
            case "cp":
                made += _character(part.get("hex"))
    return made


def _plain(item: Element) -> str:
    return "".join(part if isinstance(part, str) else _character(part.get("hex")) for part in item.content)


def _character(digits: str) -> str:
    try:
        return chr(int(digits, 16))
    except (ValueError, OverflowError):
        return ""

"""XLIFF 1.2, the file of most translators' programs: a unit a sentence, marks as inline codes.

Rules are those of the XLIFF 1.2 specification (OASIS, 2008). States are the ones that Poedit, Weblate and
translate-toolkit agree on; see docs/exchange-xliff.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import State
from pipeline.review.exchange.inlinecodes import Part, numbered, parts_of, signs_of
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

KIND = "xliff12"
NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
OLD_NAMESPACES = ("", "urn:oasis:names:tc:xliff:document:1.1")
WHAT = "XLIFF file"
_KINDS = {
    "em": "italic", "strong": "bold", "s": "x-strikethrough", "link": "link", "image": "x-image", "code": "x-code",
    "autolink": "x-address", "footnote": "x-footnote", "break": "lb",
}  # fmt: skip
_SIGNS = {"bold": ("**", "**"), "italic": ("*", "*"), "x-strikethrough": ("~~", "~~")}
_STATES = {
    State.UNTRANSLATED: "new",
    State.DRAFT: "needs-translation",
    State.STALE: "needs-adaptation",
    State.APPROVED: "final",
}
_APPROVED = ("signed-off", "final")


def write(export: Export) -> bytes:
    """Return the rows as an XLIFF 1.2 file in UTF-8: one `trans-unit` a sentence, one `group` a paragraph."""
    head = attributes(
        {
            "original": f"{export.slug}.md",
            "source-language": export.source_language,
            "target-language": export.locale,
            "datatype": "x-markdown",
            "xml:space": "preserve",
            "octavilla:text": export.slug,
            "octavilla:language": export.language,
        }
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xliff version="1.2" xmlns="{NAMESPACE}" xmlns:octavilla="{OURS}">',
        f"<file{head}>",
        "<header>",
        '<tool tool-id="octavilla" tool-name="Octavilla"/>',
        f'<note from="octavilla">{escaped(export.title)}</note>',
        "</header>",
        "<body>",
    ]
    for paragraph, rows in groupby(export.rows, key=lambda row: row.paragraph):
        listed = list(rows)
        lines.append(f'<group id="p{listed[0].number}" restype="x-paragraph"{attributes({"resname": str(paragraph)})}>')
        for row in listed:
            lines += _unit(row)
        lines.append("</group>")
    lines += ["</body>", "</file>", "</xliff>", ""]
    return "\n".join(lines).encode("utf-8")


def read(content: bytes, path: Path) -> Batch:
    """Return what came back in an XLIFF 1.2 (or 1.1) file, whatever program saved it.

    A target whose codes were moved has its marks where they are now; one whose codes are gone comes back without the
    marks, for the merge to say so. Raises OctavillaError with path and line for a file that is none, or that holds
    several languages.
    """
    root = parse(content, path, WHAT)
    if root.name != "xliff" or root.space not in (NAMESPACE, *OLD_NAMESPACES):
        message = f"begins with <{root.name}>, not as an XLIFF 1.2 file does. Choose another file."
        raise OctavillaError(message, path=path, line=root.line)
    files = list(root.elements("file"))
    languages = {code for file in files if (code := _language(file))}
    slugs = {slug for file in files if (slug := _slug(file))}
    if len(languages) > 1 or len(slugs) > 1:
        held = ", ".join(sorted(languages if len(languages) > 1 else slugs))
        raise OctavillaError(f"holds several texts or languages ({held}). Save each in a file of its own.", path=path)
    found = (unit for file in files for unit in file.inside("trans-unit") if unit.get("translate") != "no")
    units = [_returned(unit) for unit in found]
    return Batch(
        slug=next(iter(slugs), None),
        language=next(iter(languages), None),
        rows=judged(units),
        kind=KIND,
        notices=untouched(units),
    )


def _unit(row: Row) -> Iterator[str]:
    source, target = parts_of(possible(row.source)), parts_of(possible(row.target))
    first, second = numbered(source, target)
    approved = "yes" if row.state is State.APPROVED else None
    yield f"<trans-unit{attributes({'id': row.key, 'approved': approved, 'xml:space': 'preserve'})}>"
    yield f"<source>{_content(source, iter(first))}</source>"
    yield f'<target state="{_STATES[row.state]}">{_content(target, iter(second))}</target>'
    if row.previous:
        before = parts_of(possible(row.previous))
        numbers, others = numbered(before, target)
        # A second number sequence: this translation belongs to the sentence as it was.
        yield '<alt-trans alttranstype="previous-version" origin="octavilla">'
        yield f"<source>{_content(before, iter(numbers))}</source>"
        yield f"<target>{_content(target, iter(others))}</target>"
        yield "</alt-trans>"
    for kind, words in hints(row):
        yield f'<note from="octavilla {kind}">{escaped(words)}</note>'
    if row.comment:
        yield f'<note from="reviewers">{escaped(row.comment)}</note>'
    yield "</trans-unit>"


def _content(parts: Sequence[Part], numbers: Iterator[int]) -> str:
    made = []
    for part in parts:
        if isinstance(part, str):
            made.append(escaped(part))
            continue
        tag = attributes({"id": str(next(numbers)), "ctype": _KINDS[part.kind], "equiv-text": part.shown})
        made.append(f"<g{tag}>{_content(part.parts, numbers)}</g>" if part.is_pair else f"<x{tag}/>")
    return "".join(made)


def _language(file: Element) -> str:
    return file.get(f"{{{OURS}}}language") or tag_of(file.get("target-language"))


def _slug(file: Element) -> str:
    return file.get(f"{{{OURS}}}text") or slug_of(file.get("original"))


def _returned(unit: Element) -> Unit:
    source, target = unit.first("source"), unit.first("target")
    codes = dict(_known(source)) if source else {}
    row = Returned(
        key=unit.get("id"),
        source="" if source is None else _markdown(source.content, codes),
        target="" if target is None else _markdown(target.content, codes),
        approved=_approved(unit, target),
        comment="\n".join(_comments(unit)),
        place=f"line {unit.line}",
    )
    complete = row.approved is None and target is not None and target.get("state") == COMPLETE
    return Unit(row=row, kept=_kept(unit, target), complete=complete)


def _kept(unit: Element, target: Element | None) -> bool:
    """Tell whether the state is the one that `write` gave it, or none at all."""
    state = "" if target is None else target.get("state")
    key = Key.parse(unit.get("id"))
    if key is None:
        return False
    approved = unit.get("approved", "no") == "yes"
    return state in ("", _STATES[key.state]) and approved == (key.state is State.APPROVED)


def _approved(unit: Element, target: Element | None) -> bool | None:
    state = "" if target is None else target.get("state")
    said = unit.get("approved")
    key = Key.parse(unit.get("id"))
    if said == "yes" and key is not None and key.state is not State.APPROVED:
        # Somebody set it: some programs leave the state as it was then.
        return True
    if state == "new" or state.startswith("needs-"):
        return False
    if said in ("yes", "no"):
        return said == "yes"
    return True if state in _APPROVED else None


def _comments(unit: Element) -> Iterator[str]:
    for note in unit.elements("note"):
        text = note_text(note.text)
        if text and not note.get("from").startswith("octavilla"):
            yield text


def _known(source: Element) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the signs of each code of a source by its id."""
    for element in source.elements():
        if element.get("id") and (signs := _signs(element)):
            yield element.get("id"), signs
        yield from _known(element)


def _signs(element: Element) -> tuple[str, str] | None:
    kind, shown = element.get("ctype"), element.get("equiv-text")
    if element.name == "g":
        return signs_of(shown) or _SIGNS.get(kind)
    if element.name in ("bx", "ex"):
        return signs_of(shown) or _SIGNS.get(kind) or ((shown, shown) if shown else None)
    return (shown, "") if shown and element.name in ("x", "ph") else None


def _markdown(content: Iterable[Element | str], codes: dict[str, tuple[str, str]]) -> str:
    made = ""
    for part in content:
        if isinstance(part, str):
            made += part
            continue
        signs = codes.get(part.get("id")) or _signs(part)
        match part.name:
            case "g" if signs:
                made += outside_space(signs[0], _markdown(part.content, codes), signs[1])
            case "g" | "mrk":
                made += _markdown(part.content, codes)
            case "bx":
                made += signs[0] if signs else ""
            case "ex":
                pair = codes.get(part.get("rid")) or signs
                made += pair[1] if pair else ""
            case "x":
                made += signs[0] if signs else ""
            case "ph" | "it" | "bpt" | "ept":
                # Their content is the native code: the signs themselves.
                made += part.text or (signs[0] if signs else "")
    return made

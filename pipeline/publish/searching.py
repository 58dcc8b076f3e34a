"""Search without a server: the words of all texts of a language in one script, the passages of each text in another.

The page loads them as scripts, which works from a disk too. `templates/web/search.js` reads them; `folded` and `words`
there and here must agree.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.text.document import Block, Kind
from pipeline.typeset.view import View

TITLE, HEADING, BODY = 3, 2, 1
"""Where a word stands, the best first; two bits in the index."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Kana and Chinese characters: there are no spaces between words, so each is a word of its own."""
_WORD = re.compile(f"[{_SIGNS}]|[^\\W_{_SIGNS}]+")
_SILENT = (Kind.COMMENT, Kind.CODE, Kind.RULE)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, list item or the like as plain text, with the anchor and the words of the heading above it."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A text as the index has it."""

    slug: str
    title: str
    subtitle: str
    passages: tuple[Passage, ...]


def passages(view: View) -> tuple[Passage, ...]:
    """Return the passages of a page in reading order; a heading without text has an empty one."""
    found: list[Passage] = []
    anchor = heading = ""
    for block in (*view.blocks, *(note.block for note in view.ordered_notes)):
        if block.kind is Kind.FOOTNOTE:
            anchor, heading = f"n{view.notes[block.label].number}", ""
        for inner in _walk(block):
            if inner.kind is Kind.HEADING:
                anchor, heading = view.anchor(inner), view.plain(inner.text)
                found.append(Passage(anchor, heading, ""))
            else:
                speaker = f"{view.plain(inner.speaker)}:" if inner.speaker else ""
                parts = (speaker, view.plain(inner.alt), view.plain(inner.text))
                if text := " ".join(part for part in parts if part).strip():
                    found.append(Passage(anchor, heading, text))
    return tuple(found)


def _walk(block: Block) -> Iterable[Block]:
    return (inner for inner in block.walk() if inner.kind not in _SILENT)


def folded(text: str) -> str:
    """Return text as it is compared: small letters without diacritics."""
    apart = unicodedata.normalize("NFKD", text).lower()
    kept = apart if apart.isascii() else "".join(sign for sign in apart if unicodedata.category(sign)[0] != "M")
    return kept.replace("ς", "σ")


def words(text: str) -> list[str]:
    """Return the words of a text, folded, in reading order."""
    return _WORD.findall(folded(text))


def text_script(code: str, slug: str, found: Sequence[Passage]) -> str:
    """Return the script with the passages of one text."""
    rows = [[passage.anchor, passage.heading, passage.text] for passage in found if passage.text]
    return f"octavillaText({_json(f'{code}/{slug}')},{_json(rows)});\n"


def from_text_script(script: str) -> list[tuple[str, str, str]]:
    """Return anchor, heading and text of each passage in what `text_script` wrote."""
    rows = json.loads("[" + script.removeprefix("octavillaText(").rstrip().removesuffix(");") + "]")[1]
    return [(anchor, heading, text) for anchor, heading, text in rows]


def index_script(texts: Sequence[Found]) -> str:
    """Return the script with all words of `texts`, which come in the order in which equals are shown.

    `words` has a line a word, sorted: the word, then for each text that has it a number in base 36: the distance from
    the text before (the first from -1) times four, plus where the word stands at best.
    """
    places: dict[str, list[tuple[int, int]]] = {}
    for number, text in enumerate(texts):
        for word, place in _places(text).items():
            places.setdefault(word, []).append((number, place))
    lines = []
    for word in sorted(places):
        before, numbers = -1, []
        for number, place in places[word]:
            numbers.append(base36((number - before) * 4 + place))
            before = number
        lines.append(" ".join((word, *numbers)))
    listed = [[text.slug, text.title, text.subtitle] for text in texts]
    return f"octavillaIndex({_json(listed)},{_json(chr(10).join(lines))});\n"


def _places(text: Found) -> Mapping[str, int]:
    found: dict[str, int] = {}
    headings = " ".join(dict.fromkeys(passage.heading for passage in text.passages))
    bodies = "\n".join(passage.text for passage in text.passages)
    for place, content in ((TITLE, text.title), (HEADING, f"{text.subtitle} {headings}"), (BODY, bodies)):
        for word in words(content):
            found.setdefault(word, place)
    return found


def base36(number: int) -> str:
    """Return a number from 0 in the digits 0 to z, as JavaScript's `parseInt(…, 36)` reads it."""
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if not number:
            return digits


def _json(value: object) -> str:
    # Line separators are line ends in scripts of older browsers.
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return written.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")

"""Tell line ends that a program made from those that somebody meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.text.importers.hyphens import Vocabulary, joint
from pipeline.text.importers.judging import Judge
from pipeline.text.importers.model import Guess

WIDEST = 118
"""Signs of a line beyond which no program wraps: a longer one is a paragraph by itself."""
NARROWEST = 38
SHORT = 50
"""Signs of a line of verse."""
SLACK = 0.12
"""Of the width: how much shorter lines of a printed page may be, whose letters are not all of one width."""

_ENDED = re.compile(r"[.!?…:;][\"”’'»)\]*_]*(?:\[?\^?\d{1,3}\]?)?\Z")
_LOWER = re.compile(r"[\"“‘'«(\[]*[^\W\d_]")
_HANGING = frozenset(
    [
        *("a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "its", "of", "on", "or"),
        *("our", "that", "the", "their", "this", "to", "was", "were", "which", "with", "who"),
        *("de", "del", "el", "en", "la", "las", "los", "o", "os", "da", "do", "das", "dos", "e", "em", "para", "por"),
        *("que", "um", "uma", "un", "una", "y", "com", "con"),
    ]
)
"""Words that end no sentence."""
_ADDRESS = re.compile(
    r"\b(?:street|road|lane|avenue|square|st\.|rd\.|house|floor|flat|p\.?o\.? box|calle|plaza|avenida|rua|praça)\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b\d{5}(?:-\d{4})?\b|\b\d{4,5}-\d{3}\b|\+?\d[\d ()-]{6,}\d|\S@\S+\.\w|www\.|https?://"
    r"|^\d{1,4}[a-z]?,? [A-Z]",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:by|von|por|published|updated|posted|photo|source|date|written by)\b|.{1,40}:\s", re.IGNORECASE)
_WRITTEN = re.compile(r"(?:by|por|von) (?:[A-Z][\w.’'-]+[ ,]*){1,4}(?:\Z|[,|·–—-]|and |y |e )")
_GREETING = re.compile(
    r"(?:dear|hello|hi|good (?:morning|evening|afternoon)|queridas?|queridos?|estimad[oa]s?|car[oa]s?|prezad[oa]s?|"
    r"hola|olá)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\.? (?:de )?[^\W\d_]{3,10}\.?,? (?:de )?\d{4}\b"
                   r"|[^\W\d_]{3,9} \d{1,2}, \d{4}"
                   r"|\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of pasted text without the spaces around it, and what these said."""

    text: str
    number: int
    page: int = 0
    indent: int = 0
    """Columns before the text."""
    depth: int = 0
    """Marks of quotation before it."""
    soft: bool = False
    """A space at its end says that the paragraph goes on (RFC 3676, format=flowed)."""
    broken: bool = False
    """A page ends before it."""

    @property
    def filled(self) -> bool:
        """Whether there is anything on it."""
        return bool(self.text)


def is_ended(text: str) -> bool:
    """Tell whether a sentence, or what announces a list, ends at the end of `text`."""
    return bool(_ENDED.search(text[-80:]))


def goes_on(text: str) -> bool:
    """Tell whether `text` begins as the middle of a sentence does: with a small letter."""
    found = _LOWER.match(text)
    return bool(found and found[0][-1].islower())


def hangs(text: str) -> bool:
    """Tell whether `text` ends in a word or sign that no sentence ends in."""
    last = text.rsplit(None, 1)[-1] if text.split() else ""
    return text.endswith((",", "–", "—")) or last in _HANGING


def is_greeting(text: str) -> bool:
    """Tell whether a short line greets those to whom a letter goes."""
    return len(text) < 80 and text.endswith((",", ":")) and bool(_GREETING.match(text))


def says_of_itself(text: str) -> bool:
    """Tell whether a short line is one that says who wrote a text, or when."""
    return len(text) < 80 and bool(
        _WRITTEN.match(text) or (_DATE.search(text) and len(_DATE.sub("", text).split()) < 7)
    )


def is_full(line: Line, following: Line, width: int) -> bool:
    """Tell whether the first word of the following line would not have fitted on this one."""
    word = following.text.partition(" ")[0]
    return line.indent + len(line.text) + 1 + len(word) > width * (1 - SLACK)


def width(runs: Sequence[Sequence[Line]]) -> int:
    """Return at how many columns a program wrapped lines that stand together; 0 where the line ends are meant.

    Lines are wrapped where most of them could not have taken one more word, and most end inside a sentence.
    """
    pairs = [pair for run in runs for pair in pairwise(run)]
    pairs = [pair for pair in pairs if pair[0].filled and pair[1].filled]
    if not pairs:
        return 0
    widest = _commonest(pairs)
    if not widest:
        return 0
    if len(pairs) < 3 and (widest < 50 or widest + 2 < max(line.indent + len(line.text) for _, line in pairs)):
        return 0
    every = [line for run in runs for line in run if line.filled]
    if sum(line.indent + len(line.text) > widest + 2 for line in every) > 0.25 * len(every):
        return 0
    full = [pair for pair in pairs if is_full(*pair, widest)]
    inside = [pair for pair in full if not is_ended(pair[0].text)]
    capitals = sum(not goes_on(following.text) for _, following in pairs)
    if len(full) < 0.5 * len(pairs) or len(inside) < 0.55 * len(full):
        return 0
    # Lines that all begin with a capital are those of a poem, or of a list without marks.
    return 0 if capitals > 0.8 * len(pairs) and not (len(pairs) < 3 and hangs(pairs[0][0].text)) else widest


def _commonest(pairs: Sequence[tuple[Line, Line]]) -> int:
    """Return the width to which most lines are filled; of several the greatest. 0 where lines are too long or short.

    Where columns of a page came together in one line, some are longer than those that a program wrapped.
    """
    lengths = [line.indent + len(line.text) for line, _ in pairs]
    reach = [
        length + 1 + len(following.text.partition(" ")[0])
        for length, (_, following) in zip(lengths, pairs, strict=True)
    ]
    best, most = 0, 0
    for columns in sorted({length for length in lengths if NARROWEST <= length <= WIDEST}):
        filled = sum(length <= columns < reached / (1 - SLACK) for length, reached in zip(lengths, reach, strict=True))
        if filled >= most:
            best, most = columns, filled
    longer = sum(length > best for length in lengths)
    # Where most of what is written stands in longer lines, a line is a paragraph.
    return best if most and longer <= 0.25 * len(lengths) else 0


def is_poem(runs: Sequence[Sequence[Line]]) -> bool:
    """Tell whether a whole document is verse: below its head, nothing but short lines in stanzas of three and more."""
    stanzas = runs[1:]
    lines = [line for run in stanzas for line in run]
    return (
        len(stanzas) > 1
        and all(len(run) > 2 for run in stanzas)
        and max(len(line.text) for line in lines) <= SHORT
        and not any(_LABEL.match(line.text) or _ADDRESS.search(line.text) for line in lines)
    )


def lines_matter(run: Sequence[Line], columns: int, *, first: bool, poem: bool = False) -> Guess | None:
    """Return a guess that lines that stand together are an address or verse, each line of it a line; None if not.

    `columns` is the width of the document's lines, 0 if it has none; `first` says that nothing stands before them;
    `poem` that all of the document is verse.
    """
    texts = [line.text for line in run]
    if len(run) < 2 or first or any(_LABEL.match(text) or _DATE.search(text) for text in texts):
        return None
    if max(map(len, texts)) > min(60, 0.8 * (columns or 75)) or any(goes_beyond(pair, columns) for pair in _pairs(run)):
        return None
    if poem:
        return Guess(what="lines kept", text="\n".join(texts), confidence=0.8, reason="a document of short lines",
                     line=run[0].number, page=run[0].page)  # fmt: skip
    ends = [text for text in texts if text.endswith((".", "!", "?", ":"))]
    first_line = run[0]
    if max(map(len, texts)) <= 48 and len(run) <= 8 and len(ends) <= 1 and _is_address(texts):
        return Guess(what="lines kept", text="\n".join(texts), confidence=0.7, reason="short lines like an address",
                     line=first_line.number, page=first_line.page)  # fmt: skip
    words = sum(len(text.split()) for text in texts) / len(texts)
    commas = sum(text.endswith((",", ";", "–", "—")) for text in texts)
    if words >= 3 and len(ends) <= len(run) / 2 and (len(run) >= 4 or (len(run) == 3 and commas)):
        confidence = 0.7 if commas else 0.5
        return Guess(what="lines kept", text="\n".join(texts), confidence=confidence, reason="short lines like verse",
                     line=first_line.number, page=first_line.page)  # fmt: skip
    return None


def _is_address(texts: Sequence[str]) -> bool:
    """Tell whether one of the lines is part of a postal address, and none goes on with a sentence."""
    told = [bool(_ADDRESS.search(text)) for text in texts]
    return any(told) and all(is_sign or not goes_on(text) for text, is_sign in zip(texts[1:], told[1:], strict=True))


def goes_beyond(pair: tuple[Line, Line], columns: int) -> bool:
    """Tell whether the end of the first of two lines was made by a program that wraps at `columns`."""
    return bool(columns) and is_full(*pair, columns)


def attached(text: str, line: Line, vocabulary: Vocabulary, judge: Judge) -> str:
    """Return `text` with another line behind it: a word that was divided at the line end is whole again."""
    last = text[-2000:].rsplit(None, 1)[-1] if text else ""
    if "://" in last or last.startswith("www."):
        return text + ("" if _address_goes_on(last, line.text) else " ") + line.text
    found = joint(text, line.text, vocabulary)
    if found is None:
        tight = len(text) > 1 and text[-1] == "—" and not text[-2].isspace()
        return text + ("" if tight else " ") + line.text
    # A dash beside a space is no hyphen, and what stands before it is not asked about.
    first = last
    second = line.text.split(None, 1)[0]
    if found.kept and found.confidence >= 0.97:
        return text[: len(text) - 1] + _tail(found.text) + line.text
    guess = Guess(what="hyphen", text=f"{first} {second}", confidence=found.confidence, reason=found.reason,
                  line=line.number, page=line.page, result=found.text)  # fmt: skip
    agreed = judge.agrees(guess)
    kept = found.kept if agreed else not found.kept
    if kept and found.kept:
        return text[:-1] + _tail(found.text) + line.text
    return text[:-1] + ("-" if kept else "") + line.text


def _tail(word: str) -> str:
    return "- " if "- " in word else "-"


def _address_goes_on(last: str, following: str) -> bool:
    """Tell whether a web address was broken at the end of a line."""
    first = following.split(None, 1)[0] if following else ""
    return last[-1] in "/-_=&?.%" and bool(re.match(r"[a-z0-9%?&=_#/-]", first)) and (
        last[-1] in "-_=&?%" or bool(re.search(r"[/=&%_-]|\.\w", first))
    )  # fmt: skip


def _pairs(run: Sequence[Line]) -> list[tuple[Line, Line]]:
    return list(pairwise(run))

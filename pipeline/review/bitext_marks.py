"""Give the translation of a sentence the inline marks of the sentence: its own where they agree, else put back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.review.exchange.marking import differences
from pipeline.text.marks import Mark, marks
from pipeline.text.plain import Plain, References, plain

_PAIRS = ("em", "strong", "s", "link")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,200})\]")
_REMAINS = re.compile(r"(?<=[^\s\d])(?:\s?[\[(]?\d{1,2}[\])]?|\s?[¹²³⁴-⁹]+|\*{1,3})(?=[.,;:!?”»\"’)]*\Z)")
"""What a footnote mark looks like when a file has lost what it is: `agua fría.1`, `agua fría (1)`, `agua fría.¹`."""
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_CLOSING = '.,;:!?…”»"’)'


@dataclass(frozen=True, slots=True)
class _Put:
    """Signs to write into a translation: before `start` and behind `end` of what people read of it."""

    start: int
    end: int
    before: str
    after: str


def with_marks(
    source: str, target: str, references: References = (), own: References = (), hypothesis: str = ""
) -> tuple[str, bool]:
    """Return a translation with the marks of its sentence, and whether every one of them is where it belongs.

    `references` are the link reference definitions of the source, `own` those of the translation's file; `hypothesis`
    is a draft of the sentence with its marks: words that it marks are looked for in the translation. Where a mark has
    no place that is certain, the translation comes back as it is, with False. No word is changed in any case, but for
    the remains of a footnote mark.
    """
    known = dict(references)
    given = _relabelled(source, target)
    if not differences(source, given, known):
        return given, True
    bare = _stripped(given, own)
    wanted = [mark for mark in marks(source, known) if mark.kind not in ("escape", "break")]
    if any(mark.kind == "footnote" for mark in wanted):
        bare = _REMAINS.sub(_dropped(source), bare)
    made = _marked(source, wanted, bare, references, hypothesis)
    if made is None or differences(source, made, known):
        return given, False
    return made, True


def _relabelled(source: str, target: str) -> str:
    """Return the translation with the labels of the source on its footnote marks, where there are as many."""
    labels, theirs = _FOOTNOTE.findall(source), _FOOTNOTE.findall(target)
    if not labels or len(labels) != len(theirs):
        return target
    names = iter(labels)
    return _FOOTNOTE.sub(lambda _: f"[^{next(names)}]", target)


def _dropped(source: str) -> str:
    """Return what takes the place of a lost footnote mark: nothing, unless the sentence itself ends with a figure."""
    ends_with_figure = re.search(r"\d\W*\Z", _FOOTNOTE.sub("", source))
    return r"\g<0>" if ends_with_figure else ""


def _stripped(text: str, references: References) -> str:
    """Return a translation without its marks; what they hold stays, and so do escapes."""
    cuts: list[tuple[int, int]] = []
    for mark in marks(text, dict(references)):
        if mark.kind in _PAIRS:
            cuts += [(mark.start, mark.inner_start), (mark.inner_end, mark.end)]
        elif mark.kind == "footnote":
            cuts.append((mark.start, mark.end))
        elif mark.kind == "autolink":
            cuts += [(mark.start, mark.start + 1), (mark.end - 1, mark.end)]
    for start, end in sorted(cuts, reverse=True):
        text = text[:start] + text[end:]
    return text.strip()


def _marked(source: str, wanted: Sequence[Mark], bare: str, references: References, hypothesis: str) -> str | None:
    shown = plain(bare)
    theirs = [mark for mark in marks(hypothesis, dict(references)) if mark.kind not in ("escape", "break")]
    drafted = plain(hypothesis, references)
    whole = plain(source, references)
    puts: list[_Put] = []
    taken = 0
    for number, mark in enumerate(wanted):
        guesses = _inner(source, mark, references)
        same = [m for m in theirs if m.kind == mark.kind]
        before = sum(m.kind == mark.kind for m in wanted[:number])
        other = same[before] if len(same) == sum(m.kind == mark.kind for m in wanted) else None
        if mark.kind == "footnote":
            put = _footnote(source, mark, shown, hypothesis, other, drafted)
        elif mark.kind in _PAIRS:
            if other is not None:
                guesses = (*guesses, *_inner(hypothesis, other, references))
            put = _pair(source, mark, shown, whole, references, guesses)
        elif mark.kind in ("code", "autolink"):
            put = _literal(source, mark, shown)
        else:
            put = None
        if put is None:
            return None
        puts.append(put)
        taken += 1
    return _written(shown, puts) if taken else bare


def _inner(text: str, mark: Mark, references: References) -> tuple[str, ...]:
    return (plain(text[mark.inner_start : mark.inner_end], references).text.strip(),)


def _pair(
    source: str, mark: Mark, shown: Plain, whole: Plain, references: References, guesses: Sequence[str]
) -> _Put | None:
    before, after = source[mark.start : mark.inner_start], source[mark.inner_end : mark.end]
    lead = plain(source[: mark.start], references).text
    tail = plain(source[mark.end :], references).text
    text = shown.text
    if not lead.strip() and not tail.strip(_CLOSING + " "):
        end = len(text.rstrip())
        if tail.strip():
            end = len(text.rstrip().rstrip(_CLOSING)) if text.rstrip().endswith(tuple(_CLOSING)) else end
        return _Put(0, end, before, after)
    inside = plain(source[mark.inner_start : mark.inner_end], references).text
    if not lead.strip() and ":" in (inside[-1:], tail[:1]) and text.count(":") == whole.text.count(":"):
        colon = text.index(":")
        return _Put(0, colon + (inside[-1:] == ":"), before, after)
    for guess in dict.fromkeys(guesses):
        places = list(_places(guess, text))
        if len(places) == 1:
            return _Put(*places[0], before, after)
    return None


def _literal(source: str, mark: Mark, shown: Plain) -> _Put | None:
    raw = source[mark.start : mark.end]
    inside = raw.strip("`<>")
    places = list(_places(inside, shown.text))
    edge = raw.index(inside)
    return _Put(*places[0], raw[:edge], raw[edge + len(inside) :]) if len(places) == 1 else None


def _footnote(
    source: str, mark: Mark, shown: Plain, hypothesis: str, other: Mark | None, drafted: Plain
) -> _Put | None:
    raw, text = source[mark.start : mark.end], shown.text
    rest = _FOOTNOTE.sub("", source[mark.end :])
    if not rest.strip(_CLOSING + "*_ "):
        # At the end: before or behind the final stop as in the source.
        end = len(text.rstrip()) if not rest.strip("*_ ") else len(text.rstrip().rstrip(_CLOSING))
        return _Put(end, end, raw, "")
    for said, place in ((source, mark), (hypothesis, other)):
        if place is None:
            continue
        word = re.search(r"(\w+)(\W*)\Z", plain(said[: place.start]).text)
        # Behind a figure there may be a unit in the one language that the other writes before it.
        places = list(_places(word[1], text)) if word and not word[1].isdigit() else []
        if word and len(places) == 1:
            end = places[0][1]
            while end < len(text) and word[2] and text[end] in _CLOSING:
                end += 1
            return _Put(end, end, raw, "")
    return None


def _places(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where some words stand in a text, whole, capitals aside."""
    if words:
        pattern = rf"(?<!\w){re.escape(words)}(?!\w)"
        yield from (found.span() for found in re.finditer(pattern, text, re.IGNORECASE))


def _written(shown: Plain, puts: Sequence[_Put]) -> str | None:
    """Return the Markdown with all signs; None where two stretches cross each other."""
    stretches = sorted(puts, key=lambda put: (put.start, -put.end))
    for at, one in enumerate(stretches):
        for other in stretches[at + 1 :]:
            if one.start < other.start < one.end < other.end:
                return None
    inserts: list[tuple[int, int, int, str]] = []
    for order, put in enumerate(puts):
        first, last = shown.span(put.start, put.end) if put.end > put.start else (_behind(shown, put.end),) * 2
        if put.end > put.start:
            inserts.append((first, 1, order, put.before))
            inserts.append((last, 0, -order, put.after))
        else:
            inserts.append((first, 2 if put.end < len(shown.text) else 3, order, put.before))
    made = shown.markdown
    for place, _, _, signs in sorted(inserts, reverse=True):
        made = made[:place] + signs + made[place:]
    return made


def _behind(shown: Plain, end: int) -> int:
    return shown.span(end - 1, end)[1] if end else 0

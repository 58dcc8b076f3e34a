"""Inline marks as in the source: bold, italics, links, footnote references, code, pictures and line breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.review.checks.model import Issue, Pair, Severity, Template, issue
from pipeline.text.marks import Mark
from pipeline.text.marks import marks as find_marks

LOST = {
    "em": Template("The *italics* of “{words}” are missing."),
    "strong": Template("The **bold** of “{words}” is missing."),
    "s": Template("The ~~struck out~~ “{words}” is missing."),
    "link": Template("The link of “{words}” is missing."),
    "image": Template("The picture {words} is missing."),
    "code": Template("The code {words} is missing."),
    "footnote": Template("The footnote mark {words} is missing."),
    "break": Template("A line break of the source is missing."),
}
NEW = {
    "em": Template("*Italics* on “{words}”, and none in the source."),
    "strong": Template("**Bold** on “{words}”, and none in the source."),
    "s": Template("“{words}” is ~~struck out~~, and nothing in the source."),
    "link": Template("A link on “{words}”, and none in the source."),
    "image": Template("A picture {words} that the source has not."),
    "code": Template("Code {words} that the source has not."),
    "footnote": Template("The footnote mark {words} is not in the source, or here twice."),
    "break": Template("A line break that the source has not."),
}
LOOSE = Template("“{sign}” stands here without its other half: it would be printed.")
NESTED = Template("“{words}” stands inside other marks than in the source.")

_SOFT = frozenset(("em", "strong", "s"))
"""What a language may want to mark otherwise."""
_LITERAL = frozenset(("image", "code", "footnote", "autolink"))
_LOOSE = re.compile(r"\*\*|~~|\*|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)|`|\]\(|\[\^")
_SPACED = re.compile(r"(?P<sign>\*\*|\*|~~)[ \u00a0]+(?P<words>[^*~\n]+?)[ \u00a0]*(?P=sign)|"
                     r"(?P<other>\*\*|\*|~~)(?P<rest>[^*~\s][^*~\n]*?)[ \u00a0]+(?P=other)")  # fmt: skip
_GAP = re.compile(r"\](?P<gap>\s+)\((?=[^\s()]+\))")
_MARKED = re.compile(r"[*_~`\[\\<]|  \n")
_EXCERPT = 40


def marks(pair: Pair) -> Iterator[Issue]:
    """Find marks that are lost, new, doubled, or broken, so that their signs would be printed."""
    if not _MARKED.search(pair.source) and not _MARKED.search(pair.target):
        return
    references = dict(pair.links)
    source, target = _shape(pair.source, references), _shape(pair.target, references)
    loose = list(_loose(pair))
    wanted, found = _counted(pair.source, source), _counted(pair.target, target)
    mend = _mended(pair, wanted, references) if loose or wanted != found else None
    if loose and wanted != found:
        sign, span = loose[0]
        yield issue(LOOSE, Severity.ERROR, span, mend, sign=sign)
        if mend is not None:
            return
    lost = _without(pair.source, source, found)
    new = _without(pair.target, target, wanted)
    for mark, _ in lost:
        severity = Severity.WARNING if mark.kind in _SOFT else Severity.ERROR
        yield issue(LOST[mark.kind], severity, mend=mend, words=_inner(pair.source, mark))
    for mark, _ in new:
        severity = Severity.WARNING if mark.kind in _SOFT else Severity.ERROR
        yield issue(NEW[mark.kind], severity, (mark.start, mark.end), words=_inner(pair.target, mark))
    if not lost and not new and _nested(pair.source, source) != _nested(pair.target, target):
        paths = _nested(pair.source, source)
        for mark, path in target:
            if mark.kind in LOST and not paths[_name(pair.target, mark), path]:
                yield issue(NESTED, span=(mark.start, mark.end), words=_inner(pair.target, mark))
                return


Shape = Sequence[tuple[Mark, tuple[str, ...]]]
"""Marks in reading order, each with the kinds of those around it."""


def _shape(markdown: str, references: dict[str, tuple[str, str]]) -> Shape:
    found = [mark for mark in find_marks(markdown, references) if mark.kind in LOST]
    return [
        (mark, tuple(sorted(o.kind for o in found if o is not mark and o.start <= mark.start and mark.end <= o.end)))
        for mark in found
    ]


def _name(markdown: str, mark: Mark) -> str:
    """Return what must be as often in both: the kind, and for what is no words the very signs."""
    return f"{mark.kind} {markdown[mark.start : mark.end]}" if mark.kind in _LITERAL else mark.kind


def _counted(markdown: str, shape: Shape) -> Counter[str]:
    """Count the marks by name: line breaks and addresses too.

    `exchange/marking.py` counts fewer on purpose: it decides alone what is kept out of a catalogue, and must be right
    each time; a check has a person who looks at it, and may ask more.
    """
    return Counter(_name(markdown, mark) for mark, _ in shape)


def _nested(markdown: str, shape: Shape) -> Counter[tuple[str, tuple[str, ...]]]:
    return Counter((_name(markdown, mark), path) for mark, path in shape)


def _without(markdown: str, shape: Shape, known: Counter[str]) -> list[tuple[Mark, tuple[str, ...]]]:
    left = Counter(known)
    found = []
    for mark, path in shape:
        name = _name(markdown, mark)
        if left[name]:
            left[name] -= 1
        else:
            found.append((mark, path))
    return found


def _loose(pair: Pair) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the signs of marks that people would read in the translation, and do not in the source."""
    usual = Counter(found[0] for found in _LOOSE.finditer(pair.meant.text))
    text = pair.read
    for found in _LOOSE.finditer(text.text):
        start, end = text.span(*found.span())
        if pair.target[max(start - 1, 0) : start] == "\\":
            continue
        if usual[found[0]]:
            usual[found[0]] -= 1
        else:
            yield found[0], (start, end)


def _mended(pair: Pair, wanted: Counter[str], references: dict[str, tuple[str, str]]) -> str | None:
    """Return the translation with spaces taken out of its marks, or a lost footnote mark put at its end."""
    target = _SPACED.sub(_closed, pair.target)
    target = _GAP.sub("](", target)
    found = _counted(target, _shape(target, references))
    lost = wanted - found
    if lost and not found - wanted and sum(lost.values()) == 1:
        (name,) = lost
        if name.startswith("footnote "):
            target = _with_note(target, name.removeprefix("footnote "), pair.base)
            found = _counted(target, _shape(target, references))
    return target if found == wanted and target != pair.target else None


def _closed(found: re.Match[str]) -> str:
    sign, words = found["sign"] or found["other"], found["words"] or found["rest"]
    before = " " if found["sign"] and found.start() and not found.string[found.start() - 1].isspace() else ""
    after = " " if found.string[found.end() : found.end() + 1].isalnum() else ""
    return f"{before}{sign}{words.strip()}{sign}{after}"


def _with_note(target: str, note: str, base: str) -> str:
    """Return the text with a footnote mark at its end: before the stop in Spanish and Portuguese, else after it."""
    end = re.search(r"[.,;:]?\s*\Z", target) if base in ("es", "pt") else re.search(r"\s*\Z", target)
    at = end.start() if end else len(target)
    return target[:at] + note + target[at:]


def _inner(markdown: str, mark: Mark) -> str:
    if mark.kind == "break":
        return ""
    text = markdown[mark.inner_start : mark.inner_end] if mark.kind not in _LITERAL else markdown[mark.start : mark.end]
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"

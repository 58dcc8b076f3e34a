"""Make headings, paragraphs, lists and notes of the lines of a PDF."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.text.importers.composing import Run
from pipeline.text.importers.hyphens import HYPHENS, Vocabulary, joint
from pipeline.text.importers.pdf_lines import BOLD, FIXED, ITALIC, Line, Span, gap, text_of

_BULLET = re.compile(r"[•◦▪‣●○■□►▸➢✓✔❖·∙\uf0b7\uf0a7\uf0d8§](?=\s|\Z)|[-–—*o](?=\s)")
_NUMBERED = re.compile(r"\(?(\d{1,3}|[a-z])[.)](?=\s|\Z)")
_ENDED = re.compile(r"[.!?:;…]['\"’”»)\]]*\d{0,2}\Z")
_NOTE = re.compile(r"(\d{1,3}|[*†‡§]{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3})[.)\]]?(?=\s|[^\W\d])")
_UNIT = re.compile(r"(?:\d\s*|\b)(?:[mckd]?m|ft|in|yd|mi)\Z")
"""Before a raised figure that makes it an area or a volume."""
_BROKEN_OFF = 0.35
"""Share of a column that is empty behind a line which ends a paragraph without a full stop (a name, an address)."""
_RAISED = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")


@dataclass(slots=True)
class Block:
    """Lines that belong together."""

    kind: str
    """`paragraph`, `heading`, `item`, `note`, `table` or `figure`."""
    lines: list[Line]
    level: int = 0
    mark: str = ""
    """Of an item or a note: what stands in front of it."""
    rows: tuple[tuple[tuple[Span, ...], ...], ...] = ()
    picture: str = ""
    page: int = 0
    joins: list[str] = field(default_factory=list)

    @property
    def size(self) -> float:
        """Return its letter size."""
        return self.lines[0].size if self.lines else 0.0

    @property
    def text(self) -> str:
        """Return its words, one line after the other."""
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Look:
    """How the text of a document is set."""

    body: float
    """Letter size, in points."""
    leading: float
    """From one baseline to the next, in letter sizes."""
    indented: bool
    """Whether paragraphs begin with an indent."""
    bold: bool
    """Whether running text is bold."""


def look_of(lines: Sequence[Line], body: float) -> Look:
    """Return how the text of these lines is set."""
    steps: Counter[float] = Counter()
    indents = straight = 0
    bold = words = 0
    for one, two in itertools.pairwise(lines):
        if abs(one.size - body) > 0.6 or abs(two.size - body) > 0.6:
            continue
        words += len(one.text)
        bold += len(one.text) * one.bold
        if one.region != two.region:
            continue
        steps[round((two.base - one.base) / body, 2)] += 1
        if two.left - two.bounds[0] > 0.6 * body and one.left - one.bounds[0] < 0.3 * body and _ENDED.search(one.text):
            indents += 1
        straight += 1
    usual = [step for step in steps if 0.9 <= step <= 2.4]
    leading = max(usual, key=lambda step: (steps[step], -step)) if usual else 1.25
    return Look(
        body=body, leading=leading, indented=indents > 0.04 * straight and indents > 1, bold=bold > 0.6 * max(words, 1)
    )


def body_size(spans: Iterable[Span]) -> float:
    """Return the letter size of most words."""
    sizes: Counter[float] = Counter()
    for span in spans:
        sizes[round(span.size * 2) / 2] += len(span.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 10.0


def note_lines(lines: Sequence[Line], look: Look) -> set[int]:
    """Return the places of the lines that are notes at the foot of their column: small, and a mark before the first."""
    found: set[int] = set()
    regions: dict[tuple[int, int], list[int]] = {}
    for place, line in enumerate(lines):
        regions.setdefault((line.page, line.region), []).append(place)
    for places in regions.values():
        tail: list[int] = []
        for place in reversed(places):
            if lines[place].size > 0.94 * look.body or lines[place].cells:
                break
            tail.insert(0, place)
        raised = next((place for place in places if _is_raised(lines[place]) and not lines[place].cells), None)
        if (
            raised is not None
            and (not tail or raised < tail[0])
            and not any(lines[place].cells for place in places if place > raised)
        ):
            tail = [place for place in places if place >= raised]
        while tail and not _note_mark(lines[tail[0]]):
            tail.pop(0)
        found.update(tail)
    return found


def _is_raised(line: Line) -> bool:
    """Tell whether a line begins with a raised figure."""
    first, *rest = line.spans
    if first.text[:1] in "¹²³⁴⁵⁶⁷⁸⁹⁰":
        return True
    small = bool(rest) and re.fullmatch(r"\d{1,3}", first.text.strip()) is not None and first.size < 0.87 * rest[0].size
    return small and first.base < rest[0].base - 0.08 * rest[0].size


def _note_mark(line: Line) -> str:
    found = _NOTE.match(line.text)
    if not found:
        return ""
    first = line.spans[0]
    raised = (
        first.size < 0.85 * line.size or first.base < line.base - 0.12 * line.size or first.text[:1] in "¹²³⁴⁵⁶⁷⁸⁹⁰*†‡"
    )
    return found[1] if raised or re.match(r"\d{1,3}[.)\]]?\s", line.text) else ""


def blocks_of(lines: Sequence[Line], look: Look, notes: set[int]) -> list[Block]:
    """Return lines put together to blocks; what goes on in the next column or on the next page is one block."""
    found: list[Block] = []
    before: Line | None = None
    for place, line in enumerate(lines):
        if line.cells:
            found.append(Block("table", [line], page=line.page, rows=(line.cells,)))
            before = None
            continue
        note = place in notes
        mark = _note_mark(line) if note else ""
        last = found[-1] if found else None
        near = before is not None and last is not None and last.kind == "note" and _follows(before, line)
        if note and (mark or near):
            if mark or last is None:
                found.append(Block("note", [line], mark=mark.translate(_RAISED), page=line.page))
            else:
                last.lines.append(line)
            before = line
            continue
        target = _continued(found, line, before, look)
        if target is not None:
            target.lines.append(line)
        else:
            item = _item_mark(line)
            kind = "item" if item else "paragraph"
            found.append(Block(kind, [line], mark=item, page=line.page))
        before = line
    return found


def _follows(before: Line, line: Line) -> bool:
    """Tell whether a line of a note stands under the one before it, or at the head of the next column or page."""
    below = before.page == line.page and line.base - before.base > 0
    return (below and line.base - before.base < 1.8 * line.size) or (not below and not _ENDED.search(before.text))


def _item_mark(line: Line) -> str:
    found = _BULLET.match(line.text) or _NUMBERED.match(line.text)
    if (
        found
        and re.fullmatch(r"o|[a-z]", found[0])
        and (line.spans[0].text != "o" or line.spans[0].font == line.spans[-1].font)
    ):
        # A bullet of word processors, in a font of its own; else a word: `o` is one in Spanish and Portuguese.
        return ""
    return found[0] if found else ""


def _continued(found: Sequence[Block], line: Line, before: Line | None, look: Look) -> Block | None:
    """Return the block that a line goes on with, or None where it begins one."""
    last = next((block for block in reversed(found) if block.kind not in ("note", "table", "figure")), None)
    if last is None or (_item_mark(line) and last.lines[-1].text[-1:] not in HYPHENS):
        return None
    end = last.lines[-1]
    if abs(line.size - end.size) > 0.08 * max(line.size, end.size) or (
        line.bold != end.bold and (line.bold or last.lines[0].bold)
    ):
        return None
    under = line.page == end.page and 0.7 < (line.base - end.base) / line.size < 1.5 and abs(line.left - end.left) < 2
    if line.region == end.region or (under and found[-1] is last):
        return last if before is not None and _same_block(last, end, line, look) else None
    # Over the end of a column: a sentence that is not ended goes on, one that is may do so where the line is full.
    if _is_display(last, look):
        return None
    if end.text[-1:] in HYPHENS or line.text[:1].islower():
        return last if not _short(end, line) or line.text[:1].islower() else None
    indented = line.left - line.bounds[0] > 0.6 * look.body
    if not _ENDED.search(end.text):
        return last if not _short(end, line) else None
    if found[-1].kind in ("table", "figure"):
        return None
    return last if look.indented and not indented and not _short(end, line) and last.kind == "paragraph" else None


def _is_display(block: Block, look: Look) -> bool:
    return block.size > 1.12 * look.body or (block.lines[0].bold and not look.bold)


def _same_block(block: Block, end: Line, line: Line, look: Look) -> bool:
    step = (line.base - end.base) / max(end.size, line.size)
    usual = min(look.leading, 1.6) if end.size <= 1.1 * look.body else 1.3
    if len(block.lines) > 1 and block.lines[-2].region == end.region:
        usual = max(usual * 0.8, (end.base - block.lines[-2].base) / end.size)
    if step > usual * 1.22 + 0.05 or step < -0.5:
        return False
    first = block.lines[0]
    if block.kind == "item":
        if line.left > first.left + 0.3 * look.body:
            return True
        # Under or left of the bullet: the item goes on only where its line is full.
        return line.left > first.left - 0.6 * look.body and not _ENDED.search(end.text) and not _short(end, line)
    shift = line.left - end.left
    if len(block.lines) == 1 and end.left - line.left > 0.6 * look.body:
        shift = 0.0  # The first line was indented.
    if shift > 0.6 * look.body and not _is_display(block, look) and not _centred(end, line):
        return bool(not _ENDED.search(end.text) and not _short(end, line))
    return not (_short(end, line) and (_ENDED.search(end.text) or _breaks_off(block, end, line, look)))


def _breaks_off(block: Block, end: Line, line: Line, look: Look) -> bool:
    """Tell whether a line without a full stop ends a paragraph all the same: far from the edge, a new start below."""
    width = end.bounds[1] - end.bounds[0]
    ragged = len(block.lines) > 1 and block.lines[-2].right < end.right + 0.2 * width
    begins = line.text.lstrip("“‘\"'(«¿¡")[:1]
    return (
        not ragged
        and not _is_display(block, look)
        and end.text[-1:] not in (*HYPHENS, ",")
        and end.right < end.bounds[1] - _BROKEN_OFF * width
        and (begins.isupper() or begins.isdigit())
        and not _centred(end, line)
    )


def _centred(one: Line, two: Line) -> bool:
    return abs((one.left + one.right) - (two.left + two.right)) < 4 and one.left - one.bounds[0] > 4


def _short(line: Line, following: Line) -> bool:
    """Tell whether the first word of the following line would have had its place on this one."""
    word = following.text.split(" ", 1)[0]
    width = (following.right - following.left) / max(len(following.text), 1) * (len(word) + 1)
    return line.right + width < line.bounds[1] - 0.3 * line.size


def levels(blocks: Sequence[Block], look: Look) -> None:
    """Make headings of short blocks that are larger or bolder than the text; the larger, the higher."""
    heads = []
    for place, block in enumerate(blocks):
        if block.kind != "paragraph" or not re.search(r"[^\W\d_]", block.text):
            continue
        words = len(block.text.split())
        larger = block.size > 1.12 * look.body and words <= 40
        bold = (
            all(line.bold for line in block.lines) and not look.bold and words <= 16 and block.size > 0.92 * look.body
        )
        turn = re.match(r"(?:[A-Z][\w.’'-]*\s?){1,3}:\s", block.text)
        follows = not turn and any(
            other.kind in ("paragraph", "item", "table") for other in blocks[place + 1 : place + 3]
        )
        if (larger or (bold and follows)) and len(block.lines) <= 5 and not re.search(r"[,;]\Z|\.\Z", block.text):
            heads.append(block)
    kinds = Counter((round(block.size), _weight(block)) for block in heads)
    largest = max(kinds, default=(0, 0))
    # What stands once (a masthead, a date) has no rank of its own; the title has one, as it is the largest.
    ranks = sorted((kind for kind, times in kinds.items() if times > 1 or kind == largest), reverse=True)
    first = 1 if kinds.get(largest) == 1 else 2
    for block in heads:
        mine = (round(block.size), _weight(block))
        rank = sum(kind > mine for kind in ranks)
        block.kind = "heading"
        block.level = min(rank + first, 6)


def endnotes(blocks: Sequence[Block]) -> None:
    """Make notes of a numbered list at the end whose numbers are called, raised, in the text."""
    firsts = [place for place, block in enumerate(blocks) if block.kind == "item" and re.match(r"\(?1\b", block.mark)]
    if not firsts or any(block.kind not in ("item", "paragraph", "note") for block in blocks[firsts[-1] :]):
        return
    tail = blocks[firsts[-1] :]
    called = {
        span.text.strip().strip("[]")
        for block in blocks[: firsts[-1]]
        for line in block.lines
        for span in line.spans[1:]
        if re.fullmatch(r"\[?\d{1,3}\]?", span.text.strip()) and span.size < 0.87 * line.size
    }
    numbers = [re.sub(r"\D", "", block.mark) for block in tail if block.kind == "item"]
    if any(block.kind == "note" and block.mark in numbers for block in blocks):
        return  # The notes stand at the feet of their pages: this is a list of steps.
    if 2 * sum(number in called for number in numbers) < len(numbers):
        return
    last = tail[0]
    for block in tail:
        if block.kind == "item":
            block.kind, block.mark = "note", re.sub(r"\D", "", block.mark)
            last = block
        elif block.kind == "paragraph":
            # The second paragraph of a note.
            last.lines += block.lines
            block.kind, block.lines = "gone", block.lines[:1]


def quotations(blocks: Sequence[Block], look: Look) -> None:
    """Make quotations of paragraphs that stand in from both edges of their column."""
    for place, block in enumerate(blocks):
        if block.kind != "paragraph" or len(block.lines) < 2 or _is_display(block, look):
            continue
        before = blocks[place - 1].kind if place else ""
        inset = min(line.left - line.bounds[0] for line in block.lines)
        right = min(line.bounds[1] - line.right for line in block.lines)
        level = max(line.left for line in block.lines) - min(line.left for line in block.lines) < 0.3 * look.body
        if before not in ("item", "table") and level and inset > 1.1 * look.body and right > 0.8 * look.body:
            block.kind = "quote"


def _weight(block: Block) -> int:
    return int(all(line.bold for line in block.lines))


class Joiner:
    """Joins the lines of blocks to runs of words: hyphens undone, calls of notes found."""

    def __init__(self, lines: Sequence[Line], language: str, known: set[str]) -> None:
        self._vocabulary = Vocabulary([line.text for line in lines], language)
        self._known = known
        self.hyphens: list[tuple[str, str, float, str, int]] = []
        """Words that were put together: before, after, confidence, reason, page."""

    def runs(self, lines: Sequence[Line], *, drop: str = "", notes: dict[str, str] | None = None) -> list[Run]:
        """Return the words of lines; `drop` is the mark in front, `notes` gives labels by mark."""
        found: list[Run] = []
        for place, line in enumerate(lines):
            spans = _without(line.spans, drop) if place == 0 and drop else line.spans
            runs = _line_runs(spans, line, notes or {})
            if found and runs:
                self._join(found, runs, line)
            found += runs
        return found

    def _join(self, found: list[Run], runs: list[Run], line: Line) -> None:
        end = next((place for place in range(len(found) - 1, -1, -1) if found[place].text.strip()), None)
        begin = next((place for place, run in enumerate(runs) if run.text.strip()), None)
        if end is None or begin is None or (end != len(found) - 1 and found[-1].note):
            found.append(Run(text=" "))
            return
        # The word may be set in several runs (`well` bold, `-known` not): the whole of it is judged.
        before = "".join(run.text for run in found[-6:]).split(" ")[-1]
        after = "".join(run.text for run in runs).lstrip().split(" ")[0]
        together = joint(before.strip(), after, self._vocabulary)
        if together is None:
            dashed = before.rstrip()[-1:] in "—–/" and before.rstrip()[-2:-1].strip() != ""
            found.append(Run(text="" if dashed else " "))
            return
        if " " in together.text:
            found.append(Run(text=" "))
        elif not together.kept:
            found[end] = replace(found[end], text=re.sub(rf"[{HYPHENS}]\s*\Z", "", found[end].text))
        self.hyphens.append((f"{before} / {after}", together.text, together.confidence, together.reason, line.page))


def _without(spans: Sequence[Span], mark: str) -> tuple[Span, ...]:
    """Return spans without the mark of a list or a note in front."""
    rest = mark
    kept = []
    for span in spans:
        if rest:
            text = span.text.lstrip()
            shared = 0
            while shared < min(len(text), len(rest)) and text[shared].translate(_RAISED) == rest[shared].translate(
                _RAISED
            ):
                shared += 1
            if shared:
                rest = rest[shared:].lstrip()
                left = text[shared:] if rest else re.sub(r"\A[.)\]]?\s*", "", text[shared:])
                if left:
                    kept.append(replace(span, text=left))
                continue
            rest = ""
            kept.append(replace(span, text=re.sub(r"\A[.)\]]\s+", "", span.text)) if span.text[:1] in ".)]" else span)
            continue
        kept.append(span)
    return tuple(kept)


def _line_runs(spans: Sequence[Span], line: Line, notes: dict[str, str]) -> list[Run]:
    found: list[Run] = []
    last: Span | None = None
    for span in spans:
        space = last is not None and (span.spaced or gap(last, span) > 0.2 * min(last.size, span.size))
        raised = span.size < 0.82 * line.size and span.base < line.base - 0.1 * line.size
        if found and _UNIT.search(found[-1].text):
            notes = {}
        label = notes.get(span.text.strip().strip("[]()").translate(_RAISED)) if last is not None else None
        if label and (raised or span.size < 0.87 * line.size or span.text.strip()[:1] in "¹²³⁴⁵⁶⁷⁸⁹⁰"):
            found.append(Run(text="", note=label))
            last = span
            continue
        if space and not (raised and span.text.isdigit() and gap(last, span) < 0.1 * span.size if last else False):
            found.append(Run(text=" "))
        text = span.text
        if raised and re.fullmatch(r"\d{1,3}", text):
            text = text.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
        found.append(
            Run(
                text=text,
                strong=bool(span.flags & BOLD),
                emphasis=bool(span.flags & ITALIC),
                code=bool(span.flags & FIXED),
            )
        )
        last = span
    return _inline_calls(found, notes)


def _inline_calls(runs: Sequence[Run], notes: dict[str, str]) -> list[Run]:
    """Return runs in which raised figures of the font itself (`word³`) call the notes that there are."""
    found: list[Run] = []
    for run in runs:
        at = 0
        for sign in re.finditer(r"(?<=[^\s\d])[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}", run.text):
            label = notes.get(sign[0].translate(_RAISED))
            if label and not _UNIT.search(run.text[: sign.start()]):
                found += [replace(run, text=run.text[at : sign.start()]), Run(text="", note=label)]
                at = sign.end()
        found.append(replace(run, text=run.text[at:]) if at else run)
    return found


def plain(line: Line) -> str:
    """Return the words of a line as text."""
    return text_of(line.spans)

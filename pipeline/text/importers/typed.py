"""Make lists of paragraphs whose bullets or numbers were typed, as people do in word processors and mails."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.text.document import Kind
from pipeline.text.importers import itemise
from pipeline.text.importers.itemise import Item, Mark, mark_of
from pipeline.text.importers.model import META, Guess, Piece

_FIRST = 0xF0000
"""The words of items stand for themselves as signs of a private plane while the list is written."""
_PRIVATE = re.compile("[\U000f0000-\U0010ffff]")
_BREAK = "\\\n"
_NAME = re.compile(r"\A\*\*([^*:\n]{1,60})\*\*:(\s)")
_MARKS = ("**", "*", "~~")
_DASHES = "–—-"
"""Between quotation marks or in front of speech in Spanish and Portuguese: a list only where more than speech."""
_FEWEST, _FEWEST_DASHES = 2, 3
"""Items of one kind: a single `✔ done` is no list."""


def lists(pieces: Iterable[Piece]) -> tuple[tuple[Piece, ...], tuple[Guess, ...]]:
    """Return pieces with typed lists as lists, and a guess for each.

    Several bullets of one kind in a row make a list, numbers and letters where they count up. Paragraphs that are
    bold throughout (`**1. Lifts**`) stay, as they are headings.
    """
    done: list[Piece] = []
    guesses: list[Guess] = []
    run: list[tuple[Piece, Mark, str]] = []

    def flush() -> None:
        for piece in _listed(run):
            done.append(piece)
            if piece.kind is Kind.LIST:
                guesses.append(Guess(what="list item", text=piece.plain.partition("\n")[0], confidence=0.95,
                                     reason="bullets or numbers that were typed", line=piece.line,
                                     page=piece.page))  # fmt: skip
        run.clear()

    for whole in pieces:
        for piece in _lines(_turn(whole)):
            found = _item(piece)
            if found is None:
                flush()
                done.append(piece)
            else:
                run.append((piece, *found))
    flush()
    return tuple(done), tuple(guesses)


def _turn(piece: Piece) -> Piece:
    """Return a paragraph with the colon inside the bold name before it: `**Ana**: Yes.` is a turn as `**Ana:** Yes.`"""
    if piece.kind is not Kind.PARAGRAPH:
        return piece
    return replace(piece, markdown=_NAME.sub(r"**\1:**\2", piece.markdown))


def _lines(piece: Piece) -> Iterator[Piece]:
    """Yield a paragraph line by line where lines of it are items (`Bring:⏎• a cup⏎• a spoon`), else as it is."""
    texts, plains = piece.markdown.split(_BREAK), piece.plain.split("\n")
    if piece.kind is not Kind.PARAGRAPH or len(texts) != len(plains) or len(texts) < 2:
        yield piece
        return
    lines = [
        replace(piece, markdown=text.strip(), plain=plain.strip()) for text, plain in zip(texts, plains, strict=True)
    ]
    marks = [found[0] for line in lines if (found := _item(line))]
    first = next((place for place, line in enumerate(lines) if _item(line)), 0)
    if len(marks) < 2 or len(marks) != len(lines) - first or not all(itemise.valid(marks)) or not _balanced(lines):
        yield piece
        return
    if first:
        head = lines[:first]
        yield replace(piece, markdown=_BREAK.join(line.markdown for line in head),
                      plain="\n".join(line.plain for line in head))  # fmt: skip
    yield from lines[first:]


def _balanced(lines: Sequence[Piece]) -> bool:
    """Tell whether no marks of bold or italic words go over the end of a line."""
    return all(line.markdown.count(mark) % 2 == 0 for line in lines for mark in _MARKS)


def _item(piece: Piece) -> tuple[Mark, str] | None:
    """Return the mark that was typed before a paragraph, and its Markdown without the mark."""
    if piece.kind is not Kind.PARAGRAPH or piece.style in META or "\n" in piece.plain:
        return None
    found = mark_of(piece.plain)
    if found is None:
        return None
    mark, words = found
    text = piece.markdown
    sign = r"\\?".join(re.escape(letter) for letter in mark.source)
    bare = re.match(rf"\\?{sign}\s*", text) or re.match(rf"(\*\*|\*)\\?{sign}\1\s*", text)
    if bare:
        return mark, text[bare.end() :]
    inside = re.match(rf"(\*\*|\*)(\\?{sign}\s*)", text)
    if inside and not text.endswith(inside[1]) and words:
        # The mark is bold with the first words: `**• Bring** a cup`.
        return mark, inside[1] + text[inside.end() :]
    return None


def _listed(run: Sequence[tuple[Piece, Mark, str]]) -> Iterator[Piece]:
    marks = itemise.as_letters([mark for _, mark, _ in run])
    good = list(itemise.valid(marks))
    for kind in {mark.kind for mark in marks}:
        places = [place for place, mark in enumerate(marks) if mark.kind == kind]
        if len(places) < (_FEWEST_DASHES if kind in _DASHES else _FEWEST):
            for place in places:
                good[place] = False
    held: list[int] = []
    for place, (piece, _, _) in enumerate(run):
        if good[place]:
            held.append(place)
            continue
        yield from _written(run, marks, held)
        held = []
        yield piece
    yield from _written(run, marks, held)


def _written(run: Sequence[tuple[Piece, Mark, str]], marks: Sequence[Mark], places: Sequence[int]) -> Iterator[Piece]:
    if not places:
        return
    texts = {chr(_FIRST + place): run[place][2] for place in places}
    by_item = [Item(mark=marks[place], indent=0, texts=(chr(_FIRST + place),)) for place in places]
    for items in itemise.lists(by_item):
        first = run[ord(items[0].texts[0]) - _FIRST][0]
        markdown = _PRIVATE.sub(lambda found: texts[found[0]], itemise.markdown(items))
        words = [run[ord(item.texts[0]) - _FIRST] for item in items]
        plain = "\n".join(
            piece.plain[len(mark.source) :].lstrip() if mark.is_bullet or mark.is_number else piece.plain
            for piece, mark, _ in words
        )
        yield replace(first, kind=Kind.LIST, markdown=markdown, plain=plain, sure=True)

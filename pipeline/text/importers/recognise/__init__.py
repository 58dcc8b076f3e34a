"""Recognise what the parts of a document are: title, author, date, headings, lists, quotations, interview, footnotes.

The confidence of a guess is set by rule, by what evidence there is: from 0.9 on (`CERTAIN`) where the line says itself
what it is (`Published: 1 May 2026`) or two signs agree, about 0.8 where the neighbours decide (a line above text),
0.6 where it is one of two readings (`01/05/2026`), 0.3 where nothing speaks for it and something must be done.
`python tests/tools/import_cases.py` counts guesses by sort, and how many of them stand in cases that come out right.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.text.importers.model import META, Article, Aside, Decide, Reading, always
from pipeline.text.importers.recognise import boilerplate, head, headings, lists, notes, origin, quotes, turns
from pipeline.text.importers.recognise.desk import Desk
from pipeline.text.importers.wording import missing


def recognise(reading: Reading, decide: Decide = always, *, path: Path) -> Article:
    """Return the article that a document holds. Every word of it is in the front matter, in the text or set aside.

    `decide` is asked about each guess; one that it refuses leaves the words where they are. The title is never empty:
    where no line looks like one, it is made of the file's name.
    """
    desk = Desk(reading, decide)
    head.recognise(desk, path)
    boilerplate.set_aside(desk)
    origin.recognise(desk)
    notes.recognise(desk)
    interview = turns.recognise(desk)
    quotes.recognise(desk)
    lists.recognise(desk)
    headings.recognise(desk, interview=interview)
    lists.keep_lines(desk)
    asides = [aside for _, aside in sorted(desk.asides, key=lambda each: each[0])]
    meta = dict(desk.meta)
    for name in META:
        said = reading.meta.get(name, "")
        if said and not meta.setdefault(name, said):
            continue
        if said and missing(said, meta[name]):
            asides.append(Aside(text=said, why=name))
    return Article(
        meta={name: meta[name] for name in META if meta.get(name)},
        pieces=desk.pieces(),
        pictures=reading.pictures,
        guesses=(*reading.guesses, *desk.guesses),
        asides=(*reading.asides, *asides),
        notices=reading.notices,
    )

"""What a person reads about an import: what was found, what is doubtful, what was set aside, what to do next."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.importing import Imported
from pipeline.text.importers.model import CERTAIN, META, Article, Aside, Guess

LIKELY = 0.7
MOST_GUESSES = 12
"""Doubtful guesses that are listed one by one; of more, the most doubtful."""
ALIKE = 3
"""Guesses of one sort and reason that are listed one by one; more share a row."""
MOST_LINES = 8
"""Numbers of lines in such a row."""
MOST_ASIDES = 8
LONGEST_QUOTED = 60
"""Signs of the words that are shown of a guess."""
_UNCOUNTED = {"boilerplate": "boilerplate", "encoding": "encoding mended", "copyright": "copyright",
              "mail quoting": "mail quoting", "joined lines": "wrapped lines joined",
              "lines kept": "line ends kept"}  # fmt: skip
_PLURALS = {"line of contents": "lines of contents"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line for the terminal; `style` is as rich names it, empty for none."""

    text: str
    style: str = ""


def confidence_word(confidence: float) -> str:
    """Return how sure a guess is, in words."""
    return "sure" if confidence >= CERTAIN else "likely" if confidence >= LIKELY else "look at this"


def lines(done: Imported, width: int, *, verbose: bool = False) -> Iterator[Shown]:
    """Yield the report on one file, in lines of at most `width` columns; `verbose` shortens no list."""
    article = done.article
    if article is None or done.path is None:
        return
    arrow = {"new": "→", "replaced": "→ (replaced)", "shown": "→ (nothing written)", "unchanged": "="}[done.state]
    yield from _wrapped(f"{done.source.name} {arrow} {done.path}", width, "", "bold")
    if done.state == "unchanged":
        yield from _wrapped("Imported before: left as it is. To import it afresh, add --replace.", width, "  ")
        if not verbose:
            return
    yield from _meta(article, width)
    yield from _wrapped(_counted(done.counts or {}), width, "  ")
    for notice in article.notices:
        yield from _wrapped(f"! {notice}", width, "  ", "yellow", hanging=2)
    yield from _guesses(article.guesses, width, verbose)
    yield from _asides(article.asides, width, verbose)


def next_steps(done: Sequence[Imported], option: str) -> Iterator[str]:
    """Yield what to do after an import; `option` is `--project …`, where it is needed."""
    made = [item for item in done if item.state in ("new", "replaced")]
    if len(made) == 1:
        yield f"Read {made[0].path} through."
        yield f"Then: octavilla build {made[0].slug}{option}"
    elif made:
        names = " ".join(item.slug for item in made) if len(made) <= 5 else ""
        yield f"Read the {len(made)} new texts through."
        yield f"Then: octavilla build{f' {names}' if names else ''}{option}"
    if any(item.state == "replaced" for item in done):
        yield "Corrections of the translations are kept: the build matches them to the new text."


def summary(done: Sequence[Imported]) -> str:
    """Return how many files became what: for a folder."""
    states = Counter(item.state for item in done)
    said = (("new", "imported"), ("replaced", "replaced"), ("shown", "looked at"), ("unchanged", "imported before"),
            ("failed", "not imported"))  # fmt: skip
    return f"{len(done)} files: " + ", ".join(f"{states[state]} {word}" for state, word in said if states[state]) + "."


def quoted(text: str, longest: int = LONGEST_QUOTED) -> str:
    """Return words between quotation marks, on one line, line ends as ` / `; of many the beginning."""
    flat = " / ".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
    return f"“{flat}”" if len(flat) <= longest else f"“{flat[: longest - 1].rsplit(' ', 1)[0]} …”"


def described(guess: Guess) -> str:
    """Return what a guess says: what it is, the words, and what became of them."""
    result = f" → {quoted(guess.result, 30)}" if guess.result and guess.result != guess.text else ""
    return f"{guess.what}: {quoted(guess.text)}{result}"


def place(item: Guess | Aside) -> str:
    """Return where in the document something stands: `line 12`, `page 3, line 12`; nothing if it is not known."""
    parts = (f"page {item.page}" if item.page else "", f"line {item.line}" if item.line else "")
    return ", ".join(part for part in parts if part)


def _meta(article: Article, width: int) -> Iterator[Shown]:
    for name in META:
        if value := article.meta.get(name, ""):
            head = f"  {name:9} "
            yield from _wrapped(head + value, width, "", hanging=len(head))
    for name in ("author", "date"):
        if not article.meta.get(name):
            yield Shown(f"  {name:9} – (none found)", "dim")


def _counted(counts: dict[str, int] | object) -> str:
    assert isinstance(counts, dict)
    said = [f"{counts.get('words', 0):,} words"]
    said += [
        f"{number} {name.removesuffix('s') if number == 1 else name}"
        for name, number in counts.items()
        if number and name != "words"
    ]
    return ", ".join(said)


def _guesses(guesses: Sequence[Guess], width: int, verbose: bool) -> Iterator[Shown]:
    doubtful = _rows([guess for guess in guesses if guess.confidence < CERTAIN], 0 if verbose else ALIKE)
    shown = doubtful if verbose else _most_doubtful(doubtful)
    column = max((len(place(row[0])) for row in shown), default=1) + 1
    groups = (("Look at these:", "yellow", [row for row in shown if row[0].confidence < LIKELY]),
              ("Likely right:", "", [row for row in shown if row[0].confidence >= LIKELY]))  # fmt: skip
    for heading, style, group in groups:
        if not group:
            continue
        yield Shown("")
        yield Shown(f"  {heading}", f"bold {style}".strip())
        for row in group:
            yield from _row(row, width, style, column)
    if len(shown) < len(doubtful):
        rest = sum(map(len, doubtful)) - sum(map(len, shown))
        yield Shown(f"    and {rest} more that {'is' if rest == 1 else 'are'} likely right (all of them: --all)", "dim")
    sure = [guess for guess in guesses if guess.confidence >= CERTAIN]
    if not sure:
        return
    yield Shown("")
    if verbose:
        yield Shown("  Sure:", "bold")
        for guess in sure:
            head = f"{place(guess) or '–'}:"
            yield from _wrapped(f"{head} {described(guess)}", width, "    ", hanging=4)
    else:
        yield from _wrapped(f"Sure: {_tally(guess.what for guess in sure)}.", width, "  ", hanging=6)


def _rows(guesses: Sequence[Guess], alike: int) -> list[tuple[Guess, ...]]:
    """Return guesses in reading order; those of one sort and reason in one row, where there are more than `alike`."""
    ordered = sorted(guesses, key=lambda guess: guess.line)
    kinds: dict[tuple[str, str, bool], list[Guess]] = {}
    for guess in ordered:
        kinds.setdefault((guess.what, guess.reason, guess.confidence < LIKELY), []).append(guess)
    rows: list[tuple[Guess, ...]] = []
    for group in kinds.values():
        rows += [tuple(group)] if alike and len(group) > alike else [(guess,) for guess in group]
    return sorted(rows, key=lambda row: row[0].line)


def _row(row: Sequence[Guess], width: int, style: str, column: int) -> Iterator[Shown]:
    guess = row[0]
    head = f"{place(guess) or '–':{column}}"
    margin = len(head) + 1
    yield from _wrapped(f"{head} {described(guess)}", width, "    ", style, hanging=margin)
    if len(row) > 1:
        others = ", ".join(str(other.line) for other in row[1:MOST_LINES] if other.line)
        more = ", …" if len(row) > MOST_LINES else ""
        also = f"and {len(row) - 1} more" + (f": lines {others}{more}" if others else "")
        yield from _wrapped(also, width, " " * (margin + 4), style)
    yield from _wrapped(guess.reason, width, " " * (margin + 4), "dim")


def _most_doubtful(rows: Sequence[tuple[Guess, ...]]) -> list[tuple[Guess, ...]]:
    """Return at most MOST_GUESSES, the most doubtful ones, in reading order."""
    chosen = sorted(range(len(rows)), key=lambda at: (rows[at][0].confidence, at))[:MOST_GUESSES]
    return [rows[at] for at in sorted(chosen)]


def _asides(asides: Sequence[Aside], width: int, verbose: bool) -> Iterator[Shown]:
    if not asides:
        return
    yield Shown("")
    yield Shown("  Set aside, in a comment at the end of the text:", "bold")
    kinds: dict[str, list[Aside]] = {}
    for aside in asides:
        kinds.setdefault(aside.why, []).append(aside)
    room = max(20, width - 30)
    shown = 0
    for why, group in kinds.items():
        if len(group) > 2 and not verbose:
            said = tuple(dict.fromkeys(quoted(aside.text, 24) for aside in group))
            words = ", ".join(said[:4])
            more = ", …" if len(said) > 4 else ""
            yield from _wrapped(f"{why} ({len(group)} times): {words}{more}", width, "    ", hanging=2)
            continue
        for aside in group:
            shown += 1
            if shown > MOST_ASIDES and not verbose:
                continue
            where = place(aside)
            head = f"{why}, {where}" if where else why
            yield from _wrapped(f"{head}: {quoted(aside.text, room)}", width, "    ", hanging=2)
    if shown > MOST_ASIDES and not verbose:
        yield Shown(f"    and {shown - MOST_ASIDES} more (all of them: --all)", "dim")


def _tally(names: Iterable[str]) -> str:
    said = []
    for name, number in Counter(names).items():
        plural = f"{number} {_PLURALS.get(name, f'{name}s')}"
        said.append(_UNCOUNTED.get(name) or (name if number == 1 else plural))
    return ", ".join(said)


def _wrapped(text: str, width: int, margin: str, style: str = "", hanging: int = 0) -> Iterator[Shown]:
    wrapper = textwrap.TextWrapper(
        width=width, initial_indent=margin, subsequent_indent=margin + " " * hanging, break_on_hyphens=False
    )
    # Paths and addresses are not broken: a person may want to copy them.
    wrapper.break_long_words = False
    for line in wrapper.wrap(text) if not text.startswith(" ") else _kept(wrapper, text):
        yield Shown(line, style)


def _kept(wrapper: textwrap.TextWrapper, text: str) -> list[str]:
    """Wrap a line that begins with spaces, which stay."""
    bare = text.lstrip(" ")
    wrapper.initial_indent = " " * (len(text) - len(bare))
    return wrapper.wrap(bare)

"""`octavilla align`: an old leaflet in two languages."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import json_option, project_option
from pipeline.project import Project, open_project

if TYPE_CHECKING:
    from pipeline.aligning import Aligned
    from pipeline.review.bitext_entries import Settled

WIDTH = 79
"""Columns of the report."""
MOST = 30
"""Sentences of one sort that the report shows; all are in `--json`."""
_MARGIN = " " * 12
"""Before the words of a sentence: below its number and confidence."""
_WORDS = {
    "paired": "may belong to another sentence",
    "unmarked": "bold, links or footnotes differ",
    "divided": "was one sentence with its neighbour",
    "values": "a number, date or sum differs",
    "terms": "a term of the glossary is missing",
    "protected": "an address differs",
}


@click.command()
@click.argument("source", metavar="SOURCE")
@click.argument("translation", type=click.Path(path_type=Path), metavar="TRANSLATION")
@click.option("--language", "code", default="", metavar="L",
              help="The language of TRANSLATION (default: guessed from its words).")  # fmt: skip
@click.option("--by", "who", default="", metavar="NAME", help="Who stands behind the translation.")
@click.option("--threshold", type=click.FloatRange(0, 1), metavar="P",
              help="How sure a pair must be to be approved, 0 to 1 (default: 0.95).")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@json_option
@project_option
def align(source: str, translation: Path, code: str, who: str, threshold: float | None, dry_run: bool, as_json: bool,
          root: Path) -> None:  # fmt: skip
    """Take over an old leaflet that exists in two languages.

    SOURCE is the name of a text, or a file to import as one (see `octavilla import`). TRANSLATION is the same leaflet
    in another language: a Word file, PDF, web page, plain text … Sentence by sentence the two are put side by side.
    What surely belongs together is approved in the name of NAME; the rest waits as drafts in the review. What somebody
    approved before is never replaced.
    """
    from pipeline import aligning
    from pipeline.report import meter

    project = open_project(root)
    if not who and not dry_run and sys.stdin.isatty():
        who = click.prompt("Who stands behind this translation (name)")
    limit = aligning.THRESHOLD if threshold is None else threshold
    with meter("words") as words:
        done = aligning.align(
            project, source, translation, code=code, who=who, threshold=limit, dry_run=dry_run, progress=words
        )
    if as_json:
        click.echo(json.dumps(aligning.as_json(done), ensure_ascii=False, indent=1))
        return
    for line in lines(project, done):
        click.echo(line)


def lines(project: Project, done: Aligned) -> Iterator[str]:
    """Yield the report for a terminal of 80 columns."""
    from pipeline.languages import language
    from pipeline.report import project_option
    from pipeline.review.bitext_entries import Fate

    named = language(done.code).english_name + (" (guessed from the words)" if done.guessed else "")
    if done.imported:
        yield f"Imported as a new text: {done.imported}"
    yield from _filled(f"{done.slug} in {named}: {len(done.bitext.source)} sentences; {done.translation.name}: "
                       f"{len(done.bitext.target)}.")  # fmt: skip
    if not done.drafted:
        yield from _filled("No language package helped to compare: fewer sentences are sure. "
                           "See: octavilla models list")  # fmt: skip
    yield ""
    behind = f"by {done.who}" if done.who else "nobody is named yet"
    rows = (
        (len(done.with_fate(Fate.APPROVED)), f"approved, {behind}"),
        (len(done.with_fate(Fate.KNOWN)), "there before"),
        (len(done.with_fate(Fate.DRAFT)), "drafts to look at"),
        (len(done.with_fate(Fate.BESIDE)), "beside another translation, to choose from"),
        (len(done.remarked), "kept as comments"),
        (len(done.unpaired_source), "sentences of the text without a pair"),
        (len(done.unpaired_target), "sentences of the translation without a pair"),
    )
    for count, what in rows:
        if count:
            yield f"{count:5}  {what}"
    yield from _listed("Drafts to look at", done, done.with_fate(Fate.DRAFT))
    yield from _listed("Two translations, one to choose", done, done.with_fate(Fate.BESIDE))
    yield from _listed("Kept as comments", done, done.remarked)
    yield from _alone("In the text only", [(f"No. {done.places[s.text]}", s.text) for s in done.unpaired_source])
    yield from _alone("In the translation only", [("", s.text) for s in done.unpaired_target])
    yield ""
    if not done.written:
        yield "Nothing was written: this was a trial."
    else:
        yield f"To look at them: octavilla review {done.slug}{project_option(project)}"


def _listed(title: str, done: Aligned, items: Sequence[Settled]) -> Iterator[str]:
    if not items:
        return
    yield ""
    yield f"{title}:"
    for item in items[:MOST]:
        offer = item.offer
        why = "; ".join(_WORDS.get(flag, flag) for flag in offer.flags)
        number = f"{done.places[offer.source]:5} {int(offer.confidence * 100):3} % "
        yield f"{number}{_short(offer.source, WIDTH - len(number))}"
        yield f"{_MARGIN}{_short(offer.text, WIDTH - len(_MARGIN))}"
        if why:
            yield f"{_MARGIN}({why})"
    yield from _more(len(items))


def _alone(title: str, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield f"{title}:"
    for place, text in rows[:MOST]:
        yield f"{place:>10} {_short(text, WIDTH - 11)}"
    yield from _more(len(rows))


def _more(count: int) -> Iterator[str]:
    if count > MOST:
        yield f"{_MARGIN}and {count - MOST} more: see --json"


def _short(text: str, width: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= width else f"{flat[: width - 1].rstrip()}…"


def _filled(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)

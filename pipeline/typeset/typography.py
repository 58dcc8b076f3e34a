"""The typography of a language, applied to the text nodes of one paragraph.

The rules, with their sources, are described in docs/typography.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.languages import Language
from pipeline.typeset import dashes, guarded, inverted, numerals, quotes, spaces
from pipeline.typeset.runs import Run

_ROUNDS = 5
"""One round does the work and a second finds nothing to do; a text on which rules quarrel comes back as it was."""


def finish(texts: Sequence[str], language: Language) -> list[str]:
    """Return the text nodes of one paragraph, as many as were given, set as `language` sets them.

    `texts` are in reading order; emphasis, links and the like may begin and end between them. What is no text (code, a
    picture, a footnote mark) stands there as U+FFFC and stays as it is; a forced line break is U+2028.
    Letters and digits keep their order (o and a may become º and ª), addresses, file names and code-like words stay
    untouched, and finishing twice changes nothing more.
    """
    run = Run.join(texts)
    for _ in range(_ROUNDS):
        before = run
        shown, hidden = guarded.veil(run.text)
        run = _once(Run(shown, run.ends), language)
        run = Run(guarded.unveil(run.text, hidden), run.ends)
        if run == before:
            return run.split()
    return list(texts)


def _once(run: Run, language: Language) -> Run:
    run = spaces.spaced(run, language)
    run = quotes.quoted(run, language)
    run = dashes.dashed(run, language)
    run = numerals.abbreviated(run, language)
    if language.paired_dash:
        run = inverted.opened(run)
    return spaces.unbroken(run, language)

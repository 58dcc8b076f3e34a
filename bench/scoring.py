"""Score translations with sacrebleu: BLEU, chrF2, and whether a difference is more than chance."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.significance import PairedTest

METRICS = ("BLEU", "chrF2")
SAMPLES = 1000
"""Resamples of the paired bootstrap."""
ENOUGH = 50
"""Sentences below which a significance test says nothing."""
_BLEU_WORDS = 4


def score(translations: Sequence[str], references: Sequence[str]) -> Mapping[str, float]:
    """Return BLEU and chrF2 of `translations` (0 to 100, more is better), sentence by sentence beside `references`.

    BLEU counts runs of four words: where no reference has four, it is left out.
    """
    return {
        name: metric.corpus_score(translations, [references]).score for name, metric in _metrics(references).items()
    }


def sentence_chrf(translations: Sequence[str], references: Sequence[str]) -> list[float]:
    """Return chrF2 of each sentence, 0 to 100, rounded so that equals are equal."""
    metric = CHRF()
    return [
        round(metric.sentence_score(text, [reference]).score, 6)
        for text, reference in zip(translations, references, strict=True)
    ]


def significance(ours: Sequence[str], theirs: Sequence[str], references: Sequence[str]) -> Mapping[str, float]:
    """Return for each metric how likely so great a difference is by chance; nothing for fewer than 50 sentences.

    sacrebleu's paired bootstrap; the seed is sacrebleu's (SACREBLEU_SEED, 12345 by default).
    """
    if len(references) < ENOUGH:
        return {}
    logging.getLogger("sacrebleu").setLevel(logging.ERROR)
    systems = [("theirs", theirs), ("ours", ours)]
    found: Mapping[str, Sequence[Any]] = PairedTest(systems, _metrics(references), [references], "bs", SAMPLES)()[1]
    # No difference at all is the one that sacrebleu takes for the rarest.
    return {
        name: 1.0 if one.score == other.score else float(other.p_value)
        for name, (one, other) in found.items()
        if name in METRICS
    }


def signatures() -> dict[str, str]:
    """Return sacrebleu's signature of each metric: what makes scores comparable."""
    found = {}
    for name, metric in _metrics(["one two three four"]).items():
        metric.corpus_score([""], [["x"]])
        found[name] = str(metric.get_signature())
    return found


def _metrics(references: Sequence[str]) -> dict[str, Any]:
    # `force` only keeps sacrebleu from warning about text that looks tokenised.
    has_bleu = any(len(reference.split()) >= _BLEU_WORDS for reference in references)
    made = (BLEU(force=True), CHRF())
    return {name: metric for name, metric in zip(METRICS, made, strict=True) if has_bleu or name != "BLEU"}

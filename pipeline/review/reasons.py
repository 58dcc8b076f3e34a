"""What the flags of a machine's draft mean, for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pipeline.review.checks.model import Template

REASONS: Mapping[str, Template] = MappingProxyType(
    {
        "empty": Template("the machine gave nothing, the source stands there"),
        "signs": Template("the machine gave nothing of use, the source stands there"),
        "marks": Template("bold, links or footnotes could not be put back, the source stands there"),
        "echo": Template("the source came back, or nearly"),
        "repeated": Template("says the same words again and again"),
        "short": Template("much shorter than the source"),
        "dropped": Template("part of the source is missing"),
        "long": Template("much longer than the source"),
        "cut": Template("ends in the middle"),
        "values": Template("a number, date or sum is missing or other than in the source"),
        "protected": Template("an address, handle or piece of code was lost or doubled"),
        "brackets": Template("a quotation mark or bracket without its other half"),
        "terms": Template("a term of the glossary is missing"),
        "names": Template("a name of the source is missing"),
        "unchanged": Template("words of the source were left untranslated"),
        "split": Template("long, translated in pieces"),
        "paired": Template("it is not certain that it belongs to this sentence"),
        "unmarked": Template("bold, links or footnotes are not those of the sentence"),
        "divided": Template("it was one sentence with its neighbour"),
    }
)
"""By the flag's name, as `mt/flags.Flag` or `PAIRING` has it; what is not here speaks for itself."""
PAIRING = ("paired", "unmarked", "divided")
"""The flags of what comes from an old translation."""

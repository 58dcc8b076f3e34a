"""Which of a text's languages some words are in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.plan import Text

_ENOUGH = 20_000
"""Characters that tell a language."""
_CLEAR = 0.1
"""By how much more of the words one language must know than the next."""


def target_of(text: Text, words: str, path: Path, code: str = "") -> str:
    """Return the language of a translation of `text`, of those in which it is wanted; `code` is what a person said.

    Without `code` it is guessed from the words: the language whose dictionary knows most of them. Raises
    OctavillaError, naming `path`, where the language is not wanted, where the words are in the text's own language, and
    where two languages are as likely.
    """
    codes = text.languages
    there = ", ".join(codes) or "none"
    if code:
        for known in codes:
            if known == code or language(known).locale == language(code).locale:
                return known
        message = f"is in “{code}”, in which “{text.slug}” is not wanted. There are: {there}."
        raise OctavillaError(message, path=path)
    shares = known_shares(words, (text.language, *codes))
    own = shares.get(text.language, 0.0)
    ranked = sorted(codes, key=lambda each: -shares.get(each, 0.0))
    best = shares.get(ranked[0], 0.0) if ranked else 0.0
    if ranked and own > max(best, _CLEAR) and language(ranked[0]).base != language(text.language).base:
        message = f"seems to be in {language(text.language).english_name} itself. Name the file with the translation."
        raise OctavillaError(message, path=path)
    if not ranked or (len(ranked) > 1 and best - shares.get(ranked[1], 0.0) < _CLEAR):
        message = (
            f"does not say which language it is in, and its words do not tell. Add --language; there are: {there}."
        )
        raise OctavillaError(message, path=path)
    return ranked[0]


def known_shares(words: str, codes: Sequence[str]) -> dict[str, float]:
    """Return for each language which share of the words its dictionary knows; languages without one are left out."""
    import simplemma
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

    bases = {code: language(code).base for code in codes}
    wanted = tuple(dict.fromkeys(base for base in bases.values() if base in SUPPORTED_LANGUAGES))
    if not wanted:
        return {}
    found = dict(simplemma.langdetect(words[:_ENOUGH], lang=wanted))
    return {code: float(found[base]) for code, base in bases.items() if base in found}

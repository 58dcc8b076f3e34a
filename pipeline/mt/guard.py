"""Detect what goes wrong in machine translation by comparing a plain sentence with its draft."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from unicodedata import category

from rapidfuzz.distance import Indel

from pipeline.mt.alignment import WORD
from pipeline.mt.flags import Flag
from pipeline.text.values import compare

WEIGHTS = {
    Flag.EMPTY: 20.0,
    Flag.SIGNS: 10.0,
    Flag.ECHO: 8.0,
    Flag.REPEATED: 6.0,
    Flag.PROTECTED: 5.0,
    Flag.VALUES: 4.0,
    Flag.DROPPED: 4.0,
    Flag.SHORT: 4.0,
    Flag.LONG: 4.0,
    Flag.CUT: 3.0,
    Flag.UNCHANGED: 3.0,
    Flag.TERMS: 3.0,
    Flag.NAMES: 2.0,
    Flag.BRACKETS: 1.0,
}
"""How bad each fault is: of two drafts the one with the lower sum is taken."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UNKNOWN = ("\ufffd", "⁇", "▁", "<unk>", "@@", "@-@")
_RARE = re.compile(r"[^\x00-\u206f\u20a0-\u20bf]")
_STUTTER = re.compile(r"([^\W_]{1,6}?)\1{5,}")
_TERMINAL = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_HANGING = re.compile(r"[,(\[{«“¿¡–—-]$")
_DOUBLE_QUOTES = re.compile(r"[\"“”„‟«»＂]")
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))
_ENGLISH = _set(
    "the of and with from is are was were to that this these those which their they have been will would should "
    "could by not you your at it be but who when what how there than"
)
"""English function words that no Spanish or Portuguese text holds in small letters."""
_NEVER_LAST = {
    "es": _set("de la el los las y que en con por para del al su sus lo mi tu sin entre"),
    "pt": _set("de a o os as e que em com por para do da dos das no na nos nas ao seu sua entre sem"),
    "en": _set("the a an of and to in with for by from at on or that their its"),
}


def weight(flags: Iterable[Flag]) -> float:
    """Return how bad a draft with these flags is; 0 for none."""
    return sum(WEIGHTS.get(flag, 0.0) for flag in flags)


def faults(
    source: str,
    target: str,
    source_code: str,
    target_code: str,
    placeholders: Sequence[str] = (),
) -> tuple[Flag, ...]:
    """Return what is wrong with `target` as a draft of the plain text `source`, worst first.

    `placeholders` are words (`X1`) that must come out exactly once each. Language codes are ours (`en`, `pt-BR`).
    """
    if not target.strip():
        return (Flag.EMPTY,) if source.strip() else ()
    found = []
    if has_foreign_signs(source, target) or not _says_something(source, target):
        found.append(Flag.SIGNS)
    given, tokens = WORD.findall(source), WORD.findall(target)
    words, drafted = _folded(given), _folded(tokens)
    if is_echo(given, words, drafted):
        found.append(Flag.ECHO)
    elif _is_unchanged(source, given, tokens, source_code, target_code):
        found.append(Flag.UNCHANGED)
    if is_repeated(source, target, words, drafted):
        found.append(Flag.REPEATED)
    if _lost(target, placeholders):
        found.append(Flag.PROTECTED)
    difference = compare(source, target, source_code, target_code)
    if difference.missing or difference.foreign:
        found.append(Flag.VALUES)
    if is_short(source, target, words, drafted):
        found.append(Flag.SHORT)
    if is_long(source, target, words, drafted):
        found.append(Flag.LONG)
    if is_cut(source, target, target_code):
        found.append(Flag.CUT)
    if has_wrong_brackets(source, target):
        found.append(Flag.BRACKETS)
    return tuple(found)


def has_foreign_signs(source: str, target: str) -> bool:
    """Tell whether a draft holds signs for unknown tokens, or pictograms that bytes put together wrongly make."""
    if any(sign in target and sign not in source for sign in _UNKNOWN):
        return True
    return any(sign not in source and category(sign) in ("So", "Co", "Cn", "Cs") for sign in _RARE.findall(target))


def is_echo(given: Sequence[str], words: Sequence[str], drafted: Sequence[str]) -> bool:
    """Tell whether a draft is the source again, or nearly; a name and a lone word may be the same in both.

    `given` are the words of the source as they stand, `words` and `drafted` those of both in small letters.
    """
    if len(words) < 2 or not any(word.islower() and len(word) > 3 for word in given):
        return False
    if words == drafted:
        return True
    return len(words) >= 4 and Indel.normalized_similarity(words, drafted) > 0.8


def is_repeated(source: str, target: str, words: Sequence[str], drafted: Sequence[str]) -> bool:
    """Tell whether a draft stutters: words in a row that come again at once, or a phrase twice, unlike the source."""
    if (found := _STUTTER.search(target)) and not _STUTTER.search(source) and not found[0].isdigit():
        return True
    if len(drafted) < 3:
        return False
    if _in_a_row(drafted) and not _in_a_row(words):
        return True
    # A phrase of five words twice is a loop, unless the source repeats itself too.
    return _most_common(drafted, 5) > 1 and _most_common(words, 3) < 2


def _in_a_row(words: Sequence[str]) -> bool:
    for size in range(1, 9):
        run = 0
        for at in range(size, len(words)):
            run = run + 1 if words[at] == words[at - size] and not words[at].isdigit() else 0
            if run >= size:
                return True
    return False


def _most_common(words: Sequence[str], size: int) -> int:
    counts = Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))
    return max(counts.values(), default=0)


def is_short(source: str, target: str, words: Sequence[str], drafted: Sequence[str]) -> bool:
    """Tell whether part of the source must be missing: under half of its words, or of its letters."""
    # Spanish and Portuguese run longer than English: half of the words is a clause lost, not a terse translation.
    return len(words) >= 6 and (2 * len(drafted) < len(words) or 2 * len(target) < len(source))


def is_long(source: str, target: str, words: Sequence[str], drafted: Sequence[str]) -> bool:
    """Tell whether a draft says much more than the source."""
    return len(drafted) > 2 * len(words) + 6 or len(target) > 2.5 * len(source) + 30


def is_cut(source: str, target: str, target_code: str) -> bool:
    """Tell whether a draft ends where no sentence does: with an article, a preposition, a comma."""
    if not _TERMINAL.search(source.rstrip()):
        return False
    end = target.rstrip()
    if _HANGING.search(end):
        return True
    if _TERMINAL.search(end):
        end = end.rstrip(".!?…:;\"'”’»)] ")
    last = WORD.findall(end)[-1:]
    return bool(last) and last[0] in _NEVER_LAST.get(target_code.partition("-")[0], frozenset())


def has_wrong_brackets(source: str, target: str) -> bool:
    """Tell whether brackets or double quotation marks are unbalanced or other in number than in a sound source."""
    for opening, closing in _BRACKETS:
        count = source.count(opening)
        if count == source.count(closing) and not count == target.count(opening) == target.count(closing):
            return True
    quotes = len(_DOUBLE_QUOTES.findall(source))
    return quotes % 2 == 0 and len(_DOUBLE_QUOTES.findall(target)) != quotes


def _is_unchanged(source: str, given: Sequence[str], tokens: Sequence[str], source_code: str, target_code: str) -> bool:
    if source_code.partition("-")[0] == target_code.partition("-")[0]:
        return False
    if source_code.partition("-")[0] == "en" and target_code.partition("-")[0] in ("es", "pt"):
        found = [at for at, word in enumerate(tokens) if word in _ENGLISH]
        # One may belong to a name: “House of Commons”.
        if len(found) > 1 or any(_among_small_words(tokens, at, source) for at in found):
            return True
    # Four small words of the source in a row are no name.
    runs = {tuple(given[at : at + 4]) for at in range(len(given) - 3)}
    return any(
        tuple(tokens[at : at + 4]) in runs and all(word.islower() for word in tokens[at : at + 4])
        for at in range(len(tokens) - 3)
    )


def _among_small_words(tokens: Sequence[str], at: int, source: str) -> bool:
    near = [*tokens[max(at - 1, 0) : at], *tokens[at + 1 : at + 2]]
    return bool(near) and all(word.islower() and re.search(rf"\b{re.escape(word)}\b", source) for word in near)


def _lost(target: str, placeholders: Sequence[str]) -> bool:
    return any(len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", target, re.IGNORECASE)) != 1 for name in placeholders)


def _says_something(source: str, target: str) -> bool:
    return any(map(str.isalpha, target)) or not any(map(str.isalpha, source))


def _folded(words: Iterable[str]) -> list[str]:
    return [word.casefold() for word in words]

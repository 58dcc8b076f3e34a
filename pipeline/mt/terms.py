"""Put the glossary's words into a draft, where the decoder's attention says that their terms were translated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.mt.alignment import Aligned, Span
from pipeline.mt.shares import Shares
from pipeline.text.glossary import Glossary, TermMatch
from pipeline.text.inflection import (
    WORD,
    base_of,
    capitalised,
    determiner_form,
    folded,
    is_function_word,
    is_plural,
    links,
    split_article,
)
from pipeline.text.placeholders import PLACEHOLDER

_THE = frozenset(("the", "The", "THE", "and", "this", "This", "these", "These", "their", "your", "our"))
_PLACEHOLDER = re.compile(rf"(?<![\w]){PLACEHOLDER}(?!\w)")
_ENOUGH = 0.3
"""The share of a word's attention on the term from which on it may be part of the term's translation."""
_SURE = 0.4
"""The share that shows which word an adjective translates."""
_SOME = 0.25
"""The least share that a word must have when no word has enough: the one that looks at nothing else more."""
_GAP = 0.1
"""What a little word between two words of the translation costs."""
_EXTRA = 0.35
"""What every word more than the term has costs."""
_ELSEWHERE = 0.3
"""What a word costs that looks at another word of the source more than at the term."""
_ECHO = 0.5
"""What a word gains that is the term's own, left as it was."""
_AFTER_DETERMINER = 0.25
"""What a run gains that a determiner leads into: a noun, and not the verb that looks ahead to it."""
_NEVER = 10.0
_MANY = 20
"""Times that one term is placed in one sentence: more are no sentence."""
_ADJECTIVE = re.compile(r"(?:[oa]s?|es?)\Z")
_SENTENCE_END = re.compile(r"[.!?…]['\"’”»)]*\s+['\"‘“«¿¡(]*\Z|\A['\"‘“«¿¡(]*\Z")


def enforce(
    source: str, target: Aligned, matches: Sequence[TermMatch], glossary: Glossary
) -> tuple[Aligned, tuple[TermMatch, ...]]:
    """Return the draft with the glossary's translation of every match, and the matches that found no place.

    `matches` are those of `glossary.matches(source)`. Nothing changes where the translation, in any inflection that
    its row allows, is in the draft already. Else the words whose attention goes to the term make room for it: in the
    plural where the term is, with the capital they had, articles and adjectives beside it agreeing. Placeholders
    (`X1`) are never touched. A match with an ending of verbs, where the glossary has a noun, is not placed.
    """
    lost: list[TermMatch] = []
    taken = tuple(dict.fromkeys(glossary.wanted(match) for match in matches))
    for row in dict.fromkeys(match.row for match in matches):
        own = [match for match in matches if match.row == row]
        if any(glossary.satisfied(match, target.text) for match in {match.text: match for match in own}.values()):
            target = _in_form(source, target, own, glossary)
            continue
        placed = False
        for match in own[:_MANY]:
            if match.verbal or (found := _find(source, target, match, taken, glossary.target_code)) is None:
                continue
            target = _put(source, target, match, found, glossary)
            placed = True
        if not placed:
            lost.append(own[0])
    return target, tuple(lost)


def stand_ins(matches: Iterable[TermMatch], letter: str) -> tuple[tuple[tuple[int, int, str], ...], dict[str, str]]:
    """Return a second way to ask for a sentence whose terms found no place: a placeholder for each of them.

    First what to replace in the source (start, end, by what; in order), then what to write for each placeholder in the
    answer: the term as it was, so that `enforce` finds it there and makes everything beside it agree. What has an
    ending of verbs gets none. `letter` begins no other placeholder of the sentence.
    """
    chosen = sorted((match for match in matches if not match.verbal), key=lambda match: match.start)
    edits = tuple((match.start, match.end, f"{letter}{number}") for number, match in enumerate(chosen, start=1))
    return edits, {name: match.text for (_, _, name), match in zip(edits, chosen, strict=True)}


def _in_form(source: str, target: Aligned, matches: Sequence[TermMatch], glossary: Glossary) -> Aligned:
    """Return the draft with the glossary's word in the number of the term and the gender of the row, where it has one.

    Only where the row gives a gender: what has none may be an adjective, and agrees with its noun.
    """
    match = matches[0]
    if len(matches) > 1 or match.verbal or match.row.exact or not match.row.gender:
        return target
    places = glossary.places(match, target.text)
    wanted = folded(glossary.wanted(match))
    if len(places) != 1 or folded(target.text[slice(*places[0])]) == wanted:
        return target
    return _put(source, target, match, places[0], glossary)


def _find(source: str, target: Aligned, match: TermMatch, taken: Iterable[str], code: str) -> Span | None:
    """Return the run of words whose attention goes to the term, without little words at its ends."""
    words = [found.span() for found in WORD.finditer(target.text)]
    fixed = [found.span() for found in _PLACEHOLDER.finditer(target.text)]
    for phrase in taken:
        fixed += [found.span() for found in re.finditer(rf"(?i)(?<!\w){re.escape(phrase)}(?!\w)", target.text)]
    for echo in re.finditer(rf"(?<!\w){re.escape(match.text)}(?!\w)", target.text):
        # The package left it as it was.
        if not any(start < echo.end() and echo.start() < end for start, end in fixed):
            return echo.span()
    free = [not any(start < right and left < end for left, right in fixed) for start, end in words]
    little = [is_function_word(target.text[slice(*word)], code) for word in words]
    shares = Shares(target, words)
    others = _others(source, match)
    own = [folded(word) for word in WORD.findall(match.text)]
    gains: list[float] = []
    for at in range(len(words)):
        gain = shares.of(at, (match.start, match.end)) - _ENOUGH
        if not free[at]:
            gain = -_NEVER
        elif little[at]:
            gain = max(gain, -_GAP)
        elif shares.most(at, others) > gain + _ENOUGH:
            gain = min(gain, -_ELSEWHERE)
        if free[at] and folded(target.text[slice(*words[at])]) in own:
            gain += _ECHO
        gains.append(gain)
    found = _best_run(target.text, words, gains, little, code, len(WORD.findall(match.text)))
    if found is None:
        alone = [
            (gains[at], -at) for at in range(len(words)) if free[at] and not little[at] and gains[at] > _SOME - _ENOUGH
        ]
        alone = [item for item in alone if item[0] != -_ELSEWHERE]
        if not alone:
            return None
        found = (-max(alone)[1],) * 2
    return words[found[0]][0], words[found[1]][1]


def _others(source: str, match: TermMatch) -> list[Span]:
    """Return the words of the source outside the term; articles and the like count for nothing."""
    return [
        found.span()
        for found in WORD.finditer(source)
        if (found.end() <= match.start or found.start() >= match.end) and len(found[0]) > 2 and found[0] not in _THE
    ]


def _best_run(
    text: str, words: Sequence[Span], gains: Sequence[float], little: Sequence[bool], code: str, size: int
) -> tuple[int, int] | None:
    """Return the first and last word of the run with the greatest gain; a word more than `size` has to gain more."""
    best, run = 0.0, None
    for first in range(len(words)):
        if little[first] or gains[first] <= 0:
            continue
        total, content = _AFTER_DETERMINER * (first > 0 and _leads(text, words[first - 1], words[first], code)), 0
        for last in range(first, len(words)):
            if last > first and text[words[last - 1][1] : words[last][0]].strip():
                break
            if little[last] and not _inside(text[slice(*words[last - 1])], text[slice(*words[last])], code):
                break
            content += not little[last]
            total += gains[last] - (_EXTRA if content > size and not little[last] else 0.0)
            if total < -1:
                break
            if total > best and not little[last]:
                best, run = total, (first, last)
    return run


def _leads(text: str, before: Span, word: Span, code: str) -> bool:
    form = determiner_form(text[slice(*before)], "", plural=False, before="", code=code)
    return form is not None and not text[before[1] : word[0]].strip()


def _inside(before: str, word: str, code: str) -> bool:
    """Tell whether a little word may stand inside a term, as in unión de los inquilinos."""
    return links(word, code) or (links(before, code) and bool(split_article(f"{word} x", code)[0]))


def _put(source: str, target: Aligned, match: TermMatch, place: Span, glossary: Glossary) -> Aligned:
    code = glossary.target_code
    phrase = glossary.wanted(match)
    article, rest = ("", phrase) if match.row.is_kept else split_article(phrase, code)
    gender = "" if match.row.is_kept else glossary.gender(match.row)
    old = target.text[place[0] : place[1]]
    many = is_plural(old, code) if match.row.is_kept else glossary.wants_plural(match)
    found = _determiner(target.text, place[0], code)
    if found is not None and article:
        phrase = rest
    if _SENTENCE_END.search(target.text[: place[0]]) and old[:1].isupper():
        phrase = capitalised(phrase)
    elif old.isupper() and len(old) > 1 and match.text.isupper() and not match.term.isupper():
        phrase = phrase.upper()
    joined = _joint(source, target, match, place, code)
    target = target.replaced(place[0], place[1], joined + phrase)
    if match.row.is_kept:
        return target
    end = place[0] + len(joined + phrase)
    target = _agree_after(source, target, match, end, gender, many, code)
    return _agree_before(target, place[0], found, phrase, gender, many, code) if not joined else target


def _determiner(text: str, end: int, code: str, *, adjective: bool = True) -> Span | None:
    """Return where the determiner (`la`, `de la`, `uma`) of the noun at `end` stands, over one adjective at most."""
    words = [found.span() for found in WORD.finditer(text[:end])][-3:]
    for skipped in (0, 1) if adjective else (0,):
        kept = words[: len(words) - skipped]
        between = text[slice(*words[-1])] if skipped and words else ""
        # Another adjective there cannot be told from a noun.
        if skipped and not (is_function_word(between, code) and _ADJECTIVE.search(between)):
            continue
        if not kept or text[kept[-1][1] : end].strip() != between:
            continue
        for first in (kept[-2:-1] or kept)[0], kept[-1]:
            span = (first[0], kept[-1][1])
            if determiner_form(text[slice(*span)], "", plural=False, before="", code=code) is not None:
                return span
    return None


def _agree_before(
    target: Aligned, start: int, found: Span | None, phrase: str, gender: str, many: bool, code: str
) -> Aligned:
    """Return the draft with the determiner before the noun at `start`, and an adjective between them, agreeing."""
    if found is None:
        return target
    between = target.text[found[1] : start].strip()
    if between:
        adjective = agreeing(between, gender, plural=many)
        at = target.text.index(between, found[1])
        target = target.replaced(at, at + len(between), adjective)
    following = between or phrase
    while found is not None:
        words = target.text[slice(*found)]
        made = determiner_form(words, gender, plural=many, before=following, code=code)
        if made is not None and made != words:
            target = target.replaced(*found, made)
        # Portuguese says “o seu” and “todos os”.
        following, found = words, _determiner(target.text, found[0], code, adjective=False)
    return target


def _agree_after(
    source: str, target: Aligned, match: TermMatch, end: int, gender: str, many: bool, code: str
) -> Aligned:
    """Return the draft with the word after the noun agreeing, where it translates the word before the term."""
    before = list(WORD.finditer(source[: match.start]))
    after = WORD.search(target.text, end)
    if not before or after is None or base_of(code) not in ("es", "pt"):
        return target
    if target.text[end : after.start()].strip() or source[before[-1].end() : match.start].strip():
        return target
    if is_function_word(after[0], code) or target.share(after.span(), before[-1].span()) < _SURE:
        return target
    made = agreeing(after[0], gender, plural=many)
    return target if made == after[0] else target.replaced(*after.span(), made)


def agreeing(adjective: str, gender: str, *, plural: bool) -> str:
    """Return an adjective in -o, -a or -e in the wanted number and gender ("": its own)."""
    found = re.fullmatch(r"(.+?)([oae])(s?)", adjective)
    if found is None:
        return adjective
    vowel = found[2] if found[2] == "e" or not gender else "a" if gender == "f" else "o"
    return f"{found[1]}{vowel}{'s' if plural else ''}"


def _joint(source: str, target: Aligned, match: TermMatch, place: Span, code: str) -> str:
    """Return `de ` where a noun of the glossary would follow another noun at once: `vivienda [municipal]`."""
    after = WORD.search(source, match.end)
    before = list(WORD.finditer(target.text[: place[0]]))
    if match.row.is_kept or base_of(code) not in ("es", "pt") or after is None or not before:
        return ""
    gap = target.text[before[-1].end() : place[0]]
    if source[match.end : after.start()].strip() or gap.strip() or is_function_word(before[-1][0], code):
        return ""
    return "de " if target.share(before[-1].span(), after.span()) >= _SOME else ""

"""Find what must never change in a text: addresses, handles, file names, code, telephone numbers, other scripts."""

from __future__ import annotations

import re

from pipeline.mt.scripts import foreign

_SIGNS = "\\u2150-\\u215f\\u2190-\\u21ff\\u2460-\\u27bf\\u2b00-\\u2bff\\ufe0f\\u20e3\\U0001f000-\\U0001faff"
"""Fractions, arrows, dingbats, emoji: no package knows them all, and some make rubbish of them."""
_MAYBE = re.compile(rf"[*_~@#/\\()=+\xbc-\xbe{_SIGNS}]|--|\w\.\w|\d[\s\xa0\u2009.-]\d|0\d{{8}}")
"""A text without any of these has nothing to protect, but for other scripts."""
_FILES = (
    "pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|epub|csv|tsv|txt|md|html?|css|js|ts|json|xml|toml|ya?ml|ini|cfg|log|py|sh|bat|exe|"
    "zip|gz|tar|jpe?g|png|gif|svg|webp|tiff?|mp[34]|wav|ogg|avi|mov|mkv|po|tmx|argosmodel"
)
_TAIL = ".,;:!?…'\"’”»)]}"
_GAP = "[ \xa0\u2009./-]"
_VERBATIM = re.compile(
    rf"""[*~]+(?![\w/.]) | (?<![\w.,])\d*[\xbc-\xbe]\ufe0f? | [{_SIGNS}]+ | (?<![\w@#])(?:
        (?:https?|ftp|mailto|tel|file)://?[^\s<>"”»]+
      | (?:mailto|tel):[^\s<>"”»]+
      | www\.[^\s<>"”»]+
      | [\w.+-]{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,8}}
      | @\w[\w.-]*
      | \#\w*[^\W\d_]\w*
      | [\w-]{{1,99}}(?:\.[\w-]{{1,99}}){{0,8}}\.(?:{_FILES})(?![\w-])
      | (?:[a-zA-Z0-9-]{{1,63}}\.){{1,8}}[a-z]{{2,24}}(?![\w.])(?:/[^\s<>"”»]*)?
      | (?:~|\.{{1,2}})/[\w./-]+ | (?:/[\w.-]*[^\W\d][\w.-]*){{2,}}/?
      | _*[^\W_]+(?:_+[^\W_]+)+_*(?:\(\))? | \w{{1,99}}(?:\.\w{{1,99}}){{0,8}}\(\)
      | --[a-zA-Z][\w-]*(?:=[^\s,;]+)? | [^\W\d]\w*=[^\s,;)]+
      | (?P<phone>0\d{{8,11}}(?!\w)
          | (?:\+\d{{1,3}}{_GAP}?)?(?:\(\d{{1,5}}\){_GAP}?)?\d{{2,5}}(?:{_GAP}\d{{2,4}}){{0,5}}(?!\w))
    ) | [*~]+""",
    re.VERBOSE,
)
_ABBREVIATION = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]{0,2}|[a-z]{1,4}\.[a-z]{1,4}")
_FILE = re.compile(rf"(?s).*\.(?:{_FILES})")


def verbatim(text: str, language: str) -> list[tuple[int, int]]:
    """Return the stretches of a plain text in `language` that must come out as they are, in order."""
    found = foreign(text, language)
    if _MAYBE.search(text):
        found += _addresses(text)
    stretches: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if stretches and start < stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((start, end))
    return stretches


def _addresses(text: str) -> list[tuple[int, int]]:
    stretches = []
    for match in _VERBATIM.finditer(text):
        start, word = match.start(), _without_tail(match[0])
        if match["phone"] is not None:
            if not _is_phone(word):
                continue
        elif not word or (_ABBREVIATION.fullmatch(word) and not _FILE.fullmatch(word)):
            continue
        stretches.append((start, start + len(word)))
    return stretches


def _without_tail(word: str) -> str:
    """Return an address without the signs that end the sentence around it, but with brackets of its own."""
    short = word.rstrip(_TAIL)
    while len(short) < len(word) and word[len(short)] in ")]" and _is_open(short, word[len(short)]):
        short = word[: len(short) + 1]
    return short


def _is_open(text: str, closing: str) -> bool:
    opening = "(["[")]".index(closing)]
    return text.count(opening) > text.count(closing)


def _is_phone(text: str) -> bool:
    """Tell a telephone number from a quantity or a date: a country code, an area code in brackets, or a zero first."""
    digits = sum(map(str.isdigit, text))
    if text.startswith("+") or "(" in text:
        return digits >= 7
    if re.fullmatch(r"\d{3}-\d{3}-\d{4}", text):
        return True
    return text.startswith("0") and 9 <= digits <= 12 and "/" not in text

"""Find where a Spanish sentence lacks its ¿ or ¡.

Machine drafts often keep the closing mark alone. Only a sentence whose beginning is certain has a place for its
opening mark: one that starts with a capital letter after a full stop, or after an opening quotation mark, bracket,
dash or colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

JOINER = "\u2060"
"""The word joiner, which stands beside a dash that must not leave its word."""
_TOKEN = re.compile(
    r"(?P<mark>[?!]+)|(?P<stop>[.…]+)|(?P<inverted>[¿¡]+)|(?P<opener>[«“‘(\[])|(?P<closer>[»”’)\]])"
    r"|(?P<colon>:)(?=\s)|(?P<raya>—)|(?P<line>\u2028)"
)
_BEGINS = re.compile(rf"[\s«“‘\"(\[{JOINER}\ufffc]*(?:—{JOINER}?)?[«“‘(\[]*(?=[^\W_])")
_SENTENCE_FOLLOWS = re.compile(
    rf"[»”’)\]\ufffc{JOINER}]*(?:$|—|\s+[¿¡«“‘(\[—\d\ufffcA-ZÀ-ÖØ-Þ]|\u2028)"
    r"|\ufffc*[»”’)\]]"
)
_AFTER_STOP = re.compile(r"[»”’)\]\ufffc]*\s+[¿¡«“‘(\[—]*\u2060?[\dA-ZÀ-ÖØ-Þ]|[»”’)\]\ufffc]*\u2028")
_QUESTION_AFTER_COMMA = re.compile(
    r",\s(?=(?:(?:a|de|con|en|por|para|desde|hasta|y|o|pero)\s)*"
    r"(?:qué|quién|quiénes|cuál|cuáles|cómo|dónde|adónde|cuándo|cuánto|cuánta|cuántos|cuántas)(?!\w))"
)
_QUESTION_WORD = re.compile(
    r"(?:(?:a|de|con|en|por|para|desde|hasta|y|o|pero)\s)*"
    r"(?:qué|quién|quiénes|cuál|cuáles|cómo|dónde|adónde|cuándo|cuánto|cuánta|cuántos|cuántas)(?!\w)",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:Sra?|Sres|Srta|Dra?|Dña|Prof|Profa|Lic|Ing|Arq|Fr|Sto|Sta|Gral|Avd?a?|pág|págs|cap|art|núm|vol|fig|Ud|Uds"
    r"|Vd|Vds|EE|UU|etc|[^\W\d_])\Z"
)
_PARTNER = {"»": "«", "”": "“", "’": "‘", ")": "(", "]": "["}


@dataclass(slots=True)
class _Sentence:
    """Where the sentence under way starts, at which depth, and what is known about it."""

    start: int
    opener: str = ""
    certain: bool = True
    enclosed: bool = False
    """True after an opening quotation mark, bracket or dash or a colon: it may begin with a small letter."""
    inverted: bool = False


def openings(text: str) -> Iterator[tuple[int, str]]:
    """Yield where in a Spanish text a ¿ or ¡ is missing, and which, in reading order."""
    stack = [_Sentence(0)]
    for token in _TOKEN.finditer(text):
        now = stack[-1]
        kind = token.lastgroup
        end = token.end()
        if kind == "inverted":
            now.inverted = True
        elif kind == "mark":
            follows = bool(_SENTENCE_FOLLOWS.match(text, end))
            if now.inverted:
                now.inverted = False
            elif follows and now.certain:
                at = _beginning(text, now, token.start(), question=token[0][0] == "?")
                if at >= 0:
                    yield at, "¿" if token[0][0] == "?" else "¡"
            if follows:
                stack[-1] = _Sentence(end, now.opener)
            else:
                now.certain = False
        elif kind == "stop" and not now.inverted and _AFTER_STOP.match(text, end):
            abbreviation = token[0] == "." and _ABBREVIATION.search(text[max(0, token.start() - 6) : token.start()])
            if not abbreviation:
                stack[-1] = _Sentence(end, now.opener)
            elif abbreviation[0] in ("etc", "UU"):
                now.certain = False
        elif kind == "line" and not now.inverted:
            stack[-1] = _Sentence(end, now.opener)
        elif kind == "colon" and not now.inverted:
            stack[-1] = _Sentence(end, now.opener, enclosed=True)
        elif kind == "opener":
            stack.append(_Sentence(end, token[0], enclosed=True))
        elif kind == "raya":
            _cross_dash(text, token.start(), stack)
        elif kind == "closer":
            _close(text, token, stack)


def _cross_dash(text: str, at: int, stack: list[_Sentence]) -> None:
    """A dash with a space before it opens an aside, one without closes it; one at the beginning does neither."""
    before = text[at - 1] if at else ""
    if before and before not in " \n\u00a0" and stack[-1].opener == "—":
        stack.pop()
    elif before in (" ", "\n", "\u00a0") and text[stack[-1].start : at].strip():
        if stack[-1].opener == "—":
            stack.pop()
        stack.append(_Sentence(at + 1, "—", enclosed=True))


def _close(text: str, token: re.Match[str], stack: list[_Sentence]) -> None:
    opener = _PARTNER[token[0]]
    depth = len(stack) - 1
    while depth > 0 and stack[depth].opener == "—":
        depth -= 1
    if depth == 0 or stack[depth].opener != opener:
        return
    del stack[depth:]
    if text[token.start() - 1] in ".?!…" and not stack[-1].inverted and _AFTER_STOP.match(text, token.end()):
        stack[-1] = _Sentence(token.end(), stack[-1].opener)


def _beginning(text: str, sentence: _Sentence, end: int, *, question: bool) -> int:
    """Return where the opening mark goes, or -1 where that is not certain."""
    begins = _BEGINS.match(text, sentence.start, end)
    if begins is None:
        return -1
    at = begins.end()
    if not (sentence.enclosed or text[at].isupper()) or not any(map(str.isalpha, text[at:end])):
        return -1
    if question and not _QUESTION_WORD.match(text, at):
        commas = [found.end() for found in _QUESTION_AFTER_COMMA.finditer(text, at, end)]
        if commas:
            return commas[-1]
    return at

"""Hide addresses, file names and code-like words from the rules of typography."""

from __future__ import annotations

import re

VEIL = "ꙮ"
"""A letter that no rule names; stands for each hidden character."""

_STOP = r"\s<>\"“”„«»—\u2060\ufffc"
_PATTERN = re.compile(
    rf"""
      (?<![^\W_]) (?: (?:https?|ftp)://[^{_STOP}]+ | (?:mailto:|www\.)[^{_STOP}]+ )
    | (?<![\w.+-]) [\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | (?<![\w@./-]) (?:[a-z0-9-]+\.)+(?:org|com|net|info|edu|gov|coop|eus|cat|eu|es|br|pt|mx|ar|cl|co|pe|uy|ve|uk|io)
      (?![\w-]) (?:/[^{_STOP}]*)?
    | (?<![\w/.-]) (?:\.{{1,2}}/|~/|/)? (?:[\w.-]+/)* [\w.-]*\w
      \.(?:pdf|md|txt|po|pot|csv|html?|css|js|json|toml|yaml|yml|xml|py|sh|zip|gz|tar|png|jpe?g|svg|gif|webp|odt|docx?
         |xlsx?|epub|mp[34]|otf|ttf|argosmodel) (?![\w-])
    | (?<![\w@]) [@#]\w+
    | (?<![\w-]) --?[a-zA-Z][\w-]*=[^{_STOP}]*
    | (?<![\w/.]) (?:\.{{1,2}}|~)?(?:/[\w.+-]+){{2,}}/?
    | (?<![\w:.>-]) \w+(?:(?:::|\.|->)\w+)*\(\)
    | (?<![\w:]) \w+(?:::\w+)+
    | (?<!\w) \w+="[^"\s]*"
    | (?<!\w) [A-Za-z0-9]*_[\w-]*\w
    | (?<![\w\\]) (?:[A-Za-z]:)?(?:\\[\w.-]+)+
    | (?<!\S) [:;]['’]?-?[()DPp] (?!\w)
    | (?<!\S) <3 (?!\w)
    | {VEIL}+
    """,
    re.VERBOSE,
)
_OPTION = re.compile(r"(?<![^\s(\[«“‘])--[A-Za-z][\w-]*")
_CLOSING_DASHES = re.compile(r"[^\s-]--(?=[\s.,;:!?)]|$)")
_TRAILING = ".,;:!?…)]}'’‘`*—–"
_SIGNS = re.compile(rf"[@/\\_#={VEIL}]|\.[a-z]|[:;<][3:'’()DPp-]|\(\)|--[A-Za-z]")
"""Without one of these nothing is to be hidden: a quick look before the long pattern."""


def veil(text: str) -> tuple[str, str]:
    """Return `text` with hidden characters as `VEIL`, as long as before, and the hidden characters in order."""
    if not _SIGNS.search(text):
        return text, ""
    pieces: list[str] = []
    hidden: list[str] = []
    position = 0
    for start, end in _spans(text):
        pieces += (text[position:start], VEIL * (end - start))
        hidden.append(text[start:end])
        position = end
    pieces.append(text[position:])
    return "".join(pieces), "".join(hidden)


def unveil(text: str, hidden: str) -> str:
    """Return `text` with the characters of `hidden`, in order, in place of each `VEIL`."""
    if not hidden:
        return text
    characters = iter(hidden)
    return re.sub(VEIL, lambda _: next(characters), text)


def _spans(text: str) -> list[tuple[int, int]]:
    found = [(match.start(), match.end()) for match in _PATTERN.finditer(text)]
    if "--" in text and not _CLOSING_DASHES.search(text):
        found += [(match.start(), match.end()) for match in _OPTION.finditer(text)]
        found.sort()
    spans: list[tuple[int, int]] = []
    reached = 0
    for start, end in found:
        begin = max(start, reached)
        if text[start] not in ":;<":
            end = _trimmed(text, begin, end)
        if end > begin:
            spans.append((begin, end))
            reached = end
    return spans


def _trimmed(text: str, start: int, end: int) -> int:
    """Leave out closing punctuation, but not a bracket that opens in the address or the `()` of a function."""
    if text[end - 2 : end] == "()":
        return end
    depth = text.count("(", start, end) - text.count(")", start, end)
    while end > start and text[end - 1] in _TRAILING:
        if text[end - 1] == ")":
            if depth >= 0:
                break
            depth += 1
        end -= 1
    return end

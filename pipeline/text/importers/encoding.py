"""Turn the bytes of pasted text into characters, and mend what went wrong when others did so before."""

from __future__ import annotations

import codecs
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.text.importers.model import Decide, Guess, always

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OLD = ("cp1252", "mac_roman", "cp850")
"""Encodings that Western programs wrote before UTF-8, the likeliest first."""
_NAMES = {"cp1252": "Windows (cp1252)", "mac_roman": "Mac Roman", "cp850": "DOS (cp850)"}
_LETTERS = "áéíóúàèìòùâêîôûãõñçüöäëïåæøœÁÉÍÓÚÀÂÊÔÃÕÑÇÜÖÄÅÉ"
_USUAL = frozenset("’‘“”–—…«»°€£§©·•º¿¡ªºß½¼²®™\u00a0")
_LINE_ENDS = re.compile(r"\r\n?|[\v\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\ufffe\uffff\ufff9-\ufffb\ud800-\udfff]")
_UNSEEN = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_JOINERS = re.compile(r"(?<![^\x00-\u02ff\u2000-\u206f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u02ff\u2000-\u206f])")
"""Joiners beside Latin letters; other scripts and emoji need theirs."""
_SOFT = re.compile(r"\u00ad(?![ \t]*(?:\n|\Z))")
"""A soft hyphen that is not at the end of a line."""
_NARROW = re.compile(r"(?<!\d)[\u00a0\u2007\u2009\u202f]|[\u00a0\u2007\u2009\u202f](?!\d)")
_WIDE = re.compile(r"[\u1680\u2000-\u2006\u2008\u200a\u205f\u3000\ufffc]")
_LIGATURE = re.compile(r"[\ufb00-\ufb06]")
_LIGATURES = dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text file as characters: `\\n` line ends, form feeds between pages, nothing that cannot be seen."""

    text: str
    guesses: tuple[Guess, ...] = ()
    notices: tuple[str, ...] = ()


def decode(data: bytes, path: Path, decide: Decide = always) -> Decoded:
    """Return the characters of a text file in whatever encoding it is.

    UTF-8, and what begins with a byte order mark, is certain. Else the encoding is guessed, and a guess says which.
    Mojibake (UTF-8 that was once read as something else) is mended line by line, only where it is one; quotation
    marks and the like stay as they are. The number of lines is that of the file. Raises OctavillaError for a file that
    is empty or no text.
    """
    text, guesses = _characters(data, path, decide)
    text = _LINE_ENDS.sub("\n", text)
    if not text.strip("\n\f \t\ufeff\0"):
        raise OctavillaError("is empty. Paste the text into it and save it again.", path=path)
    mended, repairs = _mended(text, decide)
    cleaned, ligatures = _cleaned(mended)
    lost = cleaned.count("\ufffd")
    notices = (f"{lost} characters were lost before the text came here (�): put them back by hand",) if lost else ()
    return Decoded(cleaned, (*guesses, *repairs, *ligatures), notices)


def _characters(data: bytes, path: Path, decide: Decide) -> tuple[str, tuple[Guess, ...]]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), ()
    wide = _wide(data)
    if wide:
        guess = Guess(what="encoding", text=wide.upper(), confidence=0.95, reason="every second byte is zero")
        return data.decode(wide, "replace"), (guess,)
    if b"\0" in data and data.count(b"\0") * 200 > len(data):
        raise OctavillaError("is not a text file. Save the text as plain text, or as .docx.", path=path)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        broken = error.start
    damaged = data.decode("utf-8", "replace")
    if damaged.count("\ufffd") * 20 < sum(sign > "\x7f" for sign in damaged):
        reason = "a few bytes are damaged"
        line = data.count(b"\n", 0, broken) + 1
        return damaged, (Guess(what="encoding", text="UTF-8", confidence=0.8, reason=reason, line=line),)
    return _old(data, broken, decide)


def _wide(data: bytes) -> str:
    """Return which UTF-16 this is, where it says so only by its zeros."""
    if len(data) < 8 or len(data) % 2:
        return ""
    even, odd = data[::2].count(0), data[1::2].count(0)
    half = len(data) // 2
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.05 * half else ""


def _old(data: bytes, broken: int, decide: Decide) -> tuple[str, tuple[Guess, ...]]:
    """Decode bytes that are no UTF-8: as the encoding that gives the most sensible signs."""
    choices = [(_sense(text), name, text) for name in _OLD if (text := data.decode(name, "replace"))]
    best, name, text = max(choices, key=lambda choice: choice[0])
    if best < 0.5:
        name, text = _detected(data, name, text)
    others = [score for score, other, _ in choices if other != name]
    confidence = 0.5 if best < 0.5 else 0.95 if best - max(others) > 0.5 else 0.8
    line = data.count(b"\n", 0, broken) + 1
    guess = Guess(what="encoding", text=_NAMES.get(name, name), confidence=confidence, line=line,
                  reason="gives the most sensible signs", result=_sample(text))  # fmt: skip
    if confidence < 0.9 and not decide(guess):
        return data.decode("cp1252", "replace"), ()
    return text, (guess,)


def _detected(data: bytes, name: str, text: str) -> tuple[str, str]:
    """Return what charset-normalizer thinks of bytes that are no Western text."""
    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:200_000]).best()
    if best is None or _sense(str(best)) < 0 or best.encoding in ("ascii", "utf_8"):
        return name, text
    return best.encoding, data.decode(best.encoding, "replace")


def _sense(text: str) -> float:
    """Return how sensible the signs beyond ASCII are, from -1 to 1: letters in words, quotation marks around them."""
    score, count = 0.0, 0
    for found in re.finditer(r"[^\x00-\x7f]", text):
        at, sign = found.start(), found[0]
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        in_word = before.isalpha() or after.isalpha()
        count += 1
        if sign in _LETTERS:
            # A capital inside a word of small letters is a letter that was read wrongly.
            three = before > "\x7f" < after and before.isalpha() and after.isalpha()
            wrong = three or (sign.isupper() and before.islower())
            word = in_word or (sign in "áéàèóòíú" and not (before + after).strip())
            score += -0.5 if wrong else 1.0 if word else -0.2
        elif sign in _USUAL:
            inside = before.isalpha() and after.isalpha()
            if sign in "¡¿":
                inside = before.isalpha() or not after.isalpha()
            score += _dash(before, after) if sign in "–—" else 1.0 if not inside or sign == "’" else -1.0
        elif sign == "\ufffd" or "\x80" <= sign <= "\x9f":
            score -= 2.0
        else:
            score -= 0.0 if sign.isalpha() else 0.5
    return score / count if count else 0.0


def _dash(before: str, after: str) -> float:
    """Dashes stand between spaces, figures or whole words; one that hangs on a word is rather a letter."""
    hangs = before.isalpha() or after.isalpha()
    return 0.0 if hangs else 1.0


def _sample(text: str) -> str:
    """Return the first word with a sign that is not ASCII: by it a person sees whether a guess was right."""
    found = re.search(r"\S*[^\x00-\x7f\s]\S*", text)
    return found[0][:40] if found else ""


def _mended(text: str, decide: Decide) -> tuple[str, tuple[Guess, ...]]:
    """Mend mojibake line by line; what is not mojibake stays as it is, sign for sign."""
    if text.isascii():
        return text, ()
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    lines = text.split("\n")
    guesses: list[Guess] = []
    for index, line in enumerate(lines):
        # Without a sign of the range that mojibake consists of there is nothing to mend.
        if line.isascii() or not is_bad(line):
            continue
        mended = fix_encoding(line)
        if mended == line or "\n" in mended or mended == line.replace("Ã ", "à "):
            continue
        before, after = _difference(line, mended)
        guess = Guess(what="encoding", text=before, confidence=0.92, line=index + 1, result=after,
                      reason="signs that were read in a wrong encoding")  # fmt: skip
        if decide(guess):
            lines[index] = mended
            guesses.append(guess)
    return "\n".join(lines), tuple(guesses)


def _difference(before: str, after: str) -> tuple[str, str]:
    """Return the words that differ, of both lines."""
    old, new = before.split(), after.split()
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    gone = " ".join(" ".join(old[start:end]) for tag, start, end, _, _ in codes if tag != "equal")
    come = " ".join(" ".join(new[start:end]) for tag, _, _, start, end in codes if tag != "equal")
    return gone, come


def _cleaned(text: str) -> tuple[str, tuple[Guess, ...]]:
    """Take out what cannot be seen, and make spaces of all that look like one; figures keep theirs (`10 000`)."""
    text = _CONTROLS.sub("", text)
    if not text.isascii():
        text = _JOINERS.sub("", _UNSEEN.sub("", text))
        text = _WIDE.sub(" ", _NARROW.sub(" ", _SOFT.sub("", text)))
    guesses = tuple(_ligature_guesses(text))
    return text.translate(_LIGATURES) if guesses else text, guesses


def _ligature_guesses(text: str) -> Iterator[Guess]:
    found = _LIGATURE.search(text)
    if found:
        start = re.search(r"\S*\Z", text[: found.start()])
        end = re.match(r"\S*", text[found.start() :])
        word = (start[0] if start else "") + (end[0] if end else "")
        count = len(_LIGATURE.findall(text))
        yield Guess(what="encoding", text=word, confidence=0.99, line=text.count("\n", 0, found.start()) + 1,
                    reason=f"{count} joined letters of a printed page taken apart",
                    result=word.translate(_LIGATURES))  # fmt: skip

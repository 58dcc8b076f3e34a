r"""What people say of a sentence (comments, dismissed checks, other versions), kept as translator comments.

A remark is written in lines of at most 76 characters, which no program wraps anew; a line that goes on begins with `…`:

    # Comment by Ana on 2026-11-14: Is “quay” the right word? The people who work at the
    # … harbour say “dock”.
    # Dismissed by Ana on 2026-11-14 (for 3f2a9c01): numbers: twelve is a dozen
    # Version by Bia on 2026-11-14: another translation

Line feeds, tabs, runs of spaces and invisible characters are escaped with a backslash: any text comes back as it was.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.fingerprint import short
from pipeline.review.catalogue import Entry, one_line, unsigned

NAME_LENGTH = 50
"""Longest name of a person, in characters: the line that says who approved then fits into `_WIDTH`."""
_WIDTH = 76
"""Characters to a line: polib wraps at 78 with the mark before it, the other programs later or never."""
_GOES_ON = "…"
_HEAD = re.compile(
    r"(?:(?P<kind>Comment|Dismissed|Version)(?: by (?P<who>.+?))? on (?P<date>\d{4}-\d{2}-\d{2})"
    r"(?: \(for (?P<of>[0-9a-f]{8})\))?|Comment):(?: (?P<text>.*))?\Z"
)
_BEGINS = re.compile(r"(?:Comment|Dismissed|Version)(?: by | on |:)")
_CHECK = re.compile(r"(?P<check>[\w-]+):(?: (?P<text>.*))?\Z")
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|(.))")
_NAMED = {"\\": "\\", "n": "\n", "t": "\t", "r": "\r", "s": " "}
_WRITTEN = {char: f"\\{name}" for name, char in _NAMED.items() if char != " "}
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp", "Zs"))
_JOINERS = "\u200c\u200d"
_SPACES = re.compile(r"\A | (?= |\Z)")
_LOOKS_LIKE_A_DATE = re.compile(r" (?=on \d)")


class RemarkKind(StrEnum):
    """What a remark is for."""

    COMMENT = "comment"
    """Words to the editor or to another reviewer."""
    DISMISSED = "dismissed"
    """A check that somebody has looked at and found to be wrong here; `text` is the reason."""
    VERSION = "version"
    """Another translation that somebody sent while this one was made: a conflict, until one is chosen."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a person said of a sentence; `who` and `date` are empty where the file does not say."""

    kind: RemarkKind
    who: str
    date: datetime.date | None
    text: str
    check: str = ""
    """The name of a dismissed check; empty for the other kinds."""
    of: str = ""
    """What a dismissal was given for: see `pair_fingerprint`; empty where it holds for any wording."""


def entry_id(source: str) -> str:
    """Return what names a sentence of a text in addresses and files: the first 16 hex digits of its SHA-256."""
    return short(source, 16)


def revision(entry: Entry) -> str:
    """Return 12 hex digits of what a person saw of an entry: translation, state and the sentence it belongs to."""
    previous = "" if entry.previous is None else f"={entry.previous}"
    return short("\x00".join((entry.target, entry.state, previous)), 12)


def person(name: str) -> str:
    """Return a name as it is kept: one line, nothing invisible, at most NAME_LENGTH characters; empty for nobody."""
    return one_line(name)[:NAME_LENGTH].rstrip()


def remarks(entry: Entry) -> tuple[Remark, ...]:
    """Return what people said of a sentence, in the order of the file; who approved it is left out (`Entry.reviewer`).

    Lines that are no remark of ours are a comment without name and date, neighbouring ones together.
    """
    found = (_read(block) for block in _blocks(entry.comments))
    return tuple(remark for remark in found if remark is not None)


def with_remark(entry: Entry, remark: Remark) -> Entry:
    """Return the entry with a remark more; itself where it has the same one already.

    A dismissal takes the place of an earlier one of the same check, and holds for the wording that the entry has now.
    A version that says what the entry or another version says is left out. Raises ValueError for a remark that has a
    name but no date, a dismissal or version without date, and a check whose name is no plain word.
    """
    remark = _normal(remark)
    known = remarks(entry)
    if remark.kind is RemarkKind.DISMISSED:
        remark = replace(remark, of=pair_fingerprint(entry))
        for old in known:
            if old.kind is RemarkKind.DISMISSED and old.check == remark.check and old != remark:
                entry = without_remark(entry, old)
    elif remark.kind is RemarkKind.VERSION:
        said = {entry.target, *(old.text for old in known if old.kind is RemarkKind.VERSION)}
        if remark.text in said:
            return entry
    if remark in remarks(entry):
        return entry
    return replace(entry, comments=(*entry.comments, *_lines(remark)))


def without_remark(entry: Entry, remark: Remark) -> Entry:
    """Return the entry without a remark; itself where it has none like it."""
    for block in _blocks(entry.comments):
        if _read(block) == remark:
            return replace(entry, comments=_without(entry.comments, block))
    return entry


def versions(entry: Entry) -> tuple[Remark, ...]:
    """Return the other translations that are kept beside this one; an entry with any has a conflict."""
    return tuple(remark for remark in remarks(entry) if remark.kind is RemarkKind.VERSION)


def dismissed(entry: Entry) -> frozenset[str]:
    """Return the names of the checks that are dismissed for the wording that the entry has now."""
    return frozenset(remark.check for remark in remarks(entry) if holds(remark, entry))


def holds(remark: Remark, entry: Entry) -> bool:
    """Tell whether a remark is a dismissal that is in force.

    It lapses when anything but white space changes in the sentence or its translation, and is in force again when the
    change is taken back.
    """
    return remark.kind is RemarkKind.DISMISSED and remark.of in ("", pair_fingerprint(entry))


def pair_fingerprint(entry: Entry) -> str:
    """Return 8 hex digits of the sentence and its translation, white space aside."""
    return short("\x00".join(" ".join(text.split()) for text in (entry.source, entry.target)), 8)


def comment_blocks(comments: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return translator comments in blocks that belong together: the lines of one remark, or one other line."""
    found: list[tuple[str, ...]] = []
    for block in _blocks(comments):
        found.extend([block] if _BEGINS.match(block[0]) else [(line,) for line in block])
    return tuple(found)


def _normal(remark: Remark) -> Remark:
    who = person(remark.who)
    if remark.date is None and (who or remark.kind is not RemarkKind.COMMENT):
        raise ValueError("a remark with a name, a dismissal and a version need a date")
    if remark.kind is RemarkKind.DISMISSED and not re.fullmatch(r"[\w-]+", remark.check):
        raise ValueError(f"no name of a check: {remark.check}")
    check = remark.check if remark.kind is RemarkKind.DISMISSED else ""
    return replace(remark, who=who, check=check, of="")


def _blocks(comments: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield the lines of each remark, each line that says who approved, and other lines that stand together."""
    block: list[str] = []
    ours = False
    for line in comments:
        if not unsigned((line,)):
            if block:
                yield tuple(block)
            yield (line,)
            block, ours = [], False
            continue
        begins = _BEGINS.match(line) is not None
        goes_on = line.startswith(_GOES_ON) if ours else not begins
        if block and not goes_on:
            yield tuple(block)
            block = []
        if not block:
            ours = begins
        block.append(line)
    if block:
        yield tuple(block)


def _without(comments: tuple[str, ...], block: tuple[str, ...]) -> tuple[str, ...]:
    for start in range(len(comments) - len(block) + 1):
        if comments[start : start + len(block)] == block:
            return (*comments[:start], *comments[start + len(block) :])
    return comments


def _read(block: tuple[str, ...]) -> Remark | None:
    """Return the remark that some lines hold; None for empty ones and for who approved it."""
    if not unsigned(block):
        return None
    found = _HEAD.match(_joined(block)) if _BEGINS.match(block[0]) else None
    if found is not None:
        read = _read_own(found)
        if read is not None:
            return read
    text = "\n".join(block).strip()
    return Remark(RemarkKind.COMMENT, "", None, text) if text else None


def _read_own(found: re.Match[str]) -> Remark | None:
    kind = RemarkKind((found["kind"] or "Comment").lower())
    text, check = found["text"] or "", ""
    try:
        date = datetime.date.fromisoformat(found["date"]) if found["date"] else None
    except ValueError:
        return None
    if kind is RemarkKind.DISMISSED:
        named = _CHECK.match(text)
        if named is None:
            return None
        text, check = named["text"] or "", named["check"]
    of = found["of"] or "" if kind is RemarkKind.DISMISSED else ""
    return Remark(kind, _unescaped(found["who"] or ""), date, _unescaped(text), check, of)


def _lines(remark: Remark) -> tuple[str, ...]:
    head = remark.kind.capitalize()
    if remark.who:
        head += " by " + _LOOKS_LIKE_A_DATE.sub(r"\\s", _escaped(remark.who))
    if remark.date is not None:
        head += f" on {remark.date.isoformat()}"
    if remark.of:
        head += f" (for {remark.of})"
    parts = (f"{head}:", f"{remark.check}:" if remark.check else "", _escaped(remark.text))
    return tuple(_wrapped(" ".join(part for part in parts if part)))


def _wrapped(line: str) -> Iterator[str]:
    """Yield the line in pieces, cut at spaces where there are any; `_joined` puts them together again."""
    mark = ""
    while len(mark) + len(line) > _WIDTH:
        room = _WIDTH - len(mark)
        space = line.rfind(" ", 1, room + 1)
        if space > room // 2:
            yield mark + line[:space]
            line, mark = line[space + 1 :], f"{_GOES_ON} "
        else:
            yield mark + line[:room]
            line, mark = line[room:], _GOES_ON
    yield mark + line


def _joined(lines: Sequence[str]) -> str:
    return lines[0].rstrip() + "".join(line.removeprefix(_GOES_ON).rstrip() for line in lines[1:])


def _escaped(text: str) -> str:
    written = "".join(_WRITTEN.get(char) or (_named(char) if _is_invisible(char) else char) for char in text)
    return _SPACES.sub(r"\\s", written)


def _is_invisible(char: str) -> bool:
    return char != " " and char not in _JOINERS and unicodedata.category(char) in _INVISIBLE


def _named(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_char, text) if "\\" in text else text


def _char(found: re.Match[str]) -> str:
    short, long, name = found.groups()
    if name is not None:
        return _NAMED.get(name, found[0])
    code = int(short or long, 16)
    return chr(code) if code <= 0x10FFFF else found[0]

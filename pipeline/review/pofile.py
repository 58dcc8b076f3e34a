"""The PO format: the only place that knows it. Reads strictly, writes back every line that did not change.

Rules are those of the GNU gettext manual, "The Format of PO Files". Neither Babel nor polib keeps all that reviewers'
programs write (see docs/catalogues.md), so both directions are our own.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import Catalogue, Entry

WIDTH = 79
"""Columns to a line, as in gettext's own programs."""
_STRING = re.compile(r'[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*')
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d+)\])?)(?=[ \t\"]|\Z)")
_CONFLICT = re.compile(r"(<{7}|={7}|>{7}|\|{7})( |\Z)")
_ESCAPE = re.compile(r"((?:\\[2-3][0-7]{2})+)|\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(.))")
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\\": "\\", '"': '"'}
_SPECIAL = re.compile(r'[\\"\x00-\x1f]')
_WRITTEN = {char: f"\\{name}" for name, char in _NAMED.items()}
_CHARSET = re.compile(r"(?m)^(Content-Type:.*?charset=)([^\s;]+)", re.IGNORECASE)
_LONG_NOTE = re.compile(r"(?:check: |draft: (?!.*, text [0-9a-f]{10}\Z))")
"""A note of ours that may have more than one line in a file that polib wrote."""
_UNSET = ("charset", "")


def decode(data: bytes, path: Path | str) -> str:
    """Decode a catalogue file: UTF-8 unless its header names another encoding; a byte order mark is left out.

    Raises OctavillaError with the line of the first byte that does not fit.
    """
    content = data.removeprefix(codecs.BOM_UTF8)
    found = re.search(rb"charset=([\w.:-]+)", content[:4096])
    name = found[1].decode("ascii", "replace") if found else "utf-8"
    if name.lower() in _UNSET:
        name = "utf-8"
    try:
        return content.decode(name)
    except LookupError:
        line = content.count(b"\n", 0, found.start() if found else 0) + 1
        message = f"the header names an unknown encoding, {name}. Save the file as UTF-8 and write charset=UTF-8."
        raise OctavillaError(message, path=path, line=line) from None
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        message = f"this is not {name} text. Save the file as UTF-8."
        raise OctavillaError(message, path=path, line=content.count(b"\n", 0, start) + 1) from error


def parse(content: str, path: Path | str) -> Catalogue:
    """Parse the text of a PO file; text and language are named after the file and its folder.

    Raises OctavillaError with file and line for anything that is not plain PO: an unfinished string or entry, a word
    that means nothing, marks of an unresolved merge, the same sentence twice.
    """
    path = Path(path)
    blocks, tail = _blocks(content.removeprefix("\ufeff"), path)
    seen: dict[tuple[str | None, str], int] = {}
    header: Entry | None = None
    entries: list[Entry] = []
    obsolete: list[Entry] = []
    for block in blocks:
        entry = block.entry()
        if entry.key in seen:
            message = f"this sentence is here twice; the other is in line {seen[entry.key]}. Keep the better one."
            raise OctavillaError(message, path=path, line=block.id_line)
        seen[entry.key] = block.id_line
        if block.obsolete:
            obsolete.append(entry)
        elif entry.key == (None, ""):
            header = _in_utf8(entry)
        else:
            entries.append(entry)
    return Catalogue(
        slug=path.stem,
        language=path.parent.name,
        entries=tuple(entries),
        obsolete=tuple(obsolete),
        header=header,
        tail=tail,
    )


def lines_of(content: str, path: Path | str) -> dict[str, int]:
    """Return for each sentence the line, from 1, on which its entry's msgid stands; obsolete entries are left out.

    Raises OctavillaError as `parse` does.
    """
    blocks, _ = _blocks(content.removeprefix("\ufeff"), Path(path))
    found = {}
    for block in blocks:
        if not block.obsolete and not {"msgctxt", "msgid_plural"} & block.fields.keys():
            found["".join(block.fields["msgid"])] = block.id_line
    return found


def format_po(catalogue: Catalogue) -> str:
    """Return the text of the PO file: header, entries, obsolete entries; unchanged entries in the lines they had."""
    return text_of(laid_out(catalogue))


def laid_out(catalogue: Catalogue, known: Catalogue | None = None) -> Catalogue:
    """Return the catalogue with the lines of every entry as they are to be written.

    The entries that are the very objects of `known`, which came from `parse` or from here, are not looked at again:
    one changed entry of many costs little.
    """
    own = {} if known is None else {id(entry): entry for entry in known.entries}
    gone = {} if known is None else {id(entry): entry for entry in known.obsolete}
    return replace(
        catalogue,
        header=catalogue.header and laid_out_entry(catalogue.header),
        entries=tuple(entry if id(entry) in own else laid_out_entry(entry) for entry in catalogue.entries),
        obsolete=tuple(entry if id(entry) in gone else laid_out_entry(entry, True) for entry in catalogue.obsolete),
    )


def laid_out_entry(entry: Entry, obsolete: bool = False) -> Entry:
    """Return the entry with the lines that are to be written: those it had, where they still say the same."""
    layout = _formatted(entry, obsolete)
    return entry if layout == entry.layout else replace(entry, layout=layout)


def text_of(catalogue: Catalogue) -> str:
    """Return the text of the PO file from a catalogue that `laid_out` returned."""
    parts = [] if catalogue.header is None else [catalogue.header.layout]
    parts += [entry.layout for entry in catalogue.entries]
    parts += [entry.layout for entry in catalogue.obsolete]
    if catalogue.tail:
        parts.append("\n".join(catalogue.tail))
    return "\n\n".join(parts) + "\n" if parts else ""


@dataclass(slots=True)
class _Block:
    """An entry while its lines come in."""

    start: int
    path: Path
    comments: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)
    previous: dict[str, list[str]] = field(default_factory=dict)
    obsolete: bool = False
    id_line: int = 0
    open_string: list[str] | None = None
    open_kind: str = ""
    lines: list[str] = field(default_factory=list)

    def fail(self, message: str, line: int) -> OctavillaError:
        return OctavillaError(message, path=self.path, line=line)

    @property
    def complete(self) -> bool:
        return "msgstr" in self.fields or "msgstr[0]" in self.fields

    def begins_anew(self, line: str) -> bool:
        """Tell whether `line` (without `#~`) belongs to the next entry."""
        if not self.fields:
            return False
        if line.startswith("msgid") and not line.startswith("msgid_"):
            return "msgid" in self.fields
        return line.startswith(("#", "msgctxt"))

    def keyword(self, line: str, number: int, kind: str) -> None:
        """Take a line that starts with a keyword; `kind` is "", "#~" or "#|"."""
        found = _KEYWORD.match(line)
        if found is None:
            raise self.fail(_unknown(line), number)
        name = found[1]
        fields = self.previous if kind == "#|" else self.fields
        if kind != "#|":
            self._check_order(name, found[2], number)
            self._check_obsolete(kind, number)
        elif name.startswith("msgstr"):
            raise self.fail("a line with #| holds a previous msgid, not a msgstr.", number)
        if name in fields:
            raise self.fail(f"{name} is here twice in one entry. Keep the better one.", number)
        if name == "msgid" and kind != "#|":
            self.id_line = number
        self.open_string = fields.setdefault(name, [])
        self.open_kind = kind
        self._take(line[found.end() :], number)

    def string(self, line: str, number: int, kind: str) -> None:
        """Take a line that continues a string."""
        if self.open_string is None or kind != self.open_kind:
            raise self.fail("a text without its keyword: msgid or msgstr is missing before it.", number)
        self._take(line, number)

    def entry(self) -> Entry:
        """Return the finished entry."""
        joined = {name: "".join(parts) for name, parts in self.fields.items()}
        previous = {name: "".join(parts) for name, parts in self.previous.items()}
        plural = joined.get("msgid_plural")
        targets = tuple(text for name, text in joined.items() if name.startswith("msgstr["))
        return Entry(
            source=joined["msgid"],
            target=joined.get("msgstr", ""),
            flags=tuple(dict.fromkeys(self.flags)),
            previous=previous.get("msgid"),
            comments=tuple(self.comments),
            notes=tuple(_unwrapped(self.notes)),
            references=tuple(self.references),
            context=joined.get("msgctxt"),
            plural=plural,
            plural_targets=targets,
            previous_context=previous.get("msgctxt"),
            previous_plural=previous.get("msgid_plural"),
            layout="\n".join(self.lines),
        )

    def check_finished(self) -> None:
        """Raise OctavillaError unless the entry has source and translation."""
        if not self.complete:
            message = 'the entry ends without its msgstr. Add one, empty if need be: msgstr ""'
            raise self.fail(message, self.id_line or self.start)

    def _check_order(self, name: str, index: str | None, number: int) -> None:
        if name == "msgctxt":
            right = not self.fields
        elif name == "msgid":
            right = "msgid" not in self.fields and not self.complete
        elif name == "msgid_plural":
            right = "msgid" in self.fields and not self.complete
        elif index is None:
            right = "msgid" in self.fields and "msgid_plural" not in self.fields
        else:
            known = sum(field.startswith("msgstr[") for field in self.fields)
            right = "msgid_plural" in self.fields and (int(index) == known or name in self.fields)
        if not right:
            raise self.fail(f"{name} does not belong here: an entry is msgid, then msgstr.", number)

    def _check_obsolete(self, kind: str, number: int) -> None:
        if not self.fields:
            self.obsolete = kind == "#~"
        elif self.obsolete != (kind == "#~"):
            raise self.fail("some lines of this entry begin with #~ and some do not.", number)

    def _take(self, text: str, number: int) -> None:
        assert self.open_string is not None
        position = 0
        while position < len(text) or position == 0:
            found = _STRING.match(text, position)
            if found is None:
                raise self.fail(_wrong_string(text, position), number)
            raw = found[1]
            try:
                self.open_string.append(_ESCAPE.sub(_unescaped, raw) if "\\" in raw else raw)
            except ValueError as error:
                raise self.fail(f"{error} means nothing here; write a backslash as \\\\.", number) from None
            position = found.end()


def _blocks(content: str, path: Path) -> tuple[list[_Block], tuple[str, ...]]:
    """Split the lines into entries; the second value is the comment lines after the last one."""
    blocks: list[_Block] = []
    block = _Block(start=1, path=path)
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(content.split("\n"), 1):
        kind, rest = _kind(line)
        if not rest and kind not in ("#", "#.", "#:"):
            # A blank line, or a mark with nothing after it: it ends no string, as in gettext.
            block.lines.append(line)
            continue
        if block.begins_anew(rest if kind in ("", "#~") else "#"):
            block.check_finished()
            blocks.append(block)
            block = _Block(start=number, path=path)
        block.lines.append(line)
        match kind:
            case "#":
                block.comments.append(rest)
            case "#.":
                block.notes.append(rest)
            case "#:":
                block.references.append(rest)
            case "#,":
                block.flags.extend(flag for part in rest.split(",") if (flag := part.strip()))
            case _ if rest.startswith('"'):
                block.string(rest, number, kind)
            case _:
                block.keyword(rest, number, kind)
    if block.fields:
        block.check_finished()
        blocks.append(block)
        block = _Block(start=0, path=path)
    elif block.previous:
        raise block.fail("the file ends in the middle of an entry.", block.start)
    for finished in (*blocks, block):
        finished.lines = _trimmed(finished.lines)
    return blocks, tuple(block.lines)


def _trimmed(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]


def _kind(line: str) -> tuple[str, str]:
    """Return the mark that a line begins with ("", "#", "#.", "#:", "#,", "#|", "#~") and what follows it."""
    bare = line.strip(" \t")
    if not bare.startswith("#"):
        return "", bare
    mark = bare[:2]
    if mark == "#~":
        inner = bare[2:].strip(" \t")
        if inner.startswith("|"):
            return "#|", inner[1:].strip(" \t")
        if inner.startswith("#"):
            return _kind(inner)
        return "#~", inner
    if mark == "#|":
        return mark, bare[2:].strip(" \t")
    line = line.lstrip(" \t")
    if mark in ("#.", "#:", "#,"):
        return mark, line[2:].removeprefix(" ")
    return "#", line[1:].removeprefix(" ")


def _unwrapped(notes: Iterable[str]) -> Iterator[str]:
    """Yield the notes, with those of ours that polib has cut into several lines in one again."""
    whole: list[str] = []
    for note in notes:
        if whole and _LONG_NOTE.match("".join(whole)) and _was_cut(whole[-1], note):
            whole.append(note if whole[-1].endswith("-") else f" {note}")
            continue
        if whole:
            yield "".join(whole)
        whole = [note]
    if whole:
        yield "".join(whole)


def _was_cut(line: str, rest: str) -> bool:
    """Tell whether the first word of `rest` had no room behind `line`, in polib's 78 columns with the mark."""
    word = re.match(r"[^ -]*-?", rest)
    columns = len(line.removeprefix(" "))
    return columns <= 75 < columns + len(word[0] if word else "") + (not line.endswith("-"))


def _unescaped(found: re.Match[str]) -> str:
    letters, octal, hexadecimal, name = found.groups()
    if letters:
        # As `msgcat --escape` writes what is not ASCII.
        try:
            return bytes(int(code, 8) for code in letters[1:].split("\\")).decode()
        except UnicodeDecodeError:
            raise ValueError(letters) from None
    if name is not None:
        if name not in _NAMED:
            raise ValueError(f"\\{name}")
        return _NAMED[name]
    code = int(octal, 8) if octal else int(hexadecimal, 16)
    if code > 0x7F:
        raise ValueError(found[0])
    return chr(code)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _WRITTEN.get(found[0]) or f"\\{ord(found[0]):03o}", text)


def _unknown(line: str) -> str:
    if _CONFLICT.match(line):
        return "an unresolved merge of two versions. Keep the lines that are right and delete the marks."
    shown = line if len(line) <= 40 else f"{line[:40]}…"
    return f"“{shown}” is no line of a PO file. A comment begins with #, a text stands between quotes."


def _wrong_string(text: str, position: int) -> str:
    if position == 0 and not text.strip().startswith('"'):
        return 'the text must stand between quotes: "…"'
    if position > 0:
        return 'a quote inside the text must be written as \\"; nothing may follow the closing quote.'
    return 'the closing quote is missing. End the line with "'


def _in_utf8(header: Entry) -> Entry:
    """Return the header as it has to be in a file that we write."""
    found = _CHARSET.search(header.target)
    if found is None or found[2].lower() in ("utf-8", "utf8"):
        return header
    return replace(header, target=_CHARSET.sub(r"\g<1>UTF-8", header.target, count=1))


def _formatted(entry: Entry, obsolete: bool) -> str:
    if entry.layout:
        blocks, _ = _blocks(entry.layout, Path())
        if len(blocks) == 1 and blocks[0].obsolete == obsolete and blocks[0].entry() == entry:
            return entry.layout
    return "\n".join(_lines(entry, obsolete))


def _lines(entry: Entry, obsolete: bool) -> Iterator[str]:
    yield from _marked("#", entry.comments)
    yield from _marked("#.", entry.notes)
    yield from _marked("#:", entry.references)
    if entry.flags:
        yield f"#, {', '.join(entry.flags)}"
    old, own = ("#~| ", "#~ ") if obsolete else ("#| ", "")
    yield from _string_lines(f"{old}msgctxt", entry.previous_context, old)
    yield from _string_lines(f"{old}msgid", entry.previous, old)
    yield from _string_lines(f"{old}msgid_plural", entry.previous_plural, old)
    yield from _string_lines(f"{own}msgctxt", entry.context, own)
    yield from _string_lines(f"{own}msgid", entry.source, own)
    if entry.plural is None:
        yield from _string_lines(f"{own}msgstr", entry.target, own)
        return
    yield from _string_lines(f"{own}msgid_plural", entry.plural, own)
    for index, target in enumerate(entry.plural_targets or ("",)):
        yield from _string_lines(f"{own}msgstr[{index}]", target, own)


def _marked(mark: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield f"{mark} {line}" if line else mark


def _string_lines(keyword: str, text: str | None, prefix: str) -> Iterator[str]:
    """Yield the lines of one string: a single one where it fits, else an empty one and a line for each piece."""
    if text is None:
        return
    escaped = _pieces(text)
    single = f'{keyword} "{"".join(escaped)}"'
    if len(escaped) <= 1 and _columns(single) <= WIDTH:
        yield single
        return
    yield f'{keyword} ""'
    for piece in escaped:
        for part in _wrapped(piece, WIDTH - len(prefix) - 2):
            yield f'{prefix}"{part}"'


def _pieces(text: str) -> list[str]:
    """Return the escaped text cut after each line feed."""
    pieces = [f"{piece}\n" for piece in text.split("\n")]
    pieces[-1] = pieces[-1][:-1]
    return [_escaped(piece) for piece in pieces if piece]


def _wrapped(piece: str, width: int) -> Iterator[str]:
    """Yield the parts of an escaped text, cut after spaces, each `width` columns or less where a space allows."""
    if _columns(piece) <= width:
        yield piece
        return
    part, used = "", 0
    for word in re.findall(r" *[^ ]+ *| +", piece):
        columns = _columns(word)
        if part and used + columns > width:
            yield part
            part, used = "", 0
        part += word
        used += columns
    if part:
        yield part


def _columns(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else not unicodedata.combining(c) for c in text)

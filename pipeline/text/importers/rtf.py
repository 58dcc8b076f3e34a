"""Read RTF documents: made plain first (boxes, changes, pictures, objects), then read by pandoc."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.text.importers import properties, rtf_tree
from pipeline.text.importers.docx_review import said
from pipeline.text.importers.model import Aside, Reading
from pipeline.text.importers.pictures import Album
from pipeline.text.importers.rtf_tokens import Group, Text, Word, tokens
from pipeline.text.importers.rtf_tree import (
    END,
    FAR,
    FAR_END,
    ITEM,
    MARKS,
    NOTE,
    NOTES,
    PICTURE,
    PICTURE_END,
    STYLE,
    STYLES,
    translated,
)

_ENDS = ("par", "cell", "row", "sect")
_HEADS = ("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf")
_DROPPED = frozenset({
    "nonshppict", "shprslt", "objdata", "objclass", "objname", "objalias", "objsect", "datastore", "themedata",
    "colorschememapping", "latentstyles", "xmlnstbl", "rsidtbl", "generator", "atnid", "atnauthor", "atnref", "atndate",
    "atntime", "atnicn", "atnparent", "atrfstart", "atrfend", "filetbl", "revtbl", "userprops", "private",
    "passwordhash", "mailmerge", "docvar", "background", "shpinst", "sp", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc",
    "ftncn", "aftncn",
    "xe", "tc", "tcn", "fchars", "lchars", "wgrffmtfilter", "pgdsctbl", "stylesheet", "info", "bkmkstart", "bkmkend",
    "nesttableprops", "nonesttables", "fonttbl", "colortbl", "listtable", "listoverridetable", "pn", "pnseclvl",
})  # fmt: skip
_KEPT = frozenset({"fldinst", "cs"})
"""Groups that may be passed over, but that pandoc reads."""
_CHARSETS = {0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253",
             162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
             238: "cp1250", 255: "cp437"}  # fmt: skip
"""RTF 1.9.1, “Font Table”: `\\fcharset` and the code page it stands for."""
_SIGNS = {"emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
          "emspace": "\u2003", "enspace": "\u2002", "~": "\u00a0", "_": "\u2011"}  # fmt: skip
_NAMES = {"quote": "quotations", "intense quote": "quotations", "block text": "quotations", "quotations": "quotations",
          "byline": "author", "illustration": "caption", "figure": "caption",
          "html preformatted": "preformatted text"}  # fmt: skip
_TABLES = frozenset({"fldinst"})
"""Groups whose words are not those of the paragraph."""


def read(data: bytes, path: Path) -> Reading:
    """Return what an RTF document holds. Raises OctavillaError as `office.read` does."""
    from pipeline.text.importers import dialect, pandoc
    from pipeline.text.importers.gathered import reading

    root = tokens(data, path)
    maker = _Maker(root)
    maker.write(root, _State(font=root.number("deff", 0) or 0))
    maker.flush()
    maker.write_notes()
    tree = pandoc.tree(bytes(maker.out) + b"}", "rtf", path)
    near = {sign: chr(code) for code, sign in maker.far.items()}
    blocks = rtf_tree.settled(translated(tree["blocks"], near), maker.alts)
    notices = list(said(maker.counts))
    if number := maker.counts["objects"]:
        notices.append(f"{number} embedded object{'s' * (number != 1)} left out: open the document to see them")
    album = maker.album
    rest = Reading(pieces=(), meta=_meta(root, maker), pictures=tuple(album.pictures), asides=tuple(maker.asides),
                   notices=(*notices, *album.notices))  # fmt: skip
    return reading(dialect.write(blocks, album.goals), rest)


_NOTE_WORDS = (Word("*"), Word("footnote"), Word("ftnalt"), Word("chftn"))


@dataclass(frozen=True, slots=True)
class _State:
    """The properties that a group hands down."""

    font: int = 0
    style: int = 0
    """Index in STYLES."""
    level: int = 0
    """Of an item of a list, from 0."""
    deleted: bool = False
    hidden: bool = False
    skip: int = 1
    """How many signs stand after a sign in Unicode for old programs."""


@dataclass(slots=True)
class _Maker:
    root: Group
    out: bytearray = field(default_factory=bytearray)
    asides: list[Aside] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    album: Album = field(default_factory=Album)
    codecs: dict[int, str] = field(default_factory=dict)
    styles: dict[int, int] = field(default_factory=dict)
    pending: list[tuple[Group, _State]] = field(default_factory=list)
    notes: list[tuple[Group, _State]] = field(default_factory=list)
    fresh: bool = True
    item: str | None = None
    """What stands before the words of an item of a list."""
    pictures: int = 0
    alts: dict[str, str] = field(default_factory=dict)
    author: str = ""
    why: str = ""
    gathered: list[str] = field(default_factory=list)
    far: dict[int, int] = field(default_factory=dict)
    """Signs beyond the first 65,536 of Unicode (emoji), and the signs of the private range that stand for them."""

    def __post_init__(self) -> None:
        table = self.root.find("fonttbl")
        for font in [table, *table.groups()] if table else []:
            number = font.number("f")
            if number is not None:
                self.codecs[number] = _CHARSETS.get(font.number("fcharset") or 0, "")
        sheet = self.root.find("stylesheet")
        for style in sheet.groups() if sheet else ():
            name = self.text(style).strip().rstrip(";").lower()
            name = _NAMES.get(name, name)
            level = style.number("outlinelevel")
            if name not in STYLES and level is not None and 0 <= level < 6:
                name = f"heading {level + 1}"
            if name in STYLES and not style.passable:
                self.styles[style.number("s", 0) or 0] = STYLES.index(name)

    def codec(self, font: int) -> str:
        """Return the code page of a font."""
        known = self.codecs.get(font, "")
        if known and known != "cp1252":
            return known
        page = self.root.number("ansicpg")
        named = (
            "utf-8"
            if page == 65001
            else f"cp{page}"
            if page
            else "mac_roman"
            if self.root.number("mac", -1) != -1
            else "cp1252"
        )
        try:
            codecs.lookup(named)
        except LookupError:
            return "cp1252"
        return named

    def text(self, group: Group) -> str:
        """Return the words of a group, without what is not shown."""
        parts: list[str] = []

        def walk(inner: Group, font: int) -> None:
            left, held = 0, bytearray()

            def settle() -> None:
                parts.append(held.decode(self.codec(font), "replace"))
                held.clear()

            for token in inner.inside:
                if isinstance(token, Text):
                    cut = min(left, len(token.data))
                    left -= cut
                    held += token.data[cut:]
                    continue
                settle()
                if isinstance(token, Group):
                    if not token.passable and token.name not in _DROPPED and token.name != "pict":
                        walk(token, font)
                elif token.name == "u" and token.number is not None:
                    parts.append(chr(token.number & 0xFFFF))
                    left = 1
                elif token.name == "f":
                    font = token.number or 0
                elif token.name in ("par", "line", "sect", "page"):
                    parts.append("\n")
                elif token.name in ("tab", "cell", "row"):
                    parts.append(" ")
                else:
                    parts.append(_SIGNS.get(token.name, ""))
            settle()

        walk(group, self.root.number("deff", 0) or 0)
        lines = (" ".join(line.split()) for line in _whole("".join(parts)).split("\n"))
        return "\n".join(line for line in lines if line)

    def write(self, group: Group, state: _State) -> None:
        """Write a group anew, in ASCII, without what pandoc must not see."""
        self.out += b"{"
        self._inside(group, state)
        self._settle()
        self.out += b"}" if group is not self.root else b""

    def flush(self) -> None:
        """Write the text boxes that wait for the end of their paragraph."""
        while self.pending:
            box, state = self.pending.pop(0)
            self.out += b"{\\pard\\plain "
            self.fresh = True
            self._inside(Group(list(box.inside[1:])), replace(state, style=0))
            self._settle()
            self.out += b"\\par}"
            self.fresh = True

    def write_notes(self) -> None:
        """Write the notes at the end, each below a sign with its number; notes of notes come after them."""
        for number, (note, state) in enumerate(self.notes, start=1):
            self.out += b"\\pard\\plain "
            self._say(f"{NOTES}{number}{END}", _State())
            self.out += b"\\par{\\pard\\plain "
            self.fresh = True
            self._inside(note, replace(state, style=0))
            self._settle()
            self.out += b"\\par}"
            self.fresh = True
            self.flush()

    def _inside(self, group: Group, state: _State) -> None:
        left, held, high = 0, bytearray(), ""
        for token in group.inside:
            if isinstance(token, Text):
                cut = min(left, len(token.data))
                left -= cut
                held += token.data[cut:]
                continue
            if held:
                self._say(held.decode(self.codec(state.font), "replace"), state)
                held.clear()
            left = 0
            if isinstance(token, Group):
                self._group(token, state)
                continue
            if token.name == "u" and token.number is not None:
                half = chr(token.number & 0xFFFF)
                if "\ud800" <= half <= "\udbff":
                    high = half
                else:
                    self._say(_whole(high + half), state)
                    high = ""
                left = state.skip
            elif token.name == "uc":
                state = replace(state, skip=max(0, min(token.number or 0, 10)))
            else:
                state = self._word(token, state)
        if held:
            self._say(held.decode(self.codec(state.font), "replace"), state)

    def _word(self, word: Word, state: _State) -> _State:
        on = word.number != 0
        match word.name:
            case "f":
                state = replace(state, font=word.number or 0)
            case "deleted":
                self.counts["changes"] += on and not state.deleted
                return replace(state, deleted=on)
            case "revised":
                self.counts["changes"] += on
                return state
            case "v":
                self.counts["hidden"] += on and not state.hidden
                return replace(state, hidden=on)
            case "plain":
                state = replace(state, deleted=False, hidden=False)
            case "pard":
                state = replace(state, style=0, level=0)
            case "ilvl":
                return replace(state, level=max(0, min(word.number or 0, 8)))
            case "ls" | "pnlvl":
                return state
            case "s":
                return replace(state, style=self.styles.get(word.number or 0, 0))
            case "outlinelevel":
                if word.number is not None and 0 <= word.number < 6 and not state.style:
                    return replace(state, style=word.number + 1)
                return state
            case name if name in _SIGNS:
                self._say(_SIGNS[name], state)
                return state
        if word.name == "itap":
            # Pandoc drops tables in tables: theirs are paragraphs of the outer cell.
            word = Word("itap", min(word.number or 0, 1))
        elif word.name in ("nestcell", "nestrow"):
            word = Word("par")
        if word.name in _ENDS:
            if state.deleted:
                return state
            self._settle()
        self.out += b"\\" + word.name.encode("ascii", "ignore")
        if word.name == "rtf":
            self.out += b"1\\ansi\\uc1 "
        elif word.name.isalpha():
            self.out += (b"%d " % word.number) if word.number is not None else b" "
        if word.name in _ENDS:
            self.fresh, self.item = True, None
            if word.name == "par" and self.pending:
                self.flush()
        return state

    def _say(self, words: str, state: _State) -> None:
        if state.deleted or state.hidden:
            why = "deleted text" if state.deleted else "hidden text"
            if self.why != why:
                self._settle()
            self.why = why
            self.gathered.append(words)
            return
        self._settle()
        if self.fresh and words.strip() and self.item is not None and not state.style:
            item, self.item = self.item, None
            for one in f"{ITEM}{state.level}x{_number(item)}{END}":
                self.out += b"\\u%d\\'3f" % (ord(one) - 0x10000) if ord(one) > 0x7F else one.encode()
        if self.fresh and state.style and words.strip():
            self.out += b"\\u%d\\'3f" % (STYLE + state.style - 0x10000)
        self.fresh = self.fresh and not words.strip()
        words = MARKS.sub("", words)
        for unit in map(ord, _whole(words)):
            unit = self._single(unit)
            if unit < 0x80:
                sign = chr(unit).encode()
                self.out += b"\\" + sign if sign in b"\\{}" else sign
            else:
                self.out += b"\\u%d\\'3f" % (unit - 0x10000 if unit > 0x7FFF else unit)

    def _single(self, code: int) -> int:
        """Return a sign for one that takes two in UTF-16, which pandoc does not put together again."""
        if code < 0x10000:
            return code
        return self.far.setdefault(code, min(FAR + len(self.far), FAR_END))

    def _settle(self) -> None:
        if self.gathered:
            text = " ".join("".join(self.gathered).split())
            self.asides += [Aside(text=text, why=self.why)] if text else []
            self.gathered.clear()
        self.why = ""

    def _group(self, group: Group, state: _State) -> None:
        name = group.name
        if name in _HEADS:
            text = " ".join(self.text(group).split())
            if text and not text.isdecimal() and Aside(text=text, why="running head") not in self.asides:
                self.asides.append(Aside(text=text, why="running head"))
        elif name == "atnauthor":
            self.author = self.text(Group(list(group.inside[2:])))
        elif name == "annotation":
            self._comment(group)
        elif name == "footnote":
            if not (state.deleted or state.hidden):
                self.notes.append((Group([token for token in group.inside if token not in _NOTE_WORDS]), state))
                self._say(f"{NOTE}{len(self.notes)}{END}", state)
        elif name in ("listtext", "pntext"):
            # Pandoc puts lists in the wrong places: we tell items by what old programs show before them.
            self.item = self.text(group)
        elif name in _TABLES:
            fresh = self.fresh
            self.write(group, replace(state, style=0))
            self.fresh = fresh
        elif name == "shppict":
            for inner in group.groups():
                if inner.name == "pict":
                    self._picture(inner, state)
        elif name == "pict":
            self._picture(group, state)
        elif name == "object":
            self.counts["objects"] += 1
            result = group.find("result")
            if result is not None:
                self.write(Group(list(result.inside[1:])), state)
        elif name in ("shp", "do"):
            box = group.find("shptxt") or group.find("dptxbxtext")
            self.pending += [(box, state)] if box is not None else []
            self._shape_pictures(group, state)
        elif (
            name == "field"
            and (code := group.find("fldinst")) is not None
            and self.text(_open(code)).split()[:1] == ["TOC"]
        ):
            result = group.find("fldrslt")
            text = self.text(result) if result is not None else ""
            self.asides += [Aside(text=text, why="table of contents")] if text else []
        elif name not in _DROPPED and (not group.passable or name in _KEPT):
            self.write(group, state)

    def _shape_pictures(self, group: Group, state: _State) -> None:
        """Take in the pictures of a shape, but not those of the text in it."""
        for inner in group.groups():
            if inner.name == "pict":
                self._picture(inner, state)
            elif inner.name not in ("shptxt", "shprslt", "nonshppict"):
                self._shape_pictures(inner, state)

    def _comment(self, group: Group) -> None:
        text = self.text(Group(list(group.inside[2:])))
        if text:
            self.counts["comments"] += 1
            self.asides.append(Aside(text=f"{self.author}: {text}" if self.author else text, why="comment"))
        self.author = ""

    def _picture(self, group: Group, state: _State) -> None:
        if state.deleted or state.hidden:
            return
        digits = bytearray()
        data = b""
        for place, token in enumerate(group.inside):
            if isinstance(token, Text):
                before = group.inside[place - 1] if place else None
                if before == Word("bin"):
                    data = token.data
                else:
                    digits += token.data
        if not data:
            clean = re.sub(rb"[^0-9a-fA-F]", b"", bytes(digits))
            data = bytes.fromhex(clean[: len(clean) // 2 * 2].decode("ascii"))
        if not data:
            return
        self.pictures += 1
        kinds = {token.name for token in group.inside if isinstance(token, Word)}
        if kinds & {"wmetafile", "emfblip", "macpict", "pmmetafile", "dibitmap", "wbitmap"}:
            notice = f"picture {self.pictures} is a drawing (EMF, WMF) or an old bitmap: export it as PNG by hand"
            self.album.notices.append(notice)
        elif self.album.add(f"rtf-{self.pictures}", data, str(self.pictures)):
            self.alts[str(self.pictures)] = self._described(group)
            self._say(f"{PICTURE}{self.pictures}{PICTURE_END}", state)

    def _described(self, group: Group) -> str:
        properties = group.find("picprop")
        for one in properties.groups() if properties is not None else ():
            name, value = one.find("sn"), one.find("sv")
            if name is not None and value is not None and self.text(name) == "wzDescription":
                return " ".join(self.text(value).split())
        return ""


def _number(shown: str) -> int:
    """Return the number of an item; -1 for one with a bullet."""
    found = re.fullmatch(
        r"[(\[]?(?:(?:[\w]+\.)*(?P<digits>\d{1,6})|(?P<letter>[A-Za-z])|[ivxlcIVXLC]+)[.):\]]*", shown.strip()
    )
    if not found or shown.strip() in ("o", "·", "•"):
        return -1
    if found["digits"]:
        return int(found["digits"])
    return ord(found["letter"].lower()) - ord("a") + 1 if found["letter"] else 1


def _open(group: Group) -> Group:
    """Return a group as one that is not passed over."""
    return Group([token for token in group.inside if token != Word("*")])


def _whole(words: str) -> str:
    """Return words with the halves of signs put together; a half alone becomes the sign for what cannot be read."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _meta(root: Group, maker: _Maker) -> dict[str, str]:
    info = root.find("info")
    if info is None:
        return {}

    def field_of(name: str) -> str:
        group = info.find(name)
        return "" if group is None else " ".join(maker.text(_open(group)).split())

    made = info.find("creatim")
    day = "{:04}-{:02}-{:02}".format(*(made.number(unit) or 0 for unit in ("yr", "mo", "dy"))) if made else ""
    found = {"title": properties.title(field_of("title")), "author": properties.authors([field_of("author")]),
             "date": properties.date(day)}  # fmt: skip
    return {name: value for name, value in found.items() if value}

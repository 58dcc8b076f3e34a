"""Compose Markdown of the project's dialect from runs of words, for readers that have no Markdown to begin with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.text.document import Kind
from pipeline.text.importers.chunks import destination, pieces_of, plain_of
from pipeline.text.importers.escape import markdown as escaped

_FIRST_MARK = 0xF0000
"""Marks stand in the text as signs of a private plane while it is escaped: documents do not use it."""
_PRIVATE = re.compile("[\U000f0000-\U0010ffff]")
_SPACES = re.compile(r"[ \t\r\f\v\xa0\u2000-\u200a\u202f\u205f\u3000]+")
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u2060\ufeff]")
_FORMATS = ("link", "strong", "emphasis", "struck")
_SIGNS = {"strong": "**", "emphasis": "*", "struck": "~~"}
_ADDRESS = re.compile(r"(https?://[^\s/]|mailto:[^\s@]+@|tel:[+\d])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of one form; a line feed in `text` is a line break that is meant."""

    text: str
    strong: bool = False
    emphasis: bool = False
    struck: bool = False
    code: bool = False
    link: str = ""
    note: str = ""
    """Of a call of a footnote: its label; `text` is empty then."""


def clean(text: str) -> str:
    """Return words with plain spaces between them, and without the signs that nobody sees (soft hyphens …)."""
    return _SPACES.sub(" ", _PRIVATE.sub("\ufffd", _UNSEEN.sub("", text)))


def safe_address(address: str) -> str:
    """Return an address that may stand in a text, of the web, a mailbox or a telephone, or nothing."""
    address = "".join(address.split())
    return address if _ADDRESS.match(address) and not re.search(r"[\x00-\x20<>\"\\^`{|}]", address) else ""


def words(runs: Sequence[Run]) -> str:
    """Return what people read of the runs: one line, but for breaks that are meant."""
    return _tidy("".join(run.text for run in runs))


def _tidy(text: str) -> str:
    return re.sub(r" *\n[ \n]*", "\n", clean(text)).strip(" \n")


def inline(runs: Sequence[Run]) -> str:
    """Return runs as inline Markdown that reads as their words; where a form cannot be written, they stand plain."""
    tidied = _merged(runs)
    wanted = " ".join(words(tidied).split())
    attempts = (tidied, _flanked(tidied), [_plain(run, keep="link") for run in tidied], [_plain(run) for run in tidied])
    for attempt in attempts:
        written = _written(_merged(attempt))
        if " ".join(plain_of(written).split()) == wanted and _is_paragraph(written):
            return written
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", words(tidied)).replace("\n", " ")


def _is_paragraph(written: str) -> bool:
    """Say whether no line opens another block: `~~` before a tilde opens code, brackets and a colon define a link."""
    if not re.search(r"^[~`\[]", written, re.MULTILINE):
        return True
    return [piece.kind for piece in pieces_of(written)] == [Kind.PARAGRAPH]


def _flanked(runs: Sequence[Run]) -> list[Run]:
    """Return the runs, without the form of those that end in a sign at a letter: `*“said”*she` has no marks for it."""
    found = []
    for place, run in enumerate(runs):
        before = runs[place - 1].text[-1:] if place else ""
        after = runs[place + 1].text[:1] if place + 1 < len(runs) else ""
        bare = run.text.strip()
        hard = bool(bare) and (
            (before.isalnum() and not bare[0].isalnum()) or (after.isalnum() and not bare[-1].isalnum())
        )
        found.append(replace(run, strong=False, emphasis=False, struck=False) if hard else run)
    return found


def _plain(run: Run, keep: str = "") -> Run:
    return replace(run, strong=False, emphasis=False, struck=False, code=False, link=run.link if keep == "link" else "")


def _merged(runs: Sequence[Run]) -> list[Run]:
    """Return the runs with the same form put together, and no space at the ends of the whole."""
    found: list[Run] = []
    for run in runs:
        if not run.text and not run.note:
            continue
        run = replace(run, text=clean(run.text), link=safe_address(run.link))
        blank = not run.text.strip() and not run.note
        if found and not found[-1].note and not run.note and (_form(found[-1]) == _form(run) or blank):
            found[-1] = replace(found[-1], text=found[-1].text + run.text)
        else:
            found.append(_plain(run) if blank else run)
    return found


def _form(run: Run) -> tuple[object, ...]:
    return (run.strong, run.emphasis, run.struck, run.code, run.link)


def _written(runs: Sequence[Run]) -> str:
    marks: list[str] = []

    def mark(sign: str) -> str:
        marks.append(sign)
        return chr(_FIRST_MARK + min(len(marks) - 1, 65_000))

    def written(group: Sequence[Run], formats: tuple[str, ...]) -> str:
        if not formats:
            return "".join(_single(run, mark) for run in group)
        # What holds for more of the words stands outside: `*one **two** three*`.
        outer = max(formats, key=lambda name: (name == "link", sum(len(r.text) for r in group if getattr(r, name))))
        rest = tuple(name for name in formats if name != outer)
        parts = []
        for value, inside in groupby(group, key=lambda run: getattr(run, outer)):
            text = written(list(inside), rest)
            core = text.strip(" \n")
            if not value or not core:
                parts.append(text)
                continue
            before, after = text[: text.index(core)], text[text.index(core) + len(core) :]
            signs = ("[", f"]({destination(value)})") if outer == "link" else (_SIGNS[outer],) * 2
            parts.append(before + mark(signs[0]) + core + mark(signs[1]) + after)
        return "".join(parts)

    text = re.sub(r" *\n[ \n]*", "\n", _SPACES.sub(" ", written(runs, _FORMATS))).strip(" \n")
    lines = [escaped(line) for line in text.split("\n")]
    return _PRIVATE.sub(lambda found: marks[ord(found[0]) - _FIRST_MARK], "\\\n".join(lines))


def _single(run: Run, mark: object) -> str:
    if run.note:
        return mark(f"[^{run.note}]")  # type: ignore[operator,no-any-return]
    if run.code and run.text.strip():
        inside = " ".join(run.text.split())
        fence = "`" * (max((len(ticks) for ticks in re.findall("`+", inside)), default=0) + 1)
        pad = " " if inside[0] == "`" or inside[-1] == "`" else ""
        before, after = run.text[: -len(run.text.lstrip())] and " ", run.text[len(run.text.rstrip()) :] and " "
        return before + mark(f"{fence}{pad}{inside}{pad}{fence}") + after  # type: ignore[operator,no-any-return]
    return run.text


def heading(level: int, runs: Sequence[Run]) -> str:
    """Return a heading; a whole one that is bold is not marked so."""
    plain = all(run.strong for run in runs if run.text.strip())
    text = inline([replace(run, strong=False) for run in runs] if plain else runs).replace("\\\n", " ")
    text = re.sub(r"(?<!\\)(#+)$", lambda found: "\\" + "\\".join(found[0]), text)
    return f"{'#' * min(max(level, 1), 6)} {text}"


def listed(items: Sequence[Sequence[str]], *, ordered: bool = False, start: int = 1) -> str:
    """Return a list of items, each of them blocks of Markdown."""
    tight = all(len(item) == 1 or all(_is_list(block) for block in item[1:]) for item in items)
    lines = []
    for number, item in enumerate(items, start=max(0, min(start, 999_000_000))):
        sign = f"{number}. " if ordered else "- "
        body = ("\n" if tight else "\n\n").join(item)
        lines.append(sign + indented(body, len(sign)))
    return ("\n" if tight else "\n\n").join(lines)


def _is_list(block: str) -> bool:
    return bool(re.match(r"(- |\d{1,9}\. )", block))


def indented(text: str, by: int) -> str:
    """Return text with all lines but the first moved to the right, empty ones left empty."""
    return text.replace("\n", "\n" + " " * by).replace("\n" + " " * by + "\n", "\n\n")


def quoted(blocks: Sequence[str]) -> str:
    """Return blocks of Markdown as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(blocks).split("\n"))


def table(rows: Sequence[Sequence[str]], *, head: bool = True) -> str:
    """Return cells of inline Markdown as a table; without `head` its heading row is empty."""
    width = max(map(len, rows))
    full = [[_cell(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    lines = full if head else [[""] * width, *full]
    shown = [f"| {' | '.join(line)} |".replace("|  |", "| |").replace("|  |", "| |") for line in lines]
    return "\n".join([shown[0], "|" + ":--|" * width, *shown[1:]])


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", " ".join(text.replace("\\\n", " ").split()))


def figure(name: str, alt: str, caption: str) -> str:
    """Return a picture with its description and its caption, both plain words."""
    shown = re.sub(r"([\\\[\]`*_<])", r"\\\1", " ".join(clean(alt).split()))
    return f"![{shown}]({destination(f'pictures/{name}', ' '.join(clean(caption).split()))})"


def footnote(label: str, blocks: Sequence[str]) -> str:
    """Return the definition of a footnote."""
    return f"[^{label}]: " + indented("\n\n".join(blocks), 4)

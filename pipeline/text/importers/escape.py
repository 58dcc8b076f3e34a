"""Write plain words as Markdown, so that nothing in them is taken for a mark."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BREAKS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_SPACES = re.compile(r"[ \t]+")
_ENTITY = re.compile(r"&(?=#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")
_ANGLE = re.compile(r"<(?=[A-Za-z/?])")
_COMMENT = re.compile(r"<!")
_UNDERSCORES = re.compile(r"_+")
_LINK = re.compile(r"\][(\[:]|\[\^")
"""What makes a link, a footnote mark or a definition of the brackets around it; others are only brackets."""
_OPENING = re.compile(
    r"(?P<number>\d{1,9})(?=[.)](?:[ \t]|\Z))|#{1,6}(?=[ \t]|\Z)|>|[-+](?=[ \t]|\Z)|(?=[|:\- \t=]+\Z)[|:\-=]"
)
"""What begins a block, or makes a heading or a table of the line above."""


def markdown(plain: str) -> str:
    r"""Return the Markdown of one paragraph of plain words: `read_text` gives back what went in.

    Line ends stay, as hard breaks (a backslash at the end of the line). Spaces are one each, none stand around a line;
    empty lines and control signs are left out. Signs are escaped only where they would be taken for a mark.

    >>> markdown("1. Ask *twice*, a_b # or [this](that)")
    '1\\. Ask \\*twice\\*, a_b # or \\[this\\](that)'
    """
    lines = (_CONTROLS.sub("", _SPACES.sub(" ", line)).strip() for line in _BREAKS.split(plain))
    escaped = [_line(_inline(line)) for line in lines if line]
    return "\\\n".join(escaped)


def heading(plain: str, level: int) -> str:
    """Return the Markdown of a heading of plain words, on one line, with `level` marks."""
    inside = inline(plain)
    # Marks at the end of a heading are taken for its closing ones.
    return f"{'#' * level} {re.sub(r'(#+)$', _escaped, inside)}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return the Markdown of a table of plain words, of which the first row is the heading; rows of equal length."""
    cells = [[_cell(cell) for cell in row] for row in rows]
    head, *rest = (f"| {' | '.join(row)} |" for row in cells)
    return "\n".join([head, f"|{' --- |' * len(cells[0])}", *rest])


def inline(plain: str) -> str:
    """Return the inline Markdown of plain words, on one line: for what is neither a block nor begins one."""
    return _inline(" ".join(_CONTROLS.sub("", plain).split()))


def prefixed(block: str, first: str, rest: str) -> str:
    """Return a block with `first` before its first line and `rest` before all others: for lists and quotations."""
    lines = block.split("\n")
    return "\n".join([first + lines[0], *((rest + line).rstrip() for line in lines[1:])])


def _cell(text: str) -> str:
    return inline(text).replace("|", "\\|")


def _inline(line: str) -> str:
    line = _ENTITY.sub("&amp;", line.replace("\\", "\\\\"))
    line = line.replace("`", "\\`").replace("*", "\\*").replace("~~", "\\~\\~")
    line = _UNDERSCORES.sub(_underscores, line)
    if _LINK.search(line):
        line = line.replace("[", "\\[").replace("]", "\\]")
    # An escape before the sign would leave `<!-- cut -->` in sight, which is a mark of the project's own.
    return _COMMENT.sub(r"<\\!", _ANGLE.sub(r"\\<", line))


def _underscores(found: re.Match[str]) -> str:
    """Inside a word an underscore is no mark."""
    line, start, end = found.string, found.start(), found.end()
    inside = start > 0 and end < len(line) and line[start - 1].isalnum() and line[end].isalnum()
    return found[0] if inside else "\\_" * (end - start)


def _line(line: str) -> str:
    found = _OPENING.match(line)
    if not found:
        return line if not line.startswith("~") else f"\\{line}"
    number = found["number"]
    return f"{number}\\{line[len(number) :]}" if number else f"\\{line}"


def _escaped(found: re.Match[str]) -> str:
    return "\\" + "\\".join(found[0])

"""The lists that a group keeps beside its catalogues: words it does not print, and words the dictionary lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.review.checks.model import Forbidden
from pipeline.text.inflection import folded

FORBIDDEN = "forbidden.txt"
WORDS = "words.txt"
_BETWEEN = re.compile(r"\s*(?:=|,|;|\t|→|->)\s*")


def read_forbidden(path: Path) -> tuple[Forbidden, ...]:
    """Return the forbidden words in a file, none when there is no such file.

    One a line; after a comma or = what the group says in its place. Lines that begin with # are comments. Raises
    OctavillaError for a file that cannot be read, a line without a word, and a word that comes twice.
    """
    found: dict[str, tuple[Forbidden, int]] = {}
    for number, line in _lines(path):
        word, *better = _BETWEEN.split(line, maxsplit=1)
        if not any(map(str.isalnum, word)):
            raise OctavillaError(
                "this line has no word before the sign. Write: word, better word", path=path, line=number
            )
        row = Forbidden(word, better[0] if better else "")
        known = found.setdefault(folded(word), (row, number))
        if known[0].better != row.better:
            message = f"“{word}” is in line {known[1]} already, with another word in its place. Keep one of the two."
            raise OctavillaError(message, path=path, line=number)
    return tuple(row for row, _ in found.values())


def read_words(path: Path) -> tuple[str, ...]:
    """Return the words of a file that spelling accepts, none when there is no such file.

    One a line; lines that begin with # are comments. Raises OctavillaError for a file that cannot be read.
    """
    return tuple(dict.fromkeys(word for _, line in _lines(path) for word in line.split()))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}. Make it a file that you may read."
        raise OctavillaError(message, path=path) from error
    except UnicodeDecodeError as error:
        raise OctavillaError("is not in UTF-8. Save it as plain text in UTF-8.", path=path) from error
    for number, line in enumerate(text.splitlines(), 1):
        if (content := line.strip()) and not content.startswith("#"):
            yield number, content

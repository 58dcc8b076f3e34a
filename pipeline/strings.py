"""The words that Octavilla itself says, in other languages: read from small PO files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from io import StringIO
from pathlib import Path
from types import MappingProxyType

from pipeline.errors import OctavillaError

_NO_WORDS = re.compile(r'^(?:"(?:POT-Creation|PO-Revision)-Date:[^"\n]*"|#~.*)$', re.MULTILINE)
"""Lines that say nothing here and that Babel stumbles over: dates left empty by Poedit, what is obsolete."""


def load(path: Path) -> Mapping[str, str]:
    """Return the translations of a PO file by their English: those that are there and not marked as fuzzy.

    A file is read again only when it changed. Raises OctavillaError, with the line where it is known, for a file that
    cannot be read.
    """
    try:
        facts = path.stat()
    except OSError as error:
        raise OctavillaError(f"cannot be read: {error.strerror or error}.", path=path) from error
    return _read(path, facts.st_mtime_ns, facts.st_size)


@cache
def _read(path: Path, _changed: int, _size: int) -> Mapping[str, str]:
    # Imported here: a build with nothing to do has no use for it.
    from babel.messages.pofile import PoFileError, read_po

    try:
        content = _NO_WORDS.sub("", path.read_text(encoding="utf-8-sig"))
        catalogue = read_po(StringIO(content), abort_invalid=True)
    except PoFileError as error:
        message = f"cannot be read as a PO file: {error}. Correct this line."
        raise OctavillaError(message, path=path, line=error.lineno + 1) from error
    except UnicodeDecodeError as error:
        raise OctavillaError("is no UTF-8 text. Save it again with the encoding UTF-8.", path=path) from error
    except (OSError, ValueError, LookupError, AttributeError) as error:
        # Babel trusts that a string is well quoted and that the header makes sense.
        raise OctavillaError(f"cannot be read as a PO file: {error}. Save it with a PO editor.", path=path) from error
    return MappingProxyType(
        {
            message.id: message.string
            for message in catalogue
            if isinstance(message.id, str) and isinstance(message.string, str)
            if message.id and message.string and not message.fuzzy
        }
    )

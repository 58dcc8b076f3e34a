"""What an event wants printed: each text, format and language with its copies, checked against what there is."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline import fingerprint
from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.plan import Text
from pipeline.text.event import Event

_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
"""Names that Windows keeps for itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One print file that is wanted."""

    text: Text
    format: str
    code: str
    copies: int
    colour: bool = False

    def __str__(self) -> str:
        return f"{self.text.slug}, {language(self.code).english_name}, {self.format}"


def items(
    event: Event, event_text: Text, texts: Mapping[str, Text], formats: Sequence[str], bilingual: Callable[[str], bool]
) -> tuple[Item, ...]:
    """Return what is to be printed, in the order of the event file: texts, their formats, languages.

    `texts` are those of the project by name, `formats` the names of all print formats; `bilingual` tells whether a
    format is for translations only, which then has no file in the text's own language. Raises OctavillaError, with the
    event's file, for a text, a format or a language of a text that there is not, and where there is nothing to print.
    """

    def error(message: str) -> OctavillaError:
        return OctavillaError(message, path=event_text.path)

    for name in event.texts:
        if name not in texts or texts[name].is_event:
            raise error(f"there is no text “{name}”. {_hint(name, [*(n for n, t in texts.items() if not t.is_event)])}")
    for name in (*event.formats, *(order.format for order in event.orders)):
        if name not in formats:
            raise error(f"there is no format “{name}”. {_hint(name, formats)}")
    found = []
    for slug in event.texts:
        text = texts[slug]
        ordered = {order.format: order for order in event.orders if order.text == slug}
        for format in dict.fromkeys((*(event.formats or text.formats), *ordered)):
            order = ordered.get(format)
            copies = event.copies if order is None else order.copies
            colour = event.colour if order is None or order.colour is None else order.colour
            for code, count in copies:
                if code not in text.codes:
                    there = ", ".join(text.codes)
                    raise error(
                        f"“{slug}” is not wanted in “{code}”. There are: {there}. "
                        "Add it to languages in its front matter or in octavilla.toml."
                    )
                if count and not (code == text.language and bilingual(format)):
                    found.append(Item(text=text, format=format, code=code, copies=count, colour=colour))
    if not found:
        raise error("asks for no copies at all. Under [copies], write for example: es = 100")
    return tuple(found)


def _hint(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    return f"Did you mean “{close[0]}”?" if close else f"There are: {', '.join(sorted(known))}."


def safe_name(name: str) -> str:
    """Return a name that every computer takes for a file: letters without accents, figures, `-`, `_` and `.`.

    A name that had to be changed ends with a few signs made from it, so that two never meet.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-._")[:80].rstrip("-._")
    if kept and kept == name and not _RESERVED.fullmatch(kept):
        return kept
    return f"{kept}-{fingerprint.short(name, 6)}".lstrip("-")

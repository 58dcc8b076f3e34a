"""What a document's own properties say of it: title, author, date and language, where they mean something."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.text.importers.safety import Archive

_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_EMPTY_TITLES = re.compile(r"(?:untitled|unknown title|unbenannt|sin t[ií]tulo|sem t[ií]tulo|(?:word )?document|"
                           r"dokument|documento|(?:microsoft word - )?.*\.(?:docx?|odt|rtf|pdf|html?)|"
                           r"t[ií]tulo|title)\s*\d*", re.I)  # fmt: skip
_NOBODY = re.compile(r"(?:python-docx|microsoft(?: office)?(?: user)?|user|usuario|usu[aá]rio|"
                     r"admin(?:istrator)?|owner|libreoffice.*|openoffice.*|calibre.*|"
                     r"unknown(?: author)?|author|autor|pc|hp|dell|lenovo|default|"
                     r"windows user|benutzer|utilisateur)", re.I)  # fmt: skip
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TEMPLATE_DATES = frozenset({"2013-12-23", "1601-01-01", "1900-01-01", "1970-01-01", "1980-01-01", "0101-01-01"})
"""Of documents that programs make from a template of their own, and of clocks that were never set."""


def core(archive: Archive, part: str) -> dict[str, str]:
    """Return the fields of META that the properties of a Word file say."""
    if part not in archive:
        return {}
    return meta(archive.xml(part), created=f"{_TERMS}created")


def meta(root: _Element, created: str) -> dict[str, str]:
    """Return title, author, date and language out of Dublin Core elements; `created` is the tag of the date."""

    def first(tag: str) -> str:
        return next((text for node in root.iter(tag) if (text := " ".join("".join(node.itertext()).split()))), "")

    found = {"title": title(first(f"{_DC}title")), "author": authors([first(f"{_DC}creator")]),
             "date": date(first(created)), "language": language(first(f"{_DC}language"))}  # fmt: skip
    return {name: said for name, said in found.items() if said}


def title(text: str) -> str:
    """Return a title; an empty string for one that a program made up."""
    return "" if _EMPTY_TITLES.fullmatch(text) else text


def authors(names: Iterable[str]) -> str:
    """Return the names of people, divided by commas; those that programs put in are left out."""
    known = dict.fromkeys(" ".join(name.split()) for name in names)
    return ", ".join(name for name in known if name and not _NOBODY.fullmatch(name))


def date(text: str) -> str:
    """Return a date as ISO 8601, without the time; an empty string for none, or one that says nothing."""
    found = _DATE.match(text.strip())
    if not found or found[0] in _TEMPLATE_DATES:
        return ""
    try:
        datetime.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return ""
    return found[0]


def language(tag: str) -> str:
    """Return a language as projects name it: `en` for `en-GB`, `pt-PT` for European Portuguese."""
    base, _, region = tag.strip().replace("_", "-").partition("-")
    if not re.fullmatch(r"[A-Za-z]{2,3}", base) or base.lower() in ("und", "zxx", "mul"):
        return ""
    return "pt-PT" if base.lower() == "pt" and region.upper() == "PT" else base.lower()

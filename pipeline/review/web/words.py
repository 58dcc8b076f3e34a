"""The words of the interface in English, Spanish and Portuguese, and dates as people write them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path

from babel.dates import format_date, format_datetime
from flask import g, has_request_context
from werkzeug.datastructures import LanguageAccept

from pipeline.review.checks import Issue
from pipeline.review.web.views import Moment
from pipeline.strings import load

LANGUAGES = {"en": "English", "es": "Español", "pt": "Português"}
"""Those of the interface, by code, with their own names."""
_LOCALES = {"en": "en_GB", "es": "es_ES", "pt": "pt_BR"}
_FOLDER = Path(__file__).resolve().parent / "locale"
_PLACE = re.compile(r"\{(\w+)\}")


def say(message: str, **values: object) -> str:
    """Return `message` (English) in the language of the reader, with `values` in its {named} places.

    Values are put in once: what looks like a place in them stays as it is. The result is no HTML.
    """
    return _filled(_strings(current()).get(message) or message, values)


def say_number(one: str, many: str, count: int, **values: object) -> str:
    """Return `one` or `many` by `count`, which also stands in the place {count}."""
    return say(one if count == 1 else many, count=count, **values)


def say_issue(issue: Issue) -> str:
    """Return what a check found in the language of the reader."""
    return say(issue.template, **dict(issue.values))


def current() -> str:
    """Return the language of the interface for the request being answered; English outside of one."""
    return str(g.get("language", "en")) if has_request_context() else "en"


def negotiated(accepted: LanguageAccept) -> str:
    """Return the language of the interface that a browser's Accept-Language asks for."""
    for value, _ in accepted:
        code = value.replace("_", "-").partition("-")[0].casefold()
        if code in LANGUAGES:
            return code
    return "en"


def moment(when: datetime.date) -> Moment:
    """Return a day, or a point in time (aware), for the reader; times in the time zone of this computer."""
    locale = _LOCALES[current()]
    if isinstance(when, datetime.datetime):
        utc = when.astimezone(datetime.UTC)
        text = format_datetime(when.astimezone(), "d MMM y, HH:mm", locale=locale)
        return Moment(iso=utc.strftime("%Y-%m-%dT%H:%M:%SZ"), text=text)
    return Moment(iso=when.isoformat(), text=format_date(when, "d MMM y", locale=locale))


def _strings(language: str) -> Mapping[str, str]:
    path = _FOLDER / f"{language}.po"
    return load(path) if language != "en" and path.is_file() else {}


def _filled(text: str, values: Mapping[str, object]) -> str:
    return _PLACE.sub(lambda found: str(values.get(found[1], found[0])), text)

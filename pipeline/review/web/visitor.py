"""Who is reading: name, language, last visit and the token against forged forms, kept in one signed cookie."""

from __future__ import annotations

import datetime
import hmac
import re
import secrets
import unicodedata
from hashlib import sha256

from flask import g, request, session

from pipeline.review.remarks import NAME_LENGTH
from pipeline.review.web.words import LANGUAGES, negotiated

LIFETIME = datetime.timedelta(days=400)
"""As long as browsers keep a cookie at the most."""
_PAUSE = datetime.timedelta(minutes=30)
"""Whoever does nothing for so long and then comes back comes for another visit."""
_STEP = datetime.timedelta(minutes=1)
"""The cookie need not be written more often."""
_INSIDE = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f\x7f]*\Z")


def name() -> str:
    """Return the reader's name; empty before it was asked."""
    return _text("name")


def set_name(given: str) -> None:
    """Keep a name, as `clean_name` returns it."""
    session["name"] = given
    session.permanent = True


def clean_name(given: str) -> str:
    """Return a name on one line and without invisible characters; empty where nothing remains, or it is too long.

    >>> clean_name(" Ana   Reyes ")
    'Ana Reyes'
    """
    shown = "".join(sign for sign in given if sign.isspace() or not _is_invisible(sign))
    tidy = " ".join(shown.split())
    return tidy if len(tidy) <= NAME_LENGTH and any(sign.isalnum() for sign in tidy) else ""


def _is_invisible(sign: str) -> bool:
    # The fillers of Hangul count as letters.
    return unicodedata.category(sign)[0] == "C" or sign in "\u115f\u1160\u3164\uffa0"


def language() -> str:
    """Return the language of the interface: the one chosen, else the browser's."""
    chosen = _text("language")
    return chosen if chosen in LANGUAGES else negotiated(request.accept_languages)


def set_language(code: str) -> bool:
    """Keep a choice of language; False for one that the interface is not in."""
    if code not in LANGUAGES:
        return False
    session["language"] = code
    session.permanent = True
    g.language = code
    return True


def csrf() -> str:
    """Return the token that every form of this session carries; made when first asked for."""
    token = _text("csrf")
    if not token:
        token = secrets.token_urlsafe(24)
        session["csrf"] = token
        session.permanent = True
    return token


def is_csrf(token: str) -> bool:
    """Tell, in constant time, whether a token is this session's."""
    known = _text("csrf")
    return bool(known) and hmac.compare_digest(known.encode(), token.encode("utf-8", "replace"))


def passport(key: bytes, secret: str) -> str:
    """Return what the cookie of somebody who came in by the link holds; another link makes it worthless."""
    return hmac.new(key, b"octavilla review\0" + secret.encode(), sha256).hexdigest()


def is_in(expected: str) -> bool:
    """Tell, in constant time, whether this session has come in by the link that is good now."""
    return hmac.compare_digest(_text("pass").encode(), expected.encode())


def let_in(expected: str) -> None:
    """Note that this session came in by the right link."""
    session["pass"] = expected
    session.permanent = True


def last_visit(now: datetime.datetime | None = None) -> datetime.datetime | None:
    """Note that the reader is here, and return when the visit before this one ended; None on a first visit."""
    now = now or datetime.datetime.now(datetime.UTC)
    seen, before = _time("seen"), _time("before")
    if seen is not None and now - seen >= _PAUSE:
        before = seen
        session["before"] = before.isoformat(timespec="seconds")
    if seen is None or not datetime.timedelta(0) <= now - seen < _STEP:
        session["seen"] = now.isoformat(timespec="seconds")
        session.permanent = True
    return before


def inside(address: str, otherwise: str = "/") -> str:
    """Return an address to go on to if it is a path of this server, else `otherwise`: nobody is led elsewhere.

    >>> inside("/es/heat-wave/?at=1"), inside("//example.org"), inside("https://example.org")
    ('/es/heat-wave/?at=1', '/', '/')
    """
    return address if _INSIDE.match(address) and len(address) <= 2000 else otherwise


def _text(key: str) -> str:
    value = session.get(key, "")
    return value if isinstance(value, str) else ""


def _time(key: str) -> datetime.datetime | None:
    try:
        found = datetime.datetime.fromisoformat(_text(key))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None

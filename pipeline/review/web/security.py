"""Who may ask for what: the gate that every request passes, and the headers that every answer carries."""

from __future__ import annotations

import hmac
import re
from hashlib import sha256
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, abort, g, request
from werkzeug.exceptions import TooManyRequests

from pipeline.fingerprint import short
from pipeline.review.web import visitor
from pipeline.review.web.limits import Buckets, Limits
from pipeline.review.web.words import say

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
"""Sent with every answer, errors and static files included."""
ENTER = "personal.enter"
OPEN = frozenset(("static", "personal.fonts", ENTER))
"""Endpoints that need no secret: they tell nothing of the project."""
_FILES = frozenset(("static", "personal.fonts"))
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
_PLAIN = "application/x-www-form-urlencoded"
_FORMS = frozenset((_PLAIN, "multipart/form-data"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffd]")
"""Signs that no text holds: control characters, halves of characters, and what took the place of broken UTF-8."""


class Gate:
    """What stands before every page: address, origin, secret, forged forms, size and pace."""

    def __init__(self, *, secret: str | None, hosts: frozenset[str], key: bytes, limits: Limits) -> None:
        """Take the secret of the link (None: nobody is asked for one) and the Host headers that are ours."""
        self._secret = None if secret is None else sha256(secret.encode()).digest()
        self._passport = None if secret is None else visitor.passport(key, secret)
        self._hosts = frozenset(host.casefold() for host in hosts)
        self._limits = limits
        self._requests = Buckets(limits.requests)
        self._changes = Buckets(limits.changes)
        self._secrets = Buckets(limits.secrets)

    @property
    def is_shared(self) -> bool:
        """True where a secret is asked for."""
        return self._passport is not None

    def check(self) -> None:
        """Refuse what must not be answered, cheapest reasons first; called before every request."""
        g.language = visitor.language()
        self._check_host()
        # Before the pace: another site's page must not use up what its reader may ask for here.
        self._check_site()
        self._check_pace()
        self._check_size()
        is_in = self._passport is None or visitor.is_in(self._passport)
        if not is_in and request.endpoint not in OPEN:
            abort(403, description=say("Open the link that you were given: it lets you in."))
        g.own_site = True
        if request.method not in _SAFE:
            self._check_form()
        # Every wrong secret is told the same, one that is no text too.
        path = "" if request.endpoint == ENTER else request.path
        values = (path, *request.args, *request.args.values())
        if not _is_text(request.query_string) or any(_CONTROL.search(value) for value in values):
            abort(400, description=say("The address holds signs that cannot be read."))
        g.passed = is_in

    def try_secret(self, given: str) -> bool:
        """Let the reader in if the secret is right; every wrong one takes as long and says as little."""
        if self._secret is None or self._passport is None:
            return False
        address = request.remote_addr or ""
        if self._secrets.is_empty(address):
            raise _slow_down(self._secrets.wait)
        # Both sides are digests: neither length nor common beginning of a wrong secret shows in the time it takes.
        if not hmac.compare_digest(sha256(given.encode("utf-8", "surrogatepass")).digest(), self._secret):
            self._secrets.take(address)
            return False
        visitor.let_in(self._passport)
        return True

    def _check_host(self) -> None:
        """Answer to our own names only: a name of others that leads here (DNS rebinding) gets nothing."""
        if request.headers.get("Host", "").casefold() not in self._hosts:
            abort(403, description=say("This server does not go by that name. Use the address that it printed."))

    def _check_pace(self) -> None:
        address = request.remote_addr or ""
        if not self._requests.take(address):
            raise _slow_down(self._requests.wait)
        if request.method not in _SAFE and not self._changes.take(address):
            raise _slow_down(self._changes.wait)

    def _check_size(self) -> None:
        if len(request.full_path) > self._limits.query or len(request.query_string) > self._limits.query:
            abort(414)
        if request.content_length is not None and request.content_length > self._limits.body:
            abort(413)

    def _check_site(self) -> None:
        """Let pages of other sites link here, and nothing else: no forms, frames, pictures or scripts of theirs."""
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None and site not in ("same-origin", "none"):
            mode, target = request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest")
            if request.method not in _SAFE or mode != "navigate" or target != "document":
                abort(403, description=say("This was asked for by another web site."))
        origin = request.headers.get("Origin")
        if origin is not None and origin.casefold() != f"{request.scheme}://{request.host}".casefold():
            abort(403, description=say("This was asked for by another web site."))

    def _check_form(self) -> None:
        if request.mimetype not in _FORMS:
            abort(415)
        body = request.get_data() if request.mimetype == _PLAIN else b""
        if body.count(b"&") >= self._limits.fields:
            abort(413)
        if sum(len(values) for _, values in request.form.lists()) > self._limits.fields:
            abort(413)
        if request.files:
            abort(400)
        if not visitor.is_csrf(request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")):
            abort(403, description=say("This page has grown old. Load it again, then repeat what you did."))
        texts = (text for name, values in request.form.lists() for text in (name, *values))
        if not _is_text(body) or any(_CONTROL.search(text) for text in texts):
            abort(400, description=say("The text holds signs that cannot be read. Type it again."))


def install(app: Flask, gate: Gate, key: bytes) -> None:
    """Put the gate before an application, the headers on its answers, and its cookie under lock."""
    app.secret_key = key
    app.config.update(
        SESSION_COOKIE_NAME=f"octavilla-{short(b'cookie' + key, 8)}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=False,
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=visitor.LIFETIME,
    )
    app.before_request(gate.check)
    app.after_request(_with_headers)


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    if request.endpoint in _FILES and response.status_code == 200 and request.args.get("v"):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def _is_text(encoded: bytes) -> bool:
    """Tell whether a query or a form is UTF-8 once its percent signs are read."""
    try:
        unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _slow_down(seconds: int) -> TooManyRequests:
    return TooManyRequests(retry_after=seconds)

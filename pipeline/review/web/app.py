"""The review server as an application: everything put together."""

from __future__ import annotations

import math
from collections.abc import Callable

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.routing import BaseConverter

from pipeline.review.web import editing, editor, failures, overview, panel, personal, preview, replace, security
from pipeline.review.web.editions import Editions
from pipeline.review.web.frame import Service, asset, keep, service
from pipeline.review.web.limits import Limits
from pipeline.review.web.room import Preview, Room, TextInfo
from pipeline.review.web.words import say, say_number

__all__ = ["Limits", "Preview", "Room", "TextInfo", "create_app", "warm"]


class _Code(BaseConverter):
    """A language's code in an address: `es`, `pt-BR`, `zh-Hant`."""

    regex = r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,4}){0,2}"
    part_isolating = True


class _Id(BaseConverter):
    """A sentence in an address."""

    regex = r"[0-9a-f]{16}"
    part_isolating = True


def create_app(
    room: Room, *, secret: str | None, hosts: frozenset[str], key: bytes, limits: Limits | None = None
) -> Flask:
    """Return the review server of a project, a WSGI application.

    `secret` is that of the link which lets in; None, for a server that only this computer reaches, lets everybody in.
    `hosts` are the Host headers, with port, that requests may have; `key` signs the cookies: at least 16 random bytes,
    to be kept for the next time. Raises ValueError for a key or a secret that is too short.
    """
    if len(key) < 16:
        raise ValueError("the key needs at least 16 bytes")
    if secret is not None and len(secret) < 16:
        raise ValueError("the secret needs at least 16 characters")
    bounds = limits or Limits()
    app = Flask("pipeline.review.web", static_folder="static", template_folder="templates")
    app.config.update(
        MAX_CONTENT_LENGTH=bounds.body,
        MAX_FORM_MEMORY_SIZE=bounds.body,
        MAX_FORM_PARTS=bounds.fields,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.converters.update(code=_Code, id=_Id)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.autoescape = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(_=say, n_=say_number, asset=asset)
    gate = security.Gate(secret=secret, hosts=hosts, key=key, limits=bounds)
    security.install(app, gate, key)
    failures.install(app)
    keep(app.extensions, Service(room, Editions(room), gate))
    for module in (personal, overview, editor, panel, editing, replace, preview):
        app.register_blueprint(module.pages)
    return app


def warm(app: Flask, until: float = math.inf, progress: Callable[[str, int, int], None] | None = None) -> None:
    """Read all texts and catalogues, so that nobody waits for that; may be run beside the server.

    No other one is begun when `time.monotonic()` is past `until`. `progress` is told how many editions have been read.
    """
    with app.app_context():
        service().editions.warm(until, progress)

"""The offline page: one text in one language as a single HTML file that edits itself, without a network."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.fingerprint import short
from pipeline.languages import language
from pipeline.review.exchange import corrections
from pipeline.review.exchange.model import Batch, Export
from pipeline.review.pofile import parse

KIND = "page"
LANGUAGES = ("es", "pt")
"""Of the buttons, beside English; each a file in `offline/locale/`."""
_FOLDER = files("pipeline.review.exchange").joinpath("offline")
_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def write(export: Export) -> bytes:
    """Return the page in UTF-8: it opens from a file, loads nothing and runs no script or style but its own.

    The same export gives the same bytes.
    """
    from jinja2 import Environment
    from markupsafe import Markup

    script, style = _read("page.js"), _read("page.css")
    target, source = language(export.language), language(export.source_language)
    template = Environment(autoescape=True, keep_trailing_newline=True).from_string(_read("page.html"))
    made = template.render(
        policy=policy(script, style),
        style=Markup(style),
        script=Markup(script),
        data=Markup(in_script(_data(export))),
        title=export.title,
        language_name=target.name,
        source_name=source.name,
        source_locale=export.source_language,
        source_direction=source.direction,
        locale=export.locale,
    )
    return made.encode("utf-8", "replace")


def read(content: bytes, path: Path) -> Batch:
    """Return the corrections in a page that a browser saved with what was typed; see `corrections.read`."""
    return corrections.read(content, path)


def policy(script: str, style: str) -> str:
    """Return the page's Content-Security-Policy: nothing is loaded, and only this script and this style are used."""
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "form-action 'none'; base-uri 'none'"
    )


def in_script(data: Any) -> str:
    """Return data as JSON that can stand in a `script` element: no sign in it ends the element or begins another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, written in _IN_SCRIPT.items():
        text = text.replace(sign, written)
    return text


@cache
def strings(code: str) -> Mapping[str, str]:
    """Return the words of the page's buttons in a language, by the English ones."""
    name = f"{code}.po"
    catalogue = parse(_read(f"locale/{name}"), Path(code, name))
    return {entry.source: entry.target for entry in catalogue if entry.target}


def _data(export: Export) -> dict[str, Any]:
    rows = [
        {
            "key": row.key,
            "number": number,
            "paragraph": row.paragraph,
            "role": row.role,
            "source": row.source,
            "target": row.target,
            "state": str(row.state),
            "comment": row.comment,
            "previous": row.previous,
            "doubts": list(row.doubts),
        }
        for number, row in enumerate(export.rows, 1)
    ]
    return {
        "slug": export.slug,
        "language": export.language,
        "locale": export.locale,
        "direction": language(export.language).direction,
        "source_locale": export.source_language,
        "source_direction": language(export.source_language).direction,
        "export": short(json.dumps(rows), 12),
        "rows": rows,
        "strings": {code: dict(strings(code)) for code in LANGUAGES},
    }


def _read(name: str) -> str:
    return _FOLDER.joinpath(name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"

"""What a reader sees when something went wrong: one page, or one line for scripts, with the way out."""

from __future__ import annotations

import logging
import re
from pathlib import PurePath

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from werkzeug.exceptions import Forbidden, HTTPException

from pipeline.errors import OctavillaError
from pipeline.review.checks import Template
from pipeline.review.web.frame import page, wants_json
from pipeline.review.web.page_views import ErrorView
from pipeline.review.web.words import say

_log = logging.getLogger(__name__)
_TITLES = {
    400: Template("That could not be read"),
    403: Template("You cannot come in this way"),
    404: Template("There is nothing here"),
    405: Template("That does not work here"),
    409: Template("That cannot be done now"),
    413: Template("That is too much at once"),
    414: Template("That is too much at once"),
    415: Template("That could not be read"),
    429: Template("A little slower, please"),
    500: Template("Something went wrong"),
    503: Template("That did not work"),
    422: Template("Something is missing"),
}
_MESSAGES = {
    400: Template("Go back, load the page again, and repeat what you did."),
    403: Template("Open the link that you were given."),
    404: Template("The page may have been moved or removed. All texts are on the first page."),
    405: Template("Go back to the first page, and on from there."),
    413: Template("Go back, and send less: one sentence at a time."),
    414: Template("Go back, and send less: one sentence at a time."),
    415: Template("Go back, load the page again, and repeat what you did."),
    429: Template("Too many requests came from your computer. Wait a moment, then repeat what you did."),
    500: Template("It is not your fault. Load the page again; what was saved is saved."),
}
_KEPT = 100_000
"""Characters of what somebody wrote that are handed back."""


def install(app: Flask) -> None:
    """Have all that can go wrong shown as a page in the reader's language, or as JSON to a script."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(OctavillaError, _failed)
    app.register_error_handler(Exception, _broke)


class NoNameError(Forbidden):
    """A change by somebody who has not said who they are."""


def one_line(error: OctavillaError) -> str:
    """Return an error's line with the bare name of its file: where the project lies is nobody's business."""
    line = error.format_message()
    if error.path is None:
        return line
    whole = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", "?", str(error.path))
    return line.replace(whole, PurePath(whole).name)


def _refused(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:
        return current_app.make_response(error.get_response(request.environ))
    own = error.description if error.description != type(error).description else None
    message = own or say(_MESSAGES.get(status, _MESSAGES[404 if status < 500 else 500]))
    if isinstance(error, NoNameError):
        return _shown(status, message, "/name", say("Say your name"))
    response = _shown(status, message)
    response.headers.extend((name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After"))
    return response


def _failed(error: OctavillaError) -> Response:
    """Show the one line that names the way out: 409 for what cannot be done now, 503 where a file is in the way."""
    _log.info("%s", error.format_message())
    return _shown(409 if error.path is None and request.method == "POST" else 503, one_line(error))


def _broke(error: Exception) -> Response:
    shown = error if _log.isEnabledFor(logging.DEBUG) else None
    _log.error("the review server stumbled: %s: %s", type(error).__name__, error, exc_info=shown)
    return _shown(500, say(_MESSAGES[500]))


def _shown(status: int, message: str, url: str = "/", link: str = "") -> Response:
    if wants_json():
        return make_response(jsonify(saved=False, error=message), status)
    is_outside = not g.get("passed", False)
    view = ErrorView(
        status=status,
        title=say(_TITLES.get(status, _TITLES[404 if status < 500 else 500])),
        message=message,
        url="" if is_outside else url,
        link=link or say("All texts"),
        kept=_kept(),
    )
    return make_response(render_template("error.html", page=page(), error=view), status)


def _kept() -> str:
    """Return the text that could not be saved, for its writer to copy; nothing that another site sent."""
    if request.method != "POST" or not g.get("own_site", False):
        return ""
    try:
        kept = request.form.get("target", "") or request.form.get("text", "")
    except HTTPException:
        return ""
    return kept[:_KEPT]

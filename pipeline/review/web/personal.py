"""What concerns the reader: the link that lets in, name, language of the interface, help; and fonts."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue

from pipeline.review.remarks import NAME_LENGTH
from pipeline.review.web import visitor
from pipeline.review.web.frame import page, service, shown
from pipeline.review.web.page_views import HelpView, NameView
from pipeline.review.web.words import say

pages = Blueprint("personal", __name__)
_FONT_TYPES = {".woff2": "font/woff2", ".woff": "font/woff", ".otf": "font/otf", ".ttf": "font/ttf"}


@pages.get("/enter/<secret>")
def enter(secret: str) -> ResponseReturnValue:
    """Let in who has the link; 404 for a wrong one, whatever is wrong with it."""
    if not service().gate.try_secret(secret):
        abort(404, description=say("This link lets nobody in: it is not whole, or has grown old. Ask for a new one."))
    return redirect("/", 303)


@pages.get("/name")
def ask() -> ResponseReturnValue:
    """Ask for the reader's name."""
    view = _name_view(visitor.name() or service().room.name, "")
    return Response(render_template("name.html", page=page(), name=view), mimetype="text/html")


@pages.post("/name")
def take_name() -> ResponseReturnValue:
    """Keep the reader's name."""
    given = request.form.get("name", "")
    name = visitor.clean_name(given)
    if not name:
        problem = say("Write your name, in at most {count} letters.", count=NAME_LENGTH)
        view = _name_view(given[:NAME_LENGTH], problem)
        return render_template("name.html", page=page(), name=view), 422
    visitor.set_name(name)
    return redirect(visitor.inside(request.form.get("next", "")), 303)


@pages.post("/language")
def take_language() -> ResponseReturnValue:
    """Keep the language of the interface."""
    if not visitor.set_language(request.form.get("language", "")):
        abort(400, description=say("These pages are not in that language."))
    return redirect(visitor.inside(request.form.get("next", "")), 303)


@pages.get("/help")
def show_help() -> ResponseReturnValue:
    """Show the help sheet."""
    view = HelpView(
        back_url=visitor.inside(request.args.get("next", "")), has_preview=service().room.preview is not None
    )
    return shown("help.html", help=view)


@pages.get("/static/fonts/<name>")
def fonts(name: str) -> ResponseReturnValue:
    """Answer with a font file; only those that the room names are there."""
    path = service().room.fonts.get(name)
    if path is None:
        abort(404)
    kind = _FONT_TYPES.get(path.suffix.casefold(), "application/octet-stream")
    answer = send_file(path.resolve(), mimetype=kind, conditional=True)
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


def _name_view(name: str, problem: str) -> NameView:
    after = visitor.inside(request.values.get("next", ""))
    return NameView(name=name, next=after, problem=problem, longest=NAME_LENGTH)

"""The pages of `octavilla watch`: the site as it was built, print pages as pictures; both renew themselves."""

from __future__ import annotations

import html
import re

from flask import Flask, Response, abort, jsonify, render_template, request, send_from_directory
from jinja2 import StrictUndefined

from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.live.maker import Look, Maker, known
from pipeline.plan import WEB
from pipeline.preview import page_count, picture_of
from pipeline.project import packaged
from pipeline.typeset import formats

PATIENCE = 20.0
"""Seconds that a page waits for a change before it asks again."""
_OWN = "/-/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""The site's pages carry their colours in a style element; scripts come from files of ours alone."""


def create_app(maker: Maker, *, hosts: frozenset[str]) -> Flask:
    """Return the pages as a WSGI application; `hosts` are the Host headers, with port, that requests may have."""
    app = Flask("pipeline.live", static_folder="static", static_url_path="/-/static", template_folder="templates")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.autoescape = True

    @app.before_request
    def only_here() -> None:
        # Another site's name that leads to this computer (DNS rebinding) gets nothing.
        if request.headers.get("Host", "").casefold() not in hosts:
            abort(403)

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        return response

    @app.get("/-/state")
    def state() -> Response:
        seen = request.args.get("seen", -1, type=int)
        if look := _look(request.args.get("page", "")):
            maker.look(look)
        found = maker.wait(seen, PATIENCE)
        return jsonify(number=found.number, problem=found.problem)

    @app.get("/-/print/<code>/<slug>/<name>/")
    def pages(code: str, slug: str, name: str) -> str:
        maker.look(Look(slug, code, name))
        pdf = _pdf(maker, code, slug, name)
        return render_template(
            "pages.html", code=code, slug=slug, format=name, state=maker.state,
            pages=range(1, page_count(pdf) + 1) if pdf else (),
        )  # fmt: skip

    @app.get("/-/print/<code>/<slug>/<name>/<int:page>.png")
    def picture(code: str, slug: str, name: str, page: int) -> Response:
        pdf = _pdf(maker, code, slug, name)
        if not pdf or not 1 <= page <= page_count(pdf):
            abort(404)
        return Response(picture_of(pdf, page), mimetype="image/png")

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(status=204)

    @app.get("/")
    @app.get("/<path:path>")
    def site(path: str = "index.html") -> Response:
        path = f"{path}index.html" if path.endswith("/") else path
        folder = (maker.project.build / "site").resolve()
        if not path.endswith(".html"):
            return send_from_directory(folder, path)
        file = (folder / path).resolve()
        if not file.is_relative_to(folder):
            abort(404)
        look = _look(f"/{path}")
        if look and look.slug not in {source.stem for source in maker.project.sources()}:
            home = f"/{maker.project.configuration.language}/"
            return Response(render_template("gone.html", state=maker.state, home=home), status=404)
        if not file.is_file():
            return Response(render_template("waiting.html", state=maker.state), status=200)
        return Response(_with_script(file.read_text(encoding="utf-8"), maker, path), mimetype="text/html")

    return app


_PUBLISHED = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


def _look(page: str) -> Look | None:
    """Return what is looked at on a page, from its address: `/es/slug/…` or `/-/print/es/slug/format/`."""
    parts = page.removeprefix(_OWN).strip("/").split("/")
    if page.startswith(f"{_OWN}print/") and len(parts) == 4:
        return Look(parts[2], parts[1], parts[3])
    # Not the index of a language, nor a short address, whose names are no languages.
    if not page.startswith(_OWN) and len(parts) >= 2 and parts[1] != "index.html" and _is_language(parts[0]):
        return Look(parts[1], parts[0], WEB)
    return None


def _is_language(code: str) -> bool:
    try:
        language(code)
    except OctavillaError:
        return False
    return True


def _pdf(maker: Maker, code: str, slug: str, name: str) -> bytes:
    """Return the pages of an edition in reading order; empty while there are none."""
    project = maker.project
    for file in (f"{name}-pages", name):
        path = project.root / "build" / "print" / code / f"{slug}-{file}.pdf"
        if path.resolve().is_relative_to(project.build.resolve()) and path.is_file():
            return path.read_bytes()
    return b""


def _with_script(page: str, maker: Maker, path: str) -> str:
    """Return a page of the site with the script that renews it, and links to its print pages."""
    look = _look(f"/{path}")
    names = _formats(maker, look) if look else ()
    own = html.escape(" ".join(names))
    state = maker.state
    script = (
        f'<script src="/-/static/watch.js" data-state="{state.number}" data-problem="{html.escape(state.problem)}" '
        f'data-formats="{own}" defer></script>'
    )
    # The header allows what this script needs; the page's own policy is for pages that are published.
    page = _PUBLISHED.sub("", page, count=1)
    head, mark, tail = page.rpartition("</body>")
    return f"{head}{script}{mark}{tail}" if mark else f"{page}{script}"


def _formats(maker: Maker, look: Look) -> tuple[str, ...]:
    """Return the print formats that there are of an edition; none while its text has a mistake."""
    project = maker.project
    try:
        path = next((path for path in project.sources() if path.stem == look.slug), None)
        text = known(path or project.texts / f"{look.slug}.md", project)
        folders = (project.templates, packaged("templates"))
        return tuple(
            name for name in text.formats if not (look.code == text.own and formats.load(folders, name).bilingual)
        )
    except OctavillaError:
        return ()

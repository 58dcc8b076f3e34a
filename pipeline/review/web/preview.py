"""The page viewer: the typeset pages of an edition, as pictures."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from pipeline.errors import OctavillaError
from pipeline.fingerprint import short
from pipeline.review.web.addresses import Addresses
from pipeline.review.web.editions import Edition, name_of
from pipeline.review.web.failures import one_line
from pipeline.review.web.frame import ask_name, edition_of, service, shown, wants_json
from pipeline.review.web.page_views import PreviewView
from pipeline.review.web.room import Preview
from pipeline.review.web.views import Choice

pages = Blueprint("preview", __name__)


@pages.get("/<code:code>/<slug>/preview")
def show(code: str, slug: str) -> ResponseReturnValue:
    """Show the page of the sentence `at`, or the page `page`; a script gets its address and the stamp of the pages."""
    preview, edition = _preview(), edition_of(code, slug)
    if wants_json():
        view = _view(preview, edition, request.args.get("at", ""))
        facts = ("stamp", "page", "pages", "image_url", "problem")
        return jsonify({name: getattr(view, name) for name in facts})
    if (question := ask_name()) is not None:
        return question
    return shown("preview.html", preview=_view(preview, edition, request.args.get("at", "")))


@pages.get("/<code:code>/<slug>/preview/<int(max=9999):number>.png")
def picture(code: str, slug: str, number: int) -> ResponseReturnValue:
    """Answer with the picture of a page."""
    preview, edition = _preview(), edition_of(code, slug)
    if not 1 <= number <= preview.pages(edition.slug, edition.code):
        abort(404)
    stamp = preview.stamp(edition.slug, edition.code)
    answer = Response(mimetype="image/png")
    answer.set_etag(short(f"{stamp}\0{number}", 16))
    if request.if_none_match.contains_weak(answer.get_etag()[0] or ""):
        answer.status_code = 304
        return answer
    answer.set_data(preview.png(edition.slug, edition.code, number))
    return answer


def _preview() -> Preview:
    found = service().room.preview
    if found is None:
        abort(404)
    return found


def _facts(preview: Preview, edition: Edition) -> dict[str, object]:
    try:
        stamp = preview.stamp(edition.slug, edition.code)
        return {"stamp": stamp, "pages": preview.pages(edition.slug, edition.code), "problem": ""}
    except OctavillaError as error:
        return {"stamp": "", "pages": 0, "problem": one_line(error)}


def _view(preview: Preview, edition: Edition, at: str) -> PreviewView:
    here = Addresses(edition.code, edition.slug)
    standing = edition.standing()
    at = at if at in standing.index.by_id else ""
    facts = _facts(preview, edition)
    pages, problem = int(str(facts["pages"])), str(facts["problem"])
    page = 0
    if pages:
        try:
            asked = request.args.get("page", "")
            known = preview.page_of(edition.slug, edition.code, at) if at and not asked else 1
            page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else known
        except OctavillaError as error:
            page, problem = 1, one_line(error)
        page = min(max(page, 1), pages)

    def url(number: int) -> str:
        anchor = f"&at={at}" if at else ""
        return f"{here.base}preview?page={number}{anchor}" if 1 <= number <= pages else ""

    stamp = str(facts["stamp"])
    version = short(stamp, 12)
    return PreviewView(
        title=edition.document().meta.title,
        slug=edition.slug,
        code=edition.code,
        language=name_of(edition.language),
        page=page,
        pages=pages,
        image_url=f"{here.base}preview/{page}.png?stamp={version}" if page else "",
        numbers=tuple(
            Choice(name=str(number), text=str(number), url=url(number), current=number == page)
            for number in range(1, pages + 1)
        ),
        next_url=url(page + 1),
        previous_url=url(page - 1) if page else "",
        editor_url=here.editor(at),
        stamp=stamp,
        stamp_url=f"{here.base}preview",
        problem=problem,
    )

"""The page from which people copy: every parcel with its pictures, its messages and its e-mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.languages import Language
from pipeline.project import Project
from pipeline.publish.send.parcel import SHAPES, Parcel
from pipeline.typeset.render import Renderer
from pipeline.typeset.view import scheme_of

INDEX = "index.html"
ASSETS = "assets"
_PICTURES = {
    "square": "For chats and posts",
    "story": "For stories and statuses",
    "card": "For links and e-mails",
}
"""What each picture is for, in English: template strings."""


def sheet(renderer: Renderer, project: Project, parcels: Sequence[Parcel], own: Language) -> Mapping[str, bytes]:
    """Return the page and what it needs, by name from the folder of all parcels; `own` is the language it speaks.

    Parcels stand by language, in the order in which they come. It works from a disk, without a network.
    """
    publisher, strings = project.configuration.publisher, renderer.strings(own)
    shelves: dict[str, list[Parcel]] = {}
    for parcel in parcels:
        shelves.setdefault(parcel.language.code, []).append(parcel)
    html = renderer.fill(
        "send/index.html", _=strings, language=own, shelves=[(group[0].language, group) for group in shelves.values()],
        publisher=publisher, shapes=[(shape, _PICTURES[shape.name]) for shape in SHAPES], number=strings.number,
        colours=scheme_of(publisher), assets=ASSETS,
    )  # fmt: skip
    files = {INDEX: html.encode()}
    for name, data in renderer.web_assets(publisher).items():
        if name != "search.js":
            files[f"{ASSETS}/{name}"] = data
    files[f"{ASSETS}/send.css"] = renderer.source("send/send.css").encode()
    files[f"{ASSETS}/send.js"] = renderer.source("send/send.js").encode()
    return files


def all_files(sheet: Mapping[str, bytes], parcels: Sequence[Parcel]) -> dict[str, bytes]:
    """Return everything there is to send, by name from the folder of all parcels."""
    own = {f"{parcel.folder}/{name}": data for parcel in parcels for name, data in parcel.files.items()}
    return {**sheet, **own}

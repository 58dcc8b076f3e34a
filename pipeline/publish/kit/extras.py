"""What else goes into a kit: each producer adds files of its own, beside what all kits have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.languages import language
from pipeline.plan import Text
from pipeline.project import Project
from pipeline.text.event import Event
from pipeline.typeset.render import Renderer


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a producer may draw on. Nothing else may shape its files."""

    project: Project
    event: Event
    event_text: Text
    texts: tuple[Text, ...]
    """Those that are handed out, in the order of the event file."""
    codes: tuple[str, ...]
    """The languages in which something is handed out."""
    code: str
    """The language of the print plan."""
    renderer: Renderer


Producer = Callable[[Contents], Mapping[str, bytes]]
"""Returns files by their path in the kit, with `/` between the parts: `send/es/message.txt`.

It is asked again only where something changed that `Contents` leads to.

The same contents give the same bytes. Raises OctavillaError for what cannot be used.
"""


def sent(contents: Contents) -> dict[str, bytes]:
    """Return what goes from telephone to telephone, for the event and its texts, in `send/`."""
    # Imported here: it draws pictures, for which there is no use where nothing changed.
    from pipeline.publish.send.parcel import parcel
    from pipeline.publish.send.sheet import all_files, sheet

    renderer, project = contents.renderer, contents.project
    parcels = [
        parcel(renderer, project, text, code)
        for text in (contents.event_text, *contents.texts)
        for code in contents.codes
        if code in text.codes
    ]
    page = sheet(renderer, project, parcels, language(contents.code))
    return {f"send/{name}": data for name, data in all_files(page, parcels).items()}


PRODUCERS: tuple[Producer, ...] = (sent,)
"""All producers, in the order in which they are asked."""


def extras(contents: Contents, producers: tuple[Producer, ...] | None = None) -> dict[str, bytes]:
    """Return the files of all producers. Raises ValueError where two want the same path."""
    found: dict[str, bytes] = {}
    for produce in PRODUCERS if producers is None else producers:
        for path, data in produce(contents).items():
            if path in found:
                raise ValueError(f"two producers make {path}")
            found[path] = data
    return found

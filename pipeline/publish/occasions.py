"""The event of a kit in one language, put together from its file and its catalogue."""

from __future__ import annotations

from pipeline.languages import language
from pipeline.plan import Text
from pipeline.project import Project
from pipeline.publish.editions import load_edition
from pipeline.text.event import read_event
from pipeline.typeset.occasion import Occasion, occasion_of


def occasion(project: Project, event: Text, code: str) -> Occasion:
    """Return an event, as `plan.survey` lists it, in one language; what is not translated stays as it is.

    Raises OctavillaError for an event or a catalogue that cannot be read.
    """
    words = load_edition(project, event, language(code).code)
    return occasion_of(read_event(event.path), words, project.configuration.publisher.base_url)

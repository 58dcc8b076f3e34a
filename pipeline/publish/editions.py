"""Load one edition: a text in one of its languages, from the source and the catalogue."""

from __future__ import annotations

from pipeline.languages import language
from pipeline.plan import Text
from pipeline.project import Project
from pipeline.review.edition import Edition
from pipeline.review.store import load


def load_edition(project: Project, text: Text, code: str) -> Edition:
    """Return a text in one of its languages, put together from the source and the catalogue.

    Raises OctavillaError for a text or a catalogue that cannot be read.
    """
    from pipeline.review.assemble import edition, original
    from pipeline.text.read import read_file

    document = read_file(text.path, text.language)
    own = language(text.language)
    if code == text.language:
        return original(document, own)
    return edition(document, load(project.catalogue(text.slug, code)), language(code), own)

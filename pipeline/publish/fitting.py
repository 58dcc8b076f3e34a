"""Find how a text is set in a format with fixed panels, in all its languages at once: one job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.plan import Text
from pipeline.project import Project
from pipeline.publish.editions import load_edition
from pipeline.publish.outputs import catalogue_sum, picture_names, picture_sums, print_page, renderer_for
from pipeline.text import cuts
from pipeline.text.cuts import Extent
from pipeline.text.document import Document, Role, texts_of
from pipeline.typeset.copyfit import Fit, Setting, ladder, least, search
from pipeline.typeset.formats import Format

APART = frozenset((Role.TITLE, Role.SUBTITLE, Role.TOPIC, Role.COVER, Role.ALT))
"""What does not stand in the running text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FitTask:
    """A text to fit into a format."""

    project: Project
    text: Text
    format: str
    templates: str = ""
    """The renderer's fingerprint: a process keeps its renderer for as long as this is the same."""
    event: Text | None = None
    """The event that the pages announce."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """What is known of a text in a format with fixed panels; all of it can be kept as plain values."""

    fit: Fit | None
    """None where it does not fit, whatever is done."""
    over: tuple[tuple[str, int], ...] = ()
    """For each language that does not fit, how many words must go; the one with the most first."""
    cuts: int = 0
    """How many passages of the text may be left out."""
    has_short: bool = False
    room: int = 0
    """Characters of running text, as `characters` counts them, that the panels hold at the tightest setting, about."""

    @property
    def extent(self) -> Extent:
        """How much of the text is shown; where it does not fit, what was tried last."""
        return self.fit.extent if self.fit else least(self.cuts, self.has_short)

    def facts(self) -> dict[str, Any]:
        """Return all this as plain values for the ledger."""
        setting = self.fit.setting if self.fit else None
        return {
            "fits": self.fit is not None,
            "setting": [setting.size, setting.leading, setting.tracking] if setting else [],
            "left_out": self.extent.left_out,
            "short": self.extent.short,
            "bound": self.fit.bound if self.fit else "",
            "over": [list(item) for item in self.over],
            "cuts": self.cuts,
            "has_short": self.has_short,
            "room": self.room,
        }

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Fitting:
        """Return what `facts` gave."""
        fit = None
        if facts["fits"]:
            values = facts["setting"]
            fit = Fit(
                setting=Setting(size=values[0], leading=values[1], tracking=values[2]) if values else None,
                extent=Extent(int(facts["left_out"]), bool(facts["short"])),
                bound=str(facts["bound"]),
            )
        over = tuple((str(code), int(words)) for code, words in facts["over"])
        return cls(
            fit=fit, over=over, cuts=int(facts["cuts"]), has_short=bool(facts["has_short"]), room=int(facts["room"])
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What a task found, and what went into it, as it was before it was read (as in `outputs.Made`)."""

    task: FitTask
    fitting: Fitting
    catalogues: tuple[str, ...]
    pictures: tuple[tuple[str, str], ...]


def catalogue_sums(project: Project, text: Text) -> tuple[str, ...]:
    """Return the SHA-256 of all catalogues of a text, in the order of its languages."""
    return tuple(catalogue_sum(project, text, code) for code in text.codes)


def fit(task: FitTask) -> Fitted:
    """Find the one setting for all languages of a text in a format.

    Raises OctavillaError for a text, catalogue, picture or template that cannot be used.
    """
    from pipeline.typeset.measure import Measure, to_lose
    from pipeline.typeset.produce import measured

    project, text = task.project, task.text
    catalogues = catalogue_sums(project, text)
    renderer = renderer_for(task.templates, project)
    form = renderer.format(task.format, project.configuration.sheets)
    codes = codes_of(text, form)
    editions = {code: load_edition(project, text, code) for code in codes}
    sums = picture_sums(project, picture_names(project, text, *editions.values()))
    measures: dict[tuple[str, Extent, Setting | None], Measure] = {}

    def look(code: str, extent: Extent, setting: Setting | None) -> Measure:
        key = (code, extent, setting)
        if key not in measures:
            tried = Fit(setting=setting, extent=extent)
            html = print_page(renderer, editions[code], project, text, task.format, tried, event=task.event)
            measures[key] = measured(html, form, root=project.root, base=text.path)
        return measures[key]

    document = editions[codes[0]].document
    passages, has_short = cuts.passages(document), cuts.has_short(document)
    ordered = sorted(codes, key=lambda code: (-characters(cuts.shown(editions[code].document)), code))
    steps = ladder(form.limits)
    found = search(
        steps, ordered, cuts=passages, has_short=has_short,
        fits=lambda code, extent, setting: look(code, extent, setting).fits,
    )  # fmt: skip
    extent = found.extent if found else least(passages, has_short)
    tightest = {code: look(code, extent, steps[-1]) for code in (ordered if found is None else ordered[:1])}
    over = {code: to_lose(measure.words) for code, measure in tightest.items() if found is None and not measure.fits}
    fitting = Fitting(
        fit=found,
        over=tuple(sorted(over.items(), key=lambda item: (-item[1], item[0]))),
        cuts=passages,
        has_short=has_short,
        room=min(
            int(characters(cuts.shown(editions[code].document, extent)) * measure.share)
            for code, measure in tightest.items()
        ),
    )
    return Fitted(task=task, fitting=fitting, catalogues=catalogues, pictures=sums)


def codes_of(text: Text, form: Format) -> tuple[str, ...]:
    """Return the languages in which a text is made in a format."""
    return tuple(code for code in text.codes if code != text.language or not form.bilingual)


def characters(document: Document) -> int:
    """Return how many characters the running text of a document has, as people read it."""
    # Imported here: a build with nothing to do has no use for it.
    from pipeline.text.plain import plain

    return sum(len(plain(text, document.references).text) for role, text in texts_of(document) if role not in APART)

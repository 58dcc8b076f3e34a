"""Sentences, paragraphs and windows of an edition as the templates get them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from pipeline.review.catalogue import State
from pipeline.review.checks import TITLES, Issue, Template
from pipeline.review.memory import Part, difference
from pipeline.review.reasons import REASONS
from pipeline.review.remarks import revision
from pipeline.review.web.addresses import Addresses
from pipeline.review.web.editions import Edition
from pipeline.review.web.markup import rendered
from pipeline.review.web.outline import Unit
from pipeline.review.web.standing import Facts, Slice, Standing, Wanted, is_machine
from pipeline.review.web.views import DiffPart, FlagView, ParagraphView, SegmentView, WindowView
from pipeline.review.web.words import moment, say, say_issue
from pipeline.text.document import Role

Direction = Literal["ltr", "rtl"]
_DRAFT = "draft"
_HARMLESS = frozenset(("split",))
_ROLES = {
    Role.TITLE: Template("title"),
    Role.SUBTITLE: Template("subtitle"),
    Role.TOPIC: Template("topic"),
    Role.COVER: Template("cover picture"),
    Role.HEADING: Template("heading"),
    Role.PARAGRAPH: Template("paragraph"),
    Role.SPEAKER: Template("speaker"),
    Role.ITEM: Template("list item"),
    Role.QUOTE: Template("quotation"),
    Role.CELL: Template("table cell"),
    Role.CAPTION: Template("caption"),
    Role.ALT: Template("picture description"),
    Role.FOOTNOTE: Template("footnote"),
}


@dataclass(frozen=True, slots=True)
class Shower:
    """Makes views of one edition at one moment, within what a reader wants to see."""

    edition: Edition
    standing: Standing
    wanted: Wanted

    @property
    def addresses(self) -> Addresses:
        """The addresses within the reader's filter."""
        return Addresses(self.edition.code, self.edition.slug, self.wanted)

    def window(
        self, *, at: int | None = None, before: int | None = None, after: int | None = None, current: int | None = None
    ) -> WindowView:
        """Return the sentences around the place `at`, or before or after one (from 0); `current` is a number."""
        found = self.standing.window(self.wanted, at=at, before=before, after=after)
        earlier, later = self._edges(found)
        here = self.addresses
        return replace(
            self.frame(),
            paragraphs=self._paragraphs(found, current),
            first=found.first,
            last=found.last,
            total=found.total,
            earlier_url=here.editor(self._id_at(earlier)) if earlier is not None else "",
            later_url=here.editor(self._id_at(later)) if later is not None else "",
            earlier_part=here.part(before=found.rows[0] + 1) if earlier is not None else "",
            later_part=here.part(after=found.rows[-1] + 1) if later is not None else "",
        )

    def frame(self) -> WindowView:
        """Return a window without paragraphs: filter and languages."""
        source, target = self.edition.source_language, self.edition.language
        return WindowView(
            paragraphs=(),
            show=self.wanted.show,
            order=self.wanted.order,
            q=self.wanted.q,
            source_locale=source.locale,
            source_direction=direction(source.direction),
            locale=target.locale,
            direction=direction(target.direction),
            first=0,
            last=0,
            total=0,
            earlier_url="",
            later_url="",
            earlier_part="",
            later_part="",
        )

    def segment(self, number: int, *, current: bool = False) -> SegmentView:
        """Return one sentence at its first place."""
        return self._segment(self.standing.index.first[number], current=current, context=False)

    def _edges(self, found: Slice) -> tuple[int | None, int | None]:
        """Return the places at which to go on before and after what is shown."""
        if not found.rows:
            return None, None
        return (
            found.rows[0] if found.has_earlier else None,
            found.rows[-1] if found.has_later else None,
        )

    def _id_at(self, place: int) -> str:
        index = self.standing.index
        return index.ids[index.at_place[place]]

    def _paragraphs(self, found: Slice, current: int | None) -> tuple[ParagraphView, ...]:
        outline = self.standing.index.outline
        by_unit = self.wanted.order == "text"
        whole = self.wanted.show == "all" and not self.wanted.q
        # Ordered by doubt, neighbours have nothing to do with each other.
        groups = groupby(enumerate(found.rows), lambda row: outline.places[row[1]].unit if by_unit else row[0])
        paragraphs = []
        for _, rows in groups:
            places = [place for _, place in rows]
            number = outline.places[places[0]].unit
            unit = outline.units[number]
            if places[0] > outline.bounds[number][0]:
                unit = replace(unit, marker="")
            segments = tuple(
                self._segment(
                    place,
                    current=self.standing.index.at_place[place] == current and self._is_first(place),
                    context=not whole and by_unit and place not in found.fitting,
                )
                for place in places
            )
            paragraphs.append(paragraph_view(number, unit, segments))
        return tuple(paragraphs)

    def _is_first(self, place: int) -> bool:
        index = self.standing.index
        return index.first[index.at_place[place]] == place

    def _segment(self, place: int, *, current: bool, context: bool) -> SegmentView:
        index = self.standing.index
        number = index.at_place[place]
        name, facts = index.ids[number], self.standing.facts[number]
        entry = facts.entry
        repeat = not self._is_first(place)
        role = index.outline.units[index.outline.places[place].unit].role
        here = self.addresses
        references = index.references
        origin = entry.origin if facts.state is State.DRAFT else None
        return SegmentView(
            id=name,
            anchor=f"s{place + 1}",
            place=number + 1,
            source=entry.source,
            source_html=rendered(entry.source, references),
            target=entry.target,
            target_html=rendered(entry.target, references),
            state=facts.state.value,
            is_machine=facts.state is State.DRAFT and is_machine(entry),
            revision=revision(entry),
            role=role.value,
            roles=tuple(item.value for item in entry.roles) or (role.value,),
            flags=() if repeat else flags_of(self.edition, facts),
            comments=facts.comments,
            versions=facts.versions,
            confidence=origin.confidence if origin is not None else None,
            who=entry.reviewer,
            when=moment(entry.approved_on) if entry.approved_on is not None else None,
            current=current,
            context=context,
            repeat=repeat,
            times=index.times[number],
            url=here.editor(name),
            action_url=here.action(name),
            panel_url=here.panel(name),
            check_url=here.check(name),
        )


def paragraph_view(number: int, unit: Unit, segments: tuple[SegmentView, ...]) -> ParagraphView:
    """Return a paragraph of the text; `number` counts from 0."""
    return ParagraphView(
        number=number + 1,
        role=unit.role.value,
        role_text=role_text(unit.role),
        level=unit.level,
        depth=unit.depth,
        quoted=unit.quoted,
        marker=unit.marker,
        header=unit.header,
        cell=unit.cell,
        segments=segments,
    )


def flags_of(edition: Edition, facts: Facts) -> tuple[FlagView, ...]:
    """Return what there is to look at in an entry, worst first; nothing where there is no translation yet.

    What the machine noted of its own draft comes after what the checks find in it.
    """
    if facts.state is State.UNTRANSLATED:
        return ()
    entry = facts.entry
    found = tuple(flag_view(issue, entry.target) for issue in edition.issues(entry))
    if not facts.is_warned:
        return found
    return (*found, *(_noted(flag, old=entry.is_found) for flag in entry.warnings))


def flag_view(issue: Issue, target: str) -> FlagView:
    """Return what a check found in `target`."""
    start, end = issue.start, issue.end
    return FlagView(
        check=issue.check,
        title=title_of(issue.check),
        message=say_issue(issue),
        severity=issue.severity.value,
        mend=issue.mend,
        mend_parts=diff(target, issue.mend) if issue.mend is not None else (),
        start=start,
        end=end,
        excerpt=target[start:end] if start is not None and end is not None else "",
        dismissible=True,
    )


def _noted(flag: str, *, old: bool) -> FlagView:
    reason = REASONS.get(flag)
    said = Template("The machine says of its draft: {reason}.")
    if old:
        said = Template("From an old translation: {reason}.")
    return FlagView(
        check=_DRAFT,
        title=say("Draft"),
        message=say(said, reason=say(reason) if reason else flag),
        severity="note" if flag in _HARMLESS else "warning",
        mend=None,
        mend_parts=(),
        start=None,
        end=None,
        excerpt="",
        dismissible=False,
    )


def title_of(check: str) -> str:
    """Return the name of a check for people; its own where there is no other."""
    title = TITLES.get(check)
    return say(title) if title else check


def diff(old: str, new: str) -> tuple[DiffPart, ...]:
    """Return the way from one text to another, word by word."""
    return parts_of(difference(old, new))


def parts_of(parts: tuple[Part, ...]) -> tuple[DiffPart, ...]:
    """Return a difference for the templates."""
    return tuple(DiffPart(kind=kind, text=text) for kind, text in parts)


def direction(value: str) -> Direction:
    """Return which way a language is written."""
    return "rtl" if value == "rtl" else "ltr"


def role_text(role: Role) -> str:
    """Return a role in the language of the reader."""
    return say(_ROLES[role])

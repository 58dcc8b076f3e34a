"""One edition as templates see it: finished strings, numbered notes, headings, and what to say about its origin."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from markupsafe import Markup, escape

from pipeline import addresses
from pipeline.project import Publisher
from pipeline.review.edition import Edition
from pipeline.text.cuts import shown
from pipeline.text.document import Block, Kind, texts_of
from pipeline.typeset import places
from pipeline.typeset.colour import Scheme
from pipeline.typeset.inline import Inline, pictures_in
from pipeline.typeset.occasion import Occasion
from pipeline.typeset.strings import Strings

WORDS_A_MINUTE = 220
"""For the reading time on the web page."""
LONG = 1800
"""Words from which a text with enough headings gets a table of contents."""
ENOUGH_HEADINGS = 4
ESSAY = 700
"""Words from which a text opens with a drop cap."""
PULL_QUOTE = 45
"""Words up to which a quotation of one paragraph is set big."""
SHORT = 66
"""Lines of a booklet, estimated, up to which a text is a call: one A4 page, one folded sheet."""
BRIEF = 24
"""Lines up to which a text is set in large type on A4."""
AFTER_PICTURE = 42
"""Lines of a booklet, estimated, that must come after a picture that may wait for the next page."""
WIDE_TABLE = 5
"""Columns from which a table goes over the full width of the page."""

_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_FIRST_LETTER = re.compile(
    r"\s*(?P<mark>(?:<span class=\"sentence\"[^>]*>)?)(?P<letter>[^\W\d_])(?P<rest>\w|[ \u00a0'’])"
)


@dataclass(slots=True, kw_only=True)
class Note:
    """A footnote: its number in reading order, its blocks, and how often the text calls it."""

    number: int
    block: Block
    calls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading with the anchor it got; anchors are the same in all languages."""

    anchor: str
    level: int
    block: Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """How addresses are written: `picture(project path)`, and links to other texts, which print does without."""

    print: bool
    media: str = ""
    """For the web: the folder of pictures, relative to the page, with a final `/`."""
    endnotes: bool = False
    """For print: notes stand after the text, and the text has only their numbers."""
    others: Mapping[str, str] | None = None
    """For the web: the language in which each other text is linked to, by its slug; None links to any."""


@dataclass(slots=True, kw_only=True)
class View:
    """An edition, ready for a template. Made anew for each page, since notes count their calls."""

    edition: Edition
    publisher: Publisher
    strings: Strings
    where: Where
    occasion: Occasion | None = None
    """The event that the page announces."""
    blocks: tuple[Block, ...] = field(init=False)
    """The top blocks to show in order: no comments, no footnote definitions."""
    notes: Mapping[str, Note] = field(init=False)
    headings: tuple[Heading, ...] = field(init=False)
    words: int = field(init=False)
    """Footnotes and table cells included."""
    is_interview: bool = field(init=False)
    """True when at least two people speak in turns."""
    _asker: str = field(init=False)
    _anchors: dict[int, str] = field(init=False)
    _inline: Inline = field(init=False)
    _bare: Inline = field(init=False)

    def __post_init__(self) -> None:
        # The short version is for pages on which the whole has no room: they are given a document that is short.
        document = shown(self.edition.document)
        self.edition = replace(self.edition, document=document)
        hidden = (Kind.COMMENT, Kind.FOOTNOTE)
        self.blocks = tuple(block for block in document.blocks if block.kind not in hidden)
        self.words = sum(len(text.split()) for _role, text in texts_of(document))
        turns = [block for block in self.blocks if block.kind is Kind.PARAGRAPH and block.speaker]
        lengths: dict[str, list[int]] = {}
        for block in turns:
            lengths.setdefault(_initials(block.speaker), []).append(len(block.text))
        self.is_interview = len(lengths) > 1 and len(turns) >= 4
        self._asker = min(lengths, key=lambda name: (sum(lengths[name]) / len(lengths[name]), name), default="")
        references = dict(document.references)
        self._inline = Inline(
            language=self.edition.language, references=references, call=self._call, href=self._href,
            picture=self._image, print=self.where.print,
        )  # fmt: skip
        self._bare = Inline(
            language=self.edition.language, references=references,
            call=lambda label: Markup(), href=lambda address: None, picture=lambda src, alt: Markup(escape(alt)),
        )  # fmt: skip
        self.notes = _numbered(self.blocks, document.footnotes)
        found = (block for block in document.walk() if block.kind is Kind.HEADING)
        self.headings = tuple(
            Heading(anchor=f"s{number}", level=block.level, block=block) for number, block in enumerate(found, 1)
        )
        self._anchors = {id(heading.block): heading.anchor for heading in self.headings}

    # What there is to say.

    @property
    def language(self) -> object:
        """The edition's language."""
        return self.edition.language

    @property
    def meta(self) -> object:
        """The front matter."""
        return self.edition.document.meta

    @property
    def title(self) -> Markup:
        """The title as HTML, without links and footnote calls."""
        return self._bare.html(self.edition.document.meta.title)

    @property
    def title_text(self) -> str:
        """The title as plain text."""
        return self._bare.plain(self.edition.document.meta.title)

    @property
    def subtitle(self) -> Markup:
        """The standfirst as HTML; may be empty."""
        return self._bare.html(self.edition.document.meta.subtitle)

    @property
    def subtitle_text(self) -> str:
        """The standfirst as plain text."""
        return self._bare.plain(self.edition.document.meta.subtitle)

    @property
    def topic(self) -> str:
        """The kicker above the title, as plain text; may be empty."""
        return self._bare.plain(self.edition.document.meta.topic)

    @property
    def kicker(self) -> Markup:
        """The kicker as HTML."""
        return self._bare.label(self.edition.document.meta.topic)

    @property
    def date(self) -> str:
        """The date in words, or nothing."""
        date = self.edition.document.meta.date
        return self.strings.date(date) if date else ""

    @property
    def cover_alt(self) -> str:
        """The description of the cover picture."""
        return self._bare.plain(self.edition.document.meta.cover_alt)

    @property
    def cover(self) -> str:
        """The address of the cover picture, or nothing."""
        cover = self.edition.document.meta.cover
        return self.image(cover) if cover else ""

    @property
    def cover_position(self) -> str:
        """Where a cropped cover keeps its point of interest, as a further CSS declaration; nothing for its middle."""
        focus = self.edition.document.meta.cover_focus
        return f"; object-position: {focus}" if focus else ""

    @property
    def cover_credit(self) -> str:
        """Who made the cover picture, in words; may be empty."""
        credit = self.edition.document.meta.cover_credit
        return self.strings("Cover picture: {credit}", credit=credit) if credit else ""

    def credit(self, block: Block) -> str:
        """Return who made the picture of a figure, in words; may be empty."""
        return self.strings("Picture: {credit}", credit=block.credit) if block.credit else ""

    @property
    def minutes(self) -> int:
        """Reading time, at least one minute."""
        return max(1, round(self.words / WORDS_A_MINUTE))

    @property
    def is_short(self) -> bool:
        """True for a text that one A4 page and the two inside pages of a folded sheet hold, as far as can be told."""
        return self._length <= SHORT

    @property
    def is_brief(self) -> bool:
        """True for a few paragraphs that leave most of an A4 page free: they are set in large type."""
        small = (Kind.PARAGRAPH, Kind.LIST)
        return self._length <= BRIEF and all(block.kind in small and not block.speaker for block in self.blocks)

    @property
    def blurb(self) -> Markup:
        """The first pull quote as HTML without links and footnote calls, for a back cover; may be empty."""
        found = (block for block in self.blocks if block.kind is Kind.QUOTE and self.is_pull_quote(block))
        quote = next(found, None)
        return self._bare.html(quote.children[0].text) if quote else Markup()

    @property
    def contents(self) -> tuple[Heading, ...]:
        """The headings for a table of contents: those of the highest level used; empty for a short text."""
        if self.words < LONG:
            return ()
        top = min((heading.level for heading in self.headings), default=0)
        chosen = tuple(heading for heading in self.headings if heading.level == top)
        return chosen if len(chosen) >= ENOUGH_HEADINGS else ()

    def origin(self) -> str:
        """Return who translated and reviewed, in one sentence; nothing for the original."""
        edition, strings = self.edition, self.strings
        if edition.is_original:
            return ""
        language = strings.language_name(edition.source)
        if edition.is_proof:
            return strings("Translated from {language} by machine.", language=language) + " " + self.review_state()
        if edition.reviewers:
            names = strings.listing(edition.reviewers)
            return strings("Translated from {language}, reviewed by {names}.", language=language, names=names)
        return strings("Translated from {language} and reviewed.", language=language)

    def review_state(self) -> str:
        """Return how far the review of a proof has come; nothing once it is complete."""
        progress = self.edition.progress
        if progress.complete:
            return ""
        if not progress.approved:
            return self.strings("Not yet reviewed.")
        return self.strings(
            "{approved} of {total} sentences reviewed.",
            approved=self.strings.number(progress.approved), total=self.strings.number(progress.total),
        )  # fmt: skip

    def proof_line(self) -> str:
        """Return what every page of a proof says; nothing for a final edition."""
        if not self.edition.is_proof:
            draft = self.occasion is not None and self.occasion.proof
            return f"{self.strings('Proof')}: {self.strings('The event’s words are not yet reviewed')}" if draft else ""
        if self.edition.is_original or self.edition.progress.approved:
            return f"{self.strings('Proof')}: {self.review_state()}".rstrip(".")
        return f"{self.strings('Proof')}: {self.strings('Translated by machine, not yet reviewed')}"

    def web_address(self) -> str:
        """Return where the web edition will be, or nothing without a base URL."""
        return addresses.web_address(self.publisher.base_url, self.edition.language.code, self.edition.document.slug)

    def short_address(self) -> str:
        """Return the short address that leads to the web edition in this language, or nothing without a base URL."""
        return addresses.short_address(self.publisher.base_url, self._short, self.edition.language.code)

    def choose_address(self) -> str:
        """Return the short address where one chooses a language, or nothing without a base URL."""
        return addresses.short_address(self.publisher.base_url, self._short)

    # How blocks are set.

    def inline(self, text: str) -> Markup:
        """Return inline Markdown as HTML."""
        return self._inline.html(text)

    def heading_text(self, text: str) -> Markup:
        """Return inline Markdown as HTML without links and footnote calls, for lists of headings."""
        return self._bare.html(text)

    def plain(self, text: str) -> str:
        """Return inline Markdown as plain text."""
        return self._bare.plain(text)

    def label(self, text: str) -> Markup:
        """Return inline Markdown as plain words in HTML: for who speaks and other labels on the page."""
        return self._bare.label(text)

    def anchor(self, block: Block) -> str:
        """Return the anchor of a heading."""
        return self._anchors[id(block)]

    def opening(self, block: Block) -> Markup:
        """Return the text of a paragraph, its first letter marked as a drop cap where that looks right."""
        html = self.inline(block.text)
        if block is not self.blocks[0] or not self.has_drop_cap:
            return html
        found = _FIRST_LETTER.match(str(html))
        if not found:
            return html
        rest = str(html)[found.end("letter") :]
        return Markup(f'{found["mark"]}<span class="cap">{found["letter"]}</span>{rest}')

    @property
    def has_code(self) -> bool:
        """True for a text with code, in blocks or in lines."""
        return any(block.kind is Kind.CODE or "`" in block.text for block in self.edition.document.walk())

    @property
    def has_drop_cap(self) -> bool:
        """True for an essay: long enough, opening with a paragraph that nobody speaks and that is not short."""
        first = self.blocks[0] if self.blocks else None
        if first is None or first.kind is not Kind.PARAGRAPH or first.speaker or len(first.text.split()) < 12:
            return False
        return self.words >= ESSAY

    def asks(self, block: Block) -> bool:
        """Tell whether this is a turn of the one who asks: the speaker whose turns are shortest."""
        return self.is_interview and bool(block.speaker) and _initials(block.speaker) == self._asker

    def is_pull_quote(self, block: Block) -> bool:
        """Tell whether a quotation is set big: one short paragraph."""
        children = block.children
        single = len(children) == 1 and children[0].kind is Kind.PARAGRAPH
        return single and len(children[0].text.split()) <= PULL_QUOTE

    def is_wide(self, block: Block) -> bool:
        """Tell whether a table needs the full width of a page."""
        return block.kind is Kind.TABLE and max((len(row.children) for row in block.children), default=0) >= WIDE_TABLE

    def waits(self, block: Block) -> int:
        """Return the number of a figure that may wait for the head of the next page, or 0.

        It may where enough text comes after it to fill the page that it leaves and to have a next one.
        """
        figures = [index for index, other in enumerate(self.blocks) if other.kind is Kind.FIGURE]
        own = [index for index in figures if self.blocks[index] is block]
        if not own or sum(_lines(after) for after in self.blocks[own[0] + 1 :]) < AFTER_PICTURE:
            return 0
        return figures.index(own[0]) + 1

    def image(self, source: str) -> str:
        """Return the address of a picture. Raises OctavillaError for one outside the project."""
        path = places.project_path(source)
        if self.where.print:
            return source
        return self.where.media + quote(path)

    def inline_pictures(self) -> tuple[str, ...]:
        """Return the sources of pictures that stand inside a line of text."""
        found: list[str] = []
        for block in self.edition.document.walk():
            if "![" in block.text and block.kind is not Kind.CODE:
                found += pictures_in(block.text, self._inline.references)
        return tuple(found)

    @property
    def uncalled(self) -> tuple[Note, ...]:
        """Notes that stand at the end: those that no mark in the text calls (a draft may have lost it), or all."""
        if self.where.endnotes:
            return self.ordered_notes
        return tuple(note for note in self.notes.values() if note.number > self._called)

    @property
    def ordered_notes(self) -> tuple[Note, ...]:
        """All notes by number."""
        return tuple(sorted(self.notes.values(), key=lambda note: note.number))

    @property
    def colours(self) -> Scheme:
        """The group's colours and what follows from them."""
        return scheme_of(self.publisher)

    @property
    def logo(self) -> str:
        """The address of the group's logo, or nothing."""
        return self.image(self.publisher.logo) if self.publisher.logo else ""

    def running_title(self, most: int) -> str:
        """Return the title as plain text for a running head: at most about `most` characters, cut at a word."""
        title = self.title_text
        if len(title) <= most:
            return title
        return title[: most + 1].rpartition(" ")[0].rstrip(" ,;:.–—") + "…"

    def level(self, block: Block) -> int:
        """Return the level of a heading on the page, 2 to 6, the title being 1."""
        top = min(heading.level for heading in self.headings)
        return min(6, block.level + (1 if top == 1 else 0))

    # Inside.

    @property
    def _length(self) -> float:
        return sum(_lines(block) for block in (*self.blocks, *self.edition.document.footnotes))

    @property
    def _short(self) -> str:
        document = self.edition.document
        return addresses.short_name(document.slug, document.meta.short)

    @property
    def _called(self) -> int:
        return len(set(_labels(self.blocks)) & self.notes.keys())

    def _call(self, label: str) -> Markup:
        note = self.notes.get(label)
        if note is None:
            return Markup()
        note.calls += 1
        first = note.calls == 1
        if not self.where.print:
            anchor = f"r{note.number}" if first else f"r{note.number}-{note.calls}"
            return Markup(f'<sup class="call"><a id="{anchor}" href="#n{note.number}">{note.number}</a></sup>')
        if not first or self.where.endnotes:
            return Markup(f'<span class="call">{note.number}</span>')
        number = note.number
        return Markup(f'<span class="note" data-number="{number}" id="note-{number}">{self._note_inside(note)}</span>')

    def _note_inside(self, note: Note) -> Markup:
        """Return a footnote's content for print, where it stands in the line and so may hold no block element."""
        texts = [block.text for block in note.block.walk() if block.text and block.kind is not Kind.COMMENT]
        return Markup('<span class="further"></span>').join(self.inline(text) for text in texts)

    def _href(self, address: str) -> str | None:
        if "://" in address or address.startswith(("mailto:", "tel:")):
            return address
        if self.where.print or address.startswith("#"):
            return None
        other = re.fullmatch(r"(?:\./)?([\w.-]+)\.md(#\S*)?", address)
        if other is None:
            return None
        code = self.edition.language.code if self.where.others is None else self.where.others.get(other[1], "")
        folder = "" if code == self.edition.language.code else f"../{code}/"
        return f"../{folder}{quote(other[1])}/index.html{other[2] or ''}" if code else None

    def _image(self, source: str, alt: str) -> Markup:
        return Markup('<img class="inline" src="{}" alt="{}">').format(self.image(source), alt)


def scheme_of(publisher: Publisher) -> Scheme:
    """Return the colours of a group."""
    return Scheme(publisher.colour, publisher.second_colour)


_AROUND = {Kind.HEADING: 2.0, Kind.QUOTE: 2.0, Kind.LIST: 1.0, Kind.TABLE: 2.0, Kind.FOOTNOTE: 0.8}
"""Lines that space takes around a block, all formats taken together."""


def _lines(block: Block) -> float:
    """Estimate how many lines of a booklet page a block takes, the space around it included."""
    if block.kind is Kind.FIGURE:
        return 18.0 + len(block.text) / 70
    if block.kind is Kind.ROW:
        return 0.7 + max((len(cell.text) / 20 for cell in block.children), default=1.0)
    own = math.ceil(len(block.text) / 58) if block.text else 0
    around = _AROUND.get(block.kind, 0.0)
    return own + around + sum(_lines(child) for child in block.children)


def _initials(name: str) -> str:
    """Return what tells speakers apart: `Ines Duarte`, `Ines D.` and `ID` are one."""
    words: list[str] = re.findall(r"[^\W\d_]+", name)
    if len(words) == 1:
        return words[0].upper() if len(words[0]) <= 3 else words[0][:1].upper()
    return "".join(word[0] for word in words).upper()


def _labels(blocks: Sequence[Block]) -> list[str]:
    """Return the labels of footnotes in the order in which the text calls them."""
    return [
        label
        for block in blocks
        for inner in block.walk()
        if inner.kind is not Kind.CODE
        for label in _FOOTNOTE.findall(inner.text)
    ]


def _numbered(blocks: Sequence[Block], definitions: Sequence[Block]) -> dict[str, Note]:
    known = {block.label: block for block in reversed(definitions)}
    order = [label for label in dict.fromkeys(_labels(blocks)) if label in known]
    order += [label for label in dict.fromkeys(block.label for block in definitions) if label not in order]
    return {label: Note(number=number, block=known[label]) for number, label in enumerate(order, 1)}

"""Proofs on paper: pages on larger sheets, marks under the sentences that wait, their numbers in the margin, a legend.

The marks are drawn over pages that are laid out, so that no line breaks in another place than it will in print.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from markupsafe import Markup
from weasyprint.formatting_structure import boxes

from pipeline.review.proof import Open, Want
from pipeline.typeset import fonts, pdf, places
from pipeline.typeset.imposition.papers import Size
from pipeline.typeset.strings import Strings

PX = 25.4 / 96
"""Millimetres of a CSS pixel, WeasyPrint's unit."""
SIDE, TOP, FOOT = 6.0, 7.0, 19.0
"""Millimetres left free around a page on its sheet; the legend stands in the last ones."""
LARGEST, PEN = 2**0.5, 30.0
"""How much larger small pages are shown at most, and how many millimetres are left beside them then."""
GAP = 1.2
"""Millimetres between the text and the numbers beside it."""
CHIP = 3.2
"""Millimetres from one number to the next below it, at the least."""
_SAME_LINE = 2.0
"""Pixels by which the baselines of one line may differ: small capitals, figures set higher."""
LEGEND = {
    Want.DRAFT: "draft",
    Want.STALE: "source changed",
    Want.ERROR: "error found",
    Want.UNTRANSLATED: "not translated",
}
"""The words for each kind of mark, in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Words of a marked sentence in one line of a page; lengths in pixels from the page's upper left corner."""

    number: int
    want: Want
    left: float
    right: float
    baseline: float
    size: float
    colour: str
    """That of the words: a mark must be seen on their ground too."""
    begins: bool
    """Whether the sentence begins here."""
    column: tuple[float, float]
    """Where the column begins and ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What stands in the margin beside a line: numbers, and where, in pixels; the side of the text it stands on."""

    words: str
    edge: float
    baseline: float
    on_left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the sheets say of themselves."""

    title: str
    """Of the file."""
    line: str
    """Text, language, format, how far the review has come."""
    strings: Strings


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page stands on its sheet: lengths in mm; at a `scale` of 1 it is as large as it will be."""

    sheet: Size
    left: float
    top: float
    scale: float


def proof_sheets(layout: pdf.Layout, open: Sequence[Open], paper: Size, about: About, *, root: Path) -> bytes:
    """Return the PDF of a proof: each page of the layout on a sheet of its own, in their order.

    The sentences of `open` that stand on no page (descriptions of pictures, passages that are left out) are listed
    on sheets of their own at the end.
    """
    content, _ = layout.written()
    pages = layout.document.pages
    stretches = [list(stretches_of(page)) for page in pages]
    places_of = [place_of(Size(page.width * PX, page.height * PX), paper) for page in pages]
    shown = {stretch.number for page in stretches for stretch in page}
    rest = [item for item in open if item.number not in shown]
    kinds = [want for want in LEGEND if any(item.want is want for item in open)]
    html = _html(
        [_sheet(*each, about) for each in zip(pages, stretches, places_of, strict=True)], places_of, rest, kinds,
        paper, about,
    )  # fmt: skip
    sheets = pdf.lay_out(str(html), root, layout.base)
    over = sheets.document.write_pdf(pdf_identifier=hashlib.sha256(html.encode()).digest()[:16])
    return _together(over, content, places_of)


def stretches_of(page: Any) -> Iterator[Stretch]:
    """Yield the marked words of a page that WeasyPrint has laid out, line by line, in the order of the text."""
    box = page._page_box
    whole = (box.content_box_x(), box.content_box_x() + box.width)
    begun: set[int] = set()
    for text, element, column in _texts(box, None, whole, whole=whole):
        words = text.text.strip()
        if not words:
            continue
        # A line may begin with the space before the sentence, as wide as all spaces of the line.
        space = text.style["font_size"] * 0.22 + getattr(text, "justification_spacing", 0)
        begins = "data-first" in element.attrib and id(element) not in begun
        begun.add(id(element))
        yield Stretch(
            number=int(element.get("data-sentence")),
            want=Want(element.get("data-want")),
            left=text.position_x + (space if text.text[0] == " " else 0),
            right=text.position_x + text.width - (space if text.text[-1] == " " else 0),
            baseline=text.position_y + text.baseline,
            size=text.style["font_size"],
            colour=_colour(text.style["color"]),
            begins=begins,
            column=column,
        )


def notes_of(stretches: Sequence[Stretch], content: tuple[float, float]) -> tuple[Note, ...]:
    """Return the numbers that stand in the margin, from the top down on each side.

    `content` is where the page's text begins and ends. A sentence has its number beside the line in which it begins,
    and once more, after dots, where it goes on in another column or on another page.
    """
    found: dict[tuple[float, bool], list[tuple[float, float, str]]] = {}
    left = min([content[0], *(stretch.left for stretch in stretches)])
    right = max([content[1], *(stretch.right for stretch in stretches)])
    last: Stretch | None = None
    for stretch in stretches:
        goes_on = last is not None and last.number == stretch.number and last.column == stretch.column
        if stretch.begins or not goes_on:
            # The last column has its numbers outside too; one in the middle has them in the space before it.
            inner = stretch.column[0] > content[0] + 1
            outer = inner and stretch.column[1] > content[1] - 1
            lane = (right, False) if outer else (stretch.column[0] if inner else left, True)
            words = f"{stretch.number}" if stretch.begins else f"…{stretch.number}"
            found.setdefault(lane, []).append((stretch.baseline, stretch.left, words))
        last = stretch
    return tuple(note for lane, items in sorted(found.items()) for note in _stacked(*lane, items))


def place_of(page: Size, paper: Size) -> Place:
    """Return where a page stands on a sheet of paper, turned as the page is.

    It is made smaller only where it must be, and a small one larger where that leaves room to write beside it.
    """
    across = page.width > page.height
    short, long = sorted((paper.width, paper.height))
    sheet = Size(long, short) if across else Size(short, long)
    high = (sheet.height - TOP - FOOT) / page.height
    smaller = min(1.0, (sheet.width - 2 * SIDE) / page.width, high)
    larger = min(LARGEST, (sheet.width - 2 * PEN) / page.width, high)
    scale = max(smaller, larger)
    return Place(
        sheet=sheet,
        left=(sheet.width - page.width * scale) / 2,
        top=TOP + (sheet.height - TOP - FOOT - page.height * scale) / 2,
        scale=scale,
    )


def _texts(
    box: Any, element: Any, column: tuple[float, float], *, whole: tuple[float, float]
) -> Iterator[tuple[Any, Any, tuple[float, float]]]:
    """Yield the text boxes of marked sentences, each with the sentence's element and its column.

    What stands in the right half of a page without columns (the second language, a table's last cell) is taken for
    one that reaches to the right margin.
    """
    if getattr(box, "is_column", False):
        column = (box.position_x, box.position_x + box.width)
    elif column == whole and isinstance(box, boxes.BlockContainerBox):
        left = box.content_box_x()
        if left > (whole[0] + whole[1]) / 2 - _SAME_LINE:
            column = (left, whole[1])
    own = box.element
    if isinstance(box, boxes.InlineBox) and own is not None and own.get("data-sentence"):
        element = own
    if isinstance(box, boxes.TextBox):
        if element is not None:
            yield box, element, column
        return
    if isinstance(box, boxes.LineBox):
        # A note inside a sentence belongs to another one, and says so itself.
        element = None
    for child in getattr(box, "children", ()):
        yield from _texts(child, element, column, whole=whole)


def _stacked(edge: float, on_left: bool, items: Iterable[tuple[float, float, str]]) -> Iterator[Note]:
    """Yield the notes of one side: those of one line together, none over another."""
    lines: list[tuple[float, list[tuple[float, str]]]] = []
    for baseline, left, words in sorted(items):
        if not lines or baseline - lines[-1][0] > _SAME_LINE:
            lines.append((baseline, []))
        lines[-1][1].append((left, words))
    free = float("-inf")
    for baseline, parts in lines:
        at = max(baseline, free)
        free = at + CHIP / PX
        words = " · ".join(dict.fromkeys(words for _, words in sorted(parts)))
        yield Note(words=words, edge=edge, baseline=at, on_left=on_left)


def _sheet(page: Any, stretches: Sequence[Stretch], place: Place, about: About) -> Markup:
    """Return the marks of a page and the numbers beside it as HTML."""
    box = page._page_box
    content = (box.content_box_x(), box.content_box_x() + box.width)
    lines = Markup("").join(map(_line, stretches))
    numbers = Markup("").join(_number(note, place) for note in notes_of(stretches, content))
    return Markup(
        '<svg class="all" width="{w}mm" height="{h}mm" viewBox="0 0 {w} {h}">'
        '<g transform="translate({x:.3f} {y:.3f}) scale({scale:.6f})">'
        '<rect width="{wide:.3f}" height="{high:.3f}" fill="none" stroke="#999" stroke-width=".4"/>{lines}</g></svg>'
        "{numbers}"
    ).format(
        w=place.sheet.width, h=place.sheet.height, x=place.left, y=place.top, scale=place.scale * PX,
        wide=page.width, high=page.height, lines=lines, numbers=numbers,
    )  # fmt: skip


def _line(stretch: Stretch) -> Markup:
    """Return the mark under some words: dots, dashes, waves or two lines; a tick where the sentence begins."""
    y = stretch.baseline + max(2.2, stretch.size * 0.16)
    left, right = stretch.left + 0.6, max(stretch.right - 0.6, stretch.left + 1.6)
    tick = f"M{left:.2f} {y:.2f}v-3.2" if stretch.begins else ""
    return Markup('<g fill="none" stroke="{}">{}</g>').format(
        stretch.colour, _drawn(stretch.want, left, right, y, tick)
    )


def _drawn(want: Want, left: float, right: float, y: float, tick: str = "") -> Markup:
    straight = f"M{left:.2f} {y:.2f}H{right:.2f}"
    paths = {
        Want.DRAFT: Markup('<path d="{}" stroke-width="1.1" stroke-dasharray=".01 2.4" stroke-linecap="round"/>'),
        Want.STALE: Markup('<path d="{}" stroke-width="1" stroke-dasharray="5 2.5"/>'),
        Want.UNTRANSLATED: Markup('<path d="{}" stroke-width=".6"/>'),
        Want.ERROR: Markup('<path d="{}" stroke-width=".8"/>'),
    }
    path = straight
    if want is Want.UNTRANSLATED:
        path += f"M{left:.2f} {y + 1.7:.2f}H{right:.2f}"
    elif want is Want.ERROR:
        path = f"M{left:.2f} {y:.2f}" + "q1 -2.2 2 0t2 0" * max(1, round((right - left) / 4))
    ticked = Markup('<path d="{}" stroke-width=".8"/>').format(tick) if tick else Markup("")
    return paths[want].format(path) + ticked


def _number(note: Note, place: Place) -> Markup:
    """Return the numbers beside a line, on white: they are read on a dark cover too."""
    x, y = (place.left + note.edge * PX * place.scale, place.top + note.baseline * PX * place.scale)
    side = f"right: {place.sheet.width - x + GAP:.2f}mm" if note.on_left else f"left: {x + GAP:.2f}mm"
    return Markup('<b class="number" style="{}; top: {:.2f}mm">{}</b>').format(side, y - 2.35, note.words)


def _html(
    sheets: Sequence[Markup], shown: Sequence[Place], rest: Sequence[Open], kinds: Sequence[Want], paper: Size,
    about: About,
) -> Markup:  # fmt: skip
    """Return the document that is laid over the pages: a section a page, then what stands on none."""
    say = about.strings
    sizes = "".join(
        f"@page s{number} {{ size: {place.sheet.width}mm {place.sheet.height}mm; margin: 0 }}\n"
        f"#s{number} {{ page: s{number}; width: {place.sheet.width}mm; height: {place.sheet.height}mm }}\n"
        for number, place in enumerate(shown, 1)
    )
    samples = Markup("").join(
        Markup('<span class="kind"><svg viewBox="0 0 34 9"><g fill="none" stroke="#000">{}</g></svg>{}</span>').format(
            _drawn(want, 1, 33, 5), say(LEGEND[want])
        )
        for want in kinds
    )  # fmt: skip
    key = Markup('<span class="kind"><b class="sample">12</b>{}</span>').format(
        say("number of the sentence in the review")
    )
    legend = Markup('<div class="legend"><p>{}<span class="page">{}</span></p><p>{}</p></div>')
    page = Markup(say("Page {page} of {pages}")).format(page=_PAGE, pages=_PAGES)
    body = [
        Markup('<section class="sheet" id="s{}">{}{}</section>').format(
            number, sheet,
            legend.format(about.line, page, key + samples),
        )
        for number, sheet in enumerate(sheets, 1)
    ]  # fmt: skip
    if rest:
        items = Markup("").join(
            Markup('<p class="item"><b class="sample">{}</b><span>{}</span></p>').format(item.number, item.text)
            for item in rest
        )
        said = say("Not on these pages: descriptions of pictures, and what this format leaves out")
        head = Markup('<p class="head">{}<span class="page">{}</span></p>').format(about.line, page)
        body.append(Markup('<section class="rest">{}<h1>{}</h1>{}</section>').format(head, said, items))
    faces = (*fonts.faces(fonts.DISPLAY), *fonts.faces(fonts.TEXT))
    head = Markup(
        '<!DOCTYPE html><html lang="{}"><head><meta charset="utf-8"><title>{}</title><style>{}</style></head>'
    )
    short, long = sorted((paper.width, paper.height))
    style = Markup(f"{fonts.css(faces, places.PACKAGED_FONTS)}{_STYLE}{sizes}@page {{ size: {short}mm {long}mm }}")
    return head.format(say.language.locale, about.title, style) + Markup("<body>{}</body></html>").format(
        Markup("").join(body)
    )


_PAGE, _PAGES = (Markup('<i class="{}"></i>').format(name) for name in ("this", "all-pages"))

_STYLE = f"""
@page {{ margin: 18mm }}
body {{ margin: 0; font: 600 8.5pt/11pt "{fonts.DISPLAY}"; color: #000; font-variant-numeric: lining-nums }}
p {{ margin: 0 }}
.sheet {{ position: relative; break-after: page }}
.all {{ position: absolute; left: 0; top: 0 }}
.number {{ position: absolute; font-weight: 600; font-size: 7.6pt; line-height: 2.9mm; background: #fff;
  padding: 0 .5mm; border: .25pt solid #777; border-radius: .6mm; white-space: nowrap; word-spacing: -.08em }}
.legend {{ position: absolute; left: 12mm; right: 12mm; bottom: 6mm }}
.page {{ float: right }}
i {{ font-style: normal }}
.this::before {{ content: counter(page) }}
.all-pages::before {{ content: counter(pages) }}
.kind {{ margin-right: 5mm; white-space: nowrap }}
.kind svg {{ width: 9mm; height: 2.4mm; margin-right: 1mm; vertical-align: -.2mm }}
.sample {{ border: .25pt solid #777; border-radius: .6mm; padding: 0 .5mm; margin-right: 1.2mm; font-size: 7.6pt }}
.head {{ position: running(head) }}
@page {{ @top-center {{ content: element(head); width: 100%; vertical-align: middle; text-align: left }} }}
.rest h1 {{ font: 600 13pt/16pt "{fonts.DISPLAY}"; margin: 8mm 0 4mm }}
.item {{ margin-bottom: 3mm; font: 10pt/14pt "{fonts.TEXT}"; position: relative; padding-left: 11mm }}
.item .sample {{ position: absolute; left: 0; top: 0; font-family: "{fonts.DISPLAY}" }}
"""


def _together(over: bytes, content: bytes, shown: Sequence[Place]) -> bytes:
    """Return the sheets with the pages under them."""
    points = 72 / 25.4
    with pikepdf.open(BytesIO(over)) as sheets, pikepdf.open(BytesIO(content)) as pages:
        # Not `add_underlay`, which gives random names: the same proof is the same file.
        for number, (sheet, page, place) in enumerate(zip(sheets.pages, pages.pages, shown, strict=False), 1):
            name = pikepdf.Name(f"/Proof{number}")
            sheet.add_resource(sheets.copy_foreign(page.as_form_xobject()), pikepdf.Name.XObject, name)
            high = float(page.mediabox[3]) - float(page.mediabox[1])
            bottom = (place.sheet.height - place.top) * points - high * place.scale
            at = f"{place.scale:.6f} 0 0 {place.scale:.6f} {place.left * points:.4f} {bottom:.4f}"
            sheet.contents_add(f"q {at} cm {name} Do Q\n".encode(), prepend=True)
        out = BytesIO()
        sheets.save(out, deterministic_id=True)
    return out.getvalue()


def _colour(colour: Any) -> str:
    """Return the colour of some words as CSS has it."""
    red, green, blue = (round(max(0.0, min(1.0, value)) * 255) for value in colour.to("srgb").coordinates)
    return f"#{red:02x}{green:02x}{blue:02x}"

"""The pages of a kit that are not leaflets: test sheet, print plan, check list, and the page to start from."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from markupsafe import Markup

from pipeline.languages import Language, language
from pipeline.project import Configuration
from pipeline.publish.kit.amounts import PACK, PILE, Amount, amount, grams_of, shared, total
from pipeline.publish.kit.drawings import Step, steps
from pipeline.publish.kit.shape import Shape
from pipeline.publish.kit.words import Figures, filled
from pipeline.typeset import fonts, places
from pipeline.typeset.imposition.papers import PAPERS, Size
from pipeline.typeset.occasion import Occasion
from pipeline.typeset.render import Renderer

SANS = "Alegreya Sans"
POSTER = "poster"
"""The scheme of what is pinned up and goes into no bag."""
LONGEST_CODED = 80
"""Signs of an event's title in the QR code of the test sheet, where there is no address."""
SIDES = {
    "short": "both sides, flip on the short edge",
    "long": "both sides, flip on the long edge",
    "": "one side only",
}
INKS = {False: "in black", True: "in colour"}
PACKS, ONE_PACK = "{count} packs of 500", "1 pack of 500"
WORDS = (*SIDES.values(), *INKS.values(), PACKS, ONE_PACK)
"""All that is said here and not in a template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """One print file of a kit, in printing order."""

    number: str
    """Two figures or more: `01`."""
    file: str
    """The file's name in `print/`."""
    slug: str
    code: str
    format: str
    label: str
    """What the format is called, in English."""
    title: str
    """The edition's own title, as plain text."""
    wanted: int
    """Copies that are wanted."""
    colour: bool
    draft: bool
    """True while a sentence of it is not approved."""
    shape: Shape
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What all pages of a kit are made from."""

    slug: str
    occasion: Occasion
    """The event in the language of the pages."""
    language: Language
    configuration: Configuration
    prints: tuple[Print, ...]
    bags: int = 1
    contact: str = ""
    drafts: tuple[str, ...] = ()
    """What is not approved yet, by name."""
    send: bool = False
    """Whether there is something to send."""

    @property
    def paper(self) -> Size:
        """The paper of these pages: A4, or Letter where the project prints on that."""
        return PAPERS["Letter" if self.configuration.sheets.paper == "Letter" else "A4"].size

    def amount(self, item: Print) -> Amount:
        """Return what the copies of a file take."""
        configuration = self.configuration
        return amount(
            item.wanted, item.shape, configuration.sheets.weight, configuration.prices, colour=item.colour
        )  # fmt: skip


class Pages:
    """Fills the pages of one kit; all of them are HTML."""

    def __init__(self, renderer: Renderer, about: About) -> None:
        self._renderer, self._about = renderer, about
        self._figures = Figures(about.language)
        self._say = renderer.strings(about.language)
        self._weight = about.configuration.sheets.weight
        self._total = total((item.shape, about.amount(item)) for item in about.prints)

    def plan(self) -> str:
        """Return the print plan, to hang beside the copier."""
        about = self._about
        ordered = groupby(about.prints, lambda item: (item.shape.paper, item.shape.flip, item.colour))
        groups = [
            {
                "paper": paper, "weight": self._weight, "sides": SIDES[flip], "ink": INKS[colour],
                "lines": [self._line(item) for item in items],
            }
            for (paper, flip, colour), items in ordered
        ]  # fmt: skip
        return self._filled(
            "plan",
            groups=groups,
            total=self._totals(),
            papers=self._papers(),
            hows=self._hows(),
            proofs=self._proofs(),
            pile=PILE,
            several=any(item.shape.sheets > 1 for item in about.prints),
        )

    def checks(self) -> str:
        """Return the check list."""
        about = self._about
        lines = [
            {
                "title": item.title, "format": item.label, "language": _name(item.code),
                "pieces": about.amount(item).pieces,
                "bags": "" if item.shape.scheme == POSTER else self._bags(about.amount(item).pieces),
            }
            for item in about.prints
        ]  # fmt: skip
        return self._filled(
            "checks", slug=shlex.quote(about.slug), contact=about.contact, drafts=about.drafts, papers=self._papers(),
            hands=any(item.shape.folds or item.shape.cuts or item.shape.staples for item in about.prints),
            linked=about.occasion.base_url, send=about.send, bags=about.bags, lines=lines,
            posters=any(item.shape.scheme == POSTER for item in about.prints),
            languages=", ".join(_name(code) for code in self._codes()),
        )  # fmt: skip

    def test(self) -> str:
        """Return the test sheet, two pages."""
        from pipeline.publish.kit import testing

        about = self._about
        coded = about.occasion.link or about.occasion.title_text[:LONGEST_CODED]
        return self._filled(
            "test", frames=testing.frames(about.paper), ruler=testing.ruler(), ruler_down=testing.ruler(down=True),
            arrow=testing.arrow(), coded=coded, percent=self._figures.percent,
        )  # fmt: skip

    def start(self) -> str:
        """Return the page to start from: what is in the kit, in order, with links."""
        about = self._about
        return filled(
            self._renderer, "kit/start.html", about.language, event=self._event(), total=self._totals(),
            prints=[self._line(item) for item in about.prints], codes=self._codes(),
            names=[_name(code) for code in self._codes()], slug=shlex.quote(about.slug), send=about.send,
            proofs=self._proofs(),
        )  # fmt: skip

    def _filled(self, name: str, **values: object) -> str:
        faces = (*fonts.faces(fonts.DISPLAY), *fonts.faces(SANS))
        return filled(
            self._renderer, f"kit/{name}.html", self._about.language, event=self._event(), page=self._about.paper,
            font_css=Markup(fonts.css(faces, places.PACKAGED_FONTS)), **values,
        )  # fmt: skip

    def _event(self) -> dict[str, str]:
        occasion = self._about.occasion
        return {
            "title": occasion.title_text,
            "when": occasion.when[:1].upper() + occasion.when[1:],
            "where": occasion.where,
            "call": occasion.call_text,
        }

    def _proofs(self) -> int:
        """Return how many files are not approved yet."""
        return sum(item.draft for item in self._about.prints)

    def _codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.code for item in self._about.prints))

    def _money(self, cost: Decimal | None) -> str:
        prices = self._about.configuration.prices
        return self._figures.money(cost, prices.currency) if prices and cost is not None else ""

    def _line(self, item: Print) -> dict[str, object]:
        amount = self._about.amount(item)
        return {
            "number": item.number, "file": item.file, "language": _name(item.code), "title": item.title,
            "format": item.label, "draft": item.draft, "copies": amount.sets, "sheets": amount.sheets,
            "pieces": amount.pieces, "spare": amount.spare, "cost": self._money(amount.cost),
        }  # fmt: skip

    def _totals(self) -> dict[str, object]:
        whole = self._total
        return {
            "files": whole.files, "sheets": whole.sheets, "weight": self._figures.weight(whole.grams),
            "time": self._figures.time(whole.minutes), "cost": self._money(whole.cost),
        }  # fmt: skip

    def _papers(self) -> list[dict[str, object]]:
        found = []
        for name, sheets in self._total.paper:
            packs = -(-sheets // PACK)
            said = self._say(ONE_PACK) if packs == 1 else self._say(PACKS, count=self._say.number(packs))
            kilos = self._figures.weight(sheets * grams_of(name, self._weight))
            found.append(
                {"name": name, "weight": self._weight, "sheets": sheets, "packs": said if sheets > PACK / 4 else "",
                 "kg": kilos}
            )  # fmt: skip
        return found

    def _hows(self) -> list[dict[str, object]]:
        """Return what is to be done with the sheets of each format; those that are handled alike together."""
        about, found = self._about, []
        marks = about.configuration.sheets.bleed > 0
        by_kind: dict[object, list[Print]] = {}
        for item in about.prints:
            shape = item.shape
            key = (
                item.format,
                shape.scheme,
                shape.paper,
                shape.columns,
                shape.rows,
                bool(shape.staples),
                shape.sheets > 1,
            )
            by_kind.setdefault(key, []).append(item)
        for items in by_kind.values():
            amounts = [about.amount(item) for item in items]
            drawn: Sequence[Step] = steps(items[0].shape, self._figures.number, marks=marks)
            found.append(
                {
                    "numbers": " ".join(item.number for item in items), "format": items[0].label, "steps": drawn,
                    "pieces": sum(amount.pieces for amount in amounts), "cuts": sum(amount.cuts for amount in amounts),
                }
            )  # fmt: skip
        return found

    def _bags(self, pieces: int) -> str:
        parts = shared(pieces, self._about.bags)
        least, most = min(parts), max(parts)
        number = self._say.number
        return number(most) if least == most else f"{number(least)}–{number(most)}"


def _name(code: str) -> str:
    return language(code).name

"""The desk on which a document lies while it is recognised: its pieces, and what has been decided about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.text.document import Kind
from pipeline.text.importers.escape import markdown
from pipeline.text.importers.model import Aside, Decide, Guess, Piece, Reading, always
from pipeline.text.importers.wording import words

_STOP = re.compile(
    r"[.!?…][\"”’'»)\]]*(?:\s*(?:\\?\[\^?\d+\\?\]|\(\d{1,3}\)|\^\d{1,3}|[¹²³⁰-⁹]+))*\Z|(?<=[^\W\d_])[.!?][\"”’'»)]?\d{1,2}\Z"
)
LONG = 26
"""Words of a paragraph that is no title, label or caption."""
TEXT = 9
"""Words of a paragraph that may follow a heading."""


@dataclass(slots=True)
class Slot:
    """A place in the document. Lines of one paragraph, divided to be judged, share a `group` above 0.

    What is left of such lines is put together again: a verse or an address is never taken for headings, but a line of
    it may be one of a page’s furniture, or an item after a colon.
    """

    piece: Piece | None
    group: int = 0
    more: tuple[Piece, ...] = ()
    """Pieces that follow it, where one was divided."""
    firm: bool = False
    """True once it is known what it is, or a person has refused a guess about it: no rule looks at it again."""


@dataclass(slots=True)
class Desk:
    """Pieces in reading order; rules look at them, ask, and put others in their place. The input is never changed."""

    reading: Reading
    decide: Decide = always
    slots: list[Slot] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    guesses: list[Guess] = field(default_factory=list)
    asides: list[tuple[int, Aside]] = field(default_factory=list)
    head: int = 0
    """How many slots at the beginning are above the text."""
    _gaps: bool | None = None

    def __post_init__(self) -> None:
        for group, piece in enumerate(self.reading.pieces, start=1):
            lines = _lines(piece)
            for number, line in enumerate(lines):
                self.slots.append(Slot(line if not number or not line.line else replace(line, line=line.line + number),
                                       group if len(lines) > 1 else 0))  # fmt: skip

    def live(self) -> list[int]:
        """Return the places that still hold a piece."""
        return [at for at, slot in enumerate(self.slots) if slot.piece is not None]

    def open(self) -> list[int]:
        """Return the places of paragraphs about which nothing has been decided."""
        return [at for at in self.live() if self.is_open(at)]

    def is_open(self, at: int) -> bool:
        """Tell whether a place holds a paragraph about which nothing has been decided."""
        slot = self.slots[at]
        return slot.piece is not None and not slot.firm and slot.piece.kind is Kind.PARAGRAPH

    def piece(self, at: int) -> Piece:
        """Return the piece at a place that is live."""
        piece = self.slots[at].piece
        assert piece is not None
        return piece

    def after(self, at: int) -> int | None:
        """Return the next live place."""
        return next((other for other in range(at + 1, len(self.slots)) if self.slots[other].piece), None)

    def before(self, at: int) -> int | None:
        """Return the last live place before."""
        return next((other for other in range(at - 1, -1, -1) if self.slots[other].piece), None)

    def is_joined(self, at: int, other: int) -> bool:
        """Tell whether two places stood in the input with no empty line between them."""
        first, second = self.slots[at], self.slots[other]
        if first.group and first.group == second.group:
            return True
        one, two = first.piece, second.piece
        return bool(one and two and one.line and two.line - one.line == 1 and other - at == 1)

    def has_gaps(self) -> bool:
        """Tell whether empty lines stand between paragraphs of this document, so that their absence means something."""
        if self._gaps is None:
            self._gaps = self._has_gaps()
        return self._gaps

    def _has_gaps(self) -> bool:
        pieces = [piece for piece in self.reading.pieces if piece.line]
        texts = [two.line - one.line > 1 for one, two in pairwise(pieces) if is_text(one)]
        return any(slot.group for slot in self.slots) or 2 * sum(texts) > len(texts)

    def agrees(self, at: int, what: str, confidence: float, reason: str, *, text: str = "", result: str = "") -> bool:
        """Make a guess about the piece at a place; if it is refused, nobody guesses about that piece again."""
        piece = self.piece(at)
        guess = Guess(what=what, text=text or piece.plain, confidence=round(min(confidence, 0.99), 2), reason=reason,
                      line=piece.line, page=piece.page, result=result)  # fmt: skip
        if not self.decide(guess):
            self.slots[at].firm = True
            return False
        self.guesses.append(guess)
        return True

    def put(self, at: int, piece: Piece | None, *more: Piece) -> None:
        """Put a piece, or several, where one was, and leave it alone from now on; None takes the place away."""
        self.slots[at].piece = piece
        self.slots[at].more = more
        self.slots[at].firm = True

    def set_aside(self, at: int, why: str, text: str = "") -> None:
        """Take a piece, or only `text` of it, out of the text, and keep the words."""
        piece = self.piece(at)
        self.asides.append((at, Aside(text=text or piece.plain, why=why, line=piece.line, page=piece.page)))
        if not text:
            self.put(at, None)

    def fill(self, at: int, name: str, value: str) -> None:
        """Make a field of the front matter of a piece; words of it that are not in the field are set aside."""
        said = self.piece(at).plain
        again = name in self.meta
        self.meta[name] = value
        if again or words(said) != words(value):
            self.set_aside(at, name)
        else:
            self.put(at, None)

    def pieces(self) -> tuple[Piece, ...]:
        """Return what is left, lines of one paragraph put together again."""
        found: list[Piece] = []
        group = 0
        for slot in self.slots:
            piece = slot.piece
            if piece is None:
                continue
            plain = slot.group if piece.kind is Kind.PARAGRAPH and piece.markdown.startswith("**") is False else 0
            if plain and plain == group:
                last = found[-1]
                found[-1] = replace(last, markdown=f"{last.markdown}\\\n{piece.markdown}",
                                    plain=f"{last.plain}\n{piece.plain}")  # fmt: skip
            else:
                found += [piece, *slot.more]
            group = plain
        return tuple(found)


def _lines(piece: Piece) -> list[Piece]:
    """Return the lines of a paragraph that has line breaks, each as a piece."""
    shown = piece.markdown.split("\\\n")
    said = piece.plain.split("\n")
    if piece.kind is not Kind.PARAGRAPH or len(shown) < 2 or len(shown) != len(said):
        return [piece]
    if not all(line.strip() for line in said) or any(line.count("*") % 2 for line in shown):
        return [piece]
    return [replace(piece, markdown=line, plain=plain) for line, plain in zip(shown, said, strict=True)]


def paragraph(plain: str, like: Piece) -> Piece:
    """Return a paragraph of plain words, in the place of another piece."""
    return replace(like, kind=Kind.PARAGRAPH, markdown=markdown(plain), plain=plain, level=0)


def count(text: str) -> int:
    """Return how many words a text has, as people count."""
    return len(text.split())


def is_stopped(text: str) -> bool:
    """Tell whether a text ends as a sentence does."""
    return bool(_STOP.search(text.rstrip()))


def is_text(piece: Piece) -> bool:
    """Tell whether a piece is a paragraph of running text."""
    return piece.kind is Kind.PARAGRAPH and (
        count(piece.plain) >= LONG
        or (count(piece.plain) >= TEXT and (is_stopped(piece.plain) or piece.plain[-1:] in ":;"))
    )


def is_caps(text: str) -> bool:
    """Tell whether a text is in capitals: no small letter, and one long word or two words at least."""
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) > 3 and not any(sign.islower() for sign in letters)


def key(text: str) -> str:
    """Return a text's words alone, to compare texts by."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def vocabulary(text: str) -> frozenset[str]:
    """Return the words of a list that is written as one text."""
    return frozenset(text.split())

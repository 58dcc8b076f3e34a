"""Ask about guesses while a document is read, and keep what was decided."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.text.importers.model import Aside, Decide, Guess, always


@dataclass(slots=True)
class Judge:
    """Collects guesses that were agreed to, and what is set aside, in the order in which they come."""

    decide: Decide = always
    guesses: list[Guess] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)

    def agrees(self, guess: Guess) -> bool:
        """Ask whether a guess is right; note it if it is."""
        if not self.decide(guess):
            return False
        self.guesses.append(guess)
        return True

    def sets_aside(self, guess: Guess) -> bool:
        """Ask whether words are no part of the text; if so, keep them among what is set aside."""
        if not self.agrees(guess):
            return False
        self.asides.append(Aside(text=guess.text, why=guess.what, line=guess.line, page=guess.page))
        return True

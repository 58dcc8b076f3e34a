"""What a reviewer should look at in a draft."""

from __future__ import annotations

from enum import StrEnum


class Flag(StrEnum):
    """A reason to look at a draft, as it is kept in the catalogue."""

    EMPTY = "empty"
    """The package gave nothing: the source stands there."""
    SIGNS = "signs"
    """The package gave signs that the source has not, or no word at all: the source stands there."""
    MARKS = "marks"
    """The marks could not be put back: the source stands there, marks and all."""
    ECHO = "echo"
    """The package gave the source back, or nearly."""
    REPEATED = "repeated"
    """The draft says the same words again and again."""
    SHORT = "short"
    """The draft is much shorter than the source: part of it may be missing."""
    DROPPED = "dropped"
    """Words of the source in a row have no counterpart in the draft: a clause is missing."""
    LONG = "long"
    """The draft is much longer than the source."""
    CUT = "cut"
    """The draft ends in the middle of a sentence."""
    VALUES = "values"
    """A number, date, sum of money or the like is missing, or is there and not in the source."""
    PROTECTED = "protected"
    """An address, a handle, a piece of code or the like was lost or doubled: look where it stands."""
    BRACKETS = "brackets"
    """A quotation mark or bracket is missing or has no other half."""
    TERMS = "terms"
    """A term of the glossary is in the source and its translation is not in the draft."""
    NAMES = "names"
    """A name of the source was not found in the draft."""
    UNCHANGED = "unchanged"
    """Words of the source stand in the draft untranslated."""
    SPLIT = "split"
    """The sentence was too long for the package and was translated in pieces."""

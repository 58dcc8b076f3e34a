"""Which sentence a row that came back belongs to, and what of it had gone out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.review.exchange.model import Batch, Key, Returned, digest, plain
from pipeline.review.exchange.words import folded
from pipeline.review.remarks import entry_id

FEWEST_APART = 3
"""Translations beside other sentences than before, from which on a column was sorted without the others: fewer may
well be somebody's copying."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a row belongs: the sentence (None: the catalogue has none such) and its key as it went out, if known.

    `doubtful` where the row's key and its sentence say different things and nothing tells which one is right.
    """

    source: str | None
    base: Key | None
    doubtful: bool = False


class Matcher:
    """Finds the sentences of a catalogue from the rows of a batch."""

    def __init__(self, sources: Iterable[str], batch: Batch) -> None:
        self._by_id: dict[str, str] = {}
        self._by_source: dict[str, str] = {}
        self._by_letters: dict[str, str | None] = {}
        for source in sources:
            self.add(source)
        self._keys: dict[str, Key | None] = {}
        self._texts = {entry_id(row.source): row.source for row in batch.rows if row.source.strip()}
        for row in batch.rows:
            if key := Key.parse(row.key):
                self._keys[key.id] = key if self._keys.get(key.id, key) == key else None
        self._key_is_right = self._vote(batch)

    def add(self, source: str) -> None:
        """Have one sentence more to find."""
        if self._by_id.setdefault(entry_id(source), source) is not source:
            return
        self._by_source[plain(source, "")] = source
        letters = folded(source)
        self._by_letters[letters] = None if letters in self._by_letters else source

    def find(self, row: Returned) -> Found:
        """Return where a row belongs: by its key; by its sentence where it has none, or another's."""
        key = Key.parse(row.key)
        by_key = self._by_id.get(key.id) if key else None
        by_source = self._sentence(row.source)
        if by_key is not None and by_source is not None and by_key != by_source:
            if self._key_is_right is None:
                return Found(by_source, None, doubtful=True)
            if not self._key_is_right:
                by_key = None
        if by_key is not None:
            return Found(by_key, key)
        if by_source is not None:
            return Found(by_source, self._keys.get(entry_id(by_source)))
        return Found(None, key or self._keys.get(entry_id(self.sentence_of(row))))

    def sentence_of(self, row: Returned) -> str:
        """Return the sentence of a row as the file has it, be it in another row; empty where it does not."""
        key = Key.parse(row.key)
        return row.source if row.source.strip() else self._texts.get(key.id, "") if key else ""

    def _sentence(self, text: str) -> str | None:
        """Return the sentence that a file holds as `text`: quotes, case and spaces may have been put right."""
        if not text.strip():
            return None
        return self._by_source.get(plain(text, "")) or self._by_letters.get(folded(text))

    def _vote(self, batch: Batch) -> bool | None:
        """Tell whether translations stayed with the keys (True) or with the sentences, where the two were torn apart.

        Translations that nobody edited tell. None where none does, or where some stayed with each.
        """
        votes: Counter[bool] = Counter()
        for row in batch.rows:
            key = Key.parse(row.key)
            by_key = self._by_id.get(key.id) if key else None
            by_source = self._sentence(row.source)
            if key is None or by_key is None or by_source is None or by_key == by_source:
                continue
            other = self._keys.get(entry_id(by_source))
            text = digest(plain(row.target, by_source))
            if (text == key.text) != (other is not None and text == other.text):
                votes[text == key.text] += 1
        return None if len(votes) != 1 else next(iter(votes))


def sorted_apart(batch: Batch) -> int:
    """Return how many translations stand beside other sentences than before, as far as a sort must be the reason; or 0.

    That is so when at least three, and most of the edited ones, are what went out with another sentence.
    """
    keyed = [(key, row) for row in batch.rows if row.target.strip() and (key := Key.parse(row.key))]
    went_out = Counter(key.text for key in {key for key, _ in keyed})
    # Where the key is another sentence's, it was the keys that stayed behind: that is the matcher's business.
    together = [(key, row) for key, row in keyed if not row.source or entry_id(row.source) == key.id]
    edited = [text for key, row in together if (text := digest(plain(row.target, row.source))) != key.text]
    moved = sum(text in went_out for text in edited)
    return moved if moved >= FEWEST_APART and 2 * moved > len(edited) else 0

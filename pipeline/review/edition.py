"""An edition: one text in one language, with how far its review has come."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.languages import Language
from pipeline.text.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many segments of an edition are in which state."""

    total: int = 0
    approved: int = 0
    drafts: int = 0
    stale: int = 0
    untranslated: int = 0

    @property
    def complete(self) -> bool:
        """True when every segment is approved."""
        return self.approved == self.total

    @property
    def share(self) -> float:
        """The share of segments approved, 0 to 1; 1 for a text without segments."""
        return self.approved / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A document in `language`; `progress` is complete for the original, which needs no review."""

    document: Document
    language: Language
    source: Language
    progress: Progress = Progress()
    reviewers: tuple[str, ...] = ()
    """Names of those who approved segments, sorted."""

    @property
    def is_original(self) -> bool:
        """True for the text in the language in which it was written."""
        return self.language.code == self.source.code

    @property
    def is_proof(self) -> bool:
        """True while a segment is not approved."""
        return not self.progress.complete

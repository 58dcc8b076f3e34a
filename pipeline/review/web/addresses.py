"""The addresses of an edition's pages."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from pipeline.review.web.standing import Wanted

_EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one text in one language, within one filter, order and search."""

    code: str
    slug: str
    wanted: Wanted = _EVERYTHING

    @property
    def base(self) -> str:
        """The editor, without any filter: `/es/heat-wave/`."""
        return f"/{quote(self.code, safe='')}/{quote(self.slug, safe='')}/"

    def editor(self, at: str = "") -> str:
        """Return the editor at a sentence (its id)."""
        return self.base + self._query(at=at)

    def part(self, *, at: str = "", before: int | None = None, after: int | None = None) -> str:
        """Return the fragment around a sentence, or next to a place (from 1)."""
        return f"{self.base}part{self._query(at=at, before=before, after=after)}"

    def action(self, name: str) -> str:
        """Return where the form of a sentence posts."""
        return f"{self.base}{name}"

    def check(self, name: str) -> str:
        """Return where to post a translation that is being written."""
        return f"{self.base}{name}/check"

    def panel(self, name: str) -> str:
        """Return the side panel of a sentence."""
        return f"{self.base}panel/{name}{self._query()}"

    def preview(self, at: str = "") -> str:
        """Return the page viewer at a sentence."""
        return f"{self.base}preview" + (f"?{urlencode({'at': at})}" if at else "")

    def _query(self, **values: object) -> str:
        wanted = self.wanted
        fields = {name: value for name, value in values.items() if value not in ("", None)}
        if wanted.show != "all":
            fields["show"] = wanted.show
        if wanted.order != "text":
            fields["order"] = wanted.order
        if wanted.q:
            fields["q"] = wanted.q
        return f"?{urlencode(fields)}" if fields else ""

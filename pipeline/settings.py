"""Typed values out of a TOML table; what is wrong is said with file and line."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import OctavillaError
from pipeline.languages import language

_PACKAGES = (
    'must be a package like "translate-en_es-1_9", or two for a way through a third language: '
    '["translate-en_es-1_9", "translate-es_gl-1_0"].'
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageChoice:
    """The language packages that the configuration names for one pair of languages, and where it does."""

    source: str
    target: str
    names: tuple[str, ...]
    """One package, or two for a way through a third language, in the order of use."""
    path: Path | None = field(default=None, compare=False)
    line: int | None = field(default=None, compare=False)


def checker_of(content: bytes, path: Path) -> Checker:
    """Return the checker of a TOML file that came with a template. Raises OctavillaError where it is no TOML."""
    text = content.decode("utf-8", "replace")
    try:
        return Checker(tomllib.loads(text), text, path)
    except tomllib.TOMLDecodeError as error:
        raise OctavillaError(f"{error}. Each line reads: name = value.", path=path) from error


class Checker:
    """Takes typed values out of a TOML table and says where a wrong one stands."""

    def __init__(self, table: dict[str, Any], content: str, path: Path, section: str = "") -> None:
        self._table = table
        self._content = content
        self._path = path
        self._section = section

    def error(self, name: str, message: str) -> OctavillaError:
        """Return the error to raise for the setting `name`."""
        return OctavillaError(f"“{name}”: {message}", path=self._path, line=self._line(name))

    def _line(self, name: str) -> int | None:
        """Return the line, from 1, on which `name` is set in this section."""
        key = rf"[\"']?{re.escape(name)}[\"']?\s*(?:=|\.)"
        header = re.compile(r"^\s*\[+\s*[\"']?([^\]\"'\s]+)")
        section = ""
        for number, line in enumerate(self._content.split("\n"), 1):
            if found := header.match(line):
                section = found[1]
                here = f"{section}.".startswith(f"{self._section}.{name}.".lstrip("."))
            elif section == self._section:
                here = bool(re.match(rf"\s*{key}", line))
            elif f"{self._section}.".startswith(f"{section}.".lstrip(".")):
                # An outer section: this one is set inline, as in `design = {…}` or `design.colour = …`.
                inner = re.escape(self._section[len(section) :].lstrip("."))
                here = bool(re.match(rf"\s*{inner}\s*[.=].*{key}", line))
            else:
                here = False
            if here:
                return number
        return None

    def known(self, names: tuple[str, ...]) -> None:
        """Raise OctavillaError for a setting that is none of `names`."""
        for name in self._table:
            if name not in names:
                close = difflib.get_close_matches(name, names, 1)
                hint = f"did you mean “{close[0]}”?" if close else f"known: {', '.join(names)}."
                raise self.error(name, f"no such setting; {hint}")

    def table(self, name: str, names: tuple[str, ...] | None = None) -> Checker:
        """Return the section `name`; with `names`, nothing else may stand in it."""
        value = self._table.get(name, {})
        section = f"{self._section}.{name}" if self._section else name
        if not isinstance(value, dict):
            raise self.error(name, f"must be a section [{section}].")
        inner = Checker(value, self._content, self._path, section)
        if names is not None:
            inner.known(names)
        return inner

    def packages(self, source: str, *, outer: bool = True) -> tuple[PackageChoice, ...]:
        """Return what a section says that has language packages by target language, the texts being in `source`.

        A section within the outer one, `[packages.pt]`, is for texts in another language.
        """
        found: list[PackageChoice] = []
        for name, value in self._table.items():
            try:
                language(name)
            except OctavillaError as error:
                raise self.error(name, error.message) from error
            if isinstance(value, dict) and outer:
                found += self.table(name).packages(name, outer=False)
                continue
            names, line = self._package_names(name), self._line(name)
            found.append(PackageChoice(source=source, target=name, names=names, path=self._path, line=line))
        return tuple(found)

    def _package_names(self, name: str) -> tuple[str, ...]:
        value = self._table[name]
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(item, str) and item.strip() for item in names):
            raise self.error(name, _PACKAGES)
        if not 1 <= len(names) <= 2:
            raise self.error(name, f"holds {len(names)} packages. {_PACKAGES[0].upper()}{_PACKAGES[1:]}")
        if any(_CONTROL.search(item) or "\n" in item for item in names):
            raise self.error(name, "holds a sign that cannot be shown. Type it again.")
        return tuple(item.strip() for item in names)

    def merged(self, inner: Checker) -> Checker:
        """Return these settings with those of an inner section in their place."""
        return Checker({**self._table, **inner._table}, self._content, self._path, self._section)

    def has(self, name: str) -> bool:
        """Tell whether `name` is set."""
        return name in self._table

    def string(self, name: str, default: str = "") -> str:
        """Return text, without space around it."""
        value = self._table.get(name, default)
        if not isinstance(value, str):
            raise self.error(name, "must be text between quotes.")
        if _CONTROL.search(value):
            raise self.error(name, "holds a sign that cannot be shown. Type it again.")
        return value.strip()

    def strings(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._table.get(name, list(default))
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(name, 'must be a list like ["es", "pt"].')
        return tuple(value)

    def matching(self, name: str, pattern: str, default: str, message: str) -> str:
        """Return text that matches `pattern` as a whole; else `message` says what it must be."""
        value = self.string(name, default)
        if not re.fullmatch(pattern, value):
            raise self.error(name, f"{message}, not “{value}”.")
        return value

    def choice(self, name: str, values: tuple[str, ...], default: str) -> str:
        """Return one of `values`."""
        value = self.string(name, default)
        if value not in values:
            raise self.error(name, f"must be {', '.join(values[:-1])} or {values[-1]}, not “{value}”.")
        return value

    def number(self, name: str, values: range, default: int, unit: str) -> int:
        """Return a whole number within `values`."""
        value = self._table.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or value not in values:
            raise self.error(name, f"must be a whole number from {values[0]} to {values[-1]} ({unit}), without quotes.")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """Return true or false."""
        value = self._table.get(name, default)
        if not isinstance(value, bool):
            raise self.error(name, "must be true or false, without quotes.")
        return value

    def numbers(self, name: str, count: int) -> tuple[float, ...]:
        """Return a list of `count` numbers, or nothing where there is none."""
        value = self._table.get(name)
        if value is None:
            return ()
        values = value if isinstance(value, list) else [value]
        if len(values) != count or not all(
            isinstance(one, (int, float)) and not isinstance(one, bool) for one in values
        ):
            raise self.error(name, f"must be {count} numbers." if count > 1 else "must be a number.")
        return tuple(float(one) for one in values)

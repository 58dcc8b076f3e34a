"""What Octavilla knows about each language, in one table.

Quotation marks and dashes follow the style the design asks for: the Real Academia Española's *Ortografía* (2010) for
Spanish, the Brazilian press manuals for Portuguese, *New Hart's Rules* (2014) for British English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.errors import OctavillaError


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language, in one variety."""

    code: str
    """How a project names it: a folder under `translations/` and `build/` (`es`, `pt`, `es-419`)."""
    locale: str
    """The full BCP 47 tag for `lang` attributes (`es-ES`, `pt-BR`)."""
    name: str
    """Its own name for itself."""
    english_name: str
    argos: tuple[str, ...]
    """Codes under which Argos Translate packages it, best first."""
    hyphenation: str
    """The Pyphen dictionary."""
    quotes: tuple[str, str, str, str]
    """Outer opening, outer closing, inner opening, inner closing."""
    spaced_dash: bool
    """True where a parenthetical dash stands between spaces (Portuguese, British English)."""
    percent_space: bool
    """True where a no-break space stands before the per cent sign (Spanish)."""
    third_quotes: tuple[str, str] = ("", "")
    """Opening and closing marks inside the inner ones; empty where the outer ones come again."""
    dash: str = "–"
    """The parenthetical dash: the em dash in Spanish, Portuguese and American English, else the en dash."""
    paired_dash: bool = False
    """True where an opening dash joins the word after it and a closing one the word before it (Spanish)."""
    range_dash: str = "–"
    """Between the ends of a range of numbers; the *Ortografía* has a hyphen there."""
    ordinal_dot: bool = False
    """True where a full stop stands before a raised ordinal letter: 1.º, n.º (Spanish, European Portuguese)."""

    @property
    def base(self) -> str:
        """The language without its variety: `pt` for `pt-BR`."""
        return self.locale.partition("-")[0]


_FACTS = {
    language.locale: language
    for language in (
        Language(code="en", locale="en-GB", name="English", english_name="English", argos=("en",),
                 hyphenation="en_GB", quotes=("‘", "’", "“", "”"), spaced_dash=True, percent_space=False),
        Language(code="en-US", locale="en-US", name="English", english_name="English (United States)", argos=("en",),
                 hyphenation="en_US", quotes=("“", "”", "‘", "’"), spaced_dash=False, percent_space=False, dash="—"),
        Language(code="es", locale="es-ES", name="Español", english_name="Spanish", argos=("es",),
                 hyphenation="es", quotes=("«", "»", "“", "”"), spaced_dash=False, percent_space=True,
                 third_quotes=("‘", "’"), dash="—", paired_dash=True, range_dash="-", ordinal_dot=True),
        Language(code="es-419", locale="es-419", name="Español", english_name="Spanish (Latin America)",
                 argos=("es",), hyphenation="es", quotes=("«", "»", "“", "”"), spaced_dash=False, percent_space=True,
                 third_quotes=("‘", "’"), dash="—", paired_dash=True, range_dash="-", ordinal_dot=True),
        Language(code="pt", locale="pt-BR", name="Português", english_name="Portuguese (Brazil)",
                 argos=("pb", "pt"), hyphenation="pt_BR", quotes=("“", "”", "‘", "’"), spaced_dash=True,
                 percent_space=False, dash="—"),
        Language(code="pt-PT", locale="pt-PT", name="Português", english_name="Portuguese (Portugal)",
                 argos=("pt", "pb"), hyphenation="pt_PT", quotes=("«", "»", "“", "”"), spaced_dash=True,
                 percent_space=False, third_quotes=("‘", "’"), dash="—", ordinal_dot=True),
    )
}  # fmt: skip
_DEFAULT_LOCALE = {"en": "en-GB", "es": "es-ES", "pt": "pt-BR"}
_VARIETIES = {"en": "en-GB", "es": "es-419", "pt": "pt-PT"}
"""What a variety outside the table follows: es-MX Latin American Spanish, pt-AO the Portuguese of Portugal."""
_CODE = re.compile(r"[a-z]{2,3}(-([A-Za-z]{4}|[A-Z]{2}|[0-9]{3}))*\Z")


def language(code: str) -> Language:
    """Return the facts for `code` (`es`, `pt`, `es-419`, `pt-BR`, …), its `code` being the one asked for.

    A variety outside the table (es-MX, pt-AO, en-IE) follows the nearest one in it. Another language gets its names
    from Babel's locale data, “ ” and ‘ ’ for quotes, and the hyphenation dictionary of its own name.
    Raises OctavillaError for something that is no language code.
    """
    locale = _DEFAULT_LOCALE.get(code, code)
    if locale in _FACTS:
        return replace(_FACTS[locale], code=code)
    if not _CODE.match(code):
        raise OctavillaError(f"“{code}” is no language code. Write it like es, pt or pt-PT.")
    return _from_babel(code)


def _from_babel(code: str) -> Language:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise OctavillaError(f"unknown language “{code}”. Write a code like es, pt or pt-PT.") from error
    base = code.partition("-")[0]
    if locale.language != base:
        raise OctavillaError(f"unknown language “{code}”. Write a code like es, pt or pt-PT.")
    if base in _VARIETIES:
        return replace(_FACTS[_VARIETIES[base]], code=code, locale=code, english_name=locale.english_name or code)
    own = locale.get_language_name(code.replace("-", "_")) or locale.language_name or code
    return Language(
        code=code, locale=code, name=own[:1].upper() + own[1:], english_name=locale.english_name or code,
        argos=(base,), hyphenation=base, quotes=("“", "”", "‘", "’"), spaced_dash=True, percent_space=False,
    )  # fmt: skip

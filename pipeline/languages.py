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
    direction: str = "ltr"
    """Which way it is written, for `dir` attributes: `ltr` or `rtl` (Arabic, Hebrew, Persian, Urdu)."""

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
_ARGOS = {
    "zh": ("zh",),
    "zh-Hant": ("zt",),
    "no": ("nb", "no"),
    "nb": ("nb", "no"),
    "fil": ("tl",),
}
"""Argos's codes where they are not the language's own. `zt` is its code for Chinese in traditional signs, and nobody
who reads those is served by the simplified ones of `zh`; `nb` for what most people call Norwegian; `tl` (Tagalog) for
what is called Filipino today. For Portuguese see the table above: `pb` is Brazilian, `pt` that of Portugal."""
_OF_ARGOS = {"pb": "pt", "pt": "pt-PT", "zt": "zh-Hant"}
"""The languages of Argos's codes where the code is not theirs. `pt` alone is Brazilian in a project."""
_BABEL = {"tl": "fil"}
"""Languages that Babel has under another code only."""
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


def language_of_argos(code: str) -> Language:
    """Return the language that a package with Argos's `code` is for: `pt` (Brazilian) for `pb`, `zh-Hant` for `zt`.

    A code that is no known language's gets facts as neutral as can be, under its own name: a package may have any.
    """
    own = _OF_ARGOS.get(code, code.replace("_", "-"))
    try:
        return language(own)
    except OctavillaError:
        return _plain(own, own, own, own)


def _from_babel(code: str) -> Language:
    from babel import Locale, UnknownLocaleError

    base, dash, variety = code.partition("-")
    known = _BABEL.get(base, base)
    try:
        locale = Locale.parse(known + dash + variety, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise OctavillaError(f"unknown language “{code}”. Write a code like es, pt or pt-PT.") from error
    if locale.language != known:
        raise OctavillaError(f"unknown language “{code}”. Write a code like es, pt or pt-PT.")
    english = locale.english_name or code
    if base in _VARIETIES:
        return replace(_FACTS[_VARIETIES[base]], code=code, locale=code, english_name=english)
    own = locale.get_language_name(code.replace("-", "_")) or locale.language_name or code
    facts = _plain(code, base, own[:1].upper() + own[1:], english)
    # Babel knows that zh-TW and zh-HK are written as zh-Hant is.
    script = f"{base}-{locale.script}" if locale.script else base
    argos = _ARGOS.get(script) or _ARGOS.get(base) or (base,)
    return replace(facts, argos=argos, direction=locale.text_direction)


def _plain(code: str, base: str, name: str, english_name: str) -> Language:
    return Language(
        code=code, locale=code, name=name, english_name=english_name, argos=(base,), hyphenation=base,
        quotes=("“", "”", "‘", "’"), spaced_dash=True, percent_space=False,
    )  # fmt: skip

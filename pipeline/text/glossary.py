"""The group's own words: a table of terms and their translations, and where they stand in a text."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.fingerprint import of_parts
from pipeline.text.inflection import WORD, folded, gender_of, is_plural, plural, plurals, stem, term_keys, text_key

_MATCHES = {
    "": False, "any inflection": False, "any": False, "inflection": False, "inflected": False, "exact": True,
}  # fmt: skip
_GENDER = re.compile(
    r"(?:(?:noun|n|subst|sust)\b\.?[\s,;]*)?"
    r"(?:(?P<long>fem|masc)(?:inin[eo]|enino|ulin[eo])?\b\.?|(?P<short>[fm])(?=\s*(?:\Z|[;,:)]|\.?\s*(?:pl|sg|sing)\b))\.?)"
    r"(?:[\s,]*(?P<number>pl|sg|sing)(?:ural|ular)?\b\.?)?",
    re.IGNORECASE,
)
_SENTENCE_START = re.compile(r"(?:\A|[.!?…:]['\"’”»)\]]*\s+|[\n•])[\s'\"‘“«¿¡(\[*_–—-]*\Z")
_APOSTROPHES = re.compile("['’]")
_WINDOW = 12
"""Characters before a word that tell whether a sentence begins with it."""
_LENGTH = 16
"""Digits of a digest: as many as keep thousands of rows apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One row of a glossary."""

    term: str
    translation: str
    """"" where the term stays as it is."""
    exact: bool = False
    """True when the term matches in its own form only."""
    gender: str = ""
    """`f` or `m` where the row says it."""
    plural: str = ""
    """The plural of the translation where the row gives it."""
    number: str = ""
    """`pl` when the translation is a plural, whatever the term is; `sg` for one that only looks like a plural."""
    note: str = ""
    line: int = 0

    @property
    def is_kept(self) -> bool:
        """True for a term that stays as it is."""
        return not self.translation


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term where it stands in a text: `text[start:end]`, without a possessive ending."""

    term: str
    """As the glossary writes it."""
    start: int
    end: int
    text: str
    row: Term
    inflected: bool = False
    """True when a word is not in the glossary's form (case aside)."""
    plural: bool = False
    """True when a word is in the plural, and the glossary's is not."""
    verbal: bool = False
    """True when a word has an ending of verbs (-ed, -ing)."""
    possessive: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    raw: str
    key: str
    bare: str
    """The key without a possessive ending, "" when there is none."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A term prepared for matching: for each word its letters, the keys of its inflections, and what comes after it."""

    row: Term
    words: tuple[str, ...]
    keys: tuple[frozenset[str], ...]
    gaps: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of one pair of languages; empty when the project has no file for it."""

    terms: tuple[Term, ...] = ()
    source_code: str = "en"
    target_code: str = ""
    _index: dict[str, list[_Entry]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.terms:
            entry = _entry(row, self.source_code)
            for key in entry.keys[0]:
                self._index.setdefault(key, []).append(entry)

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def matches(self, text: str) -> tuple[TermMatch, ...]:
        """Return the terms in a plain text: the longest first where they overlap; in reading order."""
        if not self.terms:
            return ()
        tokens = [_token(found, self.source_code) for found in WORD.finditer(text)]
        found: list[TermMatch] = []
        title = _is_title(tokens)
        for at, token in enumerate(tokens):
            for key in {token.key, token.bare} - {""}:
                for entry in self._index.get(key, ()):
                    match = self._match(entry, tokens, at, text)
                    if match and (title or not _is_in_name(match, tokens, at, len(entry.words), text)):
                        found.append(match)
        found.sort(key=lambda match: (match.start - match.end, match.start, match.inflected, not match.row.exact))
        chosen: list[TermMatch] = []
        covered = bytearray(len(text)) if found else bytearray()
        for match in found:
            if not any(covered[match.start : match.end]):
                covered[match.start : match.end] = b"\1" * (match.end - match.start)
                chosen.append(match)
        return tuple(sorted(chosen, key=lambda match: match.start))

    def digest(self, text: str) -> str:
        """Return a fingerprint of the rows whose terms stand in `text`; "" when none does."""
        rows = {match.row.term: match.row for match in self.matches(text)}
        if not rows:
            return ""
        return of_parts(
            (row.term, row.translation, row.exact, row.gender, row.plural, row.number)
            for _, row in sorted(rows.items())
        )[:_LENGTH]

    def satisfied(self, match: TermMatch, target: str) -> bool:
        """Tell whether the glossary's translation of a match stands in `target`, inflected where the row allows it."""
        return bool(self.places(match, target))

    def places(self, match: TermMatch, target: str) -> tuple[tuple[int, int], ...]:
        """Return where the glossary's translation of a match stands in `target`, in any form that counts."""
        if match.row.is_kept:
            return _places(target, match.text, self.source_code, exact=True)
        forms = (match.row.translation, match.row.plural) if match.row.plural else (match.row.translation,)
        found = (_places(target, form, self.target_code, exact=match.row.exact) for form in forms)
        return tuple(sorted({place for places in found for place in places}))

    def missing(self, source: str, target: str) -> tuple[TermMatch, ...]:
        """Return the first match of each term of `source` whose translation stands nowhere in `target`.

        Once a term is enough, however often it stands in the source: a pronoun may take the place of the others.
        """
        first: dict[Term, TermMatch] = {}
        for match in self.matches(source):
            first.setdefault(match.row, match)
        return tuple(match for match in first.values() if not self.satisfied(match, target))

    def gender(self, row: Term) -> str:
        """Return `f` or `m` of a row's translation: as the row says, else where its ending shows it, else ""."""
        return row.gender or gender_of(row.translation, self.target_code)

    def wanted(self, match: TermMatch) -> str:
        """Return what the glossary wants for a match: its translation, plural where the term is; else its text."""
        row = match.row
        if row.is_kept:
            return match.text
        if not match.plural or row.number == "pl":
            return row.translation
        return row.plural or plural(row.translation, self.target_code)

    def wants_plural(self, match: TermMatch) -> bool:
        """Tell whether what the glossary wants for a match is a plural."""
        if match.plural or match.row.number:
            return match.plural or match.row.number == "pl"
        return is_plural(match.row.translation, self.target_code)

    def _match(self, entry: _Entry, tokens: Sequence[_Token], at: int, text: str) -> TermMatch | None:
        if at + len(entry.words) > len(tokens):
            return None
        inflected = is_more = verbal = possessive = False
        start = tokens[at].start
        end = tokens[at].end
        for offset, (word, keys) in enumerate(zip(entry.words, entry.keys, strict=True)):
            token = tokens[at + offset]
            if offset and _gap(text[end : token.start]) != entry.gaps[offset - 1]:
                return None
            end = token.end
            if token.key in keys or token.raw == word:
                raw = token.raw
            elif token.bare and token.bare in keys:
                raw = token.raw[:-2]
                end -= len(text[token.start : token.end]) - len(_APOSTROPHES.split(text[token.start : token.end])[0])
                possessive = True
            else:
                return None
            small = folded(raw)
            if entry.row.exact:
                if not _same_letters(word, raw, text, token.start):
                    return None
            elif _is_acronym(word) and not raw.startswith(word):
                return None
            if small != folded(word):
                inflected = True
                if small in plurals(folded(word), self.source_code):
                    is_more = True
                elif small.endswith(("ed", "ing")):
                    verbal = True
        if not text.startswith(entry.after, end) or not text[:start].endswith(entry.before):
            return None
        start, end = start - len(entry.before), end + len(entry.after)
        return TermMatch(
            entry.row.term,
            start,
            end,
            text[start:end],
            entry.row,
            inflected,
            is_more,
            verbal and not is_more,
            possessive,
        )


def read_glossary(path: Path, source_code: str, target_code: str) -> Glossary:
    """Return the glossary in a CSV file; an empty one when there is no such file.

    Columns `term` and `translation`, and if wanted `match`, `gender`, `plural` and `note`, in any order, divided by
    commas, semicolons or tabs. Raises OctavillaError, with file and line, for a file that cannot be read, a column
    that is missing, a row without a term, two translations of one term, and an unknown match or gender.
    """
    rows: dict[str, Term] = {}
    for line, cells in _rows(path):
        row = _term(cells, path, line)
        key = row.term if _is_acronym(row.term) or row.exact else folded(row.term)
        known = rows.get(key)
        if known is not None and known.translation != row.translation:
            message = (
                f"“{row.term}” is “{row.translation or '='}” here and “{known.translation or '='}” in line "
                f"{known.line}. Keep one of the two rows."
            )
            raise OctavillaError(message, path=path, line=line)
        rows.setdefault(key, row)
    return Glossary(tuple(rows.values()), source_code, target_code)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells by column of every row that is not empty."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}. Make it a file that you may read."
        raise OctavillaError(message, path=path) from error
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "is not in UTF-8. In the spreadsheet choose “Save as”, and “CSV UTF-8” or the character set “UTF-8”."
        raise OctavillaError(message, path=path, line=line) from error
    lines = text.splitlines(keepends=True)
    skipped = 1 if lines and re.match(r"sep=.\s*\Z", lines[0], re.IGNORECASE) else 0
    header = next((line for line in lines[skipped:] if line.strip(" ,;\t\r\n")), "")
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(lines[skipped:], delimiter=delimiter, strict=True)
    columns: list[str] = []
    line = 1
    try:
        for cells in reader:
            values = [" ".join(cell.split()) for cell in cells]
            if any(values):
                if not columns:
                    columns = _columns(values, path, line + skipped)
                else:
                    yield line + skipped, dict(zip(columns, values, strict=False))
            line = reader.line_num + 1
    except csv.Error as error:
        message = f"cannot be read as a table ({error}). Look for a quotation mark without its other half."
        raise OctavillaError(message, path=path, line=line + skipped) from error


def _columns(cells: Sequence[str], path: Path, line: int) -> list[str]:
    names = [cell.casefold() for cell in cells]
    for name in ("term", "translation"):
        if name not in names:
            message = f"has no column “{name}”. The first row names the columns: term,translation,match,note."
            raise OctavillaError(message, path=path, line=line)
    return names


def _term(cells: dict[str, str], path: Path, line: int) -> Term:
    term, translation = cells.get("term", ""), cells.get("translation", "")
    if not WORD.search(term):
        message = "this row has no term." if not term else f"“{term}” has neither a letter nor a digit."
        raise OctavillaError(f"{message} Write the word in the column “term”, or delete the row.", path=path, line=line)
    match = re.sub(r"[_-]", " ", cells.get("match", "").casefold())
    if match not in _MATCHES:
        message = f"“{cells['match']}” is no kind of match. Write “exact” or “any inflection”, or leave the cell empty."
        raise OctavillaError(message, path=path, line=line)
    note, given = cells.get("note", ""), cells.get("gender", "")
    found = _GENDER.match(given or note)
    if given and (found is None or found.end() < len(given)):
        message = f"“{given}” is no gender. Write f, m, f pl or m pl, or leave the cell empty."
        raise OctavillaError(message, path=path, line=line)
    return Term(
        term=term,
        translation="" if translation == "=" else translation,
        exact=_MATCHES[match],
        gender=(found["long"] or found["short"])[0].lower() if found else "",
        plural=cells.get("plural", ""),
        number=_number(found),
        note=note,
        line=line,
    )


def _number(found: re.Match[str] | None) -> str:
    number = found["number"] if found else None
    return "" if not number else "pl" if number.lower() == "pl" else "sg"


def _entry(row: Term, code: str) -> _Entry:
    found = list(WORD.finditer(row.term))
    words = tuple(_straight(word[0]) for word in found)
    keys = tuple(frozenset((text_key(folded(word), code),)) if row.exact else term_keys(word, code) for word in words)
    gaps = tuple(_gap(row.term[left.end() : right.start()]) for left, right in pairwise(found))
    return _Entry(row, words, keys, gaps, row.term[: found[0].start()], row.term[found[-1].end() :].rstrip("'’"))


def _token(found: re.Match[str], code: str) -> _Token:
    raw = _straight(found[0])
    small = folded(raw)
    bare = text_key(small[:-2], code) if small.endswith("'s") and len(small) > 2 else ""
    return _Token(found.start(), found.end(), raw, text_key(small, code), bare)


def _is_title(tokens: Sequence[_Token]) -> bool:
    """Tell whether nearly all words of a text have a capital, so that a capital says nothing."""
    long = [token.raw for token in tokens if len(token.raw) > 3]
    return sum(word[0].isupper() for word in long) > 0.75 * len(long)


def _is_in_name(match: TermMatch, tokens: Sequence[_Token], at: int, size: int, text: str) -> bool:
    """Tell whether a term of small letters is part of a longer name, as `city` in `Manchester City`."""
    if match.term != match.term.lower() or not all(token.raw[0].isupper() for token in tokens[at : at + size]):
        return False
    before, after = tokens[at - 1 : at] if at else (), tokens[at + size : at + size + 1]
    left = any(
        token.raw[0].isupper() and len(token.raw) > 1 and text[token.end : match.start] == " "
        and not _begins(text, token.start) for token in before
    )  # fmt: skip
    right = any(token.raw[0].isupper() and text[match.end : token.start] == " " for token in after)
    return left or (right and not _begins(text, match.start))


def _begins(text: str, start: int) -> bool:
    """Tell whether a sentence begins at `start`."""
    return (
        _SENTENCE_START.search(text[max(start - _WINDOW, 0) : start] if start > _WINDOW else text[:start]) is not None
    )


def _straight(word: str) -> str:
    return word.replace("’", "'")


def _gap(text: str) -> str:
    return " ".join(_APOSTROPHES.sub("", text).split()) or (" " if text[:1].isspace() or text[-1:].isspace() else "")


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _same_letters(word: str, raw: str, text: str, start: int) -> bool:
    """Tell whether a word is written as in the glossary, or with a sentence's first capital, or in capitals."""
    if raw == word or (len(raw) > 1 and raw == word.upper()):
        return True
    return _begins(text, start) and raw == word[:1].upper() + word[1:]


def _places(text: str, phrase: str, code: str, *, exact: bool) -> tuple[tuple[int, int], ...]:
    """Return where the words of `phrase` stand in `text` one after another, in any case, inflected unless `exact`."""
    wanted = [folded(word) for word in WORD.findall(phrase)]
    if not wanted:
        return tuple(found.span() for found in re.finditer(re.escape(phrase), text, re.IGNORECASE))
    tokens = list(WORD.finditer(text))
    words = [folded(token[0]) for token in tokens]
    kinds = [wanted] if exact else [[stem(word, code) for word in form] for form in _forms(phrase, code)]
    keys = words if exact else [stem(word, code) for word in words]
    found = {
        (tokens[at].start(), tokens[at + len(kind) - 1].end())
        for kind in kinds
        for at in range(len(keys) - len(kind) + 1)
        if keys[at : at + len(kind)] == kind
    }
    return tuple(sorted(found))


@lru_cache(maxsize=10_000)
def _forms(phrase: str, code: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(WORD.findall(form)) for form in dict.fromkeys((phrase, plural(phrase, code))))

"""Template strings: complete, formatted alike, and overridable one by one."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import polib
import pytest

from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.project import names_in, packaged
from pipeline.typeset import formats
from pipeline.typeset.strings import load

TEMPLATES = packaged("templates")
USED = re.compile(r'(?:\b_|strings)\(\s*"((?:[^"\\]|\\.)+)"')


def used() -> set[str]:
    """Return the strings that templates and the view ask for."""
    files = [*TEMPLATES.rglob("*.html"), Path(__file__).resolve().parents[2] / "pipeline" / "typeset" / "view.py"]
    found = {message for file in files for message in USED.findall(file.read_text(encoding="utf-8"))}
    view = files[-1].read_text(encoding="utf-8")
    found |= set(re.findall(r"self\.strings\('([^']+)'\)", view))
    known = [formats.load([TEMPLATES], name) for name in names_in("formats", Path())]
    return found | {title for item in known for title in (item.title, item.sheets_title) if title}


@pytest.mark.parametrize("code", ["en", "es", "pt"])
def test_every_string_is_translated_with_the_same_fields(code: str) -> None:
    entries = {entry.msgid: entry.msgstr for entry in polib.pofile(str(TEMPLATES / "strings" / f"{code}.po"))}
    assert len(used()) > 20
    assert used() - entries.keys() == set()
    for message, text in entries.items():
        assert text
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", message)), message


def test_a_variety_takes_from_its_base_language_what_it_has_not() -> None:
    strings = load([TEMPLATES], language("pt-PT"))
    assert strings("Contents") == "Índice"
    assert strings("Licence") == "Licença"
    assert load([TEMPLATES], language("es-419"))("Contents") == "Índice"


def test_a_project_overrides_single_strings(tmp_path: Path) -> None:
    (tmp_path / "strings").mkdir()
    file = tmp_path / "strings" / "es.po"
    file.write_text('msgid "Contents"\nmsgstr "Sumario"\n', encoding="utf-8")
    strings = load([tmp_path, TEMPLATES], language("es"))
    assert (strings("Contents"), strings("Notes")) == ("Sumario", "Notas")


def test_an_unknown_language_speaks_english() -> None:
    assert load([TEMPLATES], language("cy"))("Contents") == "Contents"


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "strings").mkdir()
    (tmp_path / "strings" / "es.po").write_text("no catalogue at all\n", encoding="utf-8")
    with pytest.raises(OctavillaError, match=r"es\.po"):
        load([tmp_path, TEMPLATES], language("es"))


@pytest.mark.parametrize(
    ("code", "day", "written"),
    [
        ("en", 1, "1 May 2026"),
        ("es", 1, "1.º de mayo de 2026"),
        ("es", 11, "11 de mayo de 2026"),
        ("pt", 1, "1º de maio de 2026"),
        ("pt", 14, "14 de maio de 2026"),
    ],
)
def test_dates_are_written_the_way_of_the_language(code: str, day: int, written: str) -> None:
    assert load([TEMPLATES], language(code)).date(datetime.date(2026, 5, day)).replace("\u00a0", " ") == written


def test_names_and_languages_are_joined_the_way_of_the_language() -> None:
    strings = load([TEMPLATES], language("es"))
    assert strings.listing(["Ana", "Luis", "Marta"]) == "Ana, Luis y Marta"
    assert strings.language_name(language("en")) == "inglés"

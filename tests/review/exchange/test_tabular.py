"""CSV tables: encodings, separators, and texts that look like formulas."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from exchange_rows import DAY, WINDOW, catalogue, export
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import Entry
from pipeline.review.exchange import tabular
from pipeline.review.exchange.merging import Kind, merge_batch
from pipeline.review.exchange.tabular import guarded, separator, unguarded

PATH = Path("back.csv")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_excel_takes_it_for_utf_8_with_columns() -> None:
    content = tabular.write(export())
    assert content.startswith(codecs.BOM_UTF8)
    assert rows_of(content)[0][:4] == ["N.º", "Lugar", "Original", "Traducción"]
    assert content == tabular.write(export())


@pytest.mark.parametrize(
    ("locale", "sign"), [("es-ES", ";"), ("pt-BR", ";"), ("pt-PT", ";"), ("es-MX", ","), ("en-GB", ","), ("xx", ",")]
)
def test_columns_are_separated_as_the_language_expects(locale: str, sign: str) -> None:
    assert separator(locale) == sign


def test_what_goes_out_comes_back() -> None:
    batch = tabular.read(tabular.write(export()), PATH)
    assert (batch.slug, batch.language, batch.kind) == ("window", "es", "csv")
    assert merge_batch(catalogue(), batch, "Ana", DAY)[0] == catalogue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_any_encoding_separator_and_line_end_is_read(encoding: str, sign: str, ends: str) -> None:
    stream = io.StringIO(newline="")
    table = csv.writer(stream, delimiter=sign, lineterminator=ends)
    table.writerow(["Original", "TRADUCCION"])
    table.writerow([WINDOW, "Ciérrala; “ya”, niño"])
    batch = tabular.read(stream.getvalue().encode(encoding), PATH)
    assert [(row.source, row.target) for row in batch.rows] == [(WINDOW, "Ciérrala; “ya”, niño")]


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp437"])
@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Traducción", "Cierra."),
        ("TRADUCCION", "Cierra la habitación."),
        ("Tradução", "x"),
        ("TRADUCCION", "El árbol, la canción, mañana"),
    ],
)
def test_a_file_in_an_old_encoding_is_one_line_with_the_way_out(encoding: str, heading: str, target: str) -> None:
    """Read as what Excel saves on Windows, its words would be wrong and its headings unknown."""
    content = f"Original;{heading}\r\n{WINDOW};{target}\r\n".encode(encoding, "ignore")
    with pytest.raises(OctavillaError, match=r"encoding that cannot be told.*Open it again and save it as CSV UTF-8\."):
        tabular.read(content, PATH)


@pytest.mark.parametrize(
    "target",
    [
        "L’eau — c’est “bon”… 5 ‰, 3½ °C, 2º; 10 €",
        "word—word, año–año; § 5, © 2026, ¿qué? ¡sí! «no»",
        "Žižek and Šalamun†, cœur, Œuvre, naïve, ¼ ‹a› 2×3 ±1",
    ],
)
def test_signs_that_stand_where_they_belong_are_no_other_encoding(target: str) -> None:
    content = f"Original;Traducción\r\n{WINDOW};{target.replace(';', ',')}\r\n".encode("cp1252")
    assert tabular.read(content, PATH).rows[0].target == target.replace(";", ",")


def test_the_line_that_names_the_separator_is_no_row() -> None:
    batch = tabular.read(b"sep=|\r\nSource|Translation\r\nA.|B.\r\n", PATH)
    assert [(row.source, row.target) for row in batch.rows] == [("A.", "B.")]


def test_an_edit_is_all_that_arrives() -> None:
    rows = rows_of(tabular.write(export()))
    rows[1][3] = "Cierra\nlas ventanas. "
    rows = [rows[0], *rows[:0:-1], [], [""]]
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=",").writerows(rows)
    batch = tabular.read(stream.getvalue().encode("utf-16"), PATH)
    new, report = merge_batch(catalogue(), batch, "Ana", DAY)
    assert [row.source for row in report.rows if row.kind is not Kind.UNCHANGED] == [WINDOW]
    assert new[WINDOW].target == "Cierra las ventanas."


@pytest.mark.parametrize(
    "text", ["=1+1", "+34", "-5", "@SUM(A1)", "'=x", "''@", "'tis", "=cmd|' /C calc'!A0", "＝1", "|x", "\t=1"]
)
def test_nothing_in_it_can_be_a_formula(text: str) -> None:
    entries = (Entry(source=f"Say {text}", target=text),)
    out = export(entries)
    content = tabular.write(replace(out, rows=tuple(replace(row, comment=text, doubts=(text,)) for row in out.rows)))
    for row in rows_of(content):
        for cell in row:
            assert not cell.startswith(FORMULA_SIGNS)
    assert merge_batch(catalogue(entries), tabular.read(content, PATH), "Ana", DAY)[0] == catalogue(entries)


@given(text=st.text() | st.from_regex(r"\A'*[=+\-@\t]?.{0,3}\Z"))
@settings(max_examples=200)
def test_the_guard_comes_off_as_it_went_on(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(FORMULA_SIGNS)


@pytest.mark.parametrize("content", [b"", b"hello", b"a;b\n1;2\n", bytes(range(256)) * 4, b'"' * 5000])
def test_what_is_no_table_of_ours_is_one_line_of_error(content: bytes) -> None:
    with pytest.raises(OctavillaError, match=r"back\.csv: "):
        tabular.read(content, PATH)


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "LARGEST", 10)
    with pytest.raises(OctavillaError, match="larger than"):
        tabular.read(tabular.write(export()), PATH)


def test_a_last_row_that_was_cut_is_left_out_and_told_of() -> None:
    content = tabular.write(export())
    cut = content[: content.rindex(b"Descansa") + 5]
    batch = tabular.read(cut, PATH)
    assert len(batch.rows) == len(tabular.read(content, PATH).rows) - 1
    assert [notice.place for notice in batch.notices] == ["row 5"]
    assert "was cut" in batch.notices[0].message
    # A file without a line end at its end is whole all the same.
    assert tabular.read(content.rstrip(), PATH).notices == ()

"""Tables of what was handed out: written, filled in with any spreadsheet, read back, merged, and refused when wrong."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.publish.kit import handed
from pipeline.publish.kit.chart import by, chart
from pipeline.publish.kit.handed import Row, check, counted, merged, read, write

HEAD = "text,format,language,printed,handed out,left\n"
PATH = Path("events/fair-report.csv")
KNOWN = (
    Row(slug="damp-and-mould", format="tri-fold", code="es", printed=200),
    Row(slug="heat-wave", format="flyer", code="pt", printed=52),
)


def rows_of(text: str) -> tuple[Row, ...]:
    return read(text.encode(), PATH)


names = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1).filter(
    lambda name: name == name.strip() and not name.startswith("'")
)
counts = st.integers(0, 10_000)
rows = st.builds(Row, slug=names, format=names, code=names, handed=counts, left=counts).map(
    lambda row: Row(
        slug=row.slug, format=row.format, code=row.code, printed=row.handed + row.left, handed=row.handed, left=row.left
    )
)


@given(st.lists(rows, unique_by=lambda row: row.key))
def test_what_is_written_is_read_back(given_rows: list[Row]) -> None:
    assert list(read(write(given_rows), PATH)) == given_rows


@given(st.lists(rows, unique_by=lambda row: row.key))
def test_no_cell_is_a_formula(given_rows: list[Row]) -> None:
    text = write(given_rows).decode("utf-8-sig")
    for line in csv.reader(StringIO(text, newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in line)


def test_the_table_of_a_kit_has_nothing_filled_in_and_says_nothing() -> None:
    data = write(KNOWN, blank=True)
    assert data.decode("utf-8-sig").splitlines()[1] == "damp-and-mould,tri-fold,es,200,,"
    assert read(data, PATH) == ()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_other_spreadsheets_separate_otherwise_and_move_columns(separator: str) -> None:
    lines = ["language", "Handed_Out", "left", "text", "format", "printed"], ["es", "1.120", "", "a", "flyer", "1 200"]
    text = "\n".join(separator.join(line) for line in lines)
    assert rows_of(text) == (Row(slug="a", format="flyer", code="es", printed=1200, handed=1120, left=80),)


def test_what_is_open_follows_from_the_rest() -> None:
    text = f"{HEAD}a,flyer,es,10,7,\nb,flyer,es,10,,4\nc,flyer,es,,5,\n,,,,,\nd,flyer,es,3,,\n"
    assert [(row.slug, row.printed, row.handed, row.left) for row in rows_of(text)] == [
        ("a", 10, 7, 3), ("b", 10, 6, 4), ("c", 0, 5, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", None, "is empty"),
        ("text,format\n", 1, "no column “language”"),
        ("text,text,format,language,printed,handed out,left\n", 1, "more than one column “text”"),
        (f"{HEAD}a,flyer,es,10,many,\n", 2, "“handed out” is “many”"),
        (f"{HEAD}a,flyer,es,10,-3,\n", 2, "“handed out” is “-3”"),
        (f"{HEAD}a,flyer,es,10,2.5,\n", 2, "“handed out” is “2.5”"),
        (f"{HEAD}a,flyer,es,10,99999999,\n", 2, "Write a whole number"),
        (f"{HEAD}a,flyer,es,10,8,3\n", 2, "more than the 10 printed"),
        (f"{HEAD},flyer,es,10,8,\n", 2, "“text” is empty"),
        (f"{HEAD}a,flyer,es,10,8,\n\na,flyer,es,10,8,\n", 4, "twice; the other is in line 2"),
        (f'{HEAD}"a,flyer\n', 2, ""),
        ("a\0b", None, "is no text"),
    ],
)
def test_bad_tables_are_refused_with_file_and_line(text: str, line: int | None, message: str) -> None:
    with pytest.raises(OctavillaError) as caught:
        rows_of(text)
    assert message in caught.value.message
    if line:
        assert caught.value.line == line
    assert str(PATH) in str(caught.value.format_message())


def test_a_table_in_another_encoding_or_without_end_is_refused() -> None:
    with pytest.raises(OctavillaError, match="UTF-8"):
        read(b"\xff\xfe\x00", PATH)
    with pytest.raises(OctavillaError, match="larger than"):
        read(b"x" * (handed.LARGEST + 1), PATH)


def test_a_byte_order_mark_that_a_spreadsheet_took_for_letters_is_passed_over() -> None:
    table = f"{HEAD}damp-and-mould,tri-fold,es,200,120,80\n"
    assert read(f"ï»¿{table}".encode("utf-8-sig"), PATH) == read(table.encode(), PATH)


def test_new_rows_take_the_place_of_old_ones_and_the_others_stay() -> None:
    old = (counted(KNOWN[0], 10, None), counted(KNOWN[1], 20, None))
    new = (counted(KNOWN[0], 120, None),)
    assert merged(old, new) == (counted(KNOWN[0], 120, None), old[1])
    assert merged(merged(old, new), new) == merged(old, new)


def test_an_option_says_one_row() -> None:
    row = handed.handed("es:tri-fold:damp-and-mould=120", KNOWN)
    assert (row.key, row.printed, row.handed, row.left) == (("damp-and-mould", "tri-fold", "es"), 200, 120, 80)
    for wrong in ("es:tri-fold=120", "es:tri-fold:damp-and-mould=many", ""):
        with pytest.raises(OctavillaError, match="does not read like"):
            handed.handed(wrong, KNOWN)
    with pytest.raises(OctavillaError, match="more than the 200 printed"):
        handed.handed("es:tri-fold:damp-and-mould=201", KNOWN)
    with pytest.raises(OctavillaError, match="is not in this event"):
        handed.handed("en:tri-fold:damp-and-mould=1", KNOWN)
    with pytest.raises(OctavillaError, match="is not in this event"):
        check([Row(slug="x", format="flyer", code="pt")], KNOWN, PATH)


def test_the_chart_has_its_numbers_and_is_well_formed_whatever_the_names() -> None:
    import xml.etree.ElementTree as ET

    found = by((counted(KNOWN[0], 120, None), counted(KNOWN[1], 52, None)), lambda row: f"<{row.code}> & co")
    svg = chart('<script>"&', [("By language", found), ("", ())], lambda bar: f"{bar.handed} of {bar.printed}")
    texts = [text.text for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == '<script>"&'
    assert "120 of 200" in texts
    assert "52 of 52" in texts
    fills = {rect.get("fill") for rect in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect")}
    assert {"#111", "#fff"} <= fills
    assert list(ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}path")), "bars differ by lines too"

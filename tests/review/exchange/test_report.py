"""What people and programs are told of a merge."""

from __future__ import annotations

import json

import pytest
from exchange_rows import COLD, DAY, WINDOW, catalogue, export

from pipeline.review.catalogue import approve
from pipeline.review.exchange.merging import merge_batch
from pipeline.review.exchange.model import Batch, Notice, Returned
from pipeline.review.exchange.report import Kind, Outcome, Report, as_json, as_lines


@pytest.fixture
def report() -> Report:
    out = export().rows
    here = approve(catalogue(), WINDOW, "Cierre la ventana.", "Bia", DAY)
    rows = (
        Returned(key=out[0].key, source=WINDOW, target="Cerrad.", place="row 2", comment="¿Quién?"),
        Returned(key=out[1].key, source=COLD, target="Bebe.", place="row 3"),
        Returned(key=out[2].key, target="Nueva `frase` <b>.", place="row 4"),
        Returned(key=out[3].key, place="row 5"),
    )
    notices = tuple(Notice(place=f"row {n}", message="holds a formula") for n in (7, 9))
    batch = Batch(rows=rows, kind="xlsx", notices=notices)
    return merge_batch(here, batch, "Ana Reyes", DAY)[1]


def test_the_first_line_counts(report: Report) -> None:
    lines = " ".join(as_lines(report)[:2])
    assert lines.startswith("window (es), xlsx from Ana Reyes: 1 taken, 1 unchanged, 1 conflict, 1 broken,")
    assert sum(report.counts.values()) == 5


def test_what_wants_a_person_is_shown_with_both_texts(report: Report) -> None:
    text = "\n".join(as_lines(report))
    for part in ("conflict  row 2: Close the window.", "ours      Cierre la ventana.", "theirs    Cerrad."):
        assert part in text
    assert "changed here too by Bia" in text
    assert "comment   row 2: Close the window." in text
    assert "“¿Quién?”" in text
    assert "Nueva" not in text
    assert "Nueva" in "\n".join(as_lines(report, everything=True))


def test_equal_notices_are_one_line(report: Report) -> None:
    assert [line for line in as_lines(report) if "formula" in line] == ["note      rows 7, 9: holds a formula"]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_asked_for(report: Report, width: int) -> None:
    assert max(map(len, as_lines(report, width, everything=True))) <= width


def test_a_hostile_text_cannot_write_to_the_terminal() -> None:
    row = Outcome(kind=Kind.UNKNOWN, place="row\x1b[2J", source="a\x1b]0;x\x07", theirs="b\u202ec\r\nd" * 500)
    lines = as_lines(Report(slug="s", language="es", kind="csv", who="w\x1b[0m", rows=(row,)))
    assert not any(char in line for line in lines for char in "\x1b\x07\r\n\u202e")
    assert len(lines) < 20


def test_programs_get_all_that_changed(report: Report) -> None:
    data = json.loads(json.dumps(as_json(report)))
    assert (data["text"], data["language"], data["format"], data["who"]) == ("window", "es", "xlsx", "Ana Reyes")
    assert data["counts"]["conflict"] == 1
    assert [row["kind"] for row in data["rows"]] == ["conflict", "comment", "broken", "taken"]
    assert data["notices"][0] == {"place": "row 7", "message": "holds a formula"}

"""The kit of an event as a whole: what is in it, what a second one makes anew, what stops it, and what stays."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pypdf
import pytest
from click.testing import Result
from icalendar import Calendar

from pipeline import kit as kits
from pipeline.errors import OctavillaError
from pipeline.kit import Outcome, make_kit
from pipeline.project import open_project
from pipeline.publish.kit import extras, prints

EVENT = """
title = "Neighbours’ Saturday"
date = 2026-12-05
starts = "14:00"
place = "Harbour Street Hall"
call = "Bring one question."
about = "Soup and tea."
texts = ["window"]
formats = ["flyer"]
[copies]
en = 5
es = 8
"""
NAME = "2026-12-05-hall"
LONG = "\n\n".join(f"Sentence number {number} is here to fill the panels with words." for number in range(400))

pytestmark = pytest.mark.usefixtures("bare_site")


@pytest.fixture
def folder(project_folder: Path) -> Path:
    """Return a project with one text, as a flyer, and an event."""
    (project_folder / "events").mkdir()
    (project_folder / "events" / f"{NAME}.toml").write_text(EVENT, encoding="utf-8")
    text = project_folder / "texts" / "window.md"
    text.write_text(text.read_text(encoding="utf-8").replace("---\n", "---\nformats: [flyer]\n", 1), encoding="utf-8")
    settings = project_folder / "octavilla.toml"
    settings.write_text('title = "Harbour Street"\nlanguages = ["es"]\nbase_url = "https://example.org/leaflets"\n'
                        '[prices]\nblack = 0.05\n', encoding="utf-8")  # fmt: skip
    return project_folder


def kit(folder: Path, name: str = NAME, **values: object) -> Outcome:
    return make_kit(open_project(folder), name, workers=1, **values)  # type: ignore[arg-type]


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list to which the name of each print file is added that is made from now on."""
    names: list[str] = []
    make = prints.make

    def noted(task: prints.PrintTask) -> prints.Printed:
        names.append(Path(task.path).name)
        return make(task)

    monkeypatch.setattr("pipeline.kit_prints.make", noted)
    return names


@pytest.mark.slow
def test_a_kit_has_all_that_is_needed_and_is_the_same_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = kit(folder)
    there = content(outcome.folder)
    own = {name for name in there if not name.startswith("stick/site/")}
    assert own >= {
        "START-HERE.html", "1-test-sheet.pdf", "2-print-plan.pdf", "3-check-list.pdf", "print/01-en-window-flyer.pdf",
        "print/02-es-window-flyer.pdf", "calendar/en.ics", "calendar/es.ics", "stick/START-HERE.html", "handed-out.csv",
        "manifest.json", "SHA256SUMS",
    }  # fmt: skip
    assert {f"stick/site/{name}" for name in content(folder / "build" / "site")} == {
        name for name in there if name.startswith("stick/site/")
    }
    for line in there["SHA256SUMS"].decode().splitlines():
        assert hashlib.sha256(there[line[66:]]).hexdigest() == line[:64]
    with zipfile.ZipFile(outcome.archive) as packed:
        assert {name.partition("/")[2]: packed.read(name) for name in packed.namelist()} == there

    # 5 flyers are 2 sheets of 4, and so are 8; both sides in black.
    facts = json.loads(there["manifest.json"])["prints"]
    assert [(one["file"], one["copies"], one["pieces"], one["sheets"]) for one in facts] == [
        ("print/01-en-window-flyer.pdf", 2, 8, 2), ("print/02-es-window-flyer.pdf", 2, 8, 2),
    ]  # fmt: skip
    assert (outcome.total.sheets, str(outcome.total.cost)) in {(4, "0.40"), (4, "0.20")}
    sheets = [pypdf.PdfReader(outcome.folder / one["file"]) for one in facts]
    assert all(len(sheet.pages) <= 2 for sheet in sheets)
    assert "Saturday" in sheets[0].pages[0].extract_text(), "the event’s panel"
    (entry,) = Calendar.from_ical(there["calendar/es.ics"]).walk("VEVENT")
    assert entry["SUMMARY"] == "es: Neighbours’ Saturday"
    for href in re.findall(r'href="([^":]+)"', there["stick/START-HERE.html"].decode()):
        assert f"stick/{href}" in there
    for href in re.findall(r'href="([^":]+)"', there["START-HERE.html"].decode()):
        assert href in there

    zipped, anew = outcome.archive.read_bytes(), made(monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.typeset.pdf.typeset", lambda *_, **__: pytest.fail("pages are kept too"))
        patch.setattr("pipeline.kit.extras", lambda *_: pytest.fail("and so is what is sent"))
        assert kit(folder).unchanged
    assert not anew
    (outcome.folder / "1-test-sheet.pdf").unlink()
    mended = kit(folder)
    assert not mended.unchanged
    assert not anew, "print files are kept"
    assert mended.archive.read_bytes() == zipped
    assert content(mended.folder) == there

    # Another price: the plan changes, the print files do not.
    settings = folder / "octavilla.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("0.05", "0.07"), encoding="utf-8")
    dearer = kit(folder)
    assert not anew
    changed = {name for name, data in content(dearer.folder).items() if there.get(name) != data}
    assert changed <= {"2-print-plan.pdf", "manifest.json", "SHA256SUMS"}
    assert "2-print-plan.pdf" in changed

    # Another place: the panel of every leaflet changes.
    file = folder / "events" / f"{NAME}.toml"
    file.write_text(EVENT.replace("Harbour Street Hall", "Market Hall"), encoding="utf-8")
    kit(folder)
    assert sorted(anew) == ["window-en-flyer.pdf", "window-es-flyer.pdf"]


@pytest.mark.slow
def test_what_does_not_fit_is_said_and_the_rest_is_made(folder: Path, octavilla: Callable[..., Result]) -> None:
    (folder / "texts" / "long.md").write_text(f"---\ntitle: Long\nlanguages: [en]\nformats: [flyer]\n---\n\n{LONG}\n")
    event = EVENT.replace('["window"]', '["long", "window"]').replace("es = 8\n", "")
    (folder / "events" / f"{NAME}.toml").write_text(event, encoding="utf-8")
    result = octavilla("kit", NAME, "--project", folder, "--jobs", "1")
    assert result.exit_code == 1, result.output
    assert "texts/long.md: flyer: words to lose" in result.output
    assert {path.name for path in (folder / "build/kits" / NAME / "print").iterdir()} == {"01-en-window-flyer.pdf"}
    own = (line for line in result.output.splitlines() if not line.startswith("octavilla: "))
    assert all(len(line) <= 80 or "/" in line for line in own)
    # A single language, and it is the text's own: nothing to translate, one calendar.
    assert [path.name for path in (folder / "build/kits" / NAME / "calendar").iterdir()] == ["en.ics"]


@pytest.mark.slow
def test_on_letter_without_an_address_with_a_colleagues_pictures(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "octavilla.toml").write_text('languages = ["es"]\n[print]\npaper = "Letter"\n', encoding="utf-8")
    monkeypatch.setattr(extras, "PRODUCERS", (lambda contents: {f"send/{contents.codes[0]}.txt": b"Come!"},))
    outcome = kit(folder, code="es")
    assert outcome.about.send
    assert (outcome.folder / "send/en.txt").read_bytes() == b"Come!"
    reader = pypdf.PdfReader(outcome.folder / "2-print-plan.pdf")
    assert round(float(reader.pages[0].mediabox[2])) == 612
    assert "Plan de impresión".casefold() in reader.pages[0].extract_text().casefold()
    assert "https://" not in (outcome.folder / "calendar/es.ics").read_text(encoding="utf-8")
    assert outcome.total.cost is None
    # Somebody filled in the table: another kit takes its place, the table is kept beside it.
    table = outcome.folder / "handed-out.csv"
    filled = table.read_bytes().replace(b",8,,", b",8,5,")
    table.write_bytes(filled)
    assert kit(folder, code="es").unchanged
    assert table.read_bytes() == filled
    other = kit(folder, code="en")
    assert other.kept
    assert other.kept.read_bytes() == filled


@pytest.mark.slow
def test_final_waits_for_the_text_and_for_the_events_own_words(folder: Path, octavilla: Callable[..., Result]) -> None:
    result = octavilla("kit", NAME, "--final", "--project", folder)
    assert result.exit_code == 1
    assert "translations/es/window.po" in result.output
    assert f"translations/es/{NAME}.po" in result.output
    assert not (folder / "build").exists()
    catalogue = folder / "translations/es/window.po"
    catalogue.write_text(catalogue.read_text(encoding="utf-8").replace("#, fuzzy\n", ""), encoding="utf-8")
    result = octavilla("kit", NAME, "--final", "--project", folder)
    assert result.exit_code == 1
    assert "translations/es/window.po" not in result.output
    assert f"translations/es/{NAME}.po" in result.output


@pytest.mark.parametrize(
    ("name", "message"),
    [("2026-12-05-hal", f"Did you mean “{NAME}”"), ("xyz", "there is no event “xyz”"), ("window", "no event “window”")],
)
def test_an_event_that_is_not_there_is_said(folder: Path, name: str, message: str) -> None:
    with pytest.raises(OctavillaError, match=re.escape(message)):
        kits.choose(open_project(folder), name)


def test_an_event_is_named_by_its_file_too_and_without_events_one_is_told_how(folder: Path) -> None:
    project = open_project(folder)
    file = folder / "events" / f"{NAME}.toml"
    assert kits.choose(project, str(file)).event.slug == NAME
    assert kits.choose(project, f"{NAME}.toml").name == NAME
    file.unlink()
    with pytest.raises(OctavillaError, match="there is no event yet"):
        kits.choose(project, NAME)


def test_what_was_handed_out_is_noted_merged_and_summed(folder: Path, octavilla: Callable[..., Result]) -> None:
    kept = folder / "events" / f"{NAME}-report.csv"
    result = octavilla("kit", NAME, "--handed", "es:flyer:window=6", "--project", folder)
    assert result.exit_code == 0, result.output
    assert "6 of 8" in result.output
    assert (folder / "build/reports" / f"{NAME}.svg").read_text(encoding="utf-8").count("6 of 8") == 2
    assert (folder / "build/reports" / f"{NAME}.pdf").read_bytes().startswith(b"%PDF")
    table = folder / "filled.csv"
    table.write_text("text;format;language;printed;handed out;left\nwindow;flyer;en;5;4;1\n", encoding="utf-8")
    assert octavilla("kit", NAME, "--report", table, "--project", folder).exit_code == 0
    rows = list(csv.DictReader(StringIO(kept.read_text(encoding="utf-8-sig"))))
    assert [(row["language"], row["handed out"], row["left"]) for row in rows] == [("en", "4", "1"), ("es", "6", "2")]
    before = kept.read_bytes()
    table.write_text("text,format,language,printed,handed out,left\nother,flyer,en,5,4,1\n", encoding="utf-8")
    wrong = octavilla("kit", NAME, "--report", table, "--project", folder)
    assert wrong.exit_code == 1
    assert "filled.csv" in wrong.output
    assert kept.read_bytes() == before
    every = octavilla("kit", "--report", "--project", folder)
    assert every.exit_code == 0, every.output
    assert "All events: 10 of 13" in every.output
    assert octavilla("kit", "--report", NAME, "--project", folder).exit_code == 0
    assert kept.read_bytes() == before


def test_a_report_of_nothing_says_what_to_do(folder: Path, octavilla: Callable[..., Result]) -> None:
    assert "Fill in" in octavilla("kit", NAME, "--report", "--project", folder).output
    assert "nothing is known yet of any event" in octavilla("kit", "--report", "--project", folder).output
    assert octavilla("kit", "--project", folder).exit_code == 2
    assert octavilla("kit", NAME, "--report", "--final", "--project", folder).exit_code == 2


def test_what_is_asked_for_at_the_terminal_is_noted_and_enter_leaves_a_row(folder: Path) -> None:
    from pipeline import handing

    asked: list[tuple[str, int | None]] = []

    def ask(row: handing.Row, before: handing.Row | None) -> tuple[int, int] | None:
        asked.append((row.code, before.handed if before else None))
        return (3, 1) if row.code == "es" and not before else None

    project = open_project(folder)
    assert [row.handed for row in handing.take(project, NAME, ask=ask).rows] == [3]
    assert [row.handed for row in handing.take(project, NAME, ask=ask).rows] == [3]
    assert asked == [("en", None), ("es", None), ("en", None), ("es", 3)]

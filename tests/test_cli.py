"""The command line: what each command takes, prints and returns; one line for an error, whatever happens."""

from __future__ import annotations

import io
import json
import re
import shlex
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from rich.console import Console

from pipeline import __version__, cli
from pipeline.errors import OctavillaError
from pipeline.report import Meter, _plain, meter, meters
from pipeline.reviewing import Reviewing

Run = Callable[..., Result]
COMMANDS = (["init"], ["build"], ["translate"], ["status"], ["doctor"], ["models"], ["models", "install"],
            ["models", "list"], ["models", "verify"], ["check"], ["memory"], ["memory", "import"],
            ["memory", "export"], ["memory", "search"], ["review"], ["export"], ["merge"])  # fmt: skip
WITHOUT_ARGUMENTS = (["build"], ["translate"], ["status"], ["doctor"], ["models", "list"], ["models", "verify"],
                     ["check"], ["memory", "export", "--language", "es"],
                     ["memory", "search", "words", "--language", "es"], ["review"], ["export", "--format", "csv"],
                     ["merge", "a.csv"])  # fmt: skip


def test_the_version_is_that_of_the_package(octavilla: Run) -> None:
    assert octavilla("--version").output.strip() == f"octavilla, version {__version__}"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_in_80_columns(octavilla: Run, command: list[str]) -> None:
    result = octavilla(*command, "--help")
    assert result.exit_code == 0
    assert max(map(len, result.output.splitlines())) <= 80
    assert len(result.output.splitlines()) > 5


@pytest.mark.parametrize("command", WITHOUT_ARGUMENTS, ids=" ".join)
def test_a_folder_without_a_project_is_one_line_and_exit_1(octavilla: Run, tmp_path: Path, command: list[str]) -> None:
    result = octavilla(*command, "--project", tmp_path)
    assert result.exit_code == 1
    assert "octavilla init DIR" in result.output
    assert "Traceback" not in result.output


def test_a_new_project_names_the_command_to_type_next(octavilla: Run, tmp_path: Path) -> None:
    """A name with a space in it is quoted, so that the line can be pasted into a shell."""
    folder = tmp_path / "our group"
    lines = octavilla("init", folder).output.splitlines()
    (command,) = [line for line in lines if line.startswith("  octavilla")]
    assert shlex.split(command) == ["octavilla", "build", "--project", str(folder)]


def test_translate_brings_catalogues_up_to_date_and_builds_nothing(
    octavilla: Run, project_folder: Path, machine: list[str]
) -> None:
    result = octavilla("translate", "window", "--language", "es", "--project", project_folder)
    assert result.exit_code == 0, result.output
    assert f"1 catalogues brought up to date, {len(machine)} sentences drafted." in result.output
    assert not (project_folder / "build").exists()
    assert octavilla("translate", "--format", "a4", "--project", project_folder).exit_code == 2


def test_status_is_a_table_or_json_with_the_same_figures(
    octavilla: Run, project_folder: Path, machine: list[str]
) -> None:
    octavilla("translate", "--project", project_folder)
    rows = json.loads(octavilla("status", "--json", "--language", "pt", "--project", project_folder).output)
    assert [(row["text"], row["language"], row["approved"]) for row in rows] == [("window", "pt", 0)]
    table = octavilla("status", "--project", project_folder).output
    assert str(rows[0]["drafts"]) in table
    assert "window  pt" in table


def test_the_doctor_returns_1_when_something_is_missing(octavilla: Run, project_folder: Path) -> None:
    assert octavilla("doctor", "--project", project_folder).exit_code == 0
    (project_folder / "texts/window.md").unlink()
    result = octavilla("doctor", "--project", project_folder)
    assert result.exit_code == 1
    assert "MISSING project" in result.output
    assert "Put a Markdown file into" in result.output
    findings = json.loads(octavilla("doctor", "--json", "--project", project_folder).output)
    assert [finding["name"] for finding in findings if not finding["well"]] == ["project"]


def test_models_are_listed_and_verified(octavilla: Run, project_folder: Path) -> None:
    listed = json.loads(octavilla("models", "list", "--json", "--project", project_folder).output)
    assert {("en", "es"), ("en", "pb")} <= {(row["from"], row["to"]) for row in listed}
    verified = octavilla("models", "verify", "--project", project_folder)
    assert verified.exit_code == 0
    assert "no packages of its own" in verified.output
    (project_folder / "models").mkdir()
    (project_folder / "models/en_es.argosmodel").write_bytes(b"nobody knows")
    verified = octavilla("models", "verify", "--project", project_folder)
    assert verified.exit_code == 1
    assert verified.output.startswith("WRONG en_es.argosmodel")


def test_models_install_wants_one_place_or_two_codes(octavilla: Run, project_folder: Path) -> None:
    for arguments in (["a", "b", "c"], [str(project_folder), "es"]):
        result = octavilla("models", "install", *arguments, "--project", project_folder)
        assert result.exit_code == 2
        assert "two language codes" in result.output
    result = octavilla("models", "install", project_folder / "gone.argosmodel", "--project", project_folder)
    assert result.exit_code == 1
    assert "there is no such file" in result.output


def test_what_nobody_foresaw_is_one_line_and_a_traceback_only_for_who_asks(
    octavilla: Run, project_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(cli, "open_project", fail)
    result = octavilla("status", "--project", project_folder)
    assert result.exit_code == 1
    assert result.output.startswith("octavilla: ZeroDivisionError: by nothing. This is a fault of the program")
    assert len(result.output.splitlines()) == 1
    # The line says what to type: the option stands before the command.
    assert "Traceback" in octavilla("--debug", "status", "--project", project_folder).output


def test_an_interrupt_says_that_nothing_is_lost(octavilla: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "open_project", interrupt)
    result = octavilla("status")
    assert result.exit_code == 1
    assert "run the command again to go on" in result.output


def test_a_reader_that_stops_reading_is_no_fault_of_the_program(
    octavilla: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`octavilla status | head -1`."""

    def closed(_: Path) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(cli, "open_project", closed)
    result = octavilla("status")
    assert result.exit_code == 1
    assert result.output == ""


def test_errors_keep_their_line() -> None:
    error = OctavillaError("wrong.", path="texts/a.md", line=3)
    assert error.format_message() == "texts/a.md:3: wrong."


def test_a_meter_without_a_terminal_says_once_that_it_begins_and_once_that_it_ends(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with meter("words") as show:
        for label in ("drafting Spanish", "drafting Portuguese"):
            for done in (0, 500, 1000, 1000):
                show(label, done, 1000)
        show("nothing", 0, 0)
    assert capsys.readouterr().err.splitlines() == [
        "drafting Spanish: 1,000 words",
        "drafting Spanish: 1,000 words, done",
        "drafting Portuguese: 1,000 words",
        "drafting Portuguese: 1,000 words, done",
    ]


def test_a_long_piece_of_work_tells_its_speed_and_the_time_left_every_ten_seconds() -> None:
    out = io.StringIO()
    now = 0.0
    show = _plain(Console(file=out, width=100), "words", lambda: now)
    for second in range(26):
        now = float(second)
        show("drafting Spanish", 2000 * second, 60_000)
    now = 30.0
    show("drafting Spanish", 60_000, 60_000)
    assert out.getvalue().splitlines() == [
        "drafting Spanish: 60,000 words",
        "drafting Spanish: 20,000 of 60,000 words, 2,000 a second, 20 s left",
        "drafting Spanish: 40,000 of 60,000 words, 2,000 a second, 10 s left",
        "drafting Spanish: 60,000 words, done, 2,000 a second",
    ]


def test_work_found_half_done_is_not_taken_for_speed() -> None:
    """What an interrupted run left in the cache comes at once: the time left is told by what is done now."""
    out = io.StringIO()
    now = 0.0
    show = _plain(Console(file=out, width=100), "words", lambda: now)
    show("drafting Spanish", 500_000, 1_000_000)
    now = 10.0
    show("drafting Spanish", 501_000, 1_000_000)
    assert "100 a second, 83 min left" in out.getvalue()


def test_a_bar_on_a_terminal_shows_the_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr("pipeline.report.console", lambda **_: Console(file=screen, force_terminal=True, width=100))
    with meter("words") as show:
        for done in range(0, 1000, 100):
            show("drafting Spanish", done, 1000)
            time.sleep(0.001)
    assert re.search(r"900/1000 words \S*[\d,]+/s", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen.getvalue()))


def test_two_meters_on_a_terminal_are_one_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two displays would draw over each other's line ten times a second."""
    screen = io.StringIO()
    terminal = Console(file=screen, force_terminal=True, width=100)
    monkeypatch.setattr("pipeline.report.console", lambda **_: terminal)
    with meters("words", "editions") as (words, editions):
        words("drafting Spanish", 5, 5)
        editions("typesetting", 2, 5)
    shown = screen.getvalue()
    last = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).splitlines()
    assert any("drafting Spanish" in line and "5/5 words" in line for line in last)
    assert any("typesetting" in line and "2/5 editions" in line for line in last)
    assert shown.count("\x1b[?25l") == 1


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Have the server end at once; return what it was started with."""
    from pipeline import serving

    found: list[dict[str, object]] = []

    class Bound:
        def getsockname(self) -> tuple[str, int]:
            return ("127.0.0.1", 8520)

    def find_place(*, share: bool, port: int | None, key: bytes) -> serving.Place:
        secret = serving.secret_of(key) if share else None
        found.append({"share": share, "port": port, "key": key})
        return serving.Place(listener=Bound(), secret=secret)  # type: ignore[arg-type]

    whole = serving.application

    def application(reviewing: Reviewing, place: serving.Place, key: bytes, *, name: str, progress: Meter) -> object:
        assert "opened" not in found[-1], "everything is read before somebody looks at it"
        found[-1] |= {"texts": [text.slug for text in reviewing.texts()], "name": name, "same": found[-1]["key"] == key}
        return whole(reviewing, place, key, name=name, progress=progress)

    def serve(app: Flask, reviewing: Reviewing, place: serving.Place) -> None:
        assert app.test_client().get("/", headers={"Host": place.host}).status_code in (200, 302, 303, 403)
        reviewing.close()

    monkeypatch.setattr(serving, "find_place", find_place)
    monkeypatch.setattr(serving, "application", application)
    monkeypatch.setattr(serving, "serve", serve)
    monkeypatch.setattr(serving, "owner_name", lambda: "Ana")
    monkeypatch.setattr(serving, "open_browser", lambda link: bool(found[-1].setdefault("opened", link)))
    return found


def test_the_review_drafts_says_where_it_is_and_ends_in_one_line(
    octavilla: Run, project_folder: Path, machine: list[str], served: list[dict[str, object]]
) -> None:
    result = octavilla("review", "window", "--language", "es", "--project", project_folder)
    assert result.exit_code == 0, result.output
    assert machine, "what has no translation is drafted first"
    assert not (project_folder / "translations/pt").exists()
    lines = result.output.splitlines()
    assert "Review of Harbour Street" in lines
    assert "  http://127.0.0.1:8520/" in lines
    assert lines[-1] == "Stopped. Every correction is saved in translations/."
    assert max(map(len, lines)) <= 80
    assert {"share": False, "port": None, "opened": "http://127.0.0.1:8520/"}.items() <= served[0].items()


def test_a_shared_review_shows_a_secret_link_and_nobodys_name(
    octavilla: Run, project_folder: Path, machine: list[str], served: list[dict[str, object]]
) -> None:
    def link(*options: str) -> str:
        result = octavilla("review", "--share", "--no-browser", "--port", "9000", *options, "--project", project_folder)
        assert result.exit_code == 0, result.output
        assert "not encrypted" in result.output
        assert served[-1]["name"] == ""
        assert served[-1]["port"] == 9000
        assert served[-1]["same"]
        found = re.search(r"http://127\.0\.0\.1:8520/enter/\S{16,}", result.output)
        assert found
        return found[0]

    first = link()
    assert link() == first, "yesterday's link works today"
    assert link("--new-link") != first
    assert octavilla("review", "--no-browser", "--project", project_folder).exit_code == 0
    assert served[-1]["name"] == "Ana"


def test_the_review_goes_on_without_drafts(
    octavilla: Run, project_folder: Path, machine: list[str], served: list[dict[str, object]]
) -> None:
    (project_folder / "octavilla.toml").write_text('languages = ["fr"]\n', encoding="utf-8")
    result = octavilla("review", "--no-browser", "--project", project_folder)
    assert result.exit_code == 0
    assert "some drafts are missing" in result.output
    assert "models install en fr" in result.output
    assert served[-1]["texts"] == ["window"]


@pytest.mark.parametrize("arguments", [["nothing"], ["--language", "fr"]])
def test_a_review_of_nothing_is_an_error(
    octavilla: Run, project_folder: Path, machine: list[str], served: list[dict[str, object]], arguments: list[str]
) -> None:
    result = octavilla("review", *arguments, "--project", project_folder)
    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 1
    assert served == []

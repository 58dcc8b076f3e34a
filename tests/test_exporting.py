"""Files that go out and come back: nothing is lost, nothing is guessed, and twice is as good as once."""

from __future__ import annotations

import csv
import datetime
import errno
import io
import json
import os
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from pipeline import build as builder
from pipeline import exporting
from pipeline.errors import OctavillaError
from pipeline.exporting import Merged, export, format_named, merge_files, writable
from pipeline.plan import Selection
from pipeline.project import Project, open_project
from pipeline.review.catalogue import Catalogue, State, approve
from pipeline.review.desk import Action, Change, Desk
from pipeline.review.exchange.report import Kind
from pipeline.review.remarks import versions
from pipeline.review.store import load, update

DAY = datetime.date(2026, 11, 14)
SOURCE = "Open it at night."
Run = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("machine")


@pytest.fixture
def project(project_folder: Path) -> Project:
    opened = open_project(project_folder)
    builder.translate(opened, Selection())
    return opened


def catalogue(project: Project, code: str = "es") -> Catalogue:
    return load(project.catalogue("window", code))


def correct(project: Project, source: str, target: str, who: str = "Ana") -> None:
    update(
        project.catalogue("window", "es"),
        lambda old: approve(old, source, target, who, DAY),
        lock_folder=project.state / "locks",
    )


def sheet(project: Project, changes: dict[str, str], file: Path | None = None, name: str = "") -> Path:
    """Return a spreadsheet that went out and came back with other translations (by source) and a name in it."""
    path = file or export(project, Selection(languages=("es",)), [format_named("xlsx")])[0]
    book = openpyxl.load_workbook(path)
    done = set()
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value in changes and cell.value not in done:
                done.add(cell.value)
                row[cell.column].value = changes[str(cell.value)]
    assert done == set(changes)
    back = project.root / f"{name or 'window'}.xlsx"
    book.save(back)
    return back


def merged(project: Project, *paths: Path, who: str = "Bia", **options: str) -> list[Merged]:
    return list(merge_files(project, paths, who=who, today=DAY, **options))


def kinds(item: Merged) -> dict[Kind, int]:
    assert item.report is not None, item.problem
    return {kind: number for kind, number in item.report.counts.items() if number}


@pytest.mark.parametrize("name", writable())
def test_what_nobody_changed_changes_nothing(project: Project, name: str) -> None:
    correct(project, SOURCE, "Ábrela de **noche**.")
    before = project.catalogue("window", "es").read_bytes()
    (path,) = export(project, Selection(languages=("es",)), [format_named(name)])
    assert path == project.build / "review/es" / f"window{format_named(name).suffix}"
    if format_named(name).reads:
        assert set(kinds(merged(project, path)[0])) == (set() if name == "page" else {Kind.UNCHANGED})
    assert project.catalogue("window", "es").read_bytes() == before


@pytest.mark.parametrize("name", writable())
def test_an_export_writes_the_same_bytes_every_time(project: Project, name: str, tmp_path: Path) -> None:
    first = export(project, Selection(), [format_named(name)], tmp_path / "a")
    second = export(project, Selection(), [format_named(name)], tmp_path / "b")
    assert [path.relative_to(tmp_path / "a") for path in first] == [path.relative_to(tmp_path / "b") for path in second]
    assert len(first) == 2
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_correction_is_approved_by_who_made_it_and_stands_in_the_history(project: Project) -> None:
    (item,) = merged(project, sheet(project, {SOURCE: "Ábrela de noche."}))
    assert kinds(item) == {Kind.TAKEN: 1, Kind.UNCHANGED: 8}
    entry = catalogue(project)[SOURCE]
    assert (entry.target, entry.state, entry.reviewer) == ("Ábrela de noche.", State.APPROVED, "Bia")
    desk = Desk(project.catalogue("window", "es"), lock_folder=project.state / "locks")
    event = desk.history(SOURCE)[-1]
    assert (event.who, event.action, event.after) == ("Bia", "merge", "Ábrela de noche.")
    assert desk.undo("Bia") is not None
    assert catalogue(project)[SOURCE].state is State.DRAFT


def test_both_changed_is_a_conflict_that_keeps_both(project: Project) -> None:
    back = sheet(project, {SOURCE: "Ábrela de noche."})
    correct(project, SOURCE, "Ábrala por la noche.")
    (item,) = merged(project, back)
    assert kinds(item) == {Kind.CONFLICT: 1, Kind.UNCHANGED: 8}
    assert item.needs_a_person
    entry = catalogue(project)[SOURCE]
    assert (entry.target, entry.reviewer) == ("Ábrala por la noche.", "Ana")
    assert [(version.who, version.text) for version in versions(entry)] == [("Bia", "Ábrela de noche.")]


def test_merging_twice_changes_nothing_even_when_a_conflict_was_settled_between(project: Project) -> None:
    back = sheet(project, {SOURCE: "Ábrela de noche.", "Water": "El agua"})
    correct(project, SOURCE, "Ábrala por la noche.")
    merged(project, back)
    before = project.catalogue("window", "es").read_bytes()
    merged(project, back)
    assert project.catalogue("window", "es").read_bytes() == before
    desk = Desk(project.catalogue("window", "es"), lock_folder=project.state / "locks")
    desk.apply([Change(action=Action.CHOOSE, source=SOURCE, target="Ábrala por la noche.")], "Ana")
    assert not versions(catalogue(project)[SOURCE])
    shutil.rmtree(project.state)  # may be deleted at any time
    assert set(kinds(merged(project, back)[0])) == {Kind.UNCHANGED}
    assert not versions(catalogue(project)[SOURCE])


def without_versions(project: Project) -> None:
    """Take the version lines out of the catalogue, as in a text editor."""
    path = project.catalogue("window", "es")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("# Version by")), encoding="utf-8")
    stamp(path, -1)


def stamp(path: Path, seconds: float) -> None:
    moment = time.time() + seconds
    os.utime(path, (moment, moment))


def test_a_version_that_somebody_took_out_by_hand_stays_out(project: Project) -> None:
    """The rest of the same merge is in the file: it is no old copy that a program saved."""
    back = sheet(project, {SOURCE: "Ábrela de noche.", "Water": "El agua"})
    correct(project, SOURCE, "Ábrala por la noche.")
    merged(project, back)
    without_versions(project)
    assert set(kinds(merged(project, back)[0])) == {Kind.UNCHANGED}
    assert not versions(catalogue(project)[SOURCE])


def test_the_only_change_of_a_merge_taken_out_by_hand_stays_out_after_a_day(project: Project) -> None:
    """Until then it reads like an old copy that Poedit saved over the merge: the version comes back."""
    back = sheet(project, {SOURCE: "Ábrela de noche."})
    correct(project, SOURCE, "Ábrala por la noche.")
    merged(project, back)
    without_versions(project)
    merged(project, back)
    assert [version.text for version in versions(catalogue(project)[SOURCE])] == ["Ábrela de noche."]
    without_versions(project)
    stamp(project.catalogue("window", "es"), 25 * 3600)
    assert set(kinds(merged(project, back)[0])) == {Kind.UNCHANGED}
    assert not versions(catalogue(project)[SOURCE])


def test_without_the_history_a_settled_conflict_comes_up_again_and_nothing_is_lost(project: Project) -> None:
    back = sheet(project, {SOURCE: "Ábrela de noche."})
    correct(project, SOURCE, "Ábrala por la noche.")
    merged(project, back)
    desk = Desk(project.catalogue("window", "es"), lock_folder=project.state / "locks")
    desk.apply([Change(action=Action.CHOOSE, source=SOURCE, target="Ábrala por la noche.")], "Ana")
    project.catalogue("window", "es").with_suffix(".history.jsonl").write_text("[1, {}", encoding="utf-8")
    assert kinds(merged(project, back)[0])[Kind.CONFLICT] == 1
    assert [version.text for version in versions(catalogue(project)[SOURCE])] == ["Ábrela de noche."]


def test_a_text_that_changed_meanwhile_takes_what_still_fits_and_keeps_the_rest(project: Project) -> None:
    back = sheet(project, {SOURCE: "Ábrela de noche.", "Water": "El agua"})
    text = project.texts / "window.md"
    text.write_text(text.read_text(encoding="utf-8").replace(SOURCE, "Sleep well, all of you!"), encoding="utf-8")
    (item,) = merged(project, back)
    assert kinds(item) == {Kind.TAKEN: 1, Kind.UNKNOWN: 1, Kind.UNCHANGED: 7}
    now = catalogue(project)
    assert now["Water"].target == "El agua"
    assert "Sleep well, all of you!" in now
    assert [(entry.source, entry.target) for entry in now.obsolete] == [(SOURCE, "Ábrela de noche.")]
    text.write_text(text.read_text(encoding="utf-8").replace("Sleep well, all of you!", SOURCE), encoding="utf-8")
    builder.translate(project, Selection())
    assert (catalogue(project)[SOURCE].target, catalogue(project)[SOURCE].reviewer) == ("Ábrela de noche.", "Bia")


def test_a_broken_file_leaves_its_catalogue_and_the_others_are_merged(project: Project) -> None:
    good = sheet(project, {SOURCE: "Ábrela de noche."}, name="good")
    broken = project.root / "broken.xlsx"
    broken.write_bytes(good.read_bytes()[:-200])
    found = merged(project, broken, good)
    assert [bool(item.problem) for item in found] == [True, False]
    assert found[0].problem.startswith(str(broken))
    assert catalogue(project)[SOURCE].target == "Ábrela de noche."


def test_a_fault_in_the_middle_leaves_the_catalogue_byte_for_byte(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = sheet(project, {SOURCE: "Ábrela de noche."})
    before = project.catalogue("window", "es").read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise OctavillaError("marks of two files.")

    monkeypatch.setattr(exporting, "merge_batch", fail)
    assert merged(project, back)[0].problem == f"{back}: marks of two files."
    assert project.catalogue("window", "es").read_bytes() == before


def test_a_folder_is_merged_whole(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "back"
    export(project, Selection(), [format_named("xlsx"), format_named("page")], folder)
    sheet(project, {SOURCE: "Ábrela de noche."}, folder / "es/window.xlsx").replace(folder / "es/window.xlsx")
    (folder / "es/.~lock.window.xlsx#").write_text("somebody")
    (folder / "es/~$window.xlsx").write_text("somebody")
    found = merged(project, folder)
    assert [Path(item.path).relative_to(folder).as_posix() for item in found] == ["es/window.xlsx", "pt/window.xlsx"]
    assert catalogue(project)[SOURCE].reviewer == "Bia"


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items():
            out.writestr(name, content)
    return path


def test_an_archive_is_merged_whole_and_nothing_of_it_is_written(project: Project, tmp_path: Path) -> None:
    back = sheet(project, {SOURCE: "Ábrela de noche."}).read_bytes()
    (page,) = export(project, Selection(languages=("es",)), [format_named("page")])
    files = {
        "../../evil.xlsx": back,
        "/es/window.xlsx": back,
        "es/window.html": page.read_bytes(),
        "__MACOSX/._a.xlsx": b"x",
        "readme.png": b"\x89PNG",
    }
    found = merged(project, archive(tmp_path / "back.zip", files))
    assert [(Path(item.path).name, bool(item.problem)) for item in found] == [
        ("window.xlsx", False),
        ("readme.png", True),
    ]
    assert catalogue(project)[SOURCE].target == "Ábrela de noche."
    assert not list(tmp_path.parent.rglob("evil.xlsx"))


def test_an_archive_that_unpacks_to_too_much_is_refused(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "LARGEST_FILE", 10_000)
    (item,) = merged(project, archive(tmp_path / "bomb.zip", {"a.csv": b"0" * 100_000}))
    assert "too large" in item.problem
    monkeypatch.setattr(exporting, "MOST_FILES", 3)
    (item,) = merged(project, archive(tmp_path / "many.zip", {f"{number}.csv": b"" for number in range(4)}))
    assert "holds 4 files, more than 3" in item.problem
    (tmp_path / "large.csv").write_bytes(b"0" * 10_001)
    assert "too large" in merged(project, tmp_path / "large.csv")[0].problem


@pytest.mark.parametrize("what", ["gone.xlsx", "folder"])
def test_a_path_without_files_is_told_of_and_the_others_are_merged(project: Project, tmp_path: Path, what: str) -> None:
    (tmp_path / "folder").mkdir()
    bad, good = merged(project, tmp_path / what, sheet(project, {SOURCE: "Ábrela de noche."}))
    assert bad.path == str(tmp_path / what)
    assert bad.problem.startswith(str(tmp_path / what))
    assert "there is no such file" in bad.problem or "is an empty folder" in bad.problem
    assert good.report is not None
    assert catalogue(project)[SOURCE].target == "Ábrela de noche."


def table(path: Path) -> Path:
    """Return a table without keys, as people type one."""
    out = io.StringIO()
    csv.writer(out).writerows([("source", "translation"), (SOURCE, "Ábrela de noche.")])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def test_a_file_that_does_not_say_what_it_is_of_must_be_told(project: Project, tmp_path: Path) -> None:
    (item,) = merged(project, table(tmp_path / "mine.csv"))
    assert "--text" in item.problem
    assert "window" in item.problem
    (item,) = merged(project, table(tmp_path / "mine.csv"), slug="window")
    assert "--language" in item.problem
    assert "es, pt" in item.problem
    (item,) = merged(project, table(tmp_path / "mine.csv"), slug="window", code="es")
    assert kinds(item) == {Kind.TAKEN: 1}


def test_the_name_of_file_and_folder_say_it_too(project: Project, tmp_path: Path) -> None:
    (item,) = merged(project, table(tmp_path / "pt/window.csv"))
    assert (item.report and item.report.language) == "pt"
    assert catalogue(project, "pt")[SOURCE].target == "Ábrela de noche."
    assert catalogue(project)[SOURCE].state is State.DRAFT


@pytest.mark.parametrize(("slug", "code"), [("door", "es"), ("window", "fr"), ("window", "no language")])
def test_a_file_for_something_that_is_not_here_is_refused(
    project: Project, tmp_path: Path, slug: str, code: str
) -> None:
    (item,) = merged(project, table(tmp_path / "mine.csv"), slug=slug, code=code)
    assert item.problem.startswith(str(tmp_path / "mine.csv"))
    assert not (project.translations / "fr").exists()


def test_somebody_must_stand_behind_a_translation(project: Project) -> None:
    (item,) = merged(project, sheet(project, {SOURCE: "Ábrela de noche."}), who="")
    assert "--by NAME" in item.problem


def test_the_commands_write_files_and_take_them_back(octavilla: Run, project: Project, tmp_path: Path) -> None:
    root = ("--project", project.root)
    result = octavilla(
        "export", "--format", "xlsx", "--format", "xliff2", "--language", "es", "--output", tmp_path, *root
    )
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [str(tmp_path / "es/window.xlsx"), str(tmp_path / "es/window.xliff")]
    back = sheet(project, {SOURCE: "Ábrela de noche."}, tmp_path / "es/window.xlsx")
    result = octavilla("merge", back, "--by", "Bia", *root)
    assert result.exit_code == 0, result.output
    assert "1 taken, 8 unchanged" in result.output
    assert max(map(len, result.output.splitlines())) <= 80
    correct(project, "Water", "El agua")
    back = sheet(project, {"Water": "Agua"}, tmp_path / "es/window.xlsx")
    result = octavilla("merge", back, "--by", "Bia", "--strict", *root)
    assert result.exit_code == 1
    assert "Agua" in result.output
    back = sheet(project, {"Water": "Aguas"}, tmp_path / "es/window.xlsx")
    assert octavilla("merge", back, "--by", "Bia", *root).exit_code == 0
    result = octavilla("merge", back, tmp_path / "es/window.xliff", "--by", "Bia", "--json", *root)
    assert [item["counts"]["unchanged"] for item in json.loads(result.output)] == [8, 9]


def test_a_problem_is_one_line_and_exit_1(octavilla: Run, project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no spreadsheet")
    result = octavilla("merge", tmp_path / "a.xlsx", "--project", project.root)
    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 1
    assert result.output.startswith(f"octavilla: {tmp_path / 'a.xlsx'}")
    result = octavilla("export", "--format", "pdf", "--project", project.root)
    assert result.exit_code == 1
    assert "there is no format “pdf”. Choose from: " in result.output


def test_an_export_drafts_what_is_missing_first(octavilla: Run, project_folder: Path) -> None:
    result = octavilla("export", "--format", "csv", "--language", "es", "--project", project_folder)
    assert result.exit_code == 0, result.output
    assert "es: Open it at night." in (project_folder / "build/review/es/window.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("name", "found"), [("xliff", "xliff12"), ("XLIFF12", "xliff12"), ("xliff2", "xliff20"), ("html", "page")]
)
def test_formats_have_other_names_too(name: str, found: str) -> None:
    assert format_named(name).name == found


@pytest.mark.parametrize("name", ["json", "corrections", "", "doc"])
def test_what_cannot_be_written_is_no_format(name: str) -> None:
    with pytest.raises(OctavillaError, match="Choose from: "):
        format_named(name)


def test_a_merge_writes_through_no_link_out_of_the_project(project: Project) -> None:
    back = sheet(project, {SOURCE: "Ábrela de noche."})
    path, outside = project.catalogue("window", "es"), project.root.parent / "other.po"
    path.rename(outside)
    path.symlink_to(outside)
    before = outside.read_bytes()
    (item,) = merged(project, back)
    assert item.problem == f"{path}: is a link to a place outside the project. Copy what is there here."
    assert outside.read_bytes() == before
    assert path.is_symlink()


def test_a_merge_leaves_a_link_inside_the_project_a_link(project: Project) -> None:
    back = sheet(project, {SOURCE: "Ábrela de noche."})
    path, inside = project.catalogue("window", "es"), project.root / "shared.po"
    path.rename(inside)
    path.symlink_to(inside)
    assert kinds(merged(project, back)[0])[Kind.TAKEN] == 1
    assert path.is_symlink()
    assert "Ábrela de noche." in inside.read_text(encoding="utf-8")


def test_a_catalogue_that_may_not_be_written_is_named_with_the_way_out(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = sheet(project, {SOURCE: "Ábrela de noche."})
    path = project.catalogue("window", "es")
    before = path.read_bytes()

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "replace", refuse)
    (item,) = merged(project, back)
    assert item.problem.startswith(f"{path}: cannot write: Operation not permitted. It is protected against changes")
    assert path.read_bytes() == before

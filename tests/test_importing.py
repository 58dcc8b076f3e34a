"""Importing: a text for each document, nothing overwritten, one bad file stops no other one."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.import_report import lines
from pipeline.importing import MOST_PIECES, Imported, Options, article_of, import_files, slug_of
from pipeline.ledger import Ledger
from pipeline.plan import survey
from pipeline.project import Project, open_project
from pipeline.text.importers.model import Article, Guess, Picture
from pipeline.text.importers.wording import missing
from pipeline.text.importers.writing import written
from pipeline.text.read import read_file, read_text

ARTICLE = """How twelve households got their heating back

By Ana Reyes
12 May 2026

When the boiler in Tanner Court failed in November, nobody believed that it would take so long, and that they would

12

have to do most of the asking by themselves.

The first meeting

Twelve people came. They brought cake and their letters, and they read them to each other until it was late.
"""


@pytest.fixture
def project(project_folder: Path) -> Project:
    return open_project(project_folder)


def saved(folder: Path, name: str, text: str | bytes = ARTICLE) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def imported(project: Project, *paths: Path, **options: object) -> list[Imported]:
    return list(import_files(project, paths, Options(**options)))  # type: ignore[arg-type]


def test_a_file_becomes_a_text_that_the_plan_accepts(project: Project, tmp_path: Path) -> None:
    (done,) = imported(project, saved(tmp_path, "a.txt"))
    assert done.state == "new" and done.path == project.texts / "how-twelve-households-got-their-heating.md"
    document = read_file(done.path)
    assert document.meta.title == "How twelve households got their heating back"
    assert document.meta.author == "Ana Reyes" and str(document.meta.date) == "2026-05-12"
    assert done.counts and done.counts["headings"] == 1
    with Ledger(project.cache) as ledger:
        assert done.slug in [text.slug for text in survey(project, ledger)]


def test_the_same_file_again_changes_nothing(project: Project, tmp_path: Path) -> None:
    source = saved(tmp_path, "a.txt")
    (first,) = imported(project, source)
    assert first.path
    before = first.path.read_bytes()
    (again,) = imported(project, source)
    assert (again.state, again.path, first.path.read_bytes()) == ("unchanged", first.path, before)


def test_work_on_an_imported_text_is_not_overwritten(project: Project, tmp_path: Path) -> None:
    source = saved(tmp_path, "a.txt")
    (first,) = imported(project, source)
    assert first.path
    first.path.write_text(first.path.read_text().replace("cake", "bread"))
    (again,) = imported(project, source)
    assert again.state == "unchanged" and "bread" in first.path.read_text()
    (replaced,) = imported(project, source, replace=True)
    assert replaced.state == "replaced" and "cake" in first.path.read_text()


def test_another_text_of_that_name_gets_a_number(project: Project, tmp_path: Path) -> None:
    (first,) = imported(project, saved(tmp_path, "a.txt"), name="damp")
    (second,) = imported(project, saved(tmp_path, "b.txt", ARTICLE.replace("cake", "bread")), name="damp")
    assert (first.slug, second.slug) == ("damp", "damp-2")
    (third,) = imported(project, saved(tmp_path, "c.txt", ARTICLE.replace("cake", "tea")), name="window")
    assert third.slug == "window-2", "the text that was there before stays"


def test_texts_of_one_run_never_replace_each_other(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    saved(folder, "a.txt")
    saved(folder, "b.txt", ARTICLE.replace("cake", "bread"))
    dry = imported(project, folder, dry=True)
    assert [item.slug[-2:] for item in dry] == ["ng", "-2"] and len(list(project.texts.glob("*.md"))) == 1


def test_catalogues_stay_when_a_text_is_replaced(project: Project, tmp_path: Path) -> None:
    catalogue = saved(project.translations / "es", "window.po", "precious")
    (done,) = imported(project, saved(tmp_path, "a.txt"), name="window", replace=True)
    assert done.state == "replaced" and catalogue.read_text() == "precious"


def test_a_dry_run_writes_nothing(project: Project, tmp_path: Path) -> None:
    before = sorted(project.root.rglob("*"))
    (done,) = imported(project, saved(tmp_path, "a.txt"), dry=True)
    assert done.state == "shown" and sorted(project.root.rglob("*")) == before


def test_a_folder_is_gone_through_in_order_and_what_is_no_document_passed_over(
    project: Project, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    for name in (
        "b.txt",
        "a.md",
        ".hidden.txt",
        "~$lock.docx",
        "c/d.txt",
        "photo.jpg",
        "page_files/x.html",
        ".git/x.md",
    ):
        saved(folder, name, f"# {name}\n\nA paragraph of {name}.\n")
    saved(folder, "page.html", f"<html><title>P</title><body><p>{'Words of a page. ' * 30}</p></body></html>")
    names = [item.source.relative_to(folder).as_posix() for item in imported(project, folder, dry=True)]
    assert names == ["a.md", "b.txt", "c/d.txt", "page.html"]


def test_links_that_lead_out_of_the_folder_are_refused(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    saved(folder, "a.txt")
    (folder / "out.txt").symlink_to(saved(tmp_path, "secret.txt"))
    (folder / "up").symlink_to(tmp_path)
    (folder / "in.txt").symlink_to(folder / "a.txt")
    done = imported(project, folder)
    assert [(item.source.name, item.state) for item in done] == [
        ("a.txt", "new"), ("in.txt", "new"), ("out.txt", "failed"), ("up", "failed")
    ]  # fmt: skip


def test_one_bad_file_stops_no_other_one(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    saved(folder, "a.txt", b"")
    saved(folder, "b.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    saved(folder, "c.txt")
    done = imported(project, folder)
    assert [item.state for item in done] == ["failed", "failed", "new"]
    assert all(item.problem.startswith(str(item.source)) and item.problem.count("\n") == 0 for item in done[:2])


def test_a_fault_of_the_program_in_one_file_stops_no_other_one(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(data: bytes, path: Path, *_: object) -> Article:
        if path.name == "a.txt":
            raise KeyError("x")
        return Article(meta={"title": "Damp"}, pieces=())

    monkeypatch.setattr("pipeline.importing.article_of", read)
    done = imported(project, saved(tmp_path, "a.txt"), saved(tmp_path, "b.txt"))
    assert [item.state for item in done] == ["failed", "new"] and "fault of the program" in done[0].problem


def test_the_projects_own_folders_are_no_documents(project: Project) -> None:
    (done,) = imported(project, project.root)
    assert done.problem == f"{project.root}: has no document in it. " + done.problem.partition("in it. ")[2]
    (own,) = imported(project, project.texts / "window.md")
    assert "a text of this project already" in own.problem


def test_names_and_languages_are_checked_before_anything_is_read(project: Project, tmp_path: Path) -> None:
    for options in ({"name": "../x"}, {"name": "A B"}, {"language": "xx-klingon"}):
        with pytest.raises(OctavillaError):
            imported(project, saved(tmp_path, "a.txt"), **options)


def test_a_link_in_place_of_the_texts_is_refused(project: Project, tmp_path: Path) -> None:
    target = saved(tmp_path, "elsewhere.md", "precious")
    (project.texts / "damp.md").symlink_to(target)
    (done,) = imported(project, saved(tmp_path, "a.txt"), name="damp", replace=True)
    assert done.state == "failed" and target.read_text() == "precious"


def test_pictures_of_another_text_are_not_overwritten(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_picture(data: bytes, path: Path, *_: object) -> Article:
        return Article(meta={"title": "Damp"}, pieces=(), pictures=(Picture(name="a.png", data=data),))

    monkeypatch.setattr("pipeline.importing.article_of", with_picture)
    other = saved(project.texts, "pictures/damp/a.png", b"another")
    (done,) = imported(project, saved(tmp_path, "a.txt", b"mine"))
    assert done.slug == "damp-2" and other.read_bytes() == b"another"
    assert (project.texts / "pictures/damp-2/a.png").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("The wall that would not dry", "the-wall-that-would-not-dry"),
        ("¿Qué pasó en São João?", "que-paso-en-sao-joao"),
        ("Tenants’ rights: a guide", "tenants-rights-a-guide"),
        ("A very long title that goes on and on and on for ever", "a-very-long-title-that-goes-on-and-on"),
        ("Donaudampfschifffahrtsgesellschaftskapitänsmütze", "donaudampfschifffahrtsgesellschaftskapit"),
        ("Привет", "file-name"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_names_are_made_of_titles(title: str, slug: str) -> None:
    assert slug_of(title, "File name") == slug


@given(st.text(max_size=80), st.text(max_size=80))
def test_names_are_safe_whatever_the_title(title: str, other: str) -> None:
    slug = slug_of(title, other)
    assert (
        0 < len(slug) <= 40 and slug.strip("abcdefghijklmnopqrstuvwxyz0123456789-") == "" and slug[0] != "-" != slug[-1]
    )


PASTED = st.lists(
    st.sampled_from([
        "", "", "How the wall got dry", "By Ana Reyes, Harbour Street", "12 May 2026", "Housing", "12", "\f", "• one",
        "- two",
        "1. three", "2. four", "> quoted", "Donate now to keep us going.", "© 2026 The Notebook. All rights reserved.",
        "This article was first published in the Notebook.", "AR: What did you do first?", "SI: We wrote it all down.",
        "What to do next", "PS: bring a coat.", "Source: https://example.org/a_b", "Read more: Ten ways to dry a wall",
        "Almost every damp wall gets its water in one of three ways, and people argue for years about which one it is.",
        "a sentence that goes on from the line above, with a note.[1]", "[1] The note itself.", "Name\tHours",
        "Desk\t9–5",
        "infor-", "mation is here.", "<!-- cut -->", "**not bold** and # no heading", "-- ", "Ana", "From: Ana",
        "To: Bo",
        "Subject: The wall", "“We thought we were the only ones,” says Salma.", "Share this", "caf\u00e9 — ¿qué?",
    ]) | st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=20),
    min_size=1, max_size=16,
)  # fmt: skip


@given(PASTED)
def test_every_word_of_what_is_pasted_is_in_the_file_or_in_the_report(pasted: list[str]) -> None:
    """The whole way: read, recognise, write; what is not in front matter, body or comment is named in the report."""
    text = "\n".join(pasted)
    try:
        article = article_of(text.encode(), Path("pasted.txt"), Options())
    except OctavillaError as error:
        assert "is empty" in error.message
        return
    made = written(article, "pasted", "pasted.txt").text
    document = read_text(made, slug="pasted", path=Path("pasted.md"))
    assert document.meta.title
    done = Imported(source=Path("pasted.txt"), state="new", path=Path("pasted.md"), article=article, counts={})
    full = "\n".join(guess.text + " " + guess.result for guess in article.guesses)
    assert list(lines(done, 80))
    assert not missing(text, made, full)


def run(project: Project, *arguments: str | Path, typed: str = "") -> Result:
    from pipeline.cli import main

    given_arguments = [os.fspath(argument) for argument in arguments]
    return CliRunner().invoke(main, ["import", "--project", str(project.root), *given_arguments], input=typed)


def test_the_report_says_what_was_found_and_what_to_do_next(project: Project, tmp_path: Path) -> None:
    result = run(project, saved(tmp_path, "a.txt"))
    assert result.exit_code == 0, result.output
    for said in (
        "title",
        "Ana Reyes",
        "2026-05-12",
        "1 heading",
        "The first meeting",
        "page number",
        "octavilla build how-",
    ):
        assert said in result.output


def test_exit_code_1_and_a_line_for_each_file_that_failed(project: Project, tmp_path: Path) -> None:
    result = run(project, saved(tmp_path, "a.txt"), saved(tmp_path, "b.docx", b"no"), tmp_path / "missing.txt")
    assert result.exit_code == 1
    assert result.stderr.count("octavilla: ") == 2
    assert "3 files: 1 imported, 2 not imported." in result.output


def test_json_for_a_script(project: Project, tmp_path: Path) -> None:
    result = run(project, saved(tmp_path, "a.txt"), "--json")
    (item,) = json.loads(result.stdout)
    assert item["state"] == "new" and item["meta"]["author"] == "Ana Reyes"
    assert {"what", "text", "confidence", "reason", "line"} <= item["guesses"][0].keys()
    assert any(aside["why"] == "page number" for aside in item["aside"])


def doubtful(project: Project, source: Path) -> int:
    (done,) = imported(project, source, dry=True)
    assert done.article
    return sum(guess.confidence < 0.9 for guess in done.article.guesses)


def test_interactive_asks_about_each_doubtful_guess(project: Project, tmp_path: Path) -> None:
    source = saved(tmp_path, "a.txt")
    count = doubtful(project, source)
    assert count
    result = run(project, source, "--interactive", typed="\n" * count)
    assert result.exit_code == 0 and result.output.count("Right?") == count


def test_what_is_refused_stays_in_the_text(project: Project, tmp_path: Path) -> None:
    source = saved(tmp_path, "a.txt")
    result = run(project, source, "--interactive", "--name", "damp", typed="n\n" * 20)
    assert result.exit_code == 0, result.output
    body = (project.texts / "damp.md").read_text().partition("<!--")[0]
    assert "## The first meeting" not in body and "\nThe first meeting\n" in body


def test_quitting_writes_nothing(project: Project, tmp_path: Path) -> None:
    before = sorted(project.root.rglob("*"))
    result = run(project, saved(tmp_path, "a.txt"), "--interactive", typed="q\n")
    assert result.exit_code == 1 and "Nothing was written" in result.output
    assert sorted(project.root.rglob("*")) == before


def test_yes_to_all_asks_no_more(project: Project, tmp_path: Path) -> None:
    result = run(project, saved(tmp_path, "a.txt"), "--interactive", typed="what\na\n")
    assert result.exit_code == 0 and result.output.count("Right?") == 2


@pytest.mark.parametrize("options", [["--name", "x"], ["--interactive", "--json"]])
def test_options_that_make_no_sense_are_told(project: Project, tmp_path: Path, options: list[str]) -> None:
    result = run(project, saved(tmp_path, "in/a.txt").parent, *options)
    assert result.exit_code == 2


def shown(guesses: int, width: int) -> list[str]:
    made = tuple(
        Guess(
            what="heading",
            text=f"Words of number {n} " * 9,
            confidence=0.3 + n / 60,
            reason=f"a reason {n} " * 9,
            line=n + 1,
        )
        for n in range(guesses)
    )
    article = Article(
        meta={"title": "A title " * 20, "source": "https://example.org/" + "a" * 20}, pieces=(), guesses=made
    )
    done = Imported(source=Path("a.txt"), state="new", path=Path("texts/a.md"), article=article, counts={"words": 3})
    return [line.text for line in lines(done, width)]


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_of_the_report_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, shown(30, width))) <= width


def test_of_many_doubts_the_greatest_are_shown() -> None:
    text = "\n".join(shown(30, 80))
    assert "number 0" in text and "number 29" not in text and "18 more" in text


def test_guesses_that_are_alike_share_a_row() -> None:
    made = tuple(Guess(what="hyphen", text=f"w-{n}", confidence=0.75, reason="both ways", line=n) for n in range(1, 21))
    done = Imported(source=Path("a.txt"), state="new", path=Path("a.md"), counts={},
                    article=Article(meta={"title": "t"}, pieces=(), guesses=made))  # fmt: skip
    text = "\n".join(line.text for line in lines(done, 80))
    assert "and 19 more: lines 2, 3, 4, 5, 6, 7, 8, …" in text and text.count("hyphen") == 1
    assert "\n".join(line.text for line in lines(done, 80, verbose=True)).count("hyphen") == 20


def test_a_huge_file_is_refused_without_reading_it(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(300_000_000)

    def read(*_: object, **__: object) -> io.BytesIO:
        raise AssertionError("it was read")

    monkeypatch.setattr(Path, "read_bytes", read)
    (done,) = imported(project, path)
    assert done.state == "failed"


def test_a_document_of_too_many_paragraphs_is_refused(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "data.txt"
    path.write_text("A title\n\n" + "word\n\n" * (MOST_PIECES + 1), encoding="utf-8")
    (found,) = import_files(project, [path], Options())
    assert "paragraphs; the most is 20,000. Divide it." in found.problem
    assert not list(project.texts.glob("data*"))

"""Pictures: each found once, and nothing but a picture of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.project import Project, open_project
from pipeline.text.pictures import SUFFIXES, pictures
from pipeline.text.read import read_text


@pytest.fixture
def project(project_folder: Path) -> Project:
    """Return a project with some pictures in it, and some files outside it."""
    (project_folder / "texts/pictures").mkdir()
    for name in ("a.svg", "b.PNG", "c d.jpg", "notes.txt"):
        (project_folder / "texts/pictures" / name).write_bytes(b"x")
    (project_folder / "logo.svg").write_bytes(b"x")
    (project_folder.parent / "secret.svg").write_bytes(b"secret")
    return open_project(project_folder)


def found(project: Project, body: str, meta: str = "") -> list[tuple[str, str, int]]:
    path = project.texts / "text.md"
    document = read_text(f"---\ntitle: T\n{meta}---\n\n{body}\n", slug="text", path=path)
    root = project.root.resolve()
    return [
        (picture.src, picture.file.resolve().relative_to(root).as_posix(), picture.line)
        for picture in pictures(document, path, project)
    ]


def test_pictures_come_in_reading_order_each_once(project: Project) -> None:
    body = """![B](pictures/b.PNG)

A line with ![one](pictures/a.svg) and ![two](pictures/c%20d.jpg) and ![one](pictures/a.svg) again.

> - ![deep](../logo.svg)"""
    assert found(project, body, "cover: pictures/a.svg\n") == [
        ("pictures/a.svg", "texts/pictures/a.svg", 0),
        ("pictures/b.PNG", "texts/pictures/b.PNG", 6),
        ("pictures/c%20d.jpg", "texts/pictures/c d.jpg", 8),
        ("../logo.svg", "logo.svg", 10),
    ]


def test_a_picture_in_a_caption_a_table_and_a_footnote_is_found(project: Project) -> None:
    body = """![A](pictures/a.svg "Caption with ![b](pictures/b.PNG)")

| one |
|---|
| ![l](../logo.svg) |

Word.[^1]

[^1]: Note ![c](pictures/c%20d.jpg)."""
    assert {file for _, file, _ in found(project, body)} == {
        "texts/pictures/a.svg",
        "texts/pictures/b.PNG",
        "texts/pictures/c d.jpg",
        "logo.svg",
    }


def test_what_is_only_written_about_is_no_picture(project: Project) -> None:
    body = """`![code](gone.png)` and \\![escaped](gone.png)

    ![literal](gone.png)

<!-- ![comment](gone.png) -->"""
    assert found(project, body) == []


def test_an_address_may_be_defined_elsewhere(project: Project) -> None:
    assert found(project, "Look: ![A][a]\n\n[a]: pictures/a.svg") == [("pictures/a.svg", "texts/pictures/a.svg", 5)]


@pytest.mark.parametrize(
    ("src", "words"),
    [
        ("gone.png", "is not there"),
        ("pictures", "is not there"),
        (f"{'x' * 300}.png", "is not there"),
        ("pictures/notes.txt", "of a kind that cannot be printed. Use one of: gif, jpeg, jpg, png, svg, webp"),
        ("../../secret.svg", "outside the project"),
        ("%2e%2e/%2e%2e/secret.svg", "outside the project"),
        ("/etc/hostname", "outside the project"),
        ("pictures/link.svg", "outside the project"),
        ("pictures/round.svg", "outside the project"),
        ("a%00.svg", "outside the project"),
        ("https://example.org/a.png", "on the network"),
        ("//example.org/a.png", "on the network"),
    ],
)
def test_anything_else_is_refused_with_its_line(project: Project, src: str, words: str) -> None:
    (project.texts / "pictures/link.svg").symlink_to(project.root.parent / "secret.svg")
    (project.texts / "pictures/round.svg").symlink_to("round.svg")
    for body in (f"Words before.\n\n![A]({src})", f"Words before.\n\nIn a line ![A]({src}) of words."):
        with pytest.raises(OctavillaError, match=rf"text\.md:7: the picture .* {words}"):
            found(project, body)


def test_a_missing_cover_has_no_line_but_the_file(project: Project) -> None:
    with pytest.raises(OctavillaError, match=r"text\.md: the picture gone\.svg is not there"):
        found(project, "Words.", "cover: gone.svg\n")


def test_kinds_are_written_in_small_letters() -> None:
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in SUFFIXES)


def test_a_picture_in_a_title_is_found_and_checked(project: Project) -> None:
    picture = "subtitle: Look ![A](pictures/a.svg)\n"
    assert found(project, "Words.", picture) == [("pictures/a.svg", "texts/pictures/a.svg", 0)]
    with pytest.raises(OctavillaError, match="is not there"):
        found(project, "Words.", "topic: Look ![A](gone.svg)\n")

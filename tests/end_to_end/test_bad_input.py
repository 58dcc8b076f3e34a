"""Bad input: one clear line, exit code 1, nothing lost, no traceback."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

GOOD = "---\ntitle: Good\n---\n\nA good line.\n"


def refused(octavilla, folder: Path, *words: str):
    """Check that a build fails with one line that holds `words`, and leaves no temporary file."""
    result = octavilla("build", "--project", folder, "--jobs", "1", "--format", "web")
    assert result.exit_code == 1, result.output
    errors = [line for line in result.output.splitlines() if line.startswith("octavilla: ")]
    assert len(errors) == 1
    assert "Traceback" not in result.output
    for word in words:
        assert word in errors[0]
    assert not list(folder.rglob(".*.tmp"))
    return errors[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ("bad.md", "empty")),
        (b"\n \n", ("bad.md", "empty")),
        (b"\x89PNG\r\n\x1a\n\0\0\0", ("bad.md", "not a text file")),
        ("---\ntitle: Olá\n---\n\nAção\n".encode("latin-1"), ("bad.md:2", "UTF-8")),
        (b"---\ntitle: [one\n---\n\nText.\n", ("bad.md", "front matter")),
        (b"---\ntitle: Know: your rights\n---\n\nText.\n", ("bad.md:2", "quotes")),
        (b"---\nsubtitle: none\n---\n\nText.\n", ("bad.md:1", "title")),
        (b"---\ntitle: T\n\nText without an end of the front matter.\n", ("bad.md:1", "---")),
        (b"---\ntitle: T\ndate: tomorrow\n---\n\nText.\n", ("bad.md", "date", "2026-05-01")),
        (b"---\ntitle: T\nlanguages: [xx-nonsense]\n---\n\nText.\n", ("bad.md", "xx-nonsense")),
        (b"---\ntitle: T\nformats: [a99]\n---\n\nText.\n", ("bad.md", "a99", "a4")),
        (b"---\ntitle: T\n---\n\n![gone](gone.png)\n", ("bad.md:5", "gone.png")),
        (b"---\ntitle: T\n---\n\n![out](../../secret.png)\n", ("bad.md:5", "outside the project")),
        (b"---\ntitle: T\n---\n\n![net](https://example.org/a.png)\n", ("bad.md:5", "network")),
        (b"---\ntitle: T\n---\n\n" + b"word " * 400_000, ("bad.md:5", "paragraph")),
    ],
)
def test_a_bad_text_is_named_with_its_line(octavilla, project_folder, content, words):
    (project_folder.parent / "secret.png").write_bytes(b"secret")
    (project_folder / "texts/bad.md").write_bytes(content)
    refused(octavilla, project_folder, *words)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("title = 'x", ("octavilla.toml:1",)),
        ("langauges = ['es']", ("octavilla.toml:1", "languages")),
        ("title = 'x'\nlanguages = 'es'", ("octavilla.toml:2", "list")),
        ("languages = ['klingon!']", ("octavilla.toml:1", "klingon!")),
        ("formats = ['postcard']", ("octavilla.toml:1", "postcard")),
        ("[design]\ncolour = 'red'", ("octavilla.toml:2", "#B3261E")),
    ],
)
def test_a_wrong_configuration_is_named_with_its_line(octavilla, project_folder, content, words):
    (project_folder / "octavilla.toml").write_text(content, encoding="utf-8")
    refused(octavilla, project_folder, *words)


def test_a_broken_catalogue_is_named_and_left_as_it_is(octavilla, project_folder):
    catalogue = project_folder / "translations/es/window.po"
    catalogue.parent.mkdir(parents=True)
    content = b'msgid ""\nmsgstr ""\n\nmsgid "Open it at night."\nmsgstr "Abrala\n'
    catalogue.write_bytes(content)
    refused(octavilla, project_folder, "translations/es/window.po:5")
    assert catalogue.read_bytes() == content


def test_no_package_for_a_language_names_the_way_out(octavilla, project_folder):
    (project_folder / "octavilla.toml").write_text('languages = ["fr"]', encoding="utf-8")
    refused(octavilla, project_folder, "octavilla models install en fr")


def test_no_project_names_the_way_out(octavilla, tmp_path):
    refused(octavilla, tmp_path, "octavilla init")


def test_a_project_without_texts_names_the_way_out(octavilla, project_folder):
    (project_folder / "texts/window.md").unlink()
    refused(octavilla, project_folder, "texts", "Put a Markdown file")


def test_an_unknown_text_or_language_is_named(octavilla, project_folder):
    for arguments, word in (
        (["widow"], "window"),
        (["--language", "fr"], "fr"),
        (["--format", "zine"], "zine"),
    ):
        result = octavilla("build", "--project", project_folder, *arguments)
        assert result.exit_code == 1
        assert word in result.output


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named(octavilla, project_folder):
    project_folder.chmod(0o500)
    try:
        refused(octavilla, project_folder, "Choose a folder")
    finally:
        project_folder.chmod(0o700)


def test_a_full_disk_leaves_catalogues_as_they_were(octavilla, project_folder, monkeypatch):
    assert octavilla("build", "--project", project_folder, "--format", "web").exit_code == 0
    catalogue = project_folder / "translations/es/window.po"
    before = catalogue.read_bytes()
    text = project_folder / "texts/window.md"
    text.write_text(text.read_text(encoding="utf-8") + "\nOne more line.\n", encoding="utf-8")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    refused(octavilla, project_folder, "No space left on device")
    assert catalogue.read_bytes() == before

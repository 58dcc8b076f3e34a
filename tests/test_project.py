"""A project: its folders, and every mistake in its configuration with file and line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.project import (
    CONFIGURATION,
    FORMATS,
    Configuration,
    PackageChoice,
    Sheets,
    open_project,
    packaged,
    parse_configuration,
)

FILE = Path(CONFIGURATION)
WHOLE = """title = " Harbour Street "
imprint = "Printed by ourselves"
contact = "harbour@example.org"
base_url = "https://example.org"
language = "en"
languages = ["es", "pt", "es", "en"]
formats = ["booklet", "a4", "booklet"]

[design]
theme = "classic"
colour = "#00695c"
second_colour = "#123456"
logo = "pictures/logo.svg"
text_font = "Alegreya"
display_font = "Anton"

[print]
paper = "SRA3"
duplex = "long"
weight = 120
signature = 5
marks = true
fit = true
bleed = 3
profiles = ["shop", "reader", "shop"]

[packages]
es = "translate-en_es-1_9"
gl = [ "translate-en_es-1_9", "translate-es_gl-1_0" ]

[packages.pt]
es = ["translate-pt_es-1_0"]
"""


def test_empty_configuration_gives_the_defaults() -> None:
    configuration = parse_configuration("", FILE)
    assert configuration == Configuration()
    assert (configuration.language, configuration.languages, configuration.formats) == ("en", ("es", "pt"), FORMATS)


def test_whole_configuration_is_read_without_doubles_and_without_the_source_language() -> None:
    configuration = parse_configuration(WHOLE, FILE)
    publisher = configuration.publisher
    assert configuration.languages == ("es", "pt")
    assert configuration.formats == ("booklet", "a4")
    assert (publisher.title, publisher.contact) == ("Harbour Street", "harbour@example.org")
    assert (publisher.theme, publisher.second_colour, publisher.logo) == ("classic", "#123456", "pictures/logo.svg")
    assert (publisher.colour, publisher.text_font, publisher.display_font) == ("#00695c", "Alegreya", "Anton")
    assert configuration.sheets == Sheets(
        paper="SRA3", duplex="long", weight=120, signature=5, marks=True, fit=True, bleed=3,
        profiles=("shop", "reader"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("a", 1, "name = value"),
        ('title = "a"\n\ntitle = "b"\n', 3, "Cannot overwrite a value"),
        ('title = "a"\ncontact = b\n', 2, "between quotes"),
        ('\ntitel = "a"', 2, "did you mean “title”?"),
        ('\n\nnonsense = "a"', 3, "no such setting; known: title,"),
        ("title = 3", 1, "must be text between quotes"),
        ('"title" = 3', 1, "must be text between quotes"),
        ('title = "a\\u0000b"', 1, "cannot be shown"),
        ('\nlanguages = "es"', 2, 'must be a list like ["es", "pt"]'),
        ('languages = ["es", 3]', 1, "must be a list"),
        ('title = "x"\nlanguages = ["es", "zz"]', 2, "unknown language “zz”"),
        ('languages = ["../es"]', 1, "is no language code"),
        ('\nlanguage = "xx1"', 2, "is no language code"),
        ('\nformats = ["a5"]', 2, "there is no format “a5”. Choose from: a4, bilingual"),
        ('title = "x"\npaper = "Letter"', 2, "stands in the section [print] now. Move this line there"),
        ('[design]\ntheme = "clasic"', 2, "“theme”: must be "),
        ('[design]\nsecond_colour = "blue"', 2, "must be a colour like #1E4E8C, not “blue”"),
        ("[print]\nbleed = 30", 2, "from 0 to 10 (mm)"),
        ('[print]\nprofiles = ["shop", "web"]', 2, "no profile “web”. Choose from: reader, shop, archive"),
        ('base_url = "ftp://x"', 1, "must be a web address like https://example.org"),
        ("design = 3", 1, "must be a section [design]"),
        ('title = "x"\n[[design]]\na = 1', 2, "must be a section [design]"),
        ('[design]\ncolour = "red"', 2, "must be a colour like #B3261E, not “red”"),
        ('design.colour = "red"', 1, "must be a colour"),
        ('design = { colour = "red" }', 1, "must be a colour"),
        ('title = "x"\n[design]\ntitle = "y"', 3, "no such setting; known: theme, colour"),
        ('[design]\ncolor = "#112233"', 2, "did you mean “colour”?"),
        ('title = "x"\ncolour = "#112233"\n[design]\ncolour = "#112233"', 2, "no such setting"),
        ("print = 3", 1, "must be a section [print]"),
        ('[print]\npaper = "A6"', 2, "must be A4, Letter, A3 or SRA3, not “A6”"),
        ("[print]\n\nduplex = 2", 3, "must be text between quotes"),
        ('[print]\nduplex = "top"', 2, "must be long or short, not “top”"),
        ('title = "x"\n[print]\nweight = "80"', 3, "from 40 to 400 (g/m²), without quotes"),
        ("[print]\nweight = 8", 2, "from 40 to 400 (g/m²)"),
        ("[print]\nsignature = -1", 2, "from 0 to 100 (sheets; 0 folds all together)"),
        ("[print]\nsignature = true", 2, "must be a whole number"),
        ('[print]\nmarks = "yes"', 2, "must be true or false, without quotes"),
        ("print.fit = 1", 1, "must be true or false"),
        ('[print]\npapers = "A4"', 2, "did you mean “paper”?"),
        ("packages = 3", 1, "must be a section [packages]"),
        ("[packages]\nes = 3", 2, "“es”: must be a package like"),
        ('[packages]\npt = "a"\nes = ["a", 3]', 3, "“es”: must be a package like"),
        ('[packages]\nes = " "', 2, "must be a package like"),
        ("[packages]\nes = []", 2, "holds 0 packages. Must be a package like"),
        ('[packages]\nes = ["a", "b", "c"]', 2, "holds 3 packages. Must be a package like"),
        ('[packages]\nes = "a\\nb"', 2, "cannot be shown"),
        ('[packages]\nzz = "a"', 2, "unknown language “zz”"),
        ('[packages]\nspanish = "a"', 2, "is no language code"),
        ('[packages.pt.es]\ngl = "a"', 1, "must be a package like"),
        ('packages.pt = { es = "a", zz = "b" }', 1, "unknown language “zz”"),
        ('[packages]\nfr = "a"\npt = { zz = "b" }', 3, "unknown language “zz”"),
        ('[packages]\nfr = "a"\npt.es = 3', 3, "must be a package like"),
        ('[packages.pt]\nes = "a"\npt = "b"', 3, "“pt”: is the language of the texts themselves"),
        ('[packages]\nes = "a"\n[packages.en]\nes = "b"', 4, "has packages for en → es twice. Remove one"),
    ],
)
def test_mistake_is_told_with_file_line_and_way_out(content: str, line: int, says: str) -> None:
    with pytest.raises(OctavillaError) as caught:
        parse_configuration(content, FILE)
    assert (caught.value.path, caught.value.line) == (FILE, line)
    assert str(caught.value).startswith(f"{CONFIGURATION}:{line}: ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_packages_are_named_for_the_projects_language_and_for_others() -> None:
    configuration = parse_configuration(WHOLE, FILE)
    assert configuration.packages == (
        PackageChoice(source="en", target="es", names=("translate-en_es-1_9",)),
        PackageChoice(source="en", target="gl", names=("translate-en_es-1_9", "translate-es_gl-1_0")),
        PackageChoice(source="pt", target="es", names=("translate-pt_es-1_0",)),
    )
    choice = configuration.packages_for("pt", "es")
    assert choice is configuration.packages[2]
    assert (choice.path, WHOLE.splitlines()[(choice.line or 0) - 1]) == (FILE, 'es = ["translate-pt_es-1_0"]')
    assert configuration.packages_for("en", "pt") is None


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WHOLE.split()), max_size=12).map(" ".join)))
def test_any_text_is_read_or_refused_in_one_line(content: str) -> None:
    try:
        parse_configuration(content, FILE)
    except OctavillaError as error:
        assert str(error).startswith(CONFIGURATION)
        assert "\n" not in str(error)


def test_lists_without_end_are_refused() -> None:
    with pytest.raises(OctavillaError, match=r"octavilla\.toml"):
        parse_configuration("title = " + "[" * 50_000, FILE)


def test_folder_without_a_project_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path, tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(OctavillaError, match=r"no project here .* Make one with: octavilla init DIR"):
            open_project(folder)


def test_configuration_that_is_no_utf_8_says_so(tmp_path: Path) -> None:
    (tmp_path / CONFIGURATION).write_bytes('title = "Á"'.encode("latin-1"))
    with pytest.raises(OctavillaError, match=r"octavilla\.toml: is no UTF-8 text\. Save it again"):
        open_project(tmp_path)


def test_configuration_that_is_a_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / CONFIGURATION).mkdir()
    with pytest.raises(OctavillaError, match=r"octavilla\.toml: cannot be read: Is a directory"):
        open_project(tmp_path)


def _logo(root: Path) -> None:
    """Put the logo that WHOLE names where it names it."""
    (root / "texts" / "pictures").mkdir(parents=True)
    (root / "texts" / "pictures" / "logo.svg").write_text("<svg/>", encoding="utf-8")


def test_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    (tmp_path / CONFIGURATION).write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    _logo(tmp_path)
    assert open_project(tmp_path).configuration == parse_configuration(WHOLE, FILE)


def test_texts_are_the_markdown_files_in_order_without_hidden_ones(project_folder: Path) -> None:
    texts = project_folder / "texts"
    for name in ("b.md", "a.md", "_draft.md", ".hidden.md", "note.txt"):
        (texts / name).write_text("x")
    (texts / "folder.md").mkdir()
    assert [file.name for file in open_project(project_folder).text_files()] == ["a.md", "b.md", "window.md"]


def test_project_without_texts_has_none(tmp_path: Path) -> None:
    (tmp_path / CONFIGURATION).write_text("")
    assert open_project(tmp_path).text_files() == ()


def test_folders_lie_in_the_project(project_folder: Path) -> None:
    project = open_project(project_folder)
    assert project.catalogue("window", "es") == project_folder / "translations" / "es" / "window.po"
    assert project.glossary("es") == project_folder / "translations" / "es" / "glossary.csv"
    for folder in (
        project.texts,
        project.translations,
        project.models,
        project.templates,
        project.build,
        project.state,
    ):
        assert folder.parent == project_folder
    assert project.source_language().locale == "en-GB"


def test_inside_sees_through_links_and_dots(project_folder: Path) -> None:
    project = open_project(project_folder)
    (project_folder / "out").symlink_to(project_folder.parent)
    (project_folder / "circle").symlink_to(project_folder / "circle")
    assert project.inside(project_folder / "texts" / "picture.png")
    assert not project.inside(project_folder / "texts" / ".." / ".." / "picture.png")
    assert not project.inside(project_folder / "out" / "picture.png")
    assert not project.inside(project_folder / "circle" / "picture.png")
    assert not project.inside(project_folder / "a\0b")
    assert not project.inside(Path(os.devnull))


@pytest.mark.parametrize("linked", ["translations", "translations/es", "translations/es/window.po"])
def test_a_catalogue_that_a_link_leads_out_of_the_project_is_refused(project_folder: Path, linked: str) -> None:
    outside = project_folder.parent / "outside"
    outside.mkdir()
    link = project_folder / linked
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(outside)
    with pytest.raises(OctavillaError) as caught:
        open_project(project_folder).catalogue("window", "es")
    assert caught.value.format_message().startswith(f"{link}: is a link to a place outside the project. Copy")


def test_a_catalogue_may_be_a_link_inside_the_project(project_folder: Path) -> None:
    link = project_folder / "translations/es/window.po"
    link.parent.mkdir(parents=True)
    (project_folder / "shared.po").touch()
    link.symlink_to(project_folder / "shared.po")
    assert open_project(project_folder).catalogue("window", "es") == link


def test_templates_and_models_come_with_octavilla() -> None:
    assert packaged("templates").name == "templates"
    assert packaged("models").name == "models"

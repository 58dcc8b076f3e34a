"""Formats: what a format.toml declares, and what of it depends on the paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.project import Publisher, Sheets, names_in, packaged
from pipeline.review.edition import Edition, Progress
from pipeline.text.read import read_text
from pipeline.typeset import formats
from pipeline.typeset.formats import paper_for
from pipeline.typeset.imposition.papers import PAPERS, Size
from pipeline.typeset.render import Renderer

TEMPLATES = packaged("templates")
FLAT = 'scheme = "tri-fold"\nflat = [297, 210]\n'


def written(folder: Path, content: str, name: str = "mine") -> list[Path]:
    (folder / "formats" / name).mkdir(parents=True, exist_ok=True)
    (folder / "formats" / name / "format.toml").write_text(content, encoding="utf-8")
    return [folder, TEMPLATES]


@pytest.mark.parametrize("name", names_in("formats", Path()))
@pytest.mark.parametrize("paper", PAPERS)
def test_every_packaged_format_can_be_read_on_every_paper(name: str, paper: str) -> None:
    found = formats.load([TEMPLATES], name, paper)
    assert found.title != name
    assert bool(found.sheets_title) is found.imposed
    assert (TEMPLATES / "formats" / name / "page.html").is_file()
    for sheet in ("style.css", *found.styles):
        assert (TEMPLATES / "formats" / name / sheet).is_file()


def test_panels_are_as_wide_as_the_scheme_says_in_the_order_of_the_text(tmp_path: Path) -> None:
    order = ["cover", "inside left", "inside middle", "inside right", "flap", "back"]
    found = formats.load(written(tmp_path, f"{FLAT}order = {order}\n"), "mine")
    widths = {panel.name: round(panel.size.width, 2) for panel in found.panels}
    assert widths == dict.fromkeys(order, 99.67) | {"inside right": 97.67, "flap": 97.67}
    assert sum(widths[name] for name in ("inside left", "inside middle", "inside right")) == pytest.approx(297, abs=0.1)
    # The scheme's order is the reader's: the flap comes third.
    assert found.pages == (1, 2, 5, 3, 4, 6)
    assert found.geometry().count("@page") == 3
    assert "size: 97.6667mm 210mm" in found.geometry()


def test_bleed_is_around_every_page(tmp_path: Path) -> None:
    found = formats.load(written(tmp_path, "page = [100, 200]\n"), "mine")
    assert found.geometry() == "@page { size: 100mm 200mm }"
    assert found.geometry(3) == "@page { size: 100mm 200mm; bleed: 3mm }"


def test_a_paper_changes_what_its_section_says_and_nothing_else(tmp_path: Path) -> None:
    content = 'title = "Mine"\npage = [100, 200]\n[paper.Letter]\npage = [90, 180]\nstyles = ["letter.css"]\n'
    folders = written(tmp_path, content)
    assert formats.load(folders, "mine").page == Size(100, 200)
    letter = formats.load(folders, "mine", "Letter")
    assert (letter.title, letter.page, letter.styles) == ("Mine", Size(90, 180), ("letter.css",))


def test_a_projects_own_format_comes_before_the_packaged_one(tmp_path: Path) -> None:
    folders = written(tmp_path, 'title = "Ours"\npage = [100, 200]\n', "a4")
    assert formats.load(folders, "a4").title == "Ours"
    assert formats.load(folders, "booklet").title == "A5 booklet"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("page = 3", r"format.toml:1: “page”: must be 2 numbers"),
        ('title = "x"', r"“page”: must be width and height"),
        ("page = [1, 2]\npages = 3", r"format.toml:2: “pages”: no such setting; did you mean “page”"),
        ('page = [1, 2]\nscheme = "tri"', r"format.toml:2: .*no scheme “tri”. Choose from: booklet"),
        ('scheme = "tri-fold"\npage = [1, 2]', r"“flat”: must be width and height of the open sheet"),
        (f'{FLAT}order = ["cover"]', r"format.toml:3: “order”: must name each panel once: cover, inside left"),
        (
            "page = [1, 2]\n[text]\nsize = [9, 10, 8]\nleading = [1.3, 1.2]",
            r"format.toml:3: “size”: must be the largest",
        ),
        ("page = [1, 2]\n[text]\nsize = [10, 9, 8]\nleading = [1.3, 1.4]", r"format.toml:4: “leading”: must be two"),
        ("page = [", r"format.toml: .*Each line reads"),
        ('order = ["front"]', r"“page”: must be width and height"),
        ("page = [1, 2]\nleast_pages = 3", r"format.toml:2: “least_pages”: must be a whole number from 0 to 0"),
        (
            "page = [1, 2]\n[paper.Leter]\npage = [1, 1]",
            r"format.toml:2: “Leter”: no such setting; did you mean “Letter”",
        ),
        (
            "page = [1, 2]\n[paper.Letter]\npages = [1, 1]",
            r"format.toml:3: “pages”: no such setting; did you mean “page”",
        ),
    ],
)
def test_mistakes_are_told_with_file_and_line(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(OctavillaError, match=says):
        formats.load(written(tmp_path, content), "mine")


def test_a_format_that_is_not_there_or_lies_elsewhere_is_not_found(tmp_path: Path) -> None:
    for name in ("nothing", "../../etc"):
        with pytest.raises(OctavillaError, match="there is no format"):
            formats.load([tmp_path, TEMPLATES], name)


def test_a_poster_takes_its_own_paper_where_the_office_paper_is_too_small(tmp_path: Path) -> None:
    poster = formats.load(written(tmp_path, 'page = [297, 420]\nsheet = "A3"\n'), "mine")
    assert paper_for(poster, Sheets(paper="A4")).paper == "A3"
    assert paper_for(poster, Sheets(paper="A4", fit=True)).paper == "A4"
    assert paper_for(poster, Sheets(paper="SRA3")).paper == "SRA3"
    booklet = formats.load([TEMPLATES], "booklet")
    assert paper_for(booklet, Sheets(paper="Letter")).paper == "Letter"


def test_settings_of_imposition_concern_imposed_formats_only() -> None:
    asked = Sheets(paper="SRA3", weight=120, marks=True, bleed=3)
    assert formats.load([TEMPLATES], "booklet").concerns(asked) == asked
    assert formats.load([TEMPLATES], "a4").concerns(asked) == Sheets(paper="SRA3", bleed=3)


def test_a_project_s_own_format_needs_a_page_and_a_style_sheet_only(tmp_path: Path) -> None:
    folders = written(tmp_path / "templates", 'title = "Card"\npage = [100, 100]\n', "card")
    own = folders[0] / "formats" / "card"
    page = '{% include "formats/head.html" %}<body><h1>{{ page.title }}</h1></body></html>'
    (own / "page.html").write_text(page, encoding="utf-8")
    (own / "style.css").write_text("h1 { color: var(--ink) }", encoding="utf-8")
    document = read_text("# Hello", slug="x", path=tmp_path / "x.md")
    draft = Edition(
        document=document, language=language("es"), source=language("en"), progress=Progress(total=1, drafts=1)
    )
    assert draft.is_proof
    html = Renderer(folders).print(draft, Publisher(), "card")
    assert "size: 100mm 100mm" in html
    assert "color: var(--ink)" in html

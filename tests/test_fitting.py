"""Copyfit in a build: one look in all languages, nothing done twice, and what does not fit told of at the end."""

from __future__ import annotations

import json
import math
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from click.testing import Result

from pipeline import build as builder
from pipeline.build import Outcome
from pipeline.check import check
from pipeline.errors import OctavillaError
from pipeline.fitting import SHORTEST, fit_for, limits, tight
from pipeline.ledger import Ledger
from pipeline.plan import Selection, Text, survey
from pipeline.preview import Job, Made, Preview, make
from pipeline.project import Project, open_project, packaged
from pipeline.publish.fitting import Fitting
from pipeline.report import build_lines
from pipeline.review.catalogue import Catalogue, approve
from pipeline.review.store import load, update
from pipeline.reviewing import Reviewing
from pipeline.text.cuts import Extent
from pipeline.typeset.copyfit import Fit, Setting, ladder
from pipeline.typeset.render import Renderer

pytestmark = pytest.mark.slow
TIGHTEST = Setting(size=7.5, leading=9.0, tracking=-0.01)
POCKET = Path(__file__).resolve().parent / "formats" / "pocket"
LONGER = {"es": 8, "pt": 2}
"""Every so many words the machine says one twice."""
WORDS = (
    "The neighbours met on a Sunday in the yard to find out why the wall of house {} would not dry, and they brought a "
    "lamp, a notebook and the letters of three winters, in which all that was found had been written down with care."
)
TEXT = """---
title: The wet wall
---

"""


def paragraphs(count: int, first: int = 0) -> str:
    """Return so many paragraphs of one sentence, each with a number of its own."""
    return "".join(f"{WORDS.format(number)}\n\n" for number in range(first, first + count))


def body(count: int) -> str:
    """Return a text of so many paragraphs."""
    return TEXT + paragraphs(count)


@pytest.fixture
def translator(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a translator that makes Spanish longer than English, and Portuguese longer than Spanish."""
    import pipeline.mt.draft
    from pipeline.mt.cache import Translation
    from pipeline.typeset.render import Renderer

    def longer(sentence: str, times: int) -> str:
        words = sentence.split()
        return " ".join(f"{word} {word}" if place % times == 1 else word for place, word in enumerate(words))

    def draft(sentences: Iterable[str], package: Any, **_: object) -> dict[str, Translation]:
        wanted = dict.fromkeys(sentences)
        return {one: Translation(longer(one, LONGER[package.to_code.replace("pb", "pt")]), 0.5) for one in wanted}

    monkeypatch.setattr(pipeline.mt.draft, "draft", draft)
    # A site without fonts is made in a tenth of a second.
    monkeypatch.setattr(Renderer, "web_assets", lambda *_: {"style.css": b"body {}"})


@pytest.fixture
def folder(tmp_path: Path, translator: None) -> Path:
    """Return a project with the format `pocket` and a text, `wall`, that fits into it."""
    root = tmp_path / "project"
    (root / "texts").mkdir(parents=True)
    (root / "octavilla.toml").write_text(
        'title = "H"\nlanguages = ["es", "pt"]\nformats = ["pocket"]\n', encoding="utf-8"
    )
    shutil.copytree(POCKET, root / "templates/formats/pocket")
    (root / "texts/wall.md").write_text(body(6), encoding="utf-8")
    return root


@pytest.fixture
def layouts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by a name with every layout that is measured."""
    from pipeline.typeset import produce

    made: list[str] = []
    real = produce.measured

    def measured(html: str, form: Any, **places: Any) -> Any:
        made.append(form.name)
        return real(html, form, **places)

    monkeypatch.setattr(produce, "measured", measured)
    return made


def build(folder: Path, *, languages: Iterable[str] = (), formats: Iterable[str] = ()) -> Outcome:
    selection = Selection(languages=tuple(languages), formats=tuple(formats))
    return builder.build(open_project(folder), selection, workers=1)


def pdf(folder: Path, code: str, name: str = "wall-pocket-pages") -> Path:
    return folder / f"build/print/{code}/{name}.pdf"


def sizes(path: Path) -> set[float]:
    """Return the size of most letters on each of the pages of running text, in points."""
    found = set()
    with pypdfium2.PdfDocument(path) as document:
        assert len(document) == 4
        for number in (1, 2):
            page = document[number].get_textpage()
            places = [place for place, char in enumerate(page.get_text_range()) if char.isalpha()]
            counted = Counter(round(pdfium.FPDFText_GetFontSize(page, place) * 0.75, 1) for place in places)
            found.add(counted.most_common(1)[0][0])
    return found


def shown(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)


def fitting(folder: Path) -> Fitting:
    (found,) = tight(open_project(folder))
    assert found.slug == "wall"
    return found.fitting


def fit(folder: Path) -> Fit:
    found = fitting(folder).fit
    assert found
    return found


def remade(outcome: Outcome) -> set[str]:
    return {edition.code for edition in outcome.editions if edition.remade}


def shorten(folder: Path, code: str, source: str, length: int) -> None:
    """Approve a sentence's translation, cut down to so many characters at most."""
    project = open_project(folder)

    def change(catalogue: Catalogue) -> Catalogue:
        entry = catalogue.get(source)
        assert entry
        return approve(catalogue, source, entry.target[: length + 1].rpartition(" ")[0])

    update(project.catalogue("wall", code), change, lock_folder=project.state / "locks")


def sentence(number: int) -> str:
    return paragraphs(1, number).strip()


def text_of(project: Project) -> Text:
    with Ledger(project.cache) as ledger:
        (text,) = survey(project, ledger)
    return text


def test_all_languages_have_one_look_and_a_second_build_does_nothing(folder: Path, layouts: list[str]) -> None:
    outcome = build(folder)
    found = fit(folder)
    assert found.bound == "pt"
    assert found.setting
    assert found.setting.size < 12
    steps = len(ladder(Renderer([folder / "templates"]).format("pocket").limits))
    assert len(layouts) <= math.ceil(math.log2(steps + 1)) + 3 + 1, "one at the tightest setting, for the checks"
    assert [sizes(pdf(folder, code)) for code in ("en", "es", "pt")] == [{round(found.setting.size, 1)}] * 3
    lines = build_lines(open_project(folder), outcome)
    (line,) = [line for line in lines if "wall, pocket" in line]
    said = line.removeprefix("wall, pocket: ").removesuffix(".")
    assert said.startswith(f"set in {found.setting.size:g} pt on {found.setting.leading:g} pt, ")
    assert said.endswith(", to fit Portuguese (Brazil)")
    listed = json.loads((folder / "build/manifest.json").read_text(encoding="utf-8"))["files"]
    assert {entry.get("fit") for entry in listed if entry.get("format") == "pocket"} == {said}
    assert {entry.get("fit") for entry in listed if entry.get("format") != "pocket"} == {None}
    layouts.clear()
    assert remade(build(folder)) == set()
    assert layouts == []


def test_one_language_alone_looks_as_in_a_whole_build(folder: Path) -> None:
    alone = folder.parent / "alone"
    shutil.copytree(folder, alone)
    build(folder)
    outcome = build(alone, languages=["es"])
    assert remade(outcome) == {"es"}
    assert pdf(alone, "es").read_bytes() == pdf(folder, "es").read_bytes()
    assert not pdf(alone, "pt").exists()
    assert remade(build(alone)) == {"en", "pt"}
    assert pdf(alone, "pt").read_bytes() == pdf(folder, "pt").read_bytes()


def test_a_catalogue_that_changed_is_fitted_anew_and_only_what_it_changes_is_made(
    folder: Path, layouts: list[str]
) -> None:
    build(folder)
    before = fit(folder)
    layouts.clear()
    shorten(folder, "es", sentence(3), 100)
    assert remade(build(folder)) == {"es"}
    assert layouts, "it might have been the one that decides"
    assert fit(folder) == before
    for number in range(6):
        shorten(folder, "pt", sentence(number), 200)
    assert remade(build(folder)) == {"en", "es", "pt"}
    after = fit(folder)
    assert after.setting
    assert before.setting
    assert after.setting.size > before.setting.size
    assert after.bound != "pt"
    assert [sizes(pdf(folder, code)) for code in ("en", "es", "pt")] == [{round(after.setting.size, 1)}] * 3


def test_a_format_that_does_not_fit_is_reported_while_all_else_is_made(
    folder: Path, layouts: list[str], octavilla: Callable[..., Result]
) -> None:
    build(folder)
    assert pdf(folder, "pt").is_file()
    (folder / "texts/wall.md").write_text(body(13), encoding="utf-8")
    (folder / "texts/door.md").write_text(body(1), encoding="utf-8")
    done = octavilla("build", "--jobs", "1", "--project", folder)
    assert done.exit_code == 1
    assert done.stdout.count("door") >= 3
    head, line = done.stderr.strip().splitlines()[-2:]
    assert head == "octavilla: 1 format was not made: the text is too long for the panels. All else was."
    told = re.fullmatch(
        r"texts/wall\.md: pocket: words to lose: (\d+) in Portuguese \(Brazil\), (\d+) in Spanish, (\d+) in English\. "
        r"Mark passages to leave out <!-- cut -->, write a short version <!-- short -->, or choose another format\.",
        line,
    )
    assert told
    assert int(told[1]) > int(told[2]) > int(told[3]) > 0
    for code in ("en", "es", "pt"):
        assert not list((folder / "build/print" / code).glob("wall-*")), (
            "what was made of the older text is no longer true"
        )
        page = (folder / f"build/site/{code}/wall/index.html").read_text(encoding="utf-8")
        assert "wall-pocket" not in page
        assert pdf(folder, code, "door-pocket").is_file()
    assert "wall-pocket" not in (folder / "build/site/index.html").read_text(encoding="utf-8")
    assert "wall-pocket" not in (folder / "build/manifest.json").read_text(encoding="utf-8")
    layouts.clear()
    again = octavilla("build", "--jobs", "1", "--project", folder)
    assert (again.exit_code, again.stderr.strip().splitlines()[-1]) == (1, line)
    assert "unchanged" in again.stdout
    assert layouts == [], "known already"
    assert [edition.text.slug for edition in build(folder, formats=["pocket"]).editions] == ["door"] * 3
    (folder / "texts/wall.md").write_text(body(6), encoding="utf-8")
    assert octavilla("build", "--jobs", "1", "--project", folder).exit_code == 0
    assert pdf(folder, "pt").is_file()
    assert "wall-pocket" in (folder / "build/site/en/wall/index.html").read_text(encoding="utf-8")


def test_after_losing_the_words_that_were_named_it_fits(folder: Path) -> None:
    text = folder / "texts/wall.md"
    text.write_text(body(10), encoding="utf-8")
    build(folder)
    over = dict(fitting(folder).over)
    assert set(over) == {"es", "pt"}
    # What is named are words of the translations: Portuguese has three where English has two.
    source = paragraphs(10).split(" ")
    cut = " ".join(source[: len(source) - math.ceil(over["pt"] * 2 / 3)])
    text.write_text(TEXT + cut, encoding="utf-8")
    build(folder)
    assert fitting(folder).fit
    less = " ".join(source[: len(source) - over["pt"] // 3])
    text.write_text(TEXT + less, encoding="utf-8")
    build(folder)
    assert not fitting(folder).fit


def test_as_few_passages_go_as_needed_and_the_short_version_last(folder: Path) -> None:
    text = folder / "texts/wall.md"
    marked = "".join(f"<!-- cut -->\n{paragraphs(1, first)}<!-- /cut -->\n\n" for first in (40, 50, 60))
    short = "<!-- short -->\n\nIn short, it was wet.\n\n<!-- /short -->\n"
    text.write_text(TEXT + paragraphs(5) + marked + short, encoding="utf-8")
    outcome = build(folder)
    found = fit(folder)
    assert found.extent == Extent(left_out=1)
    for code in ("en", "es", "pt"):
        words = shown(pdf(folder, code))
        assert "50" in words
        assert "60" not in words
        assert "short" not in words
        page = (folder / f"build/site/{code}/wall/index.html").read_text(encoding="utf-8")
        assert "60" in page
        assert "In short" not in page
    lines = "\n".join(build_lines(open_project(folder), outcome))
    assert "1 passage left out, to fit Portuguese (Brazil)." in lines
    text.write_text(TEXT + paragraphs(9) + marked + short, encoding="utf-8")
    build(folder)
    assert fit(folder).extent == Extent(short=True)
    assert "In short, it was wet." in shown(pdf(folder, "en"))
    assert "house" not in shown(pdf(folder, "es"))
    assert load(open_project(folder).catalogue("wall", "es")).get("In short, it was wet."), "translated like all else"
    text.write_text(TEXT + paragraphs(12) + short.replace("In short", paragraphs(13, 40)), encoding="utf-8")
    (unfit,) = build(folder).unfit
    assert "words to lose in the short version: " in str(unfit)
    assert "Shorten that, or choose another format." in str(unfit)


def test_what_nobody_asks_for_any_more_is_forgotten(folder: Path) -> None:
    build(folder)
    (folder / "octavilla.toml").write_text('languages = ["es", "pt"]\nformats = []\n', encoding="utf-8")
    build(folder)
    assert tight(open_project(folder)) == ()
    assert not pdf(folder, "es").exists()


def test_a_web_page_alone_needs_no_layout(folder: Path, layouts: list[str]) -> None:
    assert remade(build(folder, formats=["web"])) == {"en", "es", "pt"}
    assert layouts == []


def test_the_preview_shows_the_same_pages(folder: Path, layouts: list[str], tmp_path: Path) -> None:
    build(folder)
    project = open_project(folder)
    text = text_of(project)
    layouts.clear()
    job = Job(project=project, text=text, code="pt", format="pocket", path=tmp_path / "preview.pdf")
    assert len(make(job).pages) == 4
    assert layouts == []
    assert (tmp_path / "preview.pdf").read_bytes() == pdf(folder, "pt").read_bytes()
    text.path.write_text(body(13), encoding="utf-8")
    job = Job(project=project, text=text_of(project), code="pt", format="pocket", path=tmp_path / "preview.pdf")
    with pytest.raises(OctavillaError, match=r"wall\.md: pocket: words to lose: "):
        make(job)
    renderer = Renderer([project.templates, packaged("templates")])
    assert fit_for(project, text, "a4", renderer) is None


def test_the_review_shows_the_text_in_its_own_format_and_anew_when_another_language_changed(folder: Path) -> None:
    project = open_project(folder)
    builder.translate(project, Selection())
    text = text_of(project)
    preview = Preview(project, lambda slug: text, typeset=lambda job: Made())
    stamp, job = preview._wanted("wall", "es")
    assert job.format == "pocket"
    shorten(folder, "pt", sentence(1), 100)
    assert preview._wanted("wall", "es")[0] != stamp


def test_sentences_of_an_edition_that_is_too_long_have_limits(folder: Path) -> None:
    project = open_project(folder)
    (folder / "texts/wall.md").write_text(body(8), encoding="utf-8")
    build(folder)
    assert {code for code, _ in fitting(folder).over} == {"pt"}
    known = tight(project)
    assert limits(project, "es", known) == {}, "Spanish fits"
    found = limits(project, "pt", known)
    assert set(found) == {source for source in map(str.strip, paragraphs(8).split("\n\n")) if source}
    outcome = check(project, Selection(), only=["length"], with_proposals=False)
    assert {(item.language, item.kind) for item in outcome.findings} == {("pt", "length")}
    assert len(outcome.findings) == 8
    assert outcome.findings[0].message == f"{len(_target(project))} characters, and {found[sentence(0)]} fit."
    reviewing = Reviewing(project)
    try:
        entry = load(project.catalogue("wall", "pt")).get(sentence(0))
        assert entry
        assert "length" in {issue.check for issue in reviewing.checks(entry, "pt")}
        # Each sentence keeps to its share: then the whole fits, and nobody is told to be brief any more.
        for source, limit in found.items():
            assert limit >= SHORTEST
            shorten(folder, "pt", source, limit)
        entry = load(project.catalogue("wall", "pt")).get(sentence(0))
        assert entry
        assert "length" not in {issue.check for issue in reviewing.checks(entry, "pt")}
    finally:
        reviewing.close()
    assert limits(project, "pt", known) == {}
    assert build(folder).unfit == ()


def _target(project: Project) -> str:
    entry = load(project.catalogue("wall", "pt")).get(sentence(0))
    assert entry
    return entry.target


def test_a_fitting_is_kept_as_plain_values() -> None:
    for fitting in (
        Fitting(fit=Fit(setting=TIGHTEST, extent=Extent(2), bound="pt"), cuts=3, has_short=True, room=1234),
        Fitting(fit=Fit(setting=None), room=5),
        Fitting(fit=Fit(setting=TIGHTEST, extent=Extent(short=True))),
        Fitting(fit=None, over=(("pt", 40), ("es", 15)), cuts=1),
    ):
        assert Fitting.of(json.loads(json.dumps(fitting.facts()))) == fitting

"""The plan: which texts, in which languages and formats; and what a text costs that did not change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import plan
from pipeline.errors import OctavillaError
from pipeline.ledger import Ledger
from pipeline.plan import Selection, Text
from pipeline.project import Project, open_project


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "cache.sqlite") as opened:
        yield opened


@pytest.fixture
def project(project_folder: Path) -> Project:
    return open_project(project_folder)


def write(project: Project, name: str, *lines: str) -> Path:
    path = project.texts / name
    path.write_text("\n".join(["---", "title: T", *lines, "---", "", "A line.", ""]), encoding="utf-8")
    return path


def test_a_text_is_wanted_in_the_languages_and_formats_of_the_project(project: Project, ledger: Ledger) -> None:
    (text,) = plan.survey(project, ledger)
    assert (text.slug, text.title, text.codes) == ("window", "The open window", ("en", "es", "pt"))
    assert text.formats == ("a4", "booklet")


def test_front_matter_goes_before_the_project(project: Project, ledger: Ledger) -> None:
    write(project, "own.md", "language: es", "languages: [es, en, en, pt-PT]", "formats: [a4]")
    text = plan.survey(project, ledger, ["own"])[0]
    assert text.codes == ("es", "en", "pt-PT")
    assert text.formats == ("a4",)


def test_a_text_in_another_language_is_wanted_in_that_of_the_project(project: Project, ledger: Ledger) -> None:
    write(project, "own.md", "language: es")
    assert plan.survey(project, ledger, ["own"])[0].codes == ("es", "en", "pt")


def test_texts_come_by_name_and_hidden_ones_not_at_all(project: Project, ledger: Ledger) -> None:
    for name in ("zoo.md", "ant.md", "_draft.md", ".hidden.md", "note.txt"):
        write(project, name)
    assert [text.slug for text in plan.survey(project, ledger)] == ["ant", "window", "zoo"]
    assert [text.slug for text in plan.survey(project, ledger, ["zoo", "window.md", "zoo"])] == ["window", "zoo"]


def test_a_text_that_did_not_change_is_not_parsed_again(
    project: Project, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = plan.survey(project, ledger)

    def refuse(*_: object) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr("pipeline.text.read.read_file", refuse)
    assert plan.survey(project, ledger) == before
    write(project, "window.md", "formats: [a4]")
    with pytest.raises(AssertionError):
        plan.survey(project, ledger)


def test_a_changed_configuration_counts_for_a_text_that_did_not_change(project: Project, ledger: Ledger) -> None:
    plan.survey(project, ledger)
    (project.root / "octavilla.toml").write_text('languages = ["fr"]\nformats = ["a4"]\n', encoding="utf-8")
    (text,) = plan.survey(open_project(project.root), ledger)
    assert (text.languages, text.formats) == (("fr",), ("a4",))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["languages: [es, nonsense!]"], "nonsense!"),
        (["language: klingon"], "klingon"),
        (["formats: [a4, postcard]"], "postcard.*Choose from: a4"),
    ],
)
def test_a_wrong_language_or_format_is_found_each_time(
    project: Project, ledger: Ledger, lines: list[str], words: str
) -> None:
    write(project, "bad.md", *lines)
    for _ in range(2):
        with pytest.raises(OctavillaError, match=f"bad.md: front matter: .*{words}"):
            plan.survey(project, ledger)


def test_an_unknown_name_gets_a_suggestion_or_the_list(project: Project, ledger: Ledger) -> None:
    with pytest.raises(OctavillaError, match="Did you mean “window”"):
        plan.survey(project, ledger, ["windwo"])
    with pytest.raises(OctavillaError, match="There are: window"):
        plan.survey(project, ledger, ["zzz"])


def test_a_link_to_a_text_outside_the_project_is_refused(project: Project, ledger: Ledger) -> None:
    outside = project.root.parent / "secret.md"
    outside.write_text("---\ntitle: Secret\n---\n\nSecret.\n", encoding="utf-8")
    (project.texts / "link.md").symlink_to(outside)
    with pytest.raises(OctavillaError, match="link.md: is a link to a file outside the project"):
        plan.survey(project, ledger)
    (project.texts / "link.md").unlink()
    (project.texts / "link.md").symlink_to("window.md")
    assert [text.slug for text in plan.survey(project, ledger)] == ["link", "window"]


def test_a_folder_of_texts_that_lies_elsewhere_is_refused(project: Project, ledger: Ledger) -> None:
    elsewhere = project.root.parent / "elsewhere"
    project.texts.rename(elsewhere)
    project.texts.symlink_to(elsewhere)
    with pytest.raises(OctavillaError, match="texts: is a link to another place"):
        plan.survey(project, ledger)


def test_no_texts_are_an_error_that_names_the_folder(project: Project, ledger: Ledger) -> None:
    (project.texts / "window.md").unlink()
    with pytest.raises(OctavillaError, match="texts: there is no text yet"):
        plan.survey(project, ledger)


TEXT = Text(path=Path("a.md"), sha256="", title="A", language="en", languages=("es", "pt"), formats=("a4",))


def test_a_selection_leaves_out_what_is_not_in_it() -> None:
    assert Selection().is_everything
    assert not Selection(formats=("a4",)).is_everything
    assert plan.languages_of(TEXT, Selection()) == ("en", "es", "pt")
    assert plan.languages_of(TEXT, Selection(languages=("pt", "en"))) == ("en", "pt")
    assert plan.formats_of(TEXT, Selection(formats=("booklet",))) == ()
    assert plan.formats_of(TEXT, Selection(formats=("a4", "web"))) == ("a4",)


def test_a_selection_that_no_text_answers_is_an_error_that_names_the_others() -> None:
    plan.check_selection([TEXT], Selection(languages=("en", "es"), formats=("web", "a4")))
    with pytest.raises(OctavillaError, match="“fr”. There are: en, es, pt"):
        plan.check_selection([TEXT], Selection(languages=("fr",)))
    with pytest.raises(OctavillaError, match="“booklet”. There are: a4, card, epub, web"):
        plan.check_selection([TEXT], Selection(formats=("booklet",)))


EVENT = 'title = "Stall"\ndate = 2026-12-05\ntexts = ["window"]\ncopies = { pt = 10, en = 5 }\n'


def write_event(project: Project, name: str = "2026-12-05-hall.toml", content: str = EVENT) -> Path:
    project.events.mkdir(exist_ok=True)
    path = project.events / name
    path.write_text(content, encoding="utf-8")
    return path


def test_an_event_is_planned_like_a_text_but_not_printed_by_itself(project: Project, ledger: Ledger) -> None:
    write_event(project)
    text, event = plan.survey(project, ledger)
    assert (text.is_event, event.is_event) == (False, True)
    assert (event.slug, event.title, event.codes, event.formats) == ("2026-12-05-hall", "Stall", ("en", "pt"), ())
    assert plan.survey(project, ledger, ["2026-12-05-hall.toml"]) == (event,)


def test_an_event_named_like_a_text_is_refused(project: Project, ledger: Ledger) -> None:
    write_event(project, "window.toml")
    with pytest.raises(OctavillaError, match="and the text window.md have one name"):
        plan.survey(project, ledger)


def test_events_do_without_the_name_of_a_language_that_they_are_not_in(project: Project, ledger: Ledger) -> None:
    write_event(project, content=EVENT.replace("pt = 10, ", ""))
    assert plan.survey(project, ledger)[1].codes == ("en",)


def test_two_texts_of_one_short_name_are_refused(project: Project, ledger: Ledger) -> None:
    write(project, "ant.md", "short: damp")
    write(project, "zoo.md", "short: damp")
    with pytest.raises(OctavillaError, match="and ant both have the short name “damp”") as caught:
        plan.survey(project, ledger)
    assert caught.value.path == project.texts / "zoo.md"


def test_a_short_name_is_checked(project: Project, ledger: Ledger) -> None:
    write(project, "ant.md", "short: Damp & Co")
    with pytest.raises(OctavillaError, match="“short” must be 1 to 20 of a-z"):
        plan.survey(project, ledger)

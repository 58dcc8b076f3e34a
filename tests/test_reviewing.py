"""The project behind the review server: always what is on the disk, never slower than it must be, never in the way."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import reviewing as module
from pipeline import serving
from pipeline.build import BUSY, alone
from pipeline.errors import OctavillaError
from pipeline.memory import import_tmx
from pipeline.plan import Selection
from pipeline.project import Project, open_project
from pipeline.review.catalogue import Catalogue, Entry, State, approve
from pipeline.review.memory import Unit
from pipeline.review.store import load, update
from pipeline.review.tmx import write_tmx
from pipeline.review.web import editions
from pipeline.review.web.app import warm
from pipeline.review.web.frame import service
from pipeline.review.web.standing import Standing
from pipeline.reviewing import Reviewing, drafting, prepare

pytestmark = pytest.mark.usefixtures("machine")
OTHER = "---\ntitle: The door\n---\n\nClose the window at noon. See [the plan][p].\n\n[p]: https://example.org/plan\n"
LONG = 30.0


@pytest.fixture
def project(project_folder: Path) -> Project:
    (project_folder / "texts/door.md").write_text(OTHER, encoding="utf-8")
    return open_project(project_folder)


@pytest.fixture
def place() -> serving.Place:
    """Return a place on which nobody listens."""

    class Bound:
        def getsockname(self) -> tuple[str, int]:
            return (serving.LOOPBACK, 8520)

    return serving.Place(listener=Bound(), secret=None)  # type: ignore[arg-type]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Selection]:
    """Have the drafting beside the server done by nobody; return what was asked for."""
    found: list[Selection] = []

    def command(project: Project, selection: Selection) -> list[str]:
        found.append(selection)
        return [sys.executable, "-c", ""]

    monkeypatch.setattr(module, "drafting", command)
    return found


@pytest.fixture
def opened(project: Project, asked: list[Selection], monkeypatch: pytest.MonkeyPatch) -> Iterator[Reviewing]:
    monkeypatch.setattr(module, "_MEMORY_PAUSE", 0.0)
    monkeypatch.setattr(module, "_FRESH", 0.0)
    reviewing = Reviewing(project)
    assert reviewing.prepare() == ""
    yield reviewing
    reviewing.close()


def change_text(project: Project, old: str, new: str, slug: str = "window") -> None:
    path = project.texts / f"{slug}.md"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def correct(project: Project, source: str, target: str, slug: str = "window") -> None:
    update(
        project.catalogue(slug, "es"),
        lambda catalogue: approve(catalogue, source, target),
        lock_folder=project.state / "locks",
    )


def eventually(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + LONG
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return holds()


def test_everything_has_a_draft_before_the_first_reader_comes(opened: Reviewing, project: Project) -> None:
    for slug in ("door", "window"):
        for code in ("es", "pt"):
            states = {entry.state for entry in load(project.catalogue(slug, code))}
            assert states == {State.DRAFT}
    room = opened.room()
    assert room.title == "Harbour Street"
    assert [(text.slug, text.title, text.language) for text in room.texts()] == [
        ("door", "The door", "en"),
        ("window", "The open window", "en"),
    ]
    assert room.languages("door") == ("es", "pt")
    assert room.catalogue_path("door", "es") == project.root / "translations/es/door.po"


def test_only_what_was_chosen_is_in_review(project: Project) -> None:
    reviewing = Reviewing(project, Selection(texts=("door",), languages=("pt",)))
    reviewing.prepare()
    assert [text.slug for text in reviewing.texts()] == ["door"]
    assert reviewing.languages("door") == ("pt",)
    with pytest.raises(OctavillaError, match="no text is called “window”"):
        reviewing.document("window")
    assert not project.catalogue("window", "pt").exists()


@pytest.mark.parametrize("selection", [Selection(texts=("dor",)), Selection(languages=("fr",))])
def test_what_is_not_there_cannot_be_reviewed(project: Project, selection: Selection) -> None:
    with pytest.raises(OctavillaError, match=r"dor|“fr”"):
        prepare(project, selection)


def test_a_running_build_or_a_missing_package_is_a_remark_and_no_reason_to_stop(
    project: Project, asked: list[Selection]
) -> None:
    with alone(project):
        assert "another build" in prepare(project, Selection())
    (project.root / "octavilla.toml").write_text('languages = ["fr"]\n', encoding="utf-8")
    reviewing = Reviewing(open_project(project.root))
    assert "some drafts are missing" in reviewing.prepare()
    reviewing.document("window")
    assert len(load(project.catalogue("window", "fr"))) == 9
    assert reviewing.draft("window", "fr", "Water") is None
    reviewing.close()


def test_a_document_is_the_same_object_until_its_text_changes(opened: Reviewing, project: Project) -> None:
    first = opened.document("window")
    assert opened.document("window") is first
    change_text(project, "Rest in the shade.", "Rest in the shade, please.")
    assert opened.document("window") is not first


def test_what_an_author_writes_meanwhile_is_merged_when_somebody_looks_and_drafted_soon(
    opened: Reviewing, project: Project, asked: list[Selection]
) -> None:
    correct(project, "Rest in the shade.", "Descansa a la sombra.")
    change_text(project, "Rest in the shade.", "Rest in the deep shade.\n- Drink a lot, friends.")
    opened.document("window")
    catalogue = load(project.catalogue("window", "es"))
    assert catalogue["Rest in the deep shade."].state is State.STALE
    assert catalogue["Rest in the deep shade."].target == "Descansa a la sombra."
    assert "Drink a lot, friends." in catalogue
    assert "Drink a lot, friends." in load(project.catalogue("window", "pt"))
    assert eventually(lambda: asked == [Selection(texts=("window",))])
    opened.document("window")
    assert len(asked) == 1


def test_a_text_that_is_broken_for_a_while_stays_as_it_was(opened: Reviewing, project: Project) -> None:
    first = opened.document("window")
    before = project.catalogue("window", "es").read_bytes()
    path = project.texts / "window.md"
    content = path.read_text(encoding="utf-8")
    path.write_text("---\ntitle: [\n---\n", encoding="utf-8")
    assert opened.document("window") is first
    assert [text.slug for text in opened.texts()] == ["door", "window"]
    assert project.catalogue("window", "es").read_bytes() == before
    path.write_text(content, encoding="utf-8")
    assert opened.document("window") == first


def test_new_texts_come_in_and_old_ones_go(opened: Reviewing, project: Project) -> None:
    (project.texts / "attic.md").write_text("---\ntitle: The attic\n---\n\nUp there.\n", encoding="utf-8")
    (project.texts / "door.md").unlink()
    assert [text.slug for text in opened.texts()] == ["attic", "window"]
    opened.document("attic")
    assert eventually(lambda: len(load(project.catalogue("attic", "es"))) == 2)
    with pytest.raises(OctavillaError, match="Go back to the list"):
        opened.document("door")


def test_a_broken_catalogue_does_not_keep_others_from_being_merged(opened: Reviewing, project: Project) -> None:
    project.catalogue("window", "es").write_text("no catalogue\n", encoding="utf-8")
    change_text(project, "Rest in the shade.", "Rest.")
    opened.document("window")
    assert "Rest." in load(project.catalogue("window", "pt"))
    assert project.catalogue("window", "es").read_text(encoding="utf-8") == "no catalogue\n"


def test_the_glossary_is_read_again_when_it_was_saved(opened: Reviewing, project: Project) -> None:
    assert not opened.glossary("es")
    project.glossary("es").write_text("term,translation,match,note\nshade,sombra,,\n", encoding="utf-8")
    assert opened.glossary("es")
    assert not opened.glossary("pt")
    assert opened.glossary("es") is opened.glossary("es")


def test_the_memory_knows_what_was_approved_meanwhile(opened: Reviewing, project: Project) -> None:
    assert not opened.near("es", "Rest in the shade.")
    correct(project, "Rest in the shade.", "Descansa a la sombra.")
    assert eventually(lambda: bool(opened.near("es", "Rest in the shade.")))
    tmx = project.root / "other.tmx"
    tmx.write_bytes(write_tmx([Unit(source="Feed the birds.", target="Da de comer a las aves.")], "en", "es"))
    import_tmx(project, [tmx], "es")
    assert eventually(lambda: bool(opened.near("es", "Feed the birds.")))
    assert opened.near("pt", "Feed the birds.") == ()


def test_the_memory_is_not_made_anew_for_each_question(opened: Reviewing, monkeypatch: pytest.MonkeyPatch) -> None:
    opened.near("es", "Water")
    made: list[object] = []
    real = module.Memory
    monkeypatch.setattr(module, "Memory", lambda units: made.append(units) or real(units))
    for _ in range(20):
        opened.near("es", "Water")
    assert made == []


def test_a_slow_memory_keeps_nobody_waiting(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    done: list[Path] = []

    def slow(path: Path) -> tuple[Unit, ...]:
        go.wait(LONG)
        done.append(path)
        return ()

    monkeypatch.setattr(module, "_PATIENCE", 0.01)
    monkeypatch.setattr(module, "_units", slow)
    reviewing = Reviewing(project)
    reviewing.prepare()
    assert reviewing.near("es", "Water") == ()
    assert done == []
    go.set()
    reviewing.close()


def test_a_catalogue_that_cannot_be_read_is_no_memory(opened: Reviewing, project: Project) -> None:
    correct(project, "Rest in the shade.", "Descansa a la sombra.")
    project.catalogue("door", "es").write_text("no catalogue\n", encoding="utf-8")
    assert eventually(lambda: bool(opened.near("es", "Rest in the shade.")))


def test_a_draft_is_the_one_that_a_build_would_make(opened: Reviewing, project: Project, machine: list[str]) -> None:
    entry = load(project.catalogue("window", "es"))["Water"]
    correct(project, "Water", "El agua")
    draft = opened.draft("window", "es", "Water")
    assert draft is not None
    assert (draft.text, draft.origin) == (entry.target, entry.origin)
    machine.clear()
    assert opened.draft("window", "pt", "Rest in the shade.")
    assert machine == ["Rest in the shade."]


def test_a_draft_approved_in_another_text_comes_before_the_machine(opened: Reviewing, project: Project) -> None:
    source = "Close the window at noon."
    correct(project, source, "Cierra la ventana.", slug="door")

    def text() -> str:
        draft = opened.draft("window", "es", source)
        return draft.text if draft else ""

    assert eventually(lambda: text() == "Cierra la ventana.")
    draft = opened.draft("door", "es", source)
    assert draft is not None
    assert draft.origin.engine == "argos", "what a person approved here is no draft of a machine"


def test_somebody_who_wants_a_draft_does_not_wait_for_minutes(
    opened: Reviewing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BUSY", 0.01)
    with opened._engine, pytest.raises(OctavillaError, match="Try again in a minute"):
        opened.draft("window", "es", "Water")
    assert opened.draft("window", "es", "Water")


def test_the_checks_know_the_glossary_as_it_is_now(opened: Reviewing, project: Project) -> None:
    entry = Entry(source="Rest in the shade.", target="Descansa al sol.")
    before = opened.checks(entry, "es")
    project.glossary("es").write_text("term,translation,match,note\nshade,sombra,,\n", encoding="utf-8")
    after = opened.checks(entry, "es")
    assert len(after) == len(before) + 1
    assert "shade" in (set(after) - set(before)).pop().message


def test_many_readers_at_once_get_what_one_would(opened: Reviewing, project: Project) -> None:
    change_text(project, "Rest in the shade.", "Rest.")
    results: list[object] = []

    def ask() -> None:
        results.append((opened.document("window"), opened.languages("door"), len(opened.texts())))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(result[0]) for result in results}) == 1  # type: ignore[index]
    assert len(results) == 8


def test_drafting_is_the_command_that_everybody_can_type(project: Project) -> None:
    command = drafting(project, Selection(texts=("window",), languages=("es", "pt")))
    assert command[1:] == [
        *("-m", "pipeline", "translate", "--language", "es", "--language", "pt"),
        *("--project", str(project.root.resolve()), "--", "window"),
    ]


def test_drafting_is_tried_again_while_a_build_is_running_and_ends_with_the_server(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tries = tmp_path / "tries"
    script = (
        "import pathlib, sys, time; file = pathlib.Path(sys.argv[1]); "
        "file.open('a').write('x'); time.sleep(60 * (len(file.read_text()) > 2)); "
        f"sys.exit('octavilla: {BUSY}. Wait.')"
    )
    monkeypatch.setattr(module, "_PAUSE", 0.0)
    monkeypatch.setattr(module, "drafting", lambda *_: [sys.executable, "-c", script, str(tries)])
    reviewing = Reviewing(project)
    reviewing.document("window")
    assert eventually(lambda: tries.exists() and tries.read_text() == "xxx")
    reviewing.close()
    thread = reviewing._drafter._thread
    assert thread is not None
    thread.join(LONG)
    assert not thread.is_alive()
    assert tries.read_text() == "xxx"


def test_drafting_that_cannot_succeed_is_tried_twice_and_told_of_once(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tries = tmp_path / "tries"
    script = (
        "import pathlib, sys; pathlib.Path(sys.argv[1]).open('a').write('x'); "
        "sys.exit('a warning\\noctavilla: no package. Install one.')"
    )
    monkeypatch.setattr(module, "_PAUSE", 0.0)
    monkeypatch.setattr(module, "drafting", lambda *_: [sys.executable, "-c", script, str(tries)])
    reviewing = Reviewing(project)
    for slug in ("window", "door"):
        reviewing.document(slug)
    assert eventually(lambda: tries.exists() and tries.read_text() == "xxxx")
    reviewing.close()
    thread = reviewing._drafter._thread
    assert thread is not None
    thread.join(LONG)
    assert tries.read_text() == "xxxx"
    assert capfd.readouterr().err == "octavilla: some drafts are missing: no package. Install one.\n"


def test_while_a_text_is_merged_readers_get_what_they_had_and_other_texts(
    opened: Reviewing, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, door = opened.document("window"), opened.document("door")
    change_text(project, "Rest in the shade.", "Rest in the deep shade.")
    begun, go = threading.Event(), threading.Event()
    real = module.update

    def slow(*arguments: object, **options: object) -> object:
        begun.set()
        go.wait(LONG)
        return real(*arguments, **options)

    monkeypatch.setattr(module, "update", slow)
    found: list[object] = []
    merging = threading.Thread(target=lambda: found.append(opened.document("window")))
    merging.start()
    assert begun.wait(LONG)
    assert opened.document("window") is first
    assert opened.document("door") is door
    assert opened.near("es", "Rest in the shade.") == ()
    assert found == []
    go.set()
    merging.join(LONG)
    assert found == [opened.document("window")]
    assert found != [first]
    assert "Rest in the deep shade." in load(project.catalogue("window", "es"))


def test_a_memory_that_cannot_be_made_is_not_waited_for_twice(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise ValueError

    memories = module._Memories(project, "es", lambda _: "en")
    monkeypatch.setattr(module, "Memory", broken)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    assert memories.memory().fuzzy("Rest.") == ()
    assert memories._first.is_set() and not memories._at_work
    memories.close()


def test_what_takes_long_is_done_before_somebody_asks(opened: Reviewing, project: Project) -> None:
    project.catalogue("door", "es").write_text("no catalogue\n", encoding="utf-8")
    project.glossary("pt").write_text("no glossary\n", encoding="utf-8")
    opened.warm()
    assert set(opened._memories) == {"es", "pt"}


class TestBeforeTheAddressIsTold:
    """What the pages show is read before somebody can ask for them, but nobody waits long for that."""

    @pytest.fixture
    def read(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Return the list of editions read, as they are."""
        found: list[str] = []

        class Noted(Standing):
            def __init__(self, token: str, catalogue: Catalogue, *rest: Any) -> None:
                found.append(f"{catalogue.slug} {catalogue.language}")
                super().__init__(token, catalogue, *rest)

        monkeypatch.setattr(editions, "Standing", Noted)
        return found

    def test_everything_is_read_once(self, opened: Reviewing, read: list[str], place: serving.Place) -> None:
        told: list[str] = []
        app = serving.application(opened, place, b"k" * 32, progress=lambda label, *_: told.append(label))
        assert read == ["door es", "door pt", "window es", "window pt"]
        assert set(opened._memories) == {"es", "pt"}
        assert told == [], "what takes less than a second is not worth a word"
        warm(app)
        assert len(read) == 4
        with app.app_context():
            served = service().editions
        found = [served.find(slug, "es") for slug in ("door", "window")]
        assert all(edition is not None and edition.standing() for edition in found)
        assert len(read) == 4
        first, second = (served.find("door", code) for code in ("es", "pt"))
        assert first is not None
        assert second is not None
        assert first.standing().index is second.standing().index

    def test_a_broken_catalogue_keeps_no_other_from_being_read(
        self, opened: Reviewing, project: Project, read: list[str], place: serving.Place
    ) -> None:
        project.catalogue("door", "es").write_text("no catalogue\n", encoding="utf-8")
        serving.application(opened, place, b"k" * 32)
        assert read == ["door pt", "window es", "window pt"]

    def test_nobody_waits_for_what_cannot_be_read_in_time(
        self, opened: Reviewing, read: list[str], place: serving.Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[object] = []
        monkeypatch.setattr(serving, "_READING", 0.0)
        app = serving.application(opened, place, b"k" * 32, progress=lambda *said: told.append(said))
        assert (read, opened._memories, told) == ([], {}, [])
        warm(app, progress=lambda *said: told.append(said))
        assert read == ["door es", "door pt", "window es", "window pt"]
        assert told == [("reading", done, 4) for done in range(5)]

    def test_a_meter_speaks_of_what_takes_long(self) -> None:
        told: list[tuple[str, int, int]] = []
        clock = iter((10.0, 10.9, 11.0, 15.0))
        show = serving._patient(lambda *said: told.append(said), lambda: next(clock))
        for done in (0, 1, 4):
            show("reading", done, 4)
        assert told == [("reading", 1, 4)]

"""The pages while one writes: served to this computer, with the script that renews them; nothing else is reached."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import tinyhtml5
from flask.testing import FlaskClient

from pipeline.live.app import create_app
from pipeline.live.loop import follow
from pipeline.live.maker import Maker
from pipeline.plan import Selection

HOST = "localhost"


@pytest.fixture
def maker(project_folder: Path) -> Maker:
    (project_folder / "octavilla.toml").write_text('languages = []\nformats = ["a4"]\n', encoding="utf-8")
    return Maker(project_folder, Selection())


@pytest.fixture
def client(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr("pipeline.live.app.PATIENCE", 0.01)
    return create_app(maker, hosts=frozenset({HOST})).test_client()


def test_a_page_of_the_site_is_served_with_the_script_and_stays_as_it_is_on_disk(
    client: FlaskClient, maker: Maker
) -> None:
    maker.make()
    page = client.get("/en/window/")
    assert page.status_code == 200
    assert b'src="/-/static/watch.js"' in page.data
    assert b'data-formats="a4"' in page.data
    assert b"watch.js" not in (maker.project.build / "site/en/window/index.html").read_bytes()
    assert client.get("/assets/style.css", buffered=True).status_code == 200
    assert b"watch.js" in client.get("/").data
    assert b"Content-Security-Policy" not in page.data, "the script asks for news; the header says what it may"


def test_before_the_first_build_a_page_says_that_it_is_being_made(client: FlaskClient) -> None:
    assert b"being made" in client.get("/en/window/").data


def test_a_page_of_a_text_that_is_no_more_says_so(client: FlaskClient, maker: Maker) -> None:
    maker.make()
    text = maker.project.texts / "window.md"
    text.rename(text.with_name("door.md"))
    maker.make([text])
    assert client.get("/en/door/").status_code == 200
    (maker.project.build / "site/en/window/index.html").unlink(missing_ok=True)
    answer = client.get("/en/window/")
    assert answer.status_code == 404 and b"no text of this name" in answer.data


def test_every_page_of_the_site_is_shown(client: FlaskClient, maker: Maker) -> None:
    """The index of a language, events, and short addresses are no texts, and none of them is missing."""
    maker.project.events.mkdir()
    (maker.project.events / "hall.toml").write_text(
        'title = "Stall"\ndate = 2026-12-05\ntexts = ["window"]\ncopies = { es = 5 }\n', encoding="utf-8"
    )
    maker.make()
    pages = [path.relative_to(maker.project.build / "site") for path in (maker.project.build / "site").rglob("*.html")]
    assert {"index.html", "en/index.html", "en/hall/index.html", "es/hall/index.html"} <= {str(page) for page in pages}
    assert len([page for page in pages if page.parts[0] not in ("en", "es", "pt", "index.html")]) > 2
    for page in pages:
        answer = client.get(f"/{page.as_posix()}")
        assert answer.status_code == 200, page
        assert b"no text of this name" not in answer.data, page


def test_pages_are_served_while_a_text_or_the_configuration_has_a_mistake(client: FlaskClient, maker: Maker) -> None:
    maker.make()
    (maker.project.texts / "window.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    assert client.get("/en/window/").status_code == 200
    (maker.project.root / "octavilla.toml").write_text("titel = 3", encoding="utf-8")
    assert client.get("/en/window/").status_code == 200
    assert client.get("/").status_code == 200


def test_the_state_tells_a_problem(client: FlaskClient, maker: Maker) -> None:
    (maker.project.texts / "window.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    maker.make()
    assert "window.md" in client.get("/-/state?seen=0").json["problem"]  # type: ignore[index]


def test_a_page_that_is_opened_while_there_is_a_mistake_tells_it_at_once(client: FlaskClient, maker: Maker) -> None:
    maker.make()
    text = maker.project.texts / "window.md"
    text.write_text(text.read_text(encoding="utf-8").replace("date: 2026-06-01", 'date: "5 < 6"'), encoding="utf-8")
    maker.make([text])
    assert "5 < 6" in maker.state.problem
    for address in ("/en/window/", "/-/print/en/window/a4/", "/es/not-made/"):
        script = tinyhtml5.parse(client.get(address).get_data(as_text=True)).find(".//{*}script[@data-problem]")
        assert script is not None and script.get("data-problem") == maker.state.problem, address


def test_print_pages_are_made_when_they_are_looked_at(client: FlaskClient, maker: Maker) -> None:
    maker.make()
    assert b"being made" in client.get("/-/print/en/window/a4/").data
    assert maker.asked.is_set()
    maker.make_what_is_asked()
    assert b"1.png" in client.get("/-/print/en/window/a4/").data
    assert client.get("/-/print/en/window/a4/1.png").data.startswith(b"\x89PNG")
    assert client.get("/-/print/en/window/a4/99.png").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/../octavilla.toml", "/%2e%2e/octavilla.toml", "/..%2foctavilla.toml", "/x/../../texts/window.md",
     "/-/print/../../window/a4/1.png", "/-/print/en/..%2f..%2fwindow/a4/1.png", "/../../texts/window.html"],
)  # fmt: skip
def test_nothing_outside_the_site_is_reached(client: FlaskClient, maker: Maker, address: str) -> None:
    (maker.project.texts / "window.html").write_text("secret", encoding="utf-8")
    maker.make()
    answer = client.get(address)
    assert b"languages = []" not in answer.data
    assert b"secret" not in answer.data
    assert b"title:" not in answer.data


def test_another_name_that_leads_here_gets_nothing(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example:8520"}).status_code == 403


def test_every_answer_allows_scripts_of_ours_alone(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy


def test_a_saved_text_is_on_its_page_as_soon_as_the_watcher_tells(client: FlaskClient, maker: Maker) -> None:
    stop, ready = threading.Event(), threading.Event()
    thread = threading.Thread(target=follow, args=(maker, stop, ready.set), daemon=True)
    thread.start()
    try:
        assert ready.wait(300)
        number = maker.state.number
        text = maker.project.texts / "window.md"
        text.write_text(text.read_text(encoding="utf-8") + "\nA kingfisher came by.\n", encoding="utf-8")
        assert maker.wait(number, 300).number > number
        assert b"kingfisher" in client.get("/en/window/").data
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()

"""Where the pages are served, and who can come in: this computer only, or who has the secret."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline import serving
from pipeline.errors import OctavillaError
from pipeline.serving import FIRST_PORT, LOOPBACK, Place, find_place, key_of, open_browser, qr, screen, secret_of

KEY = b"k" * 32


@pytest.fixture
def own_address(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(serving, "local_address", lambda: LOOPBACK)
    return LOOPBACK


def closed(place: Place) -> Place:
    place.listener.close()
    return place


@pytest.mark.enable_socket
def test_without_share_nobody_else_can_reach_it() -> None:
    place = find_place(share=False, port=None, key=KEY)
    with place.listener as listener:
        address, port = listener.getsockname()
        assert address == LOOPBACK
        assert place.secret is None
        assert place.link == f"http://127.0.0.1:{port}/"
        assert place.hosts == {f"127.0.0.1:{port}", f"localhost:{port}"}


@pytest.mark.enable_socket
def test_the_next_free_port_is_taken_and_a_port_asked_for_is_insisted_on() -> None:
    with find_place(share=False, port=None, key=KEY).listener as first:
        taken = first.getsockname()[1]
        with find_place(share=False, port=None, key=KEY).listener as second:
            assert second.getsockname()[1] != taken
        with pytest.raises(OctavillaError, match=rf"port {taken} is in use\. Choose another one: --port \d+"):
            find_place(share=False, port=taken, key=KEY)
    with find_place(share=False, port=taken, key=KEY).listener as again:
        assert again.getsockname()[1] == taken


@pytest.mark.enable_socket
def test_when_all_usual_ports_are_taken_any_other_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_PORTS", 0)
    with find_place(share=False, port=None, key=KEY).listener as listener:
        assert listener.getsockname()[1] not in range(FIRST_PORT, FIRST_PORT + 20)


@pytest.mark.enable_socket
def test_shared_it_has_one_name_and_a_secret(own_address: str) -> None:
    place = find_place(share=True, port=None, key=KEY)
    with place.listener as listener:
        host = f"{own_address}:{listener.getsockname()[1]}"
        assert place.link == f"http://{host}/enter/{secret_of(KEY)}"
        assert place.hosts == {host}


class NoNetwork:
    """A socket of a computer without a network."""

    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self) -> NoNetwork:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def connect(self, _: object) -> None:
        raise OSError(101, "Network is unreachable")


def test_without_a_network_nothing_can_be_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", NoNetwork)
    with pytest.raises(OctavillaError, match="leave out --share"):
        find_place(share=True, port=None, key=KEY)


def test_the_address_in_the_network_is_that_of_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    class Network(NoNetwork):
        def connect(self, where: Any) -> None:
            assert where[0].startswith("192.0.2."), "nobody's address"

        def getsockname(self) -> tuple[str, int]:
            return ("10.1.2.3", 5)

    monkeypatch.setattr(socket, "socket", Network)
    assert serving.local_address() == "10.1.2.3"


def test_the_key_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    state = tmp_path / ".octavilla"
    key = key_of(state)
    file = state / "review.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key_of(state) == key
    assert len(key) == 32
    renewed = key_of(state, renew=True)
    assert renewed != key
    assert key_of(state) == renewed
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", ["short", "no number", "readable by others"])
def test_a_key_that_is_damaged_or_was_open_to_others_is_made_anew(tmp_path: Path, damage: str) -> None:
    key = key_of(tmp_path)
    file = tmp_path / "review.key"
    match damage:
        case "short":
            file.write_text(key.hex()[:-2])
        case "no number":
            file.write_text("ñ" * 64, encoding="utf-8")
        case _:
            file.chmod(0o644)
    renewed = key_of(tmp_path)
    assert renewed != key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_umask_is_as_before(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        key_of(tmp_path)
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)


def test_the_secret_hangs_on_the_key_alone_and_is_not_the_key() -> None:
    assert secret_of(KEY) == secret_of(KEY)
    assert secret_of(KEY) != secret_of(b"j" * 32)
    assert len(secret_of(KEY)) == 16
    assert KEY.hex() not in secret_of(KEY)


class Bound:
    """A socket that says where it is bound."""

    def getsockname(self) -> tuple[str, int]:
        return ("192.168.178.201", 8520)


def place(*, shared: bool) -> Place:
    return Place(listener=Bound(), secret=secret_of(KEY) if shared else None)  # type: ignore[arg-type]


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("picture", [False, True])
def test_everything_is_on_one_screen(shared: bool, picture: bool) -> None:
    lines = "\n".join(screen(place(shared=shared), "Harbour Street", opened=True, picture=picture)).split("\n")
    shown = [line.replace("\x1b[97;40m", "").replace("\x1b[0m", "") for line in lines]
    assert len(shown) <= 23
    assert max(map(len, shown)) <= 80
    text = "\n".join(shown)
    assert place(shared=shared).link in text
    assert "Ctrl+C" in text
    assert ("not encrypted" in text) == shared
    assert ("█" in text) == (shared and picture)


def test_the_picture_is_that_of_the_link() -> None:
    link = place(shared=True).link
    assert qr(link) != qr(link + "x")
    assert len(qr(link).splitlines()) <= 17


def test_the_browser_is_opened_on_a_desktop_only(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(serving.sys, "platform", "linux")
    monkeypatch.setattr(serving.webbrowser, "open", opened.append)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert open_browser("http://127.0.0.1/") is False
    monkeypatch.setenv("DISPLAY", ":0")
    assert open_browser("http://127.0.0.1/") is True


_SERVER = """
from pipeline import serving

class Nothing:
    def close(self):
        pass

def app(environ, start):
    start("200 OK", [("Content-Length", "5")])
    return [b"hello"]

serving._warm = lambda *_: None
place = serving.find_place(share=False, port=None, key=b"k" * 32)
print(place.listener.getsockname()[1], flush=True)
serving.serve(app, Nothing(), place)
"""


@pytest.mark.enable_socket
def test_those_who_never_finish_their_question_keep_nobody_waiting() -> None:
    """A group of readers has more than a hundred connections open; so has one who means harm."""
    with (
        subprocess.Popen([sys.executable, "-c", _SERVER], stdout=subprocess.PIPE, text=True) as server,
        contextlib.ExitStack() as opened,
    ):
        opened.callback(server.terminate)
        assert server.stdout is not None
        address = (LOOPBACK, int(server.stdout.readline()))
        for number in range(150):
            slow = opened.enter_context(socket.create_connection(address, timeout=20))
            if number % 2:
                slow.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\na=")
        with socket.create_connection(address, timeout=20) as reader:
            reader.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            assert reader.recv(100).startswith(b"HTTP/1.1 200 OK")

"""The review server as a process: started by the command, stopped by hand, and killed in the middle of saves."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode, urlsplit

import pytest

from pipeline.project import open_project
from pipeline.review.catalogue import State
from pipeline.review.desk import Desk
from pipeline.review.remarks import entry_id, revision
from pipeline.review.store import load

KILLS = 100
WRITERS = 3
SENTENCES = 24
LONG = 60.0
pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

NURSERY = """
import os, sys
from pathlib import Path
import waitress.server
import pipeline.build, pipeline.mt.draft, pipeline.review.web.app
from pipeline import serving
from pipeline.project import open_project
from pipeline.reviewing import Reviewing

for _ in sys.stdin:
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        continue
    project = open_project(Path(sys.argv[1]))
    key = serving.key_of(project.state)
    place = serving.find_place(share=False, port=None, key=key)
    reviewing = Reviewing(project)
    reviewing.prepare()
    print(os.getpid(), place.link, flush=True)
    serving.serve(serving.application(reviewing, place, key), reviewing, place)
    os._exit(0)
"""
"""Serves what the command serves, with everything imported once: each line read starts a server."""


class Reader:
    """A person with a browser: keeps the cookie, reads the token for forms, may lose the connection."""

    def __init__(self, link: str, name: str) -> None:
        parts = urlsplit(link)
        self.host = parts.netloc
        self._cookie = ""
        self._csrf = ""
        self._connection = http.client.HTTPConnection(self.host, timeout=LONG)
        try:
            self.post("/name", name=name, next="/")
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        return self._asked("GET", path, None, headers)

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        if not self._csrf:
            found = re.search(r'name="csrf"[^>]*? (?:content|value)="([^"]+)"', self.get("/name")[1])
            assert found
            self._csrf = found[1]
        body = urlencode({"csrf": self._csrf, **fields})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        return self._asked("POST", path, body, headers)

    def approve(self, source: str, target: str, seen: str) -> str:
        """Return the revision that the server says is saved; OSError or HTTPException when it says nothing."""
        status, content = self.post(f"/es/window/{entry_id(source)}", action="approve", target=target, seen=seen)
        assert status == 200, content[:500]
        answer = json.loads(content)
        assert answer["saved"] is True
        return str(answer["segment"]["revision"])

    def _asked(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, str]:
        self._connection.request(method, path, body, {**headers, "Cookie": self._cookie})
        answer = self._connection.getresponse()
        content = answer.read().decode("utf-8")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self._cookie = cookie.partition(";")[0]
        return answer.status, content


@pytest.fixture
def folder(project_folder: Path, machine: list[str]) -> Path:
    """Return a project whose sentences have drafts."""
    from pipeline.build import translate
    from pipeline.plan import Selection

    sentences = "\n\n".join(f"Sentence {number} of this text stands here." for number in range(SENTENCES))
    (project_folder / "texts/window.md").write_text(f"---\ntitle: The window\n---\n\n{sentences}\n", "utf-8")
    (project_folder / "octavilla.toml").write_text('languages = ["es"]\n', encoding="utf-8")
    translate(open_project(project_folder), Selection())
    return project_folder


def sources(folder: Path) -> list[str]:
    return [entry.source for entry in load(folder / "translations/es/window.po")]


def lines_of(stream: IO[str]) -> Iterator[str]:
    for line in stream:
        yield line.rstrip("\n")


def start(folder: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
    """Start the command; return the process and the link that it prints."""
    command = [sys.executable, "-m", "pipeline", "review", "--no-browser", *options, "--project", str(folder)]
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # Tests run in the background by a shell ignore Ctrl-C, and so would what they start.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ)
    assert process.stdout
    seen = []
    for line in lines_of(process.stdout):
        seen.append(line)
        if found := re.search(r"http://\S+", line):
            return process, found[0]
    raise AssertionError("\n".join(seen))


@pytest.mark.parametrize("request_to_end", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_until_it_is_asked_to_end(folder: Path, request_to_end: int) -> None:
    process, link = start(folder)
    try:
        source = sources(folder)[3]
        catalogue = folder / "translations/es/window.po"
        with Reader(link, "Ana") as ana:
            status, page = ana.get("/es/window/")
            assert status == 200
            assert source in page
            ana.approve(source, "Aquí está.", revision(load(catalogue)[source]))
        entry = load(catalogue)[source]
        assert (entry.target, entry.state, entry.reviewer) == ("Aquí está.", State.APPROVED, "Ana")
        process.send_signal(request_to_end)
        output, _ = process.communicate(timeout=LONG)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0
    assert "Traceback" not in output
    assert output.splitlines()[-1] == "Stopped. Every correction is saved in translations/."
    assert (folder / ".octavilla/review.key").stat().st_mode & 0o077 == 0


def test_another_program_on_the_port_is_one_line(folder: Path) -> None:
    process, link = start(folder)
    try:
        port = str(urlsplit(link).port)
        command = [sys.executable, "-m", "pipeline", "review", "--port", port, "--project", str(folder)]
        second = subprocess.run(command, capture_output=True, text=True, timeout=LONG, check=False)
    finally:
        process.kill()
        process.communicate()
    assert second.returncode == 1
    assert second.stderr.startswith(f"octavilla: port {port} is in use. Choose another one: --port")


@dataclass(slots=True)
class Ledger:
    """What one writer sent, sentence by sentence, and what of it the server acknowledged."""

    sent: dict[str, list[str]] = field(default_factory=dict)
    acknowledged: dict[str, list[str]] = field(default_factory=dict)

    def is_in_flight(self, number: int) -> bool:
        """Tell whether something of a round was sent and not acknowledged."""
        return any(
            f"round {number}," in sent[-1] and sent[-1] not in self.acknowledged.get(source, ())
            for source, sent in self.sent.items()
        )

    def allowed(self, source: str) -> set[str]:
        """Return what the catalogue may hold: what was acknowledged last, or what was sent after that."""
        last = self.acknowledged[source][-1]
        sent = self.sent[source]
        return set(sent[sent.index(last) :])


def write(link: str, name: str, seen: dict[str, str], ledger: Ledger, number: int, begun: threading.Semaphore) -> None:
    """Approve one sentence after the other until the server is gone; `seen` are they and their revisions."""
    turn = 0
    own = list(seen)
    try:
        with Reader(link, name) as reader:
            while True:
                source = own[turn % len(own)]
                target = f"{name}, round {number}, turn {turn}."
                ledger.sent.setdefault(source, []).append(target)
                seen[source] = reader.approve(source, target, seen[source])
                ledger.acknowledged.setdefault(source, []).append(target)
                begun.release()
                turn += 1
    except (OSError, http.client.HTTPException):
        return


def test_a_server_killed_in_the_middle_of_saves_loses_nothing_that_it_acknowledged(folder: Path) -> None:
    """Three people write at once, a hundred servers die under them."""
    catalogue = folder / "translations/es/window.po"
    everything = sources(folder)
    names = ["Ana", "Bia", "Caio"]
    ledgers = {name: Ledger() for name in names}
    chance = random.Random(11)
    nursery: Any = subprocess.Popen(
        [sys.executable, "-c", NURSERY, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    killed_at_work = 0
    try:
        for number in range(KILLS):
            nursery.stdin.write("\n")
            nursery.stdin.flush()
            process, link = nursery.stdout.readline().split()
            begun = threading.Semaphore(0)
            seen = {entry.source: revision(entry) for entry in load(catalogue)}
            writers = []
            for place, name in enumerate(names):
                own = {source: seen[source] for source in everything[place::WRITERS]}
                writers.append(threading.Thread(target=write, args=(link, name, own, ledgers[name], number, begun)))
            for writer in writers:
                writer.start()
            assert begun.acquire(timeout=LONG)
            time.sleep(chance.uniform(0.0, 0.2))
            os.kill(int(process), signal.SIGKILL)
            for writer in writers:
                writer.join()
            killed_at_work += any(ledger.is_in_flight(number) for ledger in ledgers.values())
            now = load(catalogue)
            assert [entry.source for entry in now] == everything
            for name, ledger in ledgers.items():
                for source in ledger.acknowledged:
                    entry = now[source]
                    assert entry.target in ledger.allowed(source), f"round {number}"
                    assert (entry.state, entry.reviewer) == (State.APPROVED, name)
    finally:
        nursery.kill()
        nursery.communicate()
    assert killed_at_work > KILLS / 2
    acknowledged = {name: sum(map(len, ledger.acknowledged.values())) for name, ledger in ledgers.items()}
    assert sum(acknowledged.values()) >= KILLS, acknowledged
    assert min(acknowledged.values()) > 0, acknowledged
    # The history has every one of them, with its name.
    desk = Desk(catalogue, lock_folder=folder / ".octavilla/locks")
    for name, ledger in ledgers.items():
        for source, targets in ledger.acknowledged.items():
            told = {event.after for event in desk.history(source) if event.who == name}
            assert set(targets) <= told
    # And the next server goes on from there.
    process, link = start(folder)
    try:
        with Reader(link, "Ana") as ana:
            ana.approve(everything[0], "Al fin.", revision(load(catalogue)[everything[0]]))
    finally:
        process.kill()
        process.communicate()
    assert load(catalogue)[everything[0]].target == "Al fin."

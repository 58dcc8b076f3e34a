"""The review server in a thread, and real Chromium browsers that look at it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response
from real_browser import PATIENCE
from review_house import DRAFTS, KEY, House
from werkzeug.serving import BaseWSGIServer, make_server

from pipeline.review.web.app import Limits, create_app
from pipeline.review.web.limits import Rate
from pipeline.typeset.fonts import packaged_files

PLENTY = Rate(1_000_000, 1_000_000)
LIMITS = Limits(requests=PLENTY, changes=PLENTY)


@dataclass
class Site:
    """A project, the server on it (which can be stopped and started again), and its readers' browsers."""

    house: House
    browser: Browser
    port: int = 0
    server: BaseWSGIServer | None = None
    thread: threading.Thread | None = None
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """What pages wrote to the console as errors, scripts that broke, and answers that refuse."""

    def start(self) -> None:
        """Serve, at the same address as before where there was one."""
        found: list[Flask] = []
        self.server = make_server(
            "127.0.0.1", self.port, lambda environ, start: found[0](environ, start), threaded=True
        )
        self.server.RequestHandlerClass.log_request = lambda *_: None  # type: ignore[method-assign]
        self.port = self.server.server_port
        found.append(
            create_app(
                self.house.room(), secret=None, hosts=frozenset((f"127.0.0.1:{self.port}",)), key=KEY, limits=LIMITS
            )
        )
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Answer nobody any more."""
        if self.server is not None and self.thread is not None:
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()
            self.server = self.thread = None

    def context(self, name: str = "Ana", **options: Any) -> BrowserContext:
        """Return a browser of its own (its own cookies and storage) whose reader has said a name."""
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"} | options
        context = self.browser.new_context(base_url=f"http://127.0.0.1:{self.port}", **options)
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        context.on("page", self._listen)
        if name:
            form = context.request.get("/name").text()
            found = re.search('name="csrf" (?:content|value)="([^"]+)"', form)
            assert found is not None
            said = context.request.post("/name", form={"name": name, "csrf": found[1]}, max_redirects=0)
            assert said.status == 303
        return context

    def page(self, path: str = "/es/window/", name: str = "Ana", **options: Any) -> Page:
        """Return a page in a browser of its own."""
        page = self.context(name, **options).new_page()
        page.goto(path)
        return page

    def state(self, source: str, code: str = "es") -> tuple[str, str, str]:
        """Return translation, state and reviewer of a sentence as they are on the disk."""
        entry = self.house.entry(source, code=code)
        return entry.target, entry.state.value, entry.reviewer

    def _listen(self, page: Page) -> None:
        def said(message: ConsoleMessage) -> None:
            # Of answers, those that refuse are counted below; lost connections are what some tests are about.
            if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
                self.complaints.append(f"console: {message.text}")

        def answered(response: Response) -> None:
            if response.status >= 400 and response.status != 409:
                self.complaints.append(f"{response.status} {response.url}")

        page.on("console", said)
        page.on("response", answered)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))


@pytest.fixture
def site(tmp_path: Path, chromium: Browser) -> Iterator[Site]:
    """Return the server on a small project; at the end no page may have complained, nor broken the policy."""
    house = House(tmp_path)
    house.draft(DRAFTS)
    house.extra["fonts"] = packaged_files()
    found = Site(house, chromium)
    found.start()
    yield found
    for context in found.contexts:
        with suppress(Exception):
            context.close()
    found.stop()
    assert found.complaints == []

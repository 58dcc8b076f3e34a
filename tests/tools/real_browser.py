"""One Chromium for all tests of a run: taken care of so that none can wait for ever, started again where it went."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first found is taken: the shell that has no windows does the same with a third of the work."""
NEEDLESS = (
    # Two hidden pages that Chromium makes beside each page of ours, for its address line: most of all its work.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # What Playwright switches off too: of this option Chromium takes only the last.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
SWITCHES = ("--no-sandbox", f"--disable-features={','.join(NEEDLESS)}")
PATIENCE = 30_000
"""Milliseconds that something may take to appear: machines can be busy."""
GUARD = 240
"""Seconds after which a test hangs: many times what the longest takes. Nothing is measured with it.

Playwright limits the time of most of what it does, but not of `new_page`, `evaluate` and `close`.
"""


def program() -> str | None:
    """Return the Chromium of this computer, None where there is none; OCTAVILLA_CHROMIUM names another."""
    named = os.environ.get("OCTAVILLA_CHROMIUM")
    return next((path for path in map(shutil.which, [named] if named else NAMES) if path), None)


class Chromium:
    """A running browser, and what is needed to start it again."""

    def __init__(self, path: str) -> None:
        """Start the program at `path`."""
        self._path = path
        self._start()

    @contextmanager
    def guarded(self, seconds: float = GUARD) -> Iterator[Browser]:
        """Lend the browser to a test; one that hangs fails where it waits, as browser and driver are taken away."""
        if self._was_killed:
            self.close()
            self._start()
        guard = threading.Timer(seconds, self._kill)
        guard.daemon = True
        guard.start()
        try:
            yield self._browser
        finally:
            guard.cancel()
            guard.join()

    def close(self) -> None:
        """End the browser."""
        with suppress(Exception):
            self._context.__exit__()

    def _start(self) -> None:
        self._was_killed = False
        self._context = sync_playwright()
        playwright = self._context.__enter__()
        self._browser = playwright.chromium.launch(executable_path=self._path, args=SWITCHES)
        session = self._browser.new_browser_cdp_session()
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
        browser = next(int(process["id"]) for process in processes if process["type"] == "browser")
        session.detach()
        asked = subprocess.run(["ps", "-o", "ppid=", "-p", str(browser)], capture_output=True, text=True, check=True)
        # The driver last: were only the browser gone, `new_page` would wait for it all the same.
        self._ids = (browser, int(asked.stdout))

    def _kill(self) -> None:
        self._was_killed = True
        for process in self._ids:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


def next_page(page: Page) -> Page:
    """Close a page and return a new one of the same reader.

    The new one is opened first. Closing the last page of a context, Chromium takes its window away some time later; a
    page that is opened meanwhile can go with it, and `new_page` then waits for ever.
    """
    fresh = new_page(page.context)
    page.close()
    return fresh


def new_page(context: BrowserContext) -> Page:
    """Return a new page that waits no longer than PATIENCE."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page

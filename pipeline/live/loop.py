"""Watch the files of a project and serve its pages until somebody stops it."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.live.maker import Maker, concerns, places
from pipeline.serving import Place

QUIET = 40
"""Milliseconds without another change after which what changed is made anew: a save is several of them."""
_GLANCE = 150
"""Milliseconds after which the loop looks whether somebody asks for a page that is not made yet."""
_THREADS = 12
"""Each open page waits for a change in one of them."""


def follow(maker: Maker, stop: threading.Event, ready: Callable[[], None] = lambda: None) -> None:
    """Make everything once, then what changes, until `stop` is set; `ready` is called when files are watched."""
    import watchfiles

    maker.make()
    wanted = places(maker.project)
    changes = watchfiles.watch(
        *wanted, debounce=QUIET * 10, step=QUIET, stop_event=stop, rust_timeout=_GLANCE, yield_on_timeout=True,
        watch_filter=lambda change, path: concerns(path), raise_interrupt=False,
    )  # fmt: skip
    ready()
    for batch in changes:
        if batch:
            maker.make([Path(path) for _, path in sorted(batch, key=lambda change: change[1])])
        elif maker.asked.is_set():
            maker.make_what_is_asked()


def serve(maker: Maker, place: Place) -> None:
    """Serve the pages and follow the files until Ctrl-C or the system's request to end."""
    from waitress.server import create_server

    from pipeline.live.app import create_app

    stop = threading.Event()
    thread = threading.Thread(target=follow, args=(maker, stop), name="follow", daemon=True)
    server: Any = create_server(
        create_app(maker, hosts=place.hosts), sockets=[place.listener], threads=_THREADS, ident="",
        clear_untrusted_proxy_headers=True, asyncore_use_poll=True,
    )  # fmt: skip
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    thread.start()
    try:
        server.run()
    finally:
        stop.set()
        server.close()
        thread.join(5)

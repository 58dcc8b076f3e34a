"""Serve the review pages: to this computer only, or to the local network with a secret in the address."""

from __future__ import annotations

import base64
import contextlib
import errno
import hashlib
import hmac
import logging
import os
import secrets
import signal
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import OctavillaError
from pipeline.files import write_atomic

if TYPE_CHECKING:
    from flask import Flask

    from pipeline.report import Meter
    from pipeline.reviewing import Reviewing

LOOPBACK = "127.0.0.1"
FIRST_PORT = 8520
"""Where the pages are, unless that port or some of the next are in use."""
_PORTS = 20
_KEY_BYTES = 32
_SECRET_BYTES = 12
"""96 bits: nobody finds them by trying, and the address still makes a small QR code."""
_THREADS = 8
_CONNECTIONS = 500
"""Open at once. A browser keeps up to six open, so that a hundred would be a group of twenty; one too many waits."""
_SILENCE = 30
"""Seconds after which a connection on which nothing moves is closed."""
_LONGEST_HEAD = 64 << 10
"""Bytes of a request before its body. All servers of one address share their cookies: a page needs a tenth of it."""
_OUTSIDE = ("192.0.2.1", 9)
"""An address kept for examples (RFC 5737): asking the way to it tells which network this computer is in."""
_LONGEST_BODY = 4 << 20
"""Bytes of a request at which the connection is closed; the pages themselves refuse much less, in words."""
_READING = 10.0
"""Seconds that the first page may be held back for the sake of quick ones: whatever is not read by then comes later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the pages are served: a bound socket, and the secret that lets people in (None on this computer only)."""

    listener: socket.socket
    secret: str | None

    @property
    def host(self) -> str:
        """Address and port, as in a link."""
        address, port = self.listener.getsockname()[:2]
        return f"{address}:{port}"

    @property
    def link(self) -> str:
        """What to open in a browser."""
        return f"http://{self.host}/" + (f"enter/{self.secret}" if self.secret else "")

    @property
    def hosts(self) -> frozenset[str]:
        """What browsers may call the server; anything else may be another site's name for it."""
        port = self.host.rpartition(":")[2]
        return frozenset({self.host} if self.secret else {self.host, f"localhost:{port}"})


def key_of(state: Path, *, renew: bool = False) -> bytes:
    """Return the key that signs cookies and makes the secret link; made anew where there is none, or with `renew`.

    It is kept in the folder `state` and can be read by its owner only. Raises OctavillaError where it cannot be.
    """
    path = state / "review.key"
    if not renew:
        with contextlib.suppress(OSError, ValueError):
            known = bytes.fromhex(path.read_text(encoding="ascii"))
            if len(known) == _KEY_BYTES and path.stat().st_mode & 0o077 == 0:
                return known
    key = secrets.token_bytes(_KEY_BYTES)
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    before = os.umask(0o077)
    try:
        write_atomic(path, key.hex())
    finally:
        os.umask(before)
    return key


def secret_of(key: bytes) -> str:
    """Return the secret of the link: the same for as long as the key is, so that the link works again tomorrow."""
    digest = hmac.digest(key, b"octavilla review link", hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:_SECRET_BYTES]).decode("ascii")


def find_place(*, share: bool, port: int | None, key: bytes) -> Place:
    """Bind to a port: `port`, or the first free one from `FIRST_PORT` on, else any.

    Raises OctavillaError when the port is taken or not allowed, and with `share` when there is no network.
    """
    address = local_address() if share else LOOPBACK
    return Place(listener=_listener(address, port), secret=secret_of(key) if share else None)


def local_address() -> str:
    """Return this computer's address in the local network; nothing is sent. Raises OctavillaError without one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        try:
            asker.connect(_OUTSIDE)
            address = str(asker.getsockname()[0])
        except OSError:
            address = ""
    if not address or address.startswith(("127.", "0.")):
        raise OctavillaError("this computer is in no network. Connect it to one, or leave out --share.")
    return address


def _listener(address: str, port: int | None) -> socket.socket:
    wanted = (port,) if port is not None else (*range(FIRST_PORT, FIRST_PORT + _PORTS), 0)
    for number in wanted:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        # So that the same port can be had again right after a stop.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, number))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if port is None and error.errno in (errno.EADDRINUSE, errno.EACCES):
                continue
            reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be had: {error.strerror or error}"
            raise OctavillaError(f"port {number} {reason}. Choose another one: --port {FIRST_PORT + 80}") from error
        return listener
    raise OctavillaError("there is no free port. Close some programs, then try again.")


def application(
    reviewing: Reviewing, place: Place, key: bytes, *, name: str = "", progress: Meter | None = None
) -> Flask:
    """Return the pages of a project, with what they show read already.

    What cannot be read in ten seconds is read beside the server; `progress` is told of what takes more than one. `name`
    is proposed to a reader who is asked for one.
    """
    from pipeline.review.web.app import create_app, warm

    app = create_app(reviewing.room(name), secret=place.secret, hosts=place.hosts, key=key)
    begun = time.monotonic()
    try:
        warm(app, begun + _READING, progress and _patient(progress))
        reviewing.recall(begun + _READING)
    except BaseException:
        reviewing.close()
        raise
    return app


def _patient(progress: Meter, clock: Callable[[], float] = time.monotonic) -> Meter:
    """Return a meter that says nothing of what takes less than a second."""
    begun = clock()

    def show(label: str, done: int, total: int) -> None:
        if clock() - begun >= 1 and done < total:
            progress(label, done, total)

    return show


def serve(app: Flask, reviewing: Reviewing, place: Place) -> None:
    """Serve the pages that `application` gave until Ctrl-C or the system's request to end."""
    from waitress.server import create_server

    threading.Thread(target=_warm, args=(app, reviewing), name="warm", daemon=True).start()
    # A queue is no fault: pages that look for changes wait a little.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server: Any = create_server(
        app, sockets=[place.listener], threads=_THREADS, ident="", max_request_body_size=_LONGEST_BODY,
        clear_untrusted_proxy_headers=True, connection_limit=_CONNECTIONS, channel_timeout=_SILENCE,
        cleanup_interval=_SILENCE // 3, max_request_header_size=_LONGEST_HEAD, asyncore_use_poll=True,
    )  # fmt: skip
    if threading.current_thread() is threading.main_thread():
        # The system's request to end is as good as Ctrl-C.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server.run()
    finally:
        server.close()
        reviewing.close()


def _warm(app: Flask, reviewing: Reviewing) -> None:
    from pipeline.review.web.app import warm

    warm(app)
    reviewing.warm()


def open_browser(link: str) -> bool:
    """Open a link in the browser of a graphical desktop, without waiting; tell whether there is one."""
    if not (sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        # A text browser would take the terminal.
        return False
    threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()
    return True


def owner_name() -> str:
    """Return the name of the person at this computer as the system knows it; empty where it knows none."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_gecos.partition(",")[0].replace("root", "").strip()
    except (ImportError, KeyError):
        return ""


def screen(place: Place, title: str, *, opened: bool, picture: bool) -> Iterator[str]:
    """Yield the lines that tell where the pages are and how to stop; `picture`: with a QR code, for a terminal."""
    yield f"Review of {title}"
    yield ""
    yield f"  {place.link}"
    if place.secret:
        yield qr(place.link) if picture else ""
        yield "Whoever has this link, in your network, can read and change the translations."
        yield "It is not encrypted: use a network you trust. Another link: --share --new-link"
    else:
        yield ""
        yield "Your browser shows it now." if opened else "Open this address in your browser."
        yield "Only this computer can reach it. To let others in your network in: --share"
    yield "Corrections are saved at once. To stop: Ctrl+C here."


def qr(link: str) -> str:
    """Return a QR code of a link in half blocks, white on black whatever the terminal's colours are."""
    import segno

    out = StringIO()
    segno.make(link, error="l", micro=False).terminal(out, border=2, compact=True)
    return "\n".join(f"\x1b[97;40m{line}\x1b[0m" for line in out.getvalue().splitlines())

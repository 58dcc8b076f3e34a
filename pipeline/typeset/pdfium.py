"""What all who draw pages with PDFium share: it may be used by one thread of a process at a time."""

from __future__ import annotations

from threading import Lock

ALONE = Lock()
"""Hold it while a document of PDFium is open."""

"""Have the C library keep the memory that translating takes and gives back all the time, and tidy it now and then."""

from __future__ import annotations

import contextlib
import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""Numbers of `mallopt`, as `malloc.h` of the GNU C library has them."""
_NEVER = 2**31 - 1
_LARGEST = 32 * 2**20
"""Bytes: the library's own limit for what is taken from the heap."""


def keep_memory() -> None:
    """Tell the GNU C library to keep freed memory, in one arena, instead of handing it back and asking again.

    CTranslate2 allocates and frees buffers of some megabytes for every step of a batch; asked for from the system each
    time, every page of them is cleared first: about an eighth of the time of drafting. One arena keeps them from being
    spread over one heap a thread, which grow with the length of a run. On other systems nothing is done.
    """
    for option, value in ((_ARENA_MAX, 1), (_TRIM_THRESHOLD, _NEVER), (_MMAP_THRESHOLD, _LARGEST)):
        _call("mallopt", option, value)


def give_back() -> None:
    """Hand what is free back to the system, so that scattered rests do not add up over hours."""
    _call("malloc_trim", 0)


def _call(name: str, *values: int) -> None:
    if not sys.platform.startswith("linux"):
        return
    # Another C library has no such function.
    with contextlib.suppress(OSError, AttributeError):
        getattr(ctypes.CDLL(None), name)(*values)

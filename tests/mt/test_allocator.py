"""The C library's memory."""

from __future__ import annotations

import ctypes

import pytest

from pipeline.mt import allocator


def test_it_can_be_set_and_tidied_at_any_time() -> None:
    allocator.keep_memory()
    block = bytearray(64 * 2**20)
    allocator.give_back()
    assert len(block) == 64 * 2**20


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        def __init__(self, name: object) -> None: ...

    monkeypatch.setattr(ctypes, "CDLL", Other)
    allocator.keep_memory()
    monkeypatch.setattr(allocator.sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", None)
    allocator.give_back()

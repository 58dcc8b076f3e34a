"""The attention of all heads."""

from __future__ import annotations

from pathlib import Path

from pipeline.mt.attention import all_heads, model_files


def number(name: bytes, value: int) -> bytes:
    return name + b"\0" + b"\0\2\2\0\0\0" + value.to_bytes(2, "little", signed=True)


def model(heads: int, layer: int) -> bytes:
    return b"..." + number(b"decoder/alignment_heads", heads) + number(b"decoder/alignment_layer", layer) + b"weights"


def test_one_head_of_the_last_layer_becomes_all_of_them() -> None:
    assert all_heads(model(1, -1)) == model(0, -1)


def test_a_model_that_chose_its_alignment_is_left_alone() -> None:
    assert all_heads(model(0, -3)) is None
    assert all_heads(model(8, -1)) is None
    assert all_heads(model(1, 4)) is None


def test_a_model_without_the_numbers_or_cut_off_is_left_alone() -> None:
    assert all_heads(b"weights") is None
    assert all_heads(model(1, -1)[:30]) is None


def test_the_other_files_come_along(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(model(1, -1))
    (tmp_path / "config.json").write_bytes(b"{}")
    assert model_files(tmp_path) == {"model.bin": model(0, -1), "config.json": b"{}"}
    assert model_files(tmp_path / "none") is None

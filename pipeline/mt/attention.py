"""Have a model tell the attention of all its heads, where its converter left that at the first head's."""

from __future__ import annotations

import struct
from pathlib import Path

_HEADS = b"decoder/alignment_heads\0"
_LAYER = b"decoder/alignment_layer\0"
_VALUE = struct.Struct("<BBIh")
"""How CTranslate2 keeps a lone 16-bit number after its name: rank 0, type, size in bytes, value."""


def model_files(folder: Path) -> dict[str, bytes] | None:
    """Return the files of the model in `folder` for CTranslate2 to load, changed so that attention is of all heads.

    CTranslate2 returns the mean over the first `alignment_heads` heads of one layer of the decoder; its converters
    write 1 where the training set nothing, though then no head is better than another. The mean over all heads of the
    last layer is by far the better alignment (docs/marks.md). None when the model says otherwise, or nothing of the
    kind: load it as it is.
    """
    try:
        model = (folder / "model.bin").read_bytes()
        changed = all_heads(model)
        if changed is None:
            return None
        del model
        others = (path for path in folder.iterdir() if path.is_file() and path.name != "model.bin")
        return {"model.bin": changed, **{path.name: path.read_bytes() for path in others}}
    except OSError:
        return None


def all_heads(model: bytes) -> bytes | None:
    """Return `model` with its alignment taken from all heads (0) of the last layer, None when it is not set to one."""
    heads, layer = _find(model, _HEADS), _find(model, _LAYER)
    if heads is None or layer is None or heads[1] != 1 or layer[1] != -1:
        return None
    at = heads[0]
    return model[:at] + b"\0\0" + model[at + 2 :]


def _find(model: bytes, name: bytes) -> tuple[int, int] | None:
    """Return where the value of a number of the model stands, and the value."""
    at = model.find(name)
    if at < 0 or len(model) < at + len(name) + _VALUE.size:
        return None
    rank, _, size, value = _VALUE.unpack_from(model, at + len(name))
    return (at + len(name) + _VALUE.size - 2, value) if (rank, size) == (0, 2) else None

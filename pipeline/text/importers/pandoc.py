"""Run pandoc in bounds: no network, no other files, an empty home, a time limit and a memory limit."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from pipeline.errors import OctavillaError

SECONDS = 240
"""A document that takes longer is no leaflet; the slowest real ones take a tenth."""
MEGABYTES = 1500
"""Of pandoc's heap."""
LARGEST_TREE = 150_000_000
"""Bytes of the JSON that comes back."""
_FAILED = (
    "cannot be read: it is damaged, or not what its name says. Open it in the program that made it and save it again."
)
_TOO_MUCH = "is too large or too tangled to be read. Divide it, or save its text alone, and import that."
Tree = dict[str, Any]


def tree(data: bytes, format: str, path: Path) -> Tree:
    """Return pandoc's tree of a document (`blocks`, `meta`; see pandoc-types). `format` as pandoc names it.

    Raises OctavillaError where pandoc cannot read it, or needs more than SECONDS or MEGABYTES.
    """
    import pypandoc

    command = [
        pypandoc.get_pandoc_path(),
        "--sandbox",
        "--from",
        format,
        "--to",
        "json",
        "+RTS",
        f"-M{MEGABYTES}m",
        "-RTS",
    ]
    with tempfile.TemporaryDirectory(prefix="octavilla-") as empty:
        out = Path(empty) / "tree.json"
        environment = {"HOME": empty, "XDG_DATA_HOME": empty, "PATH": "", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8",
                       "TMPDIR": empty}  # fmt: skip
        with out.open("wb") as stream:
            try:
                done = subprocess.run(command, input=data, stdout=stream, stderr=subprocess.DEVNULL, timeout=SECONDS,
                                      cwd=empty, env=environment, check=False)  # fmt: skip
            except subprocess.TimeoutExpired as error:
                raise OctavillaError(_TOO_MUCH, path=path) from error
            except OSError as error:
                message = f"cannot be read: pandoc does not start ({error.strerror}). Run octavilla doctor."
                raise OctavillaError(message, path=path) from error
        if done.returncode in _HEAP or out.stat().st_size > LARGEST_TREE:
            raise OctavillaError(_TOO_MUCH, path=path)
        if done.returncode:
            raise OctavillaError(_FAILED, path=path)
        try:
            found = json.loads(out.read_bytes())
        except (ValueError, RecursionError) as error:
            raise OctavillaError(_TOO_MUCH, path=path) from error
    return dict(found)


_HEAP = (251, 2)
"""How a program of GHC ends whose heap or stack is full."""


def to_markdown(data: bytes, format: str, path: Path) -> str:
    """Return a document that pandoc reads (`html`, `docx`, …) as Markdown in the project's dialect.

    Pictures keep the addresses they have in the document; footnotes stand at the end. Raises OctavillaError as
    `tree` does.
    """
    from pipeline.text.importers.dialect import write

    written = write(tree(data, format, path)["blocks"])
    return "\n\n".join(part.markdown for part in written.parts) + "\n"

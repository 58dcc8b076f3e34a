"""Make a new project that builds at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.project import CONFIGURATION, packaged


def create(root: Path) -> tuple[Path, ...]:
    """Put a configuration and a first text into `root`; return the files made.

    Existing files stay as they are. Raises OctavillaError when `root` is a project already or cannot be written.
    """
    try:
        if (root / CONFIGURATION).exists():
            raise OctavillaError(f"is a project already ({CONFIGURATION} is there). Choose another folder.", path=root)
        if root.exists() and not root.is_dir():
            raise OctavillaError("is a file. Choose a folder.", path=root)
        return tuple(_copied(root))
    except OSError as error:
        reason = error.strerror or str(error)
        raise OctavillaError(f"cannot be made a project: {reason}. Choose another folder.", path=root) from error


def _copied(root: Path) -> Iterator[Path]:
    (root / "translations").mkdir(parents=True, exist_ok=True)
    source = packaged("templates") / "project"
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        # A file that begins with a dot would be overlooked among the templates, and by who packs them.
        name = f".{file.name.removeprefix('dot.')}" if file.name.startswith("dot.") else file.name
        target = root / file.relative_to(source).with_name(name)
        if not target.exists():
            write_atomic(target, file.read_bytes())
            yield target

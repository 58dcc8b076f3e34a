"""Make a new project that builds at once."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.project import CONFIGURATION, packaged


def create(root: Path) -> tuple[Path, ...]:
    """Put a configuration and a first text into `root`; return the files made.

    Existing files stay as they are. Raises OctavillaError when `root` is a project already or cannot be written.
    """
    if (root / CONFIGURATION).exists():
        raise OctavillaError(f"is a project already ({CONFIGURATION} is there). Choose another folder.", path=root)
    if root.exists() and not root.is_dir():
        raise OctavillaError("is a file. Choose a folder.", path=root)
    made = []
    source = packaged("templates") / "project"
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        target = root / file.relative_to(source).with_name(file.name.removeprefix("dot."))
        if not target.exists():
            write_atomic(target, file.read_bytes())
            made.append(target)
    (root / "translations").mkdir(exist_ok=True)
    return tuple(made)

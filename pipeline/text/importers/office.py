"""Read documents of word processors, e-books and Markdown files into pieces."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.text.importers.model import Reading

FORMATS = ("docx", "odt", "rtf", "epub", "md")
_TANGLED = "is too tangled to be read: lists or tables stand inside each other without end. Save its text alone."


def read(data: bytes, path: Path, format: str) -> Reading:
    """Return what a document holds; `format` is one of FORMATS.

    Pieces whose kind the document only implies (a paragraph that may be a heading) are not sure. Raises
    OctavillaError, with the way out, for a document that is damaged, hostile, too large, or has a password.
    """
    from pipeline.text.importers import epub, markdown_file, odt, rtf

    try:
        match format:
            case "docx":
                return _docx(data, path)
            case "odt":
                return odt.read(data, path)
            case "rtf":
                return rtf.read(data, path)
            case "epub":
                return epub.read(data, path)
            case "md":
                return markdown_file.read(data, path)
    except RecursionError as error:
        raise OctavillaError(_TANGLED, path=path) from error
    raise ValueError(f"no format {format}")


def _docx(data: bytes, path: Path) -> Reading:
    from pipeline.text.importers import dialect, docx, pandoc
    from pipeline.text.importers.gathered import reading
    from pipeline.text.importers.pictures import Album
    from pipeline.text.importers.safety import open_archive

    archive = open_archive(data, path)
    if "word/document.xml" not in archive and not any(name.startswith("word/") for name in archive.sizes):
        raise OctavillaError("is not a Word document. Open it in Word or LibreOffice and save it as .docx.", path=path)
    plain = docx.simplify(archive)
    tree = pandoc.tree(plain.data, "docx+styles", path)
    album = Album()
    for source, part in plain.pictures.items():
        if part in archive:
            album.add(source, archive.read(part), part.rpartition("/")[2])
    written = dialect.write(tree["blocks"], album.goals)
    return reading(written, Reading(pieces=(), meta=plain.meta, pictures=tuple(album.pictures), asides=plain.asides,
                                    notices=(*plain.notices, *album.notices)))  # fmt: skip

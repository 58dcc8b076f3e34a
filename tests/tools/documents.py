"""Make documents of other programs, good and hostile ones, and judge what an import makes of them."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from pipeline.text.document import Document
from pipeline.text.importers import office
from pipeline.text.importers.model import Reading
from pipeline.text.importers.wording import words
from pipeline.text.read import read_text

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NAMES = (
    f'{W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    'Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.'
    'openxmlformats-package.relationships+xml"/></Types>'
)
ROOT = (
    f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_RELATIONS}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive of the parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(body: str, more: Mapping[str, str | bytes] | None = None, relations: str = "") -> bytes:
    """Return a Word file: the XML in its body, further parts, and the relations of its main part."""
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMES}><w:body>{body}</w:body></w:document>'
    links = f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}">{relations}</Relationships>'
    return packed({"[Content_Types].xml": TYPES, "_rels/.rels": ROOT, "word/document.xml": document,
                   "word/_rels/document.xml.rels": links, **(more or {})})  # fmt: skip


def relation(id_: str, kind: str, target: str, *, outside: bool = False) -> str:
    """Return a relation of a part of a Word file."""
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="{id_}" Type="{_RELATIONS}/{kind}" Target="{target}"{mode}/>'


def para(text: str = "", inside: str = "", style: str = "") -> str:
    """Return a paragraph of a Word file."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p>{properties}{run}{inside}</w:p>"


def png(width: int = 8, height: int = 8, colour: str = "red") -> bytes:
    """Return a picture."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def read(data: bytes, format: str, name: str = "", folder: Path = Path()) -> Reading:
    """Import a document."""
    return office.read(data, folder / (name or f"text.{format}"), format)


def document(reading: Reading) -> Document:
    """Return the pieces as the project reads them."""
    body = "\n\n".join(piece.markdown for piece in reading.pieces)
    return read_text(f"---\ntitle: A text\n---\n\n{body}\n", slug="text", path=Path("text.md"))


def shown(reading: Reading) -> list[str]:
    """Return the Markdown of the pieces."""
    return [piece.markdown for piece in reading.pieces]


def lost(source: str, reading: Reading) -> Counter[str]:
    """Return the words of `source` that are in no piece and in nothing set aside."""
    kept = Counter[str]()
    for piece in reading.pieces:
        kept.update(words(piece.plain))
    for aside in reading.asides:
        kept.update(words(aside.text))
    return words(source) - kept

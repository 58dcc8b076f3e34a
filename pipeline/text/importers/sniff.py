"""Tell by its content, and where that says nothing by its name, what sort of document a file is."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from pipeline.errors import OctavillaError

FORMATS = ("docx", "odt", "rtf", "epub", "html", "pdf", "md", "txt", "eml")
"""What can be imported; a web page saved as one file (`.mhtml`) is `html`."""
SUFFIXES = {
    ".docx": "docx", ".dotx": "docx", ".docm": "docx", ".odt": "odt", ".ott": "odt", ".rtf": "rtf", ".epub": "epub",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".mhtml": "html", ".mht": "html", ".pdf": "pdf",
    ".md": "md", ".markdown": "md", ".txt": "txt", ".text": "txt", ".eml": "eml",
}  # fmt: skip
_DOCX = "Open it in LibreOffice or Word, save it as .docx, and import that."
_WAYS_OUT = {
    ".doc": f"is of the old Word format. {_DOCX}",
    ".dot": f"is of the old Word format. {_DOCX}",
    ".wps": f"is of the Works format. {_DOCX}",
    ".wpd": f"is of the WordPerfect format. {_DOCX}",
    ".docm": f"may hold macros. {_DOCX}",
    ".dotm": f"may hold macros. {_DOCX}",
    ".pages": "is of Apple Pages. Open it there, choose File, Export To, Word, and import that.",
    ".fodt": "is a flat OpenDocument file. Open it in LibreOffice, save it as .odt, and import that.",
    ".pub": "is of Publisher. Open it there, save the text as .docx or the pages as PDF, and import that.",
    ".indd": "is of InDesign. Ask for the pages as a PDF with text in it, and import that.",
    ".webarchive": "is a web archive of Safari. Open it there and save the page as .html, or copy its text.",
    ".url": "is only a link. Open the page in a browser, save it (Ctrl+S), and import that.",
    ".webloc": "is only a link. Open the page in a browser, save it, and import that.",
    ".msg": "is a mail of Outlook. Save it as text or .eml, and import that.",
    ".tex": "is LaTeX. Import the PDF made of it, or copy the text out of that.",
    ".mobi": "is of an e-book reader. Ask for the book as .epub.",
    ".azw3": "is of an e-book reader. Ask for the book as .epub.",
}
"""Documents that people have and that are not read, with what to do instead."""
_PICTURE = (
    "is a picture. To have it in a text, put it in texts/pictures/. For a scanned page, let a text recognition program "
    "(such as OCRmyPDF) make a PDF with text of it."
)
_ARCHIVE = "is an archive. Unpack it, and import the folder."
_SHEET = "is a spreadsheet. Copy what you need of it into a text document."
_SLIDES = "is a presentation. Copy its words into a text document, or export it as PDF."
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"BM", ""),
    (b"\x1f\x8b", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"bplist00", _WAYS_OUT[".webarchive"]),
    (b"ID3", "is a sound. Type what is said, and import that."),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_MARKUP = re.compile(rb"<(?:p|h[1-6]|div|article|main|body|head)[\s>]", re.I)
"""Of a web page, which may show a drawing: a file with these is no picture."""
_MIME = re.compile(rb"^mime-version:", re.I | re.M)
_MHTML = re.compile(rb"^content-type:\s*multipart/related", re.I | re.M)
_MAIL = re.compile(rb"\A(?:from|received|return-path|delivered-to|message-id|mime-version|date|subject):", re.I)
_MAIL_ID = re.compile(rb"^(?:message-id|received|mime-version):", re.I | re.M)


def format_of(data: bytes, path: Path) -> str:
    """Return which of FORMATS a file is. `path` gives its name, and stands in errors.

    Raises OctavillaError, with the way out, for one that is none of them.
    """
    suffix = path.suffix.lower()
    start = data[:4096]
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise OctavillaError("is empty. Save the document again, and import that.", path=path)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data, path, suffix)
    if start.startswith(_OLE):
        raise OctavillaError(_ole(data, suffix), path=path)
    if start.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    _refuse(start, suffix, path)
    plain = _ascii(start)
    if _MIME.search(plain) and _MHTML.search(plain) and suffix != ".eml":
        return "html"
    if suffix == ".eml" or (_MAIL.match(plain) and _MAIL_ID.search(plain)):
        return "eml"
    if _PAGE.match(plain):
        return "html"
    known = SUFFIXES.get(suffix, "txt")
    if known in ("html", "md", "txt"):
        return known
    message = (
        f"is no {suffix[1:]} document, whatever its name says. Open it in the program it was made with, save it again"
    )
    raise OctavillaError(f"{message}, and import that.", path=path)


def is_known(path: Path) -> bool:
    """Tell by its name whether a file in a folder is a document: one to import, or one to say something about."""
    suffix = path.suffix.lower()
    return suffix in SUFFIXES or suffix in _WAYS_OUT


def _refuse(start: bytes, suffix: str, path: Path) -> None:
    way_out = next((message for signature, message in _SIGNATURES if start.startswith(signature)), "")
    if start[4:8] == b"ftyp":
        way_out = _PICTURE if start[8:12] in (b"heic", b"heif", b"mif1", b"avif") else "is a film. Type what is said."
    if start[:4] == b"RIFF":
        way_out = _PICTURE
    if suffix == ".svg" or (b"<svg" in start[:512].lower() and not _MARKUP.search(start)):
        way_out = _PICTURE
    if not way_out and suffix in _WAYS_OUT:
        way_out = _WAYS_OUT[suffix]
    if not way_out and b"<office:document" in start:
        way_out = _WAYS_OUT[".fodt"]
    if way_out:
        raise OctavillaError(way_out, path=path)


def _zipped(data: bytes, path: Path, suffix: str) -> str:
    """Return what a zip file is by the names of its parts, none of which is unpacked but a short `mimetype`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename for info in archive.infolist()[:20_000]}
            mimetype = ""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mimetype = archive.read("mimetype")[:200].decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError, LookupError) as error:
        message = "is damaged. Ask for it again, or open it in the program it was made with and save it again."
        raise OctavillaError(message, path=path) from error
    if mimetype == "application/epub+zip" or ("META-INF/container.xml" in names and "OEBPS/content.opf" in names):
        return "epub"
    if mimetype.startswith("application/vnd.oasis.opendocument.text"):
        return "odt"
    if mimetype.startswith("application/vnd.oasis.opendocument.spreadsheet") or "xl/workbook.xml" in names:
        raise OctavillaError(_SHEET, path=path)
    if mimetype.startswith("application/vnd.oasis.opendocument.presentation") or "ppt/presentation.xml" in names:
        raise OctavillaError(_SLIDES, path=path)
    if any(name.startswith("word/") for name in names) or ("[Content_Types].xml" in names and suffix == ".docx"):
        if suffix in (".docm", ".dotm") or any("vbaproject" in name.lower() for name in names):
            raise OctavillaError(_WAYS_OUT[".docm"], path=path)
        return "docx"
    if suffix == ".pages" or any(name.endswith(".iwa") for name in names):
        raise OctavillaError(_WAYS_OUT[".pages"], path=path)
    if suffix in (".epub", ".odt"):
        return suffix[1:]
    raise OctavillaError(_ARCHIVE, path=path)


def _ole(data: bytes, suffix: str) -> str:
    """Return what to say about a file of the older office programs, or one that a password protects."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "is protected by a password. Open it, save a copy without one, and import that."
    if suffix in (".xls", ".xlt"):
        return _SHEET
    if suffix in (".ppt", ".pps"):
        return _SLIDES
    return _WAYS_OUT[suffix] if suffix in (".msg", ".pub") else _WAYS_OUT[".doc"]


def _ascii(start: bytes) -> bytes:
    """Return the beginning of a text file as ASCII, UTF-16 too, for a look at what it begins with."""
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or start[1:8:2] == b"\0\0\0\0" or start[:8:2] == b"\0\0\0\0":
        return start.replace(b"\0", b"").lstrip(b"\xff\xfe")
    return start.removeprefix(b"\xef\xbb\xbf")

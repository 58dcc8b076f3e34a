"""One laid-out PDF for three kinds of use: for readers (PDF/UA-1), for the archive (PDF/A-2a), for the press (PDF/X-4).

All three begin with the tagged PDF that WeasyPrint writes, so that a page has the same look in each. What a standard
asks for beyond that is added here; what it forbids is taken out. A file says that it keeps to a standard where it does
as far as can be told: docs/printer.md says how far that is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from pipeline.typeset import separate
from pipeline.typeset.imposition.marks import LENGTH, OFFSET, marks_of
from pipeline.typeset.imposition.papers import MM, Size
from pipeline.typeset.imposition.schemes import Line
from pipeline.typeset.imposition.write import all_inks, drawn
from pipeline.typeset.inks import Press

UNDATED = "2000-01-01T00:00:00Z"
"""PDF/X wants dates, and the same text gives the same bytes: a text without a date has this one."""
_DATE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?")
_SLUG = 3.0
"""Millimetres outside the marks."""


def trimmed(content: bytes, bleed: int) -> bytes:
    """Return the PDF showing its pages as they are once they are cut.

    With `bleed`, what lies around the trimmed page is kept for the printer; without, it is nobody's business.
    """
    import pikepdf

    with pikepdf.open(BytesIO(content)) as pdf:
        for page in pdf.pages:
            trim = page.obj.TrimBox
            if bleed:
                page.obj.BleedBox, page.obj.CropBox = page.obj.MediaBox, trim
            else:
                page.obj.MediaBox = page.obj.BleedBox = trim
        return _saved(pdf, "1.7")


def archive(content: bytes, press: Press) -> bytes:
    """Return the PDF as PDF/A-2a, which is PDF/UA-1 as well: with its colours defined, and nothing left to guess.

    Photographs in inks are brought to the screen's colours by the profile of `press`. A PDF that does not say that it
    keeps to PDF/UA, since its fonts lack a sign, does not say that it is PDF/A either.
    """
    import pikepdf

    with pikepdf.open(BytesIO(content)) as pdf:
        profile = pdf.make_stream(_srgb(), N=3, Alternate=pikepdf.Name.DeviceRGB)
        intent = pikepdf.Dictionary(
            Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFA1, OutputConditionIdentifier="sRGB",
            RegistryName="http://www.color.org", Info="sRGB IEC61966-2.1", DestOutputProfile=profile,
        )  # fmt: skip
        pdf.Root.OutputIntents = pikepdf.Array([pdf.make_indirect(intent)])
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
                _kept(item, press)
        _describe(pdf, _UA + _A + _SCHEMA if keeps_to_ua(pdf) else "", dated=False)
        return _saved(pdf, "1.7")


def keeps_to_ua(pdf: Any) -> bool:
    """Tell whether an open PDF says that it keeps to PDF/UA."""
    return "/Metadata" in pdf.Root and b"http://www.aiim.org/pdfua/ns/id/" in pdf.Root.Metadata.read_bytes()


def shop(content: bytes, press: Press, *, marks: bool = False) -> bytes:
    """Return the pages as PDF/X-4 in the inks of a press, one page after the other, with bleed; marks where asked."""
    import pikepdf

    with pikepdf.open(BytesIO(content)) as pdf:
        _without_tags(pdf)
        separate.separate(pdf, press)
        for page in pdf.pages:
            page.obj.BleedBox = page.obj.MediaBox
            if marks:
                _mark(pdf, page)
        pdf.Root.OutputIntents = pikepdf.Array([pdf.make_indirect(_intent(pdf, press))])
        _claim_print(pdf)
        return _saved(pdf, "1.6")


def shop_sheets(content: bytes) -> bytes:
    """Return sheets made of `shop` pages as PDF/X-4: they have the pages' inks and output intent."""
    import pikepdf

    with pikepdf.open(BytesIO(content)) as pdf:
        _without_links(pdf)
        _claim_print(pdf)
        return _saved(pdf, "1.6")


# What the archive wants.


def _srgb() -> bytes:
    from importlib.resources import files

    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


def _kept(image: Any, press: Press) -> None:
    """Forbid guesses between the dots, and inks beside an output intent for RGB (ISO 19005-2, 6.2.8, 6.2.4.3)."""
    import pikepdf

    if "/Interpolate" in image:
        image.Interpolate = False
    if image.get("/ColorSpace") == "/DeviceCMYK":
        shown = press.screen(separate.decoded(image))
        for name in ("/Decode", "/DecodeParms"):
            if name in image:
                del image[name]
        image.ColorSpace = pikepdf.Name.DeviceRGB
        image.write(shown.tobytes())


# What the press wants.


def _intent(pdf: Any, press: Press) -> Any:
    import pikepdf

    profile = pdf.make_stream(press.profile, N=4, Alternate=pikepdf.Name.DeviceCMYK)
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFX, Info=press.title, DestOutputProfile=profile,
        OutputConditionIdentifier=press.condition or "Custom", OutputCondition=press.title,
    )  # fmt: skip
    if press.condition:
        intent.RegistryName = pikepdf.String("http://www.color.org")
    return intent


def _without_tags(pdf: Any) -> None:
    """Take out what is for screens: tags, links, actions."""
    for name in ("/StructTreeRoot", "/MarkInfo", "/OpenAction", "/AA", "/AcroForm"):
        if name in pdf.Root:
            del pdf.Root[name]
    for page in pdf.pages:
        for name in ("/StructParents", "/Tabs"):
            if name in page.obj:
                del page.obj[name]
    _without_links(pdf)


def _without_links(pdf: Any) -> None:
    for page in pdf.pages:
        if "/Annots" in page.obj:
            del page.obj.Annots


def _mark(pdf: Any, page: Any) -> None:
    """Make room round a page and draw where it is cut, and whether the inks lie on each other."""
    import pikepdf

    trim = [float(value) for value in page.obj.TrimBox]
    outer = [float(value) for value in page.obj.BleedBox]
    bleed = (trim[0] - outer[0]) / MM
    room = max(OFFSET, bleed + 1 if bleed else 0) + LENGTH + _SLUG
    width, height = (trim[2] - trim[0]) / MM, (trim[3] - trim[1]) / MM
    found = marks_of(
        Size(width + 2 * room, height + 2 * room),
        columns=[(room, Line.CUT), (room + width, Line.CUT)],
        rows=[(room, Line.CUT), (room + height, Line.CUT)],
        trim=(room, room, room + width, room + height),
        bleed=bleed,
    )
    x, y = trim[0] - room * MM, trim[1] - room * MM
    page.obj.MediaBox = pikepdf.Array([round(value, 4) for value in (x, y, trim[2] + room * MM, trim[3] + room * MM)])
    resources = page.obj.Resources
    if "/ColorSpace" not in resources:
        resources.ColorSpace = pikepdf.Dictionary()
    if "/All" not in resources.ColorSpace:
        resources.ColorSpace["/All"] = all_inks(pdf)
    shift = f"q 1 0 0 1 {x:.4f} {y:.4f} cm\n".encode()
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"Q\n" + shift + b"\n".join(drawn(found)) + b"\nQ")


def _claim_print(pdf: Any) -> None:
    import pikepdf

    if "/Title" not in pdf.docinfo:
        pdf.docinfo.Title = pikepdf.String("–")
    pdf.docinfo.Trapped = pikepdf.Name("/False")
    for name in ("/CreationDate", "/ModDate"):
        if name not in pdf.docinfo:
            pdf.docinfo[name] = pikepdf.String(_pdf_date(_iso(str(pdf.docinfo.get("/CreationDate", "")))))
    claims = (
        '<rdf:Description rdf:about="" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">'
        "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion></rdf:Description>\n"
        '<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">'
        "<pdf:Trapped>False</pdf:Trapped></rdf:Description>\n"
    )
    _describe(pdf, claims, dated=True)


# What is said of a document.

_UA = (
    '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description>\n"
)
_A = (
    '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
    "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>\n"
)
_SCHEMA = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289 that the file keeps to</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\n"
)
"""PDF/A wants a property that it does not know to be described (ISO 19005-2, 6.6.2.3)."""


@dataclass(frozen=True, slots=True)
class _Fact:
    """A fact of the document: its XMP name, and how a value is written."""

    name: str
    form: str = "{}"


_FACTS = {
    "/Title": _Fact("dc:title", '<rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>'),
    "/Author": _Fact("dc:creator", "<rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq>"),
    "/Subject": _Fact("dc:description", '<rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>'),
    "/Keywords": _Fact("pdf:Keywords"),
    "/Producer": _Fact("pdf:Producer"),
    "/Creator": _Fact("xmp:CreatorTool"),
    "/CreationDate": _Fact("xmp:CreateDate"),
    "/ModDate": _Fact("xmp:ModifyDate"),
}


def _describe(pdf: Any, claims: str, *, dated: bool) -> None:
    """Write the XMP: what the document says of itself, the same as its other facts, and the standards it keeps to."""
    import pikepdf

    parts = list(_facts(pdf))
    if dated:
        identity = hashlib.sha256("".join(parts).encode()).hexdigest()[:32]
        parts += [
            f"<xmp:MetadataDate>{_iso(str(pdf.docinfo.ModDate))}</xmp:MetadataDate>",
            f"<xmpMM:DocumentID>uuid:{identity}</xmpMM:DocumentID>",
            "<xmpMM:VersionID>1</xmpMM:VersionID><xmpMM:RenditionClass>default</xmpMM:RenditionClass>",
        ]
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f"{claims}"
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/">\n'
        + "\n".join(parts)
        + '\n</rdf:Description>\n</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    )
    stream = pdf.make_stream(packet.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    pdf.Root.Metadata = stream


def _facts(pdf: Any) -> Iterator[str]:
    for key, fact in _FACTS.items():
        if key in pdf.docinfo:
            value = str(pdf.docinfo[key])
            shown = _iso(value) if key.endswith("Date") else escape(value)
            yield f"<{fact.name}>{fact.form.format(shown)}</{fact.name}>"


def _iso(date: str) -> str:
    """Return a PDF date as XMP writes it, in Universal Time."""
    found = _DATE.match(date)
    if not found:
        return UNDATED
    year, month, day, hour, minute, second = (part or "" for part in found.groups())
    return f"{year}-{month or '01'}-{day or '01'}T{hour or '00'}:{minute or '00'}:{second or '00'}Z"


def _pdf_date(iso: str) -> str:
    return "D:" + "".join(part for part in iso if part.isdigit()) + "Z"


def _saved(pdf: Any, version: str) -> bytes:
    import pikepdf

    out = BytesIO()
    pdf.save(out, deterministic_id=True, force_version=version, fix_metadata_version=False,
             object_stream_mode=pikepdf.ObjectStreamMode.generate)  # fmt: skip
    return out.getvalue()

"""What PDF/UA-1, PDF/A-2a and PDF/X-4 ask for, as far as a program without a PDF library of its own can tell.

Each function returns what is wrong, a line each, with the number of the rule: of the Matterhorn Protocol 1.1 (`M`), of
ISO 19005-2 (`A`) or of ISO 15930-7 (`X`). It is no validator: what it does not look at is in docs/printer.md.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf
from lxml import etree

STANDARD = frozenset({
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct", "Private",
    "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead",
    "TBody", "TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "Warichu",
    "Figure", "Formula", "Form",
})  # fmt: skip
INSIDE = {
    "LI": {"L"}, "LBody": {"LI"}, "TR": {"Table", "THead", "TBody", "TFoot"}, "TH": {"TR"}, "TD": {"TR"},
    "THead": {"Table"}, "TBody": {"Table"}, "TFoot": {"Table"}, "TOCI": {"TOC"},
}  # fmt: skip
HOLDS = {
    "L": {"LI", "Caption", "L"}, "LI": {"Lbl", "LBody"}, "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"}, "TBody": {"TR"}, "TFoot": {"TR"}, "TR": {"TH", "TD"}, "TOC": {"TOC", "TOCI", "Caption"},
    "TOCI": {"Lbl", "Reference", "P", "TOC", "NonStruct"},
}  # fmt: skip
PAINTS = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "Tj", "TJ", "'", '"'})
TEXT = frozenset({"Tj", "TJ", "'", '"'})
NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
}


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(content))


def xmp(pdf: pikepdf.Pdf, name: str) -> str:
    """Return a value of the XMP, `prefix:name`, written as an element or an attribute; empty if it is not there."""
    if "/Metadata" not in pdf.Root:
        return ""
    tree = etree.fromstring(pdf.Root.Metadata.read_bytes())
    prefix, _, local = name.partition(":")
    tag = f"{{{NS[prefix]}}}{local}"
    for element in tree.iter():
        if element.tag == tag:
            return "".join(element.itertext()).strip()
        if tag in element.attrib:
            return str(element.attrib[tag])
    return ""


# The structure tree.


@dataclass
class Element:
    role: str
    raw: Any
    parent: Element | None
    kids: list[Element] = field(default_factory=list)
    content: list[tuple[int, int]] = field(default_factory=list)
    """Marked content: number of the page (from 0), MCID."""
    annotations: list[Any] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            yield from kid.walk()

    @property
    def language(self) -> str:
        own = str(self.raw.get("/Lang", "")) if self.raw is not None else ""
        return own or (self.parent.language if self.parent else "")


def structure(pdf: pikepdf.Pdf) -> Element:
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    root = Element("StructTreeRoot", None, None)

    def add(raw: Any, parent: Element, page: Any) -> None:
        if isinstance(raw, int) or (
            not isinstance(raw, (pikepdf.Dictionary, pikepdf.Array)) and not hasattr(raw, "keys")
        ):
            parent.content.append((pages[page.objgen], int(raw)))
        elif raw.get("/Type") == "/MCR":
            parent.content.append((pages[raw.get("/Pg", page).objgen], int(raw.MCID)))
        elif raw.get("/Type") == "/OBJR":
            parent.annotations.append(raw.Obj)
        else:
            element = Element(str(raw.S)[1:], raw, parent)
            parent.kids.append(element)
            for kid in listed(raw.get("/K")):
                add(kid, element, raw.get("/Pg", page))

    for kid in listed(pdf.Root.StructTreeRoot.K):
        add(kid, root, None)
    return root


def listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, pikepdf.Array) else [value]


def outline(element: Element, depth: int = 0) -> str:
    """Return the tree, a role a line, indented."""
    lines = [] if element.raw is None else ["  " * depth + element.role]
    inner = depth + (element.raw is not None)
    return "\n".join([*lines, *(outline(kid, inner) for kid in element.kids)])


# The content.


@dataclass(frozen=True)
class Painted:
    """One painting operator: where, in what it is marked, and with which colour."""

    page: int
    operator: str
    marks: tuple[tuple[str, int | None], ...]
    """Marked content around it: tag, MCID."""
    colour: tuple[str, tuple[float, ...]]
    """Operator that set the colour (`rg`, `k`, `scn` …), and its numbers."""


def painted(pdf: pikepdf.Pdf) -> Iterator[Painted]:
    """Yield everything that is painted, in forms, patterns and masks too."""
    for number, page in enumerate(pdf.pages):
        yield from _painted(page, page.obj.get("/Resources", pikepdf.Dictionary()), number, (), set())


def _painted(stream: Any, resources: Any, page: int, around: tuple[Any, ...], seen: set[Any]) -> Iterator[Painted]:
    marks = list(around)
    colours: list[dict[bool, tuple[str, tuple[float, ...]]]] = [{False: ("g", (0.0,)), True: ("G", (0.0,))}]
    for instruction in pikepdf.parse_content_stream(stream):
        name, values = str(instruction.operator), list(instruction.operands)
        if name == "BMC":
            marks.append((str(values[0])[1:], None))
        elif name == "BDC":
            known = values[1] if isinstance(values[1], pikepdf.Dictionary) else pikepdf.Dictionary()
            marks.append((str(values[0])[1:], int(known.MCID) if "/MCID" in known else None))
        elif name == "EMC":
            marks.pop()
        elif name == "q":
            colours.append(dict(colours[-1]))
        elif name == "Q":
            colours.pop()
        elif name.lower() in ("rg", "g", "k", "sc", "scn"):
            numbers = tuple(float(value) for value in values if not isinstance(value, pikepdf.Name))
            colours[-1][name.isupper()] = (name, numbers)
        elif name in PAINTS:
            stroke = name in ("S", "s")
            item = resources.XObject[str(values[0])] if name == "Do" else None
            if item is None or item.get("/Subtype") != "/Form":
                yield Painted(page, name, tuple(marks), colours[-1][stroke])
            elif item.objgen not in seen:
                yield from _painted(item, item.get("/Resources", resources), page, tuple(marks), {*seen, item.objgen})
    for item in resources.get("/Pattern", {}).values():
        if item.get("/PatternType") == 1 and item.objgen not in seen:
            seen = {*seen, item.objgen}
            yield from _painted(item, item.get("/Resources", resources), page, (("Artifact", None),), seen)


def fonts(pdf: pikepdf.Pdf) -> list[Any]:
    return [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"]


def images(pdf: pikepdf.Pdf) -> list[Any]:
    return [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"]


def spaces(pdf: pikepdf.Pdf) -> set[str]:
    """Return the families of colour spaces of pictures, gradients and groups, and those named in resources."""
    found: set[str] = set()

    def note(space: Any) -> None:
        if isinstance(space, pikepdf.Array):
            found.add(str(space[0]))
            if str(space[0]) in ("/Separation", "/Indexed"):
                note(space[2] if str(space[0]) == "/Separation" else space[1])
        elif space is not None:
            found.add(str(space))

    for item in pdf.objects:
        if not isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        if item.get("/Subtype") == "/Image" or "/ShadingType" in item:
            note(item.get("/ColorSpace"))
        if isinstance(item.get("/Group"), pikepdf.Dictionary):
            note(item.Group.get("/CS"))
        resources = item.get("/Resources")
        if isinstance(resources, pikepdf.Dictionary):
            for space in resources.get("/ColorSpace", pikepdf.Dictionary()).values():
                note(space)
            for shading in resources.get("/Shading", pikepdf.Dictionary()).values():
                note(shading.get("/ColorSpace"))
    return found


def _common(pdf: pikepdf.Pdf) -> Iterator[str]:
    if pdf.is_encrypted:
        yield "M26-001 A6.1.3 X6.22: encrypted"
    if "/ID" not in pdf.trailer:
        yield "A6.1.3 X6.3: the trailer has no ID"
    for font in fonts(pdf):
        for part in listed(font.get("/DescendantFonts")) or [font]:
            descriptor = part.get("/FontDescriptor")
            embedded = descriptor is not None and any(
                key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")
            )
            if not embedded and font.get("/Subtype") != "/Type3":
                yield f"M31-009 A6.2.11.4 X6.5: {font.get('/BaseFont')} is not embedded"
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") in ("/JavaScript", "/Launch", "/Sound", "/Movie"):
            yield f"A6.5.1 X6.17: action {item.S}"
        if isinstance(item, pikepdf.Stream) and "/LZWDecode" in [str(name) for name in listed(item.get("/Filter"))]:
            yield "A6.1.7.2 X6.13: LZW"


def ua(content: bytes) -> list[str]:
    """Return what is not as PDF/UA-1 has it."""
    with opened(content) as pdf:
        return [*_common(pdf), *_ua(pdf)]


def _ua(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if xmp(pdf, "pdfuaid:part") != "1":
        yield "M06-002: the XMP does not say PDF/UA-1"
    if not xmp(pdf, "dc:title") or xmp(pdf, "dc:title") != str(pdf.docinfo.get("/Title", "")):
        yield "M06-003: no title, or two"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "M07-001: the title is not shown"
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        yield "M01-007: not tagged"
        return
    if not str(root.get("/Lang", "")):
        yield "M11-006: no language"
    tree = structure(pdf)
    yield from _roles(tree)
    yield from _headings(tree)
    yield from _tables(tree)
    yield from _alternatives(tree)
    yield from _marked(pdf, tree)
    yield from _annotations(pdf, tree)
    yield from _letters(pdf)


def _roles(tree: Element) -> Iterator[str]:
    for element in tree.walk():
        if element.raw is None:
            continue
        if element.role not in STANDARD:
            yield f"M02-001: unknown role {element.role}"
        parent = element.parent.role if element.parent else ""
        if element.role in INSIDE and parent not in INSIDE[element.role]:
            yield f"M09-004: {element.role} in {parent}"
        for kid in element.kids:
            if element.role in HOLDS and kid.role not in HOLDS[element.role]:
                yield f"M09-005: {kid.role} in {element.role}"
        if element.role in HOLDS and element.content:
            yield f"M09-006: text straight in {element.role}"
        if not element.kids and not element.content and not element.annotations and element.role not in ("TD", "TH"):
            yield f"M09-001: nothing in {element.role}"


def _headings(tree: Element) -> Iterator[str]:
    level = 0
    for element in tree.walk():
        if element.role in ("H1", "H2", "H3", "H4", "H5", "H6"):
            here = int(element.role[1])
            if here > level + 1:
                yield f"M14-003: H{here} after {'nothing' if not level else f'H{level}'}"
            level = here


def _tables(tree: Element) -> Iterator[str]:
    for table in (element for element in tree.walk() if element.role == "Table"):
        rows = [element for element in table.walk() if element.role == "TR"]
        widths = set()
        for row in rows:
            width = 0
            for cell in row.kids:
                attributes = [item for item in listed(cell.raw.get("/A")) if item.get("/O") == "/Table"]
                width += max((int(item.get("/ColSpan", 1)) for item in attributes), default=1)
                if cell.role == "TH" and not any("/Scope" in item for item in attributes):
                    yield "M15-003: a header without scope"
            widths.add(width)
        if len(widths) > 1:
            yield f"M15-004: rows of {sorted(widths)} columns"


def _alternatives(tree: Element) -> Iterator[str]:
    notes: list[str] = []
    for element in tree.walk():
        if element.role == "Figure":
            if not str(element.raw.get("/Alt", element.raw.get("/ActualText", ""))).strip():
                yield "M13-004: a figure without alternative text"
            if not any("/BBox" in item for item in listed(element.raw.get("/A"))):
                yield "M13-009: a figure without its box"
        if element.role == "Note":
            notes.append(str(element.raw.get("/ID", "")))
    if "" in notes:
        yield "M19-003: a note without ID"
    if len(set(notes)) < len(notes):
        yield "M19-004: two notes with one ID"


def _marked(pdf: pikepdf.Pdf, tree: Element) -> Iterator[str]:
    """All that is painted is content of the tree, once, or an artefact; never both."""
    owners: dict[tuple[int, int], int] = {}
    for element in tree.walk():
        for place in element.content:
            owners[place] = owners.get(place, 0) + 1
    seen: set[tuple[int, int]] = set()
    for item in painted(pdf):
        tags = [tag for tag, _ in item.marks]
        numbers = [number for _, number in item.marks if number is not None]
        if "Artifact" in tags and numbers:
            yield f"M01-001: page {item.page + 1}: artefact and content in one another ({item.operator})"
        elif not numbers and "Artifact" not in tags:
            yield f"M01-005: page {item.page + 1}: {item.operator} is neither content nor artefact"
        elif numbers:
            place = (item.page, numbers[-1])
            seen.add(place)
            if owners.get(place, 0) != 1:
                yield f"M01-006: page {item.page + 1}: content {place[1]} has {owners.get(place, 0)} owners"
    rows = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    forms = [int(item.StructParents) for item in pdf.objects
             if isinstance(item, pikepdf.Stream) and "/StructParents" in item]  # fmt: skip
    for number, page in enumerate(pdf.pages):
        known = [rows.get(key, ()) for key in (int(page.obj.get("/StructParents", -1)), *forms)]
        for place in seen:
            if place[0] == number and not any(place[1] < len(row) and row[place[1]] is not None for row in known):
                yield f"M01-006: page {number + 1}: content {place[1]} is not in the parent tree"


def _annotations(pdf: pikepdf.Pdf, tree: Element) -> Iterator[str]:
    owned = {item.objgen: element.role for element in tree.walk() for item in element.annotations}
    for number, page in enumerate(pdf.pages, 1):
        for item in page.obj.get("/Annots", []):
            if owned.get(item.objgen) != "Link":
                yield f"M28-011: page {number}: a link outside of a Link element"
            if not str(item.get("/Contents", "")):
                yield f"M28-012: page {number}: a link that says nothing"
            if "/StructParent" not in item:
                yield f"M28-010: page {number}: a link that is not in the parent tree"
        if "/Annots" in page.obj and page.obj.get("/Tabs") != "/S":
            yield f"M28-008: page {number}: tabs do not follow the structure"


def _letters(pdf: pikepdf.Pdf) -> Iterator[str]:
    for font in fonts(pdf):
        if font.get("/Subtype") == "/Type0":
            if "/ToUnicode" not in font:
                yield f"M31-027: {font.BaseFont} does not say which letters its glyphs are"
            elif b"<FEFF>" in font.ToUnicode.read_bytes().upper():
                yield f"M31-028: {font.BaseFont} has glyphs that are no letter"
            part = font.DescendantFonts[0]
            if part.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in part:
                yield f"M31-005: {font.BaseFont} has no CIDToGIDMap"


def a2a(content: bytes) -> list[str]:
    """Return what is not as PDF/A-2a has it."""
    with opened(content) as pdf:
        return [*_common(pdf), *_a2a(pdf)]


def _a2a(pdf: pikepdf.Pdf) -> Iterator[str]:
    if (xmp(pdf, "pdfaid:part"), xmp(pdf, "pdfaid:conformance")) != ("2", "A"):
        yield "A6.6.4: the XMP does not say PDF/A-2a"
    if not pdf.Root.get("/MarkInfo", {}).get("/Marked") or "/Lang" not in pdf.Root:
        yield "A6.7.2: not tagged, or no language"
    intents = [item for item in pdf.Root.get("/OutputIntents", []) if item.S == "/GTS_PDFA1"]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "A6.2.3: no output intent with a profile"
    elif intents[0].DestOutputProfile.read_bytes()[16:20] != b"RGB ":
        yield "A6.2.3: the output intent is not for RGB"
    if "/DeviceCMYK" in spaces(pdf) or any(item.colour[0] in "kK" and item.colour[1] for item in painted(pdf)):
        yield "A6.2.4.3: inks, and no output intent for them"
    for image in images(pdf):
        if image.get("/Interpolate"):
            yield "A6.2.8: a picture with Interpolate"
        if any(name in image for name in ("/Alternates", "/OPI")):
            yield "A6.2.8: a picture with Alternates or OPI"
    for page in pdf.pages:
        for item in page.obj.get("/Annots", []):
            if not int(item.get("/F", 0)) & 4 or int(item.get("/F", 0)) & 0b100011:
                yield "A6.3.2: an annotation that is not printed"
    if "/EmbeddedFiles" in pdf.Root.get("/Names", {}):
        yield "A6.8: embedded files"
    pairs = (
        ("/Title", "dc:title"),
        ("/Author", "dc:creator"),
        ("/Producer", "pdf:Producer"),
        ("/Creator", "xmp:CreatorTool"),
    )
    for key, name in pairs:
        if str(pdf.docinfo.get(key, "")) != xmp(pdf, name):
            yield f"A6.6.3: {key} is “{pdf.docinfo.get(key)}” and in the XMP “{xmp(pdf, name)}”"
    if b"pdfuaid" in pdf.Root.Metadata.read_bytes() and b"pdfaExtension:schemas" not in pdf.Root.Metadata.read_bytes():
        yield "A6.6.2.3: PDF/UA in the XMP without its schema"


def x4(content: bytes) -> list[str]:
    """Return what is not as PDF/X-4 has it, and what we promise beyond it: no RGB anywhere."""
    with opened(content) as pdf:
        return [*_common(pdf), *_x4(pdf)]


def _x4(pdf: pikepdf.Pdf) -> Iterator[str]:
    if xmp(pdf, "pdfxid:GTS_PDFXVersion") != "PDF/X-4":
        yield "X6.2: the XMP does not say PDF/X-4"
    for name in ("dc:title", "xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate", "xmpMM:DocumentID",
                 "xmpMM:VersionID", "xmpMM:RenditionClass"):  # fmt: skip
        if not xmp(pdf, name):
            yield f"X6.2: the XMP has no {name}"
    if xmp(pdf, "pdf:Trapped") != "False" or pdf.docinfo.get("/Trapped") != pikepdf.Name("/False"):
        yield "X6.14: it does not say whether it is trapped"
    if "/Filter" in pdf.Root.Metadata:
        yield "X6.2: the XMP cannot be read as it is"
    intents = [item for item in pdf.Root.get("/OutputIntents", []) if item.S == "/GTS_PDFX"]
    if len(intents) != 1 or not str(intents[0].get("/OutputConditionIdentifier", "")):
        yield "X6.4: no output intent"
    else:
        profile = intents[0].DestOutputProfile.read_bytes()
        if (profile[12:16], profile[16:20]) != (b"prtr", b"CMYK") or int(intents[0].DestOutputProfile.N) != 4:
            yield "X6.4: the output intent is no profile of a CMYK press"
    for name in ("/AA", "/OpenAction", "/AcroForm"):
        if name in pdf.Root:
            yield f"X6.17: {name}"
    for number, page in enumerate(pdf.pages, 1):
        boxes = [[float(value) for value in page.obj[name]] for name in ("/MediaBox", "/BleedBox", "/TrimBox")]
        for outer, inner in itertools.pairwise(boxes):
            if any(outer[side] > inner[side] + 0.01 for side in (0, 1)) or any(
                outer[side] < inner[side] - 0.01 for side in (2, 3)
            ):
                yield f"X6.10: page {number}: boxes {boxes}"
        if "/ArtBox" in page.obj:
            yield f"X6.10: page {number}: ArtBox beside TrimBox"
        if len(page.obj.get("/Annots", [])):
            yield f"X6.16: page {number}: annotations"
    rgb = spaces(pdf) & {"/DeviceRGB", "/CalRGB", "/ICCBased", "/Lab", "/Indexed"}
    if rgb:
        yield f"own rule: {', '.join(sorted(rgb))}"
    for item in painted(pdf):
        if item.colour[0] in ("rg", "RG"):
            yield f"own rule: page {item.page + 1}: RGB {item.colour[1]}"
            break
    for item in pdf.objects:
        if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            if item.get("/Subtype") == "/PS" or "/Alternates" in item or "/OPI" in item:
                yield "X6.8: PostScript, alternates or OPI"
            if item.get("/Type") == "/ExtGState" and ("/TR" in item or "/HTP" in item):
                yield "X6.9: transfer function"


def uncompressed(pdf: pikepdf.Pdf) -> bytes:
    """Return a PDF as text, so that a test can spoil it."""
    out = BytesIO()
    pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
             object_stream_mode=pikepdf.ObjectStreamMode.disable, fix_metadata_version=False)  # fmt: skip
    return out.getvalue()

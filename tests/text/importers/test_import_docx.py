"""What is made of Word files: structure, changes, comments, boxes, fields, pictures."""

from __future__ import annotations

import io

import docx as python_docx
import pytest
from documents import W, document, docx, lost, para, png, read, relation, shown

from pipeline.errors import OctavillaError
from pipeline.text.document import Kind
from pipeline.text.importers.model import Reading

BOX = (
    '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx>'
    "<w:txbxContent>{0}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    "</mc:Choice>"
    "<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></v:shape></w:pict>"
    "</mc:Fallback></mc:AlternateContent>"
)
DRAWING = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="900" cy="900"/><wp:docPr id="1" name="Picture 1" descr="{alt}"/>'
    "<a:graphic>"
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.'
    'openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:{how}="{id}"/></pic:blipFill></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


def made(body: str, more: dict[str, str | bytes] | None = None, relations: str = "") -> Reading:
    """Import a Word file with this body."""
    return read(docx(body, more, relations), "docx")


def run(text: str, properties: str = "") -> str:
    """Return a run of a Word file."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def whys(reading: Reading) -> list[tuple[str, str]]:
    """Return why something is set aside, and its words."""
    return [(aside.why, aside.text) for aside in reading.asides]


def saved(made_document: object) -> bytes:
    """Return a document of python-docx as a file."""
    out = io.BytesIO()
    made_document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def test_title_and_subtitle_stay_in_the_flow_with_their_style() -> None:
    """Two titles are two pieces: what they mean is the recognisers' business."""
    word = python_docx.Document()
    for text, style in (("Damp walls", "Title"), ("What to do", "Subtitle"), ("Damp walls", "Title"), ("Words.", None)):
        word.add_paragraph(text, style)
    reading = read(saved(word), "docx")
    assert [(piece.plain, piece.style, piece.sure) for piece in reading.pieces] == [
        ("Damp walls", "title", True), ("What to do", "subtitle", True), ("Damp walls", "title", True),
        ("Words.", "", False)]  # fmt: skip


def test_structure_of_a_document() -> None:
    word = python_docx.Document()
    word.add_heading("First", 1)
    word.add_heading("Second", 3)
    paragraph = word.add_paragraph("Plain ")
    for text, look in (("bold ", "bold"), ("italic", "italic")):
        setattr(paragraph.add_run(text), look, True)
    for text, style in (("one", "List Bullet"), ("inner", "List Bullet 2"), ("two", "List Bullet"), ("1st",
        "List Number"),
                        ("2nd", "List Number"), ("said", "Quote")):  # fmt: skip
        word.add_paragraph(text, style)
    reading = read(saved(word), "docx")
    assert shown(reading) == ["# First", "### Second", "Plain **bold** *italic*", "- one\n  - inner\n- two",
                              "1. 1st\n2. 2nd", "> said"]  # fmt: skip
    assert [piece.sure for piece in reading.pieces] == [True, True, False, True, True, True]


def test_properties_of_the_document() -> None:
    word = python_docx.Document()
    word.add_paragraph("Words.")
    core = word.core_properties
    core.title, core.author, core.language = "Damp", "Ana Reyes", "en-GB"
    import datetime

    core.created = datetime.datetime(2026, 5, 1, 10, tzinfo=datetime.UTC)
    assert read(saved(word), "docx").meta == {"title": "Damp", "author": "Ana Reyes", "date": "2026-05-01",
                                              "language": "en"}  # fmt: skip


def test_properties_that_programs_make_up_say_nothing() -> None:
    word = python_docx.Document()
    word.core_properties.title = "Microsoft Word - leaflet_final.doc"
    assert read(saved(word), "docx").meta == {}


def test_bold_short_paragraphs_stay_paragraphs_that_are_not_sure() -> None:
    reading = made(f"<w:p>{run('What to bring', '<w:b/>')}</w:p>{para('A bag.')}")
    assert [(piece.kind, piece.markdown, piece.sure) for piece in reading.pieces] == [
        (Kind.PARAGRAPH, "**What to bring**", False), (Kind.PARAGRAPH, "A bag.", False)]  # fmt: skip


def test_bullets_typed_as_text_stay_what_they_look_like() -> None:
    body = "<w:p><w:r><w:t>•</w:t><w:tab/><w:t>milk</w:t></w:r></w:p>" + para("- bread") + para("1) eggs")
    reading = made(body)
    assert [piece.plain for piece in reading.pieces] == ["• milk", "- bread", "1) eggs"]
    assert all(block.kind is Kind.PARAGRAPH for block in document(reading).blocks)


def test_indented_paragraphs_with_a_typed_bullet_are_no_quotation() -> None:
    indent = '<w:pPr><w:ind w:left="720"/></w:pPr>'
    reading = made("".join(f"<w:p>{indent}{run(text)}</w:p>" for text in ("• milk", "2) eggs", "She said so.")))
    assert [(piece.kind, piece.plain) for piece in reading.pieces] == [
        (Kind.PARAGRAPH, "• milk"), (Kind.PARAGRAPH, "2) eggs"), (Kind.QUOTE, "She said so.")]  # fmt: skip


def test_line_breaks_and_two_of_them() -> None:
    line = "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:br/><w:br/><w:t>c</w:t></w:r></w:p>"
    assert shown(made(line)) == ["a\\\nb", "c"]


def test_tracked_changes_are_accepted_and_deleted_words_set_aside() -> None:
    body = ('<w:p><w:r><w:t xml:space="preserve">We meet </w:t></w:r><w:del w:id="1" w:author="Bo"><w:r><w:delText>'
            'Monday</w:delText></w:r></w:del><w:ins w:id="2" w:author="Bo"><w:r><w:t>Tuesday</w:t></w:r></w:ins>'
            '</w:p>')  # fmt: skip
    reading = made(body)
    assert shown(reading) == ["We meet Tuesday"]
    assert whys(reading) == [("deleted text", "Monday")]
    assert reading.notices == ("2 tracked changes: taken as accepted",)


def test_a_deleted_paragraph_mark_joins_paragraphs() -> None:
    gone = '<w:pPr><w:rPr><w:del w:id="1" w:author="Bo"/></w:rPr></w:pPr>'
    reading = made(f"<w:p>{gone}{run('One ')}</w:p><w:p>{run('line.')}</w:p>")
    assert shown(reading) == ["One line."]
    assert reading.notices == ("1 tracked change: taken as accepted",)


def test_deleted_rows_and_moved_paragraphs() -> None:
    row = "<w:tr>{}<w:tc>" + para("a") + "</w:tc><w:tc>" + para("{}") + "</w:tc></w:tr>"
    table = "<w:tbl>" + row.format("", "b") + row.format('<w:trPr><w:del w:id="1"/></w:trPr>', "c") + row.format("",
        "d") + "</w:tbl>"  # fmt: skip
    moved = ('<w:p><w:moveFrom w:id="3"><w:r><w:t>here</w:t></w:r></w:moveFrom></w:p>'
             '<w:p><w:moveTo w:id="4"><w:r><w:t>here</w:t></w:r></w:moveTo></w:p>')  # fmt: skip
    reading = made(table + moved)
    assert "c" not in " ".join(shown(reading)).replace("|", " ").split()
    assert shown(reading)[-1] == "here"
    assert reading.notices == ("2 tracked changes: taken as accepted",)


def test_comments_are_set_aside_with_who_wrote_them() -> None:
    word = python_docx.Document()
    paragraph = word.add_paragraph("Is this so?")
    word.add_comment(paragraph.runs, "Ask the office.", author="Ana")
    reading = read(saved(word), "docx")
    assert shown(reading) == ["Is this so?"]
    assert whys(reading) == [("comment", "Ana: Ask the office.")]
    assert reading.notices == ("1 comment: set aside",)


def test_text_boxes_come_after_their_paragraph_once() -> None:
    box = BOX.format(para("In the box") + para("and more"))
    reading = made(f"<w:p><w:r><w:t>Beside it</w:t></w:r><w:r>{box}</w:r></w:p>{para('After')}")
    assert shown(reading) == ["Beside it", "In the box", "and more", "After"]


def test_a_text_box_in_a_text_box_and_in_a_cell() -> None:
    inner = BOX.format(para("deep"))
    box = BOX.format(f"<w:p><w:r><w:t>outer</w:t></w:r><w:r>{inner}</w:r></w:p>")
    cells = f"<w:tc><w:p><w:r><w:t>cell</w:t></w:r><w:r>{box}</w:r></w:p></w:tc><w:tc>{para('x')}</w:tc>"
    assert not lost("cell outer deep x", made(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"))


def test_running_heads_are_set_aside_once() -> None:
    word = python_docx.Document()
    word.add_paragraph("Words.")
    word.sections[0].header.paragraphs[0].text = "Neighbours' newsletter"
    word.sections[0].footer.paragraphs[0].text = "3"
    assert whys(read(saved(word), "docx")) == [("running head", "Neighbours' newsletter")]


def test_hidden_text_is_set_aside() -> None:
    shown_again = run("Off.", '<w:vanish w:val="0"/>')
    reading = made(f"<w:p>{run('Seen. ')}{run('Unseen.', '<w:vanish/>')}{shown_again}</w:p>")
    assert shown(reading) == ["Seen. Off."]
    assert whys(reading) == [("hidden text", "Unseen.")]


def test_fields_leave_what_they_show() -> None:
    def field(code: str, result: str) -> str:
        mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
        return (mark.format("begin") + f"<w:r><w:instrText> {code} </w:instrText></w:r>" + mark.format("separate")
                + run(result) + mark.format("end"))  # fmt: skip

    link = field("HYPERLINK &quot;http://a.org/&quot;", "this")
    body = f"<w:p>{run('See page ')}{field('PAGEREF x', '7')}{run(' and ')}{link}</w:p>"
    assert shown(made(body)) == ["See page 7 and [this](http://a.org/)"]


def test_a_table_of_contents_is_set_aside() -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    body = (f"<w:p>{mark.format('begin')}<w:r><w:instrText>TOC \\o</w:instrText></w:r>{mark.format('separate')}"
            f"{run('Damp 1')}</w:p><w:p>{run('Mould 2')}</w:p>"
            f"<w:p>{mark.format('end')}</w:p>{para('Words.')}")  # fmt: skip
    reading = made(body)
    assert shown(reading) == ["Words."]
    assert whys(reading) == [("table of contents", "Damp 1\nMould 2")]


def test_content_controls_open_and_prompts_go() -> None:
    body = (f"<w:sdt><w:sdtContent>{para('Filled in.')}</w:sdtContent></w:sdt><w:sdt><w:sdtPr><w:showingPlcHdr/>"
            f"</w:sdtPr>"
            f"<w:sdtContent>{para('Click here to enter text.')}</w:sdtContent></w:sdt>")  # fmt: skip
    reading = made(body)
    assert shown(reading) == ["Filled in."]
    assert whys(reading) == [("prompt of an empty field", "Click here to enter text.")]


def test_diagrams_and_charts_lose_no_word() -> None:
    diagram = ('<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
               'xmlns:a="http://schemas.'
               'openxmlformats.org/drawingml/2006/main"><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>Ask</a:t></a:r>'
               '</a:p></dgm:t>'
               "</dgm:pt></dgm:ptLst></dgm:dataModel>")  # fmt: skip
    chart = ('<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart><c:v>Rents</c:v>'
             "</c:chart></c:chartSpace>")  # fmt: skip
    body = ('<w:p><w:r><w:drawing><dgm:relIds r:dm="d1"/></w:drawing></w:r></w:p><w:p><w:r><w:drawing><c:chart '
            'r:id="c1"/>'
            "</w:drawing></w:r></w:p>")  # fmt: skip
    reading = made(body, {"word/diagrams/data1.xml": diagram, "word/charts/chart1.xml": chart},
                   relation("d1", "diagramData", "diagrams/data1.xml") + relation("c1", "chart",
                       "charts/chart1.xml"))  # fmt: skip
    assert shown(reading) == ["Ask"]
    assert whys(reading) == [("chart", "Rents")]


def test_footnotes_and_endnotes_are_footnotes() -> None:
    def notes(sort: str, text: str) -> str:
        return f'<w:{sort}s {W}><w:{sort} w:id="2">{para(text)}{para("More.")}</w:{sort}></w:{sort}s>'

    body = ('<w:p><w:r><w:t>One</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t> two</w:t></w:r><w:r>'
            '<w:endnoteReference w:id="2"/></w:r></w:p>')  # fmt: skip
    reading = made(body, {"word/footnotes.xml": notes("footnote", "Foot."), "word/endnotes.xml": notes("endnote",
        "End.")},
                   relation("f", "footnotes", "footnotes.xml") + relation("e", "endnotes", "endnotes.xml"))  # fmt: skip
    assert shown(reading) == ["One[^1] two[^2]", "[^1]: Foot.\n\n    More.", "[^2]: End.\n\n    More."]
    assert [piece.kind for piece in reading.pieces[1:]] == [Kind.FOOTNOTE] * 2


def test_pictures_with_description_and_caption_and_each_once() -> None:
    styles = f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Cap"><w:name w:val="caption"/></w:style></w:styles>'
    image = png()
    body = (f"<w:p>{DRAWING.format(alt='A damp wall', how='embed', id='p1')}</w:p>"
            f"{para('Behind the wardrobe', style='Cap')}"
            f"<w:p>{DRAWING.format(alt='', how='embed', id='p2')}<w:r><w:t>With words.</w:t></w:r></w:p>")  # fmt: skip
    reading = made(body, {"word/media/a.png": image, "word/media/b.jpeg": image, "word/styles.xml": styles},
                   relation("p1", "image", "media/a.png") + relation("p2", "image", "media/b.jpeg")
                   + relation("s", "styles", "styles.xml"))  # fmt: skip
    assert shown(reading) == ['![A damp wall](pictures/picture-1.png "Behind the wardrobe")',
                              "![](pictures/picture-1.png)", "With words."]  # fmt: skip
    assert [(picture.name, picture.data) for picture in reading.pictures] == [("picture-1.png", image)]


@pytest.mark.parametrize(("data", "said"), [
    (b"\x01\0\0\0" + b"\0" * 36 + b" EMF" + b"\0" * 40, "Windows drawing"),
    (b"\x89PNG\r\n\x1a\nnothing", "cannot be printed"),
    (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "with a script"),
    (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
        "entities"),
    (b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://a.org/x.png"/></svg>', "fetches"),
])  # fmt: skip
def test_pictures_that_cannot_be_taken_in_are_named_and_their_description_stays(data: bytes, said: str) -> None:
    body = f"<w:p>{DRAWING.format(alt='A drawing of a wall', how='embed', id='p1')}</w:p>"
    reading = made(body, {"word/media/a.emf": data}, relation("p1", "image", "media/a.emf"))
    assert shown(reading) == ["*A drawing of a wall*"]
    assert not reading.pictures
    assert [line for line in reading.notices if "a.emf" in line and said in line]


def test_linked_pictures_are_not_fetched() -> None:
    body = f"<w:p>{DRAWING.format(alt='', how='link', id='p1')}</w:p>"
    reading = made(body, None, relation("p1", "image", "http://a.org/x.png", outside=True))
    assert any("only linked" in line for line in reading.notices)


def test_a_table_with_merged_cells_and_several_paragraphs() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(para(line) for line in text.split('|'))}</w:tc>"

    wide = cell("Where", '<w:gridSpan w:val="2"/>')
    body = (f"<w:tbl><w:tr>{wide}{cell('When')}</w:tr>"
            f"<w:tr>{cell('Hall')}{cell('Street 1|Town')}{cell('9')}</w:tr>"
            f"<w:tr>{cell('')}{cell('Ask: at the door')}{cell('*')}</w:tr></w:tbl>")  # fmt: skip
    assert shown(made(body)) == [
        "|  |  |  |\n| --- | --- | --- |\n| Where |  | When |\n| Hall | Street 1 / Town | 9 |\n|  | Ask: at the "
        "door | \\* |"
    ]


def test_a_frame_of_one_cell_is_no_table() -> None:
    body = f"<w:tbl><w:tr><w:tc>{para('Bring:')}{para('a bag')}</w:tc></w:tr></w:tbl>"
    assert shown(made(body)) == ["Bring:", "a bag"]


def test_symbols_of_old_fonts_are_unicode() -> None:
    body = ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:t xml:space="preserve"> yes &#xF0E0; no</w:t>'
            "</w:r></w:p>")  # fmt: skip
    assert shown(made(body)) == ["✔ yes → no"]


def test_macros_are_left_out_and_the_text_is_read() -> None:
    reading = made(para("Words."), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    assert shown(reading) == ["Words."]
    assert reading.notices == ("macros in it were left out: they are never run",)


def test_styles_of_headings_in_other_names() -> None:
    styles = (f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Zwischen"><w:name w:val="Zwischentitel"/><w:pPr>'
              '<w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>')  # fmt: skip
    reading = made(para("Mould", style="Zwischen"), {"word/styles.xml": styles}, relation("s", "styles", "styles.xml"))
    assert shown(reading) == ["## Mould"]


def test_the_strict_form_of_word_files_is_read() -> None:
    strict = docx(para("Words."))
    import zipfile

    parts = {
        name: zipfile.ZipFile(io.BytesIO(strict)).read(name) for name in zipfile.ZipFile(io.BytesIO(strict)).namelist()
    }
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    from documents import packed

    assert shown(read(packed(parts), "docx")) == ["Words."]


def test_the_same_document_gives_the_same_reading() -> None:
    data = docx(para("Words.") + f"<w:p><w:r>{BOX.format(para('box'))}</w:r></w:p>")
    assert read(data, "docx") == read(data, "docx")


def test_what_is_no_word_file_is_told_in_one_line() -> None:
    for data in (b"", b"PK\x03\x04 nothing", b"words", docx("")[:200]):
        with pytest.raises(OctavillaError, match="damaged|not what its name says") as caught:
            read(data, "docx")
        assert "\n" not in str(caught.value)

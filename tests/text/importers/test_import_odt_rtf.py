"""What is made of OpenDocument and RTF files."""

from __future__ import annotations

import pytest
from documents import packed, png, read, shown

from pipeline.errors import OctavillaError
from pipeline.text.document import Kind
from pipeline.text.importers.model import Reading

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = " ".join(f'xmlns:{short}="{_NS}{name}:1.0"' for short, name in (
    ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
    ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible")))  # fmt: skip
NAMES += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
STYLES = (
    '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
    '<style:style style:name="Hid" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    '<text:list-style style:name="L1"><text:list-level-style-bullet text:level="1"/><text:list-level-style-number '
    'text:level="2" style:num-format="1"/></text:list-style>'
)


def odt(body: str, more: dict[str, str | bytes] | None = None) -> Reading:
    """Import an OpenDocument text with this body."""
    content = (f'<office:document-content {NAMES}><office:automatic-styles>{STYLES}</office:automatic-styles>'
               f'<office:body>'
               f"<office:text>{body}</office:text></office:body></office:document-content>")  # fmt: skip
    return read(
        packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **(more or {})}), "odt"
    )


def p(text: str, style: str = "Standard") -> str:
    """Return a paragraph."""
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def rtf(body: str) -> Reading:
    """Import an RTF document with this body."""
    head = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset204 Times;}}"
    sheet = r"{\stylesheet{\s0 Normal;}{\s1 heading 1;}{\s2 Title;}{\s3 Quote;}{\s4\outlinelevel1 Zwischentitel;}}"
    return read((head + sheet + body + "}").encode("cp1252"), "rtf")


def whys(reading: Reading) -> list[tuple[str, str]]:
    """Return why something is set aside, and its words."""
    return [(aside.why, aside.text) for aside in reading.asides]


def test_odt_titles_headings_and_emphasis() -> None:
    reading = odt(p("Damp", "P1") + '<text:h text:outline-level="2">Mould</text:h>'
                  + p('a <text:span text:style-name="B">bold <text:span text:style-name="I">both</text:span>'
                      '</text:span>'
                      '<text:s text:c="3"/>b<text:line-break/>c'))  # fmt: skip
    assert shown(reading) == ["Damp", "## Mould", "a **bold *both*** b\\\nc"]
    assert reading.pieces[0].style == "title"


def test_odt_lists_inside_each_other() -> None:
    reading = odt('<text:list text:style-name="L1"><text:list-item>' + p("one") + "<text:list><text:list-item>" + p("a")
                  + "</text:list-item><text:list-item>" + p("b") + "</text:list-item></text:list></text:list-item>"
                  "<text:list-item>" + p("two") + "</text:list-item></text:list>")  # fmt: skip
    assert shown(reading) == ["- one\n  1. a\n  2. b\n- two"]


def test_odt_numbered_headings_are_headings() -> None:
    reading = odt(
        '<text:list><text:list-item><text:h text:outline-level="1">Mould</text:h></text:list-item></text:list>'
    )
    assert shown(reading) == ["# Mould"]


def test_odt_changes_comments_hidden_text_and_contents() -> None:
    reading = odt("<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>"
                  "Bo</dc:creator>"
                  f"</office:change-info>{p('Monday')}</text:deletion></text:changed-region></text:tracked-changes>"
                  + p('On Tuesday<office:annotation><dc:creator>Ana</dc:creator><text:p>Sure?</text:p>'
                      '</office:annotation>'
                      '<text:span text:style-name="Hid"> unseen</text:span>.')
                  + f"<text:table-of-content><text:index-body>{p('Damp 1')}</text:index-body>"
                    f"</text:table-of-content>")  # fmt: skip
    assert shown(reading) == ["On Tuesday."]
    assert whys(reading) == [("deleted text", "Monday"), ("comment", "Ana: Sure?"), ("hidden text", "unseen"),
                             ("table of contents", "Damp 1")]  # fmt: skip
    assert reading.notices == ("1 tracked change: taken as accepted", "1 comment: set aside",
                               "1 hidden passage: set aside")  # fmt: skip


def test_odt_notes_boxes_pictures_and_running_heads() -> None:
    sheet = (f'<office:document-styles {NAMES}><office:master-styles><style:master-page><style:header>{p("Newsletter")}'
             "</style:header></style:master-page></office:master-styles></office:document-styles>")  # fmt: skip
    image = '<draw:frame><draw:image xlink:href="Pictures/a.png"/><svg:desc>A damp wall</svg:desc></draw:frame>'
    reading = odt(p('Words<text:note text:note-class="endnote"><text:note-citation>i</text:note-citation>'
                    '<text:note-body>'
                    f"{p('The end.')}</text:note-body></text:note><draw:frame><draw:text-box>"
                    f"{p('Boxed')}</draw:text-box>"
                    "</draw:frame> here") + p(image) + p("Behind the wardrobe", "Illustration"),
                  {"styles.xml": sheet, "Pictures/a.png": png()})  # fmt: skip
    assert shown(reading) == ["Words[^1] here", "Boxed", '![A damp wall](pictures/picture-1.png "Behind the wardrobe")',
                              "[^1]: The end."]  # fmt: skip
    assert whys(reading) == [("running head", "Newsletter")]


def test_odt_tables_with_spans_and_repeated_cells() -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}>{p(text)}</table:table-cell>"

    first = f"<table:table-row>{cell('Where')}{cell('When')}</table:table-row>"
    head = f"<table:table-header-rows>{first}</table:table-header-rows>"
    wide = 'table:number-columns-spanned="2"'
    reading = odt(f"<table:table>{head}<table:table-row>{cell('All', wide)}<table:covered-table-cell/>"
                  f"</table:table-row>"
                  '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
                  '</table:table>')  # fmt: skip
    assert shown(reading) == ["| Where | When |\n| --- | --- |\n| All |  |"]


def test_rtf_styles_notes_links_and_signs() -> None:
    reading = rtf(r"{\pard\s2\b Damp\par}{\pard\s1 Mould\par}{\pard\s4 Walls\par}{\pard\s3\i Said.\par}"
                  r"{\pard\plain T\'eate \u-10179?\u-8704? \f1 \'cf\'f0\f0  x{\super \chftn{\*\footnote\pard\plain The "
                  r"{\b foot}.}}, {\field{\*\fldinst HYPERLINK "
                  r'"http://a.org/"}{\fldrslt here}} 1 < 2 * 3 _a_\par}')  # fmt: skip
    assert shown(reading) == ["Damp", "# Mould", "## Walls", "> Said.",
                              r"Tête 😀 Пр x[^1], [here](http://a.org/) 1 < 2 \* 3 \_a\_",
                                  "[^1]: The **foot**."]  # fmt: skip
    assert reading.pieces[0].style == "title"


def test_rtf_deleted_hidden_comments_heads_and_boxes() -> None:
    reading = rtf(r"{\header Newsletter\par}{\pard We meet {\deleted Monday }{\revised Tuesday}{\v  unseen}."
                  r"{\*\atnauthor Ana}\chatn{\*\annotation \pard Sure?}{\shp{\*\shpinst{\shptxt \pard Boxed\par}}"
                  r"{\shprslt{\*\do{\dptxbxtext \pard Boxed\par}}}}\par}{\pard After\par}")  # fmt: skip
    assert shown(reading) == ["We meet Tuesday.", "Boxed", "After"]
    assert sorted(whys(reading)) == [("comment", "Ana: Sure?"), ("deleted text", "Monday"), ("hidden text", "unseen"),
                                     ("running head", "Newsletter")]  # fmt: skip
    assert reading.notices[:3] == ("2 tracked changes: taken as accepted", "1 comment: set aside",
                                   "1 hidden passage: set aside")  # fmt: skip


def test_rtf_pictures_are_taken_in_once() -> None:
    image = png()
    picture = r"{\*\shppict{\pict{\*\picprop{\sp{\sn wzDescription}{\sv A damp wall}}}\pngblip " + image.hex() + "}}"
    reading = rtf(rf"{{\pard {picture}{{\nonshppict{{\pict\wmetafile8 0100}}}}\par}}")
    assert shown(reading) == ["![A damp wall](pictures/picture-1.png)"]
    assert reading.pieces[0].kind is Kind.FIGURE
    assert [found.data for found in reading.pictures] == [image]


def test_rtf_tables_in_tables_lose_no_word() -> None:
    reading = rtf(r"\trowd\cellx1000\cellx2000\pard\intbl a\cell \pard\intbl\itap2 inn"
                  r"er\nestcell{\*\nesttableprops\trowd"
                  r"\cellx900\nestrow}\pard\intbl\itap1 b\cell\row\pard After\par")  # fmt: skip
    assert shown(reading)[-1] == "After"
    assert " ".join(shown(reading)).count("inner") == 1


def test_what_is_no_rtf_is_told() -> None:
    with pytest.raises(OctavillaError, match="not an RTF document"):
        read(b"words", "rtf")


@pytest.mark.parametrize("how", ['text:continue-numbering="true"', 'text:continue-list="one"'])
def test_lists_that_go_on_go_on_counting(how: str) -> None:
    numbers = '<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1"/>'

    def items(attributes: str, *texts: str) -> str:
        inside = "".join(f"<text:list-item>{p(text)}</text:list-item>" for text in texts)
        return f'<text:list text:style-name="N" {attributes}>{inside}</text:list>'

    body = items('xml:id="one"', "a", "b") + p("Between.") + items(how, "c") + p("Anew.") + items("", "d")
    content = (
        f"<office:document-content {NAMES}><office:automatic-styles>{numbers}</text:list-style>"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        f"</office:document-content>"
    )
    reading = read(packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}), "odt")
    assert shown(reading) == ["1. a\n2. b", "Between.", "3. c", "Anew.", "1. d"]


def test_underlined_links_are_not_emphasised() -> None:
    link = rb'{\field{\*\fldinst HYPERLINK "https://a.org/x"}{\fldrslt our page}}'
    data = rb"{\rtf1\ansi See {\ul " + link + rb"} and {\ul this}.\par}"
    assert shown(read(data, "rtf")) == ["See [our page](https://a.org/x) and *this*."]

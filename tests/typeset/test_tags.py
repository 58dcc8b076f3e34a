"""The structure tree: one element for one element of the HTML, in reading order, whatever page it is on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pdfcheck
import pytest

from pipeline.typeset import fonts, pdf, places

Make = Callable[[str], pdfcheck.Element]
WORDS = "Averiguaron extraordinariamente pacientemente las circunstancias desafortunadas del apartamento húmedo. "
STYLE = (
    fonts.css(fonts.faces(fonts.TEXT), places.PACKAGED_FONTS)
    + f"""
@page {{ size: 100mm 120mm; margin: 15mm; @top-center {{ content: "Running head " counter(page) }}
  @bottom-left {{ content: element(colophon) }} }}
html {{ font: 10pt/13pt "{fonts.TEXT}"; hyphens: auto; hyphenate-character: "-" }}
p {{ text-align: justify; margin: 0 }}
.note {{ float: footnote }}
.note::footnote-call {{ content: "1" }}
.note::footnote-marker {{ content: "1" }}
.moved {{ position: running(colophon) }}
nav ol {{ list-style: none }}
nav a::after {{ content: leader(".") target-counter(attr(href), page) }}
hr {{ border: 0 }} hr::before {{ content: "■" }}
"""
)


def written(body: str, project: Path) -> bytes:
    html = f'<!DOCTYPE html><html lang="es-ES"><head><title>La pared</title><style>{STYLE}</style></head><body>{body}'
    return pdf.lay_out(html, project, project / "texts" / "x.md").written()[0]


@pytest.fixture
def tree(project: Path) -> Iterator[Make]:
    """Return a function that makes a PDF of the inside of a body, checks it, and returns its tree."""
    with ExitStack() as stack:

        def make(body: str) -> pdfcheck.Element:
            content = written(body, project)
            assert pdfcheck.ua(content) == []
            return pdfcheck.structure(stack.enter_context(pdfcheck.opened(content)))

        yield make


def roles(tree: pdfcheck.Element) -> str:
    return re.sub(r"\s+", " ", pdfcheck.outline(tree))


def found(tree: pdfcheck.Element, role: str) -> list[pdfcheck.Element]:
    return [element for element in tree.walk() if element.role == role]


def test_each_kind_of_block_has_its_role(tree: Make) -> None:
    body = """<main><h1>Uno</h1><p>Dos</p><ul><li>tres</li><li>cuatro<ol><li>cinco</li></ol></li></ul>
<blockquote><p>seis</p></blockquote><pre><code>siete</code></pre></main>"""
    assert (
        pdfcheck.outline(tree(body))
        == """Document
  Part
    H1
    P
    L
      LI
        Lbl
        LBody
      LI
        Lbl
        LBody
          L
            LI
              Lbl
              LBody
    BlockQuote
      P
    P
      Code"""
    )


def test_a_paragraph_over_pages_is_one_element(tree: Make) -> None:
    paragraphs = found(tree(f"<h1>Uno</h1><p>{WORDS * 40}</p><p>Fin</p>"), "P")
    assert len(paragraphs) == 2
    assert {page for page, _ in paragraphs[0].content + paragraphs[0].kids[0].content} >= {0, 1}


def test_a_table_over_pages_has_its_head_once_and_scopes(tree: Make) -> None:
    rows = "".join(f"<tr><td>{n}</td><td>Cal</td></tr>" for n in range(60))
    head = '<thead><tr><th scope="col">Número</th><th>Cosa</th></tr></thead>'
    made = tree(f"<h1>Uno</h1><table>{head}<tbody>{rows}</tbody></table>")
    assert len(found(made, "Table")) == 1
    heads = found(made, "TH")
    assert [str(head.raw.A.Scope) for head in heads] == ["/Column", "/Column"]
    assert len(found(made, "TR")) == 61
    assert len({page for cell in found(made, "TD") for page, _ in cell.content}) > 1


def test_a_head_of_a_row_says_so_and_spans_are_kept(tree: Make) -> None:
    first = '<tr><th scope="row">a</th><td>1</td><td>2</td></tr>'
    made = tree(f'<table>{first}<tr><th scope="row">b</th><td colspan="2">3</td></tr></table>')
    assert [str(head.raw.A.Scope) for head in found(made, "TH")] == ["/Row", "/Row"]
    assert [int(cell.raw.A.ColSpan) for cell in found(made, "TD") if "/A" in cell.raw] == [2]


def test_a_note_is_read_where_it_is_called(tree: Make) -> None:
    made = tree(
        '<p>Antes<span class="note">La nota, con <a href="https://a.example/">enlace</a>.</span> después</p><p>Otro</p>'
    )
    assert roles(made) == "Document P Reference Note Lbl Link P"
    assert str(found(made, "Note")[0].raw.ID) == "note-1"


def test_a_link_over_two_lines_is_one_and_says_where_it_leads(tree: Make, project: Path) -> None:
    parts = "<wbr>".join(["https://harbour.example/", "muy/", "largo/", "camino/", "para/", "romper/", "la/", "linea"])
    made = tree(f'<p>Mira aquí: <a href="https://harbour.example/x">{parts}</a>.</p>')
    (link,) = found(made, "Link")
    assert len(link.annotations) == 2
    assert {str(item.Contents) for item in link.annotations} == {"https://harbour.example/x"}


def test_a_table_of_contents_is_one_and_its_dots_are_not_read(tree: Make) -> None:
    made = tree('<nav><ol><li><a href="#s1">Uno</a></li><li><a href="#s2">Dos</a></li></ol></nav>'
                '<h1 id="s1">Uno</h1><h2 id="s2">Dos</h2>')  # fmt: skip
    assert roles(made).startswith("Document TOC TOCI Reference Link TOCI Reference Link H1")
    assert {str(item.Contents) for link in found(made, "Link") for item in link.annotations} == {"Uno1", "Dos1"}


def test_no_level_of_headings_is_left_out(tree: Make) -> None:
    made = tree("<h1>a</h1><h4>b</h4><h4>c</h4><h2>d</h2><h3>e</h3>")
    assert roles(made) == "Document H1 H2 H3 H2 H3"


def test_another_language_is_said_on_blocks_and_in_lines(tree: Make) -> None:
    made = tree('<p>Di <span lang="pt-BR">saudade</span> y <em lang="es-ES">nada</em>.</p>'
                '<blockquote lang="fr"><p>Bonjour</p></blockquote><div lang="en"><p>Hello</p>there</div>')  # fmt: skip
    assert roles(made) == "Document P Span BlockQuote P Div P P"
    said = [element for element in made.walk() if element.raw is not None and "/Lang" in element.raw]
    assert [(element.role, str(element.raw.Lang)) for element in said] == [
        ("Span", "pt-BR"), ("BlockQuote", "fr"), ("Div", "en"),
    ]  # fmt: skip


def test_pictures_have_their_words_and_their_place_and_ornaments_are_not_read(tree: Make, project: Path) -> None:
    made = tree('<figure><img src="pictures/square.svg" alt="Un cuadrado" style="width: 20mm">'
                '<figcaption>Pie</figcaption></figure>'
                '<p><img src="pictures/square.svg" alt="" style="width: 5mm">Texto</p>'
                '<p aria-hidden="true">Adorno</p><hr>')  # fmt: skip
    assert roles(made) == "Document Div Figure Caption P"
    (figure,) = found(made, "Figure")
    assert str(figure.raw.Alt) == "Un cuadrado"
    left, bottom, right, top = (float(value) for value in figure.raw.A.BBox)
    millimetre = 72 / 25.4
    assert (right - left, top - bottom) == (
        pytest.approx(20 * millimetre, abs=0.1),
        pytest.approx(20 * millimetre, abs=0.1),
    )
    assert (left, top) == (
        pytest.approx(48 * 0.75 + 15 * millimetre, abs=1),
        pytest.approx(105 * millimetre - 16 * 0.75, abs=5),
    )


def test_a_drawing_in_the_page_is_read_by_its_title(tree: Make) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9mm">{}<path d="M0 0h9v9z"/></svg>'
    assert roles(tree(f"<div>{svg.format('<title>QR: a.example</title>')}</div><p>x</p>")) == "Document Figure P"
    assert roles(tree(f"<div>{svg.format('')}</div><p>x</p>")) == "Document P"


def test_running_heads_are_artefacts_but_what_is_moved_there_is_read_once(tree: Make) -> None:
    pages = "".join(f'<h2 style="break-before: page">{number}</h2>' for number in range(3))
    made = tree(f'<h1>Uno</h1><div class="moved"><p>Colofón</p></div>{pages}')
    assert roles(made) == "Document H1 P H2 H2 H2"


def test_a_word_divided_at_the_end_of_a_line_is_whole_to_a_reader(tree: Make) -> None:
    made = tree(f"<p>{WORDS * 6}</p><p>{'bien-estar ' * 60}</p>")
    said = [str(span.raw.ActualText) for span in found(made, "Span")]
    assert said
    assert all(text.endswith("\u00ad") for text in said)
    assert not any(text.endswith("bien\u00ad") for text in said)


def test_what_stands_in_a_line_stands_in_the_paragraph_of_its_line(tree: Make) -> None:
    made = tree('<div><span lang="en">English</span> · Español, <a href="https://a.example/">aquí</a></div><p>x</p>')
    assert roles(made) == "Document P Span Link P"
    assert str(found(made, "Span")[0].raw.Lang) == "en"
    assert "/Lang" not in found(made, "P")[0].raw


def test_text_straight_in_a_section_gets_a_paragraph(tree: Make) -> None:
    assert roles(tree("<section>suelto<div><span>a</span> <b>b</b></div></section>")) == "Document Sect P P"


def test_text_in_a_see_through_group_is_found(tree: Make) -> None:
    assert roles(tree('<p>a</p><div style="opacity: .5"><p>b</p></div><p>c</p>')) == "Document P P P"


def test_lines_through_words_are_no_artefacts_in_them(tree: Make) -> None:
    assert roles(tree("<p>a <s>b</s> <u>c</u></p>")) == "Document P"


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("/S /H1", "/S /H3", "M14-003"),
        ("/S /LBody", "/S /P", "M09-005"),
        ("/Scope /Column", "/Scopf /Column", "M15-003"),
        ("/Alt ", "/Alu ", "M13-004"),
        ("/S /Link", "/S /Span", "M28-011"),
        ("/DisplayDocTitle true", "/DisplayDocTitle false", "M07-001"),
        ("/Artifact", "/Artifice", "M01-005"),
        ("/MCID 0", "/MCID 9", "M01-006"),
        ("/S /P", "/S /Paragraph", "M02-001"),
        ("/ID (note-1)", "/IE (note-1)", "M19-003"),
    ],
)
def test_the_check_sees_faults(project: Path, before: str, after: str, rule: str) -> None:
    body = ('<h1>a</h1><ul><li>b</li></ul><table><tr><th>c</th></tr></table><p>d<span class="note">n</span>'
            '<a href="https://a.example/">e</a></p><img src="pictures/square.svg" alt="f">')  # fmt: skip
    content = written(body, project)
    with pdfcheck.opened(content) as opened:
        plain = pdfcheck.uncompressed(opened)
    assert before.encode() in plain
    assert pdfcheck.ua(plain) == []
    assert any(line.startswith(rule) for line in pdfcheck.ua(plain.replace(before.encode(), after.encode())))

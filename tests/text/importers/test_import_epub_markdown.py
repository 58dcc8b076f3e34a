"""What is made of e-books and of Markdown files of other programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import document, packed, png, read, shown

from pipeline.errors import OctavillaError
from pipeline.text.document import Kind

CONTAINER = ('<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
             'full-path="O/p.opf"/>'
             "</rootfiles></container>")  # fmt: skip
HTML = ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/'
        'xhtml11.dtd"><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        '<head><title>t'
        "</title></head><body>{}</body></html>")  # fmt: skip


def epub(documents: dict[str, str], more: dict[str, str | bytes] | None = None, nav: str = "") -> bytes:
    """Return a book of these documents, in this order; `nav` is the one that is its table of contents."""
    items = "".join(f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"'
                    f'{" properties=" + chr(34) + "nav" + chr(34) if name == nav else ""}/>'
                    for n, name in enumerate(documents))  # fmt: skip
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(documents)))
    package = ('<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
               '<metadata><dc:title>'
               "Damp</dc:title><dc:creator>Ana</dc:creator><dc:creator>Bo</dc:creator><dc:date>"
               "2026-05-01T10:00</dc:date>"
               f"<dc:language>pt-PT</dc:language></metadata><manifest>{items}</manifest><spine>{spine}</spine>"
               f"</package>")  # fmt: skip
    parts: dict[str, str | bytes] = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER,
                                     "O/p.opf": package, **(more or {})}  # fmt: skip
    return packed(parts | {f"O/{name}": HTML.format(body) for name, body in documents.items()})


def test_a_book_in_its_order_with_notes_of_another_file() -> None:
    data = epub({"nav.xhtml": '<nav epub:type="toc"><ol><li><a href="t/a.xhtml">Mould</a></li></ol></nav>',
                 "t/a.xhtml": '<h1>Mould &amp; <i>damp</i></h1><p onclick="x()">One<sup><a id="r1" '
                              'href="../n.xhtml#n1">1</a></sup> and '
                              '<a epub:type="noteref" href="#f2">2</a>.</p><script>alert(1)</script><figure>'
                              '<img src="../i/a.png" '
                              'alt="A wall"/><figcaption>Behind</figcaption></figure><aside '
                              'epub:type="footnote" id="f2"><p>Second.'
                              "</p></aside>",
                 "n.xhtml": '<p id="n1"><a href="t/a.xhtml#r1">1</a>. First.</p>'}, {"O/i/a.png": png()}, nav=
                     "nav.xhtml")  # fmt: skip
    reading = read(data, "epub")
    assert shown(reading) == ["# Mould & *damp*", "One[^1] and [^2].", '![A wall](pictures/picture-1.png "Behind")',
                              "[^1]: First.", "[^2]: Second."]  # fmt: skip
    assert [(aside.why, aside.text) for aside in reading.asides] == [("table of contents", "Mould")]
    assert reading.meta == {"title": "Damp", "author": "Ana, Bo", "date": "2026-05-01", "language": "pt-PT"}


def test_links_inside_a_book_are_words_and_those_outside_links() -> None:
    data = epub({"a.xhtml": '<p><a href="b.xhtml#x">there</a>, <a href="http://a.org/">out</a>, <a '
                            'href="javascript:x()">no</a></p>',
                 "b.xhtml": '<p id="x">Here.</p>'})  # fmt: skip
    assert shown(read(data, "epub")) == ["there, [out](http://a.org/), no", "Here."]


def test_a_book_with_a_lock_is_told_and_one_with_locked_fonts_is_read() -> None:
    lock = '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptionMethod Algorithm="{}"/></encryption>'
    with pytest.raises(OctavillaError, match="locked by its seller"):
        read(
            epub(
                {"a.xhtml": "<p>x</p>"},
                {"META-INF/encryption.xml": lock.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")},
            ),
            "epub",
        )
    fonts = lock.format("http://www.idpf.org/2008/embedding")
    assert shown(read(epub({"a.xhtml": "<p>x</p>"}, {"META-INF/encryption.xml": fonts}), "epub")) == ["x"]


def test_what_is_no_book_is_told() -> None:
    with pytest.raises(OctavillaError, match="not a whole e-book"):
        read(packed({"a": "b"}), "epub")


def test_front_matter_of_other_programs() -> None:
    text = ("---\ntitle: 'A: b'\nauthors:\n  - Ana\n  - name: Bo\npubDate: 2026-05-01T10:00\ntags: [x]\n"
            "lang: en-GB\n---\n\nWords.\n")  # fmt: skip
    reading = read(text.encode(), "md")
    assert reading.meta == {"title": "A: b", "author": "Ana, Bo", "date": "2026-05-01", "language": "en"}
    assert reading.notices == ("front matter “tags: x” is left out",)
    assert [(piece.markdown, piece.line, piece.sure) for piece in reading.pieces] == [("Words.", 11, True)]


def test_front_matter_that_is_no_yaml_is_read_line_by_line() -> None:
    reading = read(b"---\ntitle: Damp: what to do\nauthor: @ana\n---\nWords.\n", "md")
    assert reading.meta == {"title": "Damp: what to do", "author": "@ana"}


def test_raw_html_leaves_its_words() -> None:
    text = ('<p align="center"><img src="gone.png" alt="Logo"></p>\n\nSome <b>bold</b> & text[^1]. 1 < 2<br>'
            'new\n\n<details>'
            "<summary>More</summary>\n\n- a\n- b\n\n</details>\n\n<script>alert(1)</script>\n\n[^1]: Note "
            "*so*.\n")  # fmt: skip
    reading = read(text.encode(), "md")
    assert shown(reading) == [
        "*Logo*",
        "Some **bold** & text[^1]. 1 < 2\\\nnew",
        "More",
        "- a\n- b",
        "[^1]: Note *so*.",
    ]
    assert document(reading)


def test_comments_stay_comments() -> None:
    assert read(b"<!-- cut -->\n\na <!-- b -->", "md").pieces[0].kind is Kind.COMMENT


def test_pictures_beside_the_text_are_taken_in_and_no_others(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a b.png").write_bytes(png())
    (tmp_path / "secret.png").write_bytes(png(9, 9))
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    text = ('![A wall](a%20b.png "Behind"){width=50%}\n\n![up](../secret.png) ![link](link.png) '
            '![net](http://a.org/x.png) '
            "![abs](/etc/passwd) x\n")  # fmt: skip
    reading = read(text.encode(), "md", folder=folder)
    assert shown(reading) == ['![A wall](pictures/picture-1.png "Behind")', "*up* *link* *net* *abs* x"]
    assert len(reading.pictures) == 1
    assert len([line for line in reading.notices if "is not beside the text" in line]) == 4


def test_links_of_definitions_are_written_out_and_remarks_set_aside() -> None:
    text = ('See [here][a], [b] and [c](other.md).\n\n> [d][a]\n\n[a]: http://a.org/ "T"\n[b]: <http://b.org>\n'
            "[//]: # (A remark)\n")  # fmt: skip
    reading = read(text.encode(), "md")
    assert shown(reading) == ['See [here](http://a.org/ "T"), [b](http://b.org) and c.', '> [d](http://a.org/ "T")']
    assert ["remark" in aside.text.lower() for aside in reading.asides] == [True]


@pytest.mark.parametrize(("data", "said"), [("Ñandú".encode("utf-16"), "Ñandú"), ("Ñandú".encode("cp1252"), "Ñandú"),
                                            ("\ufeffÑandú".encode(), "Ñandú")])  # fmt: skip
def test_encodings(data: bytes, said: str) -> None:
    assert shown(read(data, "md")) == [said]


def test_the_heading_of_notes_that_are_called_is_set_aside() -> None:
    item = '<li id="n1" epub:type="endnote"><p>Said once.</p></li>'
    note = f'<section epub:type="endnotes"><h2>Notes</h2><ol>{item}</ol></section>'
    called = '<p>Words.<a epub:type="noteref" href="b.xhtml#n1">1</a></p>'
    reading = read(epub({"a.xhtml": called, "b.xhtml": note}), "epub")
    assert shown(reading) == ["Words.[^1]", "[^1]: Said once."]
    assert [aside.text for aside in reading.asides] == ["Notes"]
    kept = read(epub({"a.xhtml": "<p>Words.</p>", "b.xhtml": "<h2>Notes</h2><p>Said once.</p>"}), "epub")
    assert "Notes" in [piece.plain for piece in kept.pieces]

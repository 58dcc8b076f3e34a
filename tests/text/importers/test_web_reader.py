"""Saved web pages, written for the tests in the manner of real ones."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.errors import OctavillaError
from pipeline.text.document import Kind
from pipeline.text.importers import web, web_source
from pipeline.text.importers.model import Reading
from pipeline.text.importers.wording import missing

PATH = Path("page.html")
LONG = (
    "The kettle on the stair was older than the house and had been mended twice by people whose names nobody kept. "
    "When the lamps went out it was carried from door to door, and whoever had coal gave some of it away. "
)


def read(html: str | bytes, path: Path = PATH) -> Reading:
    return web.read(html.encode() if isinstance(html, str) else html, path)


def article(body: str, head: str = "", around: str = "") -> Reading:
    return read(f"<html lang=en><head>{head}</head><body>{around}<article>{body}<p>{LONG}</p></article></body></html>")


def markdown(reading: Reading) -> list[str]:
    return [piece.markdown for piece in reading.pieces]


def everything(reading: Reading) -> str:
    return "\n".join((*(piece.plain for piece in reading.pieces), *(aside.text for aside in reading.asides)))


def png(colour: str = "red", size: tuple[int, int] = (80, 60)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def test_a_news_page_comes_apart_into_article_and_the_rest() -> None:
    reading = read(f"""<!doctype html><html lang="en-GB"><head><title>Boilers on trial | Harrow Gazette</title>
<meta property="og:site_name" content="Harrow Gazette"><link rel="canonical" href="https://gazette.example/boilers">
<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Boilers on trial",
"datePublished":"2026-03-02T08:00Z",
"author":[{{"@type":"Person","name":"Ana Ruiz"}}],"articleSection":"Housing"}}</script></head><body>
<header class="site-header"><a href="/">Harrow Gazette</a><nav><a href="/n">News</a></nav></header>
<div class="cookie-banner"><p>We use cookies to make the site better for you. Accept them all, or choose some.</p></div>
<main><article><h1>Boilers on trial</h1><p class="standfirst">Forty flats waited for heat. Then they counted.</p>
<p class="meta">By <a rel="author" href="/ana">Ana Ruiz</a> |
<time datetime="2026-03-02">2 March 2026</time> | 4 min read</p>
<div class="share"><a href="https://f.example">Share</a></div><p>{LONG}</p><h2>What the meters said</h2><p>{LONG}</p>
<h3>Related</h3><ul><li><a href="/a">Other story about damp</a></li></ul></article></main>
<section id="comments"><h2>2 comments</h2>
<p>Bob: I disagree with all of it, and here is a long reason why.</p></section>
<footer>© Harrow Gazette. <a rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">Licence</a></footer></body></html>""")
    assert dict(reading.meta) == {
        "title": "Boilers on trial",
        "topic": "Housing",
        "author": "Ana Ruiz",
        "date": "2026-03-02",
        "language": "en",
        "source": "Harrow Gazette, https://gazette.example/boilers",
        "licence": "CC BY-SA 4.0",
    }
    assert [(piece.style, piece.plain[:30]) for piece in reading.pieces] == [
        ("title", "Boilers on trial"),
        ("subtitle", "Forty flats waited for heat. T"),
        ("author", "By Ana Ruiz"),
        ("date", "2 March 2026"),
        ("", LONG[:30]),
        ("", "What the meters said"),
        ("", LONG[:30]),
    ]
    aside = " / ".join(item.text for item in reading.asides)
    for words in ("News", "We use cookies", "4 min read", "Share", "Other story", "I disagree", "© Harrow Gazette"):
        assert words in aside
    assert all(piece.sure for piece in reading.pieces)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>an <em>old</em> and <b>cold</b> house</p>", "an *old* and **cold** house"),
        ("<p><b>Bold: </b>then plain</p>", "**Bold:** then plain"),
        ("<p>half<b>way</b> there, <i>“said”</i>she</p>", "half**way** there, “said”she"),
        ("<p><span style='font-weight:700'>Set by</span> style</p>", "**Set by** style"),
        ("<p>3 m<sup>2</sup> of H<sub>2</sub>O, the 1<sup>st</sup></p>", "3 m² of H₂O, the 1st"),
        ("<p>1. is * no_ list # [or](link) &lt;b&gt;</p>", "1\\. is \\* no\\_ list # \\[or\\](link) \\<b>"),
        ("<p>a <a href='https://x.example/a_(b)?q=1&amp;r'>link</a></p>", "a [link](<https://x.example/a_(b)?q=1&r>)"),
        ("<p>call <a href='tel:+44123'>us</a> or <a href='#top'>go up</a></p>", "call [us](tel:+44123) or go up"),
        ("one<br>two", "one\\\ntwo"),
        ("<p>one<br><br>two</p>", "one\n\ntwo"),
        ("<ul><li>a<ol start=3><li>b</ol><li>c</ul>", "- a\n  3. b\n- c"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "- a\n\n  b"),
        ("<blockquote><p>We wait.</p><footer>— Ida</footer></blockquote>", "> We wait.\n>\n> — Ida"),
        ("<aside class=pullquote><p>We wait.</p></aside>", "> We wait."),
        ("<dl><dt>MR:</dt><dd>Why?</dd><dt>ID:</dt><dd>Because.</dd></dl>", "**MR:** Why?\n\n**ID:** Because."),
        ("<dl><dt>Mould</dt><dd>grows</dd><dt>Damp</dt><dd>stays</dd></dl>", "- **Mould:** grows\n- **Damp:** stays"),
        ("<details><summary>Why?</summary><p>Because.</p></details>", "**Why?**\n\nBecause."),
        ("<table><tr><th>A<th>B|C<tr><td>1<td><b>2</b></table>", "| A | B\\|C |\n|:--|:--|\n| 1 | **2** |"),
        (
            "<table><tr><th colspan=2>AB<tr><td rowspan=2>1<td>2<tr><td>3</table>",
            "| AB | |\n|:--|:--|\n| 1 | 2 |\n| | 3 |",
        ),
        ("<pre><code>a = 1\n  b</code></pre>", "```\na = 1\n  b\n```"),
        ("<h2><b>Loud</b> head</h2>", "## **Loud** head"),
        ("<h2><b>Loud</b></h2>", "## Loud"),
        ("<p>q: <q>yes</q> <del>no</del> soft\u00adened&nbsp;it</p>", "q: “yes” ~~no~~ softened it"),
    ],
)
def test_what_html_says_is_said_in_markdown(html: str, expected: str) -> None:
    reading = article(f"<p>{LONG}</p>{html}")
    assert "\n\n".join(markdown(reading)[1:-1]) == expected


NOTES = {
    "linked": (
        '<p>Cold<sup id=r1><a href="#n1">1</a></sup> it was.</p>',
        '<section class=footnotes><hr><ol><li id=n1><p>At noon. <a href="#r1">↩</a></p></ol></section>',
    ),
    "wiki": (
        '<p>Cold<sup id=cite_ref-1 class=reference><a href="#cite_note-1">[1]</a></sup> it was.</p>',
        "<h2>References</h2><ol class=references><li id=cite_note-1>"
        '<span class=backlink><b><a href="#cite_ref-1">^</a></b></span> '
        "<span class=reference-text>At noon.</span></li></ol>",
    ),
    "word": (
        '<p>Cold<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a> it was.</p>',
        '<div id=ftn1><p><a href="#_ftnref1" name="_ftn1">[1]</a> At noon.</p></div>',
    ),
}

NOTES["writer"] = (
    '<p>Cold<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a> it was.</p>',
    '<div id="sdfootnote1"><p><a name="sdfootnote1sym" href="#sdfootnote1anc">1</a> At noon.</p></div>',
)


@pytest.mark.parametrize("name", NOTES)
def test_footnotes_are_footnotes(name: str) -> None:
    call, note = NOTES[name]
    reading = article(f"{call}<p>{LONG}</p>{note}")
    assert markdown(reading)[0] == "Cold[^1] it was."
    assert [piece.markdown for piece in reading.pieces if piece.kind is Kind.FOOTNOTE] == ["[^1]: At noon."]
    assert not any(piece.plain in ("Notes", "References") for piece in reading.pieces)


def test_pictures_come_from_the_folder_beside_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "page_files"
    folder.mkdir()
    (folder / "one.png").write_bytes(png())
    (folder / "dot.png").write_bytes(png(size=(1, 1)))
    (folder / "fake.png").write_bytes(b"<svg onload=alert(1)>")
    figure = (
        "<figure><img src='page_files/one.png?v=2' alt='A [red] thing'><figcaption>Red, at noon</figcaption></figure>"
    )
    reading = read(
        f"<article><p>{LONG}</p>{figure}<img src='page_files/dot.png'><img src='page_files/fake.png'></article>",
        tmp_path / "page.html",
    )
    assert markdown(reading)[1:] == ['![A \\[red\\] thing](pictures/picture-1.png "Red, at noon")']
    assert [picture.data for picture in reading.pictures] == [png()]


@pytest.mark.parametrize(
    "place",
    [
        "../secret.png",
        "page_files/../../secret.png",
        "page_files/link.png",
        "{root}/secret.png",
        "file://{root}/secret.png",
        "other/secret.png",
        "page_files/%2e%2e/secret.png",
        "secret.png",
    ],
)
def test_pictures_come_from_nowhere_else(tmp_path: Path, place: str) -> None:
    home = tmp_path / "home"
    for folder in (home / "page_files", home / "other"):
        folder.mkdir(parents=True)
    for secret in (tmp_path / "secret.png", home / "secret.png", home / "other" / "secret.png"):
        secret.write_bytes(png("blue"))
    (home / "page_files" / "link.png").symlink_to(tmp_path / "secret.png")
    source = place.format(root=tmp_path)
    reading = read(f"<article><p>{LONG}</p><img src='{source}' alt=x></article>", home / "page.html")
    assert not reading.pictures
    assert "1 picture was not saved" in reading.notices[0]


def test_pictures_written_into_the_page_come_along() -> None:
    source = base64.b64encode(png()).decode()
    reading = article(f"<p>{LONG}</p><img alt=red src='data:image/png;base64,{source}'>")
    assert [picture.data for picture in reading.pictures] == [png()]


def test_an_archive_of_a_page_is_read_with_its_pictures() -> None:
    picture = base64.b64encode(png()).decode()
    page = f"<article><h1>Kept</h1><p>{LONG} caf=C3=A9</p><img src=3D'https://x.example/p.png'></article>"
    data = (
        "From: <Saved>\r\nSnapshot-Content-Location: https://x.example/kept\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--B"\r\n\r\n'
        "----B\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f"Content-Location: https://x.example/kept\r\n\r\n{page}\r\n"
        "----B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: https://x.example/p.png\r\n\r\n{picture}\r\n----B--\r\n"
    )
    reading = read(data, Path("page.mhtml"))
    assert reading.meta["source"] == "https://x.example/kept"
    assert "café" in reading.pieces[1].plain
    assert len(reading.pictures) == 1


ATTACKS = (
    "<script>alert('evil')</script>",
    "<img src=x onerror=alert('evil')>",
    "<a href='javascript:evil()'>word</a>",
    "<a href=' java\nscript:evil()'>word</a>",
    "<a href='data:text/html,evil'>word</a>",
    "<a href='vbscript:evil'>word</a>",
    "<iframe src='https://evil.example'>evil</iframe>",
    "<svg><script>evil</script><a xlink:href='javascript:evil'>evil</a></svg>",
    "<object data=evil.swf>evil</object>",
    "<embed src=evil>",
    "<style>*{background:url(//evil)}</style>",
    "<form action='//evil'><input value=evil></form>",
    "<base href='//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=//evil'>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<p>[x](javascript:alert(1)) ![x](//h/x.png) &lt;img src=x onerror=y&gt;</p>",
    "<p>&lt;!-- cut --&gt; &amp;lt;b&amp;gt; {{ config }} {% raw %}</p>",
    "<a href='https://ok.example/\"onmouseover=evil()'>word</a>",
    "<a href='https://ok.example/)[x](javascript:evil)'>word</a>",
    "<math><mtext><img src=x onerror=evil></mtext></math>",
    "<template><script>evil</script></template>",
    "<noscript><img src=x onerror=evil></noscript>",
    "<p title='](javascript:evil)'>word</p>",
    "<img alt='](javascript:evil)' src='data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImV2aWwoKSI+PC9zdmc+"
    "PHN2Zz48L3N2Zz48c3ZnPjwvc3ZnPjxzdmc+PC9zdmc+'>",
    "<h2>](javascript:evil) <a href='jAvAsCrIpT:evil'>word</a></h2>",
    "<table><tr><th>a<th>b<tr><td>|<script>evil</script><td>`|`</table>",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_active_comes_through(attack: str) -> None:
    import re

    from pipeline.text.markdown import block_parser, inline_parser

    reading = article(f"<p>{LONG}</p>{attack}")
    written = "\n\n".join(markdown(reading))
    assert not any(token.type.startswith("html") for token in block_parser().parse(written))
    for token in block_parser().parse(written):
        for child in inline_parser().parseInline(token.content)[0].children or [] if token.type == "inline" else []:
            assert child.type != "html_inline"
            address = str(child.attrGet("href") or child.attrGet("src") or "https:")
            assert re.match(r"(https?:|mailto:|tel:|pictures/)", address), address
            assert "evil" not in address or address.startswith("https://ok.example/")
    assert not any("evil" in picture.name or b"onload" in picture.data for picture in reading.pictures)


@pytest.mark.slow
@pytest.mark.parametrize(
    "tag", ["div", "b", "span", "blockquote", "ul><li", "table><tr><td", "font", "section", "details"]
)
def test_what_is_nested_without_end_is_read(tag: str) -> None:
    reading = read(f"<body>{f'<{tag}>' * 20_000}<p>{LONG}</p>")
    assert not missing(LONG, everything(reading))


def test_a_page_of_endless_tags_or_bytes_is_refused() -> None:
    with pytest.raises(OctavillaError, match="tags"):
        read("<b>x" * (web_source.MOST_TAGS + 1))
    with pytest.raises(OctavillaError, match="bytes"):
        read(b"x" * (web_source.LONGEST_PAGE + 1))


def test_endless_attributes_and_quotes_do_not_hang() -> None:
    assert "end" in everything(read('<p a="' * 60_000 + "'><p>the end of it</p>" + LONG))
    assert "end" in everything(read("<script" * 60_000 + "></script><p>the end of it</p>" + LONG))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("<p>“naïve” café".encode(), "“naïve” café"),
        ("<meta charset=windows-1252><p>“naïve” café".encode("cp1252"), "“naïve” café"),
        ("<meta charset=iso-8859-1><p>“naïve” café".encode("cp1252"), "“naïve” café"),
        ("<meta charset=iso-8859-1><p>“naïve” café".encode(), "“naïve” café"),
        ("<p>“naïve” café".encode("utf-16"), "“naïve” café"),
        ("\ufeff<p>“naïve” café".encode(), "“naïve” café"),
        (b"<meta charset=unicode_escape><p>\\u0041 caf\xe9" + b" and some more words of it" * 9, "\\\\u0041 café"),
    ],
)
def test_the_encoding_is_found(data: bytes, expected: str) -> None:
    assert read(data).pieces[0].markdown.startswith(expected)


def test_hidden_parts_are_no_words() -> None:
    reading = article(
        "<style>.gone{display:none} @media print{.kept{display:none}}</style><p class=gone>secret</p>"
        "<p class=kept>open</p>"
        "<p hidden>secret</p><p style='DISPLAY: none'>secret</p><span aria-hidden=true>secret</span>"
    )
    assert "secret" not in everything(reading)
    assert "open" in markdown(reading)


def test_old_layout_tables_give_way() -> None:
    menu = "".join(f"<a href=/{n}>Item {n}</a><br>" for n in range(6))
    body = f"<font size=5><b>The stair</b></font><br><br>{LONG}<br><br>{LONG}<br><br>Then it was <i>spring</i>. {LONG}"
    reading = read(
        f"<html><title>The stair</title><body><table><tr><td width=150>{menu}</td><td>{body}</td></tr></table>"
    )
    paragraphs = [piece.plain for piece in reading.pieces if piece.kind is Kind.PARAGRAPH]
    assert paragraphs == ["The stair", LONG.strip(), LONG.strip(), f"Then it was spring. {LONG}".strip()]
    assert "Item 3" in " ".join(aside.text for aside in reading.asides)


def test_several_articles_come_in_as_one_and_are_reported() -> None:
    one = f"<article><h2>One</h2><p>{LONG * 3}</p></article><article><h2>Two</h2><p>{LONG * 3}</p></article>"
    reading = read(f"<main>{one}</main>")
    assert [piece.plain for piece in reading.pieces if piece.kind is Kind.HEADING] == ["One", "Two"]
    assert "2 articles" in reading.notices[0]


def test_a_page_whose_words_a_script_puts_in_says_so() -> None:
    with pytest.raises(OctavillaError, match="a script of the site puts it there") as error:
        read("<html><body><div id=root></div><script src=app.js></script></body></html>")
    assert "\n" not in error.value.format_message()


def test_the_words_of_the_metadata_stand_in_for_those_of_a_script() -> None:
    said = f'{{"@type":"Article","headline":"Kept","articleBody":"{LONG}\\n\\n{LONG}"}}'
    data = f'<script type="application/ld+json">{said}</script>'
    reading = read(f"<html><head>{data}</head><body><div id=root></div></body></html>")
    assert [piece.plain for piece in reading.pieces] == [LONG.strip(), LONG.strip()]
    assert reading.meta["title"] == "Kept"


TAGS = (
    "div",
    "p",
    "span",
    "b",
    "em",
    "li",
    "ul",
    "td",
    "table",
    "tr",
    "h2",
    "h3",
    "blockquote",
    "a href='https://x.example'",
    "section",
    "nav",
    "aside",
    "footer",
    "header",
    "dl",
    "dt",
    "dd",
    "br",
    "pre",
    "code",
    "sup",
    "figure",
    "figcaption",
    "details",
    "summary",
    "article",
    "div class=related",
    "div class=share",
    "p class=byline",
    "time",
    "main",
    "q",
    "form",
    "label",
    "button",
    "center",
)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag.split()[0]}>" for tag in TAGS]),
            st.sampled_from(
                ["alpha", "beta,", "gamma.", "*delta*", "_e_", "[f]", "<1", "|", "2.", "#", "3", "`", ">", "&", "~~"]
            ),
            st.just(LONG),
        ),
        max_size=40,
    )
)
def test_every_word_of_a_page_is_in_the_text_or_set_aside(parts: list[str]) -> None:
    page = "<body>" + " ".join(parts)
    try:
        reading = read(page)
    except OctavillaError:
        return
    seen = web.visible(next(web_source.page_of(page.encode(), PATH).root.iter("body")))
    assert not missing(seen, everything(reading))

"""Pages as HTML: what they say, in which language, and what a project may change."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from markupsafe import Markup

from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.project import Publisher
from pipeline.review.edition import Edition
from pipeline.typeset.render import Renderer, Sibling, WebPage, css_string, media
from pipeline.typeset.web import Card, Door, Download, Frame, Head, Shelf, front_page, index_page

Make = Callable[..., Edition]
INTERVIEW = """---
title: Six questions
---
**Ana Reyes:** Why?

**Luis Mora:** Because nobody else did it, and somebody had to begin with it.

**AR:** And now?

**LM:** Now there are forty of us, and that changes what a Sunday looks like.
"""
NOTES = """---
title: Notes
---
First.[^b] Again.[^b] Second.[^a]

[^a]: Alpha.

[^b]: Beta.

[^c]: Nobody calls me.
"""


def prints() -> tuple[Download, ...]:
    return (Download(label="A4 reading edition", href="x-a4.pdf"), Download(label="A5 booklet", href="x-booklet.pdf"))


def siblings(current: str) -> list[Sibling]:
    return [
        Sibling(language=language(code), href=f"../../{code}/sample/", current=code == current)
        for code in ("en", "es", "pt")
    ]


def test_the_page_is_in_its_language_with_region(renderer: Renderer, edition: Make, publisher: Publisher) -> None:
    for code, locale in (("es", "es-ES"), ("pt", "pt-BR"), ("pt-PT", "pt-PT")):
        assert f'<html lang="{locale}">' in renderer.web(edition("# Hola\n\nUno."), publisher, assets="a").replace(
            "en-GB", locale
        )
        assert f'<html lang="{locale}">' in renderer.web(edition("# Hola\n\nUno.", code), publisher, assets="a")
        assert f'<html lang="{locale}">' in renderer.print(edition("# Hola\n\nUno.", code), publisher, "a4")


def test_other_languages_and_print_files_stand_at_the_top(
    renderer: Renderer, edition: Make, publisher: Publisher
) -> None:
    html = renderer.web(
        edition("# Hi\n\nOne.", "es"),
        publisher,
        siblings("es"),
        assets="../../assets",
        page=WebPage(home="../index.html", downloads=prints()),
    )
    top, _, rest = html.partition('<div class="flow">')
    assert 'href="../../pt/sample/" lang="pt-BR"' in top
    assert re.search(r'href="../../es/sample/"[^>]*aria-current="page"', top)
    assert "x-a4.pdf" in top and "Edición de lectura en A4" in top
    assert 'hreflang="en-GB"' in top
    assert "Harbour Press" in rest


def test_landmarks_and_a_skip_link_are_there(renderer: Renderer, edition: Make, publisher: Publisher) -> None:
    html = renderer.web(edition(NOTES), publisher, siblings("en"), assets="a")
    for part in ("<main", "<header", "<footer", "<nav", 'class="skip" href="#text"', 'id="text"'):
        assert part in html
    assert "<script" not in html


def test_notes_are_numbered_by_their_first_call_and_linked_both_ways(
    renderer: Renderer, edition: Make, publisher: Publisher
) -> None:
    html = renderer.web(edition(NOTES), publisher, assets="a")
    assert re.findall(r'href="#n(\d)"', html) == ["1", "1", "2"]
    for anchor in ("r1", "r1-2", "r2", "n1", "n2", "n3"):
        assert html.count(f'id="{anchor}"') == 1
    assert re.findall(r'href="#(r[\d-]+)"', html) == ["r1", "r1-2", "r2"]
    assert html.index("Beta") < html.index("Alpha") < html.index("Nobody calls me")


def test_in_print_each_note_stands_once_at_its_first_call(
    renderer: Renderer, edition: Make, publisher: Publisher
) -> None:
    html = renderer.print(edition(NOTES), publisher, "a4")
    assert re.findall(r'class="note" data-number="(\d)"', html) == ["1", "2"]
    assert html.count("Beta") == html.count("Alpha") == html.count("Nobody calls me") == 1


def test_who_asks_is_told_from_who_answers(renderer: Renderer, edition: Make, publisher: Publisher) -> None:
    html = renderer.web(edition(INTERVIEW), publisher, assets="a")
    assert html.count('class="turn asks"') == 2
    assert '<p class="turn asks"><b class="speaker">Ana Reyes</b>' in html
    assert '<p class="turn"><b class="speaker">LM</b>' in html


def test_headings_have_the_same_anchors_in_all_languages(
    renderer: Renderer, edition: Make, publisher: Publisher
) -> None:
    english = renderer.web(edition("---\ntitle: T\n---\n## One\n\n## Two\n"), publisher, assets="a")
    spanish = renderer.web(edition("---\ntitle: T\n---\n## Uno\n\n## Dos\n", "es"), publisher, assets="a")
    assert re.findall(r'<h2 id="(\w+)"', english) == re.findall(r'<h2 id="(\w+)"', spanish) == ["s1", "s2"]


def test_contents_only_for_a_long_text_with_enough_headings(
    renderer: Renderer, edition: Make, publisher: Publisher
) -> None:
    long = "".join(f"## Part {n}\n\n{'word ' * 500}\n\n" for n in range(4))
    assert 'class="contents"' in renderer.print(edition(f"---\ntitle: T\n---\n{long}"), publisher, "a4")
    short = long.replace("word " * 500, "word " * 50)
    assert 'class="contents"' not in renderer.print(edition(f"---\ntitle: T\n---\n{short}"), publisher, "a4")


def test_a_proof_says_so_in_its_language_and_a_finished_edition_does_not(
    renderer: Renderer, edition: Make, publisher: Publisher
) -> None:
    text = "# Hi\n\nOne."
    draft = renderer.web(edition(text, "es", approved=0), publisher, assets="a")
    assert "Prueba: traducción automática sin revisar" in draft
    half = renderer.web(edition(text, "pt", approved=4), publisher, assets="a")
    assert "Prova: 4 de 10 frases revisadas" in half
    done = renderer.web(edition(text, "es", approved=10, reviewers=("Ana", "Luis")), publisher, assets="a")
    assert "Prueba" not in done
    assert "Traducido del inglés; revisión: Ana y Luis." in done
    assert "Traducido" not in renderer.web(edition(text), publisher, assets="a")


def test_quotes_are_set_for_the_language(renderer: Renderer, edition: Make, publisher: Publisher) -> None:
    html = renderer.print(edition("# Hi\n\nOne.", "es"), publisher, "booklet")
    assert r'html { quotes: "\ab " "\bb " "\201c " "\201d " }' in html


def test_a_picture_outside_the_project_or_on_the_web_is_refused(
    renderer: Renderer, edition: Make, publisher: Publisher
) -> None:
    for source in ("../../secret.png", "/etc/passwd", "https://example.org/x.png", "..%2f..%2fx.png", "//host/x.png"):
        sample = edition(f"# Hi\n\n![alt]({source})\n")
        with pytest.raises(OctavillaError, match=r"outside the project|no file of this project"):
            renderer.print(sample, publisher, "a4")
        with pytest.raises(OctavillaError):
            media(sample)


def test_media_names_every_picture_once(edition: Make) -> None:
    sample = edition("---\ntitle: T\ncover: pictures/c.svg\n---\n![a](pictures/a.png)\n\nIn ![b](b.png) line.\n\n"
                     "![a](./pictures/a.png)\n")  # fmt: skip
    assert media(sample) == {
        "media/texts/b.png": "texts/b.png",
        "media/texts/pictures/a.png": "texts/pictures/a.png",
        "media/texts/pictures/c.svg": "texts/pictures/c.svg",
    }


def test_pictures_on_the_web_have_their_description_and_lie_under_the_assets(
    renderer: Renderer, edition: Make, publisher: Publisher
) -> None:
    html = renderer.web(edition('# Hi\n\n![A "red" wall](pictures/a.png)\n'), publisher, assets="../../assets")
    assert 'src="../../assets/media/texts/pictures/a.png"' in html
    assert re.search(r'alt="A [^"]*red[^"]* wall"', html)


def test_a_projects_template_replaces_ours_by_name(tmp_path: Path, edition: Make, publisher: Publisher) -> None:
    own = tmp_path / "templates"
    (own / "web").mkdir(parents=True)
    (own / "web" / "look.html").write_text("<!-- ours -->", encoding="utf-8")
    html = Renderer([own]).web(edition("# Hi\n\nOne."), publisher, assets="a")
    assert "<!-- ours -->" in html


def own_page(folder: Path, content: str) -> Renderer:
    (folder / "templates" / "web").mkdir(parents=True)
    (folder / "templates" / "web" / "page.html").write_text(content, encoding="utf-8")
    return Renderer([folder / "templates"])


@pytest.mark.parametrize(
    "content",
    [
        "{{ page.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ page.edition.document.blocks.__init__.__globals__ }}",
        "{% include '../../secret.txt' %}",
        "{% include '/etc/passwd' %}",
        "{{ css('../secret.txt') }}",
        "{{ nothing_like_this }}",
        "{{ page.nothing_like_this }}",
        "{% if %}",
        "{{ 1 / 0 }}",
    ],
)
def test_a_template_can_neither_reach_out_nor_be_wrong_in_silence(
    tmp_path: Path, edition: Make, publisher: Publisher, content: str
) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    renderer = own_page(tmp_path, f"line one\n{content}")
    with pytest.raises(OctavillaError):
        renderer.web(edition("# Hi\n\nOne."), publisher, assets="a")


def test_a_mistake_in_a_template_is_named_with_its_line(tmp_path: Path, edition: Make, publisher: Publisher) -> None:
    renderer = own_page(tmp_path, "one\ntwo\n{{ missing }}\n")
    with pytest.raises(OctavillaError, match=r"page\.html:3: mistake in the template"):
        renderer.web(edition("# Hi\n\nOne."), publisher, assets="a")


def test_a_link_out_of_the_templates_is_not_followed(tmp_path: Path, edition: Make, publisher: Publisher) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    renderer = own_page(tmp_path, "{% include 'web/linked.txt' %}")
    (tmp_path / "templates" / "web" / "linked.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(OctavillaError, match="no template"):
        renderer.web(edition("# Hi\n\nOne."), publisher, assets="a")


def test_text_cannot_leave_its_place_in_the_page(renderer: Renderer, edition: Make) -> None:
    evil = '</style><script>x</script>"\\'
    publisher = Publisher(title=evil, contact=evil, imprint=evil)
    sample = edition(f"---\ntitle: '{evil}'\nauthor: '{evil}'\nsource: '{evil}'\n---\nOne.\n", "es", approved=0)
    for html in (
        renderer.web(sample, publisher, assets="a"),
        renderer.print(sample, publisher, "a4"),
        renderer.print(sample, publisher, "booklet"),
        index(
            renderer,
            publisher,
            Card(language=language("es"), title=renderer.web_view(sample, publisher, "").title, href="x"),
        ),
    ):
        assert "<script>" not in html
    assert css_string('"}</style>') == r'"\22 \7d \3c \2f style\3e "'


def index(renderer: Renderer, publisher: Publisher, *cards: Card) -> str:
    frame = Frame(renderer=renderer, publisher=publisher, language=language("es"), assets="../assets")
    shelf = Shelf(heading=Markup("Vivienda"), anchor="t1", cards=cards)
    return index_page(frame, (), (), [shelf], Head(scripts=True), search="../assets/search/es.js")


def test_the_index_lists_texts_under_their_topic(renderer: Renderer, publisher: Publisher) -> None:
    card = Card(language=language("es"), title=Markup("Una <em>pared</em>"), href="../es/a/index.html", is_proof=True,
                downloads=3)  # fmt: skip
    html = index(renderer, publisher, card)
    assert 'id="t1">Vivienda' in html and "Una <em>pared</em>" in html and "Prueba" in html
    assert 'href="../es/a/index.html#print"' in html and "Para imprimir (3)" in html
    assert 'data-index="../assets/search/es.js"' in html and '<form class="search" role="search"' in html


def test_the_front_page_names_each_language_in_itself(renderer: Renderer, publisher: Publisher) -> None:
    frame = Frame(renderer=renderer, publisher=publisher, language=language("en"), assets="assets")
    doors = [
        Door(language=language(code), href=f"{code}/index.html", texts=number)
        for number, code in enumerate(("es", "pt"), 1)
    ]
    html = front_page(frame, doors, Head())
    assert 'href="es/index.html" hreflang="es-ES">Español</a>' in html and "1 texto" in html and "2 textos" in html


def test_assets_hold_the_style_sheet_and_the_fonts_it_names(renderer: Renderer) -> None:
    assets = renderer.web_assets()
    sheet = assets["style.css"].decode()
    for name in re.findall(r'url\("([^"]+)"\)', sheet):
        assert name in assets
    assert "prefers-color-scheme: dark" in sheet and "@media print" in sheet
    assert "http" not in sheet


def test_the_fingerprint_reads_little(tmp_path: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every build makes it, also one that has nothing to do: the templates, fonts and code, each file once."""
    renderer = own_page(tmp_path, "one")
    real = Path.read_bytes
    read: dict[Path, int] = {}

    def counted(path: Path) -> bytes:
        assert path not in read
        data = real(path)
        read[path] = len(data)
        return data

    monkeypatch.setattr(Path, "read_bytes", counted)
    renderer.fingerprint(publisher)
    assert 0 < sum(read.values()) < 10_000_000


def test_the_fingerprint_knows_a_changed_template(tmp_path: Path, publisher: Publisher) -> None:
    renderer = own_page(tmp_path, "one")
    first = renderer.fingerprint(publisher)
    assert renderer.fingerprint(publisher) == first
    assert renderer.fingerprint(Publisher(colour="#123456")) != first
    (tmp_path / "templates" / "web" / "page.html").write_text("two", encoding="utf-8")
    assert renderer.fingerprint(publisher) != first


def test_a_format_without_templates_is_a_clear_error(renderer: Renderer, edition: Make, publisher: Publisher) -> None:
    with pytest.raises(OctavillaError, match="templates/formats"):
        renderer.print(edition("# Hi\n\nOne."), publisher, "broadsheet")

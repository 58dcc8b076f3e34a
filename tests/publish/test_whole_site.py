"""The site as somebody gets it: every link leads somewhere, nothing reaches out, nothing is made twice."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sitecheck import ATOM, atom_faults, dead_links, pages_of, read, sitemap_faults

from pipeline.build import Outcome
from pipeline.errors import OctavillaError

BASE = "https://commons.example/leaf"
Build = Callable[..., Outcome]


@pytest.fixture
def site(built_site: Path) -> Path:
    return built_site / "build/site"


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def test_every_link_and_anchor_of_every_page_leads_somewhere(site: Path) -> None:
    assert dead_links(site, BASE) == []


def test_the_link_checker_finds_what_is_dead(site: Path) -> None:
    edit(site / "es/window/index.html", "../soup/index.html", "../soup/")
    edit(site / "es/soup/index.html", "../index.html", "../index.html#nowhere")
    edit(site / "index.html", "ar/index.html", "/ar/index.html")
    found = "\n".join(dead_links(site, BASE))
    assert "es/window/index.html: <a> ../soup/: is not there" in found
    assert "#nowhere: has no such anchor" in found
    assert "/ar/index.html: begins at the root of a server" in found


def test_pages_load_nothing_from_elsewhere_and_run_no_script_of_their_own(site: Path) -> None:
    for name, page in pages_of(site):
        html = (site / name).read_text(encoding="utf-8")
        policy = next(meta["content"] for meta in page.metas if meta.get("http-equiv") == "Content-Security-Policy")
        assert policy.startswith("default-src 'none'"), name
        if name != "404.html":  # It may load no file at all, not even a style sheet.
            assert "unsafe-inline'" not in policy.replace("style-src-attr 'unsafe-inline'", ""), name
        assert ("<style" not in html or name == "404.html") and " onclick" not in html, name
        assert "<script>" not in html, name
        assert [tag for tag, address in page.links if tag != "a" and "://" in address and BASE not in address] == []


def test_the_page_for_lost_addresses_is_whole_wherever_it_is_shown(site: Path) -> None:
    page = read(site / "404.html")
    assert [address for _, address in page.links if not address.startswith((f"{BASE}/", "data:"))] == []
    assert ("a", f"{BASE}/es/index.html") in page.links
    assert [tag for tag, _ in page.links if tag not in ("a", "link")] == []


def test_an_edition_has_a_book_among_its_files_and_a_picture_for_links(site: Path) -> None:
    folders = sorted(path.parent for path in site.glob("*/*/card.jpg"))
    assert folders == sorted(
        path.parent for path in site.glob("??/*/index.html") if (path.parent / "search.js").exists()
    )
    books = {path.parent for path in site.rglob("*.epub")}
    assert books == {folder for folder in folders if folder.name != "2026-12-05-hall"}
    assert {path.suffix for path in (site / "es/2026-12-05-hall").iterdir()} == {".html", ".ics", ".jpg", ".js"}
    for name, book in (("es/soup/index.html", "soup.epub"), ("soup/index.html", "../es/soup/soup.epub")):
        html = (site / name).read_text(encoding="utf-8")
        assert f'href="{book}" type="application/epub+zip"' in html and "Libro electrónico" in html, name
        assert "Para imprimir o guardar" in html, name
    assert "To print (2)" in (site / "en/index.html").read_text(encoding="utf-8"), "a book is not printed"
    pictures = {
        name: [a for tag, a in page.links if tag == "meta" and a.endswith(".jpg")] for name, page in pages_of(site)
    }
    assert pictures["es/soup/index.html"] == pictures["soup/es/index.html"] == [f"{BASE}/es/soup/card.jpg"]
    assert pictures["soup/index.html"] == [f"{BASE}/en/soup/card.jpg"], "what people pass on from a leaflet"
    assert pictures["ar/2026-12-05-hall/index.html"] == [f"{BASE}/ar/2026-12-05-hall/card.jpg"]


def test_pages_alone_make_no_book_and_name_no_picture(
    site_project: Path, bare_site: list[str], quick_print: dict[str, int], build_site: Build
) -> None:
    build_site(site_project, formats=("web",), texts=("soup", "window"))
    site = site_project / "build/site"
    assert [*site.rglob("*.epub"), *site.rglob("card.jpg")] == []
    assert "og:image" not in (site / "en/soup/index.html").read_text(encoding="utf-8")
    assert dead_links(site, BASE) == []
    build_site(site_project)
    assert "og:image" in (site / "en/soup/index.html").read_text(encoding="utf-8")
    build_site(site_project, formats=("web",))
    assert dead_links(site, BASE) == []
    assert not any(edition.remade for edition in build_site(site_project).editions)


def test_words_in_another_language_than_the_page_say_so(site: Path) -> None:
    for name in ("es/index.html", "es/window/index.html", "es/2026-12-05-hall/index.html"):
        html = (site / name).read_text(encoding="utf-8")
        assert '<p lang="en-GB">' in html and "A group of neighbours." in html.split('<p lang="en-GB">', 1)[1], name
        assert ' lang="en-GB"' not in (site / f"en{name[2:]}").read_text(encoding="utf-8").split("<main", 1)[1], name
    assert '<dd lang="en-GB"><strong>Harbour' in html, "the place of an event"
    titles = {re.search("<title>(.*?)</title>", (site / name).read_text(encoding="utf-8")).group(1)  # type: ignore[union-attr]
              for name in ("index.html", "en/index.html", "es/index.html", "404.html")}  # fmt: skip
    assert len(titles) == 4


def test_lists_of_files_on_one_page_are_no_regions_of_the_same_name(site: Path) -> None:
    assert "<section" not in (site / "soup/index.html").read_text(encoding="utf-8")
    assert '<section id="print" aria-label="To print' in (site / "en/soup/index.html").read_text(encoding="utf-8")


def test_hostile_titles_are_shown_and_not_obeyed(site: Path) -> None:
    page = (site / "en/hostile/index.html").read_text(encoding="utf-8")
    assert "&lt;/script&gt;" in page
    assert "alert(1)</script>" not in page
    index = (site / "en/index.html").read_text(encoding="utf-8")
    assert "alert(1)</script>" not in index and "&lt;b&gt;" in index


def test_a_page_says_in_its_language_how_much_there_is_to_print(site: Path) -> None:
    page = " ".join((site / "es/window/index.html").read_text(encoding="utf-8").replace("\xa0", " ").split())
    assert (
        '<a href="window-booklet.pdf" type="application/pdf"><span class="file">Folleto A5, hojas para imprimir y '
        'doblar</span> <span class="extent">3 hojas · PDF, 1 kB</span></a>' in page
    )
    assert 'Edición de lectura en A4</span> <span class="extent">2 páginas · PDF, 1 kB</span>' in page


def test_a_page_is_out_of_date_when_its_print_files_change(
    built_site: Path, quick_print: dict[str, int], build_site: Build
) -> None:
    page = built_site / "build/site/es/window/index.html"
    assert not any(edition.remade for edition in build_site(built_site).editions)
    quick_print["booklet"] = 16
    (built_site / "build/print/es/window-booklet.pdf").unlink()
    assert [(e.text.slug, e.code) for e in build_site(built_site).editions if e.remade] == [("window", "es")]
    assert "4 hojas" in page.read_text(encoding="utf-8")
    assert not any(edition.remade for edition in build_site(built_site).editions)


def test_web_pages_alone_show_the_print_files_on_record_and_no_others(
    site_project: Path, bare_site: list[str], quick_print: dict[str, int], build_site: Build
) -> None:
    page = site_project / "build/site/en/window/index.html"
    build_site(site_project, formats=("web",))
    assert ".pdf" not in page.read_text(encoding="utf-8")
    build_site(site_project, formats=("a4",))
    assert ".pdf" not in page.read_text(encoding="utf-8")
    build_site(site_project, formats=("web",))
    assert "window-a4.pdf" in page.read_text(encoding="utf-8")
    assert "window-booklet.pdf" not in page.read_text(encoding="utf-8")
    build_site(site_project)
    assert "window-booklet.pdf" in page.read_text(encoding="utf-8")
    assert dead_links(site_project / "build/site", BASE) == []


def test_the_same_project_makes_the_same_site_in_any_order(built_site: Path, build_site: Build) -> None:
    first = files(built_site / "build")
    shutil.rmtree(built_site / "build")
    shutil.rmtree(built_site / ".octavilla")
    for slug in ("window", "soup"):
        build_site(built_site, texts=(slug,))
    build_site(built_site)
    assert files(built_site / "build") == first


def test_an_idle_build_writes_nothing(built_site: Path, build_site: Build) -> None:
    before = {path: path.stat().st_mtime_ns for path in (built_site / "build").rglob("*")}
    build_site(built_site)
    assert {path: path.stat().st_mtime_ns for path in (built_site / "build").rglob("*")} == before


def test_a_text_that_goes_takes_its_short_address_with_it(built_site: Path, build_site: Build) -> None:
    site = built_site / "build/site"
    assert (site / "soup/es/index.html").is_file()
    (built_site / "texts/soup.md").unlink()
    edit(built_site / "events/2026-12-05-hall.toml", '"window", "soup"', '"window"')
    build_site(built_site)
    assert not (site / "soup").exists()
    assert not (site / "es/soup").exists()
    assert dead_links(site, BASE) == []
    assert "soup" not in (site / "assets/search/en.js").read_text(encoding="utf-8").partition('","')[0]


def test_a_text_links_to_others_in_its_language_or_their_own_and_not_to_what_is_not_there(
    built_site: Path, build_site: Build
) -> None:
    site = built_site / "build/site"
    assert 'href="../soup/index.html"' in (site / "es/window/index.html").read_text(encoding="utf-8")
    assert 'href="../../en/soup/index.html"' in (site / "ar/window/index.html").read_text(encoding="utf-8")
    assert "gone" not in (site / "en/window/index.html").read_text(encoding="utf-8")
    (built_site / "texts/gone.md").write_text("---\ntitle: Back\n---\n\nHere again.\n", encoding="utf-8")
    build_site(built_site)
    assert 'href="../gone/index.html"' in (site / "en/window/index.html").read_text(encoding="utf-8")


def test_a_short_address_shows_every_language_by_its_own_name_and_leads_on(site: Path) -> None:
    page = (site / "soup/index.html").read_text(encoding="utf-8")
    assert 'href="../es/soup/index.html"' in page and "Español" in page and "../en/soup/soup-booklet.pdf" in page
    leading = (site / "soup/es/index.html").read_text(encoding="utf-8")
    assert '<meta http-equiv="refresh" content="0; url=../../es/soup/index.html">' in leading
    assert '<meta name="robots" content="noindex">' in leading
    assert f'<link rel="canonical" href="{BASE}/es/soup/">' in leading


@pytest.mark.parametrize("short", ["es", "AR", "assets", "index"])
def test_a_short_name_that_is_taken_is_a_clear_error(site_project: Path, build_site: Build, short: str) -> None:
    edit(site_project / "texts/soup.md", "short: soup", f"short: {short.lower()}")
    with pytest.raises(OctavillaError, match=r"Choose another one: short: …") as caught:
        build_site(site_project, formats=("web",))
    assert caught.value.path == site_project / "texts/soup.md"


def test_pages_say_where_they_are_in_other_languages(site: Path) -> None:
    rels = read(site / "es/window/index.html").rels
    alternates = {rel["hreflang"]: rel["href"] for rel in rels if rel["rel"] == "alternate" and "hreflang" in rel}
    assert alternates == {
        "en-GB": f"{BASE}/en/window/", "es-ES": f"{BASE}/es/window/", "ar": f"{BASE}/ar/window/",
        "x-default": f"{BASE}/en/window/",
    }  # fmt: skip
    assert {"rel": "canonical", "href": f"{BASE}/es/window/"} in rels
    index = {rel["hreflang"] for rel in read(site / "es/index.html").rels if "hreflang" in rel}
    assert index == {"en-GB", "es-ES", "ar", "x-default"}


def test_feeds_and_sitemap_keep_to_their_rules(site: Path) -> None:
    from lxml import etree

    feeds = sorted(site.rglob("feed.xml"))
    assert [path.relative_to(site).as_posix() for path in feeds] == ["en/feed.xml", "feed.xml"]
    for path in feeds:
        assert atom_faults(path.read_bytes()) == []
    titles = [node.text for node in etree.fromstring(feeds[0].read_bytes()).iter(f"{ATOM}title")]
    assert titles == ["Harbour & Street · English", "Soup for ninety", "The open window"], "no drafts, the newest first"
    sitemap = (site / "sitemap.xml").read_bytes()
    assert sitemap_faults(sitemap) == []
    assert b"/leaf/en/hostile/" in sitemap and b"/leaf/es/window/" not in sitemap
    assert not (site / "robots.txt").exists(), "it says nothing in a folder"


def test_without_an_address_there_is_nothing_that_needs_one(built_site: Path, build_site: Build) -> None:
    edit(built_site / "octavilla.toml", f'base_url = "{BASE}"\n', "")
    build_site(built_site)
    site = built_site / "build/site"
    assert not {"feed.xml", "sitemap.xml", "404.html", "card.jpg"} & {path.name for path in site.rglob("*")}
    assert dead_links(site) == []
    for name, page in pages_of(site):
        assert not any(rel["rel"] == "canonical" for rel in page.rels), name
        assert "commons.example/leaf" not in (site / name).read_text(encoding="utf-8")
    assert not any(edition.remade for edition in build_site(built_site).editions), "a second build has nothing to do"


def test_at_the_root_of_a_server_there_are_words_for_robots(built_site: Path, build_site: Build) -> None:
    edit(built_site / "octavilla.toml", BASE, "https://commons.example/")
    build_site(built_site)
    site = built_site / "build/site"
    assert "Sitemap: https://commons.example/sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")
    assert dead_links(site, "https://commons.example/") == []
    assert 'href="https://commons.example/es/index.html"' in (site / "404.html").read_text(encoding="utf-8")


def test_an_event_has_a_page_with_all_that_somebody_needs(site: Path) -> None:
    page = " ".join((site / "es/2026-12-05-hall/index.html").read_text(encoding="utf-8").split())
    assert "sábado, 5 de diciembre de 2026" in page and "de 14:00 a 18:00" in page
    assert "Harbour &lt;Hall&gt;" in page and "hello@commons.example" in page
    assert 'href="2026-12-05-hall.ics" type="text/calendar"' in page
    assert (site / "es/2026-12-05-hall/2026-12-05-hall.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert 'href="../../es/window/index.html"' in page and 'href="../../es/soup/index.html"' in page
    arabic = (site / "ar/2026-12-05-hall/index.html").read_text(encoding="utf-8")
    assert 'dir="rtl"' in arabic
    assert '<li lang="en-GB">' in arabic, "the soup is not there in Arabic"
    index = (site / "es/index.html").read_text(encoding="utf-8")
    assert index.index('id="events"') < index.index('href="../es/2026-12-05-hall/index.html"')


def test_the_page_of_an_event_follows_its_leaflets(built_site: Path, build_site: Build) -> None:
    edit(built_site / "texts/soup.md", "title: Soup for ninety", "title: Soup for nine")
    remade = {(e.text.slug, e.code) for e in build_site(built_site).editions if e.remade}
    assert ("2026-12-05-hall", "en") in remade and ("window", "en") not in remade
    page = (built_site / "build/site/en/2026-12-05-hall/index.html").read_text(encoding="utf-8")
    assert "Soup for nine<" in page


def test_indexes_have_the_newest_first_by_topic(site: Path) -> None:
    index = (site / "en/index.html").read_text(encoding="utf-8")
    places = [index.index(words) for words in ("Kitchen</h2>", "Heat</h2>", "Other texts</h2>")]
    assert places == sorted(places)
    assert index.count("<h1") == 1


@pytest.mark.parametrize("name", ["en/index.html", "en/feed.xml", "sitemap.xml", "soup/es/index.html",
                                  "assets/search/es.js", "en/2026-12-05-hall/2026-12-05-hall.ics"])  # fmt: skip
def test_what_was_deleted_is_made_again(built_site: Path, build_site: Build, name: str) -> None:
    path = built_site / "build/site" / name
    before = path.read_bytes()
    path.unlink()
    build_site(built_site)
    assert path.read_bytes() == before

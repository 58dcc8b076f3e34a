"""TMX in and out: what other programs write is read, nothing outside the file is, and nothing of ours is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work import ratio

from pipeline.errors import OctavillaError
from pipeline.review.memory import TMX, Unit
from pipeline.review.tmx import is_ours, merged, parse_tmx, read_tmx, write_tmx
from pipeline.text.marks import marks

XML_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n\t\ufffe\uffff", exclude_categories=("Cc", "Cs"))
)
TEXTS = (XML_TEXT.map(str.strip) | st.sampled_from(["a\nb", "**b** & <i>", "a\rb", 'q"q', "]]>"])).filter(bool)
DATES = st.sampled_from(["", "2026-05-02", "2026-05-02T10:15:59Z"])
NAMES = XML_TEXT.map(lambda name: " ".join(name.split()))
UNITS = st.lists(
    st.builds(Unit, source=TEXTS, target=TEXTS, text=NAMES, who=NAMES, when=DATES, origin=st.just(TMX)), max_size=5
)


def tmx(body: str, head: str = "", version: str = "1.4") -> bytes:
    return f'<?xml version="1.0"?>\n{head}<tmx version="{version}"><header/><body>{body}</body></tmx>'.encode()


def tu(source: str, target: str, *, tags: str = "", codes: tuple[str, str] = ("en", "es")) -> str:
    one, two = codes
    return (
        f'<tu {tags}><tuv xml:lang="{one}"><seg>{source}</seg></tuv>'
        f'<tuv xml:lang="{two}"><seg>{target}</seg></tuv></tu>'
    )


def read(body: str, source: str = "en", target: str = "es") -> list[tuple[str, str]]:
    return [(unit.source, unit.target) for unit in parse_tmx(tmx(body), "a.tmx", source, target)]


@given(UNITS)
def test_what_is_written_is_read_again_and_written_the_same(units: list[Unit]) -> None:
    data = write_tmx(units, "en", "es")
    again = parse_tmx(data, "a.tmx", "en", "es")
    assert set(again) == set(merged(units))
    assert write_tmx(again, "en", "es") == write_tmx(list(reversed(units)), "en", "es") == data
    assert is_ours(data)


def test_a_file_of_another_program_is_not_ours() -> None:
    assert not is_ours(tmx(tu("Hello.", "Hola.")))


def test_signs_that_xml_cannot_hold_become_spaces() -> None:
    data = write_tmx([Unit(source="a\x00b", target="c\ud800d")], "en", "es")
    assert [(unit.source, unit.target) for unit in parse_tmx(data, "a.tmx", "en", "es")] == [("a b", "c d")]


def test_of_one_translation_twice_the_newest_stays() -> None:
    old, new = (Unit(source="a", target="b", when=when, who=who) for when, who in (("2025-01-01", "A"), ("2026", "B")))
    assert merged([new, old]) == merged([old, new]) == (new,)


def test_languages_are_compared_without_their_region() -> None:
    body = tu("Hello.", "Hola.", codes=("en-GB", "ES-mx")) + tu("Bye.", "Adieu.", codes=("EN_us", "fr"))
    assert read(body) == [("Hello.", "Hola.")]
    assert read(body, target="fr-CA") == [("Bye.", "Adieu.")]
    assert read(body, source="es", target="en") == [("Hola.", "Hello.")]


def test_of_several_variants_the_nearest_is_taken_and_all_of_one_kind() -> None:
    variants = (("en", "Bus"), ("pt-PT", "Autocarro"), ("pt-BR", "Ônibus"), ("pt-BR", "Coletivo"), ("es", "Autobús"))
    body = "<tu>" + "".join(f'<tuv xml:lang="{code}"><seg>{text}</seg></tuv>' for code, text in variants) + "</tu>"
    assert read(body, target="pt-PT") == [("Bus", "Autocarro")]
    assert read(body, target="pt-BR") == [("Bus", "Ônibus"), ("Bus", "Coletivo")]
    assert read(body, target="es") == [("Bus", "Autobús")]


def test_who_and_when_are_kept_from_the_translation_or_else_the_unit() -> None:
    dates = 'creationid="Ana" creationdate="20240101T000000Z" changedate="20260502T101500Z"'
    own = tu("Hello.", "Hola.").replace('<tuv xml:lang="es"', '<tuv xml:lang="es" changeid="Luz" changedate="20260601"')
    units = parse_tmx(tmx(tu("Bye.", "Adiós.", tags=dates) + own), "a.tmx", "en", "es")
    assert [(unit.who, unit.when) for unit in units] == [("Ana", "2026-05-02T10:15:00Z"), ("Luz", "2026-06-01")]


@pytest.mark.parametrize(
    ("codes", "wanted"),
    [
        ('<bpt i="1">&lt;b&gt;</bpt>Water<ept i="1">&lt;/b&gt;</ept> is free.', "**Water** is free."),
        ('<bpt i="1" type="italic">{\\i </bpt>Water<ept i="1">}</ept> is free.', "*Water* is free."),
        ('<hi type="bold">Water</hi> is free.', "**Water** is free."),
        ("<ph>&lt;strong&gt;</ph>Water<ph>&lt;/strong&gt;</ph> is free.", "**Water** is free."),
        ('<it pos="begin" type="bold">x</it>Water<it pos="end" type="bold">y</it> is free.', "**Water** is free."),
        ('<bpt i="1">&lt;b&gt;</bpt>Water <ept i="1">&lt;/b&gt;</ept>is free.', "**Water** is free."),
        ('<bpt i="1">&lt;a href="https://example.org/x"&gt;</bpt>Water<ept i="1">&lt;/a&gt;</ept>!',
         "[Water](https://example.org/x)!"),
        ('<bpt i="1" type="bold"/><bpt i="2" type="italic"/>Water<ept i="2"/><ept i="1"/>!', "***Water***!"),
        ('<bpt i="1">&lt;span class="x"&gt;</bpt>Water<ept i="1">&lt;/span&gt;</ept>!', "Water!"),
        ('<bpt i="1" type="bold"/>Water!', "Water!"),
        ('Water<ept i="1"/>!', "Water!"),
        ('<bpt i="1" type="bold"/><bpt i="2" type="italic"/>Wa<ept i="1"/>ter<ept i="2"/>!', "**Wa**ter!"),
        ('Wa<bpt i="1" type="bold"/> <ept i="1"/>ter!', "Wa ter!"),
        ("Water<ph>&lt;img alt='<sub>a picture</sub>'/&gt;</ph>!", "Water!"),
        ("Water<ut>{\\f1 }</ut>!", "Water!"),
        ('Already **bold** and <hi type="bold">so</hi>.', "Already **bold** and **so**."),
        ('<bpt i="1">&lt;a href="javascript:x(1)"&gt;</bpt>Water<ept i="1">&lt;/a&gt;</ept>!', "Water!"),
    ],
)  # fmt: skip
def test_bold_italics_and_links_become_markdown_and_other_codes_are_left_out(codes: str, wanted: str) -> None:
    assert read(tu(codes, codes)) == [(wanted, wanted)]


@given(st.lists(st.sampled_from(["a ", "b", " ", "*", "[", "<b>", "</b>", "<i>", "</i>", "<a href='/x'>", "</a>"])))
def test_any_mixture_of_codes_loses_no_word(parts: list[str]) -> None:
    inside = "".join(
        f"<ph>{part.replace('<', '&lt;').replace('>', '&gt;')}</ph>" if part[0] == "<" else part for part in parts
    )
    words = "".join(part for part in parts if part[0] != "<").strip()
    found = read(tu(inside, "x"))
    assert len(found) == bool(words)
    for source, _ in found:
        assert [sign for sign in source if sign in "ab"] == [sign for sign in words if sign in "ab"]
        assert source == words or len(marks(source)) > len(marks(words))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_the_encodings_that_programs_write_are_read(encoding: str, tmp_path: Path) -> None:
    declared = encoding.removesuffix("-sig")
    text = (
        tmx(tu("Hello — no, é.".replace("—", "-"), "¿Qué?")).decode().replace('"1.0"', f'"1.0" encoding="{declared}"')
    )
    path = tmp_path / "a.tmx"
    path.write_bytes(text.encode(encoding))
    assert [unit.target for unit in read_tmx(path, "en", "es")] == ["¿Qué?"]


def test_a_document_type_is_tolerated_and_never_opened(tmp_path: Path) -> None:
    (tmp_path / "tmx14.dtd").write_text("this is no DTD", encoding="utf-8")
    for head in (
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
        f'<!DOCTYPE tmx SYSTEM "{tmp_path}/tmx14.dtd" [<!ELEMENT a ANY>]>',
    ):
        (unit,) = parse_tmx(tmx(tu("Hello.", "Hola."), head), tmp_path / "a.tmx", "en", "es")
        assert unit.target == "Hola."


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY secret SYSTEM "file:///etc/hostname">',
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY % outside SYSTEM "https://example.org/x.dtd"> %outside;',
    ],
    ids=["a file", "a bomb", "an address"],
)
def test_entities_are_refused(declaration: str) -> None:
    data = tmx(tu("&secret;", "Hola."), f"<!DOCTYPE tmx [{declaration}]>\n")
    with pytest.raises(OctavillaError, match=r"a\.tmx:2: declares an entity"):
        parse_tmx(data, "a.tmx", "en", "es")


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", 1, "empty or ends too early"),
        (b"<html>\n</html>", 1, "begins with <html>"),
        (b"<tmx>\n<body>\n<tu></body>", 3, "closed that was not opened"),
        (b"<tmx>\n a & b", 2, "stands alone"),
        (b"<tmx>\n\n<body>", 3, "ends too early"),
        (b"<tmx>\n&this;</tmx>", 2, "&this;"),
        (b'<?xml version="1.0" encoding="x-none"?><tmx/>', 1, "encoding"),
        (b'<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx>\n&this;</tmx>', 3, "&this;"),
        (b"<tmx>\n<body>\xff</body></tmx>", 2, "no XML here"),
    ],
)
def test_a_broken_file_is_named_with_its_line(data: bytes, line: int, words: str) -> None:
    with pytest.raises(OctavillaError, match=rf"a\.tmx:{line}: .*{words}"):
        parse_tmx(data, "a.tmx", "en", "es")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(OctavillaError, match=r"gone\.tmx: cannot be read"):
        read_tmx(tmp_path / "gone.tmx", "en", "es")


def test_a_large_memory_takes_work_in_proportion_to_its_units(tmp_path: Path) -> None:
    """`python -m bench.memories` prints what reading a unit takes."""

    def written(size: int) -> Callable[[], object]:
        path = tmp_path / "big.tmx"
        path.write_bytes(tmx("".join(tu(f"Sentence {number} of many.", f"Frase {number}.") for number in range(size))))
        return lambda: read_tmx(path, "en", "es")

    assert ratio(written, 200, 2_000) < 11
    assert len(read_tmx(tmp_path / "big.tmx", "en", "es")) == 2_000


def test_a_segment_of_thousands_of_codes_takes_work_in_proportion_to_them() -> None:
    def written(codes: int) -> Callable[[], object]:
        content = tu('<bpt i="1" type="bold"/>' * codes + "Hello.", "Hola.")
        return lambda: read(content)

    assert ratio(written, 1_000, 10_000) < 11
    assert written(20_000)() == [("Hello.", "Hola.")]

"""XLIFF 2.0: what we write, and what other programs make of it."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from exchange_rows import COLD, COLD_ES, ENTRIES, GOLDEN, NEW, REST, WINDOW, export, kinds, merged
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from translate.storage import xliff2

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import Entry, State
from pipeline.review.exchange import xliff20
from pipeline.review.exchange.model import Returned

PATH = Path("window.xliff")
NS = {"x": xliff20.NAMESPACE}
NMTOKEN = re.compile(r"[\w.:-]+\Z", re.ASCII)
TEXT = st.lists(
    st.sampled_from(
        ["**", "*", "`", "[", "](https://e.org)", "[^1]", " ", "año", "<pc>", "&amp;", "\n", "]]>", "\x01"]
    ),
    min_size=1,
    max_size=15,
).map("".join)


def tree() -> etree._Element:
    return etree.fromstring(xliff20.write(export()))


def saved(root: etree._Element) -> list[Returned]:
    return list(xliff20.read(etree.tostring(root), PATH).rows)


def segment(root: etree._Element, number: int) -> etree._Element:
    return root.findall(".//x:segment", NS)[number - 1]


def put(parent: etree._Element, name: str, content: str) -> None:
    """Give an element a child with this content, in place of the one of that name."""
    made = etree.fromstring(f'<{name} xmlns="{xliff20.NAMESPACE}">{content}</{name}>')
    old = parent.find(f"x:{name}", NS)
    if old is None:
        parent.append(made)
    else:
        parent.replace(old, made)


def divided(root: etree._Element, number: int, content: str) -> None:
    """Replace the one segment of a unit with several."""
    old = segment(root, number)
    unit = old.getparent()
    unit.remove(old)
    unit.extend(list(etree.fromstring(f'<u xmlns="{xliff20.NAMESPACE}">{content}</u>')))


def test_what_goes_out_comes_back_and_changes_nothing() -> None:
    batch = xliff20.read(xliff20.write(export()), PATH)
    assert (batch.slug, batch.language, batch.kind) == ("window", "es", "xliff20")
    assert [(row.key, row.source, row.target, row.approved) for row in batch.rows] == [
        (row.key, row.source, row.target, None) for row in export().rows
    ]
    catalogue, report = merged(batch)
    assert kinds(report) == ["unchanged"] * 4
    assert catalogue.entries == ENTRIES


@given(TEXT, TEXT)
def test_any_text_comes_back_but_for_what_xml_cannot_hold(source: str, translation: str) -> None:
    entry = Entry(source=source, target=translation)
    (row,) = xliff20.read(xliff20.write(export([entry])), PATH).rows
    assert row.source == source.replace("\x01", " ")
    assert row.target == (translation.replace("\x01", " ") if translation.replace("\x01", " ").strip() else "")


def test_the_same_rows_give_the_same_bytes() -> None:
    assert xliff20.write(export()) == (GOLDEN / "window.xliff").read_bytes()


def test_the_file_keeps_the_rules_of_the_specification() -> None:
    """Core constraints of XLIFF 2.0: ids, order of children, references to data, states and sub-states."""
    root = tree()
    assert (root.get("version"), root.get("srcLang"), root.get("trgLang")) == ("2.0", "en-GB", "es-ES")
    (file,) = root
    assert [etree.QName(child).localname for child in file] == ["notes", "group", "group"]
    units = root.findall(".//x:unit", NS)
    ids = [unit.get("id") for unit in units]
    assert len(set(ids)) == len(ids) == 4
    assert all(NMTOKEN.match(name) for name in ids)
    for unit in units:
        names = [etree.QName(child).localname for child in unit]
        assert names in (["notes", "segment"], ["notes", "originalData", "segment"])
        data = [item.get("id") for item in unit.iterfind("x:originalData/x:data", NS)]
        assert len(set(data)) == len(data)
        used = set()
        for code in unit.iterdescendants(f"{{{xliff20.NAMESPACE}}}pc", f"{{{xliff20.NAMESPACE}}}ph"):
            used |= {code.get(name) for name in ("dataRef", "dataRefStart", "dataRefEnd")} - {None}
            assert code.get("type") in ("fmt", "ui", "quote", "link", "image", "other")
            assert (code.get("subType") or "").partition(":")[0] in ("", "xlf", "octavilla")
        assert used == set(data)
        (part,) = unit.findall("x:segment", NS)
        assert part.get("state") in ("initial", "translated", "reviewed", "final")
        assert part.get("subState") in (None, "octavilla:draft", "octavilla:stale")
        source, target = part.find("x:source", NS), part.find("x:target", NS)
        codes = [code.get("id") for code in source.iterdescendants()]
        assert len(set(codes)) == len(codes)
        if target is not None:
            there = {code.get("id"): dict(code.attrib) for code in source.iterdescendants()}
            for code in target.iterdescendants():
                assert there.get(code.get("id")) == dict(code.attrib)


def test_translate_toolkit_reads_counts_states_and_texts() -> None:
    store = xliff2.Xliff2File.parsefile(BytesIO(xliff20.write(export())))
    assert (store.getsourcelanguage(), store.gettargetlanguage()) == ("en-GB", "es-ES")
    assert [unit.getid() for unit in store.units] == [row.key for row in export().rows]
    assert [unit.source for unit in store.units] == [
        "Close the window.", "Drink cold fresh water & ask.", "A  sentence <b>.", "Rest now.",
    ]  # fmt: skip
    assert [unit.target for unit in store.units] == [
        "Cierra la ventana.", "Bebe agua fría y fresca y pregunta.", None, "Descansa hoy.",
    ]  # fmt: skip
    assert [unit.isfuzzy() for unit in store.units] == [True, False, False, True]
    assert [unit.isapproved() for unit in store.units] == [False, True, False, False]


def test_an_edit_by_translate_toolkit_is_taken() -> None:
    store = xliff2.Xliff2File.parsefile(BytesIO(xliff20.write(export())))
    store.units[0].target = "Cierra bien la ventana."
    store.units[0].marktranslated()
    store.units[0].addnote("¿Mejor “ventanas”?", origin="translator")
    catalogue, report = merged(xliff20.read(bytes(store), PATH))
    assert kinds(report) == ["taken", "comment", "unchanged", "unchanged", "unchanged"]
    assert catalogue[WINDOW].target == "Cierra bien la ventana."
    assert catalogue[WINDOW].state is State.APPROVED


def test_a_state_that_somebody_raised_approves() -> None:
    root = tree()
    for number, state in ((1, "reviewed"), (4, "final")):
        segment(root, number).set("state", state)
    catalogue, report = merged(xliff20.read(etree.tostring(root), PATH))
    assert kinds(report) == ["approved", "unchanged", "unchanged", "approved"]
    assert catalogue[REST].previous is None


def test_a_program_that_sets_every_unit_to_translated_approves_nothing_but_edits() -> None:
    root = tree()
    for number in (1, 2, 3, 4):
        segment(root, number).set("state", "translated")
        segment(root, number).attrib.pop("subState", None)
    put(segment(root, 3), "target", 'Una <ph id="1" dataRef="d1"/> frase &lt;b&gt;.')
    batch = xliff20.read(etree.tostring(root), PATH)
    catalogue, report = merged(batch)
    assert kinds(report) == ["unchanged", "unchanged", "taken", "unchanged"]
    assert catalogue[WINDOW].state is State.DRAFT
    assert [notice.message[:26] for notice in batch.notices] == ["2 sentences came back as s"]


def test_states_as_poedit_writes_them() -> None:
    root = tree()
    segment(root, 1).set("state", "translated")
    segment(root, 1).set("subState", "poedit:fuzzy")
    segment(root, 2).set("subState", "poedit:fuzzy")
    assert [row.approved for row in saved(root)] == [False, False, None, None]


def test_a_program_that_knows_no_states_still_brings_finished_work() -> None:
    root = tree()
    put(segment(root, 3), "target", 'Una <ph id="1" dataRef="d1"/> frase &lt;b&gt;.')
    catalogue, report = merged(xliff20.read(etree.tostring(root), PATH))
    assert kinds(report)[2] == "taken"
    assert catalogue[NEW].target == "Una `new` frase <b>."
    assert catalogue[NEW].state is State.APPROVED


def test_a_divided_unit_is_put_together_in_the_order_of_its_targets() -> None:
    root = tree()
    divided(
        root,
        1,
        '<segment id="a" state="translated"><source>Close</source><target order="3">Cierra</target></segment>'
        "<ignorable><source> </source></ignorable>"
        '<segment id="b" state="translated"><source>the window.</source>'
        '<target order="1">La ventana,</target></segment>',
    )
    row = saved(root)[0]
    assert (row.source, row.target, row.approved) == (WINDOW, "La ventana, Cierra", None)


def test_a_unit_that_is_translated_in_part_only_removes_nothing() -> None:
    root = tree()
    divided(
        root,
        1,
        '<segment state="translated"><source>Close </source><target>Cierra </target></segment>'
        '<segment state="initial"><source>the window.</source></segment>',
    )
    catalogue, report = merged(xliff20.read(etree.tostring(root), PATH))
    assert kinds(report)[:2] == ["unchanged", "comment"]
    assert catalogue[WINDOW].target == "Cierra la ventana."
    assert any("Only a part is translated: Cierra" in comment for comment in catalogue[WINDOW].comments)


def test_codes_that_were_split_over_segments_are_joined() -> None:
    root = tree()
    divided(
        root,
        4,
        '<segment state="final"><source>Rest <sc id="1" dataRef="d1"/></source>'
        '<target>Descansa <sc id="1" dataRef="d1"/></target></segment>'
        '<segment state="final"><source>now<ec startRef="1" dataRef="d1"/>.</source>'
        '<target>ya<ec startRef="1" dataRef="d1"/>.</target></segment>',
    )
    row = saved(root)[3]
    assert (row.source, row.target, row.approved) == (REST, "Descansa **ya**.", True)


@pytest.mark.parametrize(
    "content",
    [
        "Descansa **ahora**.",
        'Descansa <pc id="1">ahora</pc>.',
        'Descansa <pc id="7" copyOf="1">ahora</pc>.',
        'Descansa <pc id="1" dispStart="x" dispEnd="y" dataRefStart="d1" dataRefEnd="d1">ahora</pc>.',
        'Descansa <pc id="9" type="fmt" subType="xlf:b">ahora</pc>.',
        'Descansa <mrk id="m1" type="term"><pc id="1">ahora</pc></mrk>.<sm id="m2"/><em startRef="m2"/>',
    ],
)
def test_codes_as_other_programs_write_them(content: str) -> None:
    root = tree()
    put(segment(root, 4), "target", content)
    assert saved(root)[3].target == "Descansa **ahora**."


def test_moved_codes_are_put_back_where_they_are() -> None:
    root = tree()
    put(
        segment(root, 2),
        "target",
        'Pregunta <pc id="3">ahí</pc><ph id="4"/> y bebe <pc id="1">agua <pc id="2">fresca</pc></pc>',
    )
    assert saved(root)[1].target == "Pregunta [ahí](https://example.org/h?a=1&b=2)[^1] y bebe **agua *fresca***"


@pytest.mark.parametrize(
    "content",
    [
        "Bebe agua fría y pregunta.",
        'Bebe <pc id="1">a <pc id="2">f</pc></pc> <pc id="3">y</pc>.<ph id="4"/><ph id="4"/>',
        'Bebe <pc id="1">a</pc> <pc id="3">y</pc>.<ph id="4"/>',
    ],
)
def test_removed_and_doubled_codes_are_reported_and_nothing_is_lost(content: str) -> None:
    root = tree()
    put(segment(root, 2), "target", content)
    catalogue, report = merged(xliff20.read(etree.tostring(root), PATH))
    assert kinds(report)[1] == "broken"
    assert catalogue[COLD].target == COLD_ES
    assert any(comment.startswith("Version by Ana Reyes") for comment in catalogue[COLD].comments)


def test_control_characters_of_other_programs_are_read() -> None:
    root = tree()
    put(segment(root, 1), "target", 'Cierra<cp hex="0009"/>ya<cp hex="zz"/>.')
    assert saved(root)[0].target == "Cierra\tya."


def test_translation_candidates_are_no_translation() -> None:
    """A module's `source` and `target` lie in the core namespace, but not in a segment."""
    root = tree()
    matches = etree.fromstring(
        '<mtc:matches xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0"><mtc:match ref="#m">'
        f'<source xmlns="{xliff20.NAMESPACE}">x</source><target xmlns="{xliff20.NAMESPACE}">y</target>'
        "</mtc:match></mtc:matches>"
    )
    segment(root, 1).getparent().insert(0, matches)
    assert saved(root)[0].target == "Cierra la ventana."


def test_namespace_prefixes_and_newer_versions_are_read() -> None:
    written = xliff20.write(export()).decode().replace('version="2.0"', 'version="2.1"')
    written = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1q:", written).replace('xmlns="', 'xmlns:q="')
    assert [row.target for row in xliff20.read(written.encode(), PATH).rows] == [row.target for row in export().rows]


def test_what_is_no_xliff_2_is_refused() -> None:
    with pytest.raises(OctavillaError, match="not as an XLIFF 2.0 file does"):
        xliff20.read(b'<xliff version="1.2"/>', PATH)

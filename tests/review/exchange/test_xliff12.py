"""XLIFF 1.2: what we write, and what other programs make of it."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from exchange_rows import COLD, COLD_ES, ENTRIES, GOLDEN, NEW, REST, WINDOW, export, kinds, merged
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from translate.storage import xliff

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import Entry, State
from pipeline.review.exchange import xliff12
from pipeline.review.exchange.model import Returned

PATH = Path("window.xlf")
NS = {"x": xliff12.NAMESPACE}
NMTOKEN = re.compile(r"[\w.:-]+\Z", re.ASCII)
TEXT = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=40) | st.lists(
    st.sampled_from(["**", "*", "`", "[", "](https://e.org)", "[^1]", " ", "año", "<g id='1'>", "&amp;", "\n", "]]>"]),
    min_size=1,
    max_size=15,
).map("".join)


def tree() -> etree._Element:
    return etree.fromstring(xliff12.write(export()))


def saved(root: etree._Element) -> list[Returned]:
    return list(xliff12.read(etree.tostring(root, xml_declaration=True, encoding="UTF-8"), PATH).rows)


def unit(root: etree._Element, number: int) -> etree._Element:
    return root.findall(".//x:trans-unit", NS)[number - 1]


def target(root: etree._Element, number: int) -> etree._Element:
    return unit(root, number).find("x:target", NS)


def put(element: etree._Element, content: str) -> None:
    """Replace the content of an element, its attributes staying."""
    made = etree.fromstring(f'<t xmlns="{xliff12.NAMESPACE}">{content}</t>')
    element.text = made.text
    element[:] = list(made)


def test_what_goes_out_comes_back() -> None:
    batch = xliff12.read(xliff12.write(export()), PATH)
    assert (batch.slug, batch.language, batch.kind) == ("window", "es", "xliff12")
    assert [(row.key, row.source, row.target, row.approved) for row in batch.rows] == [
        (row.key, row.source, row.target, None) for row in export().rows
    ]


def test_what_goes_out_changes_nothing() -> None:
    catalogue, report = merged(xliff12.read(xliff12.write(export()), PATH))
    assert kinds(report) == ["unchanged"] * 4
    assert catalogue.entries == ENTRIES


@given(TEXT, TEXT)
def test_any_text_comes_back_but_for_what_xml_cannot_hold(source: str, translation: str) -> None:
    def kept(text: str) -> str:
        return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", " ", text)

    entry = Entry(source=source, target=translation)
    (row,) = xliff12.read(xliff12.write(export([entry])), PATH).rows
    assert row.source == kept(source)
    assert row.target == (kept(translation) if entry.state is not State.UNTRANSLATED else kept(entry.target))


def test_the_same_rows_give_the_same_bytes() -> None:
    assert xliff12.write(export()) == (GOLDEN / "window.xlf").read_bytes()


def test_the_file_keeps_the_rules_of_the_specification() -> None:
    """Core constraints of XLIFF 1.2: unique ids, order of children, values of enumerations."""
    root = tree()
    (file,) = root
    assert root.get("version") == "1.2"
    assert {"original", "source-language", "target-language", "datatype"} <= set(file.keys())
    assert [etree.QName(child).localname for child in file] == ["header", "body"]
    ids = [element.get("id") for element in root.iterfind(".//x:trans-unit", NS)]
    assert len(set(ids)) == len(ids) == 4
    assert all(NMTOKEN.match(name) for name in ids)
    groups = [element.get("id") for element in root.iterfind(".//x:group", NS)]
    assert len(set(groups)) == len(groups) == 2
    for element in root.iterfind(".//x:trans-unit", NS):
        names = [etree.QName(child).localname for child in element]
        assert names[:2] == ["source", "target"]
        assert set(names[2:]) <= {"note", "alt-trans"}
        assert element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
        codes = [code.get("id") for code in element.find("x:source", NS).iterdescendants()]
        assert len(set(codes)) == len(codes)
    for code in root.iterfind(".//x:g", NS):
        assert code.get("ctype") in ("bold", "italic", "underlined", "link") or code.get("ctype").startswith("x-")
    for code in root.iterfind(".//x:x", NS):
        assert code.get("ctype") in ("image", "pb", "lb") or code.get("ctype").startswith("x-")
    for alternative in root.iterfind(".//x:alt-trans", NS):
        assert [etree.QName(child).localname for child in alternative] == ["source", "target"]


def test_a_stale_sentence_shows_what_it_was() -> None:
    (alternative,) = tree().findall(".//x:alt-trans", NS)
    assert alternative.get("alttranstype") == "previous-version"
    assert "".join(alternative.find("x:source", NS).itertext()) == "Rest today."
    assert any("Before: Rest **today**." in note.text for note in alternative.getparent().findall("x:note", NS))


def test_translate_toolkit_reads_counts_states_and_texts() -> None:
    store = xliff.xlifffile.parsefile(BytesIO(xliff12.write(export())))
    assert (store.getsourcelanguage(), store.gettargetlanguage()) == ("en-GB", "es-ES")
    assert [unit.getid().rpartition("\x04")[2] for unit in store.units] == [row.key for row in export().rows]
    assert [unit.source for unit in store.units] == [
        "Close the window.", "Drink cold fresh water & ask.", "A  sentence <b>.", "Rest now.",
    ]  # fmt: skip
    assert [unit.target for unit in store.units] == [
        "Cierra la ventana.", "Bebe agua fría y fresca y pregunta.", "", "Descansa hoy.",
    ]  # fmt: skip
    assert [unit.isfuzzy() for unit in store.units] == [True, False, False, True]
    assert [unit.isapproved() for unit in store.units] == [False, True, False, False]
    assert [unit.istranslated() for unit in store.units] == [False, True, False, False]
    assert store.units[0].getnotes() == "paragraph"


def test_an_edit_by_translate_toolkit_is_taken() -> None:
    store = xliff.xlifffile.parsefile(BytesIO(xliff12.write(export())))
    store.units[0].target = "Cierra bien la ventana."
    store.units[0].addnote("¿Mejor “ventanas”?", origin="translator")
    store.units[2].markfuzzy(False)
    batch = xliff12.read(bytes(store), PATH)
    catalogue, report = merged(batch)
    assert kinds(report) == ["taken", "comment", "unchanged", "unchanged", "unchanged"]
    assert catalogue[WINDOW].target == "Cierra bien la ventana."
    assert catalogue[WINDOW].reviewer == "Ana Reyes"
    assert any("ventanas" in comment for comment in catalogue[WINDOW].comments)
    assert catalogue[COLD] == ENTRIES[1]


def test_fuzzy_taken_off_by_translate_toolkit_approves() -> None:
    store = xliff.xlifffile.parsefile(BytesIO(xliff12.write(export())))
    store.units[0].markfuzzy(False)
    catalogue, report = merged(xliff12.read(bytes(store), PATH))
    assert kinds(report)[0] == "approved"
    assert catalogue[WINDOW].state is State.APPROVED


def test_the_same_file_twice_changes_nothing() -> None:
    root = tree()
    put(target(root, 1), "Cierra bien la ventana.")
    batch = xliff12.read(etree.tostring(root), PATH)
    once, _ = merged(batch)
    twice, report = merged(batch, once.entries)
    assert twice == once
    assert set(kinds(report)) == {"unchanged"}


def test_states_as_poedit_writes_them() -> None:
    """An edit says `translated`; one that needs work `needs-l10n`; `approved` is left as it was."""
    root = tree()
    target(root, 1).set("state", "translated")
    target(root, 2).set("state", "needs-l10n")
    put(target(root, 4), 'Descansa <g id="1" ctype="bold" equiv-text="**…**">ahora</g>.')
    target(root, 4).set("state", "needs-l10n")
    assert [row.approved for row in saved(root)] == [None, False, None, False]


def test_a_program_that_knows_no_states_still_brings_finished_work() -> None:
    root = tree()
    put(target(root, 1), "Cierra bien la ventana.")
    put(target(root, 3), 'Una <x id="1" ctype="x-code" equiv-text="`new`"/> frase &lt;b&gt;.')
    catalogue, report = merged(xliff12.read(etree.tostring(root), PATH))
    assert kinds(report) == ["taken", "unchanged", "taken", "unchanged"]
    assert catalogue[NEW].state is State.APPROVED
    assert catalogue[NEW].target == "Una `new` frase <b>."


def test_a_new_text_left_as_unfinished_is_a_draft() -> None:
    """Where a program changes states, the one that stays `needs-translation` was left so."""
    root = tree()
    target(root, 4).set("state", "final")
    put(target(root, 1), "Cierra la… ¿ventana?")
    catalogue, _ = merged(xliff12.read(etree.tostring(root), PATH))
    assert catalogue[WINDOW].state is State.DRAFT
    assert catalogue[WINDOW].target == "Cierra la… ¿ventana?"
    assert catalogue[REST].state is State.APPROVED


def test_a_program_that_sets_every_unit_to_translated_approves_nothing_but_edits() -> None:
    root = tree()
    for number in (1, 2, 3, 4):
        target(root, number).set("state", "translated")
    put(target(root, 3), 'Una <x id="1" ctype="x-code" equiv-text="`new`"/> frase &lt;b&gt;.')
    batch = xliff12.read(etree.tostring(root), PATH)
    catalogue, report = merged(batch)
    assert kinds(report) == ["unchanged", "unchanged", "taken", "unchanged"]
    assert [catalogue[source].state for source in (WINDOW, NEW, REST)] == [State.DRAFT, State.APPROVED, State.STALE]
    assert [notice.message[:26] for notice in batch.notices] == ["2 sentences came back as s"]


@pytest.mark.parametrize("name, value", [("state", "final"), ("state", "signed-off"), ("approved", "yes")])
def test_what_somebody_signs_off_is_approved(name: str, value: str) -> None:
    """translate-toolkit sets `approved` and leaves the state as it was."""
    root = tree()
    (target(root, 1) if name == "state" else target(root, 1).getparent()).set(name, value)
    batch = xliff12.read(etree.tostring(root), PATH)
    catalogue, report = merged(batch)
    assert kinds(report) == ["approved", "unchanged", "unchanged", "unchanged"]
    assert catalogue[WINDOW].state is State.APPROVED
    assert batch.notices == ()


def test_moved_codes_are_put_back_where_they_are() -> None:
    root = tree()
    put(
        target(root, 2),
        'Pregunta <g id="3">ahí</g><x id="4"/> y bebe <g equiv-text="changed" id="1">agua <g id="2">fresca</g></g>',
    )
    assert saved(root)[1].target == "Pregunta [ahí](https://example.org/h?a=1&b=2)[^1] y bebe **agua *fresca***"


def test_white_space_inside_a_code_goes_outside() -> None:
    root = tree()
    put(target(root, 4), 'Descansa<g id="1"> ya </g>.')
    assert saved(root)[3].target == "Descansa **ya** ."


@pytest.mark.parametrize(
    "content",
    [
        "Bebe agua fría y pregunta.",
        'Bebe <g id="1">agua</g> <g id="1">fría</g> <g id="2">y</g> <g id="3">pregunta</g>.<x id="4"/>',
        'Bebe <g id="1">agua <g id="2">fría</g></g> <g id="3">y</g>.<x id="4"/><x id="4"/>',
        'Bebe <g id="1">agua <g id="2">fría</g></g> <g id="3">y</g>.<x id="9"/>',
    ],
)
def test_removed_and_doubled_codes_are_reported_and_nothing_is_lost(content: str) -> None:
    root = tree()
    put(target(root, 2), content)
    catalogue, report = merged(xliff12.read(etree.tostring(root), PATH))
    assert kinds(report)[1] == "broken"
    assert catalogue[COLD].target == COLD_ES
    assert any(comment.startswith("Version by Ana Reyes") for comment in catalogue[COLD].comments)


@pytest.mark.parametrize(
    "content",
    [
        "Descansa **ahora**.",
        'Descansa <bpt id="1">**</bpt>ahora<ept id="1">**</ept>.',
        'Descansa <bx id="1"/>ahora<ex id="2" rid="1"/>.',
        'Descansa <mrk mtype="seg" mid="0"><g id="1"><mrk mtype="x-term">ahora</mrk></g>.</mrk>',
        'Descansa <it id="1" pos="open">**</it>ahora<ph id="2">**</ph>.',
        '<!-- a comment -->Descansa <g id="1"><![CDATA[ahora]]></g>.',
    ],
)
def test_codes_as_other_programs_write_them(content: str) -> None:
    root = tree()
    put(target(root, 4), content)
    assert saved(root)[3].target == "Descansa **ahora**."


def test_namespace_prefixes_and_the_order_of_attributes_do_not_matter() -> None:
    written = xliff12.write(export()).decode()
    written = re.sub(r"<(/?)(?=[a-z])", r"<\1q:", written).replace('xmlns="', 'xmlns:q="')
    written = re.sub(r'<q:g (id="\d+") (ctype="\w+") (equiv-text="[^"]*")>', r"<q:g \3 \1 \2>", written)
    assert [row.target for row in xliff12.read(written.encode(), PATH).rows] == [row.target for row in export().rows]


def test_a_file_in_utf_16_is_read() -> None:
    written = xliff12.write(export()).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert xliff12.read(written, PATH).rows[1].target == COLD_ES


def test_without_our_attributes_text_and_language_come_from_the_file() -> None:
    written = re.sub(rb' octavilla:\w+="[^"]*"', b"", xliff12.write(export()))
    batch = xliff12.read(written, PATH)
    assert (batch.slug, batch.language) == ("window", "es-ES")
    assert kinds(merged(batch)[1]) == ["unchanged"] * 4


def test_units_are_found_by_their_source_where_the_ids_are_lost() -> None:
    root = tree()
    for number in range(1, 5):
        unit(root, number).set("id", str(number))
    put(target(root, 1), "Cierra bien la ventana.")
    catalogue, report = merged(xliff12.read(etree.tostring(root), PATH))
    assert catalogue[COLD] == ENTRIES[1]
    assert kinds(report)[0] in ("taken", "conflict")
    held = [catalogue[WINDOW].target, *catalogue[WINDOW].comments]
    assert any("Cierra bien la ventana." in text for text in held)


def test_several_texts_in_one_file_are_refused() -> None:
    root = tree()
    other = etree.fromstring(etree.tostring(root[0]))
    other.set("{urn:octavilla:exchange}text", "door")
    root.append(other)
    with pytest.raises(OctavillaError, match="several texts or languages"):
        saved(root)


@pytest.mark.parametrize("content", [b"<html/>", b'<xliff version="2.0" xmlns="urn:other"/>'])
def test_what_is_no_xliff_is_refused(content: bytes) -> None:
    with pytest.raises(OctavillaError, match=r"Choose another file"):
        xliff12.read(content, PATH)

"""TMX files that go out and come back."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from exchange_rows import COLD, COLD_ES, ENTRIES, GOLDEN, REST, WINDOW, export, kinds, merged
from translate.storage import tmx

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import State
from pipeline.review.exchange import tmx_exchange
from pipeline.review.tmx import parse_tmx

PATH = Path("window.tmx")
FOREIGN = """<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4">
<header srclang="EN" creationtool="OmegaT" segtype="sentence"/><body>
<tu><tuv xml:lang="ES"><seg>Cierra bien la ventana.</seg></tuv>
<tuv xml:lang="EN"><seg>Close the window.</seg></tuv></tu>
<tu><note>bold lost?</note><tuv lang="en-GB"><seg>Rest <bpt i="1" type="bold">x</bpt>now<ept i="1">y</ept>.</seg></tuv>
<tuv lang="es"><seg>Descansa <hi type="bold">ya</hi>.</seg></tuv></tu>
</body></tmx>"""


def test_what_goes_out_comes_back_and_changes_nothing() -> None:
    batch = tmx_exchange.read(tmx_exchange.write(export()), PATH)
    assert (batch.slug, batch.language, batch.kind) == ("window", "es", "tmx")
    assert [row.target for row in batch.rows] == ["Cierra la ventana.", COLD_ES, "Descansa **hoy**."]
    new, report = merged(batch)
    assert set(kinds(report)) == {"unchanged"}
    assert new.entries == ENTRIES


def test_the_same_rows_give_the_same_bytes() -> None:
    assert tmx_exchange.write(export()) == (GOLDEN / "window.tmx").read_bytes()


def test_translate_toolkit_reads_counts_and_texts() -> None:
    store = tmx.tmxfile.parsefile(BytesIO(tmx_exchange.write(export())))
    assert [(unit.source, unit.target) for unit in store.units] == [
        (WINDOW, "Cierra la ventana."),
        (COLD, COLD_ES),
        ("Rest **today**.", "Descansa **hoy**."),
    ]


def test_our_own_memory_reads_it() -> None:
    units = parse_tmx(tmx_exchange.write(export()), PATH, "en", "es")
    assert [unit.target for unit in units] == ["Cierra la ventana.", COLD_ES, "Descansa **hoy**."]


def test_an_edit_is_taken() -> None:
    written = tmx_exchange.write(export()).replace(b">Cierra la ventana.", b">Cierra bien la ventana.")
    new, report = merged(tmx_exchange.read(written, PATH))
    assert kinds(report) == ["taken", "unchanged", "unchanged"]
    assert new[WINDOW].reviewer == "Ana Reyes"


def test_an_edit_beside_an_old_sentence_is_not_approved_for_the_new_one() -> None:
    written = tmx_exchange.write(export()).replace(b"Descansa **hoy**", "Descansa **mañana**".encode())
    new, _ = merged(tmx_exchange.read(written, PATH))
    assert new[REST].state is not State.APPROVED
    assert new[REST].target == "Descansa **mañana**."


def test_the_memory_of_another_program_is_matched_by_its_sentences() -> None:
    batch = tmx_exchange.read(FOREIGN.encode(), PATH)
    assert (batch.slug, batch.language) == (None, "es")
    assert [(row.source, row.target, row.comment) for row in batch.rows] == [
        (WINDOW, "Cierra bien la ventana.", ""),
        (REST, "Descansa **ya**.", "bold lost?"),
    ]


def test_several_languages_are_refused() -> None:
    more = FOREIGN.replace("</tu>", '<tuv xml:lang="pt-BR"><seg>Feche.</seg></tuv></tu>', 1)
    with pytest.raises(OctavillaError, match=r"several languages"):
        tmx_exchange.read(more.encode(), PATH)


@pytest.mark.parametrize("content", [b"<xliff/>", b"", b'<!DOCTYPE tmx [<!ENTITY a "b">]><tmx>&a;</tmx>'])
def test_what_is_no_memory_is_refused(content: bytes) -> None:
    with pytest.raises(OctavillaError):
        tmx_exchange.read(content, PATH)

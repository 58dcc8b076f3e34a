"""The search index: what is found follows from it alone, and it stays small."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages import language
from pipeline.project import Publisher, packaged
from pipeline.publish.searching import (
    BODY,
    HEADING,
    TITLE,
    Found,
    Passage,
    base36,
    from_text_script,
    index_script,
    passages,
    text_script,
    words,
)  # fmt: skip
from pipeline.review.assemble import original
from pipeline.text.read import read_text
from pipeline.typeset.render import Renderer


def test_words_are_compared_without_capitals_and_diacritics() -> None:
    assert words("¿Qué pasó con el PINGÜINO, en São Paulo?") == [
        "que",
        "paso",
        "con",
        "el",
        "pinguino",
        "en",
        "sao",
        "paulo",
    ]
    assert words("Ὀδυσσεύς 1.º ﬁn") == ["οδυσσευσ", "1", "o", "fin"]
    assert words("日本語 texto_uno") == ["日", "本", "語", "texto", "uno"]


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = words(text)
    assert [again for word in once for again in words(word)] == once


@given(st.integers(0, 10**9))
def test_numbers_are_read_back(number: int) -> None:
    assert int(base36(number), 36) == number


@given(st.lists(st.tuples(st.text(), st.text(), st.text(min_size=1))))
def test_passages_are_read_back(rows: list[tuple[str, str, str]]) -> None:
    script = text_script("es", 'a"b', [Passage(*row) for row in rows])
    assert from_text_script(script) == rows
    assert script.count("\n") == 1


def test_the_index_says_where_a_word_stands_at_best() -> None:
    texts = [
        Found(slug="a", title="Soup", subtitle="", passages=(Passage("", "", "soup and water"),)),
        Found(slug="b", title="B", subtitle="", passages=(Passage("s1", "Water", "soup"),)),
    ]
    script = index_script(texts)
    lines = script.partition('],"')[2].removesuffix('");\n').split("\\n")
    assert lines == [
        "and 5",
        f"b {base36(2 * 4 + TITLE)}",
        f"soup {base36(4 + TITLE)} {base36(4 + BODY)}",
        f"water {base36(4 + BODY)} {base36(4 + HEADING)}",
    ]


def test_passages_are_what_people_read_with_the_heading_above() -> None:
    content = (
        "---\ntitle: T\n---\n**Ana:** Hi.\n\n## One *two*\n\n- a [link](https://example.org)\n\n`x`\n\n"
        "![Alt](a.svg)\n\n<!-- cut -->\n\nEnd.[^1]\n\n[^1]: Note.\n"
    )
    english = language("en")
    made = original(read_text(content, slug="t", path=Path("t.md")), english)
    found = passages(Renderer().web_view(made, Publisher(), "a"))
    assert Passage("s1", "One two", "a link") in found
    assert Passage("n1", "", "Note.") in found
    assert not any("cut" in passage.text for passage in found)


def test_a_thousand_texts_make_an_index_of_bounded_size() -> None:
    """No more than 3 bytes for each text that has a word, and the words once: far less than the texts."""
    draw = random.Random(7)
    known = [f"{draw.randrange(36**5):x}" for _ in range(8000)]
    texts = [
        Found(slug=f"t{number}", title=known[number], subtitle="",
              passages=(Passage("", "", " ".join(draw.choices(known, k=300))),))
        for number in range(1000)
    ]  # fmt: skip
    postings = sum(len({*words(text.title), *words(text.passages[0].text)}) for text in texts)
    plain = sum(len(text.passages[0].text) for text in texts)
    size = len(index_script(texts))
    assert size < 3.2 * postings + 12 * len(known) + 40 * len(texts)
    assert size < 0.75 * plain


def test_the_script_folds_words_as_python_does(tmp_path: Path) -> None:
    """Both sides must cut words at the same places, or what is there is not found."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed; the browser tests say the same for some words")
    samples = ["Pingüino ÇA İstanbul ﬁn", "n.º 5_x", "日本語 kana カナ", "Ὀδυσσεύς", "it’s l’eau", "naïve—so"]
    source = packaged("templates").joinpath("web/search.js").read_text(encoding="utf-8")
    lines = [
        line
        for line in source.splitlines()
        if line.lstrip().startswith(("const SIGNS", "const WORD ", "const folded", "const wordsOf"))
    ]
    script = "\n".join([*lines, f"console.log(JSON.stringify({json.dumps(samples)}.map(wordsOf)))"])
    (tmp_path / "fold.js").write_text(script, encoding="utf-8")
    out = subprocess.run([node, str(tmp_path / "fold.js")], capture_output=True, text=True, check=True).stdout
    assert json.loads(out) == [words(sample) for sample in samples]

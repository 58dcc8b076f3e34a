"""Marks of proofs in HTML: every word of a marked sentence has its number, and nothing else about the text changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from pipeline.languages import language
from pipeline.text.marked import Mark, Sentence, joined
from pipeline.typeset.inline import Inline

INLINE = Inline(
    language=language("es"), references={"a": ("https://example.org/a", "")},
    call=lambda label: Markup("<sup>1</sup>"), href=lambda address: address, picture=lambda src, alt: Markup("<img>"),
    print=True,
)  # fmt: skip
MARK = re.compile(r'<span class="sentence" data-sentence="(\d+)" data-want="draft"( data-first)?>(.*?)</span>(?!</a>)')
TAG = re.compile(r"<[^>]+>")


def marked(*sentences: str, skip: frozenset[int] = frozenset()) -> str:
    """Join sentences with spaces, all but those at `skip` with marks."""
    parts: list[str] = []
    for at, sentence in enumerate(sentences):
        parts += [" " if at else "", sentence if at in skip else Sentence(sentence, Mark(at + 1, "draft"))]
    return joined(parts)


def without_marks(html: str) -> str:
    found = re.sub(r'<span class="sentence"[^>]*>', "\0", html)
    out, opened = [], []
    for part in re.split(r"(\0|<span\b[^>]*>|</span>)", found):
        if part == "\0" or part.startswith("<span"):
            opened.append(part == "\0")
            out.append("" if part == "\0" else part)
        elif part == "</span>":
            out.append("" if opened.pop() else part)
        else:
            out.append(part)
    return "".join(out)


TEXTS = [
    ("Una frase.", "Otra frase."),
    ("*Una* frase.", "**Otra** _frase_."),
    ("_Una frase._", "_Otra._"),
    ("“Una «frase».”", "'Otra' frase..."),
    ("Ver [esto](https://example.org/x).", "Y https://example.org/y."),
    ("Con nota.[^1]", "`código` aquí.", "![x](y.png) Fin."),
    ("*Abre una.", "Cierra otra.*"),
    ("¿Quién?", "¡Yo!", "25 % de 3.000 km."),
    ("Un \\* asterisco.", "[Palabras][a] al final."),
    ("**“Una.”**", "*¿Otra?*"),
]


@pytest.mark.parametrize("sentences", TEXTS)
def test_marks_change_nothing_but_add_themselves(sentences: tuple[str, ...]) -> None:
    text = marked(*sentences)
    plain = str(INLINE.html(str(text)))
    # WeasyPrint wants the space between two sentences inside the second one: in the line it is the same.
    assert TAG.sub("", str(INLINE.html(text))) == TAG.sub("", plain)
    assert sorted(TAG.findall(without_marks(str(INLINE.html(text))))) == sorted(TAG.findall(plain))
    assert INLINE.plain(text) == INLINE.plain(str(text))


@pytest.mark.parametrize("sentences", TEXTS)
def test_every_sentence_has_its_number_and_begins_once(sentences: tuple[str, ...]) -> None:
    html = str(INLINE.html(marked(*sentences)))
    begun = re.findall(r'data-sentence="(\d+)" data-want="draft" data-first', html)
    assert begun == [str(number) for number in range(1, len(sentences) + 1)]


def test_a_sentence_without_a_mark_stays_bare() -> None:
    html = str(INLINE.html(marked("Una.", "Dos.", "Tres.", skip=frozenset({1}))))
    assert re.findall(r'data-sentence="(\d+)"', html) == ["1", "3"]
    assert "</span> Dos.<span" in html


def test_a_mark_reaches_into_emphasis_links_and_code() -> None:
    html = str(INLINE.html(marked("Lee *esto* y [eso](https://example.org) con `x`.")))
    words = " ".join(TAG.sub("", found[2]).strip() for found in MARK.findall(html))
    assert words == "Lee esto y eso con x ."


def test_a_text_in_which_brackets_stand_already_is_marked_too() -> None:
    html = str(INLINE.html(marked("Con ⸨paréntesis⸩ raros.", "Y otra.")))
    assert "⸨paréntesis⸩" in html
    assert re.findall(r'data-sentence="(\d+)" data-want="draft" data-first', html) == ["1", "2"]


def test_a_label_has_the_mark_of_its_sentence() -> None:
    assert str(INLINE.label(marked("Ana Reyes"))) == (
        '<span class="sentence" data-sentence="1" data-want="draft" data-first>Ana Reyes</span>'
    )
    assert str(INLINE.label("Ana & Luis")) == "Ana &amp; Luis"


@given(
    st.lists(st.text(st.sampled_from("ab .*_`[]()\\<>&!\n“”'¿⸨⸩1"), min_size=1, max_size=12), min_size=1, max_size=4)
)
def test_no_text_loses_a_word_by_its_marks(sentences: list[str]) -> None:
    text = marked(*sentences)
    assert "".join(TAG.sub("", str(INLINE.html(text))).split()) == "".join(
        TAG.sub("", str(INLINE.html(str(text)))).split()
    )

"""Inline Markdown becomes safe HTML, with the typography of the language."""

from __future__ import annotations

from markupsafe import Markup, escape

from pipeline.languages import language
from pipeline.typeset.inline import Inline


def setter(code: str = "en") -> Inline:
    return Inline(
        language=language(code), references={"A": ("https://example.org/a", "")},
        call=lambda label: Markup(f"<sup>{escape(label)}</sup>"), href=lambda address: address,
        picture=lambda src, alt: Markup(f'<img src="{escape(src)}" alt="{escape(alt)}">'),
    )  # fmt: skip


def test_markup_in_a_text_is_shown_not_obeyed() -> None:
    html = setter().html('<script>alert(1)</script> & <img src=x onerror="y">')
    assert "<script" not in html and "<img" not in html
    assert "&lt;script&gt;" in html


def test_marks_become_tags() -> None:
    html = setter().html("**Bold**, *leaning*, ~~gone~~ and `x < y`")
    assert html == "<strong>Bold</strong>, <em>leaning</em>, <s>gone</s> and <code>x &lt; y</code>"


def test_a_link_that_runs_a_program_loses_its_address() -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "foo:bar"):
        html = setter().html(f"[words]({address})")
        assert "href" not in html
        assert "words" in html


def test_links_by_reference_and_bare_addresses_are_links() -> None:
    assert '<a href="https://example.org/a">here</a>' in setter().html("[here][a]")
    html = setter().html("See https://example.org/long/way, or write to ana@example.org.")
    assert 'href="https://example.org/long/way"' in html
    assert 'href="mailto:ana@example.org"' in html


def test_an_address_may_break_after_its_punctuation_and_typography_leaves_it_alone() -> None:
    html = setter("es").html("Mira https://example.org/a-b?c=d...")
    assert "example.<wbr>org/<wbr>a-<wbr>b?<wbr>c=<wbr>d" in html


def test_quotes_are_those_of_the_language_across_marks() -> None:
    assert setter("es").html('Dijo "*nunca* más".') == "Dijo «<em>nunca</em> más»."
    assert setter("pt").html('Disse "*nunca* mais".') == "Disse “<em>nunca</em> mais”."


def test_a_footnote_call_holds_on_to_the_word_before_it() -> None:
    html = setter().html("The wall.[^a] Next")
    assert "wall.\u2060<sup>a</sup>" in html


def test_spaces_the_text_face_has_not_are_replaced() -> None:
    html = setter().html("a\u202fb\u2009c self\u2011made")
    assert "\u202f" not in html and "\u2009" not in html and "\u2011" not in html
    assert "self\u2060-\u2060made" in html


def test_plain_text_has_no_marks() -> None:
    assert setter().plain("**A** [b](https://x.org) `c`\\\nd") == "A b c d"

"""Search and replace in translations."""

from __future__ import annotations

import contextlib
import threading
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.review import replacing
from pipeline.review.replacing import Replacement

LETTERS = st.text(alphabet="aAáÁeéßıİſñÑ ́b¿.1", max_size=12)


def put(text: str, find: str, new: str, **options: bool) -> str:
    """Return the text after a replacement."""
    return Replacement(find, new, **options).replacer()(text)[0]


@pytest.mark.parametrize(
    ("text", "find", "new", "options", "wanted"),
    [
        ("el calor y el calor", "calor", "bochorno", {}, "el bochorno y el bochorno"),
        ("Calor. CALOR. calor.", "calor", "bochorno", {}, "Bochorno. BOCHORNO. bochorno."),
        ("el calor", "Calor", "Bochorno", {}, "el bochorno"),
        ("Calor y calor", "calor", "frío", {"case": True}, "Calor y frío"),
        ("si o sí", "si", "no", {}, "no o sí"),
        ("si o sí", "si", "no", {"accents": False}, "no o no"),
        ("año", "ano", "x", {}, "año"),
        ("año", "ano", "x", {"accents": False}, "x"),
        ("sol y solo", "sol", "luna", {"words": True}, "luna y solo"),
        ("a.b acb", "a.b", "x", {}, "x acb"),
        ("a.b acb", "a.b", "x", {"pattern": True}, "x x"),
        ("aaaa", "a{2}", "b", {"pattern": True}, "bb"),
        ("10-12", r"(\d+)-(\d+)", r"\1–\2", {"pattern": True}, "10–12"),
        ("uno dos", "dos", "", {}, "uno "),
        ("aaa", "aa", "b", {}, "ba"),
        ("[calor](https://example.org/calor)", "calor", "frío", {}, "[frío](https://example.org/calor)"),
        ("<https://example.org/calor> calor", "calor", "frío", {}, "<https://example.org/calor> frío"),
        ("strasse Straße", "strasse", "x", {}, "x X"),
        ("i\u0301ndice", "índice", "lista", {}, "lista"),
        ("índice", "i\u0301ndice", "lista", {}, "lista"),
        ("e\u0301tat", "e", "x", {}, "e\u0301tat"),
        ("solo\u0301", "solo", "x", {"words": True, "accents": False}, "x"),
        ("(calor)", "(calor", "[frío", {}, "[frío)"),
    ],
)
def test_what_is_found_and_what_comes_in_its_place(
    text: str, find: str, new: str, options: dict[str, bool], wanted: str
) -> None:
    assert put(text, find, new, **options) == wanted


@given(LETTERS, LETTERS.filter(str.strip), st.booleans(), st.booleans(), st.booleans())
def test_putting_in_what_was_found_changes_nothing_with_case_and_accents(
    text: str, find: str, case: bool, accents: bool, words: bool
) -> None:
    exact = Replacement(find, find, case=True, accents=True, words=words).replacer()(text)
    assert unicodedata.normalize("NFC", exact[0]) == unicodedata.normalize("NFC", text)
    try:
        wide = Replacement(find, "", case=case, accents=accents, words=words)
    except OctavillaError:
        return  # nothing but accents, which are to be passed over
    assert len(wide.replacer()(text)[0]) <= len(text)


@given(LETTERS, LETTERS.filter(str.strip), st.booleans(), st.booleans(), st.booleans())
def test_the_short_way_finds_what_the_long_way_finds(
    text: str, find: str, case: bool, accents: bool, words: bool
) -> None:
    try:
        replacement = Replacement(find, "_", case=case, accents=accents, words=words)
    except OctavillaError:
        return
    short = list(replacement._found(text))
    object.__setattr__(replacement, "_simple", lambda _: None)
    assert list(replacement._found(text)) == short


@pytest.mark.parametrize(
    ("find", "new", "options"),
    [
        ("", "x", {}),
        ("  ", "x", {}),
        ("x" * 201, "x", {}),
        ("x", "y" * 201, {}),
        ("[", "x", {"pattern": True}),
        ("a*", "x", {"pattern": True}),
        ("a", r"\9", {"pattern": True}),
        ("(?:a{9999999}){9999999}", "x", {"pattern": True}),
        ("((a{1,99}){,99}){99,}", "x", {"pattern": True}),
        ("(" * 100 + "a", "x", {"pattern": True}),
        ("(?R)", "x", {"pattern": True}),
        ("(?<a>(?&a)b|a)", "x", {"pattern": True}),
        ("(a(?1)?b)", "x", {"pattern": True}),
        ("(a(?-1)?b)", "x", {"pattern": True}),
        ("(?P<a>a(?P>a)?b)", "x", {"pattern": True}),
        ("(?(DEFINE)(?P<q>a))a", "x", {"pattern": True}),
        ("\u0301", "x", {"accents": False}),
    ],
)
def test_a_search_that_makes_no_sense_is_refused(find: str, new: str, options: dict[str, bool]) -> None:
    with pytest.raises(OctavillaError):
        Replacement(find, new, **options).replacer()("a")


def test_a_pattern_that_takes_for_ever_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacing, "PATIENCE", 0.3)
    replacer = Replacement(r"(a+)+(b+)+$x", "y", pattern=True).replacer()
    times = iter([0.0, 0.0, 0.5])
    late = Replacement("a", "y", pattern=True).replacer(clock=lambda: next(times))
    late("a")
    with pytest.raises(OctavillaError, match="too long"):
        late("a")
    with pytest.raises(OctavillaError, match="too long"):
        replacer("ab" * 14 + "a" * 60_000 + "!")


def test_while_a_pattern_is_tried_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacing, "PATIENCE", 1.0)
    replacer = Replacement("(a|aa)+$", "y", pattern=True).replacer()
    turns = 0

    def tried() -> None:
        with contextlib.suppress(OctavillaError):
            replacer("a" * 100 + "b")

    worker = threading.Thread(target=tried)
    worker.start()
    while worker.is_alive():
        worker.join(0.01)
        turns += 1
    # One that keeps Python to itself leaves two.
    assert turns > 5


def test_a_pattern_may_hold_an_optional_bracket() -> None:
    assert put("call (020) 7946", r"\(?020\)?", "0044 20", pattern=True) == "call 0044 20 7946"


def test_a_pattern_that_takes_all_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Greedy:
        def subn(self, *_: object, **__: object) -> tuple[str, int]:
            raise MemoryError

    replacement = Replacement("a+", "y", pattern=True)
    vars(replacement)["_compiled"] = Greedy()
    with pytest.raises(OctavillaError, match="too much memory"):
        replacement.replacer()("aaa")


def test_a_text_cannot_be_blown_up() -> None:
    with pytest.raises(OctavillaError, match="beyond measure"):
        Replacement("a", "b" * 200).replacer()("a" * 1000)

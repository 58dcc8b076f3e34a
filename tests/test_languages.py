"""What is known about each language."""

from __future__ import annotations

import pytest

from pipeline.errors import OctavillaError
from pipeline.languages import language, language_of_argos


@pytest.mark.parametrize(
    ("code", "locale", "argos", "quotes"),
    [
        ("en", "en-GB", ("en",), "‘’“”"),
        ("en-US", "en-US", ("en",), "“”‘’"),
        ("es", "es-ES", ("es",), "«»“”"),
        ("es-ES", "es-ES", ("es",), "«»“”"),
        ("es-419", "es-419", ("es",), "«»“”"),
        ("pt", "pt-BR", ("pb", "pt"), "“”‘’"),
        ("pt-BR", "pt-BR", ("pb", "pt"), "“”‘’"),
        ("pt-PT", "pt-PT", ("pt", "pb"), "«»“”"),
    ],
)
def test_known_language_has_its_locale_package_and_quotes(
    code: str, locale: str, argos: tuple[str, ...], quotes: str
) -> None:
    facts = language(code)
    assert (facts.code, facts.locale, facts.argos, "".join(facts.quotes)) == (code, locale, argos, quotes)


@pytest.mark.parametrize(
    ("code", "like", "english_name"),
    [
        ("es-MX", "es-419", "Spanish (Mexico)"),
        ("pt-AO", "pt-PT", "Portuguese (Angola)"),
        ("en-IE", "en-GB", "English (Ireland)"),
    ],
)
def test_variety_outside_the_table_follows_the_nearest_one(code: str, like: str, english_name: str) -> None:
    facts, model = language(code), language(like)
    assert (facts.code, facts.locale, facts.english_name) == (code, code, english_name)
    for fact in (
        "name",
        "argos",
        "hyphenation",
        "quotes",
        "third_quotes",
        "dash",
        "paired_dash",
        "spaced_dash",
        "base",
    ):
        assert getattr(facts, fact) == getattr(model, fact)


@pytest.mark.parametrize(
    ("code", "name", "english_name", "argos"),
    [
        ("fr", "Français", "French", "fr"),
        ("ca", "Català", "Catalan", "ca"),
        ("fr-CA", "Français", "French (Canada)", "fr"),
        ("zh-Hant", "中文", "Chinese (Traditional)", "zt"),
        ("zh-TW", "中文", "Chinese (Traditional, Taiwan)", "zt"),
        ("zh", "中文", "Chinese", "zh"),
        ("zh-Hans", "中文", "Chinese (Simplified)", "zh"),
        ("tl", "Filipino", "Filipino", "tl"),
        ("fil", "Filipino", "Filipino", "tl"),
        ("el", "Ελληνικά", "Greek", "el"),
        ("eo", "Esperanto", "Esperanto", "eo"),
        ("qu", "Runasimi", "Quechua", "qu"),
    ],
)
def test_other_language_gets_its_names_from_the_locale_data(
    code: str, name: str, english_name: str, argos: str
) -> None:
    facts = language(code)
    assert facts.english_name == english_name
    assert (facts.code, facts.locale, facts.name, facts.argos) == (code, code, name, (argos,))


@pytest.mark.parametrize("code", ["", "x", "EN", "es_ES", "../es", "es\n", "español", "e s", "es-", "pt-br"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(OctavillaError, match=r"is no language code\. Write it like es, pt or pt-PT"):
        language(code)


@pytest.mark.parametrize("code", ["zz", "xx", "qqq", "und"])
def test_code_of_no_language_is_refused(code: str) -> None:
    with pytest.raises(OctavillaError, match=rf"unknown language “{code}”\. Write a code like"):
        language(code)


@pytest.mark.parametrize(("code", "base"), [("pt-BR", "pt"), ("en", "en"), ("es-419", "es"), ("ast", "ast")])
def test_base_is_the_language_without_its_variety(code: str, base: str) -> None:
    assert language(code).base == base


@pytest.mark.parametrize("code", ["no", "nb"])
def test_norwegian_has_one_package_under_two_codes(code: str) -> None:
    assert language(code).argos == ("nb", "no")


@pytest.mark.parametrize("code", ["ar", "he", "fa", "ur", "ckb", "ar-EG", "az-Arab"])
def test_what_is_written_from_the_right_says_so(code: str) -> None:
    assert language(code).direction == "rtl"


@pytest.mark.parametrize("code", ["en", "es", "pt-PT", "es-MX", "ru", "el", "ja", "zh-Hant", "hi", "th", "az"])
def test_all_else_is_written_from_the_left(code: str) -> None:
    assert language(code).direction == "ltr"


@pytest.mark.parametrize(
    ("argos", "code"),
    [("pb", "pt"), ("pt", "pt-PT"), ("zt", "zh-Hant"), ("zh", "zh"), ("nb", "nb"), ("es", "es"), ("pt_BR", "pt-BR")],
)
def test_language_of_a_package_is_known_by_argoss_code(argos: str, code: str) -> None:
    assert language_of_argos(argos) == language(code)
    if "_" not in argos:
        assert language(code).argos[0] == argos


def test_package_for_an_unknown_language_has_plain_facts_and_no_error() -> None:
    facts = language_of_argos("xx")
    assert (facts.code, facts.base, facts.english_name, facts.argos, facts.direction) == (
        "xx",
        "xx",
        "xx",
        ("xx",),
        "ltr",
    )

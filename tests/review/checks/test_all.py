"""All checks together: on anything at all, on the project's own editions, and in time."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.looking import looker
from pipeline.project import open_project
from pipeline.review.catalogue import State
from pipeline.review.checks import CHECKS, TITLES, Issue, Pair, Severity, look, templates
from pipeline.review.checks.speller import dictionary_for
from pipeline.review.remarks import dismissed
from pipeline.review.store import load

Find = Callable[..., tuple[Issue, ...]]
ROOT = Path(__file__).resolve().parents[3]
TEXT = st.lists(
    st.sampled_from(
        [
            *'aA1 .,;:?!¿¡()[]*_~`"“”«»‘’—-\n\\&<>@#£€%$|{}',
            "palabra ",
            "word ",
            "12,5",
            "https://a.example",
            "[^1]",
            "**",
        ]
    ),
    max_size=20,
).map("".join)


def test_checks_titles_and_templates_belong_together() -> None:
    assert list(CHECKS) == list(TITLES)
    assert set(TITLES.values()) <= set(templates())
    assert all(name == name.lower() and name.replace("-", "").isalpha() for name in CHECKS)
    for template in templates():
        fields = [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]
        assert all(name.isidentifier() for name in fields)


def test_skipped_checks_are_not_made(find: Find) -> None:
    pair = Pair(source="Bring 5  bottles.", target="trae botellas", source_language="en", language="es", locale="es-ES")
    names = {issue.check for issue in look(pair)}
    assert {"numbers", "end", "capitals"} <= names
    assert {issue.check for issue in look(pair, skip=names)} == set()


@settings(max_examples=300, deadline=None)
@given(TEXT, TEXT, st.sampled_from(["es", "pt", "pt-PT", "es-419", "fr", "en", "zh"]))
def test_any_text_can_be_checked(find: Find, source: str, target: str, code: str) -> None:
    """Nothing raises, every place lies in the translation, and a mend is a change (see `find`)."""
    find("", source, target, code, before=source, after=target)


@pytest.mark.parametrize("code", ["es", "pt"])
def test_the_projects_own_approved_editions_are_sound(code: str) -> None:
    project = open_project(ROOT)
    spelling = dictionary_for({"es": "es-ES", "pt": "pt-BR"}[code]) is not None
    checked = looker(project, code, "en", spelling=spelling)
    found, seen = [], 0
    for path in sorted((project.translations / code).glob("*.po")):
        entries = [entry for entry in load(path) if entry.state is State.APPROVED]
        seen += len(entries)
        for at, entry in enumerate(entries):
            around = (
                "\n".join(e.target for e in some) for some in (entries[max(at - 5, 0) : at], entries[at + 1 : at + 6])
            )
            for issue in look(checked.pair(entry, *around), skip=dismissed(entry)):
                if issue.severity is not Severity.NOTE:
                    found.append(f"{path.name}: {issue.check}: {issue.message}: {entry.target}")
    assert seen > 200
    assert found == []


@pytest.mark.parametrize("sign", ["a", "[", "1.", "¿", "a a ", " ", "**", "&", "xyz "])
@pytest.mark.parametrize("side", ["source", "target"])
def test_what_is_no_sentence_any_more_is_told_so_and_not_looked_at(find: Find, sign: str, side: str) -> None:
    """Some checks take the square of the length, or more."""
    long = "Ay " + sign * 100_000 + "z"
    source, target = (long, "Ay.") if side == "source" else ("Oh.", long)
    found = find("", source, target, speller=_NotAsked(), source_speller=_NotAsked())
    assert [issue.message for issue in found] == [f"{len(long):d} characters, and 5000 fit."]


@pytest.mark.parametrize(("source", "target"), [("A12,5 B", "12,5 13"), ("1234 5", "A12,5 B")])
def test_figures_have_no_capitals(find: Find, source: str, target: str) -> None:
    assert find("all-capitals", source, target) == ()


class _NotAsked:
    def misspelt(self, words: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        raise AssertionError(words)


def test_a_check_stops_after_some_findings(find: Find) -> None:
    assert len(find("doubled", "Come.", "Ven " + "hoy hoy. " * 300)) == 20


def test_after_some_unknown_words_no_more_are_looked_up(find: Find, words: type) -> None:
    speller = words("casa")
    asked: list[str] = []
    known: Callable[[Sequence[str]], Mapping[str, tuple[str, ...]]] = speller.misspelt

    def misspelt(some: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        asked.extend(some)
        return known(some)

    speller.misspelt = misspelt
    foreign = " ".join(f"zz{chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(150))
    assert len(find("spelling", "Come.", foreign, speller=speller)) == 20
    assert len(asked) < 50
    asked.clear()
    find("spelling", "Come.", "casa " * 150, speller=speller)
    assert len(asked) > 140


def test_a_sentence_with_everything_in_it_is_right() -> None:
    pair = Pair(
        source="On 23 April **600 people** came to [the hall](https://a.example) and paid £1,870 “by hand”.[^a]",
        target="El 23 de abril **600 personas** vinieron a [la sala](https://a.example) y pagaron 1870 £ «a mano»[^a].",
        source_language="en",
        language="es",
        locale="es-ES",
    )
    assert look(pair) == ()

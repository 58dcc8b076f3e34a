"""The interface speaks English, Spanish and Portuguese: nothing is left out, and no place in a string is lost."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import pipeline.review.checks as checks
import pipeline.review.web as web
from pipeline.strings import load

WEB = Path(web.__file__).parent
CHECKS = Path(checks.__file__).parent
PLACE = re.compile(r"\{\w+\}")
SAYS = {"say": 1, "say_number": 2, "_": 1, "n_": 2, "Template": 1}


def of_templates() -> Iterator[str]:
    """Yield every string that a template says; one that is put together at run time fails."""
    for path in sorted((WEB / "templates").glob("*.html")):
        for call in Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            count = SAYS.get(getattr(call.node, "name", ""), 0)
            for argument in call.args[:count]:
                assert isinstance(argument, nodes.Const), (path.name, call.lineno)
                yield argument.value


def of_modules() -> Iterator[str]:
    """Yield every string that the server, the checks, and the machine's remarks say."""
    for path in (*sorted(WEB.glob("*.py")), *sorted(CHECKS.glob("*.py")), CHECKS.parent / "reasons.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                count = SAYS.get(getattr(call.func, "id", ""), 0)
                yield from (
                    part.value
                    for part in call.args[:count]
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                )
    yield from checks.TITLES.values()


STRINGS = sorted({*of_templates(), *of_modules()})


def test_there_is_something_to_translate() -> None:
    assert {"Approve and go on", "Two spaces, where one is enough.", "Drafts"} <= set(STRINGS)
    assert len(STRINGS) > 300


@pytest.mark.parametrize("code", ["es", "pt"])
def test_everything_is_translated_and_nothing_else_is_there(code) -> None:
    known = load(WEB / "locale" / f"{code}.po")
    assert [string for string in STRINGS if not known.get(string)] == []
    assert sorted(set(known) - set(STRINGS)) == []


@pytest.mark.parametrize("code", ["es", "pt"])
def test_a_translation_has_the_places_and_marks_of_its_english(code) -> None:
    known = load(WEB / "locale" / f"{code}.po")
    for english, other in known.items():
        assert sorted(PLACE.findall(english)) == sorted(PLACE.findall(other)), english
        for mark in ("**", "~~"):
            assert english.count(mark) == other.count(mark), english
        assert english.strip() == english and other.strip() == other, english
        assert english.endswith(".") == other.endswith("."), (english, other)
        assert english.endswith("?") == other.endswith("?"), (english, other)


def test_quotation_marks_are_those_of_the_language() -> None:
    assert not [text for text in load(WEB / "locale" / "es.po").values() if re.search('[“”"]', text)]
    assert not [text for text in load(WEB / "locale" / "pt.po").values() if re.search('[«»"]', text)]


def test_scripts_say_only_what_the_page_gives_them() -> None:
    given = set(re.findall(r'^  "([^"]+)":', (WEB / "templates" / "words.html").read_text(encoding="utf-8"), re.M))
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in sorted((WEB / "static").glob("*.js")))
    asked = set(re.findall(r'\bsay(?:Number)?\("([^"]+)"', scripts))
    asked |= set(re.findall(r'sayNumber\("[^"]+", "([^"]+)"', scripts))
    assert asked - given == set()
    # The others are chosen at run time, by names that stand in the scripts.
    chosen = {name for name in given - asked if f'"{name}"' not in scripts and not name.startswith("state ")}
    assert chosen == set()


def test_nothing_of_the_pages_comes_from_elsewhere_and_nothing_runs_inline() -> None:
    for path in (*(WEB / "templates").glob("*.html"), *(WEB / "static").glob("*.*")):
        content = path.read_text(encoding="utf-8")
        assert not re.search(r"\bstyle=|\bon[a-z]+=\"|javascript:", content) or path.suffix == ".js", path.name
        found = set(re.findall(r"https?://[^\s\"'<)]+", content))
        assert found <= {"http://www.w3.org/2000/svg", "https://…"}, path.name

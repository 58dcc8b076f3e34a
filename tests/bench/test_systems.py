"""Apertium and Argos are asked so that every sentence gets its own answer."""

import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import systems
from bench.systems import Apertium, apertium
from pipeline.errors import OctavillaError
from pipeline.mt.packages import Package

Program = Callable[[str], str]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Make a program that stands for `apertium`: Python code that has `mode` and the input as `given`."""

    def make(code: str) -> str:
        path = tmp_path / "apertium"
        path.write_text(
            f"#!{sys.executable}\nimport sys\nmode = sys.argv[-1]\n"
            f"given = sys.stdin.read() if mode != '-l' else ''\n{code}\n",
            encoding="utf-8",
        )
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    return make


def test_every_sentence_gets_its_own_line_through_all_modes(program: Program) -> None:
    path = program("sys.stdout.write(given.replace('.', f'<{mode}>.'))")
    found = Apertium(path, ("a-b", "b-c")).translate(["One.", " Two\nhalves. ", "One."])
    assert found == {"One.": "One<a-b><b-c>.", " Two\nhalves. ": "Two halves<a-b><b-c>."}


def test_a_sentence_that_spoils_the_lines_is_left_as_it_is_and_harms_no_other(program: Program) -> None:
    path = program("sys.stdout.write(given.replace('bad', 'b\\n\\nd').upper())")
    sentences = [f"good {number}" for number in range(20)] + ["bad", "café"]
    found = Apertium(path, ("a-b",)).translate(sentences)
    assert found.pop("bad") == "bad"
    assert found == {sentence: sentence.upper() for sentence in sentences if sentence != "bad"}


def test_a_program_that_hangs_or_fails_leaves_the_sentences(program: Program) -> None:
    hangs = program("import time\ntime.sleep(20)")
    assert Apertium(hangs, ("a-b",), timeout=-0.3).translate(["One."]) == {"One.": "One."}
    fails = program("sys.exit(1)")
    assert Apertium(fails, ("a-b",)).translate(["One."]) == {"One.": "One."}


def test_modes_are_those_that_are_installed_brazilian_first(program: Program) -> None:
    path = program("print('  eng-spa\\n  es-pt\\n  es-pt_BR')")
    assert apertium("pt", path).modes == ("eng-spa", "es-pt_BR")
    assert apertium("es", path).modes == ("eng-spa",)


def test_what_is_not_installed_is_named(program: Program, tmp_path: Path) -> None:
    with pytest.raises(OctavillaError, match="not installed"):
        apertium("es", str(tmp_path / "nothing"))
    with pytest.raises(OctavillaError, match="without es-pt_BR or"):
        apertium("pt", program("print('  eng-spa')"))
    with pytest.raises(OctavillaError, match="no way from English to xx"):
        apertium("xx", program("print('  eng-spa')"))


class Upper:
    """Stands for argostranslate's translation of a package."""

    def __init__(self, asked: list[str]) -> None:
        self.asked = asked

    def translate(self, text: str) -> str:
        self.asked.append(text)
        return f" {text.upper()}"


def test_argos_is_asked_once_a_sentence_and_not_again_for_what_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(systems, "argos_translation", lambda package: Upper(asked))
    package = Package(name="x", version="1", from_code="en", to_code="es", path=tmp_path, fingerprint="f")
    memory = tmp_path / "argos.sqlite"
    assert systems.argos([package], ["one", "two", "one"], memory) == {"one": "ONE", "two": "TWO"}
    steps: list[tuple[int, int]] = []
    found = systems.argos([package], ["three", "two"], memory, lambda done, total: steps.append((done, total)))
    assert found == {"three": "THREE", "two": "TWO"}
    assert asked == ["one", "two", "three"]
    assert steps == [(0, 1), (1, 1)]
    other = Package(name="x", version="1", from_code="en", to_code="es", path=tmp_path, fingerprint="g")
    systems.argos([other], ["two"], memory)
    assert asked == ["one", "two", "three", "two"]


def test_argos_goes_through_several_packages_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(systems, "argos_translation", lambda package: Upper(asked))
    package = Package(name="x", version="1", from_code="en", to_code="es", path=tmp_path, fingerprint="f")
    assert systems.argos([package, package], ["one"], None) == {"one": "ONE"}
    assert asked == ["one", "ONE"]


def test_argos_keeps_its_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from argostranslate import settings

    before = settings.intra_threads
    monkeypatch.setattr(systems, "argos_translation", lambda package: Upper([]))
    package = Package(name="x", version="1", from_code="en", to_code="es", path=tmp_path, fingerprint="f")
    systems.argos([package], ["one"], None)
    assert settings.intra_threads == before

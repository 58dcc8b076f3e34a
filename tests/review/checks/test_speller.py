"""The spelling program: asked in batches, by several threads, and never waited for in vain."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.review.checks import speller as module
from pipeline.review.checks.speller import Accepting, Hunspell, dictionary_for, remedy

AFFIXES = "SET UTF-8\nTRY aeiou\nMAXNGRAMSUGS 4\nWORDCHARS -\n"
WORDS = ("casa", "refresca", "caja", "biblioteca", "habitación", "tóxico")
pytestmark = pytest.mark.skipif(module.shutil.which("hunspell") is None, reason="hunspell is not installed")


@pytest.fixture
def dictionary(tmp_path: Path) -> str:
    (tmp_path / "es_XX.aff").write_text(AFFIXES, encoding="utf-8")
    (tmp_path / "es_XX.dic").write_text("\n".join((str(len(WORDS)), *WORDS)) + "\n", encoding="utf-8")
    return str(tmp_path / "es_XX")


@pytest.fixture
def hunspell(dictionary: str) -> Iterator[Hunspell]:
    one = Hunspell(dictionary)
    yield one
    one.close()


def test_unknown_words_come_with_suggestions_nearly_the_same(hunspell: Hunspell) -> None:
    found = hunspell.misspelt(["casa", "cesa", "Biblioteca", "xyzzyplugh"])
    assert found == {"cesa": ("casa",), "xyzzyplugh": ()}


def test_what_is_regular_in_spanish_needs_no_entry_of_its_own(hunspell: Hunspell) -> None:
    assert hunspell.misspelt(["refréscate", "cajita", "antitóxico", "cajitas"]).keys() == {"cajitas"}


def test_letters_may_be_composed_and_apostrophes_of_any_kind(hunspell: Hunspell) -> None:
    assert hunspell.misspelt(["habitacio\u0301n"]) == {}


def test_signs_that_are_commands_to_the_program_are_words_to_us(hunspell: Hunspell) -> None:
    for word in ("!casa", "#casa", "*casa", "casa\n&casa", "", "a" * 200, "~x", "\x00"):
        assert set(hunspell.misspelt([word])) <= {word}
    assert hunspell.misspelt(["cesa"]) == {"cesa": ("casa",)}


def test_many_words_and_many_threads_get_their_own_answers(hunspell: Hunspell) -> None:
    wrong = [f"zz{chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(300)]
    assert set(hunspell.misspelt([*wrong, *WORDS])) == set(wrong)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda at: set(hunspell.misspelt([wrong[at], f"q{wrong[at]}"])), range(100)))
    assert answers == [{wrong[at], f"q{wrong[at]}"} for at in range(100)]


def test_a_process_that_was_killed_is_started_again(hunspell: Hunspell) -> None:
    hunspell.misspelt(["casa"])
    assert hunspell._process is not None
    hunspell._process.kill()
    hunspell._process.wait()
    assert hunspell.misspelt(["cesa"]) == {"cesa": ("casa",)}


def test_a_program_that_does_not_answer_is_not_waited_for(
    dictionary: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "hunspell"
    program.write_text("#!/bin/sh\necho hello\nexec sleep 100000\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(module, "PATIENCE", 0.3)
    one = Hunspell(dictionary)
    assert one.misspelt(["cesa"]) == {}
    one.close()


def test_words_of_the_group_are_accepted_in_any_case(hunspell: Hunspell) -> None:
    accepting = Accepting(hunspell, ("Fenwick", "rodapié"))
    assert accepting.misspelt(["fenwick", "Rodapié", "cesa"]) == {"cesa": ("casa",)}


def test_the_dictionary_of_the_variety_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = {name: f"/d/{name}" for name in ("es_ES", "es_MX", "pt_PT", "en_US", "es_AR", "fr")}
    monkeypatch.setattr(module, "dictionaries", lambda: installed)
    named = {code: dictionary_for(code) for code in ("es-ES", "es-419", "es-AR", "es-PE", "pt-BR", "pt-PT", "fr", "xx")}
    assert named == {
        "es-ES": "/d/es_ES", "es-419": "/d/es_MX", "es-AR": "/d/es_AR", "es-PE": "/d/es_ES", "pt-BR": None,
        "pt-PT": "/d/pt_PT", "fr": "/d/fr", "xx": None,
    }  # fmt: skip


def test_the_remedy_names_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    assert remedy("pt-BR") == "hunspell-pt-br"
    assert remedy("de") == "hunspell-de"
    monkeypatch.setattr(module.shutil, "which", lambda name: None)
    assert remedy("es-ES") == "hunspell hunspell-es"


def test_no_batch_is_so_large_that_others_wait_long(hunspell: Hunspell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor so large that question and answer fill both pipes, and each side waits for the other."""
    asked = []

    def answers(words: list[str]) -> dict[str, tuple[str, ...] | None]:
        asked.append(len(words))
        return dict.fromkeys(words, ())

    monkeypatch.setattr(hunspell, "_answers", answers)
    words = [f"{chr(97 + at % 26)}{chr(97 + at // 26)}ándonostelas" for at in range(100)]
    assert hunspell.misspelt(words).keys() == set(words)
    assert sum(asked) > 300 and max(asked) <= module._BATCH


def test_a_word_that_took_too_long_is_not_asked_again(hunspell: Hunspell, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object) -> list[list[str]]:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(module, "_exchange", late)
        assert hunspell.misspelt(["cesa"]) == {}
    assert hunspell.misspelt(["cesa", "cesas"]).keys() == {"cesas"}


def test_what_is_much_too_long_for_a_word_is_not_looked_up(hunspell: Hunspell) -> None:
    assert hunspell.misspelt(["x" * 61]) == {}
    assert hunspell._process is None


def test_words_that_another_thread_has_asked_for_meanwhile_are_not_waited_for(
    hunspell: Hunspell, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not hunspell.misspelt(["casa"])
    monkeypatch.setattr(module, "_exchange", lambda *_: pytest.fail("there is nothing to ask"))
    hunspell._ask([])

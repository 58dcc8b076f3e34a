"""Errors for people: one line that says where."""

from __future__ import annotations

import pickle
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pipeline.errors import OctavillaError


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OctavillaError("wrong"), "wrong"),
        (OctavillaError("wrong", path=Path("a.md")), "a.md: wrong"),
        (OctavillaError("wrong", path="a.md", line=3), "a.md:3: wrong"),
        (OctavillaError("wrong\n  in   two\tlines\n", path="a.md"), "a.md: wrong in two lines"),
        (OctavillaError("wrong", path=Path("a\nb.md")), "a?b.md: wrong"),
        (OctavillaError("wrong", path=Path("a\u00a0b  c.md")), "a\u00a0b  c.md: wrong"),
    ],
)
def test_message_is_one_line_that_begins_with_the_place(error: OctavillaError, line: str) -> None:
    assert error.format_message() == line
    assert str(error) == line


def test_command_shows_the_line_on_standard_error_and_exits_with_1() -> None:
    @click.command()
    def command() -> None:
        raise OctavillaError("wrong", path="a.md", line=3)

    result = CliRunner().invoke(command)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "octavilla: a.md:3: wrong\n")


def test_error_comes_back_whole_from_another_process() -> None:
    error = pickle.loads(pickle.dumps(OctavillaError("wrong", path=Path("a.md"), line=3)))
    assert (str(error), error.path, error.line, error.exit_code) == ("a.md:3: wrong", Path("a.md"), 3, 1)

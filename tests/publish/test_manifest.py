"""The manifest: sorted, the same bytes every time, and only what is known."""

from __future__ import annotations

import json
import random

from pipeline.ledger import Output
from pipeline.publish.manifest import Entry, describe, to_json

STYLE = describe(Output("build/site/assets/style.css", "aa", 10))
PAGE = describe(
    Output("build/print/es/ñu-a4.pdf", "bb", 20),
    text="ñu", language="es", format="a4", pages=4, source="cc", approved=0.0, proof=True,
)  # fmt: skip


def test_files_are_sorted_and_the_order_they_came_in_is_no_matter() -> None:
    entries = [describe(Output(f"build/{number}", "", 1)) for number in range(20)]
    expected = to_json(entries, "1")
    random.Random(1).shuffle(entries)
    assert to_json(entries, "1") == expected
    paths = [file["path"] for file in json.loads(expected)["files"]]
    assert paths == sorted(paths)


def test_a_file_of_an_edition_says_where_it_comes_from() -> None:
    (file,) = json.loads(to_json([PAGE], "0.1"))["files"]
    assert file == {
        "path": "build/print/es/ñu-a4.pdf", "sha256": "bb", "size": 20, "text": "ñu", "language": "es",
        "format": "a4", "pages": 4, "source": "cc", "approved": 0.0, "proof": True,
    }  # fmt: skip


def test_what_belongs_to_no_edition_has_no_share_of_approved_sentences() -> None:
    assert json.loads(to_json([STYLE], "0.1")) == {
        "octavilla": "0.1",
        "files": [{"path": "build/site/assets/style.css", "sha256": "aa", "size": 10}],
    }


def test_names_are_written_as_they_are_and_the_file_ends_in_a_line_end() -> None:
    content = to_json([PAGE], "0.1")
    assert "ñu-a4.pdf" in content
    assert content.endswith("}\n")


def test_an_empty_build_is_a_manifest_too() -> None:
    assert json.loads(to_json([], "0.1")) == {"octavilla": "0.1", "files": []}
    assert Entry(path="a", sha256="", size=0) == describe(Output("a", "", 0))

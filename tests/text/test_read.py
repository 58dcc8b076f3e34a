"""Tests of reading Markdown with front matter into a document."""

from __future__ import annotations

import datetime
import resource
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work import ratio

import pipeline.text.read as module
from pipeline.errors import OctavillaError
from pipeline.text.document import Block, Document, Kind, Role, texts_of
from pipeline.text.markdown import parse_inline
from pipeline.text.read import LONGEST_FILE, LONGEST_PARAGRAPH, decode, read_file, read_text

PATH = Path("mill.md")


def read(markdown: str, front: str = "title: The mill\n") -> Document:
    return read_text(f"---\n{front}---\n{markdown}", slug="mill", path=PATH)


def shape(block: Block) -> object:
    """Return a block as nested (kind, text or children): what a reader sees of its structure."""
    return (block.kind.value, [shape(child) for child in block.children] or block.text)


def shapes(markdown: str) -> list[object]:
    return [shape(block) for block in read(markdown).blocks]


def refused(markdown: str, front: str = "title: The mill\n") -> OctavillaError:
    with pytest.raises(OctavillaError) as caught:
        read(markdown, front)
    return caught.value


# Files and bytes


def test_the_slug_is_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "know-your-rights.md"
    path.write_text("---\ntitle: Know your rights\n---\nHello.\n", encoding="utf-8")
    assert read_file(path).slug == "know-your-rights"


def test_a_missing_file_is_one_line_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(OctavillaError, match=r"none\.md: cannot be read: No such file"):
        read_file(tmp_path / "none.md")


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    plain = "---\ntitle: The mill\n---\n\nA man\nsat.  \nHe rose.\n\n- one\n- two\n"
    for number, data in enumerate((plain, plain.replace("\n", "\r\n"), plain.replace("\n", "\r"), "\ufeff" + plain)):
        path = tmp_path / str(number) / "mill.md"
        path.parent.mkdir()
        path.write_bytes(data.encode("utf-8"))
        assert read_file(path) == read_text(plain, slug="mill", path=PATH)


def test_windows_1252_bytes_are_refused_with_their_line() -> None:
    with pytest.raises(OctavillaError, match=r"mill\.md:3: is not in UTF-8\. Open it") as caught:
        decode("---\ntitle: a\nsubtitle: “café”\n---\n".encode("cp1252"), PATH)
    assert caught.value.line == 3


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"  \n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is not a text file"),
        ("Hello".encode("utf-16"), "is not a text file"),
        (b"a" * (LONGEST_FILE + 1), "Divide the text"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(OctavillaError, match=message):
        decode(data, PATH)


def test_separators_of_layout_programs_are_line_ends() -> None:
    assert decode("a\u2028b\u2029c\x85d\x1fe".encode(), PATH) == "a\nb\n\nc\nd e"


# Front matter


def test_front_matter_is_read_as_it_is_written() -> None:
    front = (
        "Title: No\nsubtitle: 12:30\ntopic: 1968\nauthor: Vera   Pohl\ndate: 2026-05-01\nlicense: CC0\nlang: es\n"
        "formats: a4, booklet\nlanguages: [pt, es]\ncover: hall.jpg\ncover_alt: A hall\nunknown: x\n"
    )
    meta = read("Hello.", front).meta
    assert (meta.title, meta.subtitle, meta.topic, meta.author) == ("No", "12:30", "1968", "Vera Pohl")
    assert (meta.date, meta.licence, meta.language) == (datetime.date(2026, 5, 1), "CC0", "es")
    assert (meta.formats, meta.languages) == (("a4", "booklet"), ("pt", "es"))
    assert (meta.cover, meta.cover_alt) == ("hall.jpg", "A hall")


def test_empty_fields_are_as_good_as_none() -> None:
    meta = read("# The hall\n\nHello.", "title:\ndate:\nformats:\nauthor:\n").meta
    assert (meta.title, meta.date, meta.formats, meta.author) == ("The hall", None, (), "")


def test_without_front_matter_the_first_heading_is_the_title() -> None:
    text = read_text("# The *mill*\n\nHello.\n", slug="mill", path=PATH)
    assert text.meta.title == "The *mill*"
    assert [block.text for block in text.blocks] == ["Hello."]


def test_a_title_in_front_matter_leaves_the_first_heading() -> None:
    assert [block.text for block in read("# One\n\nHello.").blocks] == ["One", "Hello."]


@pytest.mark.parametrize(
    ("front", "line", "message"),
    [
        ("title: a: b\n", 2, "mapping values are not allowed here. Put a value that holds a colon"),
        ("title: a\nsubtitle: [x\n", 4, "expected"),
        ("title: a\n\tauthor: b\n", 3, "cannot start any token|found character"),
        ("- a\n- b\n", 2, "must be lines like"),
        ("just words\n", 2, "must be lines like"),
        ("title: [a, b]\n", None, "“title” must be one line"),
        ("title: {a: b}\n", None, "“title” must be one line"),
        ("author: a\n", 1, "has no title"),
        ("title: a\nlanguages: {es: 1}\n", None, "“languages” must be a list"),
        ("title: a\nlanguages: [[es]]\n", None, "“languages” must be a list"),
        ("title: a\ndate: 1 May\n", None, "written like 2026-05-01"),
        ("title: a\ndate: 2026-02-30\n", None, "written like 2026-05-01"),
        ("title: " + "[" * 5_000 + "\n", None, "too many brackets|expected"),
        ("title: a\x07b\n", None, "special characters"),
        ("title: *a\n", 2, "undefined alias"),
        ("[a]: b\n", None, "unhashable|front matter"),
    ],
)
def test_a_mistake_in_front_matter_is_one_line_with_file_and_way_out(
    front: str, line: int | None, message: str
) -> None:
    error = refused("Hello.", front)
    assert error.path == PATH
    assert line is None or error.line == line
    assert "\n" not in error.message
    with pytest.raises(OctavillaError, match=message):
        raise error


def test_front_matter_that_never_ends_is_refused() -> None:
    with pytest.raises(OctavillaError, match="no closing line"):
        read_text("---\ntitle: a\n\nHello.\n", slug="mill", path=PATH)


def test_no_python_is_run_from_front_matter() -> None:
    assert read("Hello.", "title: !!python/name:os.sep words\n").meta.title == "words"


# Blocks


def test_nested_lists_and_quotes_keep_their_shape() -> None:
    markdown = "- a\n\n  b\n- c\n  1. d\n     > e\n\n> - f\n>   g\n>\n> h\n"
    assert shapes(markdown) == [
        ("list", [
            ("item", [("paragraph", "a"), ("paragraph", "b")]),
            ("item", [("paragraph", "c"), ("list", [("item", [("paragraph", "d"), ("quote", [("paragraph", "e")])])])]),
        ]),
        ("quote", [("list", [("item", [("paragraph", "f g")])]), ("paragraph", "h")]),
    ]  # fmt: skip


def test_lists_know_whether_they_are_tight_and_where_they_start() -> None:
    loose, tight, zero = read("- a\n\n- b\n\n<!-- -->\n\n3) c\n4) d\n\n<!-- -->\n\n0. e\n").blocks[::2]
    assert (loose.tight, loose.ordered) == (False, False)
    assert (tight.tight, tight.ordered, tight.start) == (True, True, 3)
    assert zero.start == 0


def test_a_tight_list_in_a_loose_one_is_tight() -> None:
    (outer,) = read("- a\n\n- b\n  - c\n  - d\n").blocks
    (inner,) = [block for block in outer.walk() if block.kind is Kind.LIST and block is not outer]
    assert (outer.tight, inner.tight) == (False, True)


def test_tables_keep_marks_alignment_and_short_rows() -> None:
    (table,) = read("| A | *B* | C |\n|:--|--:|:-:|\n| a \\| b | [x](y) | **c**. D |\n| e |\n").blocks
    assert [[cell.text for cell in row.children] for row in table.children] == [
        ["A", "*B*", "C"],
        ["a | b", "[x](y)", "**c**. D"],
        ["e", "", ""],
    ]
    assert [row.header for row in table.children] == [True, False, False]
    assert [cell.align for cell in table.children[1].children] == ["left", "right", "center"]


def test_reference_links_keep_their_labels_and_the_document_their_addresses() -> None:
    text = read("See [words][Étape one] and [two].\n\n[étape  ONE]: https://a.org 'T'\n[two]: <b c>\n")
    assert [block.text for block in text.blocks] == ["See [words][Étape one] and [two]."]
    tokens = parse_inline(text.blocks[0].text, dict(text.references))
    assert [token.attrGet("href") for token in tokens if token.type == "link_open"] == ["https://a.org", "b%20c"]


def test_footnotes_hold_blocks_and_stay_where_they_are_defined() -> None:
    text = read("One[^a] and [^none].\n\n[^a]: First.\n\n    Second.\n\n    - item\n\nAfter.\n\n> [^b]: Third.\n")
    assert [(note.label, [block.kind.value for block in note.children]) for note in text.footnotes] == [
        ("a", ["paragraph", "paragraph", "list"]),
        ("b", ["paragraph"]),
    ]
    assert [block.kind for block in text.blocks] == [Kind.PARAGRAPH, Kind.FOOTNOTE, Kind.PARAGRAPH, Kind.QUOTE]
    assert text.blocks[0].text == "One[^a] and [^none]."
    assert [role for role, _ in texts_of(text)].count(Role.FOOTNOTE) == 3


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("a\nb", "a b"),
        ("a \n  b", "a b"),
        ("a  \nb", "a\\\nb"),
        ("a\\\nb", "a\\\nb"),
        ("a\\\\\nb", "a\\\\ b"),
        ("a\\  \nb", "a\\\\\\\nb"),
        ("`a  \nb`", "`a b`"),
        ("`a\\\nb`", "`a\\ b`"),
        ("`a` b  \nc", "`a` b\\\nc"),
        ("a  ", "a"),
        ("a\\", "a\\"),
    ],
)
def test_soft_breaks_become_spaces_and_hard_breaks_stay(markdown: str, text: str) -> None:
    assert [block.text for block in read(markdown).blocks] == [text]


def test_a_picture_alone_is_a_figure_and_one_in_a_line_is_not() -> None:
    figure, inline, reference = read(
        '![A *hall*](a.jpg "Our hall. In 1901.")\n\n![A](a.jpg) stands.\n\n![B][b]\n\n[b]: b.jpg\n'
    ).blocks
    assert (figure.kind, figure.src, figure.alt, figure.text) == (
        Kind.FIGURE,
        "a.jpg",
        "A *hall*",
        "Our hall. In 1901.",
    )
    assert (inline.kind, inline.text) == (Kind.PARAGRAPH, "![A](a.jpg) stands.")
    assert (reference.kind, reference.src, reference.alt) == (Kind.FIGURE, "b.jpg", "B")


@pytest.mark.parametrize(
    "turn", ["**Dr. Lind:** Yes.", "**Dr. Lind**: Yes.", "__Dr. Lind:__ Yes.", "**Dr. Lind:**\nYes."]
)
def test_a_turn_in_an_interview_has_a_speaker(turn: str) -> None:
    (block,) = read(turn).blocks
    assert (block.speaker, block.text) == ("Dr. Lind", "Yes.")


def test_bold_words_without_a_colon_are_no_speaker() -> None:
    assert [block.speaker for block in read("**Bring tea.** Now.\n\n**Note** this: it matters.\n").blocks] == ["", ""]


def test_code_comments_rules_and_html_are_told_apart() -> None:
    assert shapes("    a. B\n\n```py\nc\n\nd\n```\n\n<!-- cut -->\n\n***\n\n<div>\nx\n</div>\n") == [
        ("code", "a. B"),
        ("code", "c\n\nd"),
        ("comment", "cut"),
        ("rule", ""),
        ("paragraph", "<div> x </div>"),
    ]


def test_lines_are_those_of_the_file() -> None:
    text = read("One.\n\n- a\n- b\n\n> c\n\n[^1]: d\n")
    assert [(block.text, block.line) for block in text.walk() if block.text] == [
        ("One.", 4),
        ("a", 6),
        ("b", 7),
        ("c", 9),
        ("d", 11),
    ]


def test_an_empty_body_is_a_document_without_blocks() -> None:
    assert read("").blocks == ()
    assert read("[a]: https://x.org\n").blocks == ()


# Size


UNITS = ("word ", "x", "[", "[^", "![", "*a ", "`a", "<", "(", "\\", "&", "| a ", "word\n", "> word\n", "[a]( ")


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_two_megabytes_in_one_paragraph_are_an_error_with_its_line(unit: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    error = refused("One.\n\n" + unit * (2_000_000 // len(unit)))
    assert error.line == 6
    assert "put an empty line between paragraphs" in error.message
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000  # kilobytes


@pytest.mark.parametrize("unit", UNITS)
def test_a_paragraph_that_is_too_long_is_refused_by_work_in_proportion(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_PARAGRAPH", 1_000)
    assert ratio(lambda size: lambda: refused(unit * (size // len(unit))), 2_000, 20_000) < 12


@pytest.mark.parametrize("lead", ["# ", "- ", "> ", "[^1]: ", "<div>"])
def test_long_lines_are_found_in_every_sort_of_block(lead: str) -> None:
    assert refused(lead + "word " * LONGEST_PARAGRAPH).line == 4


def test_a_paragraph_at_the_limit_is_read() -> None:
    assert len(read("x" * LONGEST_PARAGRAPH).blocks[0].text) == LONGEST_PARAGRAPH


def test_long_white_space_is_passed_over_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """An expression that began anew at each space would hang here for an hour."""
    monkeypatch.setattr(module, "LONGEST_PARAGRAPH", LONGEST_FILE)
    read("a" + " " * (LONGEST_FILE - 100) + "b\nc")


@pytest.mark.parametrize("unit", ["> ", "- ", "1. ", "[^1]: ", "*"])
def test_deep_nesting_is_read_or_refused_without_a_crash(unit: str) -> None:
    try:
        read(unit * 5_000 + "a")
    except OctavillaError as error:
        assert "\n" not in error.message


@given(st.text())
def test_any_text_is_read_or_refused_in_one_line(markdown: str) -> None:
    try:
        text = read_text(markdown, slug="mill", path=PATH)
    except OctavillaError as error:
        assert "\n" not in error.message
    else:
        assert text.meta.title


@given(st.binary())
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text = decode(data, PATH)
    except OctavillaError as error:
        assert error.path == PATH
    else:
        assert "\r" not in text


def test_a_date_that_is_a_list_of_lists_is_not_shown() -> None:
    """A few lines of YAML may mean a value of gigabytes; what is wrong with it can be said without it."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for name, before in zip("bcdefghijk", "abcdefghij", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]")
    text = "\n".join(["---", "title: T", *lines, "date: *k", "---", "", "Words.", ""])
    with pytest.raises(OctavillaError, match="the date must be written like 2026-05-01") as caught:
        read_text(text, slug="text", path=Path("text.md"))
    assert len(caught.value.message) < 200

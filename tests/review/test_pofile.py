"""The PO format: nothing that another program wrote is lost, nothing broken gets through."""

from __future__ import annotations

import codecs
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import Catalogue, Entry, State
from pipeline.review.pofile import decode, format_po, lines_of, parse

GOLDEN = sorted((Path(__file__).parents[1] / "golden" / "catalogue" / "format").glob("*.po"))
HEADER = 'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def read(content: str) -> Catalogue:
    return parse(content, "es/essay.po")


def without_layout(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue as if nothing of it came from a file."""

    def bare(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(replace(entry, layout="") for entry in entries)

    header = catalogue.header and replace(catalogue.header, layout="")
    return replace(catalogue, entries=bare(catalogue.entries), obsolete=bare(catalogue.obsolete), header=header)


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_a_file_of_another_program_is_written_back_to_the_byte(file: Path) -> None:
    content = file.read_text(encoding="utf-8")
    assert format_po(parse(content, file)) == content


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\n\n"], ids=["CRLF", "CR", "blank lines"])
def test_line_ends_and_byte_order_mark_do_not_matter(file: Path, mark: bytes, end: bytes) -> None:
    plain = file.read_bytes()
    other = mark + plain.replace(b"\n", end)
    assert parse(decode(other, file), file) == parse(plain.decode(), file)


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_a_file_written_anew_holds_the_same(file: Path) -> None:
    catalogue = parse(file.read_text(encoding="utf-8"), file)
    again = format_po(without_layout(catalogue))
    assert parse(again, file) == catalogue
    assert format_po(without_layout(parse(again, file))) == again


def test_only_the_changed_entry_gets_new_lines() -> None:
    odd = '#. paragraph\nmsgid   "One."\nmsgstr ""\n"U"\n"no."'
    catalogue = read(f'{HEADER}{odd}\n\nmsgid ""\n"Two."\nmsgstr "Dos."\n')
    one, two = catalogue.entries
    changed = format_po(replace(catalogue, entries=(one, replace(two, target="2"))))
    assert changed == f'{HEADER}{odd}\n\nmsgid "Two."\nmsgstr "2"\n'


def test_headers_are_kept_in_order_with_unknown_ones() -> None:
    catalogue = parse(GOLDEN[-2].read_text(encoding="utf-8"), GOLDEN[-2])
    assert list(catalogue.headers)[:2] == ["Language", "X-Generator"]
    assert catalogue.headers["X-Poedit-Basepath"] == "."


def test_states_map_to_flags_and_previous_source() -> None:
    catalogue = parse(GOLDEN[-2].read_text(encoding="utf-8"), GOLDEN[-2])
    assert [entry.state for entry in catalogue] == [State.APPROVED, State.APPROVED, State.DRAFT, State.STALE]
    assert catalogue["He said “no” and left at once."].previous == 'He said "no" and left.'
    assert [entry.reviewer for entry in catalogue.obsolete] == ["Luis"]


def test_an_encoding_named_in_the_header_is_read_and_utf_8_written() -> None:
    latin = HEADER.replace("UTF-8", "ISO-8859-1").encode() + 'msgid "Tomorrow."\nmsgstr "Mañana."\n'.encode("latin-1")
    catalogue = read(decode(latin, "es/essay.po"))
    assert catalogue["Tomorrow."].target == "Mañana."
    assert "charset=UTF-8" in format_po(catalogue)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (HEADER.encode() + b'msgid "a"\nmsgstr "ma\xf1ana"\n', 7),
        (b"\xff\xfem\x00s\x00g\x00", 1),
        (HEADER.replace("UTF-8", "KLINGON-1").encode(), 4),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", 1),
    ],
)
def test_a_wrong_encoding_is_an_error_with_its_line(data: bytes, line: int) -> None:
    with pytest.raises(OctavillaError) as caught:
        decode(data, "es/essay.po")
    assert (caught.value.path, caught.value.line) == ("es/essay.po", line)
    assert "UTF-8" in caught.value.message


BROKEN = {
    "no closing quote": ('msgid "a\nmsgstr "b"\n', 6, "closing quote"),
    "no closing quote after a backslash": ('msgid "a\\"\nmsgstr "b"\n', 6, "closing quote"),
    "no quotes": ('msgid a\nmsgstr "b"\n', 6, "between quotes"),
    "quote inside": ('msgid "a "b" c"\nmsgstr "x"\n', 6, "quote inside"),
    "words after the quote": ('msgid "a"\nmsgstr "x" oops\n', 7, "closing quote"),
    "a line of prose": ('msgid "a"\nmsgstr "b"\nhello\n', 8, "hello"),
    "an unknown word": ('msgid "a"\nmsgtext "b"\n', 7, "msgtext"),
    "merge marks": ('msgid "a"\n<<<<<<< HEAD\nmsgstr "b"\n=======\nmsgstr "c"\n>>>>>>> x\n', 7, "unresolved merge"),
    "merge marks between": ('msgid "a"\nmsgstr "b"\n\n=======\n', 9, "unresolved merge"),
    "same sentence twice": ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', 9, "line 6"),
    "also obsolete": ('msgid "a"\nmsgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"\n', 9, "line 6"),
    "two headers": ('msgid ""\nmsgstr "x"\n', 6, "line 1"),
    "no msgstr": ('msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', 6, "without its msgstr"),
    "no msgstr at the end": ('msgid "a"\nmsgstr "b"\n\nmsgid "c"\n', 9, "without its msgstr"),
    "no msgid": ('# note\nmsgstr "b"\n', 7, "does not belong here"),
    "only a context": ('msgctxt "b"\n', 6, "without its msgstr"),
    "only a previous source": ('#| msgid "b"\n', 6, "middle of an entry"),
    "msgstr twice": ('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', 8, "twice"),
    "a comment inside": ('msgid "a"\n# odd\nmsgstr "b"\n', 6, "without its msgstr"),
    "a text on its own": ('# note\n"foo"\nmsgid "a"\nmsgstr "b"\n', 7, "without its keyword"),
    "half obsolete": ('#~ msgid "a"\nmsgstr "b"\n', 7, "#~"),
    "plural without plural": ('msgid "a"\nmsgid_plural "b"\nmsgstr "c"\n', 8, "does not belong"),
    "plural out of order": ('msgid "a"\nmsgid_plural "b"\nmsgstr[1] "c"\n', 8, "does not belong"),
    "previous translation": ('#| msgstr "a"\nmsgid "a"\nmsgstr "c"\n', 6, "previous msgid"),
    "unknown escape": ('msgid "C:\\quay"\nmsgstr "c"\n', 6, "\\q"),
    "byte escape": ('msgid "\\xe9"\nmsgstr "c"\n', 6, "\\xe9"),
}


@pytest.mark.parametrize(("body", "line", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_an_error_with_its_line(body: str, line: int, words: str) -> None:
    with pytest.raises(OctavillaError) as caught:
        read(HEADER + body)
    assert (str(caught.value.path), caught.value.line) == ("es/essay.po", line)
    assert words in caught.value.message
    assert "\n" not in caught.value.message


def test_line_separators_of_unicode_are_ordinary_letters() -> None:
    source = "a\u2028b\x85c\x0cd"
    catalogue = Catalogue(slug="essay", language="es", entries=(Entry(source=source, target="x"),))
    assert read(format_po(catalogue)) == catalogue


def test_a_long_string_is_cut_after_spaces_and_line_feeds() -> None:
    source = "word " * 30 + "\nend"
    lines = format_po(Catalogue(slug="essay", language="es", entries=(Entry(source=source),))).splitlines()
    assert lines[0] == 'msgid ""'
    assert all(len(line) <= 79 for line in lines)
    assert lines[-2:] == ['"end"', 'msgstr ""']


line = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\n"), max_size=12)
string = st.text(st.characters(blacklist_categories=["Cs"]), max_size=90) | st.text('ab \\"\n\t', max_size=200)
lines = st.lists(line, max_size=3).map(tuple)
flag = st.sampled_from(["fuzzy", "no-wrap", "x-own", "max-length:80"])


@st.composite
def an_entry(draw: st.DrawFn) -> Entry:
    plural = draw(st.none() | string)
    targets = draw(st.lists(string, min_size=1, max_size=3)) if plural is not None else []
    return Entry(
        source=draw(string.filter(bool)),
        target=draw(string) if plural is None else "",
        flags=draw(st.lists(flag, unique=True).map(tuple)),
        previous=draw(st.none() | string),
        previous_context=draw(st.none() | string),
        previous_plural=draw(st.none() | string),
        comments=draw(lines),
        notes=draw(lines),
        references=draw(lines),
        context=draw(st.none() | string),
        plural=plural,
        plural_targets=tuple(targets),
    )


@settings(max_examples=80, deadline=None)
@given(entries=st.lists(an_entry(), max_size=5, unique_by=lambda entry: entry.key), split=st.integers(0, 5), tail=lines)
def test_what_is_written_is_what_is_read(entries: list[Entry], split: int, tail: tuple[str, ...]) -> None:
    catalogue = Catalogue(
        slug="essay",
        language="es",
        header=Entry(source="", target="Language: es\nX-Odd: one\n"),
        entries=tuple(entries[:split]),
        obsolete=tuple(entries[split:]),
        tail=tuple(f"# {comment}".rstrip() or "#" for comment in tail if comment.strip()),
    )
    written = format_po(catalogue)
    assert read(written) == catalogue
    assert format_po(read(written)) == written


@settings(max_examples=200, deadline=None)
@given(content=st.text('msgidtr "\\\n#~|,.:[]01x', max_size=120) | st.text(max_size=60))
def test_any_text_is_a_catalogue_or_one_clear_error(content: str) -> None:
    try:
        catalogue = read(content)
    except OctavillaError as error:
        assert error.line
    else:
        assert read(format_po(catalogue)) == catalogue


@settings(max_examples=100, deadline=None)
@given(cut=st.integers(0, 2000), file=st.sampled_from(GOLDEN))
def test_a_file_cut_short_loses_no_entry_before_the_cut(cut: int, file: Path) -> None:
    content = file.read_text(encoding="utf-8")
    whole = parse(content, file).entries
    try:
        found = parse(content[:cut], file).entries
    except OctavillaError:
        return
    assert [entry.source for entry in found] == [entry.source for entry in whole[: len(found)]]
    assert found[:-1] == whole[: max(0, len(found) - 1)]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("msgcat") is None, reason="GNU gettext is not installed")
@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_gettext_reads_the_same_from_our_lines(file: Path, tmp_path: Path) -> None:
    catalogue = parse(file.read_text(encoding="utf-8"), file)
    ours = tmp_path / "ours.po"
    ours.write_text(format_po(without_layout(catalogue)), encoding="utf-8")

    def by_gettext(path: Path) -> str:
        done = subprocess.run(["msgcat", "--no-wrap", path], capture_output=True, text=True, check=True)
        return done.stdout

    assert by_gettext(ours) == by_gettext(file)
    theirs = parse(by_gettext(ours), file)
    known = {"fuzzy", "no-wrap", "kde-format"}
    entries = tuple(replace(e, flags=tuple(f for f in e.flags if f in known)) for e in catalogue.entries)
    assert theirs.entries == entries
    assert theirs.obsolete == catalogue.obsolete


def test_lines_are_those_of_each_msgid_and_obsolete_entries_have_none() -> None:
    content = '\ufeffmsgid ""\nmsgstr ""\n\n# mine\n#| msgid "old"\nmsgid ""\n"One "\n"two."\nmsgstr ""\n\n'
    content += (
        'msgctxt "menu"\nmsgid "Foreign"\nmsgstr ""\n\nmsgid "Three"\nmsgstr ""\n\n#~ msgid "Gone"\n#~ msgstr "x"\n'
    )
    found = lines_of(content, "es/a.po")
    assert found == {"": 1, "One two.": 6, "Three": 15}
    lines = content.split("\n")
    assert all(lines[number - 1].startswith("msgid") or number == 1 for number in found.values())

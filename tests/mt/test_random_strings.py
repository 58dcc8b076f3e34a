"""Whatever is typed, drafting ends, raises nothing and loses nothing."""

from __future__ import annotations

import math
import os
import random
import sys
import unicodedata
from collections.abc import Callable, Iterator

import pytest

from pipeline.mt.draft import Flag, Translation, draft
from pipeline.mt.inline import parse
from pipeline.mt.packages import Package

LONGEST = 20_000
WORDS = (
    "the",
    "open",
    "Window",
    "we",
    "saw",
    "12",
    "men,",
    "(perhaps)",
    "£3.50",
    "bread:",
    "came.",
    "Why?",
    "on Monday",
)
PROTECTED = ("https://example.org/a_b?c=1", "ana_reyes@example.org", "@harbour_street", "#open_window", "`x = y_z`")
MARKS = ("*", "**", "_", "`", "[", "](", ")", "~~", "[^1]", "<br>", "\\", "&amp;", "|", "\n", "!", "^", "#", "- ")
SCRIPTS = ((0x400, 0x4FF), (0x590, 0x6FF), (0x900, 0x97F), (0xE00, 0xE7F), (0x3040, 0x30FF), (0x4E00, 0x9FFF))
KEPT = {Flag.EMPTY.value, Flag.SIGNS.value, Flag.MARKS.value}
"""The flags of sentences that stand there as they came."""


def strings(count: int, longest: int, seed: int = 1) -> Iterator[str]:
    """Yield random strings of every kind; as many are of 10 to 100 characters as of 100 to 1000."""
    rng = random.Random(seed)

    def joined(part: Callable[[], str], between: str = "") -> Callable[[int], str]:
        def make(length: int) -> str:
            parts: list[str] = []
            size = 0
            while size < length:
                parts.append(part())
                size += len(parts[-1]) + len(between)
            return between.join(parts)[:length]

        return make

    def script(length: int) -> str:
        low, high = rng.choice(SCRIPTS)
        return "".join(rng.choice(" ") if rng.random() < 0.15 else chr(rng.randint(low, high)) for _ in range(length))

    kinds = (
        joined(lambda: rng.choice(WORDS), " "),
        joined(lambda: rng.choice((*WORDS, *PROTECTED)), " "),
        joined(lambda: rng.choice((*WORDS, *MARKS)), " "),
        joined(lambda: rng.choice((*WORDS, *MARKS))),
        joined(lambda: chr(rng.randint(0x20, 0x7E))),
        joined(lambda: chr(rng.randint(0, 0x24F))),
        joined(lambda: chr(rng.randint(0x1F300, 0x1FAFF))),
        joined(lambda: chr(rng.randint(0, sys.maxunicode))),
        script,
        lambda length: (rng.choice(("a", "A", ".", " ", "é", "字", "1", "\u0301", "\u200d", "_", "X1 ")) * length)[
            :length
        ],
    )
    for _ in range(count):
        length = round(math.exp(rng.uniform(0.0, math.log(longest))))
        yield rng.choice(kinds)(length)


def losses(source: str, draft: Translation) -> Iterator[str]:
    """Yield what a draft lost of its source.

    Nothing is lost when there is a draft where there is something to read, as white as the source at both ends; when
    everything protected (addresses, code, handles) is in it; when it holds no sign that only the program uses; and
    when it is the source itself wherever a flag says that the package could not translate it.
    """
    clean = source.encode("utf-8", "replace").decode()
    if bool(draft.text.strip()) != bool(source.strip()):
        yield "everything"
    if KEPT & {*draft.flags} and draft.text != source:
        yield "a source that was to be kept"
    if draft.text == source:
        return
    for item in parse(clean, {}).protected:
        # Signs of Markdown may have got a backslash.
        if item.raw.replace("\\", "") not in draft.text.replace("\\", ""):
            yield f"protected {item.raw!r}"
    # CommonMark has U+FFFD in the place of a NUL.
    for sign in {*draft.text} - {*source} - {*clean} - ({"\ufffd"} if "\0" in source else set()):
        if unicodedata.category(sign) in ("Co", "Cn", "Cs") or sign == "\ufffd":
            yield f"sense: {sign!r} came out of nothing"


def check(package: Package, count: int, longest: int) -> None:
    wanted = list(strings(count, longest))
    found = draft(wanted, package)
    assert list(found) == list(dict.fromkeys(wanted))
    lost = [(source[:200], loss) for source, item in found.items() for loss in losses(source, item)]
    assert not lost, lost[:5]


def test_random_strings_lose_nothing(spanish: Package) -> None:
    check(spanish, 40, 200)


@pytest.mark.slow
def test_random_strings_of_any_length_lose_nothing(spanish: Package) -> None:
    """As many as OCTAVILLA_RANDOM_STRINGS says: 10,000 take an hour or two."""
    check(spanish, int(os.environ.get("OCTAVILLA_RANDOM_STRINGS", "60")), LONGEST)


def test_strings_are_of_every_length() -> None:
    lengths = [len(string) for string in strings(400, LONGEST)]
    assert max(lengths) <= LONGEST
    assert sum(length > 2_000 for length in lengths) > 40
    assert sum(length < 10 for length in lengths) > 40


def test_a_loss_is_seen() -> None:
    url = PROTECTED[0]
    assert list(losses("See it.", Translation("", 1.0))) == ["everything"]
    assert list(losses("See it.", Translation("Mira.", 0.0, (Flag.EMPTY.value,)))) == ["a source that was to be kept"]
    assert list(losses(f"See {url}.", Translation("Mira.", 1.0))) == [f"protected {url!r}"]
    assert list(losses("See it.", Translation("Mira \ue05f.", 1.0))) == ["sense: '\\ue05f' came out of nothing"]
    assert not list(losses(f"See {url}.", Translation(f"Mira {url}.", 1.0)))

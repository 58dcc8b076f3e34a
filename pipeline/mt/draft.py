"""Draft sentences: take the marks out, translate all at once, put the marks back, remember."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from unicodedata import category

from pipeline.mt.cache import Cache, Translation
from pipeline.mt.engine import ENGINE, Job, Output, confidence, engine_for
from pipeline.mt.flags import Flag
from pipeline.mt.inline import Marked, escape, has_letters, parse, signature
from pipeline.mt.marks import restore
from pipeline.mt.packages import Package, fingerprinted

__all__ = ["Flag", "Translation", "draft", "drafted", "scope_of"]

Progress = Callable[[int, int], None]
"""Called with words done and words in all."""
COMMIT = 200
"""Sentences that an interrupt can lose."""
_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_CAPITAL_WORD = re.compile(r"[^\W_]+(?:[.'’&/-][^\W_]+)*\.?")
_KEEPS_CAPITALS = re.compile(r"[IVXLC]{2,}|(?:[^\W\d_]\.)+[^\W\d_]?\.?|.*\d.*")


@dataclass(frozen=True, slots=True)
class _Task:
    """A sentence on its way: `text` is what the engine gets."""

    sentence: str
    marked: Marked
    text: str
    capitals: bool


def draft(
    sentences: Iterable[str],
    package: Package,
    *,
    cache: Cache | None = None,
    progress: Progress | None = None,
    references: Mapping[str, tuple[str, str]] | None = None,
) -> dict[str, Translation]:
    """Return a draft for every sentence (inline Markdown to inline Markdown), in the order of first appearance.

    Each is translated once: repeated sentences share one translation, and `cache` gives what was translated before
    with the same package and engine. Drafts are committed to it as they come, so that an interrupt loses little.
    `progress` is called with the words done and the words in all. `references` are the link reference definitions of
    the documents (label as markdown-it normalises it, to address and title), for links written `[words][label]`.

    Nothing is dropped: what the package cannot translate is kept as it is and flagged. Raises OctavillaError when the
    package cannot be opened.
    """
    wanted = list(dict.fromkeys(sentences))
    found = dict(drafted(wanted, package, cache=cache, progress=progress, references=references))
    return {sentence: found[sentence] for sentence in wanted}


def drafted(
    sentences: Iterable[str],
    package: Package,
    *,
    cache: Cache | None = None,
    progress: Progress | None = None,
    references: Mapping[str, tuple[str, str]] | None = None,
) -> Iterator[tuple[str, Translation]]:
    """Yield each different sentence with its draft as soon as it is known, in no particular order. See `draft`."""
    cache = cache or Cache(None)
    references = references or {}
    unique = list(dict.fromkeys(sentences))
    counts = {sentence: len(_WORD.findall(sentence)) for sentence in unique}
    total, done = sum(counts.values()), 0

    def report(sentence: str) -> None:
        nonlocal done
        done += counts[sentence]
        if progress is not None:
            progress(done, total)

    scope = scope_of(package)
    keys = {sentence: _key(sentence, references) for sentence in unique}
    known = cache.get(scope, keys.values())
    missing: list[str] = []
    for sentence in unique:
        if (translation := known.get(keys[sentence])) is not None:
            report(sentence)
            yield sentence, translation
        else:
            missing.append(sentence)
    del known
    fresh: dict[str, Translation] = {}
    try:
        for sentence, translation in _translated(missing, package, references):
            fresh[keys[sentence]] = translation
            if len(fresh) >= COMMIT:
                cache.put(scope, fresh)
                fresh = {}
            report(sentence)
            yield sentence, translation
    finally:
        cache.put(scope, fresh)


def scope_of(package: Package) -> str:
    """Return what a draft depends on beside its sentence: the package's bytes and the engine's version."""
    return f"{fingerprinted(package).fingerprint} {ENGINE}"


def _key(sentence: str, references: Mapping[str, tuple[str, str]]) -> str:
    # Whether [this] is a link depends on the definitions: with any in force, such a sentence is another one.
    if references and "[" in sentence and signature(sentence, references)[0] != signature(sentence, {})[0]:
        return f"{sentence}\n\n{sorted(references)}"
    return sentence


def _translated(
    sentences: Iterable[str], package: Package, references: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, Translation]]:
    tasks: list[_Task] = []
    for sentence in sentences:
        task = _task(sentence, references)
        if has_letters(task.marked.words_to_translate()):
            tasks.append(task)
        else:
            yield sentence, Translation(sentence, 1.0)
    if not tasks:
        return
    # Longest first within those that need the alignment and those that do not: a batch holds sentences of one length.
    tasks.sort(key=lambda task: (not task.marked.has_marks, -len(task.text)))
    jobs = (Job(task.text, aligned=task.marked.has_marks) for task in tasks)
    for task, output in zip(tasks, engine_for(package).translate(jobs), strict=True):
        yield task.sentence, _finished(task, output, references)


def _task(sentence: str, references: Mapping[str, tuple[str, str]]) -> _Task:
    # Lone surrogates cannot be encoded; a file read as UTF-8 has none.
    clean = sentence.encode("utf-8", "replace").decode("utf-8")
    marked = parse(clean, references)
    capitals = _in_capitals(marked.words_to_translate())
    text = _sentence_case(marked) if capitals else marked.plain
    return _Task(sentence, marked, text, capitals)


def _in_capitals(text: str) -> bool:
    """Tell whether a line is set in capitals: two words or a word of five letters, and no small letter."""
    letters = [sign for sign in text if sign.isalpha()]
    words = [word for word in _WORD.findall(text) if any(sign.isalpha() for sign in word)]
    if not words or any(sign.islower() for sign in letters) or not any(sign.isupper() for sign in letters):
        return False
    return sum(len(word) > 1 for word in words) >= 2 or len(letters) >= 5


def _sentence_case(marked: Marked) -> str:
    """Return the plain text in small letters but for the first, `I`, abbreviations with stops, numerals, placeholders.

    As long as the original, character for character, so that the marks keep their places.
    """
    placeholders = {item.name for item in marked.protected}
    first = True

    def change(found: re.Match[str]) -> str:
        nonlocal first
        word = found[0]
        begins, first = first, False
        if word in placeholders or _KEEPS_CAPITALS.fullmatch(word):
            return word
        small = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in word)
        return word[0] + small[1:] if begins or re.match(r"I(?![^\W_])", word) else small

    return _CAPITAL_WORD.sub(change, marked.plain)


def _upper(text: str) -> str:
    return "".join(sign.upper() if len(sign.upper()) == 1 else sign for sign in text)


def _finished(task: _Task, output: Output, references: Mapping[str, tuple[str, str]]) -> Translation:
    source, flags = task.sentence, []
    target = _upper(output.text) if task.capitals else output.text
    if not target.strip():
        return Translation(source, 0.0, (Flag.EMPTY.value,))
    if _is_echo(task.text, output.text):
        flags.append(Flag.ECHO)
    if _has_foreign_signs(task.text, output.text) or not _says_something(task.text, output.text):
        return Translation(source, 0.0, (Flag.SIGNS.value,))
    if _is_short(task.text, output.text):
        flags.append(Flag.SHORT)
    if output.split:
        flags.append(Flag.SPLIT)
    if task.marked.has_marks:
        restored = restore(source, task.marked, target, output.blocks, references)
        if restored is None:
            return Translation(source, 0.0, (Flag.MARKS.value,))
        target, kept = restored
        if not kept:
            flags.append(Flag.PROTECTED)
    else:
        target = _as_markdown(target, references)
    return Translation(
        _with_edges(source, target), round(confidence(output.log_probability), 4), tuple(map(str, flags))
    )


def _is_echo(source: str, target: str) -> bool:
    words = [word.casefold() for word in _WORD.findall(source)]
    # One word may be the same in both languages, and so may a name.
    small = [word for word in _WORD.findall(source) if word.islower() and len(word) > 3]
    return len(words) > 1 and bool(small) and words == [word.casefold() for word in _WORD.findall(target)]


def _has_foreign_signs(source: str, target: str) -> bool:
    # The replacement character and pictograms come from bytes that the package put together wrongly.
    return any(sign not in source and (sign == "\ufffd" or category(sign) in ("So", "Co", "Cn")) for sign in target)


def _says_something(source: str, target: str) -> bool:
    return any(map(str.isalpha, target)) or not any(map(str.isalpha, source))


def _is_short(source: str, target: str) -> bool:
    # Spanish and Portuguese run longer than English; a third of the words is a clause lost, not a terse translation.
    return len(_WORD.findall(source)) >= 6 and 2.5 * len(_WORD.findall(target)) < len(_WORD.findall(source))


def _as_markdown(target: str, references: Mapping[str, tuple[str, str]]) -> str:
    marks, text = signature(target, references)
    return escape(target) if marks or text != target else target


def _with_edges(source: str, target: str) -> str:
    lead = source[: len(source) - len(source.lstrip())]
    trail = source[len(source.rstrip()) :]
    return lead + target.strip() + trail

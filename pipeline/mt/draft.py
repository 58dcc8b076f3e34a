"""Draft sentences: take the marks out, translate many at once, mend what goes wrong, put the marks back, remember."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from pipeline.languages import language_of_argos
from pipeline.mt import casing
from pipeline.mt.alignment import WORD
from pipeline.mt.attempts import candidates
from pipeline.mt.cache import Cache, Translation
from pipeline.mt.candidate import Candidate, Context, Task
from pipeline.mt.casing import Case
from pipeline.mt.engine import ENGINE, confidence, engine_for
from pipeline.mt.flags import Flag
from pipeline.mt.guard import weight
from pipeline.mt.inline import Marked, escape, has_letters, parse, signature
from pipeline.mt.marks import restore
from pipeline.mt.packages import Package, fingerprinted
from pipeline.mt.routes import Route
from pipeline.text.glossary import Glossary

__all__ = ["Flag", "Tally", "Translation", "digest_of", "draft", "drafted", "scope_of"]

Progress = Callable[[int, int], None]
"""Called with words done and words in all."""
COMMIT = 200
"""Sentences that an interrupt can lose, beside those in hand."""
WINDOW = 4_000
"""Sentences that go through several packages together: each of these is loaded once for all of them."""
_MARKDOWN = re.compile(r"[\\`*_\[\]<>&~!#^|\n]|\bhttps?:|www\.|@")
_HELD = "\ue0f0"
_HELD_TERM = re.compile(f"`{_HELD}([^`]*)`")
_NO_TERMS = Glossary(())
_References = Mapping[str, tuple[str, str]]


@dataclass(slots=True)
class Tally:
    """Counts what the guard finds: by flag, drafts whose first answer had the fault, and those that were mended."""

    sentences: int = 0
    found: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)

    def add(self, first: Iterable[Flag], last: Iterable[Flag]) -> None:
        """Count a sentence: the faults of its first answer and those left in the end."""
        before, after = {flag.value for flag in first}, {flag.value for flag in last}
        self.sentences += 1
        self.found.update(before | after)
        self.mended.update(before - after)


def draft(
    sentences: Iterable[str],
    route: Route | Package,
    *,
    cache: Cache | None = None,
    progress: Progress | None = None,
    references: _References | None = None,
    glossary: Glossary | None = None,
    tally: Tally | None = None,
) -> dict[str, Translation]:
    """Return a draft for every sentence (inline Markdown to inline Markdown), in the order of first appearance.

    Each is translated once: repeated sentences share one translation, and `cache` gives what was translated before
    with the same packages, engine and terms of the glossary. Drafts are committed to it as they come, so that an
    interrupt loses little. `progress` is called with the words done and the words in all. `references` are the link
    reference definitions of the documents (label as markdown-it normalises it, to address and title), for links
    written `[words][label]`. `tally` counts the faults found and mended in what is translated now.

    Nothing is dropped: what the package cannot translate is kept as it is and flagged. Raises OctavillaError when a
    package cannot be opened.
    """
    wanted = list(dict.fromkeys(sentences))
    found = dict(
        drafted(wanted, route, cache=cache, progress=progress, references=references, glossary=glossary, tally=tally)
    )
    return {sentence: found[sentence] for sentence in wanted}


def drafted(
    sentences: Iterable[str],
    route: Route | Package,
    *,
    cache: Cache | None = None,
    progress: Progress | None = None,
    references: _References | None = None,
    glossary: Glossary | None = None,
    tally: Tally | None = None,
) -> Iterator[tuple[str, Translation]]:
    """Yield each different sentence with its draft as soon as it is known, in no particular order. See `draft`."""
    # Longest first: neighbours share a batch, and a batch takes as long as its longest sentence. Equally long ones by
    # their words: in whatever order they come, the same sentences share a batch.
    unique = sorted(dict.fromkeys(sentences), key=lambda sentence: (-len(sentence), sentence))
    total, done = sum(map(_words, unique)), 0
    packages = route.packages if isinstance(route, Route) else (route,)
    run = _Run(cache or Cache(None), references or {}, glossary or _NO_TERMS, tally)
    for sentence, translation in _through(unique, packages, run):
        done += _words(sentence)
        if progress is not None:
            progress(done, total)
        yield sentence, translation


def _words(sentence: str) -> int:
    return len(WORD.findall(sentence))


def _windows(sentences: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(sentences), size):
        yield sentences[start : start + size]


def scope_of(package: Package) -> str:
    """Return what a draft depends on beside its sentence: the package's bytes and the engine's version."""
    return f"{fingerprinted(package).fingerprint} {ENGINE}"


def digest_of(sentence: str, glossary: Glossary) -> str:
    """Return a short fingerprint of the glossary's rows that a sentence's draft depends on; empty for none."""
    return glossary.digest(parse(sentence, {}).plain) if glossary else ""


@dataclass(frozen=True, slots=True)
class _Run:
    """What every step of one call goes by."""

    cache: Cache
    references: _References
    glossary: Glossary
    tally: Tally | None


def _through(sentences: Sequence[str], packages: Sequence[Package], run: _Run) -> Iterator[tuple[str, Translation]]:
    """Yield the drafts, translated by one package after the other: a window at a time where there are two."""
    if len(packages) == 1:
        yield from _remembered(sentences, packages[0], run)
        return
    for window in _windows(sentences, WINDOW):
        yield from _stepwise(window, packages, run)


def _stepwise(sentences: Sequence[str], packages: Sequence[Package], run: _Run) -> Iterator[tuple[str, Translation]]:
    # Terms go through all packages as code, which none of them touches.
    held = {sentence: _held(sentence, run.glossary) for sentence in sentences}
    now = {text: Translation(text, 1.0) for text in held.values()}
    run = replace(run, glossary=_NO_TERMS)
    for package in packages:
        texts = list(dict.fromkeys(item.text for item in now.values()))
        step = dict(_remembered(texts, package, run))
        now = {text: _then(item, step[item.text]) for text, item in now.items()}
    for sentence in sentences:
        result = now[held[sentence]]
        freed = _HELD_TERM.sub(lambda found: escape(found[1]), result.text)
        yield sentence, replace(result, text=freed)


def _then(first: Translation, second: Translation) -> Translation:
    flags = tuple(dict.fromkeys((*first.flags, *second.flags)))
    return Translation(second.text, round(first.confidence * second.confidence, 4), flags)


def _held(sentence: str, glossary: Glossary) -> str:
    """Return a sentence with the translation of each glossary term in its place, as a piece of code."""
    if not glossary:
        return sentence
    for match in glossary.matches(parse(sentence, {}).plain):
        word = match.text if match.row.is_kept else match.row.translation
        # Never inside code, an address, or a word.
        pattern = rf"(?<![\w`/\](#]){re.escape(match.text)}(?![\w`/\]])(?=[^`]*(?:`[^`]*`[^`]*)*$)"
        if found := re.search(pattern, sentence):
            sentence = f"{sentence[: found.start()]}`{_HELD}{word}`{sentence[found.end() :]}"
    return sentence


def _remembered(sentences: Sequence[str], package: Package, run: _Run) -> Iterator[tuple[str, Translation]]:
    """Yield what the cache knows, then the rest as it is translated, remembering it."""
    scope = scope_of(package)
    missing: dict[str, str] = {}
    for window in _windows(sentences, COMMIT):
        keys = [_key(sentence, run) for sentence in window]
        known = run.cache.get(scope, keys)
        for sentence, key in zip(window, keys, strict=True):
            if (translation := known.get(key)) is not None:
                yield sentence, translation
            else:
                missing[sentence] = key
    fresh: dict[str, Translation] = {}
    try:
        for sentence, translation in _translated(missing, package, run):
            fresh[missing[sentence]] = translation
            if len(fresh) >= COMMIT:
                run.cache.put(scope, fresh)
                fresh = {}
            yield sentence, translation
    finally:
        run.cache.put(scope, fresh)


def _key(sentence: str, run: _Run) -> str:
    # Whether [this] is a link depends on the definitions: with any in force, such a sentence is another one.
    key = sentence
    if run.references and "[" in sentence and signature(sentence, run.references)[0] != signature(sentence, {})[0]:
        key += f"\n\n{sorted(run.references)}"
    if terms := digest_of(sentence, run.glossary):
        key += f"\n\nglossary {terms}"
    return key


def _translated(sentences: Iterable[str], package: Package, run: _Run) -> Iterator[tuple[str, Translation]]:
    source, target = language_of_argos(package.from_code).code, language_of_argos(package.to_code).code
    wordless: deque[str] = deque()

    def worded() -> Iterator[tuple[str, Marked]]:
        for sentence in sentences:
            marked = _parsed(sentence, run.references, source)
            if has_letters(marked.words_to_translate(), source):
                yield sentence, marked
            else:
                wordless.append(sentence)

    remaining = worded()
    if (first := next(remaining, None)) is not None:
        context = Context(engine_for(package), source, target, run.glossary, run.references)
        tasks = (_task(sentence, marked, context) for sentence, marked in chain([first], remaining))
        for task, candidate in candidates(tasks, context):
            translation, flags = _finished(task, candidate, context)
            if run.tally is not None:
                run.tally.add(candidate.first, flags)
            yield task.sentence, translation
            while wordless:
                yield wordless[0], Translation(wordless.popleft(), 1.0)
    yield from ((sentence, Translation(sentence, 1.0)) for sentence in wordless)


def _parsed(sentence: str, references: _References, language: str) -> Marked:
    # Lone surrogates cannot be encoded; a file read as UTF-8 has none.
    return parse(sentence.encode("utf-8", "replace").decode("utf-8"), references, language)


def _task(sentence: str, marked: Marked, context: Context) -> Task:
    names = {item.name for item in marked.protected}
    case = casing.case_of(marked.words_to_translate(), context.engine.pieces)
    text = marked.plain
    if case is Case.CAPITALS:
        text = casing.sentence_case(text, names, context.engine.pieces)
    elif case is Case.TITLE:
        text = casing.plain_case(text, names, context.engine.pieces)
    return Task(sentence, marked, text, case, context.glossary.matches(text) if context.glossary else ())


def _finished(task: Task, candidate: Candidate, context: Context) -> tuple[Translation, tuple[Flag, ...]]:
    source, flags = task.sentence, list(candidate.flags)
    if Flag.EMPTY in flags or Flag.SIGNS in flags:
        flag = Flag.EMPTY if Flag.EMPTY in flags else Flag.SIGNS
        return Translation(source, 0.0, (flag.value,)), (flag,)
    target = candidate.target.text
    if task.case is Case.CAPITALS:
        target = casing.upper(target)
    if task.marked.has_marks:
        restored = restore(source, task.marked, target, candidate.target.blocks, context.references)
        if restored is None:
            return Translation(source, 0.0, (Flag.MARKS.value,)), (Flag.MARKS,)
        target, kept = restored
        if not kept and Flag.PROTECTED not in flags:
            flags.append(Flag.PROTECTED)
    else:
        target = _as_markdown(target, context.references)
    if candidate.split and weight(flags):
        flags.append(Flag.SPLIT)
    text = _with_edges(source, target)
    if source.strip() and not text.strip():
        # What came out were signs that are no text, and went when they were put right.
        return Translation(source, 0.0, (Flag.EMPTY.value,)), (Flag.EMPTY,)
    return Translation(text, round(confidence(candidate.log_probability), 4), tuple(map(str, flags))), tuple(flags)


def _as_markdown(target: str, references: _References) -> str:
    if not _MARKDOWN.search(target):
        return target
    marks, text = signature(target, references)
    return escape(target) if marks or text != target else target


def _with_edges(source: str, target: str) -> str:
    lead = source[: len(source) - len(source.lstrip())]
    trail = source[len(source.rstrip()) :]
    return lead + target.strip() + trail

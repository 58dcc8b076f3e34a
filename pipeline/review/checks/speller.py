"""The spelling program hunspell, asked through a pipe that stays open; its dictionaries are those of the machine."""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import select
import shutil
import subprocess
import tempfile
import threading
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from pipeline.text.inflection import folded

PATIENCE = 5.0
"""Seconds to wait for an answer, for one batch of words."""
_BATCH = 32
"""Words asked at once: question and answer fit into a pipe, and others need not wait long for their turn."""
_TURN = 0.001
"""Seconds between two batches."""
_LONGEST = 60
"""Letters of a word that is looked up: more is none, and hunspell takes long to find what it resembles."""
_SUGGESTIONS = 5
_REMEMBERED = 200_000
"""Words whose answers are kept."""
_FALLBACKS = {
    "es-419": ("es_MX", "es_CO", "es_AR"),
    "es": ("es_ES", "es_MX"),
    "pt": ("pt_BR", "pt_PT"),
    "en": ("en_GB", "en_US"),
}
"""Dictionaries for a language, or for a variety that has none, best first."""
_PACKAGES = {
    "es": "hunspell-es", "pt-BR": "hunspell-pt-br", "pt": "hunspell-pt-pt", "en-GB": "hunspell-en-gb",
    "en": "hunspell-en-us",
}  # fmt: skip
"""Debian's packages, by language or variety."""
_BAD = re.compile(r"(?P<sign>[&#]) (?P<word>\S+) (?:(?P<count>\d+) )?\d+(?:: (?P<list>.*))?")
_PRONOUNS = tuple(
    f"{first}{second}"
    for first in ("", "me", "te", "se", "nos", "os")
    for second in ("me", "te", "se", "nos", "os", "lo", "la", "los", "las", "le", "les")
)
_DIMINUTIVE = re.compile(r"(?P<root>\w{2,}?)(?:ec|c)?it[oa](?P<plural>s?)")
_PREFIX = re.compile(
    r"(?:anti|auto|bio|co|contra|des|ex|hiper|infra|inter|kilo|mega|micro|mini|multi|pos|pre|re|semi|sobre|sub|super|tele|trans|tras|"
    r"ultra|video)(?P<rest>\w{4,})",
    re.IGNORECASE,
)
_SUGGESTING = re.compile(rb"^(?:MAXNGRAMSUGS|NOSPLITSUGS).*$", re.MULTILINE)
_ACCENTS = str.maketrans("áéíóú", "aeiou")


class Hunspell:
    """One hunspell process for one dictionary, started when the first word is asked; may be used by several threads.

    When it does not answer in time or dies, it is started once more for the next question, and words without an answer
    count as known; those that took too long are not asked again.
    """

    def __init__(self, dictionary: str) -> None:
        """Take the name of a dictionary as hunspell has it: `es_ES`, or its path without the suffix."""
        self.dictionary = dictionary
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._known: dict[str, tuple[str, ...] | None] = {}
        self._is_spanish = Path(dictionary).name.startswith("es")

    def misspelt(self, words: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the words that are not in the dictionary, in any form, each with up to five suggestions."""
        plain = {word: _plain(word) for word in words}
        new = [word for word in dict.fromkeys(plain.values()) if word not in self._known and _is_word(word)]
        for number, batch in enumerate(_batches(new)):
            if number:
                # Whoever waits for the lock gets it now: it knows no queue.
                time.sleep(_TURN)
            with self._lock:
                self._ask([word for word in batch if word not in self._known])
        found = {word: self._known.get(form) for word, form in plain.items()}
        return {word: suggestions for word, suggestions in found.items() if suggestions is not None}

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._stop()
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None

    def _remember(self, answers: Iterable[tuple[str, tuple[str, ...] | None]]) -> None:
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        self._known.update(answers)

    def _ask(self, words: Sequence[str]) -> None:
        answers = self._answers(words)
        if answers is None:
            return
        if self._is_spanish:
            roots = {word: roots for word, answer in answers.items() if answer is not None and (roots := _roots(word))}
            known: dict[str, tuple[str, ...] | None] = {}
            for batch in _batches([root for group in roots.values() for root in group]):
                known.update(self._answers(batch) or {})
            for word, group in roots.items():
                if any(root in known and known[root] is None for root in group):
                    answers[word] = None
        self._remember(answers.items())

    def _answers(self, words: Sequence[str]) -> dict[str, tuple[str, ...] | None] | None:
        """Return for each word None where it is right, else suggestions; None for all when hunspell does not answer."""
        asked = list(dict.fromkeys(words))
        if not asked:
            # Another thread asked for them while this one waited for its turn.
            return {}
        try:
            process = self._started()
            blocks = _exchange(process, asked)
        except TimeoutError:
            # Nobody waits for these again.
            self._stop()
            return dict.fromkeys(asked)
        except (OSError, ValueError):
            self._stop()
            return None
        return {word: _judged(word, block) for word, block in zip(asked, blocks, strict=True)}

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self._stop()
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                ["hunspell", "-a", "-i", "UTF-8", "-p", os.devnull, "-d", str(self._prepared())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
            if not _lines(self._process, 1, time.monotonic() + PATIENCE, greeting=True):
                raise OSError("no greeting")
        return self._process

    def _prepared(self) -> Path:
        """Return the path of the dictionary, without the suffix, set to suggest only what is nearly the same.

        Of a word that resembles none, hunspell compares the letters with those of all roots, which takes up to 0.3
        seconds a word and helps nobody; and it offers to cut words in two.
        """
        path = Path(self.dictionary)
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="octavilla-")
            folder = Path(self._folder.name)
            rules = _SUGGESTING.sub(b"", path.with_name(f"{path.name}.aff").read_bytes())
            (folder / "words.aff").write_bytes(rules.rstrip() + b"\nMAXNGRAMSUGS 0\nNOSPLITSUGS\n")
            (folder / "words.dic").symlink_to(path.with_name(f"{path.name}.dic").resolve())
        return Path(self._folder.name) / "words"

    def _stop(self) -> None:
        process, self._process = self._process, None
        # After a fork the process is the parent's.
        if process is not None and self._owner == os.getpid():
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
            process.wait()

    def __del__(self) -> None:
        """End the process with the object."""
        with contextlib.suppress(Exception):
            self.close()


class Accepting:
    """A speller that also accepts words of the group's own, in any case."""

    def __init__(self, speller: Hunspell, words: Iterable[str]) -> None:
        """Take the speller to ask, and the words it does not know."""
        self._speller = speller
        self._words = frozenset(folded(word) for word in words)

    def misspelt(self, words: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the words that are neither in the dictionary nor the group's own."""
        return self._speller.misspelt([word for word in words if folded(word) not in self._words])


def speller(locale: str) -> Hunspell | None:
    """Return the speller for a language (`es-ES`, `pt-BR`), None where hunspell or its dictionary is not installed.

    There is one for each dictionary, shared by all who ask.
    """
    dictionary = dictionary_for(locale)
    return None if dictionary is None else _shared(dictionary)


def dictionary_for(locale: str) -> str | None:
    """Return the path of the best installed dictionary for a language, without the suffix; None where there is none."""
    installed = dictionaries()
    base = locale.partition("-")[0]
    names = [locale.replace("-", "_"), *_FALLBACKS.get(locale, ()), *_FALLBACKS.get(base, ())]
    # A variety of Portuguese is not spelt as the other one.
    names = [name for name in names if not (base == "pt" and locale == "pt-BR" and name == "pt_PT")]
    names += [base, *sorted(name for name in installed if name.startswith(f"{base}_") and base != "pt")]
    return next((installed[name] for name in names if name in installed), None)


def remedy(locale: str) -> str:
    """Return what to install for a language: the packages of Debian."""
    package = _PACKAGES.get(locale) or _PACKAGES.get(locale.partition("-")[0]) or f"hunspell-{locale.partition('-')[0]}"
    return package if shutil.which("hunspell") else f"hunspell {package}"


@cache
def dictionaries() -> dict[str, str]:
    """Return the installed dictionaries: their paths without the suffix by their names (`es_ES`)."""
    if shutil.which("hunspell") is None:
        return {}
    try:
        done = subprocess.run(
            ["hunspell", "-D"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            env=_environment(),
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return {}
    found: dict[str, str] = {}
    listed = done.stdout.decode("utf-8", "replace").partition("AVAILABLE DICTIONARIES")[2].partition("LOADED")[0]
    for line in listed.splitlines()[1:]:
        path = line.strip()
        if path and Path(f"{path}.dic").exists():
            found.setdefault(Path(path).name, path)
    return found


@cache
def _shared(dictionary: str) -> Hunspell:
    one = Hunspell(dictionary)
    atexit.register(one.close)
    return one


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "DICPATH": os.environ.get("DICPATH", "")}


def _plain(word: str) -> str:
    """Return a word as dictionaries have it: composed letters, straight apostrophes."""
    return unicodedata.normalize("NFC", word).replace("’", "'")


def _is_word(word: str) -> bool:
    return bool(word) and word.isprintable() and not any(sign.isspace() for sign in word) and len(word) <= _LONGEST


def _batches(words: Sequence[str]) -> Iterator[Sequence[str]]:
    return (words[at : at + _BATCH] for at in range(0, len(words), _BATCH))


def _exchange(process: subprocess.Popen[bytes], words: Sequence[str]) -> list[list[str]]:
    """Send words, a line each, and return the lines of each answer."""
    if process.stdin is None:
        raise OSError("closed")
    # ^ keeps a word from being read as a command.
    process.stdin.write("".join(f"^{word}\n" for word in words).encode())
    process.stdin.flush()
    return _lines(process, len(words), time.monotonic() + PATIENCE)


def _lines(process: subprocess.Popen[bytes], count: int, deadline: float, *, greeting: bool = False) -> list[list[str]]:
    """Return the next `count` answers, each the lines before an empty one; the greeting is one line.

    Raises TimeoutError after the deadline, and OSError when the process has ended.
    """
    if process.stdout is None:
        raise OSError("closed")
    number = process.stdout.fileno()
    content = b""
    while True:
        if content.endswith(b"\n"):
            text = content.decode("utf-8", "replace")
            answers = [[text]] if greeting else _answers_of(text)
            if len(answers) == count:
                return answers
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([number], [], [], left)[0]:
            raise TimeoutError
        read = os.read(number, 65536)
        if not read:
            raise OSError("ended")
        content += read


def _answers_of(text: str) -> list[list[str]]:
    """Return the complete answers in an output: lines up to an empty one."""
    answers: list[list[str]] = []
    current: list[str] = []
    for line in text.split("\n")[:-1]:
        if line:
            current.append(line)
        else:
            answers.append(current)
            current = []
    return answers


def _judged(word: str, lines: Sequence[str]) -> tuple[str, ...] | None:
    """Return suggestions for a word that is wrong, in it or in a part of it; None for one that is right."""
    bad = [found for line in lines if (found := _BAD.match(line))]
    if not bad:
        return None
    if len(bad) > 1 or not bad[0]["list"]:
        return ()
    part = bad[0]["word"]
    return tuple(word.replace(part, better, 1) for better in bad[0]["list"].split(", ")[:_SUGGESTIONS])


def _roots(word: str) -> tuple[str, ...]:
    """Return what a Spanish word may be made of: the dictionary of Debian does not have all of what is regular.

    A verb before its pronouns (refréscate: refresca), the noun of a diminutive (cajita: caja), what follows a prefix.
    """
    found: list[str] = []
    for end in _PRONOUNS:
        if word.endswith(end) and len(word) - len(end) > 2:
            rest = word[: -len(end)]
            bare = rest.translate(_ACCENTS)
            found += (
                [rest, bare, f"{bare}s"] if end == "nos" else [rest, bare, f"{bare}d"] if end == "os" else [rest, bare]
            )
    if small := _DIMINUTIVE.fullmatch(word):
        root, plural = small["root"], small["plural"]
        found += [f"{root}{ending}{plural}" for ending in ("o", "a", "e", "")]
    if prefixed := _PREFIX.match(word):
        found.append(prefixed["rest"])
    return tuple(dict.fromkeys(found))

"""Compare what the machine drafts with what people approved, and propose terms for the glossary."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline import fingerprint
from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.mt.alignment import Aligned, Span
from pipeline.mt.cache import Cache, Translation, open_cache
from pipeline.mt.engine import ENGINE
from pipeline.mt.routes import Route, route_for
from pipeline.project import Project
from pipeline.report import Meter
from pipeline.review.proposals import LEAST, Correction, Proposal, propose, replaced, source_term, words_of
from pipeline.text.glossary import Glossary
from pipeline.text.inflection import stem
from pipeline.text.number_words import spelled

_LETTERS = re.compile(r"[^\W\d_]{3}")


@dataclass(frozen=True, slots=True)
class Approved:
    """An approved sentence with its translation, inline Markdown, and the text it stands in."""

    source: str
    target: str
    slug: str


def proposals(
    project: Project,
    source_code: str,
    target_code: str,
    approved: Sequence[Approved],
    glossary: Glossary,
    progress: Meter | None = None,
) -> tuple[Proposal, ...]:
    """Return the terms that people corrected alike in at least two different sentences of the `approved` ones.

    The machine's own draft of each sentence comes from the cache, and is made where it is not there. Terms that the
    glossary has are left out. Without a language package for the pair there is nothing to compare, and no proposal.
    """
    from pipeline.mt.draft import draft
    from pipeline.mt.inline import parse

    try:
        route = route_for(project, language(source_code), language(target_code))
    except OctavillaError:
        return ()
    label = f"comparing {language(target_code).english_name}"

    def report(done: int, total: int) -> None:
        if progress:
            progress(label, done, total)

    plain = {text: parse(text, {}).plain for item in approved for text in (item.source, item.target)}
    pairs = [(plain[item.source], plain[item.target]) for item in approved]
    with open_cache(project.state) as cache:
        sentences = [item.source for item in approved]
        drafts = draft(sentences, route, cache=cache, glossary=glossary, progress=report)
        candidates = []
        for item in approved:
            stretches = replaced(parse(drafts[item.source].text, {}).plain, plain[item.target], target_code)
            if stretches and not plain[item.source].isupper():
                candidates.append((item, {_stems(stretch.approved, target_code) for stretch in stretches}))
        codes = (source_code, target_code)
        corrections = list(_corrections(_recurring(candidates), plain, route, glossary, codes, cache))
    return propose(corrections, pairs, source_code, target_code)


def _recurring(candidates: Sequence[tuple[Approved, set[str]]]) -> list[Approved]:
    """Return the sentences with a correction that comes in another sentence too: only these need the attention."""
    holders: dict[str, set[str]] = defaultdict(set)
    for item, terms in candidates:
        for term in terms:
            holders[term].add(item.source)
    return [item for item, terms in candidates if any(len(holders[term]) >= LEAST for term in terms)]


def _corrections(
    approved: Sequence[Approved],
    plain: Mapping[str, str],
    route: Route,
    glossary: Glossary,
    codes: tuple[str, str],
    cache: Cache,
) -> Iterator[Correction]:
    """Yield what people corrected; what the attention says of a sentence and its translation is remembered."""
    scope = f"corrections {route.fingerprint} {ENGINE} {fingerprint.of_code()}"
    keys = {f"{plain[item.source]}\n\n{plain[item.target]}": item for item in approved}
    known = {key: json.loads(found.text) for key, found in cache.get(scope, keys).items()}
    missing = [key for key in keys if key not in known]
    pairs = [(plain[keys[key].source], plain[keys[key].target]) for key in missing]
    fresh = dict(zip(missing, _found(pairs, route, codes), strict=True))
    cache.put(scope, {key: Translation(json.dumps(found), 1.0) for key, found in fresh.items()})
    for item in approved:
        source, target = plain[item.source], plain[item.target]
        key = f"{source}\n\n{target}"
        terms = [(match.start, match.end) for match in glossary.matches(source)]
        for start, end, machine, words in known[key] if key in known else fresh[key]:
            if not any(left < end and right > start for left, right in terms):
                yield Correction(
                    source=item.source,
                    term=source[start:end],
                    approved=words,
                    machine=machine,
                    sentence=source,
                    target=target,
                    slug=item.slug,
                )


def _found(
    pairs: Sequence[tuple[str, str]], route: Route, codes: tuple[str, str]
) -> Iterator[list[tuple[int, int, str, str]]]:
    """Yield for each sentence and its translation the corrected terms: their place, the machine's words, the approved.

    What has no word of three letters, or a number in it, is no term.
    """
    source_code, target_code = codes
    for (source, target), chain in zip(pairs, _translated([source for source, _ in pairs], route), strict=True):
        words = list(words_of(source))
        found = []
        for stretch in replaced(chain[-1].text, target, target_code):
            place = source_term(source, _weights(chain, (stretch.start, stretch.end), words), source_code)
            if place is not None:
                term = source[place[0] : place[1]]
                if _says_something(term, source_code) and _says_something(stretch.approved, target_code):
                    found.append((*place, stretch.machine, stretch.approved))
        yield found


def _says_something(text: str, code: str) -> bool:
    return bool(_LETTERS.search(text)) and not any(map(str.isdigit, text)) and not spelled(text, code)


def _translated(texts: Sequence[str], route: Route) -> list[tuple[Aligned, ...]]:
    """Return for each text what each package of the route made of it."""
    from pipeline.mt.engine import Job, engine_for

    chains: list[tuple[Aligned, ...]] = [()] * len(texts)
    now = list(texts)
    for package in route.packages:
        order = sorted(range(len(now)), key=lambda index: -len(now[index]))
        outputs = engine_for(package).translate(Job(now[index]) for index in order)
        for index, output in zip(order, outputs, strict=True):
            chains[index] = (*chains[index], output.aligned)
            now[index] = output.text
    return chains


def _weights(chain: Sequence[Aligned], stretch: Span, words: Sequence[Span]) -> list[float]:
    """Return how much of the attention of a stretch of the last text goes to each word of the first one."""
    last = chain[-1]
    if len(chain) == 1:
        return [sum(last.share(part, word) for part in _parts(last, stretch)) for word in words]
    before = chain[-2].text
    total = [0.0] * len(words)
    for middle in words_of(before):
        share = sum(last.share(part, middle) for part in _parts(last, stretch))
        if share > 0.05:
            total = [a + share * b for a, b in zip(total, _weights(chain[:-1], middle, words), strict=True)]
    return total


def _parts(aligned: Aligned, stretch: Span) -> list[Span]:
    start, end = stretch
    return [(start + left, start + right) for left, right in words_of(aligned.text[start:end])]


def _stems(text: str, code: str) -> str:
    return " ".join(stem(text[start:end], code) for start, end in words_of(text))

"""Generate marked sentences, the same ones every time: the vocabulary of housing, health, festivals and libraries.

Two sets from different templates, sentences and seeds: `open` is looked at while the placing of marks is improved,
`held` never is.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.mt.inline import parse
from pipeline.text.document import texts_of
from pipeline.text.read import read_file

TEXTS = Path(__file__).resolve().parent.parent / "texts"
REFERENCES = {label: (f"https://example.org/{label.lower()}", "") for label in ("PLAN", "FORM", "HELP")}
"""The link reference definitions that the sentences use."""

_WORDS = {
    "person": "the landlord|the nurse|the librarian|the tenant|the doctor|the caretaker|our neighbour|the teacher|"
    "the plumber|the council|the committee|the pharmacist|the driver|the cook|an old friend|the housing officer",
    "people": "the tenants|the neighbours|two volunteers|many families|the children|our members|the nurses|"
    "the musicians|the readers|three students|the organisers|older people|the residents|the parents",
    "place": "the library|the town hall|the community centre|the health centre|the park|the market|the school|"
    "the hospital|the church|the bus station|the kitchen|the reading room|the courtyard|the old factory",
    "thing": "the roof|the window|the door|the heating|the front wall|the lift|the broken pipe|the ceiling|the boiler|"
    "the staircase|the gas meter|the back garden|the kitchen sink|the smoke alarm",
    "paper": "the letter|the form|the receipt|the list|the contract|the report|the timetable|the medical certificate|"
    "the written complaint|the new card|the rent book|the map|the first page",
    "food": "hot soup|fresh bread|clean water|fruit and vegetables|coffee and cake|rice with beans|cold drinks|"
    "home-made bread|a warm meal|green tea",
    "ill": "a high fever|a dry cough|heart disease|a bad cold|chest pain|diabetes|an allergy|headaches|asthma",
    "when": "on Monday morning|next week|before winter|every Saturday|in the evening|at the end of the month|"
    "on 14 March|after the meeting|in the first year|twice a month|before the summer holidays|at six o’clock",
    "event": "the street festival|the open meeting|the summer concert|the book fair|the dance class|"
    "the first rehearsal|the children’s parade|the winter market|the language course|the film night",
    "name": "Salma|Mrs Okonjo|Joe Pargeter|Dr Anand|Ines Duarte|Priya|Mr Cole|Amina Yusuf",
    "town": "Fenwick|Manchester|Lisbon|Madrid|Orchard Street|Tanner Court|São Paulo",
    "adjective": "important|dangerous|free|necessary|difficult|possible|useful|expensive|safe",
    "code": "plan.pdf|rent_book.xlsx|--help|print_list()|photo_01.jpg|octavilla build|F2|~/letters|name=value",
}
"""Choices for `<slot>`; `<Slot>` begins with a capital."""

_TEMPLATES_OPEN = """\
[<Person>] must [repair [<thing>]] [<when>].
[<People>] will meet in [<place>] [<when>], and [<food>] will be served.
[If you have [<ill>]], [call [<person>]] before you go to [<place>].
[Keep [<paper>]] and [send [a copy]] to [<person>].
[<Person>] said that [<thing>] was [not <adjective>].
There will be [<food>] for [<people>] at [<event>].
[<Event>] begins [<when>] in [<place>].
We do not know [who will pay for [<thing>]].
It is [<adjective>] to [read [<paper>]] before you sign it.
[<People>] from [<town>] helped to [clean [<place>]] after [<event>].
[Please bring [<paper>]] when you come to [<place>].
[<Name>] opened [<thing>] and found [black mould] on [the cold wall].
[Do not pay [the rent] in cash] unless [<person>] gives you a [written receipt].
[Write down [the date and the time]] of [every telephone call].
[A visit to [<place>]] costs [nothing] for [children under twelve].
[<Name>] works at [<place>] and knows [<people>] [by name].
[<Person>] has [the right to [a safe home]], and so have [<people>].
What [<people>] need is [a place to talk], not [another promise].
[You can borrow [ten books]] for [three weeks].
[Drink [a glass of water]] every hour when it is [very hot].
Nobody told [<people>] that [<event>] had been [cancelled].
[<Person>] will answer [your questions] [<when>].
The money was spent on [<thing>] and on [new chairs] for [<place>].
[Children’s beds] should stand [away from [the outside wall]].
“[We want [<food>] for everyone],” said [<name>].
Thanks to [<people>], [<event>] was [a great success].
Save the file as [`<code>`] and print [<paper>] [<when>].
Open [`<code>`] before you write to [<person>].
"""

_TEMPLATES_HELD = """\
[<Person>] asked [<people>] to leave [<place>] [<when>].
Because of [<event>], [<place>] will be [closed to cars].
[<People>] have been waiting for [<paper>] since [last autumn].
[Anyone with [<ill>]] should see [<person>] without delay.
Without [<thing>], [<place>] is [cold in winter and hot in summer].
[The most <adjective> part of [<event>]] is [the long table] in [the middle of the street].
[Ask [<name>]] for [<paper>] if you have [lost yours].
[<Name>] lives near [<place>], [two streets away from here].
[<People>] painted [<thing>] while [<people>] cooked [<food>].
How much does [<food>] cost at [<event>]?
[<Person>] checked [<thing>] [twice a year], but [nothing was done].
The decision about [<place>] will be taken [<when>] by [<people>].
[Wash your hands] before you touch [<food>].
[The number of visitors] grew by [a third] after [<event>].
[Our plan] keeps [<place>] open for [<people>] and saves [a lot of money].
Take [these tablets] with [<food>], never on [an empty stomach].
[<Person>] who wrote [<paper>] did not know [the whole story].
[Help us] to carry [the heavy tables] to [<place>] [<when>].
[Small changes] can make [<thing>] [<adjective> again].
[<Name>] told [<person>] about [<ill>] [<when>].
Everyone in [<town>] knows that [<event>] is [<adjective>].
[Sign [<paper>]] only when you have understood [every word].
Type [`<code>`] and wait for [the answer].
The picture [`<code>`] shows [<thing>] before [the repair].
No dogs in [<place>], please, except [guide dogs].
"""

_SMALL = re.compile(
    r"""(?x)\b(?:
    about| above| after| again| against| almost| along| already| another| anybody| anything|
    because| been| before| behind| being| below| between| both| cannot| could| does| down| during|
    each| either| enough| even| ever| every| everybody| everyone| everything| from| have| having|
    here| into| itself| just| like| made| many| might| more| most| much| must| neither| never|
    nobody| nothing| only| other| others| over| same| shall| should| since| some| somebody| someone|
    something| such| than| that| their| them| then| there| these| they| this| those| through| under|
    until| upon| very| were| what| when| where| whether| which| while| whose| will| with| within|
    without| would| your| yours
    )\b"""
)
"""Words too small or too vague to be marked alone."""


@dataclass(frozen=True, slots=True)
class Case:
    """One marked sentence and what is special about it."""

    markdown: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    spans: tuple[tuple[int, int], ...]
    """Where the words and phrases stand that an editor would mark, in reading order, the outer before the inner."""


def sentences(which: str, count: int = 640) -> list[Case]:
    """Return `count` different marked sentences of the set `open` or `held`, all kinds in turn."""
    rng = random.Random(f"marks {which}")
    templates = (_TEMPLATES_OPEN if which == "open" else _TEMPLATES_HELD).splitlines()
    written = [text for number, text in enumerate(_texts()) if number % 2 == (which == "held")]
    found: dict[str, Case] = {}
    for case in _as_written(written)[: count // 10]:
        found[case.markdown] = case
    plain = [text for text in written if 4 <= len(text.split()) <= 30 and parse(text, {}).plain == text]
    while len(found) < count:
        kind = _KINDS[len(found) % len(_KINDS)]
        sentence = _from_text(rng, plain) if rng.random() < 0.3 else _from_template(rng, templates)
        markdown = kind(rng, sentence)
        if markdown and markdown not in found:
            found[markdown] = Case(markdown, kind.__name__.strip("_").replace("_", " "))
    return list(found.values())


def _texts() -> Iterator[str]:
    for path in sorted(TEXTS.glob("*.md")):
        for _, text in texts_of(read_file(path)):
            yield from (part.strip() for part in re.split(r"(?<=[.!?])\s+(?=[A-Z“*\[])|\n", text) if part.strip())


def _as_written(texts: list[str]) -> list[Case]:
    return [Case(text, "as written") for text in texts if parse(text, {}).has_marks and len(text.split()) > 3]


def _from_template(rng: random.Random, templates: list[str]) -> _Sentence:
    used: set[str] = set()

    def fill(found: re.Match[str]) -> str:
        slot = found[1]
        choices = [choice for choice in _WORDS[slot.lower()].split("|") if choice not in used]
        chosen = rng.choice(choices)
        used.add(chosen)
        return chosen if slot.islower() else chosen[0].upper() + chosen[1:]

    return _read(re.sub(r"<(\w+)>", fill, rng.choice(templates)))


def _read(template: str) -> _Sentence:
    text = ""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for sign in template:
        if sign == "[":
            opened.append(len(spans))
            spans.append((len(text), len(text)))
        elif sign == "]":
            last = opened.pop()
            spans[last] = (spans[last][0], len(text))
        else:
            text += sign
    return _Sentence(text, tuple(spans))


def _from_text(rng: random.Random, texts: list[str]) -> _Sentence:
    """Return a sentence of the sample texts: content words and what stands between commas can be marked."""
    text = rng.choice(texts)
    spans = [
        found.span()
        for found in re.finditer(r"[^\W\d_]{5,}", text)
        if not _SMALL.fullmatch(found[0].lower()) and found[0].islower()
    ]
    clauses = [found.span(1) for found in re.finditer(r"(?:^|, )([^,;:.!?“”‘’–()]{8,60})(?=[,.;])", text)]
    chosen = rng.sample(spans, min(len(spans), 3)) + rng.sample(clauses, min(len(clauses), 1))
    return _Sentence(text, tuple(sorted(chosen, key=lambda span: (span[0], -span[1]))))


def _apart(sentence: _Sentence) -> list[tuple[int, int]]:
    """Return spans that can be wrapped: none that is code already."""
    return [span for span in sentence.spans if "`" not in sentence.text[span[0] : span[1]]]


def _wrapped(text: str, *wrappings: tuple[tuple[int, int], str, str]) -> str:
    """Return `text` with each opening and closing at its span; spans are apart or inside one another."""
    events: list[tuple[int, int, int, str]] = []
    for (start, end), opening, closing in wrappings:
        events.append((start, 1, start - end, opening))
        events.append((end, 0, start - end, closing))
    events.sort(key=lambda event: (event[0], event[1], event[2] if event[1] else -event[2]))
    parts, at = [], 0
    for place, _, _, sign in events:
        parts += [text[at:place], sign]
        at = place
    return "".join([*parts, text[at:]])


def _signs(rng: random.Random) -> tuple[str, str]:
    target = f"https://example.org/{rng.choice('abcdef')}_{rng.randrange(100)}"
    label = rng.choice(("plan", "form", "help"))
    return rng.choice((("**", "**"), ("*", "*"), ("_", "_"), ("[", f"]({target})"), ("[", f"][{label}]")))


def _one(rng: random.Random, sentence: _Sentence, opening: str, closing: str) -> str:
    spans = _apart(sentence)
    return _wrapped(sentence.text, (rng.choice(spans), opening, closing)) if spans else ""


def _strong(rng: random.Random, sentence: _Sentence) -> str:
    return _one(rng, sentence, "**", "**")


def _emphasis(rng: random.Random, sentence: _Sentence) -> str:
    sign = rng.choice("*_")
    return _one(rng, sentence, sign, sign)


def _link(rng: random.Random, sentence: _Sentence) -> str:
    return _one(rng, sentence, "[", f"](https://example.org/page_{rng.randrange(100)}?q=a_b)")


def _reference_link(rng: random.Random, sentence: _Sentence) -> str:
    return _one(rng, sentence, "[", f"][{rng.choice(('plan', 'form', 'help'))}]")


def _nested(rng: random.Random, sentence: _Sentence) -> str:
    spans = _apart(sentence)
    pairs = [
        (outer, inner)
        for outer in spans
        for inner in spans
        if outer != inner and outer[0] <= inner[0] < inner[1] <= outer[1]
    ]
    if not pairs:
        return ""
    outer, inner = rng.choice(pairs)
    first, second = rng.choice(((("*", "*"), ("**", "**")), (("**", "**"), ("_", "_")), (("[", "][plan]"), ("*", "*"))))
    return _wrapped(sentence.text, (outer, *first), (inner, *second))


def _code(rng: random.Random, sentence: _Sentence) -> str:
    spans = _apart(sentence)
    if not spans:
        return ""
    code = rng.choice(_WORDS["code"].split("|"))
    end = rng.choice(spans)[1]
    text = sentence.text[:end] + f" (`{code}`)" + sentence.text[end:]
    return text if rng.random() < 0.5 else _wrapped(text, (spans[0], "**", "**")) if spans[0][1] <= end else text


def _footnote_inside(rng: random.Random, sentence: _Sentence) -> str:
    ends = sorted({span[1] for span in sentence.spans if len(sentence.text) - span[1] > 6})
    if not ends:
        return ""
    end = rng.choice(ends)
    end += sentence.text[end] == "," and rng.random() < 0.5
    return sentence.text[:end] + f"[^{rng.choice(('1', 'plan', 'fan'))}]" + sentence.text[end:]


def _footnote_at_the_end(rng: random.Random, sentence: _Sentence) -> str:
    at = len(sentence.text) - rng.choice((0, 0, 1))
    return sentence.text[:at] + f"[^{rng.choice(('2', 'law', 'source'))}]" + sentence.text[at:]


def _line_break(rng: random.Random, sentence: _Sentence) -> str:
    ends = sorted({span[0] - 1 for span in sentence.spans if span[0] > 3 and sentence.text[span[0] - 1] == " "})
    if not ends:
        return ""
    end = rng.choice(ends)
    return sentence.text[:end] + rng.choice(("\\\n", "  \n")) + sentence.text[end + 1 :]


def _several(rng: random.Random, sentence: _Sentence) -> str:
    chosen: list[tuple[int, int]] = []
    spans = _apart(sentence)
    rng.shuffle(spans)
    for span in spans:
        if all(span[1] <= other[0] or other[1] <= span[0] for other in chosen) and len(chosen) < rng.choice((2, 3)):
            chosen.append(span)
    if len(chosen) < 2:
        return ""
    text = _wrapped(sentence.text, *((span, *_signs(rng)) for span in chosen))
    return text + "[^3]" if rng.random() < 0.3 else text


def _at_the_beginning(rng: random.Random, sentence: _Sentence) -> str:
    spans = [span for span in _apart(sentence) if span[0] == 0]
    return _wrapped(sentence.text, (rng.choice(spans), *_signs(rng))) if spans else ""


def _at_the_end(rng: random.Random, sentence: _Sentence) -> str:
    last = len(sentence.text.rstrip(".!?”,"))
    spans = [span for span in _apart(sentence) if span[1] == last]
    if not spans:
        return ""
    start, end = rng.choice(spans)
    # Half of them with the stop inside.
    end = len(sentence.text) if rng.random() < 0.5 and sentence.text.endswith(".") else end
    return _wrapped(sentence.text, ((start, end), *_signs(rng)))


def _around_punctuation(rng: random.Random, sentence: _Sentence) -> str:
    spans = _apart(sentence)
    if not spans or "“" in sentence.text:
        return ""
    start, end = rng.choice(spans)
    opening, closing = rng.choice((("**“", "”**"), ("“*", "*”"), ("(**", "**)"), ("*(", ")*"), ("‘[", "][help]’")))
    return _wrapped(sentence.text, ((start, end), opening, closing))


def _whole(rng: random.Random, sentence: _Sentence) -> str:
    return _wrapped(sentence.text, ((0, len(sentence.text)), *_signs(rng)))


def _adjoining(rng: random.Random, sentence: _Sentence) -> str:
    spans = _apart(sentence)
    pairs = [
        (one, two) for one in spans for two in spans if sentence.text[one[1] : two[0]] in (" ", ", ") and one < two
    ]
    if not pairs:
        return ""
    one, two = rng.choice(pairs)
    return _wrapped(sentence.text, (one, *_signs(rng)), (two, *_signs(rng)))


def _one_word(rng: random.Random, sentence: _Sentence) -> str:
    words = [
        found.span()
        for found in re.finditer(r"(?<![\w`/])[^\W\d_]{4,}(?![\w`/’.])", sentence.text)
        if not _SMALL.fullmatch(found[0].lower())
    ]
    return _wrapped(sentence.text, (rng.choice(words), *_signs(rng))) if words else ""


def _clause(rng: random.Random, sentence: _Sentence) -> str:
    spans = [span for span in _apart(sentence) if sentence.text[span[0] : span[1]].count(" ") >= 3]
    return _wrapped(sentence.text, (rng.choice(spans), *_signs(rng))) if spans else ""


def _in_capitals(rng: random.Random, sentence: _Sentence) -> str:
    if "`" in sentence.text or len(sentence.text.split()) > 10:
        return ""
    upper = _Sentence(sentence.text.upper(), sentence.spans)
    return _one(rng, upper, *rng.choice((("**", "**"), ("*", "*"), ("[", "](https://example.org/a_b)"))))


_KINDS: tuple[Callable[[random.Random, _Sentence], str], ...] = (
    _strong, _emphasis, _link, _reference_link, _nested, _code, _footnote_inside, _footnote_at_the_end, _line_break,
    _several, _at_the_beginning, _at_the_end, _around_punctuation, _whole, _adjoining, _one_word, _clause, _one_word,
    _several, _footnote_inside, _strong, _in_capitals,
)  # fmt: skip

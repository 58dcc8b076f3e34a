"""Tell names of people and of groups, and lines that say who wrote a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.text.importers.recognise.desk import vocabulary

_PARTICLES = "de|da|do|dos|das|del|della|di|du|la|le|van|von|der|den|ter|bin|al|el|y|e|of|ap|ibn"
_PART = r"(?:[A-ZÀ-ÖØ-Þ][\w’'.-]*|(?:O|D)['’]\w+)"
_NAME = re.compile(rf"{_PART}(?:\s+(?:(?:{_PARTICLES})\s+)*{_PART}){{0,4}}")
_SINGLE = re.compile(r"[^\W\d_][\w.-]{1,30}")
_ORGANISATION = re.compile(
    rf"(?:the |The )?{_PART}(?:\s+(?:(?:{_PARTICLES}|for|and|the|in|on|at|no|na|&)\s+)*{_PART}){{0,7}}"
)
_PREFIX = re.compile(
    r"(?:(?:words|text|story|report|reporting|interview(?:ed)?|written|posted|published|compiled|edited|article|essay|"
    r"review|told|as told|analysis|guest post|blog)(?:\s+(?:by|to))?\s*:|"
    r"(?:(?:words|text|story|report|reporting|interview(?:ed)?|written|posted|published|compiled|article|essay|review|"
    r"given|delivered|spoken|(?:a |an )?(?:talk|speech|remarks|letter|poem|recipe|guide)|"
    r"analysis|(?:guest |blog )?post|blog)(?: and (?:photos|pictures|photographs|images))?\s+)?by\b\s*:?|"
    r"authors?\s*:|autor(?:a|"
    r"es|as)?\s*:|"
    r"por\b\s*:?|(?:texto|redacción|redação|entrevista|escrito|words and pictures)(?:\s+(?:de|por))?\s*:|"
    r"escrit[oa] por\b)\s*",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r",?\s+(?:(?:[\w-]+\s+){0,2}(?:reporter|correspondent|editor|columnist|writer|journalist|contributor|"
    r"intern))\b.*\Z",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*(?:<[^<>\s]+@[^<>\s]+>|\(?[\w.+-]+@[\w-]+\.[\w.]+\)?|@\w{2,30}|for [A-Z].*)\s*\Z")
_FROM = re.compile(r",\s+(?:de|do|da|em|en|desde|in|from|for)\s+[A-ZÀ-Þ].{1,40}\Z")
"""Where somebody writes from."""
_JOINT = re.compile(r"\s*(?:,|;|&| and | y | e | with )\s*")
_COMMON = vocabulary(
    """the a an our my your this that these those what why how when where who which if in on at to for from with
    about after before first second third next last new more most introduction background summary conclusion
    overview contents notes references sources dear hello hi contact programme program agenda method ingredients
    questions answers part chapter step open public free no yes it we you they he she monday tuesday wednesday
    thursday friday saturday sunday january february march april june july august september october november
    december notice minutes apologies present action signed further key getting things rules advice help"""
)
_DAYS = vocabulary(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december noon midnight"""
)
_GROUP = vocabulary(
    """association group union network centre center friends residents tenants council trust society committee desk
    library collective campaign coalition federation institute university office club project team foundation
    alliance community newsletter gazette news press review house neighbours museum asociación associação grupo
    comisión comissão colectivo coletivo sindicato red rede vecinas vecinos moradores equipo equipe"""
)


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote a text, as the front matter says it."""

    author: str
    confidence: float
    reason: str


def is_name(text: str) -> bool:
    """Tell whether a text can be the name of a person: two to five words that begin with capitals, no common ones."""
    parts = text.split()
    if not 2 <= len(parts) <= 6 or not _NAME.fullmatch(text) or text[-1] in ".-’'":
        return False
    return not any(part.casefold().strip(".,") in _COMMON or part.casefold() in _GROUP for part in parts)


def _is_day(text: str) -> bool:
    return text.split()[0].casefold() in _DAYS


def is_group(text: str) -> bool:
    """Tell whether a text can be the name of an organisation."""
    return 1 <= len(text.split()) <= 9 and bool(_ORGANISATION.fullmatch(text)) and text[-1] not in ".:"


def names_group(text: str) -> bool:
    """Tell whether a text has a word that organisations have in their names."""
    return all(map(is_group, text.split(", "))) and any(part.casefold().strip(",.") in _GROUP for part in text.split())


def byline(text: str) -> Byline | None:
    """Return who wrote a text if the line says so: `By …`, `Words: …`; None where it does not."""
    found = _PREFIX.match(text)
    if not found or not found[0].strip() or len(text.split()) > 16:
        return None
    said = text[found.end() :].strip(" .:|·")
    author = cleaned(said)
    colon = ":" in found[0]
    if not author:
        return None
    if are_names(author):
        return Byline(author, 0.97 if len(said.split()) < 9 else 0.92, "says who wrote it")
    first, _, rest = author.partition(", ")
    if rest and is_name(first) and all(map(is_group, rest.split(", "))):
        return Byline(author, 0.93, "says who wrote it")
    if _is_day(author):
        return None
    if all(map(is_group, author.split(", "))) or (colon and author[0].isupper() and len(author.split()) < 10):
        return Byline(author, 0.9 if colon else 0.85, "says who wrote it")
    if _SINGLE.fullmatch(author) and (colon or len(text.split()) < 5):
        return Byline(author, 0.8, "says who wrote it")
    return None


def bare(text: str) -> Byline | None:
    """Return who wrote a text if the line is only a name, several names, or a name and an organisation."""
    if len(text) > 300 or len(text.split()) > 14 or re.search(r"[.!?:;]\Z|\d", text):
        return None
    author = cleaned(text)
    if not author:
        return None
    first, _, rest = author.partition(", ")
    if not rest and (are_names(author)):
        return Byline(author, 0.75, "a name alone above the text")
    if rest and is_name(first) and (are_names(author) or is_group(rest)):
        return Byline(author, 0.85, "a name and an organisation above the text")
    if is_name(first) and _FROM.fullmatch(author[len(first) :]):
        return Byline(first, 0.8, "a name and a place above the text")
    return (
        Byline(author, 0.6, "an organisation alone above the text") if all(map(is_group, author.split(", "))) else None
    )


def are_names(text: str) -> bool:
    """Tell whether a text is one name or several, divided by commas or `and`."""
    return all(is_name(part) or bool(re.fullmatch(r"[A-ZÀ-Þ][a-zà-ÿ]+", part)) for part in _JOINT.split(text)) and any(
        is_name(part) for part in _JOINT.split(text)
    )


def cleaned(text: str) -> str:
    """Return names without addresses, handles and offices, in capitals and small letters."""
    said = _TAIL.sub("", text.strip(" ,|·–—-\t")).strip(" ,")
    without = _ROLE.sub("", said).strip(" ,")
    said = without if without and is_name(without) else said
    letters = [sign for sign in said if sign.isalpha()]
    if len(letters) > 4 and not any(sign.islower() for sign in letters):
        said = re.sub(r"[^\W\d_]+", lambda word: _lowered(word[0]), said)
    return said


def _lowered(word: str) -> str:
    if word.casefold() in ("and", "y", "e", "of", "de", "da", "do", "dos", "van", "von", "the"):
        return word.casefold()
    return word if len(word) < 2 else word[0] + word[1:].lower()

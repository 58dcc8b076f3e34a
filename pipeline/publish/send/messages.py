"""Messages about an edition or an event, each within the length that its service takes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The signs of which a text message holds 160 (3GPP TS 23.038, 6.2.1); á, í, ó, ú, ã and õ are not among them."""
SMS, SMS_OF_TWO = 160, 134
"""Signs of one text message, and of two joined ones where other signs than those of `GSM` occur (2 × 67)."""
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...",
                        "\u00a0": " ", "\u202f": " ", "\u2009": " "})  # fmt: skip
"""Typographic signs that would halve what a text message holds."""
_SHORTEST_TITLE = 20
_SPARE = " ,;:.–—-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What there is to say, as plain text in one language; what is not known is empty."""

    title: str
    lead: str = ""
    """The standfirst, or what people should do."""
    when: str = ""
    day: str = ""
    """When without the year, for messages that are short."""
    place: str = ""
    where: str = ""
    """The place with its address."""
    contact: str = ""
    link: str = ""
    """The short address."""
    others: tuple[str, ...] = ()
    """Invitations to read it in the other languages, each in its own."""
    warning: str = ""
    """What a proof says of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message: `name` is its file's, without the suffix; `most` the signs it may have."""

    name: str
    title: str
    """What it is for, in English: a template string."""
    text: str
    most: int


def messages(said: Said) -> tuple[Message, ...]:
    """Return the messages: one to go with a picture, a short post, and a text message.

    The first keeps to 1,000 signs (Telegram's and WhatsApp's captions take 1,024), the post to 280 (X; Mastodon takes
    500, Bluesky 300; an address counts in full).
    """
    plain = _plain(said)
    sms = _sms(plain, SMS)
    most = SMS if set(sms) <= GSM else SMS_OF_TWO
    return (
        Message(name="message", title="Message to go with the picture", text=_composed(said, 1000), most=1000),
        Message(name="post", title="Short post", text=_composed(said, 280), most=280),
        Message(name="sms", title="Text message (SMS)", text=_sms(plain, most), most=most),
    )


def _composed(said: Said, most: int) -> str:
    """Return the whole, or as much as `most` signs hold, the address always.

    The invitations go first, then sentences of the lead, then where the place is; last, the title loses its end.
    """
    for where in dict.fromkeys((said.where, said.place, "")):
        facts = "\n".join(filter(None, (said.when, where)))
        for lead in (said.lead, *_shorter(said.lead)):
            for others in dict.fromkeys((" · ".join(said.others), "")):
                whole = _joined("\n\n", said.warning, said.title, facts, lead, said.link, others)
                if len(whole) <= most:
                    return whole
    return _with_title_cut("\n\n", said, most)


def _plain(said: Said) -> Said:
    """Return what a text message says, without typographic signs."""
    title, when, day, place, where, warning = (
        text.translate(_PLAIN) for text in (said.title, said.when, said.day, said.place, said.where, said.warning)
    )
    # It stands in one line with the title: a full stop between them.
    warning = f"{warning}." if warning else ""
    return replace(said, title=title, when=when, day=day, place=place, where=where, warning=warning)


def _sms(said: Said, most: int) -> str:
    """Return one line of `most` signs at most: title, when and where as far as there is room, and the address."""
    day = said.day or said.when
    for facts in ((day, said.where), (day, said.place), (day,), ()):
        whole = _joined(" ", said.warning, ", ".join(filter(None, (said.title, *facts))), said.link)
        if len(whole) <= most:
            return whole
    return _with_title_cut(" ", said, most)


def _with_title_cut(gap: str, said: Said, most: int) -> str:
    room = most - len(_joined(gap, said.warning, "x", said.link)) + 1
    if room < _SHORTEST_TITLE:
        return said.link or cut(said.title, most)
    return _joined(gap, said.warning, cut(said.title, room), said.link)


def _joined(gap: str, *parts: str) -> str:
    return gap.join(filter(None, parts))


def _shorter(text: str) -> tuple[str, ...]:
    """Return the text with fewer and fewer sentences, then its first sentence cut at 100 signs, then nothing."""
    sentences = _SENTENCE.split(text)
    fewer = [" ".join(sentences[:count]) for count in range(len(sentences) - 1, 0, -1)]
    return (*fewer, cut(sentences[0], 100), "")


def cut(text: str, most: int) -> str:
    """Return a text of at most `most` signs, cut after a word, an ellipsis in place of the rest."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    if not text[most - 1].isspace() and " " in head:
        head = head.rpartition(" ")[0]
    return head.rstrip(_SPARE) + "…"

"""All that is sent about one edition, or about an event in one language: pictures, messages, e-mails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from email.utils import parseaddr

from markupsafe import Markup

from pipeline.addresses import readable, short_address
from pipeline.languages import Language, language
from pipeline.plan import Text
from pipeline.project import Project
from pipeline.publish.editions import load_edition
from pipeline.publish.occasions import occasion as occasion_of
from pipeline.publish.send import mail
from pipeline.publish.send.messages import Message, Said, messages
from pipeline.text.document import Kind
from pipeline.typeset import cards
from pipeline.typeset.occasion import Occasion
from pipeline.typeset.render import Renderer
from pipeline.typeset.view import View

SHAPES = (cards.SQUARE, cards.STORY, cards.LINK)
OPENING = 120
"""Words of the text, about, that an e-mail begins with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is sent of one text in one language. `files` are named without a folder."""

    text: Text
    language: Language
    title: str
    proof: str
    """What a proof says of itself; empty where all is approved."""
    messages: tuple[Message, ...]
    subject: str
    mail: str
    """The e-mail as plain text."""
    files: dict[str, bytes] = field(repr=False)

    @property
    def folder(self) -> str:
        """Where its files lie, from the folder of all parcels."""
        return f"{self.language.code}/{self.text.slug}"


def parcel(renderer: Renderer, project: Project, text: Text, code: str) -> Parcel:
    """Return what is sent of a text, or of an event, in one of its languages; the same bytes for the same words.

    Raises OctavillaError for a text, catalogue, picture or template that cannot be used.
    """
    edition = load_edition(project, text, code)
    event = occasion_of(project, text, code) if text.is_event else None
    publisher = project.configuration.publisher
    view = renderer.web_view(edition, publisher, ".")
    base = event.base_url if event else publisher.base_url
    link = short_address(base, text.short, code)
    said = _said(view, event, renderer, text, base, link)
    found = messages(said)
    files = {f"{message.name}.txt": f"{message.text}\n".encode() for message in found}
    for shape in SHAPES:
        shown = renderer.card(
            edition, publisher, shape, address=readable(short_address(base, text.short)), occasion=event
        )
        files[f"{shape.name}.jpg"] = cards.drawn(shown, shape, root=project.root, base=text.path)
    opening = _opening(view)
    plain = _plain(said, [_words(paragraph) for paragraph in opening])
    pages = {
        picture: renderer.fill(
            "send/email.html", page=view, publisher=publisher, _=view.strings, said=said, link=link, opening=opening,
            others=_others(renderer, text, code, base), picture=picture,
        )
        for picture in (f"{cards.LINK.name}.jpg", f"cid:{mail.PICTURE}")
    }  # fmt: skip
    shown, inside = pages.values()
    picture = files[f"{cards.LINK.name}.jpg"]
    sender = parseaddr(next((part for part in said.contact.split() if "@" in part), ""))[1]
    files |= {
        "email.html": shown.encode(),
        "email.txt": f"{plain}\n".encode(),
        "email.eml": mail.draft(said.title, plain, inside, picture, sender),
    }
    return Parcel(
        text=text, language=language(code), title=said.title, proof=said.warning, messages=found, subject=said.title,
        mail=plain, files=files,
    )  # fmt: skip


def _said(view: View, event: Occasion | None, renderer: Renderer, text: Text, base: str, link: str) -> Said:
    others = tuple(renderer.invitation(language(other)) for other in text.codes if other != view.edition.language.code)
    where = readable(short_address(base, text.short))
    said = Said(
        title=view.title_text, lead=view.subtitle_text, contact=view.publisher.contact, link=link,
        others=(*others[:-1], f"{others[-1]}: {where}") if others and base else (), warning=view.proof_line(),
    )  # fmt: skip
    if event is None:
        return said
    day = ", ".join(filter(None, (f"{event.weekday} {event.day}", event.hours)))
    return replace(
        said, when=_sentence(event.when), day=day, place=event.place, where=event.where,
        contact=event.contact or said.contact,
    )  # fmt: skip


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _others(renderer: Renderer, text: Text, code: str, base: str) -> list[tuple[str, str, str]]:
    """Return the other languages of a text: the invitation to read it there, the address, the locale."""
    return [
        (renderer.invitation(language(other)), short_address(base, text.short, other), language(other).locale)
        for other in text.codes
        if other != code and base
    ]


def _opening(view: View) -> list[Markup]:
    """Return the first paragraphs as HTML without links and notes."""
    found: list[Markup] = []
    words = 0
    for block in view.blocks:
        if block.kind is Kind.PARAGRAPH and words < OPENING:
            speaker = Markup("<b>{}</b> ").format(view.label(block.speaker)) if block.speaker else Markup()
            found.append(speaker + view.heading_text(block.text))
            words += len(block.text.split())
        elif block.kind is Kind.HEADING and found:
            break
    return found


def _words(paragraph: Markup) -> str:
    # `striptags` also resolves the entities.
    return " ".join(paragraph.striptags().split())


def _plain(said: Said, opening: Iterable[str]) -> str:
    facts = "\n".join(filter(None, (said.when, said.where)))
    others = " · ".join(said.others)
    return "\n\n".join(
        filter(None, (said.warning, said.title, facts, said.lead, *opening, said.link, others, said.contact))
    )

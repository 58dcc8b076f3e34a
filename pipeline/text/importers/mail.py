"""What mail adds to a text: headers, marks of quotation, signatures; and whole messages (`.eml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from pipeline.text.importers.recognise.dates import dates

_NAMES = (
    r"from|to|cc|bcc|date|sent|subject|reply-to|"
    r"de|para|a|asunto|assunto|enviado(?: el| em)?|fecha|data|responder a"
)
_HEADER = re.compile(rf"\*?(?P<name>{_NAMES}):\*?[ \t]+(?P<value>\S.*)", re.IGNORECASE)
_FORWARDED = re.compile(
    r"[-_ ]*(?:begin )?(?:forwarded message|original message|mensaje (?:original|reenviado)|"
    r"mensagem (?:original|encaminhada))[-_: ]*",
    re.IGNORECASE,
)
_WROTE = re.compile(r"(?:on|el|em|no dia|a)\b.{6,160}\b(?:wrote|escribió|escreveu)\s*:", re.IGNORECASE)
_SUBJECT = re.compile(r"(?:(?:re|fwd?|aw|wg|rv|enc|tr)\s*:\s*)+", re.IGNORECASE)
_ENOUGH = 3
LONGEST_SIGNATURE = 12
"""Lines; what is longer is text."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The headers of a mail among lines of text: which lines they are, and what they say."""

    start: int
    stop: int
    meta: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A whole mail: its text or its page, and what else it has."""

    text: bytes
    is_page: bool
    headers: str
    meta: dict[str, str]
    attachments: tuple[str, ...]


def headings(lines: Sequence[str]) -> Iterator[Heading]:
    """Yield the blocks of mail headers among lines: at least three, one after the other, sender or subject among them.

    A line that says that a message was forwarded belongs to them, and so does `On … wrote:`.
    """
    at = 0
    while at < len(lines):
        stop, found = _block(lines, at)
        if found:
            start = at
            while start > 0 and not lines[start - 1].strip():
                start -= 1
            start = start - 1 if start > 0 and _FORWARDED.fullmatch(lines[start - 1].strip()) else at
            yield Heading(start, stop, _meta(found))
            at = stop
            continue
        length = _wrote(lines, at)
        if length:
            yield Heading(at, at + length)
        at += length or 1


def signature(lines: Sequence[str]) -> int | None:
    """Return the line where a signature begins (`-- `), None where there is none; it goes to the end."""
    for at in range(len(lines) - 1, -1, -1):
        if lines[at].rstrip() == "--" and any(line.strip() for line in lines[:at]):
            return at if sum(bool(line.strip()) for line in lines[at:]) <= LONGEST_SIGNATURE + 1 else None
    return None


def message(data: bytes) -> Message:
    """Take a mail (RFC 5322) apart: its plain text if it has one, else its page; its subject and date as metadata."""
    mail = message_from_bytes(data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(preferencelist=("plain", "html"))
    content = b""
    if body is not None:
        raw = body.get_payload(decode=True)
        content = _utf8(raw if isinstance(raw, bytes) else b"", str(body.get_content_charset() or ""))
    kept = ("From", "To", "Cc", "Date", "Subject")
    said = [(name, " ".join(str(mail[name]).split())) for name in kept if mail[name]]
    names = tuple(part.get_filename() or part.get_content_type() for part in mail.iter_attachments())
    return Message(
        text=content,
        is_page=body is not None and body.get_content_type() == "text/html",
        headers="\n".join(f"{name}: {value}" for name, value in said),
        meta=_meta({name.casefold(): value for name, value in said}),
        attachments=names,
    )


def _utf8(raw: bytes, charset: str) -> bytes:
    try:
        return raw.decode(charset or "utf-8").encode("utf-8")
    except (LookupError, ValueError):
        return raw


def _block(lines: Sequence[str], at: int) -> tuple[int, dict[str, str]]:
    found: dict[str, str] = {}
    last = ""
    place = at
    while place < len(lines) and (line := lines[place].strip()):
        header = _HEADER.fullmatch(line)
        if header:
            last = header["name"].casefold()
            found[last] = header["value"]
        elif last and lines[place][:1] in " \t":
            found[last] += f" {line}"
        else:
            break
        place += 1
    sender = {"from", "de", "subject", "asunto", "assunto"} & found.keys()
    return (place, found) if len(found) >= _ENOUGH and sender else (at, {})


def _wrote(lines: Sequence[str], at: int) -> int:
    """Return over how many lines `On … wrote:` goes, if what follows is quoted."""
    for length in (1, 2):
        if _WROTE.fullmatch(" ".join(line.strip() for line in lines[at : at + length])):
            rest = (line for line in lines[at + length : at + length + 3] if line.strip())
            return length if next(rest, "").lstrip().startswith(">") else 0
    return 0


def _meta(headers: dict[str, str]) -> dict[str, str]:
    meta: dict[str, str] = {}
    subject = next((headers[name] for name in ("subject", "asunto", "assunto") if name in headers), "")
    if subject := _SUBJECT.sub("", subject, count=1).strip():
        meta["title"] = subject
    for name in ("date", "sent", "fecha", "data", "enviado", "enviado el", "enviado em"):
        try:
            meta.setdefault("date", parsedate_to_datetime(headers.get(name, "")).date().isoformat())
        except (ValueError, TypeError, IndexError):
            # Programs write it in their own way into the text: `Mon, 2 Feb 2026 at 08:15`.
            found = list(dates(headers.get(name, "")))
            if len(found) == 1 and not found[0].either:
                meta.setdefault("date", found[0].iso)
    return meta

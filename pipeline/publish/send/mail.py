"""An e-mail about an edition or an event: a page that all mail programs show, plain text, and a draft with both."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

PICTURE = "picture@octavilla"
"""What the page calls its picture, which comes along inside the e-mail (RFC 2392)."""
_BOUNDARIES = ("=_octavilla_alternative", "=_octavilla_related")


def draft(subject: str, plain: str, html: str, picture: bytes, sender: str = "") -> bytes:
    """Return an e-mail without an addressee (RFC 5322), for a mail program to open, address and send.

    `html` names the picture `cid:` and PICTURE. The same words give the same bytes: no date, fixed boundaries.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(subject.split())
    if sender:
        name, _, domain = sender.partition("@")
        message["Reply-To"] = Address(username=name, domain=domain)
    # Outlook and Thunderbird open such a file as a draft.
    message["X-Unsent"] = "1"
    message.set_content(plain, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    page = message.get_payload()[1]  # type: ignore[index]
    page.add_related(picture, "image", "jpeg", cid=f"<{PICTURE}>", disposition="inline", filename="picture.jpg")  # type: ignore[union-attr]
    for part, boundary in zip((message, page), _BOUNDARIES, strict=True):
        part.set_boundary(boundary)  # type: ignore[union-attr]
    return message.as_bytes()

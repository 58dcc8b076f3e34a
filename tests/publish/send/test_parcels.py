"""What is sent about a text or an event: pictures of the right size, e-mails that open, a page to copy from."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from pipeline import plan
from pipeline.ledger import Ledger
from pipeline.plan import Selection, Text
from pipeline.project import Project, open_project
from pipeline.publish.send.parcel import SHAPES, Parcel, parcel
from pipeline.sending import send
from pipeline.typeset.render import Renderer

pytestmark = pytest.mark.slow
EVENT = """
title = "Neighbours’ <Saturday> & Soup"
date = 2026-12-05
starts = "14:00"
place = "Harbour Hall"
call = "Bring a photo."
about = "Tea for **everybody**."
contact = "event@harbourstreet.example"
texts = ["window"]
copies = { es = 10 }
"""


@pytest.fixture
def project(project_folder: Path) -> Project:
    file = project_folder / "octavilla.toml"
    file.write_text('base_url = "https://h.example/l"\n' + file.read_text(encoding="utf-8"), encoding="utf-8")
    (project_folder / "events").mkdir()
    (project_folder / "events" / "2026-12-05-hall.toml").write_text(EVENT, encoding="utf-8")
    return open_project(project_folder)


def text_called(project: Project, slug: str) -> Text:
    with Ledger(project.cache) as ledger:
        return next(text for text in plan.survey(project, ledger) if text.slug == slug)


def packed(project: Project, slug: str, code: str = "en") -> Parcel:
    return parcel(Renderer([project.templates]), project, text_called(project, slug), code)


def test_a_parcel_is_the_same_every_time(project: Project) -> None:
    first, second = packed(project, "2026-12-05-hall"), packed(project, "2026-12-05-hall")
    assert first.files == second.files
    pictures, mails, texts = ("card", "square", "story"), ("eml", "html", "txt"), ("message", "post", "sms")
    assert set(first.files) == {
        *(f"{name}.jpg" for name in pictures),
        *(f"email.{suffix}" for suffix in mails),
        *(f"{name}.txt" for name in texts),
    }


def test_pictures_have_the_size_and_weight_that_services_take(project: Project) -> None:
    files = packed(project, "window").files
    for shape in SHAPES:
        data = files[f"{shape.name}.jpg"]
        assert Image.open(BytesIO(data)).size == (shape.width, shape.height)
        assert len(data) <= shape.most


def test_an_event_says_when_and_where(project: Project) -> None:
    found = packed(project, "2026-12-05-hall")
    text = next(message.text for message in found.messages if message.name == "message").replace("\u00a0", " ")
    assert text.startswith("Neighbours’ <Saturday> & Soup\n\nSaturday 5 December 2026, ")
    assert "\nHarbour Hall\n\nBring a photo.\n\nhttps://h.example/l/" in text
    assert "Tea for everybody." in found.mail
    assert found.mail.endswith("event@harbourstreet.example")


def test_the_draft_holds_words_page_and_picture(project: Project) -> None:
    found = packed(project, "2026-12-05-hall")
    message = email.message_from_bytes(found.files["email.eml"], policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert message["Subject"] == "Neighbours’ <Saturday> & Soup"
    assert message["To"] is None
    assert message["Date"] is None
    assert "event@harbourstreet.example" in message["Reply-To"]
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert plain.get_content().replace("\r\n", "\n").strip() == found.mail
    html = page.get_content()
    assert "Neighbours’ &lt;Saturday&gt; &amp; Soup" in html
    assert "Tea for <strong>everybody</strong>." in html
    (picture,) = [part for part in message.walk() if part.get_content_type() == "image/jpeg"]
    assert f"cid:{picture['Content-ID'].strip('<>')}" in html
    assert picture.get_content() == found.files["card.jpg"]


def test_an_e_mail_fetches_nothing(project: Project) -> None:
    html = packed(project, "2026-12-05-hall").files["email.html"].decode()
    assert re.findall(r'src="([^"]*)"', html) == ["card.jpg"]
    assert not re.search(r"<(script|link|iframe)|@import|url\(", html)


def test_a_proof_is_marked(project: Project) -> None:
    send(project, Selection(texts=("window",), languages=("es",)), workers=1)
    found = packed(project, "window", "es")
    assert found.proof
    assert all(message.text.startswith(found.proof) for message in found.messages)


def test_the_page_shows_every_parcel_and_old_ones_go(project: Project) -> None:
    both = send(project, Selection(languages=("en",)), workers=1)
    assert [item.folder for item in both.parcels] == ["en/2026-12-05-hall", "en/window"]
    page = both.page.read_text(encoding="utf-8")
    folder = both.page.parent
    for name in re.findall(r'(?:href|src)="([^"#]+)"', page):
        assert (folder / name).is_file(), name
    assert "Neighbours’ &lt;Saturday&gt; &amp; Soup" in page
    kept = both.page.stat().st_mtime_ns
    send(project, Selection(languages=("en",)), workers=1)
    assert both.page.stat().st_mtime_ns == kept
    send(project, Selection(texts=("window",), languages=("en",)), workers=1)
    assert not (folder / "en" / "2026-12-05-hall").exists()

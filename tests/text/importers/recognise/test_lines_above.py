"""What single lines say: dates, names, sections, licences, furniture of web pages; and lines that only look so."""

from __future__ import annotations

import pytest

from pipeline.text.importers.recognise import boilerplate, names, origin, sections
from pipeline.text.importers.recognise.dates import date_line, dates, is_month_first, is_relative
from pipeline.text.importers.recognise.head import meta_line


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("1 May 2026", "2026-05-01"),
        ("1st May 2026", "2026-05-01"),
        ("May 1, 2026", "2026-05-01"),
        ("May 1st, 2026", "2026-05-01"),
        ("May 1 2026", "2026-05-01"),
        ("Sept. 12, 2025", "2025-09-12"),
        ("2026-05-01", "2026-05-01"),
        ("2026/05/01", "2026-05-01"),
        ("2026-05-01T10:15:00+02:00", "2026-05-01"),
        ("01.05.2026", "2026-05-01"),
        ("31/12/2025", "2025-12-31"),
        ("12/31/2025", "2025-12-31"),
        ("Friday, May 1, 2026 at 10:15 am", "2026-05-01"),
        ("Fri 1 May 2026 10.15 BST", "2026-05-01"),
        ("Published: 1 May 2026", "2026-05-01"),
        ("Published on May 1, 2026, 10:15 AM EDT", "2026-05-01"),
        ("Posted 1 May 2026", "2026-05-01"),
        ("Last updated: 1 May 2026", "2026-05-01"),
        ("Last modified on 2026-05-01 10:15", "2026-05-01"),
        ("(1 May 2026)", "2026-05-01"),
        ("1 de mayo de 2026", "2026-05-01"),
        ("Viernes, 1 de mayo de 2026", "2026-05-01"),
        ("1º de maio de 2026", "2026-05-01"),
        ("Publicado em 1 de maio de 2026 às 10h15", "2026-05-01"),
        ("Publicado el 01/05/2026", "2026-05-01"),
        ("1-May-2026", "2026-05-01"),
        ("the 1st of May 2026".removeprefix("the "), "2026-05-01"),
    ],
)
def test_lines_that_say_when(line: str, iso: str) -> None:
    found = date_line(line)
    assert found is not None
    assert (found.found.iso, found.rest) == (iso, "")


@pytest.mark.parametrize(
    "line",
    [
        "30 February 2026",
        "May 2026",
        "1 May",
        "Saturday 6 June 2026, 2pm – 5pm",
        "When: Saturday 6 June 2026, 2pm",
        "Open from 1 May 2026 to 3 June 2026",
        "Tuesday 10 March 2026 at 7pm in the community room",
        "Version 1.05.20261",
        "£1,205.2026",
        "Ring 01632 960 144",
        "Minutes of 10 March 2026",
        "The council decides on 1 May 2026 what becomes of the bath.",
    ],
)
def test_lines_that_do_not_say_when_it_was_published(line: str) -> None:
    assert meta_line(line, False) is None


@pytest.mark.parametrize(
    "line", ["3 days ago", "Published 2 hours ago", "Updated 5 min ago", "Yesterday", "hace 3 días", "há 2 horas"]
)
def test_relative_dates(line: str) -> None:
    assert is_relative(line)


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("07/02/2026 and 06/29/2026", "", True),
        ("07/02/2026 and 29/06/2026", "", False),
        ("07/02/2026, as of May 3, 2026", "", True),
        ("07/02/2026, as of 3 May 2026", "", None),
        ("07/02/2026", "en-US", True),
        ("07/02/2026", "en-GB", None),
        ("07/02/2026", "es", False),
        ("07/02/2026", "", None),
    ],
)
def test_evidence_of_how_dates_in_figures_are_written(text: str, language: str, first: bool | None) -> None:
    assert is_month_first(text, language) is first


def test_dates_stand_where_they_are_said_to_stand() -> None:
    text = "From 1 May 2026, or 02/03/2026, on"
    assert [(text[one.start : one.end], one.iso, one.either) for one in dates(text)] == [
        ("1 May 2026", "2026-05-01", ""),
        ("02/03/2026", "2026-03-02", "2026-02-03"),
    ]


@pytest.mark.parametrize(
    ("line", "author", "date", "topic"),
    [
        ("By Jane Smith", "Jane Smith", "", ""),
        ("by Jane Smith and Omar Khan", "Jane Smith and Omar Khan", "", ""),
        ("BY JANE SMITH", "Jane Smith", "", ""),
        ("By Jane Smith, Housing Reporter", "Jane Smith", "", ""),
        ("By Jane Smith, Tenants Together", "Jane Smith, Tenants Together", "", ""),
        ("By: Jane Smith", "Jane Smith", "", ""),
        ("Words: Jane Smith", "Jane Smith", "", ""),
        ("Text by Jane Smith", "Jane Smith", "", ""),
        ("Words and photos by Jane Smith", "Jane Smith", "", ""),
        ("Written by María José de la Cruz", "María José de la Cruz", "", ""),
        ("Por Ana de Souza", "Ana de Souza", "", ""),
        ("Texto: Ana de Souza", "Ana de Souza", "", ""),
        ("Author: J. R. Hartley", "J. R. Hartley", "", ""),
        ("Posted by jsmith on 1 May 2026", "jsmith", "2026-05-01", ""),
        ("By Jane Smith | 1 May 2026 | 5 min read", "Jane Smith", "2026-05-01", ""),
        ("Jane Smith — May 1, 2026", "Jane Smith", "2026-05-01", ""),
        ("1 May 2026 · Jane Smith · Housing", "Jane Smith", "2026-05-01", "Housing"),
        ("Jane Smith, 1 May 2026", "Jane Smith", "2026-05-01", ""),
        ("Published 1 May 2026 by Jane Smith in Housing", "Jane Smith", "2026-05-01", "Housing"),
        ("By Jane Smith @janesmith", "Jane Smith", "", ""),
        ("By Jane Smith and Omar Khan for The Weir Review", "Jane Smith and Omar Khan", "", ""),
        ("By The Advice Desk", "The Advice Desk", "", ""),
        ("By Siân O’Brien-Jones", "Siân O’Brien-Jones", "", ""),
        ("Posted on May 1, 2026 by admin", "admin", "2026-05-01", ""),
        ("Updated: March 15, 2025 / 3:12 PM", "", "2025-03-15", ""),
    ],
)
def test_lines_that_say_who(line: str, author: str, date: str, topic: str) -> None:
    found = meta_line(line, False)
    assert found is not None
    assert (found.author, found.date.found.iso if found.date else "", found.topic) == (author, date, topic)


@pytest.mark.parametrize(
    "line",
    [
        "By the river",
        "By noon everybody had gone home",
        "By Friday",
        "By bus: 14 and 22",
        "By order of the council",
        "Text us on 01632 960 144",
        "By the end of 2026 there will be no more lifts",
        "Report a fault",
        "Por la mañana",
        "Written in the sand",
    ],
)
def test_lines_that_only_begin_like_a_byline(line: str) -> None:
    assert meta_line(line, False) is None


@pytest.mark.parametrize(
    "text", ["Jane Smith", "María José de la Cruz", "J. R. Hartley", "Siân O’Brien-Jones", "Ludwig van Dyke"]
)
def test_names(text: str) -> None:
    assert names.is_name(text)


@pytest.mark.parametrize(
    "text",
    ["What Now", "The Council", "Next Steps", "Jane", "Dear Jane", "jane smith", "Getting Home", "Tenants Union"],
)
def test_what_is_no_name(text: str) -> None:
    assert not names.is_name(text)


@pytest.mark.parametrize(
    "line",
    [
        "Share this",
        "Share on Facebook",
        "Share this article:",
        "Facebook | Twitter | WhatsApp",
        "Advertisement",
        "ADVERTISEMENT",
        "Read more: What a bench is for",
        "See also: What worms want",
        "Subscribe to our newsletter",
        "Sign up for our weekly newsletter",
        "Sign up to get updates by email",
        "Get our best stories in your inbox",
        "View this email in your browser",
        "Unsubscribe",
        "Unsubscribe | Manage preferences",
        "Follow us on Mastodon",
        "Follow us",
        "We use cookies to improve your experience.",
        "Accept all cookies",
        "Privacy policy",
        "Terms of use | Privacy | Contact",
        "Skip to content",
        "Back to top",
        "Print this page",
        "12 comments",
        "Leave a comment",
        "5 min read",
        "3 minute read",
        "Reading time: 4 minutes",
        "Tags: housing, heat",
        "Filed under: Housing",
        "#housing #heat",
        "Was this page helpful? Yes No",
        "Donate now",
        "Donate",
        "###",
        "ENDS",
        "-ends-",
        "Registered charity no. 1234567",
        "Sent from my iPhone",
        "Log in",
        "Sign in | Subscribe",
        "Menu",
        "← Previous",
        "Next post →",
        "Home About Archive Contact",
        "All rights reserved.",
        "Support us",
        "Support our work: £5 a month keeps the lights on",
        "If you enjoyed this, please consider a small donation",
        "Compartir",
        "Leer más: Cómo leer la factura",
        "Suscríbete a nuestro boletín",
        "Compartilhe",
        "Leia também: Horta na praça",
        "Inscreva-se na nossa newsletter",
        "Listen to this article",
        "Copy link",
    ],
)
def test_furniture_of_pages_and_mails(line: str) -> None:
    assert boilerplate.judge(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "Share the road",
        "Share what you cook with whoever lives below",
        "Support for carers",
        "Read the meter",
        "Watch the milk",
        "Sign up on the list at the gate",
        "Follow the smell of bread",
        "Donate blood, not advice: who can give",
        "Join us on Saturday at noon",
        "Print is not dead",
        "Comments on the plan are welcome until 3 June",
        "Listen first",
        "Tags on the trees",
        "Notes",
        "Close the shutters",
        "Next steps",
        "Home",
        "Search the attic first",
        "Contact",
        "Cookies for the bake sale",
        "Reply to the letter within ten days",
        "Related costs",
        "End of the line",
        "Advertisement for a better world",
        "Quote of the day",
        "Get a torch",
        "Like father, like son",
        "Terms of the tenancy",
        "Menu of the day",
    ],
)
def test_lines_that_only_begin_like_furniture(line: str) -> None:
    assert boilerplate.judge(line) is None


@pytest.mark.parametrize(
    ("line", "licence"),
    [
        ("CC BY-SA 4.0", "CC BY-SA 4.0"),
        ("Licence: CC-BY-SA 4.0", "CC BY-SA 4.0"),
        ("This work is licensed under a Creative Commons Attribution 4.0 International License.", "CC BY 4.0"),
        ("Creative Commons Attribution-NonCommercial-ShareAlike 3.0", "CC BY-NC-SA 3.0"),
        ("Published under Creative Commons Attribution-NoDerivatives 4.0", "CC BY-ND 4.0"),
        ("CC0", "CC0"),
        ("This text is in the public domain.", "CC0"),
        ("CC BY", "CC BY"),
        ("Accounts by CC", ""),
    ],
)
def test_licences(line: str, licence: str) -> None:
    assert origin.licence_of(line) == licence


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Leila Nowak",
        "Photos: Leila Nowak / Harbour Gazette",
        "Image: Harbour Fire Watch",
        "Photograph by Leila Nowak",
        "Picture credit: Leila Nowak",
        "Foto: Ana Souza",
        "Illustration by Leila Nowak",
        "© Photo Leila Nowak",
    ],
)
def test_credits(line: str) -> None:
    assert boilerplate.is_credit(line)


@pytest.mark.parametrize(
    "line",
    ["Photograph every wall", "Photos should have a date on them", "Image is everything", "Credit where it is due"],
)
def test_what_is_no_credit(line: str) -> None:
    assert not boilerplate.is_credit(line)


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("News > Local", "Local"),
        ("Home › Advice › Home safety", "Home safety"),
        ("Home / Housing / A title of this text", "Housing"),
        ("Home » Blog", "Blog"),
    ],
)
def test_ways_to_a_page(line: str, topic: str) -> None:
    assert sections.topic_of(sections.crumbs(line), "A title of this text") == topic


@pytest.mark.parametrize("line", ["2 > 1", "Tea and/or coffee", "Mill Lane", "Heat: what helps"])
def test_what_is_no_way_to_a_page(line: str) -> None:
    assert sections.crumbs(line) == () or line == "2 > 1"

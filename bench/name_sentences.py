"""Sentences with names that no package has seen, made from templates: the measure of what becomes of names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

PEOPLE = (
    "Ngozi Okonkwo", "Tomasz Wierzbicki", "Aoife Brennock", "Maria Thornbury", "Peter Oyelaran", "Inês Carvalhal",
    "Siobhan Delacourt", "Rahim Qureshi", "Hope Nwachukwu", "Grace Adeyemi", "Lucía Etxeberria", "Jerzy Kowalczyk",
    "Mary Ashgrove", "John Trevanion", "Zeynep Yıldırım", "Björn Halvorsen", "Tamsin Penhallow", "Kwabena Mensah",
    "Mrs Green", "Mr Baker",
)  # fmt: skip
PLACES = (
    "Wexcombe", "Harlowgate", "Thornaby", "Brixton", "Ashdown", "Penzance", "Llanfair", "Croydon",
    "Drumchapel", "Toxteth", "Kilburn", "Ballymun", "Szczecin", "Thessaloniki",
    "Oulu", "Gdynia", "Uppsala", "Ipswich", "Mosside", "Tottenham",
)  # fmt: skip
GROUPS = (
    "Acornhill Housing", "Tenfold", "Kestrelway Trust", "Brightwell Community Centre", "Ashdown Road Library",
    "Lambourne Tenants", "Openreach", "Shelterbox", "Halcrow Advice Centre", "YouthLink",
)  # fmt: skip
OF_PEOPLE = (
    "We spoke with {} after the meeting.", "Please call {} if you need help.", "The letter from {} came on Monday.",
    "In the evening {} will sing for the children.", "Ask for {} at the door.", "Our friend {} has two daughters.",
)  # fmt: skip
OF_PLACES = (
    "The bus to {} leaves at nine.", "Many families in {} have no heating.", "We will meet near {} station.",
    "My sister lives in {} with her son.", "The road from {} is closed today.", "There is a market in {} every week.",
)  # fmt: skip
OF_GROUPS = (
    "You can write to {} before Friday.", "The people at {} will help you.", "Last year {} opened a new office.",
    "The letter says that {} wants the money.",
)  # fmt: skip


def sentences() -> Iterator[tuple[str, str]]:
    """Yield each sentence with its name: every name in four of the templates of its kind."""
    for names, templates in ((PEOPLE, OF_PEOPLE), (PLACES, OF_PLACES), (GROUPS, OF_GROUPS)):
        turn = cycle(templates)
        for name in names:
            yield from ((template.format(name), name) for template in islice(turn, 4))
            next(turn)

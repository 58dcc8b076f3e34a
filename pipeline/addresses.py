"""Web addresses of editions: the long one, and the short one that people type from a leaflet.

A short name follows from the text's own name alone, so that a text that comes later never changes what is printed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
"""No vowels, so that no words come up, and no signs that look like others on a bad copy."""
LENGTH = 4
"""Signs of a short name: with 100 texts, about 1 chance in 100 that two meet; the build then says so."""
CHOSEN = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
"""What the front matter may choose as a short name."""


def short_name(slug: str, chosen: str = "") -> str:
    """Return the short name of a text: the one its front matter chose (`short`), else one made from its slug."""
    if chosen:
        return chosen
    number = int.from_bytes(hashlib.sha256(slug.encode()).digest(), "big")
    signs = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[rest])
    return "".join(signs)


def clashes(names: Iterable[tuple[str, str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the short names that several texts have, with those texts; `names` are pairs of slug and short name."""
    found: dict[str, list[str]] = {}
    for slug, short in names:
        found.setdefault(short, []).append(slug)
    return tuple((short, tuple(slugs)) for short, slugs in sorted(found.items()) if len(slugs) > 1)


def web_address(base_url: str, code: str, slug: str) -> str:
    """Return where the web page of an edition is; nothing without a base URL."""
    base = base_url.rstrip("/")
    return f"{base}/{code}/{slug}/" if base else ""


def short_address(base_url: str, short: str, code: str = "") -> str:
    """Return the short address of an edition, or without `code` of the page where one chooses a language.

    Nothing without a base URL.
    """
    base = base_url.rstrip("/")
    return f"{base}/{short}/{code}/".replace("//", "/").replace(":/", "://", 1) if base else ""


def readable(address: str) -> str:
    """Return an address as it is printed: without the scheme, and without the slash at its end."""
    return address.partition("://")[2].rstrip("/") or address

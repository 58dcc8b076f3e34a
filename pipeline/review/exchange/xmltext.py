"""Text and attributes written as XML."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
_IN_ATTRIBUTE = {**_SIGNS, "\n": "&#10;", "\t": "&#9;"}


def possible(text: str) -> str:
    """Return text with a space for every character that XML cannot hold."""
    return _NOT_XML.sub(" ", text)


def escaped(text: str) -> str:
    """Return text as the content of an element; characters that XML cannot hold become spaces."""
    return "".join(_SIGNS.get(sign, sign) for sign in possible(text))


def attributes(values: Mapping[str, str | None]) -> str:
    """Return attributes as they stand in a tag, each with a space before it; None is left out."""
    return "".join(f' {name}="{_attribute(value)}"' for name, value in values.items() if value is not None)


def _attribute(text: str) -> str:
    return "".join(_IN_ATTRIBUTE.get(sign, sign) for sign in possible(text))

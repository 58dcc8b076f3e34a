"""Turn the bytes of a saved web page into a tree: encodings, MHTML archives, broken pages, pages meant to harm."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import OctavillaError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LONGEST_PAGE = 32_000_000
"""Bytes, with the pictures that some browsers write into the page. The largest articles have about a tenth."""
MOST_TAGS = 200_000
"""Of one page. A long article with its comments has about 10,000; each tag takes about a kilobyte of memory."""
DEEPEST = 120
"""Elements one inside the other that are kept; a page of a careless builder has about 40."""
_FLATTER = (100, 40, 0)
"""How deep the tags of a page may stand in its source, tried one after the other until its tree is not too deep."""

_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{1,40})""")
_NAMED = re.compile(
    r"utf-?(8|16(le|be)?)|(windows-|cp)12(5\d)|iso-?8859-?\d{1,2}|latin-?1|(us-)?ascii|koi8-[ru]|mac(intosh|-?roman)|"
    r"gb(k|2312|18030)|big5|euc-(jp|kr)|shift[_-]jis"
)
"""What a page may call its encoding: Python knows others that are none of text (`unicode_escape`, `idna` …)."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)(?:[^<>\"']|\"[^\"<]{0,2000}\"|'[^'<]{0,2000}')*>?")
_SCRIPT = re.compile(r"<script\b[^<>]{0,2000}>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_DATA_ADDRESS = re.compile(r"data:image/[a-z+.-]{2,12};base64,([A-Za-z0-9+/=\s%]{64,})")
_HEAD_PARTS = frozenset(["head", "body", "title", "meta", "link", "base", "script", "style", "frameset"])
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_CLOSES_ITSELF = frozenset(["p", "li", "dt", "dd", "td", "th", "tr", "option", "thead", "tbody", "tfoot", "colgroup"])
_KEPT_DEEP = frozenset(["p", "br", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "script", "style"])
_CONTROL = dict.fromkeys((*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F, 0xFFFE, 0xFFFF), " ")
_PARTS_OF_A_MAIL = re.compile(rb"\A(?:[A-Za-z-]{2,30}:[^\n]{0,2000}\r?\n(?:[ \t][^\n]{0,2000}\r?\n)*){2,}\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A web page as it was saved."""

    root: Element = field(repr=False)
    """The `html` element."""
    address: str = ""
    """Where the browser says that it was saved from."""
    inline: tuple[str, ...] = ()
    """Pictures written into the page, as base64: the tree names them `octavilla-inline:<index>`."""
    parts: Mapping[str, bytes] = field(default_factory=dict)
    """Files of an MHTML archive, by address and by `cid:` name."""


INLINE = "octavilla-inline:"


def page_of(data: bytes, path: Path) -> Page:
    """Return the tree of a web page or MHTML archive; `path` is named in errors.

    Raises OctavillaError for a page that is too large to be an article, or has nothing in it.
    """
    if len(data) > LONGEST_PAGE:
        message = f"has {len(data):,} bytes; the most for a web page is {LONGEST_PAGE:,}. Save only the article."
        raise OctavillaError(message, path=path)
    parts: Mapping[str, bytes] = {}
    address = ""
    if _PARTS_OF_A_MAIL.match(data[:20_000]):
        data, parts, address = _unpacked(data, path)
    text = decoded(data)
    inline: list[str] = []

    def kept(found: re.Match[str]) -> str:
        inline.append(found[1])
        return f"{INLINE}{len(inline) - 1}"

    text = _DATA_ADDRESS.sub(kept, text).translate(_CONTROL)
    if text.count("<") > MOST_TAGS:
        message = (
            f"has more than {MOST_TAGS:,} tags: too many for an article. Copy its text into a file that ends in .txt."
        )
        raise OctavillaError(message, path=path)
    saved = re.search(r"<!--\s*saved from url=\(\d+\)(\S{1,2000})\s*-->", text[:5000])
    single = re.search(r"<!--\s*Page saved with SingleFile\s+url:\s*(\S{1,2000})", text[:5000])
    address = (saved or single or [None, address])[1] or ""
    return Page(root=_tree(text, path), address=address, inline=tuple(inline), parts=parts)


def decoded(data: bytes) -> str:
    """Return the text of a page, by its byte order mark, as UTF-8, by what it says, or by its looks.

    A page that is valid UTF-8 is taken as that whatever it says: no other encoding looks like it by accident.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    found = _XML_ENCODING.search(data[:200]) or _CHARSET.search(data[:8192])
    named = found[1].decode("ascii").lower() if found else ""
    try:
        if not named.startswith("iso-2022"):
            return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A page that says UTF-8 and was cut or pasted together has a few bad bytes: the rest of it is right.
        if named in ("utf-8", "utf8") and _few_bad(data, error):
            return data.decode("utf-8", "replace")
    if named and _NAMED.fullmatch(named) and not named.startswith("utf"):
        try:
            return data.decode(_as_browsers_do(named), "replace")
        except LookupError:
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000], cp_exclusion=["utf_7"]).best()
    return data.decode(best.encoding if best else "cp1252", "replace")


def _few_bad(data: bytes, error: UnicodeDecodeError) -> bool:
    sound = sum(1 for _ in re.finditer(rb"[\xc2-\xf4][\x80-\xbf]+", data))
    return data.decode("utf-8", "replace").count("\ufffd") <= max(2, sound // 10)


def _as_browsers_do(name: str) -> str:
    """Pages that say Latin 1 are read as its larger sister, which has the quotation marks (WHATWG Encoding, 4.2)."""
    known = {
        "iso-8859-1": "cp1252",
        "latin1": "cp1252",
        "latin-1": "cp1252",
        "ascii": "cp1252",
        "us-ascii": "cp1252",
        "iso-8859-9": "cp1254",
        "macintosh": "mac_roman",
        "mac-roman": "mac_roman",
        "gb2312": "gb18030",
        "gbk": "gb18030",
    }
    return known.get(name, name)


def _unpacked(data: bytes, path: Path) -> tuple[bytes, Mapping[str, bytes], str]:
    """Return the page, the other files and the address of an MHTML archive (RFC 2557)."""
    from email import message_from_bytes, policy

    message = message_from_bytes(data, policy=policy.compat32)
    page: bytes | None = None
    parts: dict[str, bytes] = {}
    address = str(message.get("Snapshot-Content-Location") or "")
    for part in message.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        place = str(part.get("Content-Location") or "").strip()
        if page is None and part.get_content_type() in ("text/html", "application/xhtml+xml"):
            charset = str(part.get_content_charset() or "")
            page, address = content, address or place
            if charset and not _CHARSET.search(content[:8192]) and _NAMED.fullmatch(charset.lower()):
                page = b'<meta charset="' + charset.encode("ascii", "ignore") + b'">' + content
        else:
            if place:
                parts[place] = content
            if part.get("Content-ID"):
                parts["cid:" + str(part["Content-ID"]).strip("<> ")] = content
    if page is None:
        raise OctavillaError("holds no web page. Save the page again as “Web page, complete”.", path=path)
    return page, parts, address if address.startswith(("http://", "https://")) else ""


def _tree(text: str, path: Path) -> Element:
    import lxml.html
    from lxml import etree

    text = _without_scripts(text)
    for most in _FLATTER:
        parser = lxml.html.HTMLParser(
            encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True, recover=True
        )
        try:
            root: Element | None = etree.fromstring(_flattened(text, most).encode("utf-8", "replace"), parser)
        except etree.XMLSyntaxError:
            continue
        if root is not None and _depth(root) <= DEEPEST:
            return _with_body(root)
    raise OctavillaError("has nothing in it that can be read as a web page. Save the page again.", path=path)


def _with_body(root: Element) -> Element:
    """Return a tree whose words are in its body: a page without one may have all of them in its head."""
    if next(root.iter("body"), None) is None:
        body = root.makeelement("body", {})
        heads = [root, *root.iter("head")]
        for element in [el for head in heads for el in head if el.tag not in _HEAD_PARTS]:
            body.append(element)
        root.append(body)
    return root


def _depth(root: Element) -> int:
    """Return how many elements of a tree stand one inside the other at most."""
    deepest = 0
    level = [root]
    while level and deepest <= DEEPEST:
        deepest += 1
        level = [child for element in level for child in element]
    return deepest


def _without_scripts(text: str) -> str:
    """Return the page with its scripts emptied, but for the metadata that is written as a script (JSON-LD)."""
    parts: list[str] = []
    at = 0
    for opening in _SCRIPT.finditer(text):
        if opening.start() < at:
            continue
        closing = _SCRIPT_END.search(text, opening.end())
        end = closing.start() if closing else len(text)
        if "ld+json" not in opening[0].lower():
            parts += (text[at : opening.end()],)
            at = end
        if not closing:
            break
    return "".join((*parts, text[at:]))


def _flattened(text: str, most: int) -> str:
    """Return the page without the tags that are nested deeper than anybody writes: their words stay."""
    depth = deepest = 0
    for found in _TAG.finditer(text):
        depth = max(0, depth + _step(found))
        deepest = max(deepest, depth)
    if deepest <= most:
        return text
    depth = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal depth
        step = _step(found)
        before, depth = depth, max(0, depth + step)
        if max(before, depth) <= most or found[2].lower() in _KEPT_DEEP:
            return found[0]
        return " "

    return _TAG.sub(kept, text)


def _step(found: re.Match[str]) -> int:
    name = found[2].lower()
    if name in _VOID or name in _CLOSES_ITSELF or found[0].endswith("/>"):
        return 0
    return -1 if found[1] else 1

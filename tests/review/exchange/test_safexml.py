"""XML from strangers."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.review.exchange import safexml
from pipeline.review.exchange.safexml import parse

PATH = Path("window.xlf")


def test_the_tree_keeps_order_text_and_namespaces() -> None:
    root = parse(b'<a xmlns="urn:x" xmlns:o="urn:o" o:k="1" j="2">one<b/>two<o:b>three</o:b></a>', PATH, "file")
    assert (root.name, root.space, root.attributes) == ("a", "urn:x", {"{urn:o}k": "1", "j": "2"})
    assert [part if isinstance(part, str) else part.name for part in root.content] == ["one", "b", "two", "b"]
    assert len(list(root.elements("b"))) == 1
    assert root.text == "onetwothree"


@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        '<!DOCTYPE x [<!ENTITY % e SYSTEM "http://example.org/e.dtd"> %e;]><x/>',
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>',
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x>&outside;</x>',
    ],
)
def test_entities_are_refused(attack: str) -> None:
    with pytest.raises(OctavillaError, match="entity|explained outside"):
        parse(attack.encode(), PATH, "XLIFF file")


def test_an_external_document_type_is_not_opened(tmp_path: Path) -> None:
    root = parse(b'<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"/>', PATH, "TMX file")
    assert root.name == "tmx"


def test_billion_laughs_ends_at_the_first_declaration() -> None:
    """Taken in, it would be more letters than any memory holds."""
    names = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(40))
    with pytest.raises(OctavillaError, match=r"declares an entity \(l0\)"):
        parse(f"<!DOCTYPE x [{names}]><x>&l39;</x>".encode(), PATH, "XLIFF file")


def test_depth_is_bounded() -> None:
    with pytest.raises(OctavillaError, match="inside one another"):
        parse(b"<a>" * 5000 + b"</a>" * 5000, PATH, "XLIFF file")


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safexml, "LARGEST", 1 << 20)
    with pytest.raises(OctavillaError, match="larger than 1 MB"):
        parse(b"<a>" + b"x" * (1 << 20) + b"</a>", PATH, "XLIFF file")


@pytest.mark.parametrize(
    "broken", [b"", b"<a>", b"<a></b>", b"a & b", b"\x00\x01", b"<a>\xff\xfe</a>", b"<a b='&x;'/>"]
)
def test_broken_files_are_reported_with_path_and_line(broken: bytes) -> None:
    with pytest.raises(OctavillaError) as caught:
        parse(broken, PATH, "XLIFF file")
    assert caught.value.path == PATH
    assert caught.value.line == 1


def test_the_line_of_an_element_is_known() -> None:
    root = parse(b"<a>\n\n<b/></a>", PATH, "file")
    assert next(root.elements("b")).line == 3

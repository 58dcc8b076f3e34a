"""Argos's own ways with marks: the `tags` of argostranslate, translatehtml, argos-translate-files; offline.

The last two are not needed otherwise: `.venv/eval-tools` holds them (see docs/marks.md), or they are left out.
"""

from __future__ import annotations

import html
import importlib
import importlib.util
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.mark_judge import Reading
from bench.marked_sentences import REFERENCES
from pipeline.mt.inline import tokens_of

TOOLS = Path(__file__).resolve().parent.parent / ".venv" / "eval-tools"
Way = Callable[[Any, Sequence[str]], list[Reading]]
"""Translates marked sentences with an argostranslate translation and reads the results."""


@dataclass(slots=True)
class Node:
    """A mark with what is in it, or, without children, the text of something not to be translated."""

    name: str
    tag: str = ""
    children: list[Node | str] = field(default_factory=list)
    verbatim: str = ""


class Remembering:
    """An argostranslate translation that translates nothing twice: the three ways ask for the same pieces."""

    def __init__(self, translation: Any) -> None:
        self._translation = translation
        self._known: dict[str, str] = {}
        self.from_lang, self.to_lang = translation.from_lang, translation.to_lang

    def translate(self, text: str) -> str:
        """Return what the translation makes of `text`."""
        if text not in self._known:
            self._known[text] = str(self._translation.translate(text))
        return self._known[text]


def ways() -> Iterator[tuple[str, Way | None]]:
    """Yield each way by name, None for one that cannot be imported here."""
    yield "argostranslate.tags", _by_tags
    sys.path.append(str(TOOLS))
    try:
        yield "translatehtml", _html_way()
        yield "argos-translate-files", _files_way()
    finally:
        sys.path.remove(str(TOOLS))


def tree(markdown: str) -> Node:
    """Return a marked sentence as a tree."""
    root = Node("root")
    opened = [root]
    for token in tokens_of(markdown, REFERENCES):
        raw = token.meta.get("raw", "") if token.meta else ""
        if token.nesting == 1:
            name = token.type.removesuffix("_open")
            tag = {"link": "a", "strong": "strong", "em": "em"}.get(name, name)
            node = Node(f"link{token.meta['tail']}" if name == "link" else name, tag)
            opened[-1].children.append(node)
            opened.append(node)
        elif token.nesting == -1:
            opened.pop()
        elif token.type == "code_inline":
            opened[-1].children.append(Node(raw, "code", verbatim=token.content))
        elif token.type == "footnote_ref":
            opened[-1].children.append(Node(raw, "sup", verbatim="1"))
        elif token.type == "hardbreak":
            opened[-1].children.append(Node("\\\n", "br"))
        else:
            opened[-1].children.append(token.content or " ")
    return root


class _Reader:
    """Gathers a reading while a translated tree is walked."""

    def __init__(self) -> None:
        self.reading = Reading("")

    def text(self, text: str) -> None:
        self.reading.plain += text

    def point(self, path: str, node: Node) -> None:
        if node.tag == "code":
            self.reading.plain += node.verbatim
            self.reading.paths.append(node.name)
        else:
            self.reading.plain += " " if node.tag == "br" else ""
            self.reading.points.append((node.name, len(self.reading.plain)))
            self.reading.paths.append(f"{path}/{node.name}")

    def pair(self, path: str, node: Node, walk: Callable[[str], None]) -> None:
        start = len(self.reading.plain)
        inner = f"{path}/{node.name}"
        self.reading.paths.append(inner)
        walk(inner)
        self.reading.spans.append((node.name, start, len(self.reading.plain)))


def _is_point(node: Node) -> bool:
    return node.tag in ("code", "sup", "br")


def _by_tags(translation: Any, sentences: Sequence[str]) -> list[Reading]:
    from argostranslate.tags import Tag, translate_tags

    def made(node: Node | str) -> Any:
        if isinstance(node, str):
            return node
        tag = Tag([node.verbatim] if _is_point(node) else list(map(made, node.children)), not _is_point(node))
        tag.node = node
        return tag

    def walk(reader: _Reader, children: Sequence[Any], path: str) -> None:
        for child in children:
            if isinstance(child, str):
                reader.text(child)
            elif _is_point(child.node):
                reader.point(path, child.node)
            else:
                reader.pair(path, child.node, lambda inner, child=child: walk(reader, child.children, inner))  # type: ignore[misc]

    readings = []
    for sentence in sentences:
        reader = _Reader()
        walk(reader, translate_tags(translation, made(tree(sentence))).children, "")
        readings.append(reader.reading)
    return readings


def _html_way() -> Way | None:
    try:
        tool = importlib.import_module("translatehtml")
    except ImportError:
        return None

    def way(translation: Any, sentences: Sequence[str]) -> list[Reading]:
        readings = []
        for sentence in sentences:
            markup, nodes = as_html(sentence, 0)
            readings.append(_read_html(tool.translate_html(translation, markup), nodes))
        return readings

    return way


def _files_way() -> Way | None:
    # It also opens PDF and subtitles, for which it imports two libraries that nothing here asks for.
    absent = [name for name in ("pymupdf", "pysrt") if importlib.util.find_spec(name) is None]
    sys.modules.update({name: types.ModuleType(name) for name in absent})
    try:
        files = importlib.import_module("argostranslatefiles.argostranslatefiles")
        soup_of = importlib.import_module("bs4").BeautifulSoup
    except ImportError:
        return None
    finally:
        for name in absent:
            del sys.modules[name]

    def way(translation: Any, sentences: Sequence[str]) -> list[Reading]:
        import tempfile

        pages, names = [], {}
        for number, sentence in enumerate(sentences):
            markup, nodes = as_html(sentence, number)
            pages.append(f'<p id="p{number}">{markup}</p>')
            names.update(nodes)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sentences.html"
            path.write_text("".join(pages), encoding="utf-8")
            result = Path(files.translate_file(translation, str(path))).read_text(encoding="utf-8")
        soup = soup_of(result, "html.parser")
        return [_read_html(soup.find(id=f"p{number}"), names) for number in range(len(sentences))]

    return way


def as_html(sentence: str, number: int) -> tuple[str, dict[str, Node]]:
    """Return a marked sentence as HTML, and its marks by the identifiers that they have there."""
    nodes: dict[str, Node] = {}

    def written(node: Node | str) -> str:
        if isinstance(node, str):
            return html.escape(node, quote=False)
        name = f"m{number}-{len(nodes)}"
        nodes[name] = node
        if node.tag == "br":
            return f'<br id="{name}"/>'
        if _is_point(node):
            return f'<{node.tag} id="{name}" translate="no">{html.escape(node.verbatim)}</{node.tag}>'
        target = ' href="https://example.org"' if node.tag == "a" else ""
        return f'<{node.tag} id="{name}"{target}>{"".join(map(written, node.children))}</{node.tag}>'

    return "".join(map(written, tree(sentence).children)), nodes


def _read_html(soup: Any, nodes: dict[str, Node]) -> Reading:
    reader = _Reader()

    def walk(parent: Any, path: str) -> None:
        for child in parent.children:
            if child.name is None:
                reader.text(str(child))
                continue
            node = nodes[child["id"]]
            if _is_point(node):
                reader.point(path, node)
            else:
                reader.pair(path, node, lambda inner, child=child: walk(child, inner))  # type: ignore[misc]

    walk(soup, "")
    return reader.reading

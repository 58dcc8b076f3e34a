"""Write pandoc's tree of a document in the project's Markdown: no raw HTML, and no word left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.text.importers import grid
from pipeline.text.importers.chunks import destination, fenced
from pipeline.text.importers.inline import (
    BREAK,
    EM,
    STRIKE,
    STRONG,
    Sign,
    Signs,
    address,
    markdown,
    signs,
    split,
    words,
)
from pipeline.text.importers.model import Aside

Node = Mapping[str, Any]
"""A node of pandoc's tree: `t` is its type, `c` what it holds (pandoc-types 1.23)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One top block in Markdown, and what the document calls it where that is a field of the front matter."""

    markdown: str
    style: str = ""
    sure: bool = True
    kind: str = ""
    """`list -`, `list *`, `list .`, `list )`, `figure`, `caption`; else empty."""


@dataclass(frozen=True, slots=True)
class Written:
    """A document in Markdown, its footnotes at the end."""

    parts: tuple[Part, ...]
    asides: tuple[Aside, ...] = ()
    formulas: int = 0
    """How many formulas are written as TeX."""


STYLES = {
    "title": "title", "subtitle": "subtitle", "standfirst": "subtitle",
    "author": "author", "byline": "author", "date": "date", "topic": "topic", "kicker": "topic",
    "overline": "topic", "source": "source", "licence": "licence", "license": "licence",
}  # fmt: skip
"""Names of paragraph styles, in lower case, that are fields of the front matter."""
_QUOTES = ("quotations", "blockquote", "block quote", "block quotation", "pull quote", "pullquote", "block text")
_CODES = ("preformatted text", "html preformatted", "source code", "plain text code", "code")
_CONTENTS = re.compile(r"(?:toc(?: heading)?|contents(?: heading)?)(?: \d+)?")
_SUPER = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUB = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_SIMPLE_TEX = re.compile(r"[\w\s+\-=.,:;()<>/%−×·±°'’]*")
_FILE_NAME = re.compile(
    r"[\w\s()./\\-]{1,200}\.(?:png|jpe?g|gif|webp|svg|emf|wmf|bmp|tiff?)|(?:Picture|Image|Grafik|Bild) ?\d*", re.I
)
_TAGS = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
Picture = Mapping[str, str]


def write(blocks: Iterable[Node], pictures: Picture | None = None) -> Written:
    """Return the blocks of a tree as Markdown.

    `pictures` says what each picture's address becomes; one that is not in it is left out, its description stays.
    Without it, all stay as they are.
    """
    writer = _Writer(pictures)
    parts = [*_captioned(list(joined(writer.blocks(blocks)))), *writer.notes]
    return Written(tuple(part for part in parts if part.markdown), tuple(writer.asides), writer.formulas)


def plain(node: Any) -> str:
    """Return all words below a node, in reading order, blocks on lines of their own."""
    if isinstance(node, list):
        return "".join(plain(child) for child in node)
    if not isinstance(node, Mapping):
        return ""
    match node.get("t"):
        case "Str":
            return str(node["c"])
        case "Space" | "SoftBreak":
            return " "
        case "LineBreak":
            return "\n"
        case "Code" | "CodeBlock" | "Math" | "RawInline" | "RawBlock":
            return str(node["c"][1])
        case "Link" | "Image":
            return plain(node["c"][1])
        case "Para" | "Plain" | "Header":
            return plain(node["c"]) + "\n"
    return plain(node.get("c", []))


def _captioned(parts: list[Part]) -> list[Part]:
    """Return the parts with captions in their figures: one after its figure, else one before it."""
    found: list[Part] = []
    at = 0
    while at < len(parts):
        part = parts[at]
        following = parts[at + 1] if at + 1 < len(parts) else None
        if part.kind == "figure" and following and following.kind == "caption" and part.markdown.endswith(">)"):
            found.append(_with_caption(part, following))
            at += 2
        elif part.kind == "caption" and following and following.kind == "figure" and following.markdown.endswith(">)"):
            after = parts[at + 2] if at + 2 < len(parts) else None
            if after and after.kind == "caption":
                found.append(part)
                at += 1
            else:
                found.append(_with_caption(following, part))
                at += 2
        else:
            found.append(part)
            at += 1
    return [Part(_finished(part.markdown), part.style, part.sure, part.kind) if part.kind == "figure" else part
            for part in found]  # fmt: skip


def _with_caption(figure: Part, caption: Part) -> Part:
    words_of_it = caption.markdown.replace("\\\n", " ")
    quoted = words_of_it.replace("\\", "\\\\").replace('"', '\\"')
    return Part(f'{figure.markdown[:-1]} "{quoted}")', kind="figure")


def _finished(figure: str) -> str:
    """Return a figure with its address as it is usually written: without angle brackets."""
    return re.sub(r"\]\(<([^\s<>()\\]+)>", r"](\1", figure, count=1)


@dataclass(slots=True)
class _Writer:
    pictures: Picture | None
    notes: list[Part] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    formulas: int = 0
    runs: int = 0
    numbers: int = 0

    def blocks(self, nodes: Iterable[Node], style: str = "", deep: bool = False) -> list[Part]:
        """Return parts; `deep` is inside lists, quotations and notes, where headings are bold paragraphs."""
        parts: list[Part] = []
        for node in nodes:
            parts += self._block(node, parts[-1].kind if parts else "", style, deep)
        return parts

    def _block(self, node: Node, before: str, style: str, deep: bool) -> list[Part]:
        content = node.get("c", [])
        match node["t"]:
            case "Para" | "Plain":
                return self._paragraphs(self._signs(content), style)
            case "LineBlock":
                lines = [sign for line in content for sign in [*self._signs(line), Sign(BREAK)]]
                return self._paragraphs(lines, style)
            case "Header":
                return self._heading(content[0], self._signs(content[2]), style, deep)
            case "CodeBlock":
                return [Part(fenced(content[1]))] if content[1].strip() else []
            case "RawBlock":
                return self._paragraphs(signs(_TAGS.sub(" ", content[1])), style)
            case "BlockQuote":
                return _quoted(self.blocks(content, deep=True))
            case "BulletList":
                return self._list(content, before, None)
            case "OrderedList":
                return self._list(content[1], before, max(0, min(int(content[0][0]), 999_999_999)))
            case "DefinitionList":
                return self._definitions(content, before)
            case "HorizontalRule":
                return [Part("---")]
            case "Table":
                return self._table(content, deep)
            case "Figure":
                return self._figure(content, deep)
            case "Div":
                return self._division(content, before, style, deep)
        return []

    def _paragraphs(self, found: Signs, style: str = "") -> list[Part]:
        parts: list[Part] = []
        for paragraph in split(found):
            text = [sign for sign in paragraph if not _is_picture(sign)]
            figures = [Part(_figure_of(sign), kind="figure") for sign in paragraph if _is_picture(sign)]
            first = bool(paragraph) and _is_picture(next((s for s in paragraph if not s.blank), paragraph[0]))
            said = markdown(text)
            written = [Part(said, STYLES.get(style, ""), kind="caption" if style == "caption" else "")] if said else []
            parts += [*figures, *written] if first else [*written, *figures]
        return parts

    def _heading(self, level: int, found: Signs, style: str, deep: bool) -> list[Part]:
        text = [sign for sign in found if not _is_picture(sign)]
        figures = [Part(_figure_of(sign), kind="figure") for sign in found if _is_picture(sign)]
        if deep:
            return [*self._paragraphs([_bold(sign) for sign in text]), *figures]
        # A heading is bold of itself: marks all over it would only be in the translators' way.
        solid = all(sign.style & STRONG or sign.blank for sign in text)
        said = markdown([_unbold(sign) for sign in text] if solid else text, joint=" ")
        said = re.sub(r"(#+)$", lambda end: "\\" + "\\".join(end[0]), said)
        known = STYLES.get(style, "")
        if known and said:
            return [Part(said, known), *figures]
        return [*([Part(f"{'#' * max(1, min(level, 6))} {said}")] if said else []), *figures]

    def _list(self, items: Iterable[Any], before: str, start: int | None) -> list[Part]:
        sort = "." if start is not None else "-"
        other = ")" if start is not None else "*"
        mark = other if before == f"list {sort}" else sort
        # Word processors write every item as a paragraph: what divides items is a second paragraph in one.
        whole = [parts for parts in (self.blocks(item, deep=True) for item in items) if parts]
        tight = all(not part.kind.startswith("list") for parts in whole for part in parts[:1]) and all(
            part.kind.startswith("list") for parts in whole for part in parts[1:]
        )
        lines: list[str] = []
        for number, parts in enumerate(whole, start=start or 0):
            sign = f"{number}{mark} " if start is not None else f"{mark} "
            lines.append(_prefixed(("\n" if tight else "\n\n").join(_flat(parts)), sign, " " * len(sign)))
        return [Part(("\n" if tight else "\n\n").join(lines), kind=f"list {mark}")] if lines else []

    def _definitions(self, content: Iterable[Any], before: str) -> list[Part]:
        items: list[list[Node]] = []
        for term, meanings in content:
            head = {"t": "Strong", "c": term}
            blocks = [block for meaning in meanings for block in meaning]
            if blocks and blocks[0]["t"] in ("Para", "Plain"):
                first = {"t": "Para", "c": [head, {"t": "Str", "c": ":"}, {"t": "Space"}, *blocks[0]["c"]]}
                items.append([first, *blocks[1:]])
            else:
                items.append([{"t": "Para", "c": [head]}, *blocks])
        return self._list(items, before, None)

    def _table(self, content: list[Any], deep: bool) -> list[Part]:
        caption = self.blocks(content[1][1], deep=True)
        rows = grid.rows(content)
        if grid.is_layout(rows):
            # A table that only puts blocks beside each other: read row by row.
            cells = [cell.blocks for row in rows.body_and_head for cell in row]
            return [*caption, *(part for cell in cells for part in self.blocks(cell, deep=deep))]
        written = grid.write(rows, self._cell)
        return [*caption, *([Part(written)] if written else [])]

    def _cell(self, blocks: Iterable[Node]) -> Signs:
        """Return what a cell holds as one line: paragraphs and items end where a sign for it stands."""
        found: Signs = []
        for node in blocks:
            inside = self._cell_of(node)
            if found and any(not sign.blank for sign in inside):
                found.append(Sign(BREAK))
            found += inside
        return found

    def _cell_of(self, node: Node) -> Signs:
        content = node.get("c", [])
        match node["t"]:
            case "Para" | "Plain":
                return self._signs(content)
            case "Header":
                return [_bold(sign) for sign in self._signs(content[2])]
            case "BulletList":
                return self._cell([block for item in content for block in item])
            case "OrderedList":
                items = [[{"t": "Plain", "c": [{"t": "Str", "c": f"{number}."}, {"t": "Space"}, *self._first(item)]},
                          *item[1:]] for number, item in enumerate(content[1], start=content[0][0])]  # fmt: skip
                return self._cell([block for item in items for block in item])
            case "Div":
                return self._cell(content[1])
            case "BlockQuote":
                return self._cell(content)
            case "LineBlock":
                return self._cell([{"t": "Plain", "c": line} for line in content])
            case "CodeBlock":
                return signs(content[1])
            case "Table":
                cells = [cell for row in grid.rows(content).body_and_head for cell in row]
                return self._cell([*content[1][1], *(block for cell in cells for block in cell.blocks)])
            case "Figure":
                return self._cell([*content[2], *content[1][1]])
            case "HorizontalRule":
                return []
        return signs(words(signs(plain(node))))

    @staticmethod
    def _first(item: list[Node]) -> list[Node]:
        """Return the words an item begins with, out of the divisions around them."""
        first: Node = item[0] if item else {"t": "Plain", "c": []}
        while first["t"] == "Div" and len(first["c"][1]) == 1:
            first = first["c"][1][0]
        return list(first["c"]) if first["t"] in ("Para", "Plain") else [{"t": "Str", "c": plain(first)}]

    def _figure(self, content: list[Any], deep: bool) -> list[Part]:
        caption = [sign for block in content[1][1] for sign in [*self._cell_of(block), Sign(" ")]]
        inside = self.blocks(content[2], deep=deep)
        said = markdown(caption, joint=" ")
        figures = [part for part in inside if part.kind == "figure"]
        if said and figures:
            last = max(place for place, part in enumerate(inside) if part.kind == "figure")
            alt = words(caption)
            # Pandoc repeats the caption as the description where there is none.
            plain_figure = _without_alt(inside[last].markdown, alt)
            inside[last] = _with_caption(Part(plain_figure, kind="figure"), Part(said))
            return inside
        return [*inside, *([Part(said)] if said else [])]

    def _division(self, content: list[Any], before: str, style: str, deep: bool) -> list[Part]:
        (_, _, pairs), blocks = content
        name = str(dict(pairs).get("custom-style", "")).lower().strip().removeprefix("octavilla ")
        if _CONTENTS.fullmatch(name):
            text = words(signs(plain(blocks)))
            self.asides += [Aside(text=text, why="table of contents")] if text else []
            return []
        if name in _CODES:
            text = "\n".join(plain(block).rstrip("\n") for block in blocks)
            return [Part(fenced(text), kind="code")] if text.strip() else []
        if name in _QUOTES and not (blocks and all(block["t"] == "BlockQuote" for block in blocks)):
            return _quoted(self.blocks(blocks, deep=True))
        parts: list[Part] = []
        for node in blocks:
            kind = parts[-1].kind if parts else before
            parts += self._block(node, kind, name or style, deep)
        return parts

    def _signs(self, nodes: Iterable[Node], style: int = 0, link: str = "", run: int = 0) -> Signs:
        found: Signs = []
        for node in nodes:
            found += self._inline(node, style, link, run)
        return found

    def _inline(self, node: Node, style: int, link: str, run: int) -> Signs:
        content = node.get("c", [])
        match node["t"]:
            case "Str":
                return signs(content, style, link, run)
            case "Space" | "SoftBreak":
                return [Sign(" ", style, link, run)]
            case "LineBreak":
                return [Sign(BREAK, style, link, run)]
            case "Emph":
                return self._signs(content, style | EM, link, run)
            case "Strong":
                return self._signs(content, style | STRONG, link, run)
            case "Strikeout":
                return self._signs(content, style | STRIKE, link, run)
            case "Underline":
                # Links are underlined by most programs: that is no emphasis.
                linked = bool(link) or all(inner["t"] in ("Link", "Space") for inner in content)
                return self._signs(content, style if linked else style | EM, link, run)
            case "SmallCaps":
                return self._signs(content, style, link, run)
            case "Superscript" | "Subscript":
                return self._raised(content, _SUPER if node["t"] == "Superscript" else _SUB, style, link, run)
            case "Quoted":
                marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
                inside = self._signs(content[1], style, link, run)
                return [Sign(marks[0], style, link, run), *inside, Sign(marks[1], style, link, run)]
            case "Cite" | "Span":
                return self._signs(content[1], style, link, run)
            case "Code":
                return [Sign(content[1], style, link, run, _code(content[1]))] if content[1].strip() else []
            case "Math":
                return self._formula(content[1], style)
            case "RawInline":
                return signs(_TAGS.sub("", content[1]), style, link, run)
            case "Link":
                self.runs += 1
                goal = "" if link else address(content[2][0])
                return self._signs(content[1], style, goal or link, self.runs if goal else run)
            case "Image":
                return self._image(content, style, link, run)
            case "Note":
                return self._note(content, style)
        return []

    def _raised(self, nodes: Iterable[Node], table: dict[int, int], style: int, link: str, run: int) -> Signs:
        inside = self._signs(nodes, style, link, run)
        if not inside or any(sign.atom or ord(sign.text) not in table for sign in inside if not sign.blank):
            return inside
        return [Sign(sign.text.translate(table), sign.style, sign.link, sign.run) for sign in inside]

    def _formula(self, tex: str, style: int) -> Signs:
        if _SIMPLE_TEX.fullmatch(tex):
            return signs(tex, style)
        self.formulas += 1
        return [Sign(tex, style, atom=_code(tex))]

    def _image(self, content: list[Any], style: int, link: str, run: int) -> Signs:
        alt, (source, title) = words(self._signs(content[1])), content[2]
        alt = "" if _FILE_NAME.fullmatch(alt) else " ".join(alt.split())
        if self.pictures is not None and source not in self.pictures:
            return [Sign(sign.text, style | EM, link, run) for sign in signs(alt)]
        goal = self.pictures[source] if self.pictures is not None else source
        bare = destination(goal)
        bare = bare if bare.startswith("<") else f"<{bare}>"
        shown = (
            markdown(signs(alt)).replace("[", "\\[").replace("]", "\\]").replace("\\\\[", "\\[").replace("\\\\]", "\\]")
        )
        quoted = markdown(signs(title)).replace("\\", "\\\\").replace('"', '\\"') if title and title != "fig:" else ""
        return [Sign("\ufffc", atom=f'![{shown}]({bare} "{quoted}")' if quoted else f"![{shown}]({bare})")]

    def _note(self, blocks: Iterable[Node], style: int) -> Signs:
        self.numbers += 1
        label = str(self.numbers)
        place = len(self.notes)
        parts = _flat(self.blocks(blocks, deep=True))
        body = _prefixed("\n\n".join(parts), f"[^{label}]: ", "    ") if parts else ""
        self.notes.insert(place, Part(body))
        return [Sign("\ufffc", style, atom=f"[^{label}]")] if body else []


def _is_picture(sign: Sign) -> bool:
    return sign.atom.startswith("![")


def _figure_of(sign: Sign) -> str:
    return sign.atom


def _without_alt(figure: str, caption: str) -> str:
    found = re.match(r"!\[((?:[^\[\]\\]|\\.)*)\]", figure)
    same = found and " ".join(re.sub(r"\\(.)", r"\1", found[1]).split()) == " ".join(caption.split())
    return f"![]{figure[found.end() :]}" if found and same else figure


def _bold(sign: Sign) -> Sign:
    return Sign(sign.text, sign.style | STRONG, sign.link, sign.run, sign.atom)


def _unbold(sign: Sign) -> Sign:
    return Sign(sign.text, sign.style & ~STRONG, sign.link, sign.run, sign.atom)


def _code(text: str) -> str:
    runs = [len(run) for run in re.findall(r"`+", text)]
    marks = "`" * next(length for length in range(1, len(text) + 2) if length not in runs)
    line = " ".join(text.split())
    room = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{marks}{room}{line}{room}{marks}"


def _flat(parts: Iterable[Part]) -> list[str]:
    return [part.markdown for part in _captioned(list(parts))]


def _quoted(parts: list[Part]) -> list[Part]:
    text = "\n\n".join(_flat(parts))
    return [Part("\n".join(f"> {line}".rstrip() for line in text.split("\n")), kind="quote")] if text else []


def _prefixed(block: str, first: str, rest: str) -> str:
    lines = block.split("\n")
    return "\n".join([first + lines[0], *((rest + line).rstrip() for line in lines[1:])])


def joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield the parts with code of neighbouring paragraphs in one block: word processors write a line a paragraph."""
    held: Part | None = None
    for part in parts:
        if held is not None and held.kind == part.kind == "code":
            lines = [*held.markdown.split("\n")[1:-1], *part.markdown.split("\n")[1:-1]]
            held = Part(fenced("\n".join(lines)), kind="code")
            continue
        if held is not None:
            yield held
        held = part
    if held is not None:
        yield held

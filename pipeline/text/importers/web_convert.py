"""Write the article of a web page as Markdown: blocks in reading order, what is not of the article set aside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from pipeline.text.importers import composing, web_tables
from pipeline.text.importers.chunks import fenced
from pipeline.text.importers.composing import Run
from pipeline.text.importers.web_notes import Notes
from pipeline.text.importers.web_pictures import Pictures
from pipeline.text.importers.web_words import BLOCKS, HEADINGS, Weights, furniture, names, tag, visible

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BOLD = re.compile(r"font-weight\s*:\s*(bold|bolder|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"font-weight\s*:\s*(normal|lighter|[1-5]00)", re.IGNORECASE)
_LOGIN = re.compile(
    r"\s*(?:log ?in|sign in|register)\b.{0,30}\bto (?:post|leave|add|write|view) (?:a |the )?comments?\W*\Z",
    re.IGNORECASE,
)
_ITALIC = re.compile(r"font-style\s*:\s*(italic|oblique)", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_MORE = re.compile(
    r"(related|read (more|next|also|this)|see also on|more (from|on|stories|news|like this)|"
    r"you (may|might) also (like|enjoy)|recommended|"
    r"share (this|on|with)|leave a (reply|comment)|(\d+ )?comments?|responses|most (read|popular)|trending|tags|"
    r"filed under|"
    r"latest( news| posts)?|recent posts|sign up|subscribe|newsletter|follow us|support (us|our)|donate)\b.{0,50}",
    re.IGNORECASE,
)
_PULL_QUOTE = re.compile(r"(?:^| )(?:pull ?quotes?|pullout)(?=$| )")
_QUOTED = frozenset({"blockquote"})
DEEPEST_LIST = 6


@dataclass(frozen=True, slots=True)
class Made:
    """A block of Markdown, what its element is called, and the words that belong to nothing."""

    markdown: str
    style: str = ""


@dataclass(slots=True)
class Converter:
    """Converts elements of one page; `asides` gathers what it leaves out."""

    weights: Weights
    styles: dict[Element, str]
    notes: Notes
    pictures: Pictures
    base: str = ""
    asides: list[tuple[str, str]] = field(default_factory=list)
    """The words that are left out, and why."""
    _holds_blocks: set[Element] = field(default_factory=set)
    _holds_headings: set[Element] = field(default_factory=set)
    _holds_names: set[Element] = field(default_factory=set)
    """Elements around an author or a date."""

    def article(self, container: Element) -> list[Made]:
        """Return the blocks of the article, its notes at the end."""
        for element, style in self.styles.items():
            if style in ("author", "date"):
                self._holds_names.update((element, *element.iterancestors()))
        for element in container.iter():
            if tag(element) in BLOCKS or tag(element) in ("img", "amp-img", "picture"):
                for above in element.iterancestors():
                    if above in self._holds_blocks:
                        break
                    self._holds_blocks.add(above)
            if tag(element) in HEADINGS:
                self._holds_headings.update(element.iterancestors())
        return self.blocks(container)

    def footnotes(self) -> list[Made]:
        """Return the definitions of the footnotes."""
        found = []
        for element, label in self.notes.blocks.items():
            inner = [block.markdown for block in self.blocks(element, note=True)]
            found.append(Made(composing.footnote(label, inner)))
        return [block for block in found if block.markdown.partition(":")[2].strip()]

    def blocks(self, element: Element, form: Run = Run(text=""), *, note: bool = False, depth: int = 0) -> list[Made]:  # noqa: B008
        """Return the blocks that an element holds; words between blocks are paragraphs."""
        made: list[Made] = []
        runs: list[Run] = []
        figures: list[Made] = []

        def flush() -> None:
            made.extend(Made(composing.inline(part)) for part in _paragraphs(runs))
            runs.clear()
            made.extend(figures)
            figures.clear()

        def visit(node: Element, form: Run) -> None:
            if node.text:
                runs.append(replace(form, text=_flat(node.text)))
            for child in node:
                self._child(child, form, runs, figures, made, flush, visit, depth)
                if child.tail:
                    runs.append(replace(form, text=_flat(child.tail)))

        visit(element, form)
        flush()
        return [block for block in made if block.markdown.strip()]

    def _child(
        self,
        child: Element,
        form: Run,
        runs: list[Run],
        figures: list[Made],
        made: list[Made],
        flush: object,
        visit: object,
        depth: int,
    ) -> None:
        name = tag(child)
        if child in self.notes.calls:
            runs.append(Run(text="", note=self.notes.calls[child]))
        elif child in self.notes.blocks:
            return
        elif child in self.styles and self.styles[child] != "":
            made_here = self._styled(child)
            flush()  # type: ignore[operator]
            made.extend(made_here)
        elif name in BLOCKS and self._is_head_line(child):
            flush()  # type: ignore[operator]
            made.extend(self._head_line(child))
        elif self._left_out(child):
            self._set_aside(child)
            if name in BLOCKS:
                flush()  # type: ignore[operator]
        elif name == "br":
            runs.append(Run(text="\n"))
        elif name in ("img", "amp-img"):
            figures.extend(self._figure(child, child.get("alt") or "", ""))
        elif name in BLOCKS:
            flush()  # type: ignore[operator]
            made.extend(self._block(child, form, depth))
        elif name == "q":
            runs.append(replace(form, text="“"))
            visit(child, self._form(child, form))  # type: ignore[operator]
            runs.append(replace(form, text="”"))
        elif name in ("sup", "sub"):
            text = _flat("".join(child.itertext()))
            table = _RAISED if name == "sup" else _LOWERED
            if re.fullmatch(r"[+-]?\d{1,3}", text.strip()):
                runs.append(replace(form, text=text.translate(table)))
            else:
                visit(child, form)  # type: ignore[operator]
        elif name in ("rp",):
            return
        elif name == "rt":
            runs.append(replace(form, text=f" ({_flat(''.join(child.itertext())).strip()})"))
        elif child in self._holds_blocks:
            inner = self._form(child, form)
            visit(child, inner)  # type: ignore[operator]
        else:
            visit(child, self._form(child, form))  # type: ignore[operator]

    def _form(self, element: Element, form: Run) -> Run:
        name = tag(element)
        style = element.get("style") or ""
        strong = name in ("b", "strong") or bool(_BOLD.search(style))
        emphasis = name in ("i", "em", "cite", "dfn", "var") or bool(_ITALIC.search(style))
        if name in ("b", "strong") and _NOT_BOLD.search(style):
            strong = False
        link = form.link
        if name == "a" and element.get("href"):
            href = "".join((element.get("href") or "").split())
            local = href.startswith("#") or (not self.base and not re.match(r"(https?|mailto|tel):", href, re.I))
            link = "" if local else composing.safe_address(_joined(self.base, href))
        return replace(
            form,
            text="",
            strong=form.strong or strong,
            emphasis=form.emphasis or emphasis,
            link=link,
            struck=form.struck or name in ("del", "s", "strike"),
            code=form.code or name in ("code", "kbd", "samp", "tt"),
        )

    def _block(self, element: Element, form: Run, depth: int) -> list[Made]:
        name = tag(element)
        inner = self._form(element, form)
        if name in HEADINGS:
            return self._heading(element, inner)
        if name in ("ul", "ol", "menu", "dir") and depth < DEEPEST_LIST and element not in self._holds_headings:
            return self._list(element, inner, depth)
        if name == "dl":
            return self._definitions(element, inner, depth)
        if name == "blockquote" and depth < DEEPEST_LIST:
            quoted = [block.markdown for block in self.blocks(element, inner, depth=depth + 1)]
            return [Made(composing.quoted(quoted))] if quoted else []
        if name in ("aside", "div", "section") and _PULL_QUOTE.search(names(element)) and not _holds(element, _QUOTED):
            return [Made(composing.quoted([block.markdown for block in self.blocks(element, inner, depth=depth)]))]
        if name == "figure":
            return self._with_caption(element, inner, depth)
        if name == "table":
            return self._table(element, inner, depth)
        if name == "pre":
            return self._literal(element, inner, depth)
        if name == "hr":
            return [Made("---")]
        if name in ("summary", "legend"):
            return [
                replace(block, markdown=block.markdown)
                for block in self.blocks(element, replace(inner, strong=True), depth=depth)
            ]
        return self.blocks(element, inner, depth=depth)

    def _heading(self, element: Element, form: Run) -> list[Made]:
        inner = self.blocks(element, replace(form, strong=False, emphasis=False))
        plain = [block for block in inner if not block.markdown.startswith("![") and not block.style]
        text = " ".join(block.markdown.replace("\\\n", " ") for block in plain)
        whole = re.fullmatch(r"\*\*(?!.*\*\*.+\*\*)(.+)\*\*", text)
        text = whole[1] if whole else text
        marks = "#" * int(tag(element)[1])
        made = [Made(f"{marks} {text}")] if text.strip() else []
        return [*made, *(block for block in inner if block not in plain)]

    def _list(self, element: Element, form: Run, depth: int) -> list[Made]:
        items: list[list[str]] = []
        for child in element:
            if child in self.notes.blocks:
                continue
            if self._left_out(child):
                self._set_aside(child)
            elif tag(child) in ("ul", "ol") and items:
                items[-1] += [block.markdown for block in self._list(child, form, depth + 1)]
            elif tag(child) != "br":
                inner = self.blocks(child, self._form(child, form), depth=depth + 1)
                items.append([block.markdown for block in inner])
        items = [item for item in items if item]
        loose = [text for text in (element.text, *(child.tail for child in element)) if text and text.strip()]
        made = [Made(composing.inline([Run(text=_flat(" ".join(loose)))]))] if loose else []
        if items:
            start = element.get("start") or "1"
            number = int(start) if re.fullmatch(r"\d{1,8}", start) else 1
            made.append(Made(composing.listed(items, ordered=tag(element) == "ol", start=number)))
        return made

    def _definitions(self, element: Element, form: Run, depth: int) -> list[Made]:
        """Interview turns are paragraphs with their speaker in bold; terms and what they mean are a list."""
        own = [
            el
            for el in element.iter("dt", "dd")
            if not any(tag(above) in ("dt", "dd") for above in _between(el, element))
        ]
        if sum(map(self.weights.words, own)) != self.weights.words(element):
            # Words that are neither a term nor what it means: blocks like any others.
            return self.blocks(element, form, depth=depth + 1)
        pairs: list[tuple[list[Run], list[str]]] = []
        for child in own:
            inner = [block.markdown for block in self.blocks(child, self._form(child, form), depth=depth + 1)]
            if tag(child) == "dt":
                term = list(self._runs(child, replace(form, strong=True)))
                pairs.append((term, []))
            elif pairs:
                pairs[-1][1].extend(inner)
            else:
                pairs.append(([], inner))
        terms = [composing.words(term) for term, _ in pairs]
        turns = len(set(terms)) < len(terms) or sum(term.endswith(":") for term in terms) > len(terms) / 2
        made = []
        for term, inner in pairs:
            name = composing.words(term)
            colon = "" if not name or re.search(r"[:.?!]\Z", name) else ":"
            head = composing.inline([*term, Run(text=colon, strong=True)]) if name else ""
            first = f"{head} {inner[0]}".strip() if inner and _is_words(inner[0]) else head
            rest = inner[1:] if inner and _is_words(inner[0]) else inner
            made.append([part for part in (first, *rest) if part])
        if turns:
            return [Made(block) for item in made for block in item]
        return [Made(composing.listed([item for item in made if item]))] if any(made) else []

    def _runs(self, element: Element, form: Run) -> list[Run]:
        """Return the words of an element as runs, whatever blocks are in it."""
        found: list[Run] = []

        def visit(node: Element, form: Run) -> None:
            if node in self.notes.calls:
                found.append(Run(text="", note=self.notes.calls[node]))
                return
            if tag(node) in ("br", *BLOCKS) and found:
                found.append(Run(text=" "))
            found.append(replace(form, text=_flat(node.text or "")))
            for child in node:
                visit(child, self._form(child, form))
                found.append(replace(form, text=_flat(child.tail or "")))
            if tag(node) in BLOCKS and node is not element:
                found.append(Run(text=" "))

        visit(element, form)
        return found

    def _with_caption(self, element: Element, form: Run, depth: int) -> list[Made]:
        captions = list(element.iter("figcaption"))
        caption = " ".join(" ".join(visible(el).split()) for el in captions)
        images = list(element.iter("img", "amp-img"))
        if not images:
            return self.blocks(element, form, depth=depth)
        made: list[Made] = []
        for image in images:
            made += self._figure(image, image.get("alt") or "", "" if made else caption)
        others = " ".join(visible(element).split())
        if not made:
            self._aside(others, "caption")
            return []
        if caption and others != caption:
            self._aside(others.replace(caption, "", 1).strip(), "caption")
        elif not caption and others:
            made.append(Made(composing.inline([Run(text=others)])))
        return made

    def _figure(self, image: Element, alt: str, caption: str) -> list[Made]:
        name = self.pictures.name_of(image)
        return [Made(composing.figure(name, alt, caption))] if name else []

    def _table(self, element: Element, form: Run, depth: int) -> list[Made]:
        if not web_tables.is_data(element, self._holds_blocks):
            return self.blocks(element, form, depth=depth)
        made = []
        for caption in element.iter("caption"):
            made.append(Made(composing.inline(self._runs(caption, replace(form, strong=False, emphasis=True)))))
        rows, head = web_tables.rows(element)
        cells = [[composing.inline(self._runs(cell, form)) if cell is not None else "" for cell in row] for row in rows]
        if head:
            cells[0] = [re.sub(r"\A\*\*([^*]+)\*\*\Z", r"\1", cell) for cell in cells[0]]
        for picture in element.iter("img"):
            made += self._figure(picture, picture.get("alt") or "", "")
        return [*made, Made(composing.table(cells, head=head))] if any(any(row) for row in cells) else made

    def _literal(self, element: Element, form: Run, depth: int) -> list[Made]:
        text = "".join(element.itertext()).replace("\r\n", "\n").expandtabs(4).strip("\n")
        lines = [line for line in text.split("\n") if line.strip()]
        words = sum(len(line.split()) for line in lines)
        prose = tag(element[0]) != "code" if len(element) else True
        if not lines or not prose or words < 5 * len(lines) or re.search(r"[{};=]\s*$", text, re.MULTILINE):
            return [Made(fenced(text))] if lines else []
        paragraphs = re.split(r"\n[ \t]*\n", text)
        return [Made(composing.inline([Run(text=" ".join(part.split()))])) for part in paragraphs if part.strip()]

    def _styled(self, element: Element) -> list[Made]:
        style = self.styles[element]
        if style == "title" and tag(element) in HEADINGS:
            return [
                replace(block, style=style if block.markdown.startswith("#") else "")
                for block in self._heading(element, Run(text=""))
            ]
        runs = self._runs(element, Run(text=""))
        return [Made(composing.inline(runs).replace("\\\n", " "), style)] if composing.words(runs) else []

    def _is_head_line(self, element: Element) -> bool:
        """Tell whether a block is a line such as `By Ana Ruiz | 2 March 2026 | 4 min read`."""
        if element not in self._holds_names or self.weights.words(element) > 25 or element in self._holds_headings:
            return False
        inside = [el for el in element.iter() if self.styles.get(el) in ("author", "date")]
        return bool(inside) and self.weights.words(element) - sum(map(self.weights.words, inside)) <= 9

    def _head_line(self, element: Element) -> list[Made]:
        """Return author and date as blocks of their own, and set aside the few other words of the line."""
        parts: list[tuple[Element | None, str]] = []

        def visit(node: Element) -> None:
            if self.styles.get(node):
                parts.append((node, ""))
                return
            parts.append((None, _flat(node.text or "")))
            for child in node:
                visit(child)
                parts.append((None, _flat(child.tail or "")))

        visit(element)
        made: list[Made] = []
        loose = ""
        for styled, text in parts:
            if styled is None:
                loose += text
                continue
            by = re.search(r"\b(?:words |text |written |story )?by:?\s*\Z", loose, re.IGNORECASE)
            before = by[0] if by and self.styles[styled] == "author" else ""
            made += [
                replace(block, markdown=f"{before.strip()} {block.markdown}".strip()) for block in self._styled(styled)
            ]
            loose = loose[: len(loose) - len(before)] + " "
        self._aside(" ".join(re.sub(r"[|•·\s]+", " ", loose).split()), "boilerplate")
        return made

    def _left_out(self, element: Element) -> bool:
        if element in self._keeps():
            return False
        if furniture(element, self.weights):
            return True
        if tag(element) in ("ul", "p", "div") and self.weights.words(element) < 12 and _LOGIN.match(visible(element)):
            return True
        if tag(element) in ("ul", "ol", "div", "section", "table") and self.weights.link_share(element) > 0.75:
            before = element.getprevious()
            return before is not None and tag(before) in HEADINGS and bool(_MORE.fullmatch(visible(before)))
        if tag(element) in HEADINGS and self._only_notes(element.getnext()):
            return True
        if tag(element) in HEADINGS and _MORE.fullmatch(visible(element)):
            after = element.getnext()
            return after is None or furniture(after, self.weights) or self.weights.link_share(after) > 0.75
        return False

    def _only_notes(self, element: Element | None) -> bool:
        """Tell whether all words of an element are footnotes, so that its heading has nothing under it."""
        if element is None or not self.notes.blocks:
            return False
        inside = [el for el in element.iter() if el in self.notes.blocks]
        return bool(inside) and sum(map(self.weights.words, inside)) == self.weights.words(element)

    def _keeps(self) -> set[Element]:
        """Return what is never left out: what holds something that is called title, author or date."""
        return {
            above for element, style in self.styles.items() if style == "title" for above in element.iterancestors()
        }

    def _set_aside(self, element: Element) -> None:
        for note in [el for el in element.iter() if el in self.notes.blocks]:
            if note is element or note.getparent() is None:
                continue
            # Notes stand in the foot of some pages: they are taken out before the rest is set aside.
            tail, note.tail = note.tail, None
            parent = note.getparent()
            if parent is not None:
                parent.remove(note)
                parent.text = (parent.text or "") + (tail or "")
        self._aside(visible(element), "boilerplate")

    def _aside(self, text: str, why: str) -> None:
        if text.strip():
            self.asides.append((text, why))


def _between(element: Element, top: Element) -> Iterable[Element]:
    for above in element.iterancestors():
        if above is top:
            return
        yield above


def _holds(element: Element, wanted: frozenset[str]) -> bool:
    return any(tag(inside) in wanted for inside in element.iter())


def _is_words(block: str) -> bool:
    return not re.match(r"(- |\d{1,9}\. |>|#|\||!\[|```|---)", block)


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href) if base else href
    except ValueError:
        return ""


def _flat(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")


def _paragraphs(runs: Sequence[Run]) -> list[list[Run]]:
    """Return runs divided where two line breaks follow each other; single breaks stay where the lines are short."""
    parts: list[list[Run]] = [[]]
    breaks = 0
    for run in runs:
        if run.text == "\n":
            breaks += 1
            continue
        if not run.text.strip() and not run.note:
            if not breaks:
                parts[-1].append(run)
            continue
        if breaks >= 2:
            parts.append([])
        elif breaks and parts[-1]:
            parts[-1].append(Run(text="\n"))
        breaks = 0
        parts[-1].append(run)
    return [_unwrapped(part) for part in parts if any(run.text.strip() or run.note for run in part)]


def _unwrapped(runs: list[Run]) -> list[Run]:
    """Return a paragraph without the breaks of a program that wrapped its lines: long ones, cut within sentences."""
    lines = "".join(run.text for run in runs).split("\n")
    if len(lines) < 3 or min(len(line) for line in lines[:-1]) < 50:
        return runs
    if sum(bool(re.search(r"[.!?:;”\"]\s*\Z", line)) for line in lines[:-1]) > len(lines) / 2:
        return runs
    return [replace(run, text=" ") if run.text == "\n" else run for run in runs]

"""Make the styles and numbering of a Word file say to pandoc what they say to people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.text.importers.ooxml import W, is_on, make, set_style, text_of, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_META = {
    "title": "Title", "subtitle": "Subtitle", "author": "Author", "byline": "Author", "date": "Date",
}  # fmt: skip
"""Names of styles that pandoc would take out of the flow of the text: with these of ours it leaves them in it."""
_LIST = re.compile(r"list (bullet|number) ([2-9])")
_CAPTION = re.compile(r"caption|figure|illustration|table caption|figure caption")
TYPED = re.compile(r"(?:[•●▪■◦·▸►➢✓✔*+–—-]|o(?= )|\(?\d{1,3}[.)]|\(?[a-z][.)])(?:\s|\Z)")
_NAMED = {"strong": "b", "emphasis": "i"}
"""What Word means by these styles, also where a document does not define them."""
_LIST_ID = 90_000
"""Numbers of the lists we define, above those that documents have."""
_MOST_COLUMNS = 500
_OWN = "octavilla"


@dataclass(frozen=True, slots=True)
class Styles:
    """What the styles of a document are, by their ids."""

    names: dict[str, str]
    """Names as people see them, in lower case."""
    outline: dict[str, int]
    """Level from 0 of the styles of headings that are not called so."""
    hiding: frozenset[str]
    forms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What styles of words make them: `b`, `i`, `strike`."""

    @classmethod
    def of(cls, root: _Element | None) -> Styles:
        """Read the part that holds the styles."""
        if root is None:
            return cls({}, {}, frozenset())
        every = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
        names = {id_: (value(style, "name") or "").lower().strip() for id_, style in every.items()}
        outline: dict[str, int] = {}
        hiding: set[str] = set()
        forms: dict[str, tuple[str, ...]] = {}
        for id_, style in every.items():
            level = next(
                (said for one in _line(id_, every) if (said := value(one, "pPr/outlineLvl")) is not None), None
            )
            if level is not None and level.isdecimal() and int(level) < 9 and style.get(f"{W}type") != "character":
                outline[id_] = int(level)
            shown = next((one for one in _line(id_, every) if value(one, "rPr/vanish") is not None), None)
            if shown is not None and is_on(shown, "rPr/vanish") and not names[id_].startswith(("heading", "title")):
                hiding.add(id_)
            if style.get(f"{W}type") == "character" and (made := _forms(id_, names[id_], every)):
                forms[id_] = made
        return cls(names, outline, frozenset(hiding), forms)


def _forms(id_: str, name: str, every: dict[str, _Element]) -> tuple[str, ...]:
    """Return what a style of words makes them, by its own properties or those of the styles it is based on."""
    found = []
    for form in ("b", "i", "strike"):
        near = next((one for one in _line(id_, every) if value(one, f"rPr/{form}") is not None), None)
        if (near is not None and is_on(near, f"rPr/{form}")) or (near is None and form == _NAMED.get(name)):
            found.append(form)
    return tuple(found)


def forms(root: _Element, styles: Styles) -> None:
    """Make words bold or slanted by themselves where a style makes them so: pandoc does not look into styles."""
    for run in root.iter(f"{W}r"):
        style = value(run, "rPr/rStyle") or ""
        properties = run.find(f"{W}rPr")
        if properties is None or style not in styles.forms:
            continue
        for form in styles.forms[style]:
            if properties.find(f"{W}{form}") is None:
                properties.append(make(form))
        for old in properties.findall(f"{W}rStyle"):
            properties.remove(old)


def _line(id_: str, every: dict[str, _Element]) -> Iterator[_Element]:
    """Yield a style and those it is based on."""
    seen: set[str] = set()
    while id_ in every and id_ not in seen:
        seen.add(id_)
        yield every[id_]
        id_ = value(every[id_], "basedOn") or ""


def headings(root: _Element, styles: Styles) -> None:
    """Give paragraphs styles of ours where pandoc would misread theirs: titles, captions, headings by outline level."""
    for element in root.iter(f"{W}p"):
        indent = element.find(f"{W}pPr/{W}ind")
        if indent is not None and TYPED.match("".join(text_of(element).split("\n")[:1])):
            # Pandoc takes what is indented for a quotation; this is an item whose bullet was typed.
            indent.getparent().remove(indent)
        style = value(element, "pPr/pStyle") or ""
        name = styles.names.get(style, style.lower())
        direct = value(element, "pPr/outlineLvl")
        if direct is not None and direct.isdecimal() and not name.startswith("heading"):
            level = int(direct)
        else:
            level = styles.outline.get(style, 9)
        if name in _META:
            set_style(element, f"{_OWN}{_META[name]}")
        elif _CAPTION.fullmatch(name):
            set_style(element, f"{_OWN}Caption")
        elif level < 9 and not name.startswith(("heading", "toc")):
            set_style(element, f"{_OWN}Heading{min(level, 5) + 1}")


def renumber(roots: dict[str, _Element], styles: Styles) -> None:
    """Add the styles of ours, and make `List Bullet 2` and the like lists inside the list before them."""
    sheet = roots.setdefault("styles", make("styles"))
    for name in (*dict.fromkeys(_META.values()), "Caption"):
        sheet.append(_style(f"{_OWN}{name}", f"{_OWN} {name.lower()}"))
    for level in range(1, 7):
        # Pandoc knows headings by the names of their styles; the first with a name would hide the others' ids.
        new = _style(f"{_OWN}Heading{level}", f"{_OWN} heading {level}")
        base = next((id_ for id_, name in styles.names.items() if name == f"heading {level}"), "")
        if not base:
            base = f"{_OWN}Base{level}"
            sheet.append(_style(base, f"heading {level}"))
        new.insert(1, make("basedOn", val=base))
        sheet.append(new)
    _nest(roots, styles)


def _style(id_: str, name: str) -> _Element:
    style = make("style", type="paragraph", styleId=id_)
    style.append(make("name", val=name))
    return style


def _nest(roots: dict[str, _Element], styles: Styles) -> None:
    used: set[tuple[str, int]] = set()
    for root in (roots["document"], roots.get("footnotes"), roots.get("endnotes")):
        for element in root.iter(f"{W}p") if root is not None else ():
            style = value(element, "pPr/pStyle") or ""
            found = _LIST.fullmatch(styles.names.get(style, ""))
            properties = element.find(f"{W}pPr")
            if not found or properties is None or properties.find(f"{W}numPr") is not None:
                continue
            level = int(found[2]) - 1
            used.add((found[1], level))
            number = make("numPr")
            number.append(make("ilvl", val=str(level)))
            number.append(make("numId", val=str(_LIST_ID + (found[1] == "number"))))
            properties.insert(1, number)
    if not used:
        return
    numbering = roots.setdefault("numbering", make("numbering"))
    for place, sort in enumerate(("bullet", "decimal")):
        abstract = make("abstractNum", abstractNumId=str(_LIST_ID + place))
        for level in range(9):
            one = make("lvl", ilvl=str(level))
            one.append(make("start", val="1"))
            one.append(make("numFmt", val=sort))
            one.append(make("lvlText", val="•" if sort == "bullet" else f"%{level + 1}."))
            abstract.append(one)
        # Definitions stand before the lists that use them.
        numbering.insert(place, abstract)
        number = make("num", numId=str(_LIST_ID + place))
        number.append(make("abstractNumId", val=str(_LIST_ID + place)))
        numbering.append(number)


def grids(root: _Element) -> None:
    """Give tables as many columns as their rows have: pandoc drops the cells that stand beyond the last."""
    for table in root.iter(f"{W}tbl"):
        widest = 0
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl")) is not table:
                continue
            for name, place in (("gridBefore", 0), ("gridAfter", len(row))):
                empty = value(row, f"trPr/{name}")
                if empty and empty.isdecimal() and 0 < int(empty) < _MOST_COLUMNS:
                    cell, properties = make("tc"), make("tcPr")
                    properties.append(make("gridSpan", val=empty))
                    cell.append(properties)
                    cell.append(make("p"))
                    first = row.find(f"{W}tc")
                    row.insert(row.index(first) if place == 0 and first is not None else len(row), cell)
            spans = (value(cell, "tcPr/gridSpan") or "1" for cell in row.findall(f"{W}tc"))
            widest = max(widest, sum(int(span) if span.isdecimal() and len(span) < 4 else 1 for span in spans))
        grid = table.find(f"{W}tblGrid")
        if grid is None:
            grid = make("tblGrid")
            properties = table.find(f"{W}tblPr")
            table.insert(0 if properties is None else table.index(properties) + 1, grid)
        for _ in range(min(widest, _MOST_COLUMNS) - len(grid.findall(f"{W}gridCol"))):
            grid.append(make("gridCol", w="1000"))

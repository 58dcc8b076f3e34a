"""Bring into the flow of a Word file what stands beside it: boxes, drawings with words, fields, content controls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.text.importers.model import Aside
from pipeline.text.importers.ooxml import MC, A, R, W, drop, make, paragraph, text_of, unwrap, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_VML = "{urn:schemas-microsoft-com:vml}"
Part = Callable[[str], "_Element | None"]
"""Reads the XML part that a relation (by its id) leads to; None where there is none."""
_BOUND = (("title", "Title"), ("subject", "Subtitle"), ("creator", "Author"), ("PublishDate", "Date"))
_SYMBOLS = {
    "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0fb": "✗", "\uf0fe": "☒", "\uf0a8": "☐",
    "\uf06f": "☐", "\uf0e0": "→", "\uf0e8": "→", "\uf0df": "←", "\uf04a": "☺", "\uf028": "☎", "\uf02a": "✉",
    "\uf0ab": "★", "\uf06c": "●", "\uf06e": "■", "\uf071": "❑", "\uf076": "❖", "\uf0b0": "°", "\uf0b1": "±",
    "\uf0b4": "×", "\uf0d7": "·", "\uf0ae": "→",
}  # fmt: skip
"""The signs of the fonts Symbol and Wingdings that texts use, in Unicode; Word keeps them in a private range."""
_PRIVATE = {ord(sign): shown for sign, shown in _SYMBOLS.items()}


def alternatives(root: _Element) -> None:
    """Keep of what is written twice, for new and for old programs, the first that has words or a picture."""
    while (element := next(root.iter(f"{MC}AlternateContent"), None)) is not None:
        choices = [child for child in element if child.tag in (f"{MC}Choice", f"{MC}Fallback")]
        kept = next((child for child in choices if _has_content(child)), choices[0] if choices else None)
        if kept is None:
            drop(element)
        else:
            unwrap(element, kept)


def _has_content(element: _Element) -> bool:
    tags = (f"{W}t", f"{A}t", f"{A}blip", f"{_VML}imagedata", f"{_DIAGRAM}relIds", f"{_CHART}chart")
    return next(element.iter(*tags), None) is not None


def boxes(root: _Element, style: str) -> int:
    """Put the paragraphs of text boxes after the paragraph that holds them; return how many boxes had words."""
    count = 0
    while (box := next(root.iter(f"{W}txbxContent"), None)) is not None:
        anchor = next(box.iterancestors(f"{W}p"), None)
        parent = box.getparent()
        if parent is not None:
            parent.remove(box)
        if anchor is None or anchor.getparent() is None:
            continue
        count += bool(text_of(box).strip())
        owner = anchor.getparent()
        if owner is None:
            continue
        place = owner.index(anchor)
        for number, child in enumerate(list(box), start=1):
            owner.insert(place + number, child)
    return count


def shapes(root: _Element, part: Part) -> tuple[tuple[Aside, ...], tuple[str, ...]]:
    """Write out diagrams (SmartArt) as paragraphs after the one that holds them; return the words of charts."""
    asides: list[Aside] = []
    notices: list[str] = []
    for element in list(root.iter(f"{_DIAGRAM}relIds")):
        data = part(element.get(f"{R}dm") or "")
        lines = [] if data is None else [
            text for point in data.iter(f"{_DIAGRAM}pt") if (text := _line(point.find(f"{_DIAGRAM}t")))
        ]  # fmt: skip
        if lines:
            _after(element, [paragraph(line) for line in lines])
            notices.append(f"a diagram (SmartArt) is not drawn: its {len(lines)} texts are paragraphs")
    for element in list(root.iter(f"{_CHART}chart")):
        data = part(element.get(f"{R}id") or "")
        if data is not None:
            held = [node.text or "" for node in data.iter(f"{A}t", f"{_CHART}v")]
            asides.append(Aside(text=" ".join(" ".join(held).split()), why="chart"))
            notices.append("a chart is not drawn: save it as a picture by hand and add it to the text")
    for element in list(root.iter(f"{A}t")):
        # Words in a drawing that is no text box: a canvas, WordArt of new programs.
        if element.text and element.text.strip() and (owner := next(element.iterancestors(f"{W}p"), None)) is not None:
            _after(owner, [paragraph(element.text)])
    for element in list(root.iter(f"{_VML}textpath")):
        if (element.get("string") or "").strip():
            _after(element, [paragraph(element.get("string") or "")])
    return tuple(aside for aside in asides if aside.text), tuple(notices)


def _line(element: _Element | None) -> str:
    return "" if element is None else " ".join(text_of(element).split())


def _after(element: _Element, new: list[_Element]) -> None:
    owner = element if element.tag == f"{W}p" else next(element.iterancestors(f"{W}p"), None)
    parent = owner.getparent() if owner is not None else None
    if owner is not None and parent is not None:
        place = parent.index(owner)
        for number, child in enumerate(new, start=1):
            parent.insert(place + number, child)


def controls(root: _Element) -> tuple[Aside, ...]:
    """Put what content controls hold in their place; the table of contents and empty ones' prompts are set aside."""
    asides: list[Aside] = []
    while (control := next(root.iter(f"{W}sdt"), None)) is not None:
        content = control.find(f"{W}sdtContent")
        gallery = value(control, "sdtPr/docPartObj/docPartGallery") or ""
        prompt = value(control, "sdtPr/showingPlcHdr") not in (None, "0", "false")
        if content is None or "Table of Contents" in gallery or prompt:
            text = "" if content is None else text_of(content)
            if text:
                asides.append(Aside(text=text, why="prompt of an empty field" if prompt else "table of contents"))
            drop(control)
            continue
        bound = (value(control, "sdtPr/dataBinding", "xpath") or "").rpartition("/")[2]
        for name, style in _BOUND:
            if name in bound:
                for owner in [*content.iter(f"{W}p"), *control.iterancestors(f"{W}p")]:
                    if value(owner, "pPr/pStyle") is None:
                        _styled(owner, style)
        unwrap(control, content)
    for name in ("smartTag", "customXml"):
        while (element := next(root.iter(W + name), None)) is not None:
            for properties in element.findall(f"{W}{name}Pr"):
                element.remove(properties)
            unwrap(element)
    return tuple(asides)


def _styled(element: _Element, style: str) -> None:
    from pipeline.text.importers.ooxml import set_style

    set_style(element, style)


def fields(root: _Element) -> tuple[Aside, ...]:
    """Leave of fields what they show, and links; a table of contents is set aside."""
    asides: list[Aside] = []
    for simple in list(root.iter(f"{W}fldSimple")):
        unwrap(simple)
    stack: list[list[str]] = []
    contents: list[_Element] = []
    for run in list(root.iter(f"{W}fldChar", f"{W}instrText", f"{W}p")):
        if run.tag == f"{W}p":
            if any("".join(codes).split()[:1] == ["TOC"] for codes in stack):
                contents.append(run)
            continue
        if run.tag == f"{W}instrText":
            if stack:
                stack[-1].append(run.text or "")
            else:
                drop(run)
            continue
        kind = run.get(f"{W}fldCharType")
        if kind == "begin":
            stack.append([])
            _form(run)
        elif kind == "separate" and stack and "".join(stack[-1]).split()[:1] == ["TOC"]:
            owner = next(run.iterancestors(f"{W}p"), None)
            contents += [owner] if owner is not None else []
        elif kind == "end" and stack:
            stack.pop()
    for element in contents:
        text = " ".join(text_of(element).split())
        if text:
            asides.append(Aside(text=text, why="table of contents"))
        drop(element)
    _unfielded(root)
    return (Aside(text="\n".join(aside.text for aside in asides), why="table of contents"),) if asides else ()


def _unfielded(root: _Element) -> None:
    """Take out the codes of all fields but links, which are whole within one paragraph."""
    for owner in list(root.iter(f"{W}p")):
        marks = [
            node for node in owner.iter(f"{W}fldChar", f"{W}instrText") if next(node.iterancestors(f"{W}p")) is owner
        ]
        open_fields: list[list[_Element]] = []
        kept: set[_Element] = set()
        for node in marks:
            if node.get(f"{W}fldCharType") == "begin":
                open_fields.append([])
            if open_fields:
                open_fields[-1].append(node)
            if node.get(f"{W}fldCharType") == "end" and open_fields:
                whole = open_fields.pop()
                code = "".join(part.text or "" for part in whole if part.tag == f"{W}instrText")
                shown = any(part.get(f"{W}fldCharType") == "separate" for part in whole)
                if code.split()[:1] == ["HYPERLINK"] and shown and not open_fields:
                    kept |= set(whole)
        for node in marks:
            if node not in kept:
                drop(node)


def _form(begin: _Element) -> None:
    """Write what a form's field is set to, where only its settings say so."""
    settings = begin.find(f"{W}ffData")
    run = begin.getparent()
    if settings is None or run is None or run.getparent() is None:
        return
    shown = ""
    if (box := settings.find(f"{W}checkBox")) is not None:
        checked = value(box, "checked")
        ticked = checked not in (None, "0", "false") if checked is not None else value(box, "default") in ("1", "true")
        shown = "☒" if ticked else "☐"
    elif (choice := settings.find(f"{W}ddList")) is not None:
        entries = [entry.get(f"{W}val", "") for entry in choice.findall(f"{W}listEntry")]
        chosen = value(choice, "result") or value(choice, "default") or "0"
        shown = entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""
    if shown:
        new, words = make("r"), make("t")
        words.text = shown
        new.append(words)
        run.addprevious(new)


def symbols(root: _Element) -> None:
    """Write the signs of symbol fonts in Unicode, and guides to pronunciation (ruby) in brackets."""
    for element in root.iter(f"{W}t"):
        if element.text and any("\uf000" <= sign <= "\uf0ff" for sign in element.text):
            element.text = element.text.translate(_PRIVATE)
    for ruby in list(root.iter(f"{W}ruby")):
        base, above = ruby.find(f"{W}rubyBase"), ruby.find(f"{W}rt")
        run = ruby.getparent()
        if run is None or run.getparent() is None:
            continue
        words = make("t")
        said = text_of(above).strip() if above is not None else ""
        words.text = (text_of(base).strip() if base is not None else "") + (f" ({said})" if said else "")
        run.replace(ruby, words)

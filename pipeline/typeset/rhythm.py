"""Lines on a grid, and words divided with moderation: what WeasyPrint 70 has no CSS for.

- A block whose style has `--snap: line` begins on the lines of the page: what stood before it (a table, a picture) may
  have any height. The lines are its own line height apart, from the head of the page's text downwards. Columns have
  `--snap-columns: line` for it, tables `--snap-table: line`.
- The first block of a column has no margin above, as the first of a page has none.
- No more than two lines in a row end with a hyphen, no page or column ends with one, and no paragraph's last line is
  only the end of a divided word.

WeasyPrint's functions are wrapped, not changed; where a later one takes other arguments, they are left as they are.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from weasyprint.css.properties import ZERO_PIXELS
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, column, inline, page

LADDER = 2
"""So many lines in a row may end with a hyphen. Bringhurst, Elements of Typographic Style, 2.4.3, allows three."""
RUNT = 2.0
"""A last line shorter than so many em is not worth the division of its word."""
_NEAR = 0.75
"""Pixels by which a block may miss its line, by the rounding of points."""
_PARAMETERS = {
    (block, "_linebox_layout"): 16,
    (block, "block_container_layout"): 12,
    (column, "columns_layout"): 11,
    (inline, "get_next_linebox"): 10,
    (inline, "split_first_line"): 7,
    (block, "block_level_layout"): 13,
}


def keep_rhythm() -> bool:
    """Wrap WeasyPrint's functions, once, if the installed one has them all; tell whether it has."""
    for (module, name), count in _PARAMETERS.items():
        function = getattr(module, name, None)
        if function is None or len(inspect.signature(function).parameters) != count:
            return False
    if not hasattr(inline.get_next_linebox, "__wrapped__"):
        inline.split_first_line = _not_dividing(inline.split_first_line)
        inline.get_next_linebox = _moderately(inline.get_next_linebox)
        block._linebox_layout = _from_line_to_line(block._linebox_layout)
        block.columns_layout = _columns_on_lines(block.columns_layout)
        block.block_container_layout = _tables_on_lines(block.block_container_layout)
        page.block_level_layout = _with_grid(page.block_level_layout)
        block.block_level_layout = _without_margin_at_the_head(block.block_level_layout)
    return True


def missing(position: float, top: float, step: float) -> float:
    """Return how far below `position` the next line is, lines being `step` apart from `top` on; 0 if it is on one."""
    rest = (top - position) % step
    return 0.0 if step - rest < _NEAR or rest < _NEAR else rest


def _with_grid(layout: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(layout)
    def on_page(context: Any, box: Any, *args: Any, **more: Any) -> Any:
        if box.is_for_root_element:
            context.grid_top = box.position_y
        return layout(context, box, *args, **more)

    return on_page


def _without_margin_at_the_head(layout: Callable[..., Any]) -> Callable[..., Any]:
    """Give the first block of a column no margin above, as the first of a page has none, nor one that goes on.

    WeasyPrint takes the margin from a block that goes on only after it has looked for a place below a picture.
    """

    @wraps(layout)
    def at_head(context: Any, box: Any, bottom_space: float, skip_stack: Any, containing_block: Any, *args: Any,
                **more: Any) -> Any:  # fmt: skip
        heads = getattr(containing_block, "is_column", False) and box.position_y <= containing_block.content_box_y()
        if isinstance(box, boxes.TableBox) or not box.is_in_normal_flow() or not (heads or skip_stack is not None):
            return layout(context, box, bottom_space, skip_stack, containing_block, *args, **more)
        margin = box.style["margin_top"]
        box.style["margin_top"] = ZERO_PIXELS
        try:
            return layout(context, box, bottom_space, skip_stack, containing_block, *args, **more)
        finally:
            box.style["margin_top"] = margin

    return at_head


def _snapped(context: Any, box: Any, position: float, margins: list[float], name: str = "__snap") -> None:
    """Add to the adjoining margins above `box` what it needs to begin on a line."""
    top = getattr(context, "grid_top", None)
    if top is None or not margins or not _asks(box, name):
        return
    collapsed = block.collapse_margin(margins)
    step = inline.strut(box.style)[0]
    short = missing(position + collapsed, top, step) if step else 0.0
    if short:
        margins.append(collapsed - min([0.0, *margins]) + short)


def _asks(box: Any, name: str) -> bool:
    """Tell whether a custom property of the box says `line`; WeasyPrint keeps its tokens."""
    return any(getattr(token, "value", "") == "line" for token in box.style[name] or ())


def _columns_on_lines(layout: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(layout)
    def on_lines(context: Any, box: Any, *args: Any, **more: Any) -> Any:
        margins = args[6]
        margins.append(0.0)
        _snapped(context, box, box.content_box_y(), margins, "__snap_columns")
        return layout(context, box, *args, **more)

    return on_lines


def _tables_on_lines(layout: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(layout)

    @wraps(layout)
    def on_lines(context: Any, box: Any, *args: Any, **more: Any) -> Any:
        if not box.is_table_wrapper or not _asks(box, "__snap_table"):
            return layout(context, box, *args, **more)
        bound = signature.bind(context, box, *args, **more)
        if bound.arguments["skip_stack"] is None and bound.arguments["adjoining_margins"] is not None:
            margins = bound.arguments["adjoining_margins"]
            margins.append(box.margin_top)
            _snapped(context, box, box.position_y, margins, "__snap_table")
        return layout(*bound.args, **bound.kwargs)

    return on_lines


def _from_line_to_line(layout: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(layout)
    def on_lines(
        context: Any, box: Any, index: int, child: Any, new_children: list[Any], page_is_empty: bool,
        absolute_boxes: Any, fixed_boxes: Any, adjoining_margins: list[float], bottom_space: float, position_y: float,
        skip_stack: Any, first_letter_style: Any, *args: Any,
    ) -> Any:  # fmt: skip
        if skip_stack is None:
            _snapped(context, box, position_y, adjoining_margins)
        found = layout(context, box, index, child, new_children, page_is_empty, absolute_boxes, fixed_boxes,
                       adjoining_margins, bottom_space, position_y, skip_stack, first_letter_style, *args)  # fmt: skip
        abort, stop, _resume_at, *rest = found
        if abort or not stop or not new_children:
            return found
        last = new_children[-1]
        if last.resume_at is None or not _divides(last) or _has_note(last):
            return found
        before = new_children[-2].resume_at if len(new_children) > 1 else skip_stack
        line, after = _undivided(
            context, child, last.position_y, bottom_space, before, box, absolute_boxes, fixed_boxes,
            first_letter_style if before is None else None, None,
        )  # fmt: skip
        too_long = line is None or line.width > box.width + _NEAR
        if too_long or after is None or _divides(line) or line.height != last.height:
            return found
        line.resume_at = after
        new_children[-1] = line
        return (abort, stop, {index: after}, *rest)

    return on_lines


def _moderately(layout: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(layout)
    def next_line(context: Any, linebox: Any, position_y: float, bottom_space: float, skip_stack: Any,
                  *args: Any) -> Any:  # fmt: skip
        if getattr(context, "undivided", False):
            return layout(context, linebox, position_y, bottom_space, skip_stack, *args)
        ladders: dict[str, int] = linebox.__dict__.setdefault("ladders", {})
        above = ladders.get(repr(skip_stack), 0)
        again = (context, linebox, position_y, bottom_space, skip_stack, *args)
        shapes = list(context.excluded_shapes)
        line, after = layout(*again)
        if line is not None and after is not None:
            divided = _divides(line)
            if (
                divided
                and list(context.excluded_shapes) == shapes
                and (above >= LADDER or _leaves_a_runt(layout, again, after))
            ):
                other, end = _undivided(*again)
                # A word as long as the line has to be divided.
                if other is not None and other.width <= args[0].width + _NEAR:
                    line, after, divided = other, end, end is not None and _divides(other)
            ladders[repr(after)] = above + 1 if divided else 0
        return line, after

    return next_line


def _leaves_a_runt(layout: Callable[..., Any], line: Sequence[Any], after: Any) -> bool:
    """Tell whether only the end of a divided word comes after a line, `line` being what `get_next_linebox` takes."""
    context, linebox, position_y, bottom_space, _skip, containing_block, absolute, fixed, *_styles = line
    # Copies: a line that is only tried must leave no boxes behind.
    rest, end = layout(context, linebox, position_y, bottom_space, after, containing_block, list(absolute),
                       list(fixed), None, None)  # fmt: skip
    return rest is not None and end is None and rest.width < RUNT * linebox.style["font_size"]


def _undivided(context: Any, *args: Any) -> Any:
    """Return the next line, at whose end no word is divided."""
    context.undivided = True
    try:
        return inline.get_next_linebox(context, *args)
    finally:
        context.undivided = False


def _not_dividing(split: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(split)
    def first_line(text: str, style: Any, context: Any, *args: Any, **more: Any) -> Any:
        if not getattr(context, "undivided", False) or style["hyphens"] != "auto":
            return split(text, style, context, *args, **more)
        style["hyphens"] = "manual"
        try:
            return split(text, style, context, *args, **more)
        finally:
            style["hyphens"] = "auto"

    return first_line


def _divides(line: Any) -> bool:
    """Tell whether a line ends with a hyphen: what is only a compound's looks the same in a ladder."""
    last = line
    while isinstance(last, (boxes.LineBox, boxes.InlineBox)):
        inside = [child for child in last.children if child.is_in_normal_flow()]
        if not inside:
            return False
        last = inside[-1]
    return isinstance(last, boxes.TextBox) and last.text.endswith(("-", "‐"))


def _has_note(line: Any) -> bool:
    return any(getattr(part, "footnote", None) for part in line.descendants())

"""Keep a footnote on the page of its call, where WeasyPrint 70 would often move it to the next one.

Two places in its layout prefer moving a note to moving a line of text, and two forget that notes take room below
columns. Each is one expression; where a later WeasyPrint has another, it is left as it is and only the look changes: no
note is ever lost.
"""

from __future__ import annotations

import inspect
import textwrap
from types import ModuleType

from weasyprint.layout import block, column

CHANGES: tuple[tuple[ModuleType, str, str, str], ...] = (
    # A paragraph's second line does not fit: take the paragraph to the next page, not the notes of this one.
    (block, "_linebox_layout",
     "report = not context.in_column and can_break_now and not could_break_before",
     "report = False"),
    # The line with the call fits only without its note: leave the space free, and let both go to the next page.
    (column, "columns_layout",
     "if last_footnotes_height not in footnote_area_heights:",
     "if last_footnotes_height > max(footnote_area_heights):"),
    # Below columns stand a wide table and more columns: the notes of the columns above want their room there too, else
    # all of them overlap, and the whole text goes to the next page.
    (column, "columns_layout",
     "                    context, block, original_bottom_space, skip_stack, containing_block,\n",
     "                    context, block,\n"
     "                    original_bottom_space + footnote_area_heights[-1] - footnote_area_heights[0],\n"
     "                    skip_stack, containing_block,\n"),
    (column, "columns_layout",
     "            context.page_bottom - current_position_y - original_bottom_space)\n",
     "            context.page_bottom - current_position_y - original_bottom_space\n"
     "            - footnote_area_heights[-1] + footnote_area_heights[0])\n"),
)  # fmt: skip
"""Module, function, expression as it is, expression as it should be."""


def keep_with_calls() -> int:
    """Make the changes that apply to the installed WeasyPrint; return how many did."""
    made = 0
    sources: dict[tuple[ModuleType, str], str] = {}
    for module, name, before, after in CHANGES:
        try:
            source = sources.get((module, name)) or textwrap.dedent(inspect.getsource(getattr(module, name)))
        except (OSError, AttributeError):
            continue
        if source.count(before) == 1:
            sources[module, name] = source.replace(before, after)
            made += 1
    for (module, name), source in sources.items():
        exec(compile(source, module.__file__ or name, "exec"), module.__dict__)
    block.columns_layout = column.columns_layout
    return made

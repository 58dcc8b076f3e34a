"""Keep a footnote on the page of its call, where WeasyPrint 70 would often move it to the next one.

Two places in its layout prefer moving a note to moving a line of text. Each is one expression; where a later WeasyPrint
has another, it is left as it is and only the look changes: no note is ever lost.
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
)  # fmt: skip
"""Module, function, expression as it is, expression as it should be."""


def keep_with_calls() -> int:
    """Make the changes that apply to the installed WeasyPrint; return how many did."""
    made = 0
    for module, name, before, after in CHANGES:
        try:
            source = textwrap.dedent(inspect.getsource(getattr(module, name)))
        except (OSError, AttributeError):
            continue
        if source.count(before) == 1:
            code = compile(source.replace(before, after), module.__file__ or name, "exec")
            exec(code, module.__dict__)
            if module is column:
                block.columns_layout = column.columns_layout
            made += 1
    return made

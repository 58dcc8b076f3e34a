"""Let a picture that does not fit wait for the top of the next page while the text goes on.

WeasyPrint 70 ends the page before a float that does not fit, and leaves the rest of it blank. What it does with a float
that is broken over two pages is what is wanted here. In columns it may be
smaller instead. Each change is one expression; where a later WeasyPrint has another,
none is made and pages end early as before. `pdf` looks whether each picture came out once.
"""

from __future__ import annotations

import inspect
import textwrap
from types import CodeType, ModuleType

from weasyprint.layout import block, float, page

CHANGES: tuple[tuple[ModuleType, str, str, str], ...] = (
    # A picture waits, unless another one does; one that stands at the head of this page is not set again.
    (block, "_out_of_flow_layout",
     "    # Float child layout.\n    elif child.is_floated():\n",
     "    elif child.element_tag == 'figure' and child.element in getattr(context, 'waited', ()):\n"
     "        pass\n"
     "    elif child.is_floated():\n"),
    (block, "_out_of_flow_layout",
     "            new_children.append(new_child)\n        else:\n",
     "            new_children.append(new_child)\n"
     "        elif child.element_tag == 'figure' and not context.in_column and not context.broken_out_of_flow:\n"
     "            context.excluded_shapes.pop()\n"
     "            context.add_broken_out_of_flow(new_child, child, box, None)\n"
     "            new_child = out_of_flow_resume_at = None\n"
     "        else:\n"),
    # A picture is not parted from its caption.
    (block, "_out_of_flow_layout",
     "            not page_overflow or\n",
     "            not (page_overflow or child.element_tag == 'figure' and out_of_flow_resume_at) or\n"),
    # In columns, a drawing may be somewhat smaller where it then stands at the foot and leaves no gap.
    (block, "block_level_layout_switch",
     "        result = block_replaced_box_layout(context, box, containing_block)\n",
     "        result = block_replaced_box_layout(context, box, containing_block)\n"
     "        if context.in_column and box.element is not None and box.element.get('data-foot'):\n"
     "            below = float(box.element.get('data-foot')) / 0.75\n"
     "            room = context.page_bottom - bottom_space - result[0].position_y - below\n"
     "            if 0.7 * result[0].height <= room < result[0].height:\n"
     "                result[0].height = room\n"),
    # The text goes on beside a picture that waits, which stands nowhere on this page.
    (float, "get_clearance",
     "if broken_shape.is_floated():",
     "if broken_shape.is_floated() and broken_shape.element_tag != 'figure':"),
    # Left and right pages have different margins: the picture takes those of the page where it stands.
    (page, "make_page",
     "    context.broken_out_of_flow = broken_out_of_flow\n",
     "    context.broken_out_of_flow = broken_out_of_flow\n"
     "    context.waited = {item[0].element for item in context_out_of_flow if item[0].element_tag == 'figure'}\n"),
    (page, "make_page",
     "        box.position_y = root_box.content_box_y()\n",
     "        box.position_y = root_box.content_box_y()\n"
     "        if box.element_tag == 'figure':\n"
     "            containing_block = page\n"
     "            box.position_y -= box.style['margin_top'].value\n"),
)  # fmt: skip
"""Module, function, expression as it is, expression as it should be."""


def let_pictures_wait() -> bool:
    """Make the changes if the installed WeasyPrint has every place; tell whether it has."""
    sources: dict[tuple[ModuleType, str], str] = {}
    for module, name, before, after in CHANGES:
        try:
            source = sources.get((module, name)) or textwrap.dedent(inspect.getsource(getattr(module, name)))
        except (OSError, AttributeError):
            return False
        if source.count(before) != 1:
            return False
        sources[module, name] = source.replace(before, after)
    made: list[tuple[ModuleType, CodeType]] = [
        (module, compile(source, module.__file__ or name, "exec")) for (module, name), source in sources.items()
    ]
    for module, code in made:
        exec(code, module.__dict__)
    block.get_clearance = float.get_clearance
    return True

"""Office files whose parts were damaged at random: read, or refused in one line."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

import pytest
from exchange_rows import export
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.review.exchange.formats import FORMATS
from pipeline.review.exchange.safezip import pack

SNIPPETS = (
    b"", b"<w:tc>", b"</w:tc>", b' w:val="99999999999999999999"', b' r="-1"', b' t="s"', b' s="-7"', b"\xc2\xb2",
    b'<w:gridSpan w:val="\xc2\xb2"/>', b'<w:vMerge w:val="continue"/>', b"<v>1e999</v>", b' ref="A0:ZZZZ99"', b"NaN",
    b"<f>1</f>",
)  # fmt: skip


@cache
def parts_of(name: str) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(FORMATS[name].write(export()))) as archive:
        return tuple((part, archive.read(part)) for part in archive.namelist() if part.endswith((".xml", ".rels")))


@pytest.mark.parametrize("name", ["xlsx", "docx"])
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damage_is_read_or_refused_in_one_line(name: str, data: st.DataObject) -> None:
    parts = [list(part) for part in parts_of(name)]
    for _ in range(data.draw(st.integers(1, 4))):
        part = data.draw(st.sampled_from(parts))
        content = part[1]
        assert isinstance(content, bytes)
        # Between tags, where a file stays well-formed most often, or anywhere.
        marks = [i for i, byte in enumerate(content) if byte == 62] or [0]
        start = data.draw(st.sampled_from(marks) | st.integers(0, len(content)))
        end = start + data.draw(st.sampled_from((0, 0, 1, 7)))
        part[1] = content[: start + 1] + data.draw(st.sampled_from(SNIPPETS)) + content[end + 1 :]
    content = pack((str(part), bytes(data_)) for part, data_ in parts)  # type: ignore[arg-type]
    try:
        batch = FORMATS[name].read(content, Path(f"a.{name}"))
    except OctavillaError as error:
        assert error.format_message().startswith(f"a.{name}")
    else:
        assert batch.kind == name

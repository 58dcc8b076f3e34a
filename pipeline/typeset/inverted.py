"""Put back the ¿ and ¡ that a Spanish sentence lacks."""

from __future__ import annotations

from pipeline.text.inverted import openings
from pipeline.typeset.runs import Edit, Run


def opened(run: Run) -> Run:
    """Return a Spanish run with ¿ or ¡ before each sentence that ends in ? or ! and has no opening mark."""
    if "?" not in run.text and "!" not in run.text:
        return run
    return run.edited(Edit(at, at, sign) for at, sign in openings(run.text))

"""The golden cases of imports: run one through reader and recognisers, and show what came of it as stable text."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from pipeline.text.importers import paste
from pipeline.text.importers.model import Article, Decide, always
from pipeline.text.importers.recognise import recognise

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "import"
CASES = sorted(FOLDER.glob("*.txt"))


def imported(path: Path, decide: Decide = always) -> Article:
    """Return what is recognised in a pasted text."""
    return recognise(paste.read(path.read_bytes(), path, decide), decide, path=path)


def shown(article: Article) -> str:
    """Return an article as text: front matter, body, and a comment a line for what is set aside, in reading order."""
    fields = "".join(f"{name}: {value}\n" for name, value in article.meta.items())
    body = "\n\n".join(piece.markdown for piece in article.pieces)
    asides = "".join(f"<!-- {aside.why}: {' '.join(aside.text.split())} -->\n" for aside in article.asides)
    return f"---\n{fields}---\n\n{body}\n" + (f"\n{asides}" if asides else "")


def main() -> None:
    """Print for each sort of guess how many stand in cases that come out right, and how sure they are."""
    counts: defaultdict[str, list[tuple[bool, float]]] = defaultdict(list)
    for case in CASES:
        article = imported(case)
        good = shown(article) == case.with_suffix(".md").read_text(encoding="utf-8")
        for guess in article.guesses:
            counts[guess.what].append((good, guess.confidence))
    for what, found in sorted(counts.items()):
        sure = [confidence for _, confidence in found]
        right = sum(one for one, _ in found)
        print(f"{what:18} {right:3} of {len(found):3} right, confidence {min(sure):.2f} to {max(sure):.2f}")


if __name__ == "__main__":
    main()

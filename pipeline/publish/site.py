"""What belongs to a whole build: the site's assets and index, and the manifest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from pipeline import __version__, fingerprint
from pipeline.files import write_atomic
from pipeline.languages import language
from pipeline.ledger import Ledger, Output, Record
from pipeline.plan import WEB, Text
from pipeline.project import Project
from pipeline.publish import manifest
from pipeline.publish.outputs import siblings
from pipeline.typeset.render import Listing, Renderer

ASSETS = "build/site/assets"
INDEX = "build/site/index.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """One format of one edition, as the ledger has it."""

    text: Text
    code: str
    format: str
    record: Record


def collect(project: Project, built: Sequence[Built], ledger: Ledger, renderer: Renderer) -> None:
    """Write assets, index and manifest where they are not as they should be."""
    assets = _assets(project, ledger, renderer)
    index = _index(project, built, renderer)
    _write(project, INDEX, index)
    shared = (*assets, Output(INDEX, fingerprint.of_bytes(index), len(index)))
    entries = {output.path: manifest.describe(output) for output in shared}
    for item in built:
        for output in item.record.outputs:
            entries[output.path] = _entry(item, output)
    _write(project, "build/manifest.json", manifest.to_json(entries.values(), __version__).encode("utf-8"))


def _assets(project: Project, ledger: Ledger, renderer: Renderer) -> tuple[Output, ...]:
    key = fingerprint.of_parts((renderer.fingerprint(), project.configuration.publisher, fingerprint.of_code()))
    record = ledger.get("assets")
    if record and record.fingerprint == key and all((project.root / item.path).is_file() for item in record.outputs):
        return record.outputs
    outputs = []
    for name, data in sorted(renderer.web_assets(project.configuration.publisher).items()):
        _write(project, f"{ASSETS}/{name}", data)
        outputs.append(Output(f"{ASSETS}/{name}", fingerprint.of_bytes(data), len(data)))
    ledger.put("assets", Record(key, tuple(outputs)))
    return tuple(outputs)


def _index(project: Project, built: Sequence[Built], renderer: Renderer) -> bytes:
    pages = [
        Listing(
            language=language(item.code),
            href=f"{item.code}/{item.text.slug}/index.html",
            title=Markup(item.record.facts["title"]),
            subtitle=Markup(item.record.facts["subtitle"]),
            topic=Markup(item.record.facts["topic"]),
            is_proof=item.record.facts["proof"],
            prints=tuple(
                replace(file, href=f"{item.code}/{item.text.slug}/{file.href}")
                for sibling in siblings(item.text, item.code, prefix="")
                if sibling.current
                for file in sibling.prints
            ),
        )
        for item in built
        if item.format == WEB
    ]
    return renderer.site_index(pages, project.configuration.publisher, assets="assets").encode("utf-8")


def _entry(item: Built, output: Output) -> manifest.Entry:
    facts = item.record.facts
    return manifest.describe(
        output,
        text=item.text.slug,
        language=item.code,
        format=item.format,
        pages=facts["pages"],
        source=item.text.sha256,
        approved=round(facts["approved"], 4),
        proof=facts["proof"],
    )


def _write(project: Project, path: str, data: bytes) -> None:
    target: Path = project.root / path
    if not target.is_file() or target.read_bytes() != data:
        write_atomic(target, data)

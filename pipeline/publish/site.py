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
from pipeline.publish.outputs import remove, siblings
from pipeline.typeset.render import Listing, Renderer

ASSETS = "build/site/assets"
INDEX = "build/site/index.html"
MANIFEST = "build/manifest.json"
SITE = "site"
"""The ledger's name for index and manifest together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """One format of one edition, as the ledger has it."""

    text: Text
    code: str
    format: str
    record: Record


def collect(project: Project, built: Sequence[Built], ledger: Ledger, renderer: Renderer) -> None:
    """Write assets, index and manifest where they are not as they should be.

    A picture that several editions show is listed as it lies on the disk: an edition that was not made again in this
    build may know an older one.
    """
    formats = [(item.text.slug, item.code, item.format, item.record.fingerprint) for item in built]
    publisher = project.configuration.publisher
    key = fingerprint.of_parts((formats, renderer.fingerprint(publisher), fingerprint.of_code()))
    record = ledger.get(SITE)
    if record and record.fingerprint == key and all(is_there(project, output) for output in record.outputs):
        return
    assets = _assets(project, ledger, renderer)
    index = _index(project, built, renderer)
    _write(project, INDEX, index)
    shared = (*assets, Output(INDEX, fingerprint.of_bytes(index), len(index)))
    entries = {output.path: manifest.describe(output) for output in shared}
    for item in built:
        for output in item.record.outputs:
            known = entries.get(output.path)
            same = known is None or known.sha256 == output.sha256
            entries[output.path] = _entry(item, output if same else _on_disk(project, output.path))
    listed = manifest.to_json(entries.values(), __version__).encode("utf-8")
    _write(project, MANIFEST, listed)
    outputs = (*shared, Output(MANIFEST, fingerprint.of_bytes(listed), len(listed)))
    ledger.put(SITE, Record(key, outputs))


def is_there(project: Project, output: Output) -> bool:
    """Tell whether the file of an output is in place, by its size: nobody edits the build folder by hand."""
    try:
        return (project.root / output.path).stat().st_size == output.size
    except OSError:
        return False


def _on_disk(project: Project, path: str) -> Output:
    data = (project.root / path).read_bytes()
    return Output(path, fingerprint.of_bytes(data), len(data))


def _assets(project: Project, ledger: Ledger, renderer: Renderer) -> tuple[Output, ...]:
    publisher = project.configuration.publisher
    key = fingerprint.of_parts((renderer.fingerprint(publisher), fingerprint.of_code()))
    record = ledger.get("assets")
    if record and record.fingerprint == key and all(is_there(project, output) for output in record.outputs):
        return record.outputs
    outputs = []
    for name, data in sorted(renderer.web_assets(publisher).items()):
        _write(project, f"{ASSETS}/{name}", data)
        outputs.append(Output(f"{ASSETS}/{name}", fingerprint.of_bytes(data), len(data)))
    for path in {output.path for output in record.outputs} - {output.path for output in outputs} if record else ():
        remove(project, path)
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
            cover=str(item.record.facts.get("cover", "")),
            prints=tuple(
                replace(file, href=f"{item.code}/{item.text.slug}/{file.href}")
                for sibling in siblings(
                    renderer, item.text, item.code, prefix="", missing=item.record.facts.get("missing", ())
                )
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
        source=facts["source"],
        approved=round(facts["approved"], 4),
        proof=facts["proof"],
        fit=str(facts.get("fit", "")),
        pictures=tuple(facts.get("pictures", ())),
    )


def _write(project: Project, path: str, data: bytes) -> None:
    target: Path = project.root / path
    if not target.is_file() or target.read_bytes() != data:
        write_atomic(target, data)

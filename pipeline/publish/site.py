"""What belongs to a whole build: the files that pages share, the site's indexes, and the manifest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pipeline import __version__, fingerprint
from pipeline.ledger import Ledger, Output, Record
from pipeline.plan import CARD, WEB, Text
from pipeline.project import Project
from pipeline.publish import manifest
from pipeline.publish.feeds import feed_files
from pipeline.publish.outputs import in_order, remove
from pipeline.publish.pages import SEARCH as SCRIPT
from pipeline.publish.pages import SITE as FOLDER
from pipeline.publish.pages import page_folder, print_download, write
from pipeline.publish.searching import Found, Passage, from_text_script, index_script
from pipeline.publish.shelves import Page, Whole, index_pages
from pipeline.publish.shorts import short_pages
from pipeline.typeset.render import Renderer
from pipeline.typeset.web import Download

ASSETS = f"{FOLDER}/assets"
INDEX = f"{FOLDER}/index.html"
MANIFEST = "build/manifest.json"
SITE = "site"
"""The ledger's name for indexes, feeds and manifest together."""
SEARCHES = "search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """One format of one edition, as the ledger has it."""

    text: Text
    code: str
    format: str
    record: Record


def collect(project: Project, built: Sequence[Built], ledger: Ledger, renderer: Renderer) -> None:
    """Write what pages share, indexes, short addresses, feeds, search and manifest where they are not right.

    A picture that several editions show is listed as it lies on the disk: an edition that was not made again in this
    build may know an older one. Files of this kind that an earlier build made and that nobody wants now are removed.
    """
    configuration = project.configuration
    publisher = configuration.publisher
    formats = [(item.text.short, item.text.codes, item.code, item.format, item.record.fingerprint) for item in built]
    key = fingerprint.of_parts(
        (formats, configuration.language, configuration.languages, renderer.fingerprint(publisher),
         fingerprint.of_code())
    )  # fmt: skip
    record = ledger.get(SITE)
    if record and record.fingerprint == key and all(is_there(project, output) for output in record.outputs):
        return
    whole = whole_of(project, built, renderer)
    files = index_pages(whole) | short_pages(whole) | feed_files(whole)
    pages = [write(project, f"{FOLDER}/{name}", data) for name, data in sorted(files.items())]
    shared = (*_assets(project, ledger, renderer), *_search(project, built, whole, ledger), *pages)
    entries = {output.path: manifest.describe(output) for output in shared}
    for item in built:
        for output in item.record.outputs:
            known = entries.get(output.path)
            same = known is None or known.sha256 == output.sha256
            entries[output.path] = _entry(item, output if same else _on_disk(project, output.path))
    listed = manifest.to_json(entries.values(), __version__).encode("utf-8")
    outputs = (*shared, write(project, MANIFEST, listed))
    if record:
        kept = {output.path for output in outputs} | entries.keys()
        for gone in sorted({output.path for output in record.outputs} - kept):
            remove(project, gone)
    ledger.put(SITE, Record(key, outputs))


def whole_of(project: Project, built: Sequence[Built], renderer: Renderer) -> Whole:
    """Return the site's pages, each with its files to take away."""
    files: dict[tuple[str, str], dict[str, Download]] = {}
    pictured = {(item.text.slug, item.code) for item in built if item.format == CARD}
    for item in built:
        if item.format not in (WEB, CARD):
            download = print_download(renderer, project, item.text, item.format, item.record)
            files.setdefault((item.text.slug, item.code), {})[item.format] = download
    pages = [
        Page(text=item.text, code=item.code, facts=item.record.facts,
             downloads=in_order(files.get((item.text.slug, item.code), {}), item.text),
             pictured=(item.text.slug, item.code) in pictured)
        for item in built
        if item.format == WEB
    ]  # fmt: skip
    return Whole.of(project, renderer, pages)


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
    return _kept(project, ledger, "assets", key, lambda: {
        f"{ASSETS}/{name}": data for name, data in renderer.web_assets(publisher).items()
    })  # fmt: skip


def _search(project: Project, built: Sequence[Built], whole: Whole, ledger: Ledger) -> tuple[Output, ...]:
    """Return the search index of each language, made anew where a text of that language was."""
    records = {(item.text.slug, item.code): item.record for item in built if item.format == WEB}
    outputs: list[Output] = []
    for code in whole.codes:
        pages = whole.of_language(code)
        parts = [(page.text.slug, records[page.text.slug, code].fingerprint) for page in pages]
        key = fingerprint.of_parts((parts, fingerprint.of_code()))
        outputs += _kept(project, ledger, f"{SEARCHES}/{code}", key, partial(_index_of, project, code, pages))
    known = {f"{SEARCHES}/{code}" for code in whole.codes}
    for name in ledger.names():
        if name.startswith(f"{SEARCHES}/") and name not in known:
            ledger.forget(name)
    return tuple(outputs)


def _index_of(project: Project, code: str, pages: Sequence[Page]) -> dict[str, bytes]:
    found = []
    for page in pages:
        script = project.root / page_folder(page.text, code) / SCRIPT
        passages = from_text_script(script.read_text(encoding="utf-8")) if script.is_file() else ()
        found.append(
            Found(slug=page.text.slug, title=page.plain_title, subtitle=str(page.facts["subtitle_text"]),
                  passages=tuple(Passage(*each) for each in passages))
        )  # fmt: skip
    return {f"{ASSETS}/search/{code}.js": index_script(found).encode()}


def _kept(
    project: Project, ledger: Ledger, name: str, key: str, made: Callable[[], Mapping[str, bytes]]
) -> tuple[Output, ...]:
    """Return the files on record under `name`, made anew where they are not those of `key`."""
    record = ledger.get(name)
    if record and record.fingerprint == key and all(is_there(project, output) for output in record.outputs):
        return record.outputs
    outputs = tuple(write(project, file, data) for file, data in sorted(made().items()))
    for path in {output.path for output in record.outputs} - {output.path for output in outputs} if record else ():
        remove(project, path)
    ledger.put(name, Record(key, outputs))
    return outputs


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

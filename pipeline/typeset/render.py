"""Fill templates: one edition to the HTML of a web page or of a print format, and what the site's pages share."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import CodeType

from jinja2 import BaseLoader, BytecodeCache, Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.bccache import Bucket
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from pipeline.addresses import readable
from pipeline.errors import OctavillaError
from pipeline.languages import Language
from pipeline.project import Publisher, Sheets, packaged
from pipeline.review.edition import Edition
from pipeline.text.document import Kind
from pipeline.typeset import fit, fonts, formats, legible, places, strings, themes
from pipeline.typeset.cards import Shape
from pipeline.typeset.codes import code_of
from pipeline.typeset.copyfit import Setting, designed
from pipeline.typeset.occasion import Occasion
from pipeline.typeset.view import View, Where, scheme_of
from pipeline.typeset.web import Card, Download, Head, Tongue

_OUTSIDE = ("weasyprint", "pydyf", "pyphen", "fonttools", "uharfbuzz", "jinja2", "segno", "pikepdf", "babel", "brotli")
"""Libraries whose version may change what comes out."""
INVITATION = "Read it in this language"
"""A template string that names the language: Read it in English, Léelo en español."""


Sibling = Tongue
"""The same text in one language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """What the web page of an edition has around its text. Addresses are relative to the page."""

    home: str
    """The index in the page's language."""
    head: Head = field(default_factory=Head)
    downloads: tuple[Download, ...] = ()
    others: Mapping[str, str] | None = None
    """In which language each other text is linked to, as `Where.others`."""
    occasion: Occasion | None = None
    """For an event: when and where."""
    calendar: Download | None = None
    """For an event: its calendar file."""
    cards: tuple[Card, ...] = ()
    """For an event: its leaflets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A theme with the faces of its fonts, or of those that the group has chosen in their place."""

    theme: themes.Theme
    text: tuple[fonts.Face, ...]
    display: tuple[fonts.Face, ...]
    label: tuple[fonts.Face, ...]

    @property
    def faces(self) -> tuple[fonts.Face, ...]:
        """All faces, each once."""
        return tuple(dict.fromkeys((*self.text, *self.display, *self.label)))

    def of(self, role: str) -> tuple[fonts.Face, ...]:
        """Return the faces of `text`, `display` or `label`."""
        return {"text": self.text, "display": self.display, "label": self.label}[role]

    def family(self, role: str) -> str:
        """Return the name of the font of `text`, `display` or `label`."""
        return self.of(role)[0].family


class Renderer:
    """Renders editions with templates from the first of `templates` that has them; the packaged ones come last."""

    def __init__(self, templates: Sequence[Path] = ()) -> None:
        folders = [folder for folder in templates if folder.is_dir()]
        self.folders = tuple(dict.fromkeys((*folders, packaged("templates"))))
        self._formats: dict[tuple[str, str], formats.Format] = {}
        self._environment = ImmutableSandboxedEnvironment(
            loader=_Loader(self.folders), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True, keep_trailing_newline=True, auto_reload=False, bytecode_cache=_COMPILED,
        )  # fmt: skip
        self._environment.filters["css_string"] = css_string

    def web(
        self,
        edition: Edition,
        publisher: Publisher,
        siblings: Sequence[Sibling] = (),
        *,
        assets: str,
        page: WebPage | None = None,
    ) -> str:
        """Return the web page of an edition. `assets` leads from the page to the site's assets, without a final `/`.

        Pictures are expected at the names that `media` returns. Raises OctavillaError for a mistake in a template or
        a picture outside the project.
        """
        page = page or WebPage(home=f"{assets}/../index.html")
        view = self.web_view(edition, publisher, assets, page.others)
        head = replace(page.head, title=view.title_text, description=view.subtitle_text, locale=edition.language.locale)
        return self._rendered(
            f"web/{'event' if page.occasion else 'page'}.html", page=view, publisher=publisher, siblings=siblings,
            assets=assets, _=view.strings, strings=self.strings, head=head, home=page.home, downloads=page.downloads,
            occasion=page.occasion, calendar=page.calendar, cards=page.cards, name=publisher.title or "Octavilla",
        )  # fmt: skip

    def web_view(
        self, edition: Edition, publisher: Publisher, assets: str, others: Mapping[str, str] | None = None
    ) -> View:
        """Return an edition as templates of web pages see it; `others` is what `Where.others` is."""
        return self._view(edition, publisher, Where(print=False, media=f"{assets}/media/", others=others))

    def format(self, name: str, sheets: Sheets | None = None) -> formats.Format:
        """Return a print format on the configured paper. Raises OctavillaError for one that does not exist."""
        key = (name, (sheets or Sheets()).paper)
        if key not in self._formats:
            self._formats[key] = formats.load(self.folders, *key)
        return self._formats[key]

    def theme(self, name: str) -> themes.Theme:
        """Return a theme. Raises OctavillaError for one that does not exist."""
        return themes.load(self.folders, name)

    def print(
        self,
        edition: Edition,
        publisher: Publisher,
        format: str,
        siblings: Sequence[Sibling] = (),
        *,
        sheets: Sheets | None = None,
        setting: Setting | None = None,
        beside: Edition | None = None,
        occasion: Occasion | None = None,
    ) -> str:
        """Return the HTML of a print format, for `produce.produce`.

        `setting` is how text is set in fixed panels (without: as designed); `beside` is the other language of a
        bilingual format; `occasion` is an event that the pages announce. Raises OctavillaError for a mistake in a
        template, a format without one, a font that is not there, or a picture outside the project.
        """
        sheets = sheets or Sheets()
        form = self.format(format, sheets)
        if occasion:
            publisher = replace(publisher, base_url=occasion.base_url, contact=occasion.contact or publisher.contact)
        view = self._view(edition, publisher, Where(print=True, endnotes=form.endnotes), occasion)
        other = self._view(beside, publisher, Where(print=True, endnotes=form.endnotes)) if beside else None
        look = self._look(publisher)
        mono = fonts.faces(fonts.MONO) if view.has_code else ()
        font_css = fonts.css((*look.faces, *mono), places.PACKAGED_FONTS, own=places.PROJECT)
        if setting is None and form.limits:
            setting = designed(form.limits)
        styles = [f"formats/{format}/{name}" for name in ("style.css", *form.styles)]
        styles += look.theme.styles(format)
        return self._rendered(
            f"formats/{format}/page.html", page=view, beside=other, publisher=publisher, siblings=siblings,
            _=view.strings, format=format, form=form, panels=form.panels, font_css=Markup(font_css),
            geometry=Markup(form.geometry(sheets.reach)), bleed=f"{sheets.reach:g}", styles=styles, setting=setting,
            design=look, fit_title=_fitter(look, look.theme.titles), fit_label=_fitter(look, look.theme.pulls),
            fit_text=_fitter(look, themes.Voice(role="text", weight=400)),
        )  # fmt: skip

    def card(
        self,
        edition: Edition,
        publisher: Publisher,
        card: Shape,
        *,
        address: str = "",
        occasion: Occasion | None = None,
    ) -> str:
        """Return the HTML of a picture that stands for an edition, for `cards.drawn`; `address` is said at its foot.

        With `occasion` it announces that event. Raises OctavillaError as `print` does.
        """
        look = self._look(publisher)
        view = self._view(edition, publisher, Where(print=True), occasion)
        return self._rendered(
            "cards/page.html", page=view, publisher=publisher, _=view.strings, format="card", card=card,
            address=address, occasion=occasion, bleed="0", setting=None, design=look,
            styles=list(look.theme.styles("")),
            font_css=Markup(fonts.css(look.faces, places.PACKAGED_FONTS, own=places.PROJECT)),
            geometry=Markup(card.geometry), fit_title=_fitter(look, look.theme.titles),
            fit_text=_fitter(look, themes.Voice(role="text", weight=400)), siblings=(),
        )  # fmt: skip

    def web_assets(self, publisher: Publisher | None = None) -> dict[str, bytes]:
        """Return the files that all pages share, by name: the style sheet and the fonts, the same bytes every time."""
        look = self._look(publisher or Publisher())
        sheets = [self.source(name) for name in ("web/style.css", *look.theme.web_styles())]
        variables = self._rendered("look.css", design=look)
        colours = self._rendered("colours.css", colours=scheme_of(publisher or Publisher()))
        sheet = "\n".join((fonts.web_css(look.faces), f":root {{\n{variables}{colours}}}", *sheets))
        script = self.source("web/search.js")
        icon = self._rendered("web/icon.svg", colours=scheme_of(publisher or Publisher()))
        own = {"style.css": sheet, "search.js": script, "icon.svg": icon}
        return {name: text.encode() for name, text in own.items()} | fonts.web_files(look.faces)

    def fill(self, template: str, /, **values: object) -> str:
        """Return a template filled. Raises OctavillaError for a mistake in it."""
        return self._rendered(template, **values)

    def families(self, publisher: Publisher) -> tuple[str, ...]:
        """Return the names of the fonts of a group's pages, each once. Raises OctavillaError for one not there."""
        look = self._look(publisher)
        return tuple(dict.fromkeys(look.family(role) for role in themes.ROLES))

    def illegible(self, publisher: Publisher) -> tuple[str, ...]:
        """Return what of the theme cannot be read in the group's colours, one line each; nothing where all can.

        Raises OctavillaError as `print` does.
        """
        theme = self.theme(publisher.theme)
        colours = f":root {{{self._rendered('colours.css', colours=scheme_of(publisher))}}}"
        print_sheets = ("formats/hooks.css", "formats/print.css", *theme.styles(""))
        web_sheets = ("web/style.css", *theme.web_styles())
        paper, screen = ([colours, *(self.source(name) for name in names)] for names in (print_sheets, web_sheets))
        found = (
            *legible.faults(paper, legible.PRINT),
            *legible.faults(screen, legible.WEB),
            *legible.faults(screen, legible.WEB, dark=True),
        )
        return tuple(dict.fromkeys(f"theme {theme.name}: {fault}" for fault in found))

    def strings(self, language: Language) -> strings.Strings:
        """Return the template strings of a language."""
        return strings.load(self.folders, language)

    def invitation(self, language: Language) -> str:
        """Return the invitation to read a text in a language, said in it; its name where nobody has translated that."""
        said = self.strings(language)(INVITATION)
        return language.name if said == INVITATION else said

    def source(self, name: str) -> str:
        """Return a template's text as it is. Raises OctavillaError where there is none."""
        for folder in self.folders:
            path = _inside(folder, name)
            if path:
                return path.read_text(encoding="utf-8")
        raise OctavillaError(f"there is no template “{name}”. Formats have their templates in templates/formats/.")

    def _css(self, name: str, optional: bool = False) -> Markup:
        """Return a style sheet for a template; nothing for an optional one that is not there."""
        if optional and not any(_inside(folder, name) for folder in self.folders):
            return Markup()
        return Markup(self.source(name))

    def fingerprint(self, publisher: Publisher | None = None) -> str:
        """Return a hash over all that shapes pages beside the edition: templates, fonts, this code, library versions.

        Reads about two megabytes and imports nothing heavy.
        """
        files: dict[str, bytes] = {}
        for number, folder in enumerate(self.folders):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.name.startswith("."):
                    files[f"templates {number}/{path.relative_to(folder).as_posix()}"] = path.read_bytes()
        for name, path in fonts.packaged_files().items():
            files[f"fonts/{name}"] = path.read_bytes()
        here = Path(__file__).resolve().parent
        for path in (*here.glob("*.py"), *here.glob("*.xml")):
            files[f"code/{path.name}"] = path.read_bytes()
        digest = hashlib.sha256()
        for name in sorted(files):
            digest.update(f"{name}\0{len(files[name])}\0".encode())
            digest.update(files[name])
        digest.update(json.dumps([_version(name) for name in _OUTSIDE]).encode())
        digest.update(repr(publisher).encode())
        return digest.hexdigest()

    def _view(self, edition: Edition, publisher: Publisher, where: Where, occasion: Occasion | None = None) -> View:
        strings = self.strings(edition.language)
        return View(edition=edition, publisher=publisher, strings=strings, where=where, occasion=occasion)

    def _look(self, publisher: Publisher) -> Look:
        own, theme = self.folders[:-1], self.theme(publisher.theme)
        names = theme.families(publisher.text_font, publisher.display_font)
        return Look(
            theme=theme,
            text=fonts.faces(names.text, own),
            display=fonts.faces(names.display, own),
            label=fonts.faces(names.label, own),
        )

    def _rendered(self, name: str, /, **values: object) -> str:
        common = {"Kind": Kind, "css": self._css, "qr": code_of, "readable": readable, "read_in": self.invitation}
        try:
            return self._environment.get_template(name).render(**common, **values)
        except TemplateNotFound as error:
            message = f"there is no template “{error.name}”. Formats have their templates in templates/formats/."
            raise OctavillaError(message) from error
        except TemplateSyntaxError as error:
            raise OctavillaError(
                f"mistake in the template: {error.message}", path=error.filename, line=error.lineno
            ) from error
        except (TemplateError, TypeError, ValueError, AttributeError, ArithmeticError, LookupError) as error:
            where = _in_template(error, self.folders)
            if where is None:
                raise
            raise OctavillaError(f"mistake in the template: {error}", path=where[0], line=where[1]) from error


def media(edition: Edition) -> dict[str, str]:
    """Return the pictures an edition's web page shows: name under the assets → path in the project, both with `/`.

    Raises OctavillaError for a picture outside the project.
    """
    document = edition.document
    sources = [block.src for block in document.walk() if block.kind is Kind.FIGURE]
    if document.meta.cover:
        sources.append(document.meta.cover)
    # Pictures inside a line are only known once it is parsed.
    view = View(edition=edition, publisher=Publisher(), strings=strings.Strings({}, edition.language),
                where=Where(print=False))  # fmt: skip
    paths = {places.project_path(source) for source in (*sources, *view.inline_pictures())}
    return {f"media/{path}": path for path in sorted(paths)}


def css_string(text: str) -> Markup:
    """Return `text` as a quoted CSS string that is safe inside a style element."""
    plain = "".join(char if char.isalnum() or char in " .,:·()–—" else f"\\{ord(char):x} " for char in text)
    return Markup(f'"{plain}"')


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    """A fitted text for a template: `size`, `leading` and `height` in points, `html` with its line breaks."""

    size: float
    leading: float
    height: float
    lines: int
    html: Markup


def _fitter(look: Look, voice: themes.Voice) -> Callable[..., _Set]:
    """Return the template function that fits a text: (html, plain text, [[size, leading, lines], …], measure in mm).

    Given `tight=true` it takes no more lines than the steps say, though the theme would; `unit` makes the steps so many
    times as large.
    """
    face = fonts.face_for(look.of(voice.role), voice.weight, voice.style)

    def fitted(
        html: Markup, text: str, steps: Sequence[Sequence[float]], measure: float, *, tight: bool = False,
        unit: float = 1,
    ) -> _Set:  # fmt: skip
        known = [voice.step(size * unit, leading * unit, int(lines), tight=tight) for size, leading, lines in steps]
        found = fit.fit(text.upper() if voice.capitals else text, face.path, known, measure, voice.tracking)
        broken = Markup(fit.with_breaks(str(html), found.lines))
        return _Set(size=found.size, leading=found.leading, height=found.height, lines=len(found.lines), html=broken)

    return fitted


class _Loader(BaseLoader):
    """Loads templates from folders, first one first; a name or a link that leads outside of them is not found."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        for folder in self._folders:
            path = _inside(folder, template)
            if path:
                try:
                    return path.read_text(encoding="utf-8"), str(path), lambda: True
                except UnicodeDecodeError as error:
                    raise OctavillaError("is not in UTF-8. Save it as UTF-8.", path=path) from error
        raise TemplateNotFound(template)


class _Compiled(BytecodeCache):
    """Templates compiled in this process, each until its text changes: `watch` builds again and again."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._codes[bucket.key] = (bucket.checksum, bucket.code)


_COMPILED = _Compiled()


def _inside(folder: Path, name: str) -> Path | None:
    path = (folder / name).resolve()
    return path if path.is_relative_to(folder.resolve()) and path.is_file() else None


def _in_template(error: BaseException, folders: Sequence[Path]) -> tuple[str, int] | None:
    """Return the template's file and line where the error came up, if it came up right there."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if any(Path(frame.filename).is_relative_to(folder) for folder in folders):
            return frame.filename, frame.lineno or 1
    return None


@cache
def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""

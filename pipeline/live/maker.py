"""Make anew what a change concerns, what somebody looks at first, and tell those who wait for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Event

from pipeline import build as builder
from pipeline.errors import OctavillaError
from pipeline.plan import WEB, Selection
from pipeline.project import CONFIGURATION, Project, open_project

NEVER_MIND = ("~", ".tmp", ".swp", ".swx", ".part")
"""How names of files end that editors make on the way to a saved one."""


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody has before them: a text in one language, as a web page or in a print format."""

    slug: str
    code: str
    format: str = WEB


@dataclass(frozen=True, slots=True)
class State:
    """How things stand: `number` grows with every change of what can be seen; `problem` is one line, or empty."""

    number: int
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A text as its front matter has it: the language it is written in, all its languages, its print formats."""

    own: str
    codes: tuple[str, ...]
    formats: tuple[str, ...]


class Maker:
    """Holds the project and makes what is out of date. One thread calls `make`; any number may `wait` and `look`."""

    def __init__(
        self,
        root: Path,
        selection: Selection,
        *,
        build: Callable[[Project, Selection], object] | None = None,
        said: Callable[[str], None] = lambda line: None,
    ) -> None:
        """Take the project's folder and what of it is wanted; `said` gets a line for whatever is wrong.

        Raises OctavillaError where there is no project, or a mistake in its configuration.
        """
        self._root = root
        self._project = open_project(root)
        self._selection = selection
        self._build = build if build is not None else _built
        self._said = said
        self._changed = Condition()
        self._state = State(0)
        self._looks: dict[Look, None] = {}
        self._asked = Event()

    @property
    def project(self) -> Project:
        """The project as it was when its configuration could be read last."""
        with suppress(OctavillaError):
            self._project = open_project(self._root)
        return self._project

    @property
    def state(self) -> State:
        """How things stand now."""
        with self._changed:
            return self._state

    @property
    def asked(self) -> Event:
        """Set when somebody looks at what was not made before."""
        return self._asked

    def wait(self, seen: int, seconds: float) -> State:
        """Return the state as soon as its number is not `seen`, or after `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self._state.number != seen, seconds)
            return self._state

    def look(self, look: Look) -> None:
        """Note what somebody looks at: it is made first, and from now on with every change."""
        with self._changed:
            if look not in self._looks and look.format != WEB:
                self._asked.set()
            self._looks.pop(look, None)
            self._looks[look] = None

    def make(self, changed: Iterable[Path] | None = None) -> State:
        """Make what the change of these files concerns (None: everything), and return how things stand then.

        An error is kept as the state's problem; what was made before stays as it is.
        """
        slugs = self._slugs(changed)
        return self._made([] if slugs == ("",) else self._steps(slugs))

    def make_what_is_asked(self) -> State:
        """Make what somebody looks at and what was not made before."""
        return self._made(self._looked(self._known(())))

    def _made(self, steps: Sequence[Selection]) -> State:
        self._asked.clear()
        try:
            project = open_project(self._root)
            for selection in steps:
                self._build(project, selection)
                self._tell("")
        except OctavillaError as error:
            self._said(error.format_message())
            return self._tell(error.format_message())
        return self.state

    def _slugs(self, changed: Iterable[Path] | None) -> tuple[str, ...]:
        """Return the texts that files belong to; empty for what concerns all of them."""
        if changed is None:
            return self._selection.texts
        found = []
        for path in changed:
            is_source = path.suffix == ".md" or path.parent == self.project.events
            known = is_source or (path.suffix == ".po" and path.parent.name != "strings")
            if not known or path.name == CONFIGURATION:
                return self._selection.texts
            if is_source and not path.is_file():
                # Taken away, or on the way to another name.
                return self._selection.texts
            found.append(path.stem)
        wanted = self._selection.texts
        return tuple(sorted({slug for slug in found if not wanted or slug in wanted})) or ("",)

    def _steps(self, slugs: Sequence[str]) -> list[Selection]:
        """Return what to make, in order: what was written, which wants no translation, before what may want one."""
        known = self._known(slugs)
        looked = self._looked(known)
        written = [look for look in looked if look.languages[0] == known[look.texts[0]].own]
        languages = self._selection.languages
        for code in dict.fromkeys(text.own for text in known.values()):
            if not languages or code in languages:
                texts = tuple(slug for slug, text in known.items() if text.own == code)
                written.append(Selection(texts=texts, languages=(code,), formats=(WEB,)))
        others = [look for look in looked if look not in written]
        return list(dict.fromkeys((*written, *others, self._rest(slugs))))

    def _looked(self, known: Mapping[str, Known]) -> list[Selection]:
        """Return what somebody looks at, the newest first, of these texts: what an old address names is not there."""
        with self._changed:
            looks = list(reversed(self._looks))
        return [
            Selection(texts=(look.slug,), languages=(look.code,), formats=(look.format,))
            for look in looks
            if (text := known.get(look.slug)) and look.code in text.codes and look.format in (WEB, *text.formats)
        ]

    def _known(self, slugs: Sequence[str]) -> dict[str, Known]:
        """Return what is known of some texts (none: all); those with a mistake are left out."""
        project, wanted = self.project, slugs or self._selection.texts
        found = {}
        for path in project.sources():
            if not wanted or path.stem in wanted:
                with suppress(OctavillaError):
                    found[path.stem] = known(path, project)
        return found

    def _rest(self, slugs: Sequence[str]) -> Selection:
        return Selection(
            texts=tuple(slugs), languages=self._selection.languages, formats=self._selection.formats or (WEB,)
        )

    def _tell(self, problem: str) -> State:
        with self._changed:
            self._state = State(self._state.number + 1, problem)
            self._changed.notify_all()
            return self._state


def _built(project: Project, wanted: Selection) -> None:
    for unfit in builder.build(project, wanted, workers=1).unfit:
        raise OctavillaError(str(unfit))


def known(path: Path, project: Project) -> Known:
    """Return what is known of a text. Raises OctavillaError for one that cannot be read."""
    from pipeline.text.read import read_file

    meta, configuration = read_file(path).meta, project.configuration
    own = meta.language or configuration.language
    return Known(
        own=own,
        codes=(own, *(meta.languages or (configuration.language, *configuration.languages))),
        formats=meta.formats or (configuration.formats if path.suffix == ".md" else ()),
    )


def concerns(path: str) -> bool:
    """Tell whether a file that changed can change what is seen: no hidden file, none that an editor keeps meanwhile."""
    name = Path(path).name
    return not name.startswith((".", "#")) and not name.endswith(NEVER_MIND)


def places(project: Project) -> list[Path]:
    """Return the folders and files to watch, those that exist."""
    wanted = (project.texts, project.events, project.translations, project.templates, project.root / CONFIGURATION)
    return [path for path in wanted if path.exists()]

"""Make anew what a change concerns, what somebody looks at first, and tell those who wait for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
        """Take the project's folder and what of it is wanted; `said` gets a line for each thing made or wrong."""
        self._root = root
        self._selection = selection
        self._build = build if build is not None else _built
        self._said = said
        self._changed = Condition()
        self._state = State(0)
        self._looks: dict[Look, None] = {}
        self._asked = Event()

    @property
    def project(self) -> Project:
        """The project, read anew. Raises OctavillaError for a mistake in its configuration."""
        return open_project(self._root)

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
        steps = [] if slugs == ("",) else [*self._looked(slugs), self._rest(slugs)]
        return self._made(steps)

    def make_what_is_asked(self) -> State:
        """Make what somebody looks at and what was not made before."""
        return self._made(self._looked(()))

    def _made(self, steps: Sequence[Selection]) -> State:
        self._asked.clear()
        try:
            project = self.project
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
            known = path.suffix in (".md", ".po") and path.parent.name != "strings"
            if not known or path.name == CONFIGURATION:
                return self._selection.texts
            found.append(path.stem)
        wanted = self._selection.texts
        return tuple(sorted({slug for slug in found if not wanted or slug in wanted})) or ("",)

    def _looked(self, slugs: Sequence[str]) -> list[Selection]:
        """Return what somebody looks at, the newest first: of these texts, or of all."""
        with self._changed:
            looks = [look for look in reversed(self._looks) if not slugs or look.slug in slugs]
        return [Selection(texts=(look.slug,), languages=(look.code,), formats=(look.format,)) for look in looks]

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
    builder.build(project, wanted, workers=1)


def concerns(path: str) -> bool:
    """Tell whether a file that changed can change what is seen: no hidden file, none that an editor keeps meanwhile."""
    name = Path(path).name
    return not name.startswith((".", "#")) and not name.endswith(NEVER_MIND)


def places(project: Project) -> list[Path]:
    """Return the folders and files to watch, those that exist."""
    wanted = (project.texts, project.translations, project.templates, project.root / CONFIGURATION)
    return [path for path in wanted if path.exists()]

"""Find the way from one language into another: one package, or two through a third language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from pipeline import fingerprint
from pipeline.errors import OctavillaError
from pipeline.languages import Language, language, language_of_argos
from pipeline.mt.archive import SUFFIX
from pipeline.mt.packages import Package, direct, fingerprinted, newest, no_package, package_folders, packages_in
from pipeline.project import Project
from pipeline.settings import PackageChoice

MIDDLES = ("en", "es", "pb", "pt")
"""The third languages to go through, best first: most packages lead from and to English, and it is among the best
learned; then the other languages that Octavilla knows well. What is not here comes after, by its code."""


@dataclass(frozen=True, slots=True)
class Route:
    """The packages that lead from one language into another, in the order of use; their fingerprints are known."""

    packages: tuple[Package, ...]

    @property
    def name(self) -> str:
        """The names of the packages, as a catalogue records them: `translate-en_es-1_9 + translate-es_gl-1_0`."""
        return " + ".join(package.name for package in self.packages)

    @property
    def version(self) -> str:
        """The versions of the packages: `1.9 + 1.0`."""
        return " + ".join(package.version for package in self.packages)

    @property
    def fingerprint(self) -> str:
        """What drafts are remembered by: a single package's own fingerprint, else one for the whole sequence."""
        if self.is_direct:
            return self.packages[0].fingerprint
        return fingerprint.of_parts(package.fingerprint for package in self.packages)

    @property
    def from_code(self) -> str:
        """Argos's code of the language it begins with."""
        return self.packages[0].from_code

    @property
    def to_code(self) -> str:
        """Argos's code of the language it ends with."""
        return self.packages[-1].to_code

    @property
    def is_direct(self) -> bool:
        """True for a single package."""
        return len(self.packages) == 1

    @property
    def pair(self) -> str:
        """The language codes on the way, as people write them: `en → es → gl`."""
        return " → ".join((self.from_code, *(package.to_code for package in self.packages)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a project translates from one language into another with."""

    source: Language
    target: Language
    route: Route | None
    """None where there is no way, or the one that the configuration names is wrong."""
    fixed: bool
    """True where the configuration names the packages."""
    problem: str = ""
    """What is wrong, and the way out, where there is no route."""

    @property
    def advice(self) -> str:
        """What would make a way through a third language better, with the command to type; else empty."""
        if self.route is None or self.route.is_direct:
            return ""
        middle = language_of_argos(self.route.packages[0].to_code).english_name
        return (
            f"Goes through {middle}, and what the first package gets wrong the second cannot mend. A package that "
            f"leads there directly is better, if there is one: {_install(self.source, self.target)}"
        )


def route(
    source: Language,
    target: Language,
    folders: Sequence[Path],
    state: Path | None = None,
    chosen: PackageChoice | None = None,
) -> Route:
    """Return the way from `source` into `target` with the packages in `folders`: what `chosen` names, else the best.

    One package comes before two, however old. Among those of one length the languages' codes decide, in the order of
    `Language.argos` (Portuguese: `pb`, then `pt`); then, for two, the language between them (see MIDDLES); then the
    newest version; then the order of `folders`. There are never more than two, and none between varieties of one
    language. `state` is the project's folder for caches: see `packages.unpacked`.

    Raises OctavillaError that names the command to type when there is no way, and one with file and line when
    `chosen` names a package that is not there or that is for other languages.
    """
    available = packages_in(folders)
    if chosen is not None:
        found: tuple[Package, ...] = _fixed(source, target, available, chosen)
    elif (package := direct(source, target, available)) is not None:
        found = (package,)
    else:
        found = _through(source, target, available)
    if not found:
        raise no_package(source, target, available, folders)
    return Route(tuple(fingerprinted(replace(package, state=state)) for package in found))


def route_for(project: Project, source: Language, target: Language) -> Route:
    """Return the way that `project` translates from `source` into `target`: `route` in its folders, as configured."""
    choice = project.configuration.packages_for(source.code, target.code)
    return route(source, target, package_folders(project), project.state, choice)


def chosen(project: Project) -> tuple[Use, ...]:
    """Return what `project` translates with: from its own language into each of its languages, then what else
    octavilla.toml names packages for. Nothing is raised for what is missing: see `Use.problem`."""
    configuration = project.configuration
    pairs = [(configuration.language, code) for code in configuration.languages]
    pairs += [(choice.source, choice.target) for choice in configuration.packages]
    return tuple(_use(project, language(source), language(target)) for source, target in dict.fromkeys(pairs))


def used_for(uses: Iterable[Use]) -> dict[Path, str]:
    """Return what each package that is used is used for, by its path: `en → es, en → gl (step 1 of 2)`."""
    found: dict[Path, list[str]] = {}
    for use in uses:
        steps = use.route.packages if use.route else ()
        for number, package in enumerate(steps, 1):
            step = f" (step {number} of {len(steps)})" if len(steps) > 1 else ""
            found.setdefault(package.path, []).append(f"{use.source.code} → {use.target.code}{step}")
    return {path: ", ".join(purposes) for path, purposes in found.items()}


def _use(project: Project, source: Language, target: Language) -> Use:
    fixed = project.configuration.packages_for(source.code, target.code) is not None
    try:
        found = route_for(project, source, target)
    except OctavillaError as error:
        return Use(source=source, target=target, route=None, fixed=fixed, problem=str(error))
    return Use(source=source, target=target, route=found, fixed=fixed)


def _through(source: Language, target: Language, available: Sequence[Package]) -> tuple[Package, ...]:
    if source.base == target.base:
        return ()  # A detour from Brazilian to European Portuguese would spoil more than it gives.
    for to_code in target.argos:
        for from_code in source.argos:
            reached = {item.to_code for item in available if item.from_code == from_code}
            leading = {item.from_code for item in available if item.to_code == to_code}
            if middles := reached & leading:
                middle = min(middles, key=_preference)
                steps = (newest(available, from_code, middle), newest(available, middle, to_code))
                return tuple(step for step in steps if step is not None)
    return ()


def _preference(code: str) -> tuple[int, str]:
    return (MIDDLES.index(code) if code in MIDDLES else len(MIDDLES), code)


def _fixed(
    source: Language, target: Language, available: Sequence[Package], choice: PackageChoice
) -> tuple[Package, ...]:
    """Return the packages that the configuration names. A variety of the right language will do: the editor knows."""
    found = tuple(_named(name, available, choice) for name in choice.names)
    fits = [
        _is(source, found[0].from_code),
        *(_base(one.to_code) == _base(two.from_code) for one, two in pairwise(found)),
    ]
    wrong = next((package for package, well in zip(found, fits, strict=True) if not well), None)
    if wrong is None and not _is(target, found[-1].to_code):
        wrong = found[-1]
    if wrong is not None:
        fitting = [item for item in available if _is(source, item.from_code) and _is(target, item.to_code)]
        order = "" if len(found) == 1 else " and its packages must follow on each other"
        message = (
            f"“{wrong.name}” translates {wrong.pair}; this line is for {source.code} → {target.code}{order}. "
            f"{_names(fitting, 'For these languages there are')}"
        )
        raise OctavillaError(message, path=choice.path, line=choice.line)
    return found


def _named(name: str, available: Iterable[Package], choice: PackageChoice) -> Package:
    packages = tuple(available)
    for package in packages:
        if package.name == name.removesuffix(SUFFIX):
            return package
    message = (
        f"there is no language package “{name}”. {_names(packages, 'There are')} "
        f"Correct or remove this line, or install the package: octavilla models install FILE{SUFFIX}"
    )
    raise OctavillaError(message, path=choice.path, line=choice.line)


def _names(packages: Iterable[Package], beginning: str) -> str:
    names = ", ".join(dict.fromkeys(package.name for package in packages))
    return f"{beginning}: {names or 'none'}."


def _is(wanted: Language, code: str) -> bool:
    return code in wanted.argos or _base(code) == wanted.base


def _base(code: str) -> str:
    return language_of_argos(code).base


def _install(source: Language, target: Language) -> str:
    return f"octavilla models install {source.argos[0]} {target.argos[0]}"

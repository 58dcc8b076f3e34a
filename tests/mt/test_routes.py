"""The way from one language into another: which packages, in which order, and what the configuration may fix."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import dictionary_package

from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.mt import routes
from pipeline.mt.engine import Engine, Job
from pipeline.mt.install import install
from pipeline.mt.packages import Package
from pipeline.mt.routes import Route, Use, chosen, route, route_for, used_for
from pipeline.project import PackageChoice, open_project

Make = Callable[..., Path]
Members = Callable[..., dict[str, bytes | str]]
Finds = Callable[..., str]


@pytest.fixture
def add(make_archive: Make, package_members: Members, tmp_path: Path) -> Make:
    """Return a function that puts an archive for a pair of codes into a folder."""

    def add(source: str, target: str, version: str = "1.0", folder: str = "models") -> Path:
        members = package_members(from_code=source, to_code=target, package_version=version)
        name = f"translate-{source}_{target}-{version.replace('.', '_')}.argosmodel"
        return make_archive(members, name, tmp_path / folder)

    return add


@pytest.fixture
def found(tmp_path: Path) -> Finds:
    """Return a function that gives the way between two languages as text: `en → es → gl`."""
    return lambda source, target: route(language(source), language(target), [tmp_path / "models"]).pair


def fixed(*names: str, source: str = "en", target: str = "gl") -> PackageChoice:
    return PackageChoice(source=source, target=target, names=names, path=Path("octavilla.toml"), line=7)


def package(source: str, target: str, fingerprint: str = "f") -> Package:
    name = f"translate-{source}_{target}-1_0"
    return Package(name=name, version="1.0", from_code=source, to_code=target, path=Path(name), fingerprint=fingerprint)


def test_a_direct_package_comes_before_two_however_old(add: Make, found: Finds) -> None:
    add("en", "es", "1.9")
    add("es", "gl", "9.0")
    assert found("en", "gl") == "en → es → gl"
    add("en", "gl", "0.1")
    assert found("en", "gl") == "en → gl"


def test_english_is_the_first_choice_between_two_languages_then_spanish_then_the_alphabet(
    add: Make, found: Finds
) -> None:
    for middle in ("zt", "fr", "ca"):
        add("de", middle)
        add(middle, "gl")
    assert found("de", "gl") == "de → ca → gl"
    for middle in ("pt", "pb", "es", "en"):
        add("de", middle)
        add(middle, "gl")
        assert found("de", "gl") == f"de → {middle} → gl"


def test_each_step_takes_the_newest_version_then_the_first_folder(add: Make, tmp_path: Path) -> None:
    for version in ("1.9", "1.10"):
        add("en", "es", version)
        add("es", "gl", version, "other")
    add("en", "es", "1.10", "other")
    way = route(language("en"), language("gl"), [tmp_path / "other", tmp_path / "models"], tmp_path / "state")
    assert [item.version for item in way.packages] == ["1.10", "1.10"]
    assert [item.path.parent.name for item in way.packages] == ["other", "other"]
    assert all(item.state == tmp_path / "state" and len(item.fingerprint) == 64 for item in way.packages)


def test_the_codes_of_the_target_decide_among_ways_of_one_length(add: Make, found: Finds) -> None:
    """Brazilian `pb` first for `pt`, by whatever way of that length; a direct `pt` beats a way to `pb`."""
    add("de", "en")
    add("en", "pt")
    assert found("de", "pt") == "de → en → pt"
    add("de", "fr")
    add("fr", "pb")
    assert found("de", "pt") == "de → fr → pb"
    assert found("de", "pt-PT") == "de → en → pt"
    add("de", "pt")
    assert found("de", "pt") == "de → pt"


def test_no_way_is_longer_than_two(add: Make, found: Finds) -> None:
    add("en", "es")
    add("es", "pt")
    add("pt", "gl")
    with pytest.raises(OctavillaError, match=r"en → gl .*es → pt.* octavilla models install en gl\."):
        found("en", "gl")


def test_there_is_no_way_from_a_language_into_itself(add: Make, found: Finds) -> None:
    """Brazilian into European Portuguese by way of English would be nonsense."""
    for pair in itertools.permutations(("en", "pt", "pb", "es"), 2):
        if set(pair) != {"pt", "pb"}:
            add(*pair)
    with pytest.raises(OctavillaError, match="no language package for pt-BR → pt-PT"):
        found("pt-BR", "pt-PT")
    with pytest.raises(OctavillaError, match="no language package for es → es-419"):
        found("es", "es-419")


def test_a_way_does_not_go_through_one_of_its_own_ends(add: Make, found: Finds) -> None:
    add("en", "pt")
    add("pt", "pb")
    assert found("en", "pt-BR") == "en → pt"


CODES = ("en", "es", "pt", "pb", "fr", "gl")


@given(st.lists(st.sampled_from(list(itertools.permutations(CODES, 2))), max_size=12, unique=True), st.randoms())
def test_a_way_is_found_where_there_is_one_and_the_order_of_the_files_does_not_matter(
    pairs: list[tuple[str, str]], random: object
) -> None:
    packages = [package(*pair) for pair in pairs]
    shuffled = list(packages)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    ways = []
    for available in (packages, shuffled):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(routes, "packages_in", lambda _, available=available: tuple(available))
            try:
                ways.append(route(language("en"), language("gl"), []))
            except OctavillaError:
                ways.append(None)
    assert ways[0] == ways[1]
    possible = ("en", "gl") in pairs or any({("en", code), (code, "gl")} <= set(pairs) for code in CODES)
    assert (ways[0] is not None) == possible
    if ways[0] is not None:
        assert ways[0].is_direct == (("en", "gl") in pairs)
        assert (ways[0].from_code, ways[0].to_code) == ("en", "gl")


def test_a_route_of_one_package_is_remembered_as_that_package() -> None:
    one = Route((package("en", "es", "a" * 64),))
    assert (one.name, one.version, one.fingerprint) == ("translate-en_es-1_0", "1.0", "a" * 64)
    assert one.is_direct


def test_a_route_of_two_is_remembered_by_both_and_their_order() -> None:
    first, second = package("en", "es", "a"), package("es", "gl", "b")
    both = Route((first, second))
    assert (both.name, both.version) == ("translate-en_es-1_0 + translate-es_gl-1_0", "1.0 + 1.0")
    assert (both.from_code, both.to_code, both.pair, both.is_direct) == ("en", "gl", "en → es → gl", False)
    prints = [Route(way).fingerprint for way in ((first, second), (second, first), (first,), (second,))]
    assert len(set(prints)) == 4
    assert Route((package("en", "es", "a"), package("es", "gl", "b"))).fingerprint == both.fingerprint


def test_the_configuration_names_one_package_or_two(add: Make, tmp_path: Path) -> None:
    """An older one, one with its suffix, two although one would do, two varieties that meet in the middle."""
    for pair in (("en", "es"), ("en", "gl"), ("en", "pb"), ("pt", "gl"), ("es", "gl")):
        add(*pair)
        add(*pair, "2.0")
    english, galician, folders = language("en"), language("gl"), [tmp_path / "models"]
    for names in (
        ("translate-en_gl-1_0",),
        ("translate-en_gl-1_0.argosmodel",),
        ("translate-en_es-1_0", "translate-es_gl-2_0"),
        ("translate-en_pb-2_0", "translate-pt_gl-1_0"),
    ):
        way = route(english, galician, folders, chosen=fixed(*names))
        assert [item.name for item in way.packages] == [name.removesuffix(".argosmodel") for name in names]
        assert all(item.fingerprint for item in way.packages)


def test_a_package_for_another_variety_may_be_named(add: Make, tmp_path: Path) -> None:
    """Nothing leads by itself from English into traditional signs by the simplified ones; an editor may want it."""
    add("en", "zh")
    add("en", "nb")
    folders = [tmp_path / "models"]
    with pytest.raises(OctavillaError, match="octavilla models install en zt"):
        route(language("en"), language("zh-Hant"), folders)
    for code, name in (("zh-Hant", "translate-en_zh-1_0"), ("no", "translate-en_nb-1_0")):
        assert route(language("en"), language(code), folders, chosen=fixed(name, target=code)).name == name


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (
            ("translate-en_gl",),
            r"no language package “translate-en_gl”\. There are: translate-en_es-1_0, .*-es_gl-1_0\.",
        ),
        (("translate-en_es-1_0",), r"“translate-en_es-1_0” translates en → es; this line is for en → gl\. .*: none\."),
        (("translate-es_gl-1_0",), r"“translate-es_gl-1_0” translates es → gl; this line is for en → gl\."),
        (("translate-es_gl-1_0", "translate-en_es-1_0"), r"“translate-es_gl-1_0” translates es → gl; .* follow on"),
        (("translate-en_es-1_0", "translate-en_es-1_0"), r"“translate-en_es-1_0” translates en → es; .* follow on"),
        (("translate-en_es-1_0", "nothing"), r"no language package “nothing”\."),
    ],
)
def test_a_wrong_name_in_the_configuration_is_told_with_its_line(
    names: tuple[str, ...], says: str, add: Make, tmp_path: Path
) -> None:
    add("en", "es")
    add("es", "gl")
    with pytest.raises(OctavillaError, match=says) as caught:
        route(language("en"), language("gl"), [tmp_path / "models"], chosen=fixed(*names))
    assert str(caught.value).startswith("octavilla.toml:7: ")
    assert "\n" not in str(caught.value)


def test_a_project_translates_with_what_its_configuration_says(project_folder: Path, two_steps: Path) -> None:
    configuration = project_folder / "octavilla.toml"
    shutil.copytree(two_steps, project_folder / "models")
    lines = 'languages = ["es", "pt", "eo"]\n\n[packages]\nes = "octavilla-en_es-0_1"\n'
    configuration.write_text(lines, encoding="utf-8")
    project = open_project(project_folder)
    assert route_for(project, language("en"), language("es")).name == "octavilla-en_es-0_1"
    assert route_for(project, language("en"), language("eo")).packages[0].version == "1.9"
    spanish, portuguese, esperanto = chosen(project)
    assert (spanish.source.code, spanish.target.code, spanish.fixed) == ("en", "es", True)
    assert portuguese.route is not None
    assert (portuguese.route.name, portuguese.fixed, portuguese.advice) == ("octavilla-en_pb-0_1", False, "")
    assert esperanto.route is not None
    assert esperanto.route.pair == "en → es → eo"
    assert "through Spanish" in esperanto.advice
    assert "octavilla models install en eo" in esperanto.advice


def test_each_package_is_listed_with_what_it_is_used_for(project_folder: Path, two_steps: Path) -> None:
    shutil.copytree(two_steps, project_folder / "models")
    lines = 'languages = ["es", "eo", "fr"]\n'
    (project_folder / "octavilla.toml").write_text(lines, encoding="utf-8")
    purposes = used_for(chosen(open_project(project_folder)))
    assert {path.name: purpose for path, purpose in purposes.items()} == {
        "translate-en_es-1_9": "en → es, en → eo (step 1 of 2)",
        "translate-es_eo-1_0": "en → eo (step 2 of 2)",
    }


def test_what_a_project_has_no_package_for_is_listed_with_the_way_out(project_folder: Path) -> None:
    lines = 'languages = ["fr", "pt", "es"]\n[packages]\npt = "gone"\n[packages.fr]\nes = "gone"\n'
    (project_folder / "octavilla.toml").write_text(lines, encoding="utf-8")

    def row(use: Use) -> tuple[str, str, bool, bool]:
        return use.source.code, use.target.code, use.fixed, use.route is None

    uses = chosen(open_project(project_folder))
    assert [row(use) for use in uses] == [
        ("en", "fr", False, True), ("en", "pt", True, True), ("en", "es", False, False), ("fr", "es", True, True)
    ]  # fmt: skip
    assert "octavilla models install en fr" in uses[0].problem
    assert "octavilla.toml:3: there is no language package “gone”" in uses[1].problem
    assert "octavilla.toml:5: " in uses[3].problem


def test_a_sentence_goes_through_two_engines_into_a_language_outside_the_table(two_steps: Path, tmp_path: Path) -> None:
    way = route(language("en"), language("eo"), [two_steps], tmp_path / "state")
    assert way.pair == "en → es → eo"
    texts = ["Open the window at night.", "Drink cold water, Ana Reyes!"]
    for step in way.packages:
        texts = [output.text for output in Engine(step, cores=1).translate([Job(text) for text in texts])]
    assert texts == ["Malfermu la fenestron dum la nokto.", "Trinku malvarman akvon, Ana Reyes!"]


def test_a_package_built_word_by_word_can_be_installed_and_holds_other_writing(tmp_path: Path) -> None:
    words = {"water": "νερό", "cold": "κρύο"}
    (installed,) = install(dictionary_package(tmp_path, words, "en", "el"), tmp_path / "models")
    way = route(language("en"), language("el"), [tmp_path / "models"], tmp_path / "state")
    assert way.packages[0].path == installed.package.path
    (output,) = Engine(way.packages[0], cores=1).translate([Job("Cold water")])
    assert output.text == "Κρύο νερό"

"""Real packages, loaded once, and tiny hand-made ones."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny import dictionary_package

from pipeline.languages import language
from pipeline.mt.packages import Package, find
from pipeline.project import packaged

METADATA = {"package_version": "1.0", "from_code": "en", "to_code": "xx", "type": "translate"}


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("project") / ".octavilla"


@pytest.fixture(scope="session")
def spanish(state: Path) -> Package:
    """The starter package for Spanish."""
    return find(language("en"), language("es"), [packaged("models")], state)


@pytest.fixture(scope="session")
def portuguese(state: Path) -> Package:
    """The starter package for Portuguese."""
    return find(language("en"), language("pt"), [packaged("models")], state)


ENGLISH_TO_SPANISH = {
    "open": "abre", "close": "cierra", "the": "la", "window": "ventana", "drink": "bebe", "cold": "fría",
    "water": "agua", "door": "puerta", "at": "por la", "night": "noche", "and": "y",
}  # fmt: skip
SPANISH_TO_ESPERANTO = {
    "abre": "malfermu", "cierra": "fermu", "la": "la", "ventana": "fenestron", "bebe": "trinku", "fría": "malvarman",
    "agua": "akvon", "puerta": "pordon", "por": "dum", "noche": "nokto", "y": "kaj",
}  # fmt: skip


@pytest.fixture(scope="session")
def two_steps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two packages that translate word by word: English to Spanish, Spanish to Esperanto."""
    folder = tmp_path_factory.mktemp("steps")
    dictionary_package(folder, ENGLISH_TO_SPANISH, "en", "es", "1.9")
    dictionary_package(folder, SPANISH_TO_ESPERANTO, "es", "eo", "1.0")
    return folder


Members = dict[str, bytes | str]


@pytest.fixture
def package_members() -> Callable[..., Members]:
    """Return a function that gives the files of a package that has everything but a model that works."""

    def members(top: str = "tiny", **metadata: object) -> Members:
        return {
            f"{top}/metadata.json": json.dumps(METADATA | metadata),
            f"{top}/sentencepiece.model": b"pieces",
            f"{top}/model/model.bin": b"weights" * 100,
            f"{top}/model/config.json": "{}",
        }

    return members


@pytest.fixture
def make_archive(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes an archive with the given members and gives its path."""

    def make(members: Members, name: str = "tiny.argosmodel", folder: Path | None = None) -> Path:
        path = (folder or tmp_path) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return path

    return make


def _layers(spec: Any, size: int) -> None:
    """Fill a CTranslate2 specification with small random weights of the right shapes."""
    rng = np.random.default_rng(1)

    def matrix(rows: int, columns: int) -> Any:
        return rng.standard_normal((rows, columns), dtype=np.float32) * 0.3

    def linear(layer: Any, rows: int, columns: int) -> None:
        layer.weight = matrix(rows, columns)
        layer.bias = np.zeros(rows, np.float32)

    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(size, np.float32), np.zeros(size, np.float32)

    def attention(layer: Any, first: Sequence[int]) -> None:
        norm(layer.layer_norm)
        for part, rows in zip(layer.linear, (*first, size), strict=True):
            linear(part, rows, size)

    for stack, crossed in ((spec.encoder, False), (spec.decoder, True)):
        norm(stack.layer_norm)
        for layer in stack.layer:
            attention(layer.self_attention, (3 * size,))
            if crossed:
                attention(layer.attention, (size, 2 * size))
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, 2 * size, size)
            linear(layer.ffn.linear_1, size, 2 * size)


@pytest.fixture(scope="session")
def bpe_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An unpacked package en → xx with a subword-nmt tokenizer, a target prefix and a model of random weights."""
    import ctranslate2

    folder = tmp_path_factory.mktemp("bpe") / "translate-en_xx-1_0"
    (folder / "model").mkdir(parents=True)
    letters = "abcdefghijklmnopqrstuvwxyzTE.,'-0123456789"
    tokens = ["<unk>", "<s>", "</s>", "__xx__", *letters, *(f"{letter}@@" for letter in letters), "the", "&apos;s"]
    size = 16
    spec = ctranslate2.specs.TransformerSpec.from_config((1, 1), num_heads=2)
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    rng = np.random.default_rng(2)
    table = rng.standard_normal((len(tokens), size), dtype=np.float32)
    spec.encoder.embeddings[0].weight = table
    spec.decoder.embeddings.weight = table
    spec.decoder.projection.weight = rng.standard_normal((len(tokens), size), dtype=np.float32)
    spec.decoder.projection.bias = np.zeros(len(tokens), np.float32)
    _layers(spec, size)
    spec.validate()
    spec.save(str(folder / "model"))
    (folder / "bpe.model").write_text("#version: 0.2\nt h\nth e</w>\n", encoding="utf-8")
    (folder / "metadata.json").write_text(json.dumps(METADATA | {"target_prefix": "__xx__"}), encoding="utf-8")
    return folder

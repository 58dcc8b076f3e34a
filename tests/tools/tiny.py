"""Build language packages that translate word by word, exactly, from a list of words: a few kilobytes, in an instant.

The weights are set by hand. The decoder's attention at step *t* falls on source token *t*, because both carry the same
position code; the value that it brings is the translation of that token. Nothing is trained.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

SPECIAL = ("<unk>", "<s>", "</s>")
SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?¡¿'’‘\"“”«»()[]-–—/*_#@%&+=áéíóúñçãõâêô"
WAVES = 32
"""Waves of the position code: neighbours and far positions differ by more than half of it."""
POSITIONS = 512


def dictionary_package(
    folder: Path, words: Mapping[str, str], from_code: str, to_code: str, version: str = "1.0"
) -> Path:
    """Write an unpacked package under `folder` that replaces each of `words`, and return where it lies.

    A word is known as it is written and with a capital first; its translation may be several words. Other words and
    signs of Latin writing stay as they are, but for a word of the list at the beginning of a longer one.
    """
    pairs = {sign: sign for sign in ("▁", *SIGNS)}
    for word, translation in words.items():
        for given, meant in ((word, translation), (word[:1].upper() + word[1:], _capital(translation))):
            meant = meant.replace(" ", "▁")
            pairs[f"▁{given}"] = f"▁{meant}"
            if len(given) > 2:
                pairs[given] = meant  # after a bracket or a quotation mark
    # The tokenizer serves both languages, as Argos's do, and puts together only pieces that it knows.
    pairs = {meant: meant for meant in pairs.values()} | pairs
    package = folder / f"translate-{from_code}_{to_code}-{version.replace('.', '_')}"
    (package / "model").mkdir(parents=True)
    _write_tokenizer(package / "sentencepiece.model", pairs)
    _write_model(package / "model", pairs)
    metadata = {"package_version": version, "from_code": from_code, "to_code": to_code, "type": "translate"}
    (package / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    return package


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _write_tokenizer(path: Path, pairs: Mapping[str, str]) -> None:
    """Write a SentencePiece model that takes a whole word where it can, and single signs elsewhere."""
    from sentencepiece import sentencepiece_model_pb2 as protocol

    model: Any = protocol.ModelProto()
    kinds = protocol.ModelProto.SentencePiece
    for name, kind in zip(SPECIAL, (kinds.UNKNOWN, kinds.CONTROL, kinds.CONTROL), strict=True):
        model.pieces.add(piece=name, score=0.0, type=kind)
    for piece in pairs:
        model.pieces.add(piece=piece, score=-10.0 if len(piece) == 1 else -1.0, type=kinds.NORMAL)
    model.trainer_spec.model_type = protocol.TrainerSpec.UNIGRAM
    model.trainer_spec.vocab_size = len(model.pieces)
    model.normalizer_spec.name = "identity"
    path.write_bytes(model.SerializeToString(deterministic=True))


def _write_model(folder: Path, pairs: Mapping[str, str]) -> None:
    import ctranslate2

    source = [*SPECIAL, *pairs]
    target = [*SPECIAL, *dict.fromkeys(pairs.values())]
    at = {token: index for index, token in enumerate(target)}
    # What a vector holds: the source token, its translation, the position.
    tokens, meanings = slice(0, len(source)), slice(len(source), len(source) + len(target))
    places = slice(meanings.stop, meanings.stop + 2 * WAVES)
    size = places.stop
    spec = ctranslate2.specs.TransformerSpec.from_config((1, 1), num_heads=1)
    spec.config.add_source_eos = True
    spec.register_source_vocabulary(source)
    spec.register_target_vocabulary(target)
    frequencies = np.random.default_rng(3).uniform(0.3, np.pi, WAVES)
    angles = np.arange(POSITIONS)[:, None] * frequencies
    code = np.zeros((POSITIONS, size), np.float32)
    code[:, places] = np.hstack([np.sin(angles), np.cos(angles)])

    zero = np.zeros((size, size), np.float32)
    embedding = np.zeros((len(source), size), np.float32)
    embedding[:, tokens] = 4 * np.eye(len(source))
    query, value = zero.copy(), zero.copy()
    query[places, places] = 4 * np.eye(2 * WAVES)
    for index, token in enumerate(source):
        value[meanings.start + at[pairs.get(token, token)], index] = 2
    projection = np.zeros((len(target), size), np.float32)
    projection[:, meanings] = np.eye(len(target))

    for stack in (spec.encoder, spec.decoder):
        stack.scale_embeddings = False
        stack.position_encodings.encodings = code
        _norm(stack.layer_norm, size)
        layer = stack.layer[0]
        _attention(layer.self_attention, (np.vstack([zero, zero, zero]), zero))
        _norm(layer.ffn.layer_norm, size)
        _linear(layer.ffn.linear_0, zero[:8])
        _linear(layer.ffn.linear_1, zero[:, :8].copy())
    spec.encoder.embeddings[0].weight = embedding
    spec.decoder.embeddings.weight = np.zeros((len(target), size), np.float32)
    _attention(spec.decoder.layer[0].attention, (query, np.vstack([query, value]), np.eye(size, dtype=np.float32)))
    _linear(spec.decoder.projection, projection)
    spec.validate()
    spec.save(str(folder))


def _norm(layer: Any, size: int) -> None:
    layer.gamma, layer.beta = np.ones(size, np.float32), np.zeros(size, np.float32)


def _linear(layer: Any, weight: np.ndarray[Any, Any]) -> None:
    layer.weight, layer.bias = weight, np.zeros(len(weight), np.float32)


def _attention(layer: Any, weights: tuple[np.ndarray[Any, Any], ...]) -> None:
    _norm(layer.layer_norm, weights[0].shape[1])
    for part, weight in zip(layer.linear, weights, strict=True):
        _linear(part, weight)

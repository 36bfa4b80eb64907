"""Fourgate's checkpoints: a model, and all that it takes to resume its training (src/checkpoint/checkpoint.ts)."""
from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Dict, List, Mapping, Optional, Sequence

import numpy as np

from .errors import CheckpointError, TrainingError
from .model import Sizes
from .safetensors import read_safetensors, write_safetensors

VERSION = "1"

#: Lists of a training that are tensors of a file.
LISTS = {"deck": "<i4", "chosen": "<i4", "loss": "<f8", "gradient_norm": "<f8"}


@dataclass(frozen=True)
class Training:
    """Everything a training needs, besides parameters and data, to resume exactly where it was."""

    step: int
    #: Options that determine a step, as plain JSON.
    settings: Dict[str, Any]
    #: By the moment's name, then the parameter's.
    moments: Dict[str, Dict[str, np.ndarray]]
    #: random, dealt, deck and chosen.
    minibatches: Dict[str, Any]
    schedule: Dict[str, Any]
    losses: List[float]
    norms: List[float]


@dataclass(frozen=True)
class Checkpoint:
    #: cellType, inputDim, wordvecDim, hiddenDim, seed …
    configuration: Dict[str, Any]
    vocabulary: List[str]
    parameters: Dict[str, np.ndarray]
    training: Optional[Training]
    #: Name and fingerprint of the data.
    dataset: Optional[Dict[str, Any]]
    notes: Dict[str, Any]

    @property
    def sizes(self) -> Sizes:
        c = self.configuration
        return Sizes(c["cellType"], c["inputDim"], c["wordvecDim"], c["hiddenDim"], len(self.vocabulary))


def encode_checkpoint(checkpoint: Checkpoint) -> bytearray:
    """The bytes of a file. Raises TrainingError naming the first number that is not finite."""
    training = checkpoint.training
    tensors: Dict[str, np.ndarray] = dict(checkpoint.parameters)
    metadata = {
        "fourgate_version": VERSION,
        "configuration": _json(checkpoint.configuration),
        "vocabulary": _json(checkpoint.vocabulary),
    }
    if training:
        minibatches = training.minibatches
        lists = {**minibatches, "loss": training.losses, "gradient_norm": training.norms}
        tensors.update({f"training.{name}": np.asarray(lists[name], dtype=kind) for name, kind in LISTS.items()})
        for moment, of_moment in training.moments.items():
            tensors.update({f"{moment}.{name}": value for name, value in of_moment.items()})
        metadata["training"] = _json(
            {
                "settings": training.settings,
                "schedule": training.schedule,
                "step": training.step,
                "moments": list(training.moments),
                "minibatches": {"random": minibatches["random"], "dealt": minibatches["dealt"]},
            }
        )
    if checkpoint.dataset:
        metadata["dataset"] = _json(checkpoint.dataset)
    metadata["notes"] = _json(checkpoint.notes)
    for name, values in tensors.items():
        if not np.isfinite(values).all():
            remedy = "The training has diverged: what was saved before is still good."
            raise TrainingError(f"checkpoint: {name}", "finite numbers", "others", remedy)
    return write_safetensors(tensors, metadata)


def decode_checkpoint(file: bytes, where: str) -> Checkpoint:
    """Raises CheckpointError when the file is damaged, of another version, or no checkpoint of a captioner of features."""
    read = read_safetensors(file, where)
    metadata = read.metadata
    version = metadata.get("fourgate_version")
    if version != VERSION:
        remedy = "Weights from elsewhere: open them in Fourgate's page and save them there."
        found = "a safetensors file without one" if version is None else f"version {version}"
        raise CheckpointError(where, f"a Fourgate checkpoint of version {VERSION}", found, remedy)
    if not read.verified:
        remedy = "Another program has saved it since: open it in Fourgate's page and save it there."
        raise CheckpointError(where, "a checksum", "none", remedy)
    part = lambda name: json.loads(metadata[name])
    configuration, vocabulary = part("configuration"), part("vocabulary")
    if "encoder" in configuration:
        remedy = "The twin trains captioners of features only; Fourgate opens this one."
        raise CheckpointError(where, "a captioner of features", "one that reads pixels", remedy)
    checkpoint = Checkpoint(
        configuration,
        vocabulary,
        {},
        None,
        part("dataset") if "dataset" in metadata else None,
        part("notes") if "notes" in metadata else {},
    )
    shapes = checkpoint.sizes.shapes

    def floats(prefix: str = "") -> Dict[str, np.ndarray]:
        return {name: _floats(where, read.tensors, prefix + name, shape) for name, shape in shapes.items()}

    parameters = floats()
    if "training" not in metadata:
        return replace(checkpoint, parameters=parameters)
    said = part("training")
    lists = {name: _tensor(where, read.tensors, f"training.{name}") for name in LISTS}
    training = Training(
        said["step"],
        said["settings"],
        {moment: floats(f"{moment}.") for moment in said["moments"]},
        {**said["minibatches"], "deck": lists["deck"], "chosen": lists["chosen"]},
        said.get("schedule", {}),
        lists["loss"].tolist(),
        lists["gradient_norm"].tolist(),
    )
    return replace(checkpoint, parameters=parameters, training=training)


def check_words(where: str, own: Sequence[str], words: Sequence[str]) -> None:
    """Raises CheckpointError naming the first word of a checkpoint that is not the data's."""
    if list(own) == list(words):
        return
    at = next((i for i, (a, b) in enumerate(zip(own, words)) if a != b), min(len(own), len(words)))
    word = lambda of: f"“{of[at]}”" if at < len(of) else "no word"
    expected = f"{word(words)} as word {at}, as in the data ({len(words)} words)"
    remedy = "Load the data that it was trained on: words are numbers to a model."
    raise CheckpointError(f"{where}: vocabulary", expected, f"{word(own)} ({len(own)} words)", remedy)


def check_dataset(where: str, checkpoint: Checkpoint, mark: Mapping[str, Any], words: Sequence[str]) -> None:
    """Raises CheckpointError when words or captions are not those that a checkpoint was trained on."""
    check_words(where, checkpoint.vocabulary, words)
    saved = checkpoint.dataset
    if not saved or saved["fingerprint"] == mark["fingerprint"]:
        return
    remedy = "Give the data that it was trained on to resume it; --weights starts a new run with its weights."
    expected = f"{mark['name']} ({mark['fingerprint']}), which is loaded"
    raise CheckpointError(f"{where}: data set", expected, f"{saved['name']} ({saved['fingerprint']})", remedy)


def check_sizes(where: str, checkpoint: Checkpoint, sizes: Sizes) -> None:
    """Raises CheckpointError when the model of a checkpoint has another cell or other sizes."""
    shown = lambda s: f"{s.cell} with D {s.D}, W {s.W}, H {s.H}"
    if (expected := shown(sizes)) != (found := shown(checkpoint.sizes)):
        remedy = "Leave out --cell, --hidden and --wordvec, and give data with features of that length."
        raise CheckpointError(f"{where}: model", f"{expected}, as the run asks for", found, remedy)


def _tensor(where: str, tensors: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    if name not in tensors:
        raise CheckpointError(f"{where}: {name}", "a tensor", "no such tensor", "Use another checkpoint.")
    return tensors[name]


def _floats(where: str, tensors: Mapping[str, np.ndarray], name: str, shape: Sequence[int]) -> np.ndarray:
    values = _tensor(where, tensors, name)
    if values.shape != tuple(shape) or values.dtype.kind != "f":
        remedy = "Its sizes or its vocabulary belong to another model: use another checkpoint."
        found = f"{values.dtype} of shape {values.shape}"
        raise CheckpointError(f"{where}: {name}", f"floats of shape {tuple(shape)}", found, remedy)
    if not np.isfinite(values).all():
        remedy = "The training had diverged when it was saved: use an earlier checkpoint."
        raise CheckpointError(f"{where}: {name}", "finite numbers", "others", remedy)
    return values.astype(np.float32)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

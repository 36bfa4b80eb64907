"""A captioning data set in the CS231n layout, as Fourgate's loadCocoData reads it."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional

import h5py
import numpy as np

from .errors import DataError
from .features import FeatureRows, open_hdf5, read_hdf5
from .random_numbers import Random
from .vocabulary import VOCABULARY_FILE, read_vocabulary

CAPTIONS_FILE = "coco2014_captions.h5"


@dataclass(frozen=True)
class Split:
    """Captions, and the images that they describe."""

    name: str
    #: (count, T + 1) int32 word numbers, `<START> … <END> <NULL> …`.
    captions: np.ndarray
    #: (count) int32 rows of `features`.
    images: np.ndarray
    features: FeatureRows


@dataclass(frozen=True)
class Dataset:
    name: str
    #: Every word by its number.
    words: List[str]
    splits: Dict[str, Split]
    #: What made the features, where all files say so.
    mark: Optional[Dict[str, str]]

    @property
    def columns(self) -> int:
        """Columns of a caption, T + 1."""
        return next(iter(self.splits.values())).captions.shape[1]

    @property
    def feature_length(self) -> int:
        return next(iter(self.splits.values())).features.length

    def held_out(self) -> Optional[Split]:
        """The split to validate on; None where there is only train."""
        names = ["val", "test", *self.splits]
        return next((self.splits[name] for name in names if name in self.splits and name != "train"), None)


def load_dataset(folder: str, max_train: Optional[int] = None) -> Dataset:
    """Reads captions and words, and opens the features.

    `max_train`: so many captions of `train`, drawn with replacement as CS231n and Fourgate draw them.
    Raises DataError when a file is missing or damaged, or does not fit the others.
    """
    path = Path(folder)
    if not path.is_dir():
        raise DataError(f"--data {folder}", "a CS231n coco_captioning folder", "a file" if path.exists() else "no such folder")
    words = read_vocabulary(path / VOCABULARY_FILE)
    with open_hdf5(path / CAPTIONS_FILE) as file:
        names = _split_names(file)
        kind = _feature_files(path, names)
        splits = {name: _read_split(path, file, name, kind, words) for name in names}
    for what, length in (("captions", lambda s: s.captions.shape[1]), ("features", lambda s: s.features.length)):
        first = next(iter(splits.values()))
        for split in splits.values():
            if length(split) != length(first):
                expected = f"{what} of length {length(first)}, as in split {first.name}"
                raise DataError(f"{folder}: split {split.name}", expected, f"length {length(split)}")
    if max_train is not None and "train" in splits:
        splits["train"] = _drawn(splits["train"], max_train)
    return Dataset(path.resolve().name, words, splits, _common_mark(splits))


def _split_names(file: h5py.File) -> List[str]:
    found = [name[: -len("_captions")] for name in file if name.endswith("_captions")]
    customary = [name for name in ("train", "val", "test") if name in found]
    if found:
        return customary + [name for name in sorted(found) if name not in customary]
    raise DataError(file.filename, "a dataset train_captions, or of another split", ", ".join(file) or "an empty file")


def _feature_files(path: Path, names: List[str]) -> str:
    """The ending of the feature files: PCA where all splits have it."""
    for kind in ("_vgg16_fc7_pca.h5", "_vgg16_fc7.h5"):
        if all((path / f"{name}2014{kind}").is_file() for name in names):
            return kind
    return "_vgg16_fc7_pca.h5"


def _read_split(path: Path, file: h5py.File, name: str, kind: str, words: List[str]) -> Split:
    features = FeatureRows(path / f"{name}2014{kind}")
    where = f"{file.filename}: dataset {name}"
    captions = _integers(file, f"{name}_captions", 2)
    images = _integers(file, f"{name}_image_idxs", 1)
    if len(captions) == 0 or captions.shape[1] < 2:
        raise DataError(f"{where}_captions", "at least one caption of at least two words", f"shape {captions.shape}")
    if len(images) != len(captions):
        raise DataError(f"{where}_image_idxs", f"{len(captions)} images, one for each caption", len(images))
    together = "Captions and {} do not belong together."
    _require_below(f"{where}_captions", captions, len(words), "a word number", together.format("vocabulary"))
    _require_below(f"{where}_image_idxs", images, features.count, "an image number", together.format("features"))
    _require_form(f"{where}_captions", captions, words)
    return Split(name, captions, images, features)


def _integers(file: h5py.File, name: str, axes: int) -> np.ndarray:
    dataset: Any = file.get(name)
    if not isinstance(dataset, h5py.Dataset):
        raise DataError(file.filename, f"a dataset {name}", ", ".join(file) or "an empty file")
    if dataset.ndim != axes or dataset.dtype.kind not in "iu":
        found = f"{dataset.dtype} of shape {dataset.shape}"
        raise DataError(f"{file.filename}: dataset {name}", f"integers with {axes} axes", found)
    values = read_hdf5(f"{file.filename}: dataset {name}", dataset)
    if values.size and (values.min() < -(2**31) or values.max() >= 2**31):
        raise DataError(f"{file.filename}: dataset {name}", "integers that fit into 32 bits", values.max())
    return values.astype(np.int32)


def _require_below(where: str, values: np.ndarray, end: int, what: str, remedy: str) -> None:
    wrong = np.argwhere((values < 0) | (values >= end))
    if len(wrong) == 0:
        return
    place = ", ".join(f"{axis} {at}" for axis, at in zip(("row", "column"), wrong[0]))
    raise DataError(f"{where}, {place}", f"{what} from 0 to {end - 1}", values[tuple(wrong[0])], remedy)


def _require_form(where: str, captions: np.ndarray, words: List[str]) -> None:
    """Raises DataError when a caption is not <START>, words, <END>, then <NULL> to the last column."""
    null, start, end = (words.index(word) for word in ("<NULL>", "<START>", "<END>"))
    ends = captions == end
    ended = np.cumsum(ends, axis=1) - ends > 0
    wrong = np.where(ended, captions != null, captions == null) | (captions == start)
    wrong[:, 0] = captions[:, 0] != start
    rows = np.argwhere(wrong)
    if len(rows):
        row, column = rows[0]
        expected = "<START>, words, <END> and then <NULL> to the last column"
        raise DataError(f"{where}, row {row}, column {column}", expected, words[captions[row, column]])
    if not ends.any():
        remedy = "A model that never sees <END> never ends a caption: add a column to the captions, for <END>."
        raise DataError(where, "<END> after the last word of captions", f"none in {len(captions)} captions", remedy)


def _drawn(split: Split, count: int) -> Split:
    random = Random(0)
    rows = [random.below(len(split.captions)) for _ in range(count)]
    return Split(split.name, split.captions[rows], split.images[rows], split.features)


def _common_mark(splits: Dict[str, Split]) -> Optional[Dict[str, str]]:
    marks = [(split.features.where, split.features.mark) for split in splits.values()]
    known = [(where, mark) for where, mark in marks if mark]
    for where, mark in known[1:]:
        if mark["fingerprint"] != known[0][1]["fingerprint"]:
            expected = f"features made by {known[0][1]['madeBy']}, as in {known[0][0]}"
            remedy = "Make the features of all splits with one network."
            raise DataError(where, expected, f"features made by {mark['madeBy']}", remedy)
    return known[0][1] if known and len(known) == len(marks) else None

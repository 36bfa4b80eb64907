"""Image features of a split, of which rows are read when they are asked for: the matrix may be far larger than memory."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Optional

import h5py
import numpy as np

from .errors import DataError

#: Bytes of chunks that HDF5 keeps unpacked, where a file is chunked.
CHUNK_CACHE = 64 << 20


class FeatureRows:
    """The dataset `features` of an HDF5 file, (count, D) of float16, float32 or float64.

    Rows that lie one after the other in the file are mapped into memory, shared by all processes of a machine; rows of a chunked
    or compressed dataset are unpacked as they are read.
    """

    def __init__(self, path: Path) -> None:
        """Raises DataError when the file is missing or has no such dataset."""
        self.path = path
        self._file = open_hdf5(path, rdcc_nbytes=CHUNK_CACHE)
        dataset: Any = self._file.get("features")
        self.where = f"{path}: dataset features"
        if not isinstance(dataset, h5py.Dataset) or dataset.ndim != 2 or dataset.dtype.kind != "f":
            found = ", ".join(self._file) if dataset is None else "something else"
            raise DataError(self.where, "float numbers with 2 axes, (images, D)", found)
        self.count, self.length = dataset.shape
        self.mark = _mark_in(self.where, dict(dataset.attrs))
        offset = dataset.id.get_offset() if dataset.chunks is None else None
        self._rows: Any = dataset
        if offset is not None and self.count > 0:
            self._rows = np.memmap(path, dtype=dataset.dtype, mode="r", offset=offset, shape=dataset.shape)

    def read(self, rows: np.ndarray) -> np.ndarray:
        """(n) row numbers → (n, D) float32. Raises DataError for a number that is not finite or cannot be read."""
        if isinstance(self._rows, np.memmap):
            values = np.asarray(self._rows[rows], dtype=np.float32)
        else:
            # HDF5 wants rows in ascending order, each once.
            wanted, place = np.unique(rows, return_inverse=True)
            values = read_hdf5(self.where, self._rows, wanted).astype(np.float32)[place]
        finite = np.isfinite(values)
        if not finite.all():
            at = np.argwhere(~finite)[0]
            where = f"{self.where}, row {rows[at[0]]}, column {at[1]}"
            remedy = "The features of this image were not computed right: compute them again."
            raise DataError(where, "a finite number", values[tuple(at)], remedy)
        return values


def open_hdf5(path: Path, **how: Any) -> h5py.File:
    """Raises DataError when it is missing or no HDF5 file."""
    if not path.is_file():
        there = ", ".join(sorted(p.name for p in path.parent.iterdir())[:8]) if path.parent.is_dir() else "no such folder"
        remedy = "Give the coco_captioning folder of CS231n assignment 3, or one that npm run prepare-data made."
        raise DataError(str(path.parent), f"a file {path.name}", there, remedy)
    try:
        return h5py.File(path, "r", **how)
    except OSError as cause:
        raise DataError(str(path), "an HDF5 file", cause) from cause


def read_hdf5(where: str, dataset: h5py.Dataset, rows: Any = ()) -> np.ndarray:
    """Raises DataError when what is compressed or has a checksum cannot be read."""
    try:
        return np.asarray(dataset[rows])
    except OSError as cause:
        raise DataError(where, "numbers that can be read", cause, "The file is damaged: use another copy of it.") from cause


def _mark_in(where: str, attributes: Dict[str, Any]) -> Optional[Dict[str, str]]:
    """What made the features, where the file says so."""
    text = lambda value: value.decode("utf-8") if isinstance(value, bytes) else str(value)
    marks = {key: text(attributes[name]) for key, name in MARKS.items() if name in attributes}
    if len(marks) == 1:
        missing = next(name for key, name in MARKS.items() if key not in marks)
        raise DataError(where, f"an attribute {missing} beside the other", "none")
    return marks or None


MARKS = {"madeBy": "made_by", "fingerprint": "made_by_fingerprint"}

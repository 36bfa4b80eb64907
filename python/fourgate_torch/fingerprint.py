"""Name and fingerprint of a data set: what Fourgate's checkpoints say of the data that they were trained on."""
from __future__ import annotations

import json
import zlib
from typing import Any, Dict

import numpy as np

from .dataset import Dataset

#: Features are rounded to multiples of this: engines may differ in the last digits of features that they compute.
GRAIN = 1 / 64

#: Rows of each split that processes compare.
COMPARED = 64


def dataset_mark(data: Dataset) -> Dict[str, Any]:
    """As src/checkpoint/fingerprint.ts: words, and of every split its sizes, captions, images and its first feature, coarsely."""
    crc = zlib.crc32(_json([data.words, data.columns]))
    for name in sorted(data.splits):
        split = data.splits[name]
        features = split.features
        crc = zlib.crc32(_json([name, len(split.captions), features.count, features.length]), crc)
        crc = zlib.crc32(np.ascontiguousarray(split.captions, dtype="<i4").tobytes(), crc)
        crc = zlib.crc32(np.ascontiguousarray(split.images, dtype="<i4").tobytes(), crc)
        if features.count > 0:
            first = features.read(np.array([0])).astype(np.float64)
            coarse = np.floor(first / GRAIN + 0.5).astype(np.int64).astype("<i4")
            crc = zlib.crc32(coarse.tobytes(), crc)
    mark = {"name": data.name, "fingerprint": f"{crc:08x}"}
    return {**mark, "featureMark": data.mark} if data.mark else mark


def features_checksum(data: Dataset) -> str:
    """Of rows spread over every split, the last among them: copies of one file have the same, a copy that was broken off has not."""
    crc = 0
    for name in sorted(data.splits):
        features = data.splits[name].features
        count = min(features.count, COMPARED)
        rows = np.arange(count) * (features.count - 1) // max(1, count - 1)
        crc = zlib.crc32(features.read(rows).astype("<f4").tobytes(), crc)
    return f"{crc:08x}"


def _json(value: Any) -> bytes:
    """As JSON.stringify writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")

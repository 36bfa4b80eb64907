"""The safetensors format with Fourgate's checksum over the whole file (src/tensor_files/safetensors.ts)."""
from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import Any, Dict, Mapping, NoReturn

import numpy as np

from .errors import CheckpointError

METADATA = "__metadata__"
CHECKSUM = "fourgate_crc32"
#: How Fourgate's files begin. Eight hexadecimal digits follow: the CRC-32 of the whole file with zeros in their place.
BEGINNING = f'{{"{METADATA}":{{"{CHECKSUM}":"'.encode("ascii")
CHECKSUM_AT = 8 + len(BEGINNING)
NO_CHECKSUM = b"00000000"

TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I32": "<i4", "I64": "<i8"}
NAME_OF = {np.dtype(code): name for name, code in TYPES.items()}


@dataclass(frozen=True)
class TensorFile:
    tensors: Dict[str, np.ndarray]
    metadata: Dict[str, str]
    #: Whether the file has Fourgate's checksum. A wrong one is an error.
    verified: bool


def write_safetensors(tensors: Mapping[str, np.ndarray], metadata: Mapping[str, str]) -> bytearray:
    """A file of these tensors and strings, each tensor at a multiple of its element size."""
    # Longest elements first: so all are aligned although there may be no gaps.
    entries = sorted(tensors.items(), key=lambda entry: -entry[1].dtype.itemsize)
    header: Dict[str, Any] = {METADATA: {CHECKSUM: NO_CHECKSUM.decode(), **metadata}}
    length = 0
    for name, values in entries:
        offsets = [length, length + values.nbytes]
        header[name] = {"dtype": NAME_OF[values.dtype], "shape": list(values.shape), "data_offsets": offsets}
        length += values.nbytes
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)
    file = bytearray(len(text).to_bytes(8, "little")) + text
    for _, values in entries:
        file += np.ascontiguousarray(values).data.cast("B") if values.size else b""
    file[CHECKSUM_AT : CHECKSUM_AT + 8] = f"{zlib.crc32(file):08x}".encode("ascii")
    return file


def read_safetensors(file: bytes, where: str) -> TensorFile:
    """Raises CheckpointError when the file is cut short or altered, or no safetensors file."""
    length = int.from_bytes(file[:8], "little")
    if len(file) < 10 or not 2 <= length <= len(file) - 8 or file[8:9] != b"{":
        _damaged(where, "a safetensors file", f"{len(file)} bytes of something else, or its beginning")
    try:
        header: Dict[str, Any] = json.loads(file[8 : 8 + length])
        metadata: Dict[str, str] = header.pop(METADATA, {})
        tensors = {name: _tensor(file, 8 + length, f"{where}: {name}", entry) for name, entry in header.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as cause:
        raise CheckpointError(f"{where}: header", "the header of a safetensors file", cause, ANOTHER) from cause
    verified = _verify(file, where)
    return TensorFile(tensors, {key: value for key, value in metadata.items() if key != CHECKSUM}, verified)


def _tensor(file: bytes, start: int, where: str, entry: Mapping[str, Any]) -> np.ndarray:
    dtype, shape, (begin, after) = entry["dtype"], entry["shape"], entry["data_offsets"]
    if dtype not in TYPES:
        raise CheckpointError(where, f"numbers of a type among {', '.join(TYPES)}", dtype, "Save it as float32.")
    size = int(np.prod(shape, dtype=np.int64)) * np.dtype(TYPES[dtype]).itemsize
    if after - begin != size or begin < 0:
        _damaged(where, f"{size} bytes for {dtype} of shape {tuple(shape)}", f"{after - begin}")
    if start + after > len(file):
        _damaged(where, f"{after} bytes of data", f"{len(file) - start}: the file is cut short")
    return np.frombuffer(file, TYPES[dtype], size // np.dtype(TYPES[dtype]).itemsize, start + begin).reshape(shape)


def _verify(file: bytes, where: str) -> bool:
    if file[8:CHECKSUM_AT] != BEGINNING:
        return False
    recorded = file[CHECKSUM_AT : CHECKSUM_AT + 8].decode("ascii", "replace")
    view = memoryview(file)
    crc = zlib.crc32(view[CHECKSUM_AT + 8 :], zlib.crc32(NO_CHECKSUM, zlib.crc32(view[:CHECKSUM_AT])))
    if recorded != f"{crc:08x}":
        _damaged(where, f"the checksum {recorded}", f"{crc:08x}")
    return True


ANOTHER = "The file is damaged: use another copy of it."


def _damaged(where: str, expected: str, found: str) -> NoReturn:
    raise CheckpointError(where, expected, found, ANOTHER)

"""The folder that a run is kept in: what is there stays whole, whatever happens to a process or a disk."""
from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Callable, Iterator, Optional

from .checkpoint import Checkpoint, decode_checkpoint
from .ending import undone
from .errors import CheckpointError, StorageError

LATEST = "latest.safetensors"
OF_RUN = re.compile(r"^(latest|best|epoch-\d{1,6})\.safetensors$")
PARTIAL = ".part"


class RunFolder:
    """Files of one run, under the names that Fourgate's `--checkpoints` folder has."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def write(self, name: str, content: bytearray) -> None:
        """Raises StorageError when there is no room, or the place is denied: what was there is untouched then."""
        remedy = "Make room, or keep checkpoints elsewhere; the checkpoints that were there are untouched."
        write_whole(self.path / name, content, remedy)

    def latest(self) -> Checkpoint:
        """Raises StorageError where there is none, CheckpointError where it cannot be used."""
        path = self.path / LATEST
        if not path.is_file():
            remedy = "Leave out --resume to begin a run."
            raise StorageError(str(self.path), f"a checkpoint {LATEST} to resume from", "none", remedy)
        try:
            return read_checkpoint(path)
        except CheckpointError as error:
            epochs = list(self._epochs())
            if not epochs:
                raise
            remedy = f"To resume from {epochs[0].name}, copy it to {LATEST}."
            raise CheckpointError(error.where, error.expected, error.found, remedy) from error

    def latest_good(self, say: Callable[[str], None]) -> Optional[Checkpoint]:
        """The latest checkpoint that is whole; None where there is none. For a restart, which nobody watches."""
        for path in [self.path / LATEST, *self._epochs()]:
            if not path.is_file():
                continue
            try:
                return read_checkpoint(path)
            except (CheckpointError, StorageError) as error:
                say(f"passed over: {error}")
        return None

    def begin(self, say: Callable[[str], None]) -> None:
        """Makes room for a run that begins: what an earlier run has left goes into a folder of its own."""
        files = sorted(path for path in self._files() if OF_RUN.match(path.name))
        if not files:
            return
        number = 1
        while (aside := self.path / f"earlier-{number}").exists():
            number += 1
        try:
            aside.mkdir()
            # The latest goes last: until then it is where it was.
            for path in files:
                os.replace(path, aside / path.name)
        except OSError as cause:
            raise StorageError(str(self.path), "room for a new run", cause.strerror) from cause
        say(f"checkpoints of an earlier run are now in {aside}")

    def remove_partial(self) -> None:
        """Removes what a process that was killed was writing."""
        for path in self._files():
            if path.name.endswith(PARTIAL) and OF_RUN.match(path.name[: -len(PARTIAL)]):
                path.unlink()

    def _files(self) -> Iterator[Path]:
        return (path for path in (self.path.iterdir() if self.path.is_dir() else ()) if path.is_file())

    def _epochs(self) -> Iterator[Path]:
        """Those of epochs, the last first."""
        found = [path for path in self._files() if re.match(r"^epoch-\d+\.safetensors$", path.name)]
        return iter(sorted(found, key=lambda path: -int(re.sub(r"\D", "", path.stem))))


def write_whole(path: Path, content: bytes, remedy: str) -> None:
    """Writes beside the file that it replaces, flushes it to the disk and renames it: one of the two is there, whole.

    Raises StorageError when there is no room, or the place is denied.
    """
    partial = path.with_name(path.name + PARTIAL)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with undone(lambda: partial.unlink(missing_ok=True)):
            with open(partial, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(partial, path)
            _flush_folder(path.parent)
    except OSError as cause:
        raise StorageError(str(path), f"room for {len(content)} bytes", cause.strerror, remedy) from cause


def read_checkpoint(path: Path) -> Checkpoint:
    """Raises StorageError when it cannot be read, CheckpointError when it is no checkpoint."""
    try:
        content = path.read_bytes()
    except OSError as cause:
        raise StorageError(str(path), "a checkpoint", cause.strerror) from cause
    return decode_checkpoint(content, str(path))


def _flush_folder(path: Path) -> None:
    """Flushes the folder to the disk, so that the new name survives a power failure too."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

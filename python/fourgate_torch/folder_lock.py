"""Holds a folder for one run (scripts/start/folder_lock.ts): two would overwrite each other's checkpoints. `npm start` heeds it."""
from __future__ import annotations

import errno
import json
import os
import socket
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, Optional

from .errors import StorageError

NAME = ".lock"
REMEDY = "See that the place is there, and that it may be read and changed."


class FolderLock:
    """Raises StorageError naming the process that has the folder, or when it cannot be written to."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        since = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        own = {"pid": os.getpid(), "host": socket.gethostname(), "began": began(os.getpid()) or "", "since": since}
        self._text = json.dumps(own, separators=(",", ":"))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            while not self._create(self._text):
                self._remove_stale(folder)
        except OSError as cause:
            full = cause.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            remedy = "Make room, or keep checkpoints elsewhere." if full else REMEDY
            raise StorageError(str(folder), "a folder that can be written to", cause.strerror, remedy) from cause

    def release(self) -> None:
        """Frees the folder, unless another process has taken it since."""
        if _text(self._path) == self._text:
            self._path.unlink(missing_ok=True)

    def _create(self, text: str) -> bool:
        """Whether there was none. What a full disk has no room for is removed."""
        try:
            file = open(self._path, "x", encoding="utf-8")
        except FileExistsError:
            return False
        try:
            with file:
                file.write(text)
            return True
        except OSError:
            self._path.unlink()
            raise

    def _remove_stale(self, folder: Path) -> None:
        """Removes the lock of a process that has ended; of two processes that find it, one moves it away, and neither
        removes the other's new one."""
        text = _text(self._path)
        if text is None:
            return
        holder = _holder(text)
        if holder and _is_alive(holder):
            on = "" if holder["host"] == socket.gethostname() else f" on {holder['host']}"
            found = f"one that process {holder['pid']}{on} has had since {holder['since']}"
            remedy = f"Wait for it to end, or name another folder. If that process no longer exists, remove {self._path}."
            raise StorageError(str(folder), "a folder that no other run keeps checkpoints in", found, remedy)
        aside = self._path.with_name(f"{NAME}.{os.getpid()}")
        try:
            os.replace(self._path, aside)
        except FileNotFoundError:
            return
        moved = _text(aside)
        aside.unlink()
        if moved != text and moved is not None:
            self._create(moved)


def began(pid: int) -> Optional[str]:
    """When a process began, as a text that no later process of its number has: None once it has ended, '' where unknown."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None if Path("/proc/self/stat").exists() else ""
    state, *fields = stat[stat.rindex(")") + 2 :].split(" ")
    return None if state.startswith("Z") else fields[18]


def _is_alive(holder: Dict[str, Any]) -> bool:
    """Whether the process runs; assumed of one on another machine, of which nothing is known."""
    if holder["host"] != socket.gethostname():
        return True
    try:
        os.kill(holder["pid"], 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    now = began(holder["pid"])
    return now is not None and (not now or not holder["began"] or now == holder["began"])


def _holder(text: str) -> Optional[Dict[str, Any]]:
    """Who holds the folder; None where the text is no lock, as its writer was cut off."""
    try:
        holder = json.loads(text)
        return holder if isinstance(holder.get("pid"), int) else None
    except (ValueError, AttributeError):
        return None


def _text(path: Path) -> Optional[str]:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None

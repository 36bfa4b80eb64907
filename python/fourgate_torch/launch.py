"""Which launch of torchrun a folder's checkpoints are of: a process that was started anew resumes those of its own only.

A start count does not tell: processes may have failed before process 0 had moved an earlier run aside, and torchrun counts no
restart when a machine joins. Nor does TORCHELASTIC_RUN_ID, which is "none" unless given. But torchrun itself is a process that lasts
as long as the launch; on several machines one of them does.
"""
from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import List, Optional

from .folder_lock import began
from .run_folder import write_whole

NAME = ".launch"
ID = "TORCHELASTIC_RUN_ID"


def own_launcher() -> Optional[str]:
    """The torchrun that has started this process, as a text that no other process has: None without one."""
    if ID not in os.environ:
        return None
    pid = os.getppid()
    # A wrapper, such as a script that torchrun was told to start, is another process after a restart.
    while (parent := _parent_of_started(pid)) is not None:
        pid = parent
    return f"{os.environ[ID]} {socket.gethostname()} {_boot()} {pid} {began(pid) or ''}"


def wrote(folder: Path, launchers: List[str]) -> bool:
    """Whether one of these has had `claim` called for this folder, and none of another launch since."""
    return not set(_claimed(folder)).isdisjoint(launchers)


def claim(folder: Path, launchers: List[str]) -> None:
    """Notes that what is in the folder, and comes into it, is of this launch. Raises StorageError."""
    known = _claimed(folder) if wrote(folder, launchers) else []
    every = sorted({*known, *launchers})
    if every != known:
        text = json.dumps(every, ensure_ascii=False, indent=2) + "\n"
        write_whole(folder / NAME, text.encode(), "Make room, or keep checkpoints elsewhere.")


def _claimed(folder: Path) -> List[str]:
    """Those of the launch that a folder is of; none where it is of no launch, or where that cannot be read."""
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return found if isinstance(found, list) and all(isinstance(one, str) for one in found) else []


def _parent_of_started(pid: int) -> Optional[int]:
    """The parent of a process that torchrun has started or that is within one; None of another, or where it cannot be seen."""
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    inside = any(one.startswith(f"{ID}=".encode()) for one in environment.split(b"\0"))
    return int(stat[stat.rindex(")") + 2 :].split(" ")[1]) if inside else None


def _boot() -> str:
    """When the machine began: with the time that a process began, it tells processes of one number apart."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""

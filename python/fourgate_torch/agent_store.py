"""The store in which processes of torchrun meet, where torchrun itself holds it.

With newer PyTorch (2.13 for one) that store outlives a restart, and holds what earlier processes wrote: one that reads the
address of another too early would read that of one that has ended. TORCHELASTIC_RESTART_COUNT does not tell starts apart, as
each machine counts its own. So process 0 counts them here, and every process learns the number before it reads anything else.
"""
from __future__ import annotations

import os
import time
from datetime import timedelta
from typing import Callable, List, Tuple

import torch.distributed as dist

from .errors import EnvironmentFault

#: How long the processes of one start wait for one another, and seconds between two looks.
PATIENCE, PAUSE = timedelta(minutes=30), 0.02


def has_agent_store() -> bool:
    return os.environ.get("TORCHELASTIC_USE_AGENT_STORE") == "True"


def meet(rank: int, count: int) -> Tuple[dist.Store, int]:
    """What only the processes of this start write to, and the number of this start, from 1.

    Raises EnvironmentFault when another process does not come.
    """
    address, port = os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"])
    store = dist.TCPStore(address, port, is_master=False, timeout=PATIENCE, wait_for_workers=False)
    job = f"fourgate/{os.environ.get('TORCHELASTIC_RUN_ID', '')}"
    # A counter can be read without waiting for it, in every version.
    counter = lambda name, more=0: store.add(f"{job}/{name}", more)
    start = _lead(counter, count) if rank == 0 else _follow(counter, rank)
    return dist.PrefixStore(f"{job}/{start}", store), start


def _lead(counter: Callable[..., int], count: int) -> int:
    """Begins a start and admits the others once all of them have come to it."""
    start = counter("starts", 1)
    missing = lambda: [rank for rank in range(1, count) if not counter(f"{start}/came/{rank}")]
    _until(lambda: not missing(), missing)
    for rank in range(1, count):
        counter(f"{start}/admitted/{rank}", 1)
    return start


def _follow(counter: Callable[..., int], rank: int) -> int:
    """Joins the latest start, or the next one where that is over: an earlier process of this rank, or process 0, has ended."""
    came, first = 0, False

    def admitted() -> bool:
        nonlocal came, first
        start = counter("starts")
        if start > came:
            came, first = start, counter(f"{start}/came/{rank}", 1) == 1
        return first and counter(f"{came}/admitted/{rank}") > 0

    _until(admitted, lambda: [0])
    return came


def _until(done: Callable[[], bool], missing: Callable[[], List[int]]) -> None:
    end = time.monotonic() + PATIENCE.total_seconds()
    while not done():
        if time.monotonic() > end:
            minutes = f"within {PATIENCE.total_seconds() / 60:g} minutes"
            absent = ", ".join(map(str, missing()))
            remedy = "Look for its message; see that every machine runs the same command."
            raise EnvironmentFault("processes", f"all of them {minutes}", f"no process {absent}", remedy)
        time.sleep(PAUSE)

"""The processes that train one model together, and what they say to one another."""
from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from typing import Any, List

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from .agent_store import has_agent_store, meet
from .errors import EnvironmentFault, TrainingError
from .launch import own_launcher

#: The remedy of an error that another process caused: that process has printed its own.
LOST = "Another process has ended or does not answer: look for its message. --resume continues from the last checkpoint."

#: Of one that processes did not meet.
ALONE = "Look for the messages of the others. Start them with torchrun, which finds a port; without WORLD_SIZE it is one alone."


class Processes:
    """This process among those that torchrun has started; one alone without torchrun."""

    def __init__(self, device: str) -> None:
        """`device`: auto, cuda or cpu. Raises EnvironmentFault when there is no such device, or not one for each process, or
        the processes do not meet."""
        self.rank = int(os.environ.get("RANK", 0))
        self.count = int(os.environ.get("WORLD_SIZE", 1))
        local, on_machine = int(os.environ.get("LOCAL_RANK", 0)), int(os.environ.get("LOCAL_WORLD_SIZE", 1))
        kind = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
        gpus = torch.cuda.device_count()
        if kind == "cuda" and gpus < on_machine:
            remedy = f"Start at most {gpus} on this machine, or give --device cpu." if gpus else "Leave out --device cuda."
            expected = f"a GPU for each of {on_machine} processes" if on_machine > 1 else "a GPU"
            raise EnvironmentFault("--device cuda", expected, gpus or "none", remedy)
        self.device = torch.device(kind, local) if kind == "cuda" else torch.device("cpu")
        if kind == "cuda":
            torch.cuda.set_device(self.device)
        #: How often torchrun has started them anew.
        try:
            self.restarts = self._join("nccl" if kind == "cuda" else "gloo")
        except (RuntimeError, ValueError) as cause:
            address = ":".join(os.environ.get(name, name) for name in ("MASTER_ADDR", "MASTER_PORT"))
            first_line = str(cause).splitlines()[0]
            raise EnvironmentFault("processes", f"{self.count} that meet at {address}", first_line, ALONE) from cause
        #: What has started them, one for each machine; nothing without torchrun.
        self.launchers = sorted({launcher for launcher in self._all(own_launcher()) if launcher})

    def _join(self, backend: str) -> int:
        """Meets the other processes; returns how often they have been started anew."""
        restarts = int(os.environ.get("TORCHELASTIC_RESTART_COUNT", 0))
        if self.count == 1:
            return restarts
        if has_agent_store():
            store, start = meet(self.rank, self.count)
            dist.init_process_group(backend, store=store, rank=self.rank, world_size=self.count)
            restarts = max(restarts, start - 1)
        else:
            dist.init_process_group(backend)
        # Each machine counts its own restarts: one that another's fault has ended has not counted it.
        most = torch.tensor(restarts, device=self.device)
        dist.all_reduce(most, op=dist.ReduceOp.MAX)
        return int(most)

    @property
    def leads(self) -> bool:
        """Whether this is the process that prints and writes."""
        return self.rank == 0

    def wrap(self, model: nn.Module) -> nn.Module:
        """The model with gradients that are means over processes."""
        return DistributedDataParallel(model) if self.count > 1 else model

    def without_exchange(self, model: Any) -> AbstractContextManager:
        """A context in which gradients are summed in this process alone."""
        return model.no_sync() if isinstance(model, DistributedDataParallel) else nullcontext()

    def sum(self, values: Tensor) -> Tensor:
        """The sum over processes, in place."""
        if self.count > 1:
            dist.all_reduce(values)
        return values

    def agree(self, what: str, value: Any, remedy: str) -> None:
        """Raises TrainingError, in every process, naming the first that has another value than process 0."""
        values = self._all(value)
        for rank, other in enumerate(values):
            if other != values[0]:
                expected = f"{values[0]} in every process, as process 0 has"
                raise TrainingError(what, expected, f"{other} in process {rank}", remedy)

    def _all(self, value: Any) -> List[Any]:
        """What every process has, by rank."""
        values: List[Any] = [value] * self.count
        if self.count > 1:
            dist.all_gather_object(values, value)
        return values

    def wait(self) -> None:
        if self.count > 1:
            dist.barrier()

    def close(self) -> None:
        if self.count > 1 and dist.is_initialized():
            dist.destroy_process_group()

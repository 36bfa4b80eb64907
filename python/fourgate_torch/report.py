"""What a run prints: in process 0 only."""
from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Optional

from .dataset import Dataset

if TYPE_CHECKING:
    from .processes import Processes
    from .trainer import Trainer

#: Lines of a run, at most, besides those of its validations.
LINES = 20


class Report:
    def __init__(self, prints: bool) -> None:
        self._prints = prints
        self._begun = self._since = 0.0
        self._captions = 0

    def say(self, line: str) -> None:
        if self._prints:
            print(line, flush=True)

    def started(self, data: Dataset, trainer: "Trainer", processes: "Processes") -> None:
        splits = ", ".join(f"{s.name} {s.features.count} pictures {len(s.captions)} captions" for s in data.splits.values())
        sizes = trainer.model.sizes
        count = sum(parameter.numel() for parameter in trainer.model.parameters())
        self.say(f"data         {data.name}: {splits}; {sizes.V} words")
        self.say(f"model        {sizes.cell}, {sizes.H} hidden units, word vectors of {sizes.W}: {count} parameters")
        where = f"{processes.count} process{'es' if processes.count > 1 else ''} on {processes.device.type}"
        self.say(f"run          {where}; {trainer.total_steps} steps, {trainer.steps_per_epoch} an epoch")
        if trainer.done == 0:
            self.say(f"first loss   about {trainer.expected_first_loss:.2f} is expected")
        self._begun = self._since = time.monotonic()

    def step(self, trainer: "Trainer", captions: int) -> None:
        self._captions += captions
        every = max(1, round(trainer.total_steps / LINES))
        if trainer.done != 1 and trainer.done % every != 0:
            return
        now = time.monotonic()
        rate = self._captions / max(1e-9, now - self._since)
        recent = trainer.losses[-10:]
        mean = sum(recent) / len(recent)
        self.say(f"step {trainer.done}/{trainer.total_steps}  loss {mean:.4f} (mean of ten)  {rate:.0f} captions/s")
        self._since, self._captions = now, 0

    def validated(self, epoch: int, split: str, loss: float) -> None:
        self.say(f"epoch {epoch}  {split} loss {loss:.4f}")

    def kept(self, step: Optional[int], path: Path, name: str) -> None:
        """What is kept when a run ends, however it ends."""
        of_run = f"step {step} of this run is kept in {path}, as {name}: --resume continues from there"
        self.say(f"kept         {of_run if step is not None else f'nothing of this run is kept in {path}'}")

    def finished(self, trainer: "Trainer") -> None:
        self.say(f"finished     step {trainer.done}, {time.monotonic() - self._begun:.1f} s")

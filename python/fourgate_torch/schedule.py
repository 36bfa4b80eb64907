"""How the learning rate changes from step to step (src/train/schedule.ts)."""
from __future__ import annotations

import math
from typing import Any, Dict, Mapping, Optional

#: Before the first validation. JSON keeps it in checkpoints.
INITIAL: Dict[str, Any] = {"best": None, "waited": 0, "reductions": 0}


class LearningRate:
    """The rule's own rate, times `lrDecay` for every epoch that is done, times what the schedule says."""

    def __init__(
        self, rate: float, decay: float, schedule: Mapping[str, Any], steps_per_epoch: int, total_steps: int
    ) -> None:
        self.state = dict(INITIAL)
        self._rate, self._decay, self._schedule = rate, decay, schedule
        self._steps_per_epoch, self._total_steps = steps_per_epoch, total_steps

    def at(self, step: int) -> float:
        """At step 1, 2, …"""
        epochs = (step - 1) // self._steps_per_epoch
        return self._rate * self._decay**epochs * self._share(step)

    def _share(self, step: int) -> float:
        schedule = self._schedule
        warm_up = schedule["warmUp"]
        warm = step / warm_up if step < warm_up else 1
        if schedule["kind"] == "plateau":
            return warm * schedule["factor"] ** self.state["reductions"]
        if schedule["kind"] == "step":
            return warm
        begin = max(1, warm_up, math.floor(schedule.get("hold", 0) * self._total_steps))
        done, to_do = max(0, step - begin), self._total_steps - begin
        progress = min(1, done / to_do) if to_do > 0 else 0
        floor = schedule["floor"]
        return warm * (floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * progress)))

    def report(self, loss: float) -> None:
        """A validation loss: a plateau schedule lowers the rate when the loss has not improved for some time."""
        if self._schedule["kind"] != "plateau":
            return
        best: Optional[float] = self.state["best"]
        waited, reductions = self.state["waited"], self.state["reductions"]
        if math.isfinite(loss) and (best is None or loss < best * (1 - self._schedule["threshold"])):
            self.state = {"best": loss, "waited": 0, "reductions": reductions}
        elif waited < self._schedule["patience"]:
            self.state = {"best": best, "waited": waited + 1, "reductions": reductions}
        else:
            self.state = {"best": best, "waited": 0, "reductions": reductions + 1}

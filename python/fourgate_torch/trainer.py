"""Training by minibatch descent, step by step (src/train/trainer.ts): one model over any number of processes.

A minibatch of N captions is the same whatever computes it: its captions are divided among processes, and among the parts of
`--accumulate`, and the gradients that result are those of the whole. So the same command with other processes, or a checkpoint
that Fourgate resumes, is the same training.
"""
from __future__ import annotations

import math
from typing import Any, Dict, List, Mapping, Optional

import numpy as np
import torch
from torch import Tensor

from .batch_plan import BatchPlan, plan_batch
from .checkpoint import Training
from .counter_random import SCHEDULED_SAMPLING, counter_uniform
from .dataset import Split
from .dropout import Dropout
from .ending import HEEDED, asked
from .errors import CheckpointError, TrainingError
from .minibatches import Minibatches
from .model import Captioner, PackedBatch
from .processes import Processes
from .schedule import LearningRate
from .update_rules import Updater


class Trainer:
    """`settings` are those of a saved training (`run_settings.trainer_settings`)."""

    def __init__(
        self,
        model: Captioner,
        split: Split,
        settings: Mapping[str, Any],
        length: Mapping[str, Any],
        processes: Processes,
        accumulate: int = 1,
    ) -> None:
        """`length`: numEpochs, and iterations where the run ends after so many steps."""
        self.model = model
        self.settings = dict(settings)
        self.losses: List[float] = []
        self.norms: List[float] = []
        #: The signal that has asked a process to stop, if one has: the same in all of them after the same step.
        self.interrupted: Optional[int] = None
        self._split = split
        self._processes = processes
        self._accumulate = accumulate
        self._wrapped = processes.wrap(model)
        self._minibatches = Minibatches(split.images, settings["batchSize"], settings["sampling"], settings["seed"])
        self.steps_per_epoch = self._minibatches.per_epoch
        self.total_steps = min(length.get("iterations", math.inf), length["numEpochs"] * self.steps_per_epoch)
        config = settings["updaterConfig"]
        self.updater = Updater(dict(model.named_parameters()), settings["updateRule"], config, settings["update"])
        self.rate = LearningRate(
            config["learningRate"], settings["lrDecay"], settings["schedule"], self.steps_per_epoch, self.total_steps
        )
        self._next = self._minibatches.next()

    @property
    def done(self) -> int:
        """Completed steps."""
        return len(self.losses)

    @property
    def expected_first_loss(self) -> float:
        """The mean number of unmasked targets of the first minibatch, times ln V."""
        plan = plan_batch(self._split.captions[self._next], self.model.null)
        return plan.target_count / plan.captions * math.log(self.model.sizes.V)

    def step(self) -> int:
        """One step; returns the captions of its minibatch.

        Raises TrainingError when the loss or the gradients are not finite; nothing is updated then.
        """
        step, captions = self.done + 1, len(self._next)
        loss = self._gradients(step)
        signals = torch.zeros(len(HEEDED), device=loss.device)
        if (own := asked()) is not None:
            signals[HEEDED.index(own)] = 1
        summed = self._processes.sum(torch.cat([loss.reshape(1), signals]))
        loss, *heard, norm = torch.cat([summed, self.updater.norm().float().reshape(1)]).tolist()
        if not (math.isfinite(loss) and math.isfinite(norm)):
            remedy = f"The parameters are those after step {step - 1}. Try a smaller learning rate."
            found = f"loss {loss}, gradient norm {norm}"
            raise TrainingError(f"training step {step}", "a finite loss and finite gradients", found, remedy)
        self.updater.step(step, self.rate.at(step), norm)
        self.losses.append(loss)
        self.norms.append(norm)
        self.interrupted = next((number for number, processes in zip(HEEDED, heard) if processes > 0), None)
        if step < self.total_steps:
            self._next = self._minibatches.next()
        return captions

    def _gradients(self, step: int) -> Tensor:
        """Computes those of the next minibatch; returns (1), this process's share of the loss."""
        self.model.train()
        self.model.zero_grad(set_to_none=True)
        processes, parts = self._processes, self._accumulate
        regularisation = self.settings["regularisation"]
        rates = regularisation["wordDropout"], regularisation["outputDropout"]
        dropout = Dropout(*rates, regularisation["seed"], step) if any(rates) else None
        loss = torch.zeros((), device=processes.device)
        for part in range(parts):
            batch = self._batch(part * processes.count + processes.rank, step)
            if part < parts - 1:
                with processes.without_exchange(self._wrapped):
                    part_loss = self._wrapped(batch, dropout)
                    part_loss.backward()
            else:
                part_loss = self._wrapped(batch, dropout)
                part_loss.backward()
            # Gradients become means over processes, and losses are added up.
            loss += part_loss.detach() / processes.count
        return loss

    def _batch(self, share: int, step: int) -> PackedBatch:
        """A share of the next minibatch. One without captions has the first, which then counts nothing."""
        captions = self._split.captions[self._next]
        scale = self._processes.count / len(captions)
        plan = plan_batch(captions, self.model.null, share, self._accumulate * self._processes.count)
        if len(plan.order) == 0:
            plan, scale = plan_batch(captions[:1], self.model.null), 0.0
        batch = packed(plan, self._split, self._next, scale, self._processes.device)
        return self._with_own_words(batch, plan, step)

    def _with_own_words(self, batch: PackedBatch, plan: BatchPlan, step: int) -> PackedBatch:
        """Scheduled sampling: input words that the model itself predicted, in a pass of its own, replace some."""
        sampling = self.settings.get("scheduledSampling")
        if not sampling:
            return batch
        epoch = (step - 1) // self.steps_per_epoch
        probability = min(sampling["most"], sampling["start"] + sampling["perEpoch"] * epoch)
        with torch.no_grad():
            predicted = self.model.scores(self.model.hidden(batch)).argmax(dim=1)
        places = torch.from_numpy(plan.columns).to(predicted.device)
        drawn = counter_uniform(self.settings["seed"] & 0xFFFFFFFF, SCHEDULED_SAMPLING, step, places) < probability
        first = np.concatenate([[0], np.cumsum(plan.rows)])
        before = [first[t - 1] + np.arange(plan.rows[t]) for t in range(1, len(plan.rows))]
        rows = torch.from_numpy(np.concatenate([np.empty(0, dtype=np.int64), *before])).to(predicted.device)
        own = torch.cat([batch.inputs[: plan.rows[0]], predicted[rows]])
        return PackedBatch(**{**vars(batch), "inputs": torch.where(drawn, own, batch.inputs)})

    def state(self) -> Training:
        """Everything to resume exactly here, besides parameters and data."""
        moments = {
            moment: {name: value.cpu().numpy().copy() for name, value in values.items()}
            for moment, values in self.updater.moments.items()
        }
        minibatches = self._minibatches.state(self.done < self.total_steps)
        schedule = dict(self.rate.state)
        return Training(
            self.done, self.settings, moments, minibatches, schedule, list(self.losses), list(self.norms)
        )

    def restore(self, state: Training, where: str) -> None:
        """Resumes where `state`, of the checkpoint `where`, was taken. Raises CheckpointError naming what differs; nothing is changed then."""
        for name in {**state.settings, **self.settings}:
            saved, own = state.settings.get(name), self.settings.get(name)
            if saved != own:
                remedy = "Only the length may change: --weights starts a new run with its weights."
                raise CheckpointError(f"{where}: {name}", f"{own}, as the run asks for", saved, remedy)
        names: Dict[str, Any] = self.updater.moments
        if set(state.moments) != set(names):
            found = ", ".join(state.moments) or "none"
            raise CheckpointError(f"{where}: moments", ", ".join(names) or "none", found)
        if self.total_steps < state.step:
            remedy = "Give a larger --epochs or --iterations, or leave them out."
            raise CheckpointError(f"{where}: step", f"at most {self.total_steps} steps done", state.step, remedy)
        chosen = self._minibatches.restore(state.minibatches, where)
        for moment, values in state.moments.items():
            for name, value in values.items():
                names[moment][name].copy_(torch.from_numpy(value))
        self.rate.state = {**self.rate.state, **state.schedule}
        self.losses, self.norms = list(state.losses), list(state.norms)
        if self.done < self.total_steps:
            self._next = chosen if len(chosen) else self._minibatches.next()


def packed(plan: BatchPlan, split: Split, rows: np.ndarray, scale: float, device: torch.device) -> PackedBatch:
    """A plan for captions `rows` of a split, on the device."""
    features = torch.from_numpy(split.features.read(split.images[rows[plan.order]]))
    move = lambda values: torch.from_numpy(values).to(device)
    return PackedBatch(
        features.to(device),
        torch.from_numpy(plan.rows),
        move(plan.inputs),
        move(plan.targets),
        move(plan.places),
        scale,
    )

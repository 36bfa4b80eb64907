"""The loss on held-out captions (src/evaluate/teacher_forced_loss.ts): each word is predicted after the reference words."""
from __future__ import annotations

import numpy as np
import torch

from .batch_plan import plan_batch
from .dataset import Split
from .model import Captioner
from .processes import Processes
from .trainer import packed

#: Captions computed at a time.
AT_ONCE = 100


@torch.no_grad()
def validation_loss(model: Captioner, split: Split, images: int, processes: Processes) -> float:
    """Over the captions of so many images' share of a split, evenly spread over it: always the same ones. Mean over captions.

    Every process computes some of them. The loss is the plain one, without label smoothing.
    """
    count = len(split.captions)
    share = min(1, images / split.features.count)
    total = max(1, int(np.floor(count * share + 0.5)))
    rows = np.arange(total) * count // total
    mine = rows[processes.rank :: processes.count]
    model.eval()
    smoothing, model.smoothing = model.smoothing, 0.0
    sum = torch.zeros((), dtype=torch.float64, device=processes.device)
    for start in range(0, len(mine), AT_ONCE):
        some = mine[start : start + AT_ONCE]
        plan = plan_batch(split.captions[some], model.null)
        sum += model(packed(plan, split, some, 1.0, processes.device)).double()
    model.smoothing = smoothing
    return float(processes.sum(sum)) / total

"""Which rows a minibatch computes (src/model/batch_plan.ts), and which of them a process computes.

Captions are sorted by length, the longest first; at time step t only those that have not ended have a row, and the rows of a
step follow those of the step before: M rows, as a packed sequence of PyTorch has them. A row's place in the whole minibatch
decides its dropout, whichever process computes it.
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class BatchPlan:
    """A share of a minibatch. Its captions are sorted; M counts the rows of the share."""

    #: (n) positions in the minibatch.
    order: np.ndarray
    #: (steps) rows alive at each step, what `torch.lstm` calls batch sizes.
    rows: np.ndarray
    #: (M) input word, and (M) target word, of each packed row.
    inputs: np.ndarray
    targets: np.ndarray
    #: (M) packed row in the whole minibatch, and (M) place caption·(T + 1) + t of each row's input in it.
    places: np.ndarray
    columns: np.ndarray
    #: Captions of the whole minibatch, N, and its unmasked targets.
    captions: int
    target_count: int


def plan_batch(captions: np.ndarray, null: int, share: int = 0, shares: int = 1) -> BatchPlan:
    """Plans share 0, 1, … of `shares` of a minibatch, (N, T + 1) word numbers: captions by length, dealt out in turn.

    Every share has captions of all lengths, so that no process waits long for another. With fewer captions than shares some have
    none.
    """
    count, columns = captions.shape
    steps = np.arange(1, columns)
    lengths = np.where(captions[:, 1:] != null, steps, 0).max(axis=1)
    order = np.argsort(-lengths, kind="stable")
    alive = np.array([(lengths > t).sum() for t in range(columns - 1)])
    first = np.concatenate([[0], np.cumsum(alive)])
    mine = np.arange(share, count, shares)
    own = lengths[order[mine]]
    times = [(t, mine[: (own > t).sum()]) for t in range(int(own.max(initial=0)))]
    rows = np.array([len(sorted_) for _, sorted_ in times], dtype=np.int64)
    empty = np.empty(0, dtype=np.int64)
    places = np.concatenate([empty, *(first[t] + sorted_ for t, sorted_ in times)])
    at = np.concatenate([empty, *(order[sorted_] * columns + t for t, sorted_ in times)])
    flat = captions.reshape(-1).astype(np.int64)
    unmasked = int((captions[:, 1:] != null).sum())
    return BatchPlan(order[mine], rows, flat[at], flat[at + 1], places, at, count, unmasked)

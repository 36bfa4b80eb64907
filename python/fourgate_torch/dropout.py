"""Inverted dropout where Fourgate has it (src/model/regularisation.ts): word vectors, and what the vocabulary layer reads.

The recurrence itself continues with the undropped values (Zaremba et al. 2014), and a word has one mask wherever it occurs in a
minibatch (Gal & Ghahramani 2016).
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .counter_random import OUTPUT_DROPOUT, WORD_DROPOUT, counter_uniform


@dataclass(frozen=True)
class Dropout:
    """The masks of one step, 1, 2, …"""

    word_rate: float
    output_rate: float
    #: An unsigned 32-bit integer.
    seed: int
    step: int

    def words(self, vectors: Tensor, words: Tensor) -> Tensor:
        """(M, W) vectors of the words (M)."""
        return self._dropped(vectors, words, self.word_rate, WORD_DROPOUT)

    def output(self, hidden: Tensor, places: Tensor) -> Tensor:
        """(M, H) hidden states of packed rows at the places (M) of the whole minibatch."""
        return self._dropped(hidden, places, self.output_rate, OUTPUT_DROPOUT)

    def _dropped(self, x: Tensor, rows: Tensor, rate: float, stream: int) -> Tensor:
        if rate == 0:
            return x
        # As a kernel receives it: a rate between two floats would drop other elements.
        rate = float(np.float32(rate))
        columns = torch.arange(x.shape[1], device=x.device)
        kept = counter_uniform(self.seed, stream, self.step, rows[:, None] * x.shape[1] + columns) >= rate
        return x * (kept.to(x.dtype) / (1 - rate))

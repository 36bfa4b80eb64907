"""The captions of each minibatch (src/train/minibatches.ts): the same seed gives the same ones, here and in Fourgate.

Every process draws the same order from the seed and computes its share of each minibatch, so a shuffled epoch has every caption
once, whatever the number of processes.
"""
from __future__ import annotations

import math
from typing import Any, Dict, List

import numpy as np

from .errors import CheckpointError
from .random_numbers import Random


class Minibatches:
    def __init__(self, images: np.ndarray, batch_size: int, sampling: str, seed: int) -> None:
        """`images`: (count) the image of each caption. `sampling`: random, shuffled, or pictures with all their captions."""
        self._images = images
        self._count = len(images)
        self._batch_size = batch_size
        self._sampling = sampling
        self._random = Random(seed)
        self._deck: List[int] = [] if sampling == "random" else list(range(self._count))
        self._dealt = len(self._deck)
        self._chosen: List[int] = []
        batches = self._count / batch_size
        self.per_epoch = max(1, math.floor(batches)) if sampling == "random" else math.ceil(batches)

    def next(self) -> np.ndarray:
        """The captions of the next minibatch, (N) rows of the caption table."""
        if self._sampling == "random":
            self._chosen = [self._random.below(self._count) for _ in range(self._batch_size)]
        else:
            if self._dealt >= len(self._deck):
                self._shuffle()
                self._dealt = 0
            self._chosen = self._deck[self._dealt : self._dealt + self._batch_size]
            self._dealt += len(self._chosen)
        return np.array(self._chosen)

    def state(self, pending: bool) -> Dict[str, Any]:
        """`pending`: whether the minibatch that `next` returned last is still unused."""
        chosen = self._chosen if pending else []
        deck = np.array(self._deck, dtype="<i4")
        return {
            "random": self._random.state(),
            "dealt": self._dealt,
            "deck": deck,
            "chosen": np.array(chosen, dtype="<i4"),
        }

    def restore(self, state: Dict[str, Any], where: str) -> np.ndarray:
        """Resumes where `state`, of the checkpoint `where`, was taken; returns the minibatch that was still unused then, (0) if there was none."""
        deck, chosen = state["deck"], state["chosen"]
        fits = all(((0 <= rows) & (rows < self._count)).all() for rows in (deck, chosen))
        if len(deck) != len(self._deck) or not fits or state["dealt"] > len(deck):
            expected = f"an order of {len(self._deck)} out of {self._count} captions"
            raise CheckpointError(f"{where}: minibatches", expected, f"one of {len(deck)}, {state['dealt']} dealt")
        self._random = Random.from_state(state["random"])
        self._deck = deck.tolist()
        self._dealt = state["dealt"]
        self._chosen = chosen.tolist()
        return np.array(self._chosen, dtype=np.int64)

    def _shuffle(self) -> None:
        self._random.shuffle(self._deck)
        if self._sampling != "pictures":
            return
        of_image: Dict[int, List[int]] = {}
        for caption in self._deck:
            of_image.setdefault(int(self._images[caption]), []).append(caption)
        self._deck = [caption for captions in of_image.values() for caption in captions]

"""Captions that the model makes on its own: the likeliest word at every step, or beam search (src/model/decoding)."""
from __future__ import annotations

from typing import List

import torch
from torch import Tensor

from .model import Captioner

DEAD = -float("inf")


@torch.no_grad()
def decode(model: Captioner, features: Tensor, start: int, end: int, columns: int, beam: int, alpha: float) -> List[List[int]]:
    """(n, D) features → the best caption of each as word numbers, without <START> and <END>.

    `columns`: of a caption, <START> counted. `beam`: hypotheses kept at every step; 1 is greedy. They are ranked by
    log p / length^`alpha`, <END> counted.
    """
    model.eval()
    n, B = len(features), beam
    h = model.first_state(features).float().repeat_interleave(B, dim=0)
    c = torch.zeros_like(h)
    words = torch.full((n * B,), start, device=features.device)
    said = words.new_empty((n, B, 0))
    # At first a picture has one empty hypothesis.
    value = torch.full((n, B), DEAD, dtype=torch.float64, device=features.device)
    value[:, 0] = 0
    done = torch.zeros((n, B), dtype=torch.bool, device=features.device)
    rows = torch.arange(n, device=features.device)[:, None]
    for step in range(1, columns):
        h, c = model.step(words, h, c)
        best, candidates = model.scores(h).log_softmax(dim=1).topk(min(B, model.sizes.V), dim=1)
        best, candidates = best.double().view(n, B, -1), candidates.view(n, B, -1)
        K = best.shape[2]
        log_prob = value[:, :, None] + best
        score = log_prob / step**alpha
        # A finished hypothesis is one candidate, with the score that it had when it ended.
        kept = torch.full_like(score, DEAD)
        kept[:, :, 0] = value
        score = torch.where(done[:, :, None], kept, score).view(n, B * K)
        score, order = score.sort(dim=1, descending=True, stable=True)
        score, order = score[:, :B], order[:, :B]
        parent = order // K
        was_done = done[rows, parent]
        word = torch.where(was_done, torch.full_like(parent, end), candidates.reshape(n, B * K)[rows, order])
        done = was_done | (word == end)
        value = torch.where(done, score, log_prob.view(n, B * K)[rows, order])
        said = torch.cat([said[rows, parent], word[:, :, None]], dim=2)
        from_rows = (rows * B + parent).view(-1)
        h, c, words = h[from_rows], c[from_rows], word.view(-1)
    final = torch.where(done, value, value / max(1, columns - 1) ** alpha)
    chosen = said[rows[:, 0], final.argmax(dim=1)].tolist()
    return [caption[: caption.index(end)] if end in caption else caption for caption in chosen]

"""Fourgate's counter-based random numbers (src/ops/counter_random.ts): same integers in, same number out, bit for bit.

pcg4d of Jarzynski & Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020. A dropout mask is a function of seed, step and
place, so that it is the same for any number of processes, on any device, and after a resume.
"""
from __future__ import annotations

import torch
from torch import Tensor

#: Streams that are in use: numbers for different purposes under one seed are independent.
WORD_DROPOUT, OUTPUT_DROPOUT, SCHEDULED_SAMPLING = 1, 2, 3

_WORD = 0xFFFFFFFF


def counter_uniform(seed: int, stream: int, step: int, index: Tensor) -> Tensor:
    """Numbers in [0, 1), multiples of 2⁻²⁴, one for each element of `index` (int64, any shape)."""
    x, y, z = (torch.full_like(index, _lcg(value)) for value in (seed, stream, step))
    w = (index & _WORD) * 1664525 + 1013904223 & _WORD
    for round in range(2):
        x = x + _product(y, w) & _WORD
        y = y + _product(z, x) & _WORD
        z = z + _product(x, y) & _WORD
        w = w + _product(y, z) & _WORD
        if round == 0:
            x, y, z, w = (value ^ (value >> 16) for value in (x, y, z, w))
    return (x >> 8).to(torch.float32) * 2.0**-24


def _product(a: Tensor, b: Tensor) -> Tensor:
    """a·b mod 2³² of numbers below 2³²: int64 arithmetic wraps at 2⁶⁴, of which the low half is kept."""
    return a * b & _WORD


def _lcg(value: int) -> int:
    return (value * 1664525 + 1013904223) & _WORD

"""Fourgate's seeded random numbers (src/random.ts): xoroshiro128+, the same integers and floats, bit for bit.

So one seed means the same initial weights, the same minibatches and the same dropout masks here and there, and a training
that is resumed by the other program reads the captions that it would have read.
"""
from __future__ import annotations

from functools import lru_cache
from typing import List, Sequence, Tuple

import numpy as np

_WORD = 0xFFFFFFFF


class Random:
    """A generator whose whole state is four 32-bit integers."""

    def __init__(self, seed: int, stream: int = 0) -> None:
        self._words = _scramble(seed, stream)

    @classmethod
    def from_state(cls, state: Sequence[int]) -> "Random":
        """Resumes where `state()` was taken."""
        random = cls(0)
        random._words = tuple(word & _WORD for word in state)
        return random

    def state(self) -> List[int]:
        """As JavaScript has them: signed."""
        return [word - 2**32 if word >= 2**31 else word for word in self._words]

    def next(self) -> int:
        """An unsigned 32-bit integer."""
        s01, s00, s11, s10 = self._words
        a0, a1 = s10 ^ s00, s11 ^ s01
        self._words = (
            (s01 << 24 ^ s00 >> 8 ^ a1 ^ (a1 << 16 | a0 >> 16)) & _WORD,
            (s00 << 24 ^ s01 >> 8 ^ a0 ^ a0 << 16) & _WORD,
            (a0 << 5 ^ a1 >> 27) & _WORD,
            (a1 << 5 ^ a0 >> 27) & _WORD,
        )
        return s00 + s10 & _WORD

    def below(self, n: int) -> int:
        """An integer from 0 to n − 1, each equally likely."""
        end = 2**32 - 2**32 % n
        while True:
            drawn = self.next() + 2**31 & _WORD
            if drawn < end:
                return drawn % n

    def shuffle(self, items: List[int]) -> List[int]:
        """Puts items in random order, in place (Fisher–Yates), and returns them."""
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]
        return items


def normals(seed: int, count: int) -> np.ndarray:
    """The first `count` standard normal numbers of `Random(seed)` by Marsaglia's polar method, (count) float64."""
    words = np.array(_scramble(seed, 0), dtype=np.uint32)
    found: List[np.ndarray] = [np.empty(0)]
    missing = count
    while missing > 0:
        drawn, words = _block(words)
        numbers = drawn.reshape(-1, 2)
        uniform = (numbers[:, 0] & 0x3FFFFFF) * 2.0**-26 + (numbers[:, 1] & 0x7FFFFFF) * 2.0**-53
        x, y = 2 * uniform[0::2] - 1, 2 * uniform[1::2] - 1
        s = x * x + y * y
        inside = (s > 0) & (s < 1)
        x, s = x[inside], s[inside]
        found.append((x * np.sqrt(-2 * _log(s) / s))[:missing])
        missing -= len(found[-1])
    return np.concatenate(found)


#: Integers are drawn _LANES·_STEPS at a time: _LANES generators side by side, each _STEPS steps ahead of the one before it.
_LANES, _STEPS = 1024, 1024


def _block(words: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """The next _LANES·_STEPS integers, uint32, and the state after them."""
    lanes = _ahead(words)
    s01, s00, s11, s10 = (lanes[i].copy() for i in range(4))
    drawn = np.empty((_STEPS, _LANES), dtype=np.uint32)
    for step in range(_STEPS):
        np.add(s00, s10, out=drawn[step])
        a0, a1 = s10 ^ s00, s11 ^ s01
        s00, s01 = (
            s00 << np.uint32(24) ^ s01 >> np.uint32(8) ^ a0 ^ a0 << np.uint32(16),
            s01 << np.uint32(24) ^ s00 >> np.uint32(8) ^ a1 ^ (a1 << np.uint32(16) | a0 >> np.uint32(16)),
        )
        s10 = a1 << np.uint32(5) ^ a0 >> np.uint32(27)
        s11 = a0 << np.uint32(5) ^ a1 >> np.uint32(27)
    return drawn.T.reshape(-1), np.array([s01[-1], s00[-1], s11[-1], s10[-1]], dtype=np.uint32)


def _ahead(words: np.ndarray) -> np.ndarray:
    """(4, _LANES) states, each _STEPS after the one before."""
    states = _bits(words)[:, None]
    for jump in _jumps():
        states = np.concatenate([states, _product(jump, states)], axis=1)
    packed = np.packbits(states.astype(np.uint8).reshape(4, 32, -1), axis=1, bitorder="little")
    shifts = np.arange(0, 32, 8, dtype=np.uint32)[None, :, None]
    return np.bitwise_or.reduce(packed.astype(np.uint32) << shifts, axis=1)


@lru_cache(maxsize=None)
def _jumps() -> List[np.ndarray]:
    """(128, 128) matrices over bits that go _STEPS, 2·_STEPS, 4·_STEPS … steps ahead: a step is linear."""
    jump = np.stack([_bits(_stepped(bit)) for bit in np.eye(128, dtype=np.float32)], axis=1)
    powers = [jump]
    for _ in range((_STEPS * _LANES).bit_length() - 2):
        powers.append(_product(powers[-1], powers[-1]))
    return powers[_STEPS.bit_length() - 1 :]


def _product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Of matrices of zeros and ones, modulo 2."""
    return ((a @ b).astype(np.int32) & 1).astype(np.float32)


def _bits(words: np.ndarray) -> np.ndarray:
    """Four words → (128) zeros and ones, the lowest bit of each word first."""
    return (words[:, None] >> np.arange(32, dtype=np.uint32) & np.uint32(1)).reshape(-1).astype(np.float32)


def _stepped(bits: np.ndarray) -> np.ndarray:
    """The state one step after that of these bits."""
    words = (bits.reshape(4, 32).astype(np.uint64) << np.arange(32, dtype=np.uint64)).sum(axis=1)
    random = Random.from_state([int(word) for word in words])
    random.next()
    return np.array(random._words, dtype=np.uint32)


def _log(s: np.ndarray) -> np.ndarray:
    """ln s for s in (0, 1), from the same additions, multiplications and divisions as Fourgate's: the same last bit."""
    mantissa, exponent = np.frexp(s)
    doubled = mantissa < 0.7071067811865476
    mantissa = np.where(doubled, 2 * mantissa, mantissa)
    exponent = exponent - doubled
    z = (mantissa - 1) / (mantissa + 1)
    series = np.zeros_like(z)
    for power in range(21, 0, -2):
        series = series * z * z + 1 / power
    return exponent * 0.6931471805599453 + 2 * z * series


def _scramble(seed: int, stream: int) -> Tuple[int, ...]:
    """Four state words from a seed and a stream, as 32-bit patterns."""
    hash = 0

    def absorb(word: int) -> int:
        nonlocal hash
        hash = (hash ^ word & _WORD) + 0x9E3779B9 & _WORD
        hash = (hash ^ hash >> 16) * 0x85EBCA6B & _WORD
        hash = (hash ^ hash >> 13) * 0xC2B2AE35 & _WORD
        hash ^= hash >> 16
        return hash

    for word in (seed, seed // 2**32, stream, stream // 2**32):
        absorb(word)
    words = tuple(absorb(index) for index in range(4))
    return words if any(words) else (1, 0, 0, 0)

"""Initial weights, as CS231n and Fourgate draw them (src/model/parameters.ts): from one seed the same numbers, bit for bit."""
from __future__ import annotations

import math
from typing import Dict

import numpy as np

from .model import Sizes
from .random_numbers import normals


def initial_parameters(sizes: Sizes, seed: int) -> Dict[str, np.ndarray]:
    """Word vectors N(0, 0.01²), other matrices N(0, 1 / rows), biases 0; float32 by name."""
    shapes = sizes.shapes
    counts = {name: math.prod(shape) for name, shape in shapes.items() if name.startswith("W")}
    drawn = normals(seed, sum(counts.values()))
    parameters: Dict[str, np.ndarray] = {}
    used = 0
    for name, shape in shapes.items():
        if name not in counts:
            parameters[name] = np.zeros(shape, dtype=np.float32)
            continue
        scale = 0.01 if name == "W_embed" else math.sqrt(1 / shape[0])
        parameters[name] = (drawn[used : used + counts[name]] * scale).astype(np.float32).reshape(shape)
        used += counts[name]
    return parameters

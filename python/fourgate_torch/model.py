"""The captioner: parameters with Fourgate's names, shapes and gate order, and the loss of a planned minibatch."""
from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Dict, Optional, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .dropout import Dropout

# The gates are put into PyTorch's order at every step, so that cuDNN copies them once more: a copy of the weights a step.
warnings.filterwarnings("ignore", message="RNN module weights are not part of single contiguous chunk")

PARAMETER_NAMES = ("W_embed", "W_proj", "b_proj", "Wx", "Wh", "b", "W_vocab", "b_vocab")


@dataclass(frozen=True)
class Sizes:
    """Of a captioner: `cell` is lstm or rnn, the letters are those of the shapes."""

    cell: str
    D: int
    W: int
    H: int
    V: int

    @property
    def G(self) -> int:
        return 4 * self.H if self.cell == "lstm" else self.H

    @property
    def shapes(self) -> Dict[str, Tuple[int, ...]]:
        D, W, H, V, G = self.D, self.W, self.H, self.V, self.G
        return {
            **{"W_embed": (V, W), "W_proj": (D, H), "b_proj": (H,), "Wx": (W, G), "Wh": (H, G), "b": (G,)},
            **{"W_vocab": (H, V), "b_vocab": (V,)},
        }


@dataclass(frozen=True)
class PackedBatch:
    """A share of a minibatch on the device; `batch_plan.BatchPlan` says what its rows are."""

    #: (n, D) features of its captions, in the plan's order.
    features: Tensor
    #: (steps) rows alive at each step, on the CPU.
    rows: Tensor
    #: (M) each.
    inputs: Tensor
    targets: Tensor
    places: Tensor
    #: What the sum of −log p is multiplied by.
    scale: float


class Captioner(nn.Module):
    """CS231n's captioner: h₀ = features · W_proj + b_proj, then one word a step."""

    W_embed: nn.Parameter
    W_proj: nn.Parameter
    b_proj: nn.Parameter
    Wx: nn.Parameter
    Wh: nn.Parameter
    b: nn.Parameter
    W_vocab: nn.Parameter
    b_vocab: nn.Parameter

    def __init__(self, sizes: Sizes, null: int, precision: torch.dtype = torch.float32, smoothing: float = 0.0) -> None:
        """`precision`: of products (bfloat16 for mixed precision); parameters, gradients and the loss are float32."""
        super().__init__()
        self.sizes = sizes
        self.null = null
        self.precision = precision
        self.smoothing = smoothing
        for name, shape in sizes.shapes.items():
            self.register_parameter(name, nn.Parameter(torch.zeros(shape)))

    def forward(self, batch: PackedBatch, dropout: Optional[Dropout] = None) -> Tensor:
        """(1) the loss: the sum over all rows of the masked −log p, times `batch.scale`."""
        hidden = self.hidden(batch, dropout)
        if dropout:
            hidden = dropout.output(hidden, batch.places)
        scores = self.scores(hidden)
        losses = F.cross_entropy(
            scores, batch.targets, ignore_index=self.null, reduction="sum", label_smoothing=self.smoothing
        )
        return losses * batch.scale

    def hidden(self, batch: PackedBatch, dropout: Optional[Dropout] = None) -> Tensor:
        """(M, H) the hidden state after each packed row."""
        words = self.W_embed[batch.inputs]
        if dropout:
            words = dropout.words(words, batch.inputs)
        h0 = self.first_state(batch.features)
        words, h0 = words.to(self.precision), h0.unsqueeze(0)
        flat = [self._gates(self.Wx).t(), self._gates(self.Wh).t(), self._gates(self.b)]
        weights = [weight.to(self.precision).contiguous() for weight in flat]
        weights.append(torch.zeros_like(weights[2]))
        how = (weights, True, 1, 0.0, self.training, False)
        if self.sizes.cell == "lstm":
            return torch.lstm(words, batch.rows, (h0, torch.zeros_like(h0)), *how)[0]
        return torch.rnn_tanh(words, batch.rows, h0, *how)[0]

    def first_state(self, features: Tensor) -> Tensor:
        """(n, D) → (n, H)"""
        return features.to(self.precision) @ self.W_proj.to(self.precision) + self.b_proj.to(self.precision)

    def scores(self, hidden: Tensor) -> Tensor:
        """(M, H) → (M, V) float32"""
        scores = hidden.to(self.precision) @ self.W_vocab.to(self.precision) + self.b_vocab.to(self.precision)
        return scores.float()

    def step(self, words: Tensor, h: Tensor, c: Tensor) -> Tuple[Tensor, Tensor]:
        """One time step by the formulas, for decoding: (n) word numbers, (n, H) states → the next states."""
        a = self.W_embed[words] @ self.Wx + h @ self.Wh + self.b
        if self.sizes.cell == "rnn":
            return torch.tanh(a), c
        i, f, o, g = a.chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c

    def _gates(self, weight: Tensor) -> Tensor:
        """(…, 4H) columns in Fourgate's order i f o g → PyTorch's i f g o; those of an RNN as they are."""
        if self.sizes.cell == "rnn":
            return weight
        i, f, o, g = weight.chunk(4, dim=-1)
        return torch.cat([i, f, g, o], dim=-1)

"""The update rules of CS231n's optim.py as Fourgate has them (src/train/update_rules.ts): same formulas, same places of epsilon.

Gradients are clipped, and matrices decay apart from the gradient (Loshchilov & Hutter 2019), with every rule.
"""
from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Optional

import torch
from torch import Tensor, nn

from .command_line import TABLES

#: The moments of one parameter by name, m or v.
Moments = Mapping[str, Tensor]


class Updater:
    """Updates parameters in place. `moments[name][parameter]` has the parameter's shape, and is 0 at first."""

    def __init__(
        self, parameters: Mapping[str, nn.Parameter], rule: str, config: Mapping[str, float], update: Mapping[str, Any]
    ) -> None:
        """`config`: the numbers of the rule. `update`: weightDecay, and clipNorm and clipValue where gradients are clipped."""
        self._parameters = parameters
        self._rule = RULES[rule]
        self._config = config
        self._update = update
        names: List[str] = TABLES["rules"][rule]["moments"]
        self.moments: Dict[str, Dict[str, Tensor]] = {
            name: {key: torch.zeros_like(parameter) for key, parameter in parameters.items()} for name in names
        }

    @torch.no_grad()
    def norm(self) -> Tensor:
        """(1) the norm over all gradients, before clipping."""
        squares = [gradient_of(parameter).double().square().sum() for parameter in self._parameters.values()]
        return torch.stack(squares).sum().sqrt()

    @torch.no_grad()
    def step(self, t: int, rate: float, norm: float) -> None:
        """Step t = 1, 2, … at this learning rate."""
        clip_norm: Optional[float] = self._update.get("clipNorm")
        clip_value: Optional[float] = self._update.get("clipValue")
        decay = rate * self._update["weightDecay"]
        for name, weight in self._parameters.items():
            gradient = gradient_of(weight)
            if clip_norm is not None and norm > clip_norm:
                gradient = gradient * (clip_norm / norm)
            if clip_value is not None:
                gradient = gradient.clamp(-clip_value, clip_value)
            change = self._rule(gradient, {key: of[name] for key, of in self.moments.items()}, self._config, rate, t)
            if decay > 0 and name.startswith("W"):
                weight.mul_(1 - decay)
            weight.sub_(change)


def gradient_of(parameter: nn.Parameter) -> Tensor:
    """After a backward pass, which leaves none without one: every parameter takes part in the loss."""
    assert parameter.grad is not None
    return parameter.grad


Rule = Callable[[Tensor, Moments, Mapping[str, float], float, int], Tensor]


def _sgd(gradient: Tensor, moments: Moments, config: Mapping[str, float], rate: float, t: int) -> Tensor:
    return rate * gradient


def _sgd_momentum(gradient: Tensor, moments: Moments, config: Mapping[str, float], rate: float, t: int) -> Tensor:
    v = moments["v"].mul_(config["momentum"]).sub_(gradient, alpha=rate)
    return -v


def _rmsprop(gradient: Tensor, moments: Moments, config: Mapping[str, float], rate: float, t: int) -> Tensor:
    decay = config["decayRate"]
    v = moments["v"].mul_(decay).addcmul_(gradient, gradient, value=1 - decay)
    return rate * gradient / (v.sqrt() + config["epsilon"])


def _adam(gradient: Tensor, moments: Moments, config: Mapping[str, float], rate: float, t: int) -> Tensor:
    beta1, beta2 = config["beta1"], config["beta2"]
    m = moments["m"].mul_(beta1).add_(gradient, alpha=1 - beta1)
    v = moments["v"].mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
    root = (v / (1 - beta2**t)).sqrt()
    return rate * (m / (1 - beta1**t)) / (root + config["epsilon"])


RULES: Dict[str, Rule] = {"sgd": _sgd, "sgdMomentum": _sgd_momentum, "rmsprop": _rmsprop, "adam": _adam}

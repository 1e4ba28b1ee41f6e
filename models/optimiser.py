"""How the weights follow their gradients: Muon for whole convolutions, AdamW for all the rest.

Muon evens out how fast the directions of a weight matrix learn. Neighbouring pixels and channels are so alike that with
AdamW alone the stages take four times the steps to come as near to their teacher.
"""

from collections.abc import Iterable
from typing import Any

import torch
from torch import nn

MOMENTUM = 0.95
WEIGHT_DECAY = 0.01


class Optimiser:
    """Both, with one rate of learning."""

    def __init__(self, model: nn.Module) -> None:
        """Whole convolutions are those that look at more than one channel."""
        parameters = list(model.parameters())
        self._whole = [each for each in parameters if each.ndim == 4 and each.shape[1] > 1]
        # Muon takes matrices only, so each convolution has one that it is copied from and to: (outputs, inputs * area).
        self._matrices = [nn.Parameter(each.data.flatten(1).clone()) for each in self._whole]
        whole = {id(each) for each in self._whole}
        rest = [each for each in parameters if id(each) not in whole]
        self._steps: tuple[torch.optim.Optimizer, ...] = (
            torch.optim.Muon(
                self._matrices, momentum=MOMENTUM, weight_decay=WEIGHT_DECAY, adjust_lr_fn="match_rms_adamw"
            ),
            torch.optim.AdamW(rest, weight_decay=0.0),
        )

    def step(self, rate: float) -> None:
        """Follow the gradients at this rate, and forget them."""
        for matrix, weights in zip(self._matrices, self._whole, strict=True):
            matrix.grad = None if weights.grad is None else weights.grad.flatten(1)
        for each in self._steps:
            for group in each.param_groups:
                group["lr"] = rate
            each.step()
        with torch.no_grad():
            for matrix, weights in zip(self._matrices, self._whole, strict=True):
                weights.copy_(matrix.view_as(weights))
                weights.grad = None
        self._steps[1].zero_grad()

    def state_dict(self) -> list[dict[str, Any]]:
        """What it remembers."""
        return [each.state_dict() for each in self._steps]

    def load_state_dict(self, states: Iterable[dict[str, Any]]) -> None:
        """Go on from what it remembered."""
        for each, state in zip(self._steps, states, strict=True):
            each.load_state_dict(state)

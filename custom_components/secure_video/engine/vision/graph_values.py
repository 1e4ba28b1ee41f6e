"""What is known of the values of an ONNX graph before a picture comes. Pure."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from .kernels import Focus, Samples, Unusual
from .onnx_file import Constant, Node

MOST_FOLDED: Final = 4096
"""Values of a constant that is calculated with here: they are shapes and places, not weights."""

MOST_WEIGHTS: Final = 1 << 28
"""All weights together: those of YOLOX-X, the largest of its family, are a third of it."""


@dataclass(frozen=True, slots=True)
class Blob:
    """What is known only when a picture comes: its name, and its shape without the batch."""

    name: str
    shape: tuple[int, ...]


type Value = Constant | Blob | Samples | Focus


class Values:
    """Values by the names they have in the graph. Raises `LookupError` for one that is not there."""

    def __init__(self, values: dict[str, Value]) -> None:
        """Begin with these."""
        self._values = values
        self._weights = 0

    def put(self, name: str, value: Value) -> None:
        """Add what a node gives."""
        self._values[name] = value

    def named(self, name: str) -> Value:
        """The value of that name."""
        return self._values[name]

    def of(self, node: Node, index: int) -> Value:
        """One of a node's inputs, whatever it is."""
        return self._values[node.inputs[index]]

    def blob(self, node: Node, index: int) -> Blob:
        """One of a node's inputs, which comes with the picture. Raises `Unusual`."""
        value = self.of(node, index)
        if not isinstance(value, Blob):
            raise Unusual(f"uses {node.operator} in an unusual way")
        return value

    def known(self, node: Node, index: int) -> Constant:
        """One of a node's inputs, which is known now and small. Raises `Unusual`."""
        value = self.of(node, index)
        if not isinstance(value, np.ndarray) or value.size > MOST_FOLDED:
            raise Unusual(f"uses {node.operator} in an unusual way")
        return value

    def places(self, node: Node, index: int, default: tuple[int, ...] | None = None) -> tuple[int, ...]:
        """The same as whole numbers; the default where a node has no such input."""
        if default is not None and len(node.inputs) <= index:
            return default
        return tuple(int(each) for each in self.known(node, index).ravel().tolist())

    def kernel(self, node: Node) -> tuple[Constant, Constant]:
        """A convolution's weights and bias. Raises `Unusual`, `ValueError` for what cannot be."""
        weights, *biases = (self._values[name] for name in node.inputs[1:])
        if not isinstance(weights, np.ndarray):
            raise Unusual("calculates its weights")
        bias = biases[0] if biases else np.zeros(len(weights))
        if not isinstance(bias, np.ndarray) or bias.shape != (len(weights),):
            raise ValueError("a bias does not fit")
        if not (np.isfinite(weights).all() and np.isfinite(bias).all()):
            raise ValueError("a weight is no number")
        self.weigh(weights.size)
        return weights.astype(np.float32), bias.astype(np.float32)

    def weigh(self, values: int) -> None:
        """Count so many more weights. Raises `ValueError` where they are too many."""
        self._weights += values
        if self._weights > MOST_WEIGHTS:
            raise ValueError("it has too many weights")

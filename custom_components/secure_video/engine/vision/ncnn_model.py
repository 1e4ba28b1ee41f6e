"""A model as ncnn reads it: the text that names its layers, and their weights. Pure.

ncnn's wiki describes both: `param-and-model-file-structure`, `operation-param-weight-table`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

INPUT: Final = "in0"
OUTPUT: Final = "out0"

_MAGIC: Final = "7767517"
_AS_THEY_ARE: Final = bytes(4)
"""What tells ncnn that weights of 32 bits follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One step. `numbers` are its parameters; of the `weights`, the first say how they are stored, a bias does not."""

    kind: str
    inputs: tuple[str, ...]
    output: str
    numbers: Mapping[int, int | float | str]
    weights: tuple[NDArray[Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NcnnModel:
    """A model for pictures of `size` x `size` pixels, whose only output has the `shape`."""

    size: int
    shape: tuple[int, ...]
    param: str
    weights: bytes


def model_of(layers: Sequence[Layer], output: str, *, size: int, shape: tuple[int, ...]) -> NcnnModel:
    """Write the layers that the output needs."""
    needed = _needed(layers, output)
    lines = list(_lines(needed, output))
    blobs = sum(int(line.split()[3]) for line in lines)
    return NcnnModel(
        size=size,
        shape=shape,
        param="\n".join([_MAGIC, f"{len(lines)} {blobs}", *lines, ""]),
        weights=b"".join(_stored(layer) for layer in needed),
    )


def _needed(layers: Sequence[Layer], output: str) -> list[Layer]:
    wanted, found = {output}, []
    for layer in reversed(layers):
        if layer.output in wanted:
            wanted.update(layer.inputs)
            found.append(layer)
    return found[::-1]


def _lines(layers: Sequence[Layer], output: str) -> Iterator[str]:
    """A blob may be read once only, so what is read more often is split."""
    uses = Counter(name for layer in layers for name in layer.inputs)
    copies: dict[str, list[str]] = {}

    def split(name: str) -> Iterator[str]:
        if uses[name] > 1:
            copies[name] = [f"{name}_{number}" for number in range(uses[name])]
            yield f"Split split_{name} 1 {uses[name]} {name} {' '.join(copies[name])}"

    yield f"Input {INPUT} 0 1 {INPUT}"
    yield from split(INPUT)
    for layer in layers:
        inputs = [copies[name].pop() if name in copies else name for name in layer.inputs]
        name = OUTPUT if layer.output == output else layer.output
        numbers = [f"{key}={_number(value)}" for key, value in layer.numbers.items()]
        yield " ".join([layer.kind, f"of_{name}", str(len(inputs)), "1", *inputs, name, *numbers])
        yield from split(layer.output)


def _number(value: float | str) -> str:
    return f"{value:.9e}" if isinstance(value, float) else str(value)


def _stored(layer: Layer) -> bytes:
    parts = [np.ascontiguousarray(each, "<f4").tobytes() for each in layer.weights]
    return b"".join([_AS_THEY_ARE, *parts]) if parts else b""

"""Writes small ONNX files, for models that no test should have to fetch (`onnx.proto`)."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

type Written = int | str | float | Sequence[int]

_KINDS = {np.dtype(np.float32): 1, np.dtype(np.int32): 6, np.dtype(np.int64): 7, np.dtype(np.float16): 10}


def varint(value: int) -> bytes:
    """Protocol Buffers' way to write a number."""
    value &= (1 << 64) - 1
    result = bytearray()
    while value > 0x7F:
        result.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*result, value])


def field(number: int, value: bytes | str | int) -> bytes:
    """One field of a message."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def node(operator: str, inputs: Sequence[str], output: str, **attributes: Written) -> bytes:
    """A step of the graph."""
    parts = [field(1, name) for name in inputs] + [field(2, output), field(4, operator)]
    return field(1, b"".join(parts + [field(5, _attribute(name, value)) for name, value in attributes.items()]))


def constant(name: str, values: NDArray[Any]) -> bytes:
    """A tensor that is known before."""
    shape = b"".join(field(1, length) for length in values.shape)
    return field(5, shape + field(2, _KINDS[values.dtype]) + field(8, name) + field(9, values.tobytes()))


def model(parts: Sequence[bytes], *, side: int | None, constants: Mapping[str, NDArray[Any]]) -> bytes:
    """A file whose graph goes from `image` to `output`."""
    shape = [1, 3, side or "side", side or "side"]
    graph = [*parts, field(2, "graph"), *(constant(name, values) for name, values in constants.items())]
    graph += [field(11, _value("image", shape)), field(12, _value("output", []))]
    return field(1, 7) + field(8, field(1, "") + field(2, 13)) + field(7, b"".join(graph))


def _attribute(name: str, value: Written) -> bytes:
    match value:
        case int():
            return field(1, name) + field(20, 2) + field(3, value)
        case str():
            return field(1, name) + field(20, 3) + field(4, value)
        case float():
            return field(1, name) + field(20, 1) + varint(2 << 3 | 5) + np.float32(value).tobytes()
        case _:
            return field(1, name) + field(20, 7) + b"".join(field(8, each) for each in value)


def _value(name: str, shape: Sequence[int | str]) -> bytes:
    sides = b"".join(field(1, field(1 if isinstance(side, int) else 2, side)) for side in shape)
    tensor = field(1, 1) + (field(2, sides) if shape else b"")
    return field(1, name) + field(2, field(1, tensor))

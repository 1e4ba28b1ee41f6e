"""What is in an ONNX file, as far as running a detector needs it (github.com/onnx/onnx, `onnx.proto`). Pure.

Nothing in the file is believed: a length that points outside of it, a number that is too long or a tensor that has not
the size it claims is a `ValueError`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

type Constant = NDArray[Any]
type Attribute = float | str | tuple[int, ...] | Constant
"""Numbers, a word, several whole numbers, or a tensor."""
type _Field = int | memoryview

MOST_NODES: Final = 5_000
"""YOLOX-X, the largest of its family, has fewer than 1,000."""

_KINDS: Final = {1: "<f4", 6: "<i4", 7: "<i8", 10: "<f2"}
"""`TensorProto.DataType`: float, int32, int64, float16."""

_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5
"""Protocol Buffers' wire types."""

_FLOATS, _RAW, _ELSEWHERE = 4, 9, 14
"""Fields of `TensorProto`: the values one way or the other, or where else they are."""

_LONGEST_VARINT: Final = 10
"""Bytes of a 64-bit number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step of the computation. An input that is left out has no name."""

    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Attribute]

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number. Raises `ValueError`, like all of these."""
        value = self.attributes.get(name, default)
        if not isinstance(value, int):
            raise ValueError(f"{self.operator} has no {name}")  # noqa: TRY004 - the file's fault, not a caller's
        return value

    def numbers(self, name: str, default: tuple[int, ...] | None = None) -> tuple[int, ...]:
        """Several whole numbers: all that there are, or as many as the default has."""
        value = self.attributes.get(name, default)
        if not isinstance(value, tuple) or (default and len(value) != len(default)):
            raise ValueError(f"{self.operator} has no {name}")
        return value

    def tensor(self, name: str) -> Constant:
        """A tensor."""
        value = self.attributes.get(name)
        if not isinstance(value, np.ndarray):
            raise ValueError(f"{self.operator} has no {name}")  # noqa: TRY004 - the file's fault, not a caller's
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The computation. `inputs` have a shape, with None for what is free; a `constant` is not among them."""

    nodes: Sequence[Node]
    constants: Mapping[str, Constant]
    inputs: Mapping[str, tuple[int | None, ...]]
    outputs: tuple[str, ...]


def read_graph(data: bytes) -> Graph:
    """Read a `ModelProto`. Raises `ValueError`."""
    fields = _Message(memoryview(data)).message(7)
    nodes = [_node(each) for each in fields.messages(1, most=MOST_NODES)]
    constants = {each.text(8): _tensor(each) for each in fields.messages(5)}
    inputs = {each.text(1): _shape(each) for each in fields.messages(11)}
    return Graph(
        nodes=nodes,
        constants=constants,
        inputs={name: shape for name, shape in inputs.items() if name not in constants},
        outputs=tuple(each.text(1) for each in fields.messages(12)),
    )


class _Message:
    """A message, its fields by number."""

    def __init__(self, data: memoryview) -> None:
        self._fields: dict[int, list[_Field]] = {}
        for number, value in _fields(data):
            self._fields.setdefault(number, []).append(value)

    def __contains__(self, number: int) -> bool:
        return number in self._fields

    def number(self, field: int, default: int = 0) -> int:
        value = self._fields.get(field, [default])[-1]
        if not isinstance(value, int):
            raise ValueError(f"Field {field} is not a number")  # noqa: TRY004 - the file's fault, not a caller's
        return value

    def bytes(self, field: int) -> memoryview:
        value = self._fields.get(field, [memoryview(b"")])[-1]
        if isinstance(value, int):
            raise ValueError(f"Field {field} is a number")  # noqa: TRY004 - the file's fault, not a caller's
        return value

    def text(self, field: int) -> str:
        return bytes(self.bytes(field)).decode()

    def texts(self, field: int) -> tuple[str, ...]:
        return tuple(bytes(each).decode() for each in self._all_bytes(field))

    def message(self, field: int) -> _Message:
        return _Message(self.bytes(field))

    def messages(self, field: int, most: int | None = None) -> list[_Message]:
        found = self._all_bytes(field)
        if most is not None and len(found) > most:
            raise ValueError(f"More than {most} steps")
        return [_Message(each) for each in found]

    def numbers(self, field: int) -> tuple[int, ...]:
        """Repeated whole numbers, packed or one by one."""
        values: list[int] = []
        for each in self._fields.get(field, ()):
            values += [each] if isinstance(each, int) else _varints(each)
        return tuple(_signed(value) for value in values)

    def _all_bytes(self, field: int) -> list[memoryview]:
        values = self._fields.get(field, [])
        found = [each for each in values if not isinstance(each, int)]
        if len(found) != len(values):
            raise ValueError(f"Field {field} is a number")
        return found


def _fields(data: memoryview) -> Iterator[tuple[int, _Field]]:
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        match key & 7:
            case wire if wire == _VARINT:
                value, place = _varint(data, place)
                yield key >> 3, value
            case wire if wire in {_EIGHT_BYTES, _FOUR_BYTES, _BYTES}:
                length = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}.get(wire)
                if length is None:
                    length, place = _varint(data, place)
                if length > len(data) - place:
                    raise ValueError("The file ends too early")
                yield key >> 3, data[place : place + length]
                place += length
            case _:
                raise ValueError("Not Protocol Buffers")


def _varint(data: memoryview, place: int) -> tuple[int, int]:
    value = 0
    for index in range(_LONGEST_VARINT):
        if place + index >= len(data):
            raise ValueError("The file ends too early")
        byte = data[place + index]
        value |= (byte & 0x7F) << 7 * index
        if byte < 0x80:  # noqa: PLR2004 - the highest bit says that another byte follows
            return value, place + index + 1
    raise ValueError("A number is too long")


def _varints(data: memoryview) -> list[int]:
    values, place = [], 0
    while place < len(data):
        value, place = _varint(data, place)
        values.append(value)
    return values


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


def _node(message: _Message) -> Node:
    if message.text(7) not in {"", "ai.onnx"}:
        raise ValueError(f"{message.text(4)} is not one of ONNX's own operators")
    return Node(
        operator=message.text(4),
        inputs=message.texts(1),
        outputs=message.texts(2),
        attributes={each.text(1): _attribute(each) for each in message.messages(5)},
    )


def _attribute(message: _Message) -> Attribute:
    match message.number(20):
        case 1:
            return float(np.frombuffer(message.bytes(2), "<f4")[0])
        case 2:
            return _signed(message.number(3))
        case 3:
            return message.text(4)
        case 4:
            return _tensor(message.message(5))
        case 7:
            return message.numbers(8)
        case _:
            # Floats and graphs: no operator that can be converted has them.
            return ()


def _tensor(message: _Message) -> Constant:
    kind = _KINDS.get(message.number(2))
    if kind is None or _ELSEWHERE in message:
        raise ValueError("A tensor is of an unknown kind, or in another file")
    shape = message.numbers(1)
    if _RAW in message:
        values: Constant = np.frombuffer(message.bytes(_RAW), kind)
    elif _FLOATS in message:
        values = np.frombuffer(message.bytes(_FLOATS), "<f4").astype(kind)
    else:
        values = np.array(message.numbers(7) or message.numbers(5), kind)
    # A negative length would let numpy choose it.
    if any(length < 0 for length in shape):
        raise ValueError("A tensor has a negative length")
    return values.reshape(shape)


def _shape(message: _Message) -> tuple[int | None, ...]:
    dimensions = message.message(2).message(1).message(2).messages(1)
    return tuple(_signed(each.number(1)) if 1 in each else None for each in dimensions)

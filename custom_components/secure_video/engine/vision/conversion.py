"""Turns an ONNX model into ncnn's form, on the machine that runs it. Pure.

YOLOX as its authors export it, the detector that comes along, and whatever else keeps to the same operators. ncnn
trusts what it loads, so every number is checked here: what is not understood from end to end is `Unsupported`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from ..errors import Unsupported
from .graph_values import Blob, Value, Values
from .kernels import Samples, Unusual, Window, unfocused
from .ncnn_model import INPUT, Layer, NcnnModel, model_of
from .onnx_file import Constant, Graph, Node, read_graph

MOST_SIDE: Final = 4096
"""Pixels across, or channels: far more than a detector has."""

MOST_VALUES: Final = 1 << 25
"""In one feature map: at 640 pixels, the first of YOLOX-X has a quarter of it."""


def convert(data: bytes, file: str, free_size: int) -> NcnnModel:
    """Convert an ONNX file. A model that takes any size gets `free_size`. Raises `Unsupported`."""
    try:
        graph = read_graph(data)
        with np.errstate(all="raise"):
            return _Conversion(graph, _side(graph, free_size)).finished()
    except Unusual as error:
        raise Unsupported(
            f"{file} {error}: only onnxruntime can run it, for which this machine has no package"
        ) from error
    except (ValueError, LookupError, ArithmeticError) as error:
        raise Unsupported(f"{file} is not a model that can be converted for ncnn: {error}") from error


def _side(graph: Graph, free_size: int) -> int:
    (shape,) = graph.inputs.values()
    match shape:
        case [_, 3, int(height), int(width)] if height == width and 0 < height <= MOST_SIDE:
            return height
        case [_, 3, None, None]:
            return free_size
        case _:
            raise ValueError(f"it takes {shape}, not square pictures (1, 3, size, size)")


class _Conversion:
    """Walks through the graph once. Values are known by the names they have in it."""

    def __init__(self, graph: Graph, side: int) -> None:
        self._graph = graph
        self._side = side
        self._picture = Blob(INPUT, (3, side, side))
        self._values = Values({**graph.constants, **dict.fromkeys(graph.inputs, self._picture)})
        self._sigmoids: dict[str, Blob] = {}
        self._layers: list[Layer] = []

    def finished(self) -> NcnnModel:
        for node in self._graph.nodes:
            if node.operator not in _OPERATORS:
                raise Unusual(f"uses {node.operator}")
            value = _OPERATORS[node.operator](self, node)
            if isinstance(value, Blob) and (min(value.shape) < 1 or math.prod(value.shape) > MOST_VALUES):
                raise ValueError(f"{node.operator} gives {value.shape}")
            self._values.put(node.outputs[0], value)
        (name,) = self._graph.outputs
        output = self._values.named(name)
        if not isinstance(output, Blob) or output is self._picture:
            raise ValueError("nothing is calculated")
        return model_of(self._layers, output.name, size=self._side, shape=output.shape)

    # --- what is known before a picture comes ---

    def constant(self, node: Node) -> Value:
        return node.tensor("value")

    def same(self, node: Node) -> Value:
        return self._values.of(node, 0)

    def cast(self, node: Node) -> Value:
        source = self._values.of(node, 0)
        kind = {1: np.float32, 6: np.int32, 7: np.int64}.get(node.number("to"))
        if not isinstance(source, np.ndarray) or kind is None:
            raise Unusual("changes the kind of its numbers")
        self._values.weigh(source.size)
        return source.astype(kind)

    def shape(self, node: Node) -> Value:
        return np.array((1, *self._values.blob(node, 0).shape))

    def gather(self, node: Node) -> Value:
        return np.take(self._values.known(node, 0), self._values.known(node, 1), node.number("axis", 0))

    def unsqueeze(self, node: Node) -> Value:
        axes = self._values.places(node, 1) if len(node.inputs) > 1 else node.numbers("axes")
        return np.expand_dims(self._values.known(node, 0), axes)

    # --- what becomes a layer ---

    def convolution(self, node: Node) -> Value:
        weights, bias = self._values.kernel(node)
        window = Window.of(node, weights.shape[2:])
        group = node.number("group", 1)
        source = self._values.of(node, 0)
        if isinstance(source, tuple) and group == 1 and window.is_plain:
            weights, window, source = unfocused(weights, source), window.of_the_picture(), self._picture
        if not isinstance(source, Blob):
            raise Unusual("begins in an unusual way")
        channels, height, width = source.shape
        outputs, inputs = weights.shape[:2]
        if group < 1 or outputs % group or inputs * group != channels:
            raise ValueError("weights of a convolution do not fit")
        (tall, wide), (top, left, bottom, right) = window.kernel, window.pads
        numbers = {
            0: outputs, 1: wide, 11: tall, 2: window.dilations[1], 12: window.dilations[0],
            3: window.strides[1], 13: window.strides[0], 4: left, 14: top, 15: right, 16: bottom, 5: 1, 6: weights.size,
        }  # fmt: skip
        shape = (outputs, *window.cells(height, width))
        if group == 1:
            return self._layer("Convolution", [source], shape, numbers, (weights, bias))
        return self._layer("ConvolutionDepthWise", [source], shape, {**numbers, 7: group}, (weights, bias))

    def pooling(self, node: Node) -> Value:
        source = self._values.blob(node, 0)
        window = Window.of(node, node.numbers("kernel_shape", (1, 1)))
        if node.number("ceil_mode", 0) or window.dilations != (1, 1):
            raise Unusual("pools in an unusual way")
        if any(pad >= side for pad, side in zip(window.pads, window.kernel * 2, strict=True)):
            raise ValueError("a pool is padded more widely than it is")
        (tall, wide), (top, left, bottom, right) = window.kernel, window.pads
        numbers = {
            0: 0, 1: wide, 11: tall, 2: window.strides[1], 12: window.strides[0],
            3: left, 13: top, 14: right, 15: bottom, 5: 1,
        }  # fmt: skip
        channels, height, width = source.shape
        return self._layer("Pooling", [source], (channels, *window.cells(height, width)), numbers)

    def sigmoid(self, node: Node) -> Value:
        source = self._values.blob(node, 0)
        result = self._layer("Sigmoid", [source], source.shape)
        self._sigmoids[result.name] = source
        return result

    def rectified(self, node: Node) -> Value:
        source = self._values.blob(node, 0)
        slope = node.attributes.get("alpha", 0.01) if node.operator == "LeakyRelu" else 0.0
        return self._layer("ReLU", [source], source.shape, {0: _finite(slope)})

    def arithmetic(self, node: Node) -> Value:
        source, kind = self._values.blob(node, 0), _ARITHMETIC[node.operator]
        second = self._values.of(node, 1)
        if isinstance(second, np.ndarray):
            return self._layer("BinaryOp", [source], source.shape, {0: kind, 1: 1, 2: _finite(second.item())})
        other = self._values.blob(node, 1)
        if node.operator == "Mul":
            for blob, sigmoid in ((source, other), (other, source)):
                if self._sigmoids.get(sigmoid.name) == blob:
                    return self._layer("Swish", [blob], blob.shape)
        if source.shape != other.shape:
            raise Unusual("calculates with parts of different sizes")
        return self._layer("BinaryOp", [source, other], source.shape, {0: kind})

    def concat(self, node: Node) -> Value:
        values = [self._values.of(node, index) for index in range(len(node.inputs))]
        if all(isinstance(each, Samples) for each in values) and node.number("axis") == 1:
            return tuple(each for each in values if isinstance(each, Samples))
        if all(isinstance(each, np.ndarray) for each in values):
            return np.concatenate(
                [self._values.known(node, index) for index in range(len(values))], node.number("axis")
            )
        blobs = [self._values.blob(node, index) for index in range(len(values))]
        axis = _axis(node.number("axis"), blobs[0])
        if len({(*each.shape[:axis], 0, *each.shape[axis + 1 :]) for each in blobs}) != 1:
            raise ValueError("parts that do not fit are joined")
        shape = _with(blobs[0].shape, axis, sum(each.shape[axis] for each in blobs))
        return self._layer("Concat", blobs, shape, {0: axis})

    def slice(self, node: Node) -> Value:
        source = self._values.of(node, 0)
        starts, ends = self._values.places(node, 1), self._values.places(node, 2)
        axes = self._values.places(node, 3, tuple(range(len(starts))))
        parts = list(zip(axes, starts, ends, self._values.places(node, 4, (1,) * len(starts)), strict=True))
        if isinstance(source, Samples) or source is self._picture:
            return self._sampled(source, parts)
        ((axis, start, end, step),) = parts
        if isinstance(source, np.ndarray):
            return self._values.known(node, 0)[(*[slice(None)] * axis, slice(start, end, step))]
        blob = self._values.blob(node, 0)
        axis = _axis(axis, blob)
        first, last, _ = slice(start, end).indices(blob.shape[axis])
        if step != 1:
            raise Unusual("takes a part in an unusual way")
        shape = _with(blob.shape, axis, last - first)
        return self._layer("Crop", [blob], shape, {-23309: f"1,{first}", -23310: f"1,{last}", -23311: f"1,{axis}"})

    def resize(self, node: Node) -> Value:
        source = self._values.blob(node, 0)
        how = [node.attributes.get(each) for each in ("mode", "coordinate_transformation_mode", "nearest_mode")]
        if how != ["nearest", "asymmetric", "floor"] or len(node.inputs) != 3:  # noqa: PLR2004 - by a scale
            raise Unusual("enlarges in an unusual way")
        batch, channel, down, across = self._values.known(node, 2).tolist()
        if (batch, channel) != (1, 1) or not {down, across} <= {1, 2, 4, 8}:
            raise Unusual("enlarges in an unusual way")
        channels, height, width = source.shape
        shape = (channels, height * int(down), width * int(across))
        return self._layer("Interp", [source], shape, {0: 1, 1: float(down), 2: float(across)})

    def reshape(self, node: Node) -> Value:
        source = self._values.blob(node, 0)
        whole = (1, *source.shape)
        wanted = [whole[index] if side == 0 else side for index, side in enumerate(self._values.places(node, 1))]
        if wanted.count(-1) == 1:
            wanted[wanted.index(-1)] = math.prod(whole) // -math.prod(wanted)
        shape = tuple(wanted[1:])
        if wanted[0] != 1 or len(shape) not in {2, 3} or math.prod(shape) != math.prod(whole):
            raise Unusual("reshapes something in an unusual way")
        return self._layer("Reshape", [source], shape, dict(enumerate(reversed(shape))))

    def transpose(self, node: Node) -> Value:
        source = self._values.blob(node, 0)
        if node.numbers("perm") != (0, 2, 1) or len(source.shape) != 2:  # noqa: PLR2004 - rows and columns
            raise Unusual("turns something in an unusual way")
        return self._layer("Permute", [source], source.shape[::-1], {0: 1})

    # --- what these are made of ---

    def _layer(
        self,
        kind: str,
        inputs: Sequence[Blob],
        shape: tuple[int, ...],
        numbers: Mapping[int, int | float | str] | None = None,
        weights: tuple[Constant, ...] = (),
    ) -> Blob:
        output = Blob(f"b{len(self._layers)}", shape)
        names = tuple(each.name for each in inputs)
        self._layers.append(Layer(kind=kind, inputs=names, output=output.name, numbers=numbers or {}, weights=weights))
        return output

    def _sampled(self, source: Value, parts: Sequence[tuple[int, int, int, int]]) -> Samples:
        samples = source if isinstance(source, Samples) else Samples()
        for axis, start, end, step in parts:
            if end < self._side or step != 2:  # noqa: PLR2004 - every second
                raise Unusual("begins in an unusual way")
            samples = samples.every_second(axis - 2, start)
        return samples


def _axis(axis: int, blob: Blob) -> int:
    """The axis without the batch."""
    whole = axis + len(blob.shape) + 1 if axis < 0 else axis
    if not 0 < whole <= len(blob.shape):
        raise ValueError("there is no such axis")
    return whole - 1


def _with(shape: tuple[int, ...], axis: int, length: int) -> tuple[int, ...]:
    return (*shape[:axis], length, *shape[axis + 1 :])


def _finite(value: object) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("a number is none")
    return float(value)


_ARITHMETIC: Final = {"Add": 0, "Sub": 1, "Mul": 2, "Div": 3}
"""ncnn's numbers for them (`BinaryOp`)."""

_OPERATORS: Final[Mapping[str, Callable[[_Conversion, Node], Value]]] = {
    **dict.fromkeys(_ARITHMETIC, _Conversion.arithmetic),
    "Cast": _Conversion.cast,
    "Concat": _Conversion.concat,
    "Constant": _Conversion.constant,
    "Conv": _Conversion.convolution,
    "Gather": _Conversion.gather,
    "Identity": _Conversion.same,
    "LeakyRelu": _Conversion.rectified,
    "MaxPool": _Conversion.pooling,
    "Relu": _Conversion.rectified,
    "Reshape": _Conversion.reshape,
    "Resize": _Conversion.resize,
    "Shape": _Conversion.shape,
    "Sigmoid": _Conversion.sigmoid,
    "Slice": _Conversion.slice,
    "Transpose": _Conversion.transpose,
    "Unsqueeze": _Conversion.unsqueeze,
}

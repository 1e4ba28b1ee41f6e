"""The teacher: YOLOX-Nano, asked not only for its answer but for what its stages say on the way."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_STRIDES = (8, 16, 32)

_CONVOLUTIONS = {
    "stem": 0,
    "dark2_down": 2,
    "dark2_0": 3,
    "dark2_past": 4,
    "dark2_1": 7,
    "dark2": 8,
    "dark3_down": 10,
    "dark3_0": 11,
    "dark3_past": 12,
    "dark3_1": 15,
    "dark3_2": 18,
    "dark3_3": 21,
    "dark3": 22,
    "dark4_down": 24,
    "dark4_0": 25,
    "dark4_past": 26,
    "dark4_1": 29,
    "dark4_2": 32,
    "dark4_3": 35,
    "dark4": 36,
    "dark5_down": 38,
    "pyramid_in": 39,
    "pyramid": 40,
    "dark5_0": 41,
    "dark5_past": 42,
    "dark5_1": 45,
    "dark5": 46,
    "lateral5": 47,
    "top4_0": 48,
    "top4_past": 49,
    "top4_1": 52,
    "top4": 53,
    "lateral4": 54,
    "out8_0": 55,
    "out8_past": 56,
    "out8_1": 59,
    "out8": 60,
    "below8": 62,
    "out16_0": 63,
    "out16_past": 64,
    "out16_1": 67,
    "out16": 68,
    "below16": 70,
    "out32_0": 71,
    "out32_past": 72,
    "out32_1": 75,
    "out32": 76,
    "stem8": 77,
    "class8_in": 79,
    "class8": 81,
    "box8_in": 84,
    "box8": 86,
    "stem16": 89,
    "class16_in": 91,
    "class16": 93,
    "box16_in": 96,
    "box16": 98,
    "stem32": 101,
    "class32_in": 103,
    "class32": 105,
    "box32_in": 108,
    "box32": 110,
}
"""For each stage of ours, the convolution of YOLOX-Nano that ends the same stage, counted from the input."""


@dataclass(frozen=True)
class Lesson:
    """What the teacher says of a batch.

    `features`: by stage, (B, C, H, W). `outputs`: (B, N, 85) as YOLOX gives them.
    """

    features: dict[str, Floats]
    outputs: Floats


class Teacher:
    """YOLOX-Nano in ONNX Runtime, for square pictures of any multiple of 32."""

    def __init__(self, path: Path, threads: int) -> None:
        """Read the file. Raises `ValueError` if it is no YOLOX-Nano."""
        self._model = onnx.load(path)
        self._threads = threads
        self._taps = _taps(self._model)
        known = {each.name for each in self._model.graph.output}
        for name in self._taps.values():
            if name not in known:
                self._model.graph.output.append(onnx.helper.make_empty_tensor_value_info(name))
        self._sessions: dict[tuple[int, int], onnxruntime.InferenceSession] = {}

    def teach(self, images: Floats) -> Lesson:
        """Answer to (B, 3, S, S), blue first, 0..255."""
        session = self._session(images.shape[0], images.shape[2])
        outputs, *features = session.run(
            [self._model.graph.output[0].name, *self._taps.values()], {self._model.graph.input[0].name: images}
        )
        return Lesson(features=dict(zip(self._taps, features, strict=True)), outputs=outputs)

    def _session(self, batch: int, size: int) -> onnxruntime.InferenceSession:
        if (batch, size) not in self._sessions:
            model = onnx.ModelProto()
            model.CopyFrom(self._model)
            _set_shape(model.graph.input[0], (batch, 3, size, size))
            _set_shape(model.graph.output[0], (batch, sum((size // stride) ** 2 for stride in _STRIDES), 85))
            # The file is for one picture of 416 pixels: shapes inside are worked out anew, the reshapes get the batch.
            del model.graph.value_info[:]
            for tensor in model.graph.initializer:
                values = onnx.numpy_helper.to_array(tensor)
                if values.shape == (3,) and values.tolist()[:2] == [1, 85]:
                    tensor.CopyFrom(onnx.numpy_helper.from_array(np.array([batch, 85, -1]), tensor.name))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = self._threads
            options.log_severity_level = 3
            self._sessions[batch, size] = onnxruntime.InferenceSession(
                model.SerializeToString(), options, providers=["CPUExecutionProvider"]
            )
        return self._sessions[batch, size]


def _taps(model: onnx.ModelProto) -> dict[str, str]:
    """For each stage, the tensor with its convolution's result after x * sigmoid(x), and after what it is added to."""
    convolutions = [node for node in model.graph.node if node.op_type == "Conv"]
    if len(convolutions) != 113:
        raise ValueError(f"This model has {len(convolutions)} convolutions, YOLOX-Nano has 113")
    activations = {name: node.output[0] for node in model.graph.node if node.op_type == "Mul" for name in node.input}
    taps = {stage: activations[convolutions[index].output[0]] for stage, index in _CONVOLUTIONS.items()}
    sums = {name: node.output[0] for node in model.graph.node if node.op_type == "Add" for name in node.input}
    # A bottleneck ends with the sum where it has one. What goes into the first of a row is a part of a sum, too.
    is_bottleneck = {stage: stage[-2:] in {"_1", "_2", "_3"} for stage in taps}
    return {stage: sums.get(name, name) if is_bottleneck[stage] else name for stage, name in taps.items()}


def _set_shape(value: onnx.ValueInfoProto, shape: tuple[int, ...]) -> None:
    for dimension, size in zip(value.type.tensor_type.shape.dim, shape, strict=True):
        dimension.dim_value = size

"""What comes out of the conversion says what the file says: ncnn beside ONNX Runtime, both for real."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from numpy.typing import NDArray

from custom_components.secure_video.engine.errors import Unsupported
from custom_components.secure_video.engine.vision.catalog import (
    DEFAULT_MODEL,
    OWN_MODEL,
    find_model,
    read_model,
    spec_named,
)
from custom_components.secure_video.engine.vision.conversion import convert
from custom_components.secure_video.engine.vision.ncnn import NcnnNetwork
from custom_components.secure_video.engine.vision.network import prepared
from custom_components.secure_video.engine.vision.onnx import OnnxNetwork

from .onnx_writer import field, model, node
from .pictures import DATA, needs_data, photograph

SIDE = 32
TOLERANCE = 1e-3
"""By how much outputs may differ that are mostly between 0 and 10."""

CHANCE = np.random.default_rng(5)


def weights(*shape: int) -> NDArray[np.float32]:
    values: NDArray[np.float64] = CHANCE.standard_normal(shape) / np.sqrt(np.prod(shape[1:]))
    return values.astype(np.float32)


def numbers(*values: int) -> NDArray[np.int64]:
    return np.array(values, np.int64)


CONSTANTS: dict[str, NDArray[Any]] = {
    "kernel": weights(8, 12, 3, 3),
    "bias": weights(8),
    "own": weights(8, 1, 3, 3),
    "wide": weights(4, 16, 1, 1),
    "half": weights(6, 3, 5, 5).astype(np.float16),
    "flat": numbers(1, 4, -1),
    "twice": np.array([1, 1, 2, 2], np.float32),
    "by": np.array(64, np.float32),
    "far": numbers(2**63 - 1),
    **{str(number): numbers(number) for number in range(5)},
}

FOCUS = [
    *(node("Slice", ["image", row, "far", "2", "2"], f"rows{row}") for row in "01"),
    *(node("Slice", [f"rows{row}", column, "far", "3", "2"], f"part{row}{column}") for column in "01" for row in "01"),
    node("Concat", ["part00", "part10", "part01", "part11"], "focus", axis=1),
    node("Conv", ["focus", "kernel", "bias"], "stem", pads=[1, 1, 1, 1]),
]
"""How YOLOX begins, in the order of its authors: down first."""

NECK = [
    node("Sigmoid", ["stem"], "gate"),
    node("Mul", ["stem", "gate"], "swish"),
    node("Conv", ["swish", "own"], "own_down", pads=[1, 1, 1, 1], strides=[2, 2], group=8),
    node("LeakyRelu", ["own_down"], "bent", alpha=0.2),
    node("Resize", ["bent", "", "twice"], "above", mode="nearest", nearest_mode="floor",
         coordinate_transformation_mode="asymmetric"),
    node("MaxPool", ["swish"], "pooled", kernel_shape=[5, 5], pads=[2, 2, 2, 2]),
    node("Add", ["pooled", "swish"], "sum"),
    node("Concat", ["above", "sum"], "both", axis=1),
    node("Conv", ["both", "wide"], "narrow"),
    node("Reshape", ["narrow", "flat"], "flattened"),
    node("Transpose", ["flattened"], "rows", perm=[0, 2, 1]),
    node("Slice", ["rows", "0", "2", "2", "1"], "boxes"),
    node("Slice", ["rows", "2", "4", "2", "1"], "logits"),
    node("Sigmoid", ["logits"], "scores"),
    node("Concat", ["boxes", "scores"], "output", axis=2),
]  # fmt: skip

FREE = [
    node("Cast", ["half"], "full", to=1),
    node("Div", ["image", "by"], "small"),
    node("Conv", ["small", "full"], "seen", pads=[2, 2, 2, 2], strides=[2, 2]),
    node("Relu", ["seen"], "lit"),
    node("Shape", ["lit"], "shape"),
    node("Slice", ["shape", "0", "2", "0"], "front"),
    node("Concat", ["front", "rest"], "wanted", axis=0),
    node("Reshape", ["lit", "wanted"], "output"),
]
"""A model that takes any size: shapes are calculated, weights have 16 bits."""


def said(data: bytes, side: int = SIDE) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What both runtimes say to the same picture."""
    spec = replace(OWN_MODEL, input_size=side)
    image = CHANCE.uniform(0, 255, (1, 3, side, side)).astype(np.float32)
    one, other = (network(spec, data).run(image)[0] for network in (OnnxNetwork, NcnnNetwork))
    return one, other


def test_a_model_like_yolox() -> None:
    one, other = said(model(FOCUS + NECK, side=SIDE, constants=CONSTANTS))
    assert one.shape == other.shape == (1, 256, 4)
    assert other == pytest.approx(one, abs=TOLERANCE)


@pytest.mark.parametrize("side", [32, 48])
def test_a_model_of_any_size(side: int) -> None:
    one, other = said(model(FREE, side=None, constants=CONSTANTS | {"rest": numbers(-1)}), side)
    assert one.shape == other.shape == (1, 6, side * side // 4)
    assert other == pytest.approx(one, abs=TOLERANCE)


def test_a_sigmoid_that_is_used_elsewhere_too_stays() -> None:
    parts = [*FOCUS, *NECK[:2], node("Concat", ["gate", "swish"], "output", axis=1)]
    one, other = said(model(parts, side=SIDE, constants=CONSTANTS))
    assert other == pytest.approx(one, abs=TOLERANCE)


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee"])
def test_the_model_that_comes_along(name: str) -> None:
    data = read_model(DEFAULT_MODEL, find_model(DEFAULT_MODEL))
    image = prepared(photograph(name)[:400, :400], 416, DEFAULT_MODEL.family)
    one, other = (network(DEFAULT_MODEL, data).run(image)[0] for network in (OnnxNetwork, NcnnNetwork))
    assert np.abs(one - other).max() < TOLERANCE


@needs_data
@pytest.mark.parametrize("picture", ["astronaut", "coffee"])
def test_yolox_nano(picture: str) -> None:
    spec = spec_named("yolox_nano")
    data = read_model(spec, DATA / "models" / spec.file)
    image = prepared(photograph(picture)[:400, :400], 416, spec.family)
    one, other = (network(spec, data).run(image)[0] for network in (OnnxNetwork, NcnnNetwork))
    assert np.abs(one - other).max() < TOLERANCE


def test_an_operator_that_is_not_converted_is_named_and_what_could_run_it() -> None:
    parts = [*FOCUS, node("GridSample", ["stem", "stem"], "output")]
    with pytest.raises(Unsupported, match=r"custom\.onnx uses GridSample: only onnxruntime"):
        convert(model(parts, side=SIDE, constants=CONSTANTS), "custom.onnx", SIDE)


@pytest.mark.parametrize(
    "part",
    [
        node("Conv", ["stem", "kernel"], "output"),
        node("Conv", ["stem", "own"], "output", group=8, strides=[0, 1]),
        node("Conv", ["stem", "own"], "output", group=8, dilations=[1 << 40, 1]),
        node("Conv", ["stem", "own"], "output", group=8, pads=[-1, 0, 0, 0]),
        node("Conv", ["stem", "own"], "output", group=-8),
        node("Conv", ["stem", "own"], "output", group=8, auto_pad="SAME_UPPER"),
        node("MaxPool", ["stem"], "output", kernel_shape=[3, 3], pads=[3, 3, 3, 3]),
        node("MaxPool", ["stem"], "output", kernel_shape=[63, 63]),
        node("MaxPool", ["stem"], "output", kernel_shape=[3, 3], ceil_mode=1),
        node("Reshape", ["stem", "flat"], "output", to=1) + node("Concat", ["output", "stem"], "output", axis=1),
        node("Reshape", ["stem", "far"], "output"),
        node("Transpose", ["stem"], "output", perm=[0, 2, 1]),
        node("Slice", ["stem", "3", "2", "1"], "output"),
        node("Slice", ["stem", "0", "far", "1", "2"], "output"),
        node("Slice", ["stem", "0", "1", "4"], "output"),
        node("Resize", ["stem", "", "twice"], "output", mode="linear"),
        node("Concat", ["stem", "stem"], "output", axis=0),
        node("Add", ["stem", "focus"], "output"),
        node("Add", ["stem", "bias"], "output"),
        node("Sigmoid", ["absent"], "output"),
        node("Sigmoid", [], "output"),
        node("Identity", ["bias"], "output"),
        node("Identity", ["image"], "output"),
        node("Constant", [], "output"),
        b"",
    ],
)
def test_what_makes_no_sense_or_is_not_understood_is_unsupported(part: bytes) -> None:
    with pytest.raises(Unsupported):
        convert(model([*FOCUS, part], side=SIDE, constants=CONSTANTS), "custom.onnx", SIDE)


def test_weights_that_lie_about_their_size_are_unsupported() -> None:
    tensor = field(1, 1 << 40) + field(1, 12) + field(2, 1) + field(8, "kernel") + field(9, b"\0" * 64)
    good = {name: values for name, values in CONSTANTS.items() if name != "kernel"}
    with pytest.raises(Unsupported):
        convert(model([*FOCUS, field(5, tensor)], side=SIDE, constants=good), "custom.onnx", SIDE)


WHOLE = model(FOCUS + NECK, side=SIDE, constants=CONSTANTS)


@settings(max_examples=200, deadline=None)
@given(place=st.integers(0, len(WHOLE) - 1), byte=st.integers(0, 255), length=st.integers(0, len(WHOLE)))
def test_a_damaged_file_is_converted_or_unsupported_and_nothing_else(place: int, byte: int, length: int) -> None:
    for data in (WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :], WHOLE[:length]):
        try:
            converted = convert(data, "custom.onnx", SIDE)
        except Unsupported:
            continue
        assert converted.size in range(1, 4097)

"""How convolutions and pools of an ONNX file go over a picture, and how YOLOX's first step becomes one. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from .onnx_file import Constant, Node

MOST_STEP: Final = 64
"""Kernels, strides, dilations and paddings are smaller: the largest pool has 13."""


class Unusual(Exception):
    """The model does something that is not converted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Steps and kernel down and across; `pads` at the top, left, bottom and right."""

    kernel: tuple[int, int]
    strides: tuple[int, int]
    dilations: tuple[int, int]
    pads: tuple[int, int, int, int]

    @classmethod
    def of(cls, node: Node, kernel: Sequence[int]) -> Self:
        """Read a node's attributes. Raises `Unusual`, `ValueError` for what cannot be."""
        if node.attributes.get("auto_pad", "NOTSET") != "NOTSET":
            raise Unusual("pads in an unusual way")
        tall, wide = kernel
        down, across = node.numbers("strides", (1, 1))
        rows, columns = node.numbers("dilations", (1, 1))
        top, left, bottom, right = pads = node.numbers("pads", (0, 0, 0, 0))
        sizes = (tall, wide, down, across, rows, columns)
        if not (0 < min(sizes) <= max(sizes) < MOST_STEP and 0 <= min(pads) <= max(pads) < MOST_STEP):
            raise ValueError(f"{node.operator} has an impossible size")
        return cls(
            kernel=(tall, wide), strides=(down, across), dilations=(rows, columns), pads=(top, left, bottom, right)
        )

    @property
    def is_plain(self) -> bool:
        """Whether it goes step by step and leaves nothing out."""
        return self.strides == self.dilations == (1, 1)

    def cells(self, height: int, width: int) -> tuple[int, int]:
        """Height and width of what it gives, rounded down (ONNX, `Conv`)."""
        reach = [dilation * (side - 1) + 1 for dilation, side in zip(self.dilations, self.kernel, strict=True)]
        down = (height + self.pads[0] + self.pads[2] - reach[0]) // self.strides[0] + 1
        across = (width + self.pads[1] + self.pads[3] - reach[1]) // self.strides[1] + 1
        return down, across

    def of_the_picture(self) -> Self:
        """The same over the picture, for a plain window over its samples."""
        top, left, bottom, right = self.pads
        return type(self)(
            kernel=(2 * self.kernel[0], 2 * self.kernel[1]),
            strides=(2, 2),
            dilations=(1, 1),
            pads=(2 * top, 2 * left, 2 * bottom, 2 * right),
        )


@dataclass(frozen=True, slots=True)
class Samples:
    """Every second row of the picture, every second column, or both: where they start, and the steps."""

    starts: tuple[int, int] = (0, 0)
    steps: tuple[int, int] = (1, 1)

    def every_second(self, axis: int, start: int) -> Samples:
        """Leave every second one out, of the rows (0) or the columns (1)."""
        if axis not in {0, 1} or start not in {0, 1} or self.steps[axis] != 1:
            raise Unusual("begins in an unusual way")
        if axis:
            return Samples((self.starts[0], start), (self.steps[0], 2))
        return Samples((start, self.starts[1]), (2, self.steps[1]))


type Focus = tuple[Samples, ...]
"""Samples side by side as channels: how YOLOX begins."""


def unfocused(weights: Constant, focus: Focus) -> Constant:
    """The kernel of twice the size that says of the picture what the given one says of its samples."""
    outputs, inputs, tall, wide = weights.shape
    if inputs != 3 * len(set(focus)) or any(each.steps != (2, 2) for each in focus):
        raise Unusual("begins in an unusual way")
    whole = np.zeros((outputs, 3, 2 * tall, 2 * wide), np.float32)
    for index, each in enumerate(focus):
        row, column = each.starts
        whole[:, :, row::2, column::2] = weights[:, 3 * index : 3 * index + 3]
    return whole

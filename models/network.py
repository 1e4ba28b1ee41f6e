"""The detector's network: a small convolutional one with three scales, made of stages that can be trained apart."""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from models.classes import CLASS_NAMES

STRIDES = (8, 16, 32)
"""Input pixels per cell of the three output grids."""

HEAD_WIDTH = 64
EXPANSION = 1.5
"""Width inside a bottleneck relative to outside. Measured on one core at 320 x 320 in ONNX Runtime: 1.0 takes 7.7 ms,
1.5 takes 8.2 ms, 2.0 takes 8.8 ms."""


class Convolution(nn.Sequential):
    """Convolution, batch normalisation, SiLU."""

    def __init__(self, inputs: int, outputs: int, size: int = 1, stride: int = 1, groups: int = 1) -> None:
        """`inputs` and `outputs` in channels; the picture keeps its size, divided by `stride`."""
        padding = (size - stride + 1) // 2
        super().__init__(
            nn.Conv2d(inputs, outputs, size, stride, padding, groups=groups, bias=False),
            nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.03),
            nn.SiLU(inplace=True),
        )


class Separable(nn.Sequential):
    """A 3 x 3 convolution of each channel, then one across the channels: an eighth of the work of a whole one."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        """`inputs` and `outputs` in channels."""
        super().__init__(Convolution(inputs, inputs, 3, stride, groups=inputs), Convolution(inputs, outputs))


class Bottleneck(nn.Module):
    """Wider inside than outside, added to what came in where `is_residual`."""

    def __init__(self, channels: int, *, is_residual: bool) -> None:
        """As many channels out as in."""
        super().__init__()
        inner = int(channels * EXPANSION)
        self.body = nn.Sequential(Convolution(channels, inner), Separable(inner, channels))
        self.is_residual = is_residual

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) in and out."""
        return x + self.body(x) if self.is_residual else self.body(x)


class Join(nn.Module):
    """Feature maps of one size side by side, then a convolution across them."""

    def __init__(self, inputs: int, outputs: int) -> None:
        """`inputs` in channels of all together."""
        super().__init__()
        self.convolution = Convolution(inputs, outputs)

    def forward(self, *parts: Tensor) -> Tensor:
        """(B, C1, H, W), (B, C2, H, W)... to (B, outputs, H, W)."""
        return self.convolution(torch.cat(parts, 1))


class Enlarge(nn.Module):
    """Twice the size, each cell four times."""

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to (B, C, 2H, 2W)."""
        return functional.interpolate(x, scale_factor=2.0)


class Pyramid(nn.Module):
    """Looks at neighbourhoods of 5, 9 and 13 cells at once (spatial pyramid pooling)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        """In channels."""
        super().__init__()
        self.join = Join(4 * inputs, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """(B, inputs, H, W) to (B, outputs, H, W)."""
        return self.join(x, *(functional.max_pool2d(x, size, 1, size // 2) for size in (5, 9, 13)))


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the network with a name: what it is made of and which parts it takes its input from."""

    module: nn.Module
    inputs: tuple[str, ...]


def _stages() -> dict[str, Stage]:
    """All parts, each after those it needs."""
    stages = {"stem": Stage(Convolution(3, 16, 6, 2), ("image",))}
    before, channels = "stem", 16
    for name, depth in (("dark2", 1), ("dark3", 3), ("dark4", 3)):
        stages[f"{name}_down"] = Stage(Separable(channels, 2 * channels, 2), (before,))
        stages |= _cross_stage(name, (f"{name}_down",), 2 * channels, 2 * channels, depth, is_residual=True)
        before, channels = name, 2 * channels
    stages["dark5_down"] = Stage(Separable(128, 256, 2), ("dark4",))
    stages["pyramid_in"] = Stage(Convolution(256, 128), ("dark5_down",))
    stages["pyramid"] = Stage(Pyramid(128, 256), ("pyramid_in",))
    stages |= _cross_stage("dark5", ("pyramid",), 256, 256)
    stages["lateral5"] = Stage(Convolution(256, 128), ("dark5",))
    stages["above5"] = Stage(Enlarge(), ("lateral5",))
    stages |= _cross_stage("top4", ("above5", "dark4"), 256, 128)
    stages["lateral4"] = Stage(Convolution(128, 64), ("top4",))
    stages["above4"] = Stage(Enlarge(), ("lateral4",))
    stages |= _cross_stage("out8", ("above4", "dark3"), 128, 64)
    stages["below8"] = Stage(Separable(64, 64, 2), ("out8",))
    stages |= _cross_stage("out16", ("below8", "lateral4"), 128, 128)
    stages["below16"] = Stage(Separable(128, 128, 2), ("out16",))
    stages |= _cross_stage("out32", ("below16", "lateral5"), 256, 256)
    for stride, channels in zip(STRIDES, (64, 128, 256), strict=True):
        stages[f"stem{stride}"] = Stage(Convolution(channels, HEAD_WIDTH), (f"out{stride}",))
        for task in ("class", "box"):
            stages[f"{task}{stride}_in"] = Stage(Separable(HEAD_WIDTH, HEAD_WIDTH), (f"stem{stride}",))
            stages[f"{task}{stride}"] = Stage(Separable(HEAD_WIDTH, HEAD_WIDTH), (f"{task}{stride}_in",))
    return stages


def _cross_stage(
    name: str, inputs: tuple[str, ...], channels: int, outputs: int, depth: int = 1, *, is_residual: bool = False
) -> dict[str, Stage]:
    """Half of the channels through bottlenecks, half past them (CSPNet). `channels` of all inputs together."""
    half = outputs // 2
    stages = {f"{name}_{way}": Stage(Join(channels, half), inputs) for way in ("0", "past")}
    for index in range(1, depth + 1):
        stages[f"{name}_{index}"] = Stage(Bottleneck(half, is_residual=is_residual), (f"{name}_{index - 1}",))
    stages[name] = Stage(Join(outputs, outputs), (f"{name}_{depth}", f"{name}_past"))
    return stages


class CameraDetector(nn.Module):
    """Takes (B, 3, H, W), blue first, 0..255, sides a multiple of 32.

    Gives (B, N, 5 + classes) for the N cells of three grids, row by row, finest first: place of the box's centre in its
    cell, log of its size (both in strides), then sigmoids of objectness and of each class (`CLASS_NAMES`).
    """

    def __init__(self) -> None:
        """Weights are random."""
        super().__init__()
        stages = _stages()
        self.inputs = {name: stage.inputs for name, stage in stages.items()}
        self.stages = nn.ModuleDict({name: stage.module for name, stage in stages.items()})
        self.boxes = nn.ModuleDict({str(stride): nn.Conv2d(HEAD_WIDTH, 5, 1) for stride in STRIDES})
        self.classes = nn.ModuleDict({str(stride): nn.Conv2d(HEAD_WIDTH, len(CLASS_NAMES), 1) for stride in STRIDES})

    def settle(self) -> None:
        """Put each normalisation into its convolution: from here on it follows no batch any more."""
        self.eval()
        for module in list(self.modules()):
            if isinstance(module, Convolution):
                module[0], module[1] = fuse_conv_bn_eval(module[0], module[1]), nn.Identity()

    def features(self, image: Tensor, given: Mapping[str, Tensor] | None = None) -> dict[str, Tensor]:
        """What every stage says of the image; with `given`, each answers to that instead of to the others."""
        # 1/64 only brings pixels near to 1; it changes nothing that the first convolution could not.
        image = image / 64
        results = {"image": image}
        known = ChainMap(dict(given or {}), results)
        for name, inputs in self.inputs.items():
            results[name] = self.stages[name](*(known[each] for each in inputs))
        return results

    def raw(self, features: Mapping[str, Tensor]) -> Tensor:
        """(B, N, 5 + classes) before the sigmoids."""
        levels = []
        for stride in STRIDES:
            boxes = self.boxes[str(stride)](features[f"box{stride}"])
            classes = self.classes[str(stride)](features[f"class{stride}"])
            levels.append(torch.cat([boxes, classes], 1).flatten(2))
        return torch.cat(levels, 2).transpose(1, 2)

    def forward(self, image: Tensor) -> Tensor:
        """As the class says."""
        raw = self.raw(self.features(image))
        return torch.cat([raw[..., :4], raw[..., 4:].sigmoid()], 2)

"""The detector's network: a small convolutional one with three scales, made of stages that can be trained apart."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

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


class CrossStage(nn.Module):
    """Half of the channels through bottlenecks, half past them (CSPNet)."""

    def __init__(self, inputs: int, outputs: int, depth: int, *, is_residual: bool = True) -> None:
        """`depth`: how many bottlenecks."""
        super().__init__()
        half = outputs // 2
        self.through = nn.Sequential(
            Convolution(inputs, half), *(Bottleneck(half, is_residual=is_residual) for _ in range(depth))
        )
        self.past = Convolution(inputs, half)
        self.join = Convolution(2 * half, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """(B, inputs, H, W) to (B, outputs, H, W)."""
        return self.join(torch.cat([self.through(x), self.past(x)], 1))


class Pyramid(nn.Module):
    """Looks at neighbourhoods of 5, 9 and 13 cells at once (spatial pyramid pooling)."""

    def __init__(self, channels: int) -> None:
        """As many channels out as in."""
        super().__init__()
        self.narrow = Convolution(channels, channels // 2)
        self.join = Convolution(2 * channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) in and out."""
        x = self.narrow(x)
        return self.join(torch.cat([x, *(functional.max_pool2d(x, size, 1, size // 2) for size in (5, 9, 13))], 1))


class FromAbove(nn.Module):
    """Joins a coarser feature map with a finer one, at the finer's size."""

    def __init__(self, inputs: int, outputs: int) -> None:
        """`inputs` in channels of both together."""
        super().__init__()
        self.body = CrossStage(inputs, outputs, 1, is_residual=False)

    def forward(self, coarse: Tensor, fine: Tensor) -> Tensor:
        """(B, C1, H, W) and (B, C2, 2H, 2W) to (B, outputs, 2H, 2W)."""
        return self.body(torch.cat([functional.interpolate(coarse, scale_factor=2.0), fine], 1))


class FromBelow(nn.Module):
    """Joins a finer feature map with a coarser one, at the coarser's size."""

    def __init__(self, channels: int, outputs: int) -> None:
        """`channels` of each."""
        super().__init__()
        self.down = Separable(channels, channels, 2)
        self.body = CrossStage(2 * channels, outputs, 1, is_residual=False)

    def forward(self, fine: Tensor, coarse: Tensor) -> Tensor:
        """(B, C, 2H, 2W) and (B, C, H, W) to (B, outputs, H, W)."""
        return self.body(torch.cat([self.down(fine), coarse], 1))


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the network with a name: what it is made of and which parts it takes its input from."""

    module: nn.Module
    inputs: tuple[str, ...]


def _stages() -> dict[str, Stage]:
    stages = {
        "stem": Stage(Convolution(3, 16, 6, 2), ("image",)),
        "dark2": Stage(nn.Sequential(Separable(16, 32, 2), CrossStage(32, 32, 1)), ("stem",)),
        "dark3": Stage(nn.Sequential(Separable(32, 64, 2), CrossStage(64, 64, 3)), ("dark2",)),
        "dark4": Stage(nn.Sequential(Separable(64, 128, 2), CrossStage(128, 128, 3)), ("dark3",)),
        "pyramid": Stage(nn.Sequential(Separable(128, 256, 2), Pyramid(256)), ("dark4",)),
        "dark5": Stage(CrossStage(256, 256, 1, is_residual=False), ("pyramid",)),
        "lateral5": Stage(Convolution(256, 128), ("dark5",)),
        "top4": Stage(FromAbove(256, 128), ("lateral5", "dark4")),
        "lateral4": Stage(Convolution(128, 64), ("top4",)),
        "out8": Stage(FromAbove(128, 64), ("lateral4", "dark3")),
        "out16": Stage(FromBelow(64, 128), ("out8", "lateral4")),
        "out32": Stage(FromBelow(128, 256), ("out16", "lateral5")),
    }
    for stride, channels in zip(STRIDES, (64, 128, 256), strict=True):
        stages[f"stem{stride}"] = Stage(Convolution(channels, HEAD_WIDTH), (f"out{stride}",))
        for task in ("class", "box"):
            layers = [Separable(HEAD_WIDTH, HEAD_WIDTH) for _ in range(2)]
            stages[f"{task}{stride}"] = Stage(nn.Sequential(*layers), (f"stem{stride}",))
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

    def features(self, image: Tensor, given: Mapping[str, Tensor] | None = None) -> dict[str, Tensor]:
        """What every stage says of the image; with `given`, each answers to these inputs and not to its neighbours."""
        # 1/64 only brings pixels near to 1; it changes nothing that the first convolution could not.
        image = image / 64
        results: dict[str, Tensor] = {}
        for name, inputs in self.inputs.items():
            known = results if given is None else given
            results[name] = self.stages[name](*(image if each == "image" else known[each] for each in inputs))
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

"""Looks at crops of a frame with a model, whatever runs it: prepares what goes in and reads what comes out."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, override

import numpy as np

from ..model.names import Label
from ..model.picture import BgrImage, Box, Frame
from ..model.vision import Detection, Detector
from .catalog import ModelSpec, read_model
from .decoding import WATCHED_CLASSES, Candidates, Floats, ModelFamily
from .suppression import Finding, suppressed

LETTERBOX_GREY = 114
"""What the part of the input is filled with that the picture leaves empty (YOLOX, `preproc`)."""


class Network(Protocol):
    """A model that is loaded. `run` may be called from several threads."""

    @property
    def runtime(self) -> str:
        """What runs it, and which version."""

    @property
    def size(self) -> int:
        """Side of the square input in pixels."""

    def run(self, image: Floats) -> Sequence[Floats]:
        """Outputs by order for an input of shape (1, 3, size, size). Raises `Unsupported`."""


type Runtime = Callable[[ModelSpec, bytes], Network]
"""Loads a file whose bytes were checked. Raises `Unsupported`."""


class NetworkDetector(Detector):
    """Finds objects with one of the catalogue's models. `detect` may be called from several threads."""

    def __init__(self, spec: ModelSpec, network: Network) -> None:
        """Try the network. Raises `Unsupported`."""
        self._spec = spec
        self._network = network
        # Whatever does not fit shows in the first run, so it must happen here and not in the middle of the night.
        candidates(np.zeros((8, 8, 3), np.uint8), network, spec.family)

    @property
    @override
    def name(self) -> str:
        return self._spec.title

    @property
    @override
    def labels(self) -> frozenset[Label]:
        return frozenset(each.label for each in WATCHED_CLASSES)

    @override
    def detect(self, frame: Frame, regions: tuple[Box, ...]) -> tuple[Detection, ...]:
        """Objects in the regions, one detection each even where regions overlap. Raises `Unsupported`."""
        findings: list[Finding] = []
        for region in regions:
            crop = _on_pixels(region, frame)
            width, height = self._fitted(crop.width * frame.width, crop.height * frame.height)
            found = candidates(frame.crop(crop, width, height), self._network, self._spec.family)
            findings += self._findings(found, (width, height), crop)
        return suppressed(findings)

    def _fitted(self, width: float, height: float) -> tuple[int, int]:
        """Width and height inside the model's input."""
        size = self._network.size
        if not self._spec.family.is_letterboxed:
            return size, size
        ratio = size / max(width, height)
        return max(1, round(width * ratio)), max(1, round(height * ratio))

    def _findings(self, found: Candidates, fitted: tuple[int, int], region: Box) -> list[Finding]:
        """What is good enough, with boxes relative to the whole picture."""
        scores = found.scores
        best = scores.argmax(axis=1)
        top = scores[np.arange(len(scores)), best]
        stretch = self._network.size / np.array(fitted * 2, np.float32)
        findings = []
        for row in np.flatnonzero(top >= self._spec.min_score):
            left, top_edge, right, bottom = (found.boxes[row] * stretch).clip(0, 1).tolist()
            box = Box(
                left=region.left + left * region.width,
                top=region.top + top_edge * region.height,
                right=region.left + right * region.width,
                bottom=region.top + bottom * region.height,
            )
            seen = WATCHED_CLASSES[best[row]]
            detection = Detection(label=seen.label, kind=seen.kind, score=float(top[row]), box=box)
            findings.append(Finding(detection=detection, region=region))
        return findings


def load(spec: ModelSpec, path: Path, runtime: Runtime) -> NetworkDetector:
    """Check the file, then load it. Blocks for a second. Raises `ModelNotFound`, `BadHash`, `Unsupported`."""
    return NetworkDetector(spec, runtime(spec, read_model(spec, path)))


def candidates(picture: BgrImage, network: Network, family: ModelFamily) -> Candidates:
    """What the model says about a picture that fits into its input. Raises `Unsupported`."""
    return family.decode(network.run(prepared(picture, network.size, family)), network.size)


def prepared(picture: BgrImage, size: int, family: ModelFamily) -> Floats:
    """The model's input, shape (1, 3, size, size): the picture at the top left, the rest grey."""
    height, width = picture.shape[:2]
    if family.is_rgb:
        picture = picture[:, :, ::-1]
    canvas = np.full((1, 3, size, size), LETTERBOX_GREY * family.scale, np.float32)
    np.multiply(picture.transpose(2, 0, 1), np.float32(family.scale), out=canvas[0, :, :height, :width])
    return canvas


def _on_pixels(region: Box, frame: Frame) -> Box:
    """The region from and to even pixels, as `Frame.crop` cuts it."""
    left, right = _even(region.left, region.right, frame.width)
    top, bottom = _even(region.top, region.bottom, frame.height)
    return Box(left=left, top=top, right=right, bottom=bottom)


def _even(start: float, end: float, length: int) -> tuple[float, float]:
    first = 2 * int(start * length / 2)
    last = max(first + 2, 2 * round(end * length / 2))
    return first / length, min(1.0, last / length)

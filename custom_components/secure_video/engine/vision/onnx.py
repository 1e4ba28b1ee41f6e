"""The door to ONNX Runtime and OpenCV: runs a model of the catalogue on crops of a frame."""

import importlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, override

import numpy as np

from ..errors import Unsupported
from ..model import BgrImage, Box, Detection, Detector, Frame, Label
from .catalog import ModelSpec, fingerprint, read_model
from .decoding import WATCHED_CLASSES, Candidates, Floats
from .suppression import Finding, suppressed

if TYPE_CHECKING:
    import onnxruntime

_LOGGER = logging.getLogger(__name__)

LETTERBOX_GREY = 114
"""What the part of the input is filled with that the picture leaves empty (YOLOX, `preproc`)."""

_ERRORS_ONLY = 3
"""ONNX Runtime's severity: its warnings are about how a model was exported."""


class OnnxDetector(Detector):
    """A model on the CPU, one thread per call. `detect` may be called from several threads."""

    def __init__(self, spec: ModelSpec, path: Path) -> None:
        """Check the file, then load it. Blocks for a second. Raises `ModelNotFound`, `BadHash`, `Unsupported`."""
        data = read_model(spec, path)
        self._spec = spec
        self._cv2 = _imported("cv2", "opencv-python-headless")
        # It would start a pool of threads that never ends, and all we ask of it is to scale one picture at a time.
        self._cv2.setNumThreads(1)
        self._session = _session(data, path)
        self._input = self._session.get_inputs()[0].name
        self._size = _input_size(self._session, spec)
        # Whatever does not fit shows in the first run, so it must happen here and not in the middle of the night.
        self._find(np.zeros((self._size, self._size, 3), np.uint8))
        self.sha256 = fingerprint(data)
        _LOGGER.info("Loaded %s, SHA-256 %s", path.name, self.sha256)

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
        if not regions:
            return ()
        picture = frame.bgr()
        findings: list[Finding] = []
        for region in regions:
            crop, box = _cropped(picture, region)
            findings += self._findings(self._find(crop), crop, box)
        return suppressed(findings)

    def _find(self, crop: BgrImage) -> Candidates:
        """Run the model on one picture of any size."""
        prepared = self._prepared(crop)
        try:
            outputs = self._session.run(None, {self._input: prepared})
        except _runtime_errors() as error:
            raise Unsupported(f"{self._spec.title} failed: {error}") from error
        return self._spec.family.decode([np.asarray(each, np.float32) for each in outputs], self._size)

    def _prepared(self, crop: BgrImage) -> Floats:
        """The model's input, shape (1, 3, size, size)."""
        family, size = self._spec.family, self._size
        width, height = self._fitted(crop)
        resized = self._cv2.resize(crop, (width, height), interpolation=self._cv2.INTER_LINEAR)
        if family.is_rgb:
            resized = resized[:, :, ::-1]
        canvas = np.full((1, 3, size, size), LETTERBOX_GREY * family.scale, np.float32)
        np.multiply(resized.transpose(2, 0, 1), np.float32(family.scale), out=canvas[0, :, :height, :width])
        return canvas

    def _fitted(self, crop: BgrImage) -> tuple[int, int]:
        """Width and height of the crop inside the model's input."""
        if not self._spec.family.is_letterboxed:
            return self._size, self._size
        height, width = crop.shape[:2]
        ratio = self._size / max(width, height)
        return max(1, round(width * ratio)), max(1, round(height * ratio))

    def _findings(self, candidates: Candidates, crop: BgrImage, region: Box) -> list[Finding]:
        """What is good enough, with boxes relative to the whole picture."""
        scores = candidates.scores
        best = scores.argmax(axis=1)
        top = scores[np.arange(len(scores)), best]
        width, height = self._fitted(crop)
        stretch = np.array([self._size / width, self._size / height] * 2, np.float32)
        findings = []
        for row in np.flatnonzero(top >= self._spec.min_score):
            left, top_edge, right, bottom = (candidates.boxes[row] * stretch).clip(0, 1).tolist()
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


def _cropped(picture: BgrImage, region: Box) -> tuple[BgrImage, Box]:
    """The part of the picture in the region, and the region rounded to whole pixels."""
    height, width = picture.shape[:2]
    left, top = int(region.left * width), int(region.top * height)
    right, bottom = max(left + 1, round(region.right * width)), max(top + 1, round(region.bottom * height))
    box = Box(left=left / width, top=top / height, right=right / width, bottom=bottom / height)
    return picture[top:bottom, left:right], box


def _imported(module: str, package: str) -> Any:  # noqa: ANN401 - OpenCV has no usable types
    """Import when needed: these packages are not on every machine, and are slow to import."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise Unsupported(f"The Python package {package} is not installed, so objects cannot be detected") from error


def _runtime_errors() -> tuple[type[Exception], ...]:
    """What ONNX Runtime raises for a broken model: mostly classes of its own, all directly under `Exception`."""
    state = _imported("onnxruntime.capi.onnxruntime_pybind11_state", "onnxruntime")
    names = ("Fail", "InvalidArgument", "InvalidGraph", "InvalidProtobuf", "NotImplemented", "RuntimeException")
    return (ValueError, *(getattr(state, name) for name in names))


def _session(data: bytes, path: Path) -> onnxruntime.InferenceSession:
    """A session on one thread that gives memory back. Raises `Unsupported`."""
    runtime = _imported("onnxruntime", "onnxruntime")
    options = runtime.SessionOptions()
    options.log_severity_level = _ERRORS_ONLY
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    # A thread that waits by spinning would cost a core while nothing happens.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return runtime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except _runtime_errors() as error:
        raise Unsupported(f"{path.name} is not a model that ONNX Runtime can run: {error}") from error


def _input_size(session: onnxruntime.InferenceSession, spec: ModelSpec) -> int:
    """Side of the square input; a model with a free size gets the catalogue's. Raises `Unsupported`."""
    shape = session.get_inputs()[0].shape
    match shape:
        case [_, 3, int(height), int(width)] if height == width:
            return height
        case [_, 3, str() | None, str() | None]:
            return spec.input_size
        case _:
            raise Unsupported(f"{spec.file} takes {shape}, not square pictures (1, 3, size, size)")

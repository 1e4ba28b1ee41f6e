"""Average precision as COCO defines it, of groups of classes, by pycocotools."""

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from models.classes import GROUPS
from models.data import IGNORED, Sample

SIZES = ("all", "small", "medium", "large")
"""COCO's: below 32 x 32 pixels of the picture, below 96 x 96, and above."""


@dataclass(frozen=True)
class Found:
    """What a detector found in one picture, best first or not.

    `boxes` (N, 4): left, top, right, bottom in pixels of the picture. `groups` (N,), `scores` (N,).
    """

    boxes: NDArray[np.float64]
    groups: NDArray[np.int64]
    scores: NDArray[np.float64]


def average_precision(samples: Sequence[Sample], answers: Sequence[Found]) -> dict[str, dict[str, float]]:
    """AP50 for each group and size: nan where there is nothing to find."""
    images = [{"id": index} for index in range(len(samples))]
    annotations = []
    for index, sample in enumerate(samples):
        for box, group in zip(sample.boxes.tolist(), sample.groups.tolist(), strict=True):
            groups = range(len(GROUPS)) if group == IGNORED else (group,)
            annotations += [_annotation(index, box, each, is_crowd=group == IGNORED) for each in groups]
    results = [
        _annotation(index, box, group) | {"score": score}
        for index, found in enumerate(answers)
        for box, group, score in zip(found.boxes.tolist(), found.groups.tolist(), found.scores.tolist(), strict=True)
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        truth = _collection(images, annotations)
        evaluation = COCOeval(truth, _collection(images, results), "bbox")
        evaluation.params.iouThrs = np.array([0.5])
        evaluation.evaluate()
        evaluation.accumulate()
    precision = evaluation.eval["precision"][0, :, :, :, -1]
    return {
        name: {size: _mean(precision[:, group, column]) for column, size in enumerate(SIZES)}
        for group, name in enumerate(GROUPS)
    }


def _annotation(image: int, box: Sequence[float], group: int, *, is_crowd: bool = False) -> dict[str, object]:
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    return {
        "image_id": image,
        "category_id": group,
        "bbox": [left, top, width, height],
        "area": width * height,
        "iscrowd": int(is_crowd),
    }


def _collection(images: list[dict[str, int]], annotations: Sequence[dict[str, object]]) -> COCO:
    collection = COCO()
    collection.dataset = {
        "images": images,
        "annotations": [each | {"id": index + 1} for index, each in enumerate(annotations)],
        "categories": [{"id": index, "name": name} for index, name in enumerate(GROUPS)],
    }
    collection.createIndex()
    return collection


def _mean(precision: NDArray[np.float64]) -> float:
    known = precision[precision > -1]
    return float(known.mean()) if known.size else float("nan")

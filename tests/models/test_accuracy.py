"""Average precision of what is known by heart."""

from pathlib import Path

import numpy as np
import pytest

from models.accuracy import Found, average_precision
from models.data import IGNORED, Sample


def a_sample(boxes: list[list[float]], groups: list[int]) -> Sample:
    return Sample(Path("x"), np.array(boxes, np.float32).reshape(-1, 4), np.array(groups, np.int64), "test")


def found(*detections: tuple[list[float], int, float]) -> Found:
    return Found(
        boxes=np.array([box for box, _, _ in detections], np.float64).reshape(-1, 4),
        groups=np.array([group for _, group, _ in detections], np.int64),
        scores=np.array([score for _, _, score in detections], np.float64),
    )


def test_half_of_what_is_there_without_a_mistake_is_a_half() -> None:
    samples = [a_sample([[0, 0, 10, 10], [50, 50, 90, 90]], [0, 0]), a_sample([[0, 0, 200, 200]], [1])]
    answers = [found(([1, 0, 10, 10], 0, 0.9)), found(([0, 0, 200, 190], 1, 0.3))]
    result = average_precision(samples, answers)
    # COCO samples precision at 101 recalls, of which 51 are at most a half.
    assert result["person"]["all"] == pytest.approx(51 / 101)
    assert result["person"]["small"] == pytest.approx(1)
    assert result["person"]["medium"] == 0
    assert result["vehicle"]["all"] == result["vehicle"]["large"] == pytest.approx(1)
    assert np.isnan(result["animal"]["all"])


def test_a_mistake_that_is_surer_costs_precision() -> None:
    samples = [a_sample([[0, 0, 40, 40]], [2])]
    answers = [found(([100, 100, 140, 140], 2, 0.9), ([0, 0, 40, 40], 2, 0.5))]
    assert average_precision(samples, answers)["animal"]["all"] == pytest.approx(0.5)


def test_what_is_ignored_is_neither_right_nor_wrong() -> None:
    samples = [a_sample([[0, 0, 40, 40], [100, 100, 180, 180]], [0, IGNORED])]
    answers = [found(([100, 100, 140, 140], 0, 0.9), ([0, 0, 40, 40], 0, 0.5))]
    assert average_precision(samples, answers)["person"]["all"] == pytest.approx(1)

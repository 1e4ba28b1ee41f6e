"""What the models' numbers mean."""

import numpy as np
import pytest

from custom_components.secure_video.engine.errors import Unsupported
from custom_components.secure_video.engine.vision.decoding import WATCHED_CLASSES, decode_dfine, decode_yolox

SIZE = 64
"""A YOLOX input of 64 pixels has 8 x 8 + 4 x 4 + 2 x 2 cells."""


def test_yolox_cells_are_read_at_their_stride() -> None:
    rows = np.zeros((1, 84, 85), np.float32)
    # Row 1, column 2 of the middle grid (stride 16), half a cell in, two cells wide and one high.
    rows[0, 64 + 4 + 2] = [0.5, 0.5, np.log(2), 0, 0.5, *[0.0] * 80]
    rows[0, 64 + 4 + 2, 5 + 7] = 0.8
    found = decode_yolox([rows], SIZE)
    best = int(found.scores.max(axis=1).argmax())
    left, top, right, bottom = (found.boxes[best] * SIZE).tolist()
    assert (left, top, right, bottom) == pytest.approx((24, 16, 56, 32), abs=1e-3)
    assert found.scores[best, 7] == pytest.approx(0.4)


def test_dfine_boxes_are_fractions_and_logits_become_scores() -> None:
    logits = np.full((1, 300, 80), -9.0, np.float32)
    logits[0, 4, 0] = 2.0
    boxes = np.zeros((1, 300, 4), np.float32)
    boxes[0, 4] = [0.5, 0.4, 0.2, 0.4]
    found = decode_dfine([logits, boxes], 640)
    assert found.boxes[4].tolist() == pytest.approx([0.4, 0.2, 0.6, 0.6])
    assert found.scores[4, 0] == pytest.approx(0.881, abs=1e-3)


@pytest.mark.parametrize("shapes", [[], [(1, 84, 84)], [(1, 83, 85)], [(1, 84, 85), (1, 84, 85)]])
def test_another_output_is_no_yolox(shapes: list[tuple[int, ...]]) -> None:
    with pytest.raises(Unsupported):
        decode_yolox([np.zeros(shape, np.float32) for shape in shapes], SIZE)


@pytest.mark.parametrize("shapes", [[], [(1, 84, 85)], [(1, 300, 80), (1, 300, 5)], [(1, 300, 91), (1, 300, 4)]])
def test_another_output_is_no_dfine(shapes: list[tuple[int, ...]]) -> None:
    with pytest.raises(Unsupported):
        decode_dfine([np.zeros(shape, np.float32) for shape in shapes], 640)


def test_every_watched_class_is_there_once() -> None:
    assert len({each.index for each in WATCHED_CLASSES}) == len({each.kind for each in WATCHED_CLASSES})

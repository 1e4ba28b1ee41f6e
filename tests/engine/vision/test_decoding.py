"""What the models' numbers mean."""

import numpy as np
import pytest

from custom_components.secure_video.engine.errors import Unsupported
from custom_components.secure_video.engine.vision.decoding import (
    WATCHED_CLASSES,
    WATCHED_LABELS,
    decode_dfine,
    decode_secure_video,
    decode_yolox,
)
from models.classes import COCO_INDEX, GROUPS, KINDS

SIZE = 64
"""A YOLOX input of 64 pixels has 8 x 8 + 4 x 4 + 2 x 2 cells."""


def test_yolox_cells_are_read_at_their_stride() -> None:
    rows = np.zeros((1, 84, 85), np.float32)
    # Row 1, column 2 of the middle grid (stride 16), half a cell in, two cells wide and one high.
    rows[0, 64 + 4 + 2] = [0.5, 0.5, np.log(2), 0, 0.5, *[0.0] * 80]
    rows[0, 64 + 4 + 2, 5 + 7] = 0.8  # truck
    found = decode_yolox([rows], SIZE)
    best = int(found.scores.max(axis=1).argmax())
    left, top, right, bottom = (found.boxes[best] * SIZE).tolist()
    assert (left, top, right, bottom) == pytest.approx((24, 16, 56, 32), abs=1e-3)
    assert found.scores[best].tolist() == pytest.approx(
        [0.4 if each.kind == "truck" else 0 for each in WATCHED_CLASSES]
    )


def test_our_own_scores_its_labels_and_names_the_likeliest_kind() -> None:
    rows = np.zeros((1, 84, 25), np.float32)
    kinds = [0.2 if each.kind == "dog" else 0.1 if each.kind in {"cat", "car"} else 0 for each in WATCHED_CLASSES]
    rows[0, 0] = [0, 0, 0, 0, 0.5, 0.0, 0.6, 0.8, *kinds]
    found = decode_secure_video([rows], SIZE)
    scores = dict(zip((each.kind for each in WATCHED_CLASSES), found.scores[0].tolist(), strict=True))
    assert {kind: score for kind, score in scores.items() if score} == pytest.approx(
        {"car": 0.3, "dog": 0.4, "cat": 0.2}
    )
    assert np.isfinite(found.scores).all(), "where no kind is likely"


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
    with pytest.raises(Unsupported):
        decode_secure_video([np.zeros(shape, np.float32) for shape in shapes], SIZE)


@pytest.mark.parametrize("shapes", [[], [(1, 84, 85)], [(1, 300, 80), (1, 300, 5)], [(1, 300, 91), (1, 300, 4)]])
def test_another_output_is_no_dfine(shapes: list[tuple[int, ...]]) -> None:
    with pytest.raises(Unsupported):
        decode_dfine([np.zeros(shape, np.float32) for shape in shapes], 640)


def test_every_watched_class_is_there_once() -> None:
    assert len({each.index for each in WATCHED_CLASSES}) == len({each.kind for each in WATCHED_CLASSES})


def test_the_detector_was_trained_on_the_same_classes_in_the_same_order() -> None:
    assert tuple(WATCHED_LABELS) == GROUPS
    assert [(each.label, each.kind, each.index) for each in WATCHED_CLASSES] == [
        (group, kind, COCO_INDEX[kind]) for group in GROUPS for kind in KINDS[group]
    ]

"""Labelled pictures are read as they are meant, and moved with their pictures."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, strategies as st

from models.augment import mirrored, mosaic, single, spoiled, visible, wide_angle
from models.classes import GROUPS
from models.data import IGNORED, Sample, chances, read_folder

VOC = """<annotation><filename>{name}</filename>
<object><name>Dog</name><difficult>0</difficult>
<bndbox><xmin>10</xmin><ymin>20</ymin><xmax>30</xmax><ymax>60</ymax></bndbox></object>
<object><name>car</name><difficult>1</difficult>
<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox></object>
<object><name>chair</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox></object>
</annotation>"""


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A grey picture with a white square at 40..60 across, 20..50 down."""
    picture = np.full((80, 120, 3), 60, np.uint8)
    picture[20:50, 40:60] = 255
    cv2.imwrite(str(tmp_path / "square.png"), picture)
    return tmp_path


@pytest.fixture
def sample(pictures: Path) -> Sample:
    return Sample(
        path=pictures / "square.png",
        boxes=np.array([[40, 20, 60, 50]], np.float32),
        groups=np.array([0]),
        source="test",
    )


def brightest(picture: np.ndarray) -> list[int]:
    """The box around everything that is white."""
    rows, columns = np.nonzero(picture.min(axis=2) > 200)
    return [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


def test_coco_labels(pictures: Path) -> None:
    labels = {
        "images": [{"id": 7, "file_name": "square.png", "source": "mine"}, {"id": 8, "file_name": "empty.png"}],
        "annotations": [
            {"image_id": 7, "category_id": 1, "bbox": [1, 2, 3, 4]},
            {"image_id": 7, "category_id": 2, "bbox": [5, 6, 7, 8], "iscrowd": 1},
            {"image_id": 7, "category_id": 2, "bbox": [5, 6, 7, 8], "ignore": 1},
            {"image_id": 7, "category_id": 3, "bbox": [5, 6, 7, 8]},
        ],
        "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "person"}, {"id": 3, "name": "chair"}],
    }
    file = pictures / "labels.json"
    file.write_text(json.dumps(labels))
    first, second = read_folder(file, pictures)
    assert first.boxes.tolist() == [[1, 2, 4, 6], [5, 6, 12, 14], [5, 6, 12, 14]]
    assert first.groups.tolist() == [GROUPS.index("animal"), IGNORED, IGNORED]
    assert (first.source, second.source) == ("mine", "labels")
    assert second.boxes.shape == (0, 4)


def test_voc_labels(pictures: Path) -> None:
    (pictures / "one.xml").write_text(VOC.format(name="square.png"))
    (found,) = read_folder(pictures, pictures)
    assert found.boxes.tolist() == [[10, 20, 30, 60], [1, 2, 3, 4]]
    assert found.groups.tolist() == [GROUPS.index("animal"), IGNORED]
    assert found.picture().shape == (80, 120, 3)


def test_nothing_to_learn_from_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no labelled pictures"):
        read_folder(tmp_path, tmp_path)


def test_a_file_that_is_no_picture_is_named(pictures: Path, sample: Sample) -> None:
    sample.path.write_bytes(b"nothing")
    with pytest.raises(ValueError, match=r"square\.png"):
        sample.picture()


def test_a_large_source_does_not_drown_the_others(sample: Sample) -> None:
    samples = [Sample(path=sample.path, boxes=sample.boxes, groups=sample.groups, source=name) for name in "aaaab"]
    likely = chances(samples)
    assert likely.sum() == pytest.approx(1)
    assert likely[:4].sum() == pytest.approx(2 * likely[4])


@given(seed=st.integers(0, 2**32))
def test_a_box_stays_around_its_object(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp()
    picture = np.full((80, 120, 3), 60, np.uint8)
    picture[20:50, 40:60] = 255
    cv2.imwrite(str(folder / "object.png"), picture)
    one = Sample(folder / "object.png", np.array([[40, 20, 60, 50]], np.float32), np.array([2]), "test")
    chance = np.random.default_rng(seed)
    shown, (boxes, groups) = single(one, chance, 128)
    if len(boxes):
        assert groups.tolist() == [2]
        assert brightest(shown) == pytest.approx(boxes[0].tolist(), abs=2.5)
    turned, (boxes, _) = mirrored(shown, (boxes, groups))
    if len(boxes):
        assert brightest(turned) == pytest.approx(boxes[0].tolist(), abs=2.5)
    bent, (boxes, _) = wide_angle(turned, (boxes, groups), 0.3)
    if len(boxes):
        assert brightest(bent) == pytest.approx(boxes[0].tolist(), abs=4)


def test_four_pictures_make_one(sample: Sample) -> None:
    shown, (boxes, groups) = mosaic([sample] * 4, np.random.default_rng(3), 256)
    assert shown.shape == (256, 256, 3)
    assert len(boxes) == len(groups) >= 2
    for left, top, right, bottom in boxes.astype(int):
        assert shown[top + 2 : bottom - 2, left + 2 : right - 2].min() > 200


def test_what_is_cut_off_too_far_is_gone() -> None:
    boxes = np.array([[-90, 0, 10, 50], [-10, 0, 90, 50], [0, 0, 3, 50]], np.float32)
    kept, groups = visible(boxes, np.array([0, 1, 2]), (0, 0, 100, 100))
    assert kept.tolist() == [[0, 0, 90, 50]]
    assert groups.tolist() == [1]


def test_a_spoiled_picture_is_still_one(sample: Sample) -> None:
    picture = sample.picture()
    chance = np.random.default_rng(5)
    versions = [spoiled(picture, chance) for _ in range(60)]
    assert all(each.shape == picture.shape and each.dtype == np.uint8 for each in versions)
    assert any((each[..., 0] == each[..., 1]).all() and each.std() > 1 for each in versions), "none by infrared"
    assert any((each == picture).all() for each in versions), "none left as it was"

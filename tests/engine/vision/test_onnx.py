"""The real runtime. Finding things needs the model and the pictures of the test data; the rest does not."""

import os
import subprocess
import sys
from pathlib import Path
from typing import override

import cv2
import numpy as np
import pytest
import skimage.data

from custom_components.secure_video.engine.errors import BadHash, ModelNotFound, Unsupported
from custom_components.secure_video.engine.model import WHOLE_PICTURE, BgrImage, Box, Label
from custom_components.secure_video.engine.vision import onnx
from custom_components.secure_video.engine.vision.catalog import DEFAULT_MODEL, OWN_MODEL, find_model
from custom_components.secure_video.engine.vision.onnx import OnnxDetector
from custom_components.secure_video.engine.vision.tracker import CONFIDENT

from .scenes import PaintedFrame

DATA = os.environ.get("SECURE_VIDEO_TEST_DATA", "")
needs_data = pytest.mark.skipif(not DATA, reason="SECURE_VIDEO_TEST_DATA names no folder with a model and footage")


class Picture(PaintedFrame):
    """A picture that was not painted."""

    def __init__(self, pixels: BgrImage) -> None:
        """Take the pixels as they are."""
        super().__init__(0.0, size=(pixels.shape[1], pixels.shape[0]))
        object.__setattr__(self, "_pixels", pixels)

    @override
    def bgr(self) -> BgrImage:
        pixels: BgrImage = self.__dict__["_pixels"]
        return pixels


@pytest.fixture(scope="module")
def detector() -> OnnxDetector:
    return OnnxDetector(OWN_MODEL, Path(DATA) / "models" / "yolox_nano.onnx")


@pytest.fixture(scope="module")
def street() -> BgrImage:
    video = cv2.VideoCapture(str(Path(DATA) / "videos" / "opencv_vtest_pets2009.mp4"))
    _, pixels = video.read()
    return np.asarray(pixels, np.uint8)


def test_importing_it_loads_no_runtime() -> None:
    engine = str(Path(onnx.__file__).parents[1])
    code = (
        "import sys, types; package = types.ModuleType('engine'); package.__path__ = [sys.argv[1]];"
        "sys.modules['engine'] = package; import engine.vision.onnx;"
        "assert not {'cv2', 'onnxruntime'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, engine], check=True)  # noqa: S603 - our own interpreter


def test_a_file_that_is_no_model_is_unsupported(tmp_path: Path) -> None:
    path = tmp_path / "custom.onnx"
    for data in (b"", b"\x00" * 1000, b"<html>not found</html>"):
        path.write_bytes(data)
        with pytest.raises(Unsupported, match=r"custom\.onnx"):
            OnnxDetector(OWN_MODEL, path)


def test_a_file_with_another_hash_is_never_parsed(tmp_path: Path) -> None:
    path = tmp_path / DEFAULT_MODEL.file
    path.write_bytes(b"\x00" * 1000)
    with pytest.raises(BadHash):
        OnnxDetector(DEFAULT_MODEL, path)
    with pytest.raises(ModelNotFound):
        OnnxDetector(DEFAULT_MODEL, tmp_path / "absent.onnx")


def test_a_missing_runtime_is_unsupported_and_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "custom.onnx"
    path.touch()
    for module, package in (("onnxruntime", "onnxruntime"), ("cv2", "opencv-python-headless")):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, module, None)
            with pytest.raises(Unsupported, match=package):
                OnnxDetector(OWN_MODEL, path)


@pytest.fixture(scope="module")
def bundled() -> OnnxDetector:
    return OnnxDetector(DEFAULT_MODEL, find_model(DEFAULT_MODEL))


@pytest.mark.parametrize(("name", "label"), [("astronaut", Label.PERSON), ("chelsea", Label.ANIMAL)])
def test_the_model_that_comes_along_knows_a_person_and_a_cat(bundled: OnnxDetector, name: str, label: Label) -> None:
    pixels = np.ascontiguousarray(getattr(skimage.data, name)()[:, :, ::-1])
    found = bundled.detect(Picture(pixels), (WHOLE_PICTURE,))
    assert {each.label for each in found if each.score >= CONFIDENT} == {label}


@pytest.mark.parametrize("name", ["brick", "gravel", "coffee"])
def test_the_model_that_comes_along_sees_nobody_where_nobody_is(bundled: OnnxDetector, name: str) -> None:
    pixels = getattr(skimage.data, name)()
    pixels = np.repeat(pixels[:, :, None], 3, 2) if pixels.ndim == 2 else np.ascontiguousarray(pixels[:, :, ::-1])
    assert not [each for each in bundled.detect(Picture(pixels), (WHOLE_PICTURE,)) if each.score >= CONFIDENT]


@needs_data
def test_another_kind_of_model_is_unsupported() -> None:
    with pytest.raises(Unsupported, match=r"custom.onnx|output"):
        OnnxDetector(OWN_MODEL, Path(DATA) / "models" / "picodet_s_416_coco.onnx")


@needs_data
def test_a_truncated_model_is_unsupported(tmp_path: Path) -> None:
    path = tmp_path / "custom.onnx"
    path.write_bytes((Path(DATA) / "models" / "yolox_nano.onnx").read_bytes()[:2_000_000])
    with pytest.raises(Unsupported):
        OnnxDetector(OWN_MODEL, path)


@needs_data
def test_people_in_a_street_are_found_where_they_are(detector: OnnxDetector, street: BgrImage) -> None:
    found = detector.detect(Picture(street), (WHOLE_PICTURE,))
    people = [each for each in found if each.label is Label.PERSON]
    assert len(people) >= 3
    assert all(each.kind == "person" and each.box.height > each.box.width for each in people)


@needs_data
def test_an_empty_picture_and_no_regions_hold_nothing(detector: OnnxDetector, street: BgrImage) -> None:
    assert detector.detect(Picture(np.full((360, 640, 3), 90, np.uint8)), (WHOLE_PICTURE,)) == ()
    assert detector.detect(Picture(street), ()) == ()


@needs_data
def test_a_crop_gives_boxes_of_the_whole_picture(detector: OnnxDetector, street: BgrImage) -> None:
    whole = detector.detect(Picture(street), (WHOLE_PICTURE,))
    best = max((each for each in whole if each.label is Label.PERSON), key=lambda each: each.score)
    around = Box(
        left=max(0.0, best.box.centre.x - 0.3),
        top=max(0.0, best.box.centre.y - 0.4),
        right=min(1.0, best.box.centre.x + 0.3),
        bottom=min(1.0, best.box.centre.y + 0.4),
    )
    found = detector.detect(Picture(street), (around,))
    assert max(each.box.iou(best.box) for each in found) > 0.7


@needs_data
def test_overlapping_crops_do_not_find_anybody_twice(detector: OnnxDetector, street: BgrImage) -> None:
    halves = (Box(left=0, top=0, right=0.6, bottom=1), Box(left=0.4, top=0, right=1, bottom=1))
    found = detector.detect(Picture(street), halves)
    for number, one in enumerate(found):
        for other in found[number + 1 :]:
            assert one.label is not other.label or one.box.iou(other.box) < 0.5

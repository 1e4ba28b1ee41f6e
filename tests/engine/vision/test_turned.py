"""What is found in a turned picture is told where it is in the picture itself."""

from typing import override

import numpy as np
import pytest

from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.model.picture import WHOLE_PICTURE, BgrImage, Box, Frame
from custom_components.secure_video.engine.model.vision import Detection, Detector
from custom_components.secure_video.engine.vision.turned import Turn, detect_turned

from .pictures import a_frame
from .scenes import a_detection

WIDTH, HEIGHT = 160, 96
MARK = Box(left=0.125, top=0.25, right=0.3125, bottom=0.5)


class BrightPartDetector(Detector):
    """Finds the one part that is bright, in the crops it is given."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self.crops: list[BgrImage] = []

    @property
    @override
    def name(self) -> str:
        return "Bright"

    @property
    @override
    def labels(self) -> frozenset[Label]:
        return frozenset({Label.PERSON})

    @override
    def detect(self, frame: Frame, regions: tuple[Box, ...]) -> tuple[Detection, ...]:
        return tuple(a_detection(self._found(frame, region)) for region in regions)

    def _found(self, frame: Frame, region: Box) -> Box:
        crop = frame.crop(region, round(region.width * frame.width), round(region.height * frame.height))
        self.crops.append(crop)
        rows, columns = np.nonzero(crop[:, :, 0] > 128)
        return Box(
            left=region.left + columns.min() / frame.width,
            top=region.top + rows.min() / frame.height,
            right=region.left + (columns.max() + 1) / frame.width,
            bottom=region.top + (rows.max() + 1) / frame.height,
        )


def marked() -> BgrImage:
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    pixels[round(MARK.top * HEIGHT) : round(MARK.bottom * HEIGHT), round(MARK.left * WIDTH) : 50] = 255
    return pixels


@pytest.mark.parametrize("turn", Turn)
@pytest.mark.parametrize("region", [WHOLE_PICTURE, Box(left=0.1, top=0.125, right=0.6, bottom=0.75)])
def test_boxes_are_the_pictures_however_it_is_turned(turn: Turn, region: Box) -> None:
    [found] = detect_turned(BrightPartDetector(), a_frame(marked()), (region,), turn)
    for edge in ("left", "top", "right", "bottom"):
        assert getattr(found.box, edge) == pytest.approx(getattr(MARK, edge), abs=1e-6)


def test_the_detector_sees_the_picture_turned_against_the_clock() -> None:
    detector = BrightPartDetector()
    frame = a_frame(marked())
    for turn in Turn:
        detect_turned(detector, frame, (WHOLE_PICTURE,), turn)
    upright = detector.crops[0]
    assert [crop.shape[:2] for crop in detector.crops] == [(96, 160), (160, 96), (96, 160), (160, 96)]
    for turn, crop in zip(Turn, detector.crops, strict=True):
        assert np.array_equal(crop, np.rot90(upright, turn))

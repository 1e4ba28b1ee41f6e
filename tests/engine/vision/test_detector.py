"""One detector serves all cameras, on its own thread, until it is closed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import override

import pytest

from custom_components.secure_video.engine.errors import ModelError, Unsupported
from custom_components.secure_video.engine.model import WHOLE_PICTURE, Box, Detection, Frame, Label
from custom_components.secure_video.engine.vision.detector import SharedDetector

from .scenes import PaintedDetector, PaintedFrame, a_box

FRAME = PaintedFrame(0.0, (a_box(0.4, 0.4),))


class WatchedDetector(PaintedDetector):
    """Notes on which threads it runs, and waits until it may answer."""

    def __init__(self) -> None:
        """Waits from the first call on."""
        super().__init__()
        self.threads: set[str] = set()
        self.running = threading.Event()
        self.may_answer = threading.Event()

    @override
    def detect(self, frame: Frame, regions: tuple[Box, ...]) -> tuple[Detection, ...]:
        self.threads.add(threading.current_thread().name)
        self.running.set()
        assert self.may_answer.wait(10)
        return super().detect(frame, regions)


def test_answers_errors_and_names_are_the_inner_detectors() -> None:
    shared = SharedDetector(PaintedDetector(Label.ANIMAL))
    [found] = shared.detect(FRAME, (WHOLE_PICTURE,))
    assert found.label is Label.ANIMAL
    assert shared.name == "Painted"
    assert shared.labels == {Label.ANIMAL}
    shared.close()


def test_an_error_reaches_the_camera_that_asked() -> None:
    class Broken(PaintedDetector):
        @override
        def detect(self, frame: Frame, regions: tuple[Box, ...]) -> tuple[Detection, ...]:
            raise Unsupported("no")

    shared = SharedDetector(Broken())
    with pytest.raises(Unsupported):
        shared.detect(FRAME, (WHOLE_PICTURE,))
    shared.close()


def test_many_cameras_share_one_thread() -> None:
    inner = WatchedDetector()
    inner.may_answer.set()
    shared = SharedDetector(inner)
    with ThreadPoolExecutor(6) as cameras:
        answers = list(cameras.map(lambda _: shared.detect(FRAME, (WHOLE_PICTURE,)), range(30)))
    shared.close()
    assert all(len(answer) == 1 for answer in answers)
    assert len(inner.threads) == 1


def test_closing_refuses_what_waits_and_leaves_no_thread() -> None:
    inner = WatchedDetector()
    shared = SharedDetector(inner)
    with ThreadPoolExecutor(3) as cameras:
        first = cameras.submit(shared.detect, FRAME, (WHOLE_PICTURE,))
        assert inner.running.wait(10)
        second = cameras.submit(shared.detect, FRAME, (WHOLE_PICTURE,))
        closing = cameras.submit(shared.close)
        with pytest.raises(ModelError):
            second.result(10)
        inner.may_answer.set()
        assert first.result(10)
        closing.result(10)
    with pytest.raises(ModelError):
        shared.detect(FRAME, (WHOLE_PICTURE,))
    assert not any(thread.name in inner.threads for thread in threading.enumerate())

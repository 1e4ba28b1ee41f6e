"""The background model sees what comes and not what always moves, flickers or gets brighter."""

import numpy as np
from hypothesis import given, strategies as st

from custom_components.secure_video.engine.model.areas import Mask, MaskKind
from custom_components.secure_video.engine.model.picture import Box, GreyImage, Point
from custom_components.secure_video.engine.model.vision import Motion
from custom_components.secure_video.engine.vision.clutter import MOST_LOOKS
from custom_components.secure_video.engine.vision.motion import CELL, LONG_SIDE, MotionDetector, motion_size

from .scenes import PaintedFrame, a_box

WIDTH, HEIGHT = motion_size(640, 352)


def seen(frames: list[GreyImage], detector: MotionDetector | None = None, first: int = 0) -> list[Motion]:
    """What is told about five pictures a second."""
    detector = detector or MotionDetector()
    return [detector.update(frame, (first + number) / 5) for number, frame in enumerate(frames)]


def picture(number: int, *boxes: Box, brightness: int = 90) -> GreyImage:
    return PaintedFrame(number / 5, boxes, brightness, seed=number).grey(WIDTH, HEIGHT)


def empty(count: int, first: int = 0) -> list[GreyImage]:
    return [picture(first + number) for number in range(count)]


def test_an_empty_scene_has_no_motion() -> None:
    motions = seen(empty(50))
    assert motions[0].is_settling
    assert not any(motion.regions for motion in motions)
    assert not any(motion.is_settling for motion in motions[3:])


def test_who_enters_one_second_after_the_start_is_seen_where_they_are() -> None:
    box = a_box(0.3, 0.3)
    [*_, last] = seen([*empty(5), picture(5, box)])
    [region] = last.regions
    assert region.intersection(box) > 0.99 * box.area
    assert region.width <= box.width + 2 * CELL / WIDTH
    assert region.height <= box.height + 3 * CELL / HEIGHT


def test_two_apart_are_two_regions() -> None:
    [*_, last] = seen([*empty(20), picture(20, a_box(0.1, 0.3), a_box(0.8, 0.3))])
    assert len(last.regions) == 2


def test_what_stops_becomes_background() -> None:
    motions = seen([*empty(20), *(picture(20 + number, a_box(0.3, 0.3)) for number in range(100))])
    assert motions[20].regions
    assert not motions[-1].regions


def test_a_light_switch_is_settling_and_not_motion() -> None:
    patches = tuple(a_box(x / 10, y / 4, 0.06, 0.2) for x in range(10) for y in range(4))
    lit = [picture(30 + number, *patches, brightness=20) for number in range(10)]
    motions = seen([*empty(30), *lit])
    assert motions[30].is_settling
    assert not any(motion.regions for motion in motions)
    assert not motions[-1].is_settling


def test_exposure_that_shifts_the_whole_picture_is_nothing() -> None:
    motions = seen([*empty(20), *(picture(20 + n, brightness=130) for n in range(5))])
    assert not any(motion.regions for motion in motions)
    assert not motions[20].is_settling


def test_slow_dusk_is_nothing() -> None:
    motions = seen([picture(number, brightness=200 - number) for number in range(150)])
    assert not any(motion.regions for motion in motions)


def test_leaves_are_learned_where_they_are_and_only_there() -> None:
    generator = np.random.default_rng(1)

    def windy(number: int, *boxes: Box) -> GreyImage:
        frame = picture(number, *boxes)
        leaves = generator.integers(-30, 31, (HEIGHT // 2 // CELL, WIDTH // 4 // CELL)).repeat(CELL, 0).repeat(CELL, 1)
        frame[: leaves.shape[0], : leaves.shape[1]] = (120 + leaves).astype(np.uint8)
        return frame

    detector = MotionDetector()
    early = seen([windy(number) for number in range(20)], detector)
    late = seen([windy(number) for number in range(20, 220)], detector, first=20)[100:]
    assert sum(bool(motion.regions) for motion in early) > 5
    assert sum(bool(motion.regions) for motion in late) < 30
    visitors = [a_box(0.6 + 0.01 * number, 0.5) for number in range(MOST_LOOKS)]
    *_, last = seen([windy(220 + n, visitor) for n, visitor in enumerate(visitors)], detector, first=220)
    assert any(region.intersection(visitors[-1]) > 0.9 * visitors[-1].area for region in last.regions)


def test_what_stops_is_no_motion_once_it_stands_still() -> None:
    motions = seen([*empty(20), *(picture(20 + number, a_box(0.3, 0.3)) for number in range(10))])
    assert motions[20].regions
    assert not any(motion.regions for motion in motions[24:])


def test_a_picture_every_four_seconds_shows_who_came_meanwhile() -> None:
    detector = MotionDetector()
    for number in range(10):
        motion = detector.update(picture(number), 4.0 * number)
        assert motion.is_settling == (number == 0)
        assert not motion.regions
    box = a_box(0.3, 0.3)
    [region] = detector.update(picture(10, box), 40.0).regions
    assert region.intersection(box) > 0.99 * box.area


def test_the_background_is_learned_in_seconds_whatever_the_rate() -> None:
    def seconds_until_ghost_is_gone(rate: int) -> float:
        detector = MotionDetector()
        seen(empty(50), detector)
        standing = a_box(0.3, 0.3)
        for number in range(30 * rate):
            detector.update(picture(number, standing), 10 + number / rate)
        moved = a_box(0.33, 0.3)
        return next(n / rate for n in range(99) if not detector.update(picture(n, moved), 40 + n / rate).regions)

    assert abs(seconds_until_ghost_is_gone(5) - seconds_until_ghost_is_gone(15)) < 0.5


def test_the_same_time_twice_is_no_error() -> None:
    detector = MotionDetector()
    for number in range(5):
        detector.update(picture(number), 1.0)
    assert not detector.update(picture(9), 2.0).regions


def test_ignored_parts_never_move() -> None:
    left_half = tuple(Point(x=x, y=y) for x, y in ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)))
    detector = MotionDetector((Mask(name="Street", kind=MaskKind.IGNORED, polygon=left_half),))
    seen(empty(20), detector)
    [region] = detector.update(picture(20, a_box(0.2, 0.3), a_box(0.7, 0.3)), 4.0).regions
    assert region.left >= 0.5


def test_motion_everywhere_is_one_region() -> None:
    detector = MotionDetector()
    seen(empty(20), detector)
    pieces = [a_box(x / 10, y / 5, 0.05, 0.1) for x in range(4) for y in range(5)]
    few = detector.update(picture(20, *pieces), 4.0).regions
    assert len(few) == 1
    assert few[0].right < 0.5


def test_another_size_starts_anew() -> None:
    detector = MotionDetector()
    seen(empty(10), detector)
    assert detector.update(np.zeros((CELL * 4, CELL * 4), np.uint8), 2.0).is_settling


@given(st.integers(16, 8000), st.integers(16, 8000))
def test_the_size_looked_at_is_small_and_made_of_whole_cells(width: int, height: int) -> None:
    size = motion_size(width, height)
    assert all(side % CELL == 0 and CELL <= side <= LONG_SIDE for side in size)


@given(st.integers(0, 2**32 - 1))
def test_regions_stay_within_the_picture(seed: int) -> None:
    generator = np.random.default_rng(seed)
    frames = [generator.integers(0, 256, (64, 96)).astype(np.uint8) for _ in range(3)]
    frames += [np.where(generator.random((64, 96)) < 0.01, 255, frames[-1]).astype(np.uint8)]
    for motion in seen(frames):
        for box in motion.regions:
            assert 0 <= box.left < box.right <= 1
            assert 0 <= box.top < box.bottom <= 1

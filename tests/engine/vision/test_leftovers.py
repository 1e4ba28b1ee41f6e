"""What was left or taken where somebody was, and what only looks like it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.model.picture import Box, GreyImage
from custom_components.secure_video.engine.model.vision import StillChange, Track
from custom_components.secure_video.engine.vision.appearance import structural_change
from custom_components.secure_video.engine.vision.leftovers import Leftovers

from .scenes import a_box, a_track

WIDTH, HEIGHT = 320, 176
PARCEL = Box(left=0.45, top=0.7, right=0.53, bottom=0.82)

type Floor = Callable[[float], np.ndarray]


def floor(brightness: float = 110.0) -> np.ndarray:
    """Smooth ground with some grain."""
    grain = np.random.default_rng(7).normal(0, 6, (HEIGHT, WIDTH))
    return brightness + grain


def put(picture: np.ndarray, box: Box, level: float) -> None:
    rows = slice(round(box.top * HEIGHT), round(box.bottom * HEIGHT))
    columns = slice(round(box.left * WIDTH), round(box.right * WIDTH))
    picture[rows, columns] = level


class Story:
    """Five pictures a second. Somebody, 0.5 high, walks in at 6 s, stands at the parcel's place, is gone at 12 s."""

    def __init__(self, *, label: Label = Label.PERSON) -> None:
        """Begin at time 0, with nobody there."""
        self.leftovers = Leftovers()
        self.label = label
        self.number = 0
        self.changes: list[StillChange] = []

    @property
    def time(self) -> float:
        return self.number / 5

    def visitor(self) -> Box | None:
        if not 6 <= self.time < 12:
            return None
        x = 0.45 - 0.2 * max(0.0, 8 - self.time) - 0.2 * max(0.0, self.time - 10)
        return a_box(x, 0.35, height=0.5)

    def watch(
        self,
        seconds: float,
        draw: Callable[[np.ndarray, float], object] = lambda _, __: None,
        *,
        is_settling: bool = False,
        is_seen: bool = True,
    ) -> None:
        for _ in range(round(seconds * 5)):
            picture = floor()
            draw(picture, self.time)
            visitor = self.visitor()
            tracks: tuple[Track, ...] = ()
            if visitor is not None:
                put(picture, visitor, 40 + 20 * (self.number % 3))
                track = a_track(box=visitor, label=self.label, first_time=6.0, last_time=self.time)
                tracks = (track,) if is_seen else ()
            picture += np.random.default_rng(self.number).normal(0, 2, picture.shape)
            grey: GreyImage = picture.clip(0, 255).astype(np.uint8)
            self.changes += self.leftovers.update(self.time, grey, tracks, is_settling=is_settling)
            self.number += 1


def parcel_from(begin: float, end: float = np.inf, level: float = 180.0) -> Callable[[np.ndarray, float], None]:
    def draw(picture: np.ndarray, time: float) -> None:
        if begin <= time < end:
            put(picture, PARCEL, level)

    return draw


@pytest.mark.parametrize("level", [180.0, 60.0])
def test_what_is_left_is_found_within_seconds_after_they_are_gone(level: float) -> None:
    story = Story()
    story.watch(16, parcel_from(9.0, level=level))
    [change] = story.changes
    assert change.appeared > 0.6
    assert change.box.iou(PARCEL) > 0.6
    assert change.person_height == pytest.approx(0.5)
    assert 9.0 <= change.since <= 13.0


def test_what_is_taken_is_found_as_gone() -> None:
    story = Story()
    story.watch(16, parcel_from(0.0, 9.0))
    [change] = story.changes
    assert change.appeared < 0.4
    assert change.box.iou(PARCEL) > 0.6


def test_what_stays_as_it_is_and_who_passes_is_nothing() -> None:
    story = Story()
    story.watch(18, parcel_from(0.0))
    assert story.changes == []


def test_what_changes_with_nobody_there_is_nothing() -> None:
    story = Story()
    story.watch(5)
    story.watch(13, parcel_from(2.0))
    assert story.changes == []
    unseen = Story()
    unseen.watch(18, parcel_from(9.0), is_seen=False)
    assert unseen.changes == []


@pytest.mark.parametrize("label", [Label.VEHICLE, Label.ANIMAL])
def test_what_changes_where_a_car_or_an_animal_was_is_nothing(label: Label) -> None:
    story = Story(label=label)
    story.watch(18, parcel_from(9.0))
    assert story.changes == []


def test_a_place_that_only_got_darker_is_nothing() -> None:
    def shade(picture: np.ndarray, time: float) -> None:
        if time >= 9:
            rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
            distance = ((columns - 155) / 60) ** 2 + ((rows - 130) / 40) ** 2
            picture *= 1 - 0.4 * np.exp(-distance)

    story = Story()
    story.watch(18, shade)
    assert story.changes == []


def test_after_the_light_has_changed_everything_is_as_it_is() -> None:
    story = Story()
    story.watch(9, parcel_from(0.0, 9.0))
    story.watch(0.4, is_settling=True)
    story.watch(9)
    assert story.changes == []


def test_somebody_who_stands_there_is_waited_for() -> None:
    story = Story()
    draw = parcel_from(9.0)
    story.watch(9.8, draw)
    assert story.changes == []


def test_what_never_moved_is_a_part_of_the_scene() -> None:
    leftovers = Leftovers()
    statue = replace(a_track(box=PARCEL, is_moving=False), last_time=0.0)
    for number in range(40):
        picture = floor()
        put(picture, PARCEL, 180 if number < 20 else 60)
        grey = picture.clip(0, 255).astype(np.uint8)
        assert leftovers.update(number / 5, grey, (statue,), is_settling=False) == ()


@pytest.mark.parametrize("recognised", [1.2, 2.4])
def test_who_stands_there_from_the_start_and_goes_was_no_thing(recognised: float) -> None:
    leftovers = Leftovers()
    for number in range(60):
        time, picture = number / 5, floor()
        place = a_box(0.45 + 0.3 * max(0.0, time - 7), 0.35, height=0.5)
        put(picture, place, 40)
        track = a_track(box=place, is_moving=time >= recognised, first_time=0.2, last_time=time)
        grey = picture.clip(0, 255).astype(np.uint8)
        assert leftovers.update(time, grey, (track,) if place.right < 1 else (), is_settling=False) == ()


def test_a_size_that_changes_begins_anew() -> None:
    story = Story()
    story.watch(3)
    small = np.full((136, 200), 90, np.uint8)
    assert story.leftovers.update(3.0, small, (), is_settling=False) == ()


def test_structure_ignores_light_and_sees_edges() -> None:
    before = floor().astype(np.float32)
    assert structural_change(before, before * 0.6 + 20).max() < 3.0
    now = before.copy()
    put(now, PARCEL, 180)
    assert structural_change(before, now).max() > 10.0

"""Weather, light and cameras are no motion, and who comes is seen in all of them."""

from copy import deepcopy
from functools import cache

import pytest

from custom_components.secure_video.engine.incidents.machine import IncidentMachine
from custom_components.secure_video.engine.model.incidents import IncidentStarted
from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.model.picture import GreyImage
from custom_components.secure_video.engine.model.vision import Motion
from custom_components.secure_video.engine.vision.motion import MotionDetector

from .nuisances import (
    BY_DAY,
    BY_NIGHT,
    EVENT,
    Figure,
    Nuisance,
    Place,
    clock,
    clouds,
    compressed,
    dusk,
    exposure,
    headlights,
    infrared,
    insects,
    picture,
    rain,
    snow,
    steady,
    water,
)

LEARNED = 15.0
"""Seconds after which weather and leaves must be known."""

END = 30.0
WATCHING, RESTING = 0.2, 2.0
"""Seconds between pictures."""

AWAKE_SECONDS = 3.0
"""For which a camera is watched after something moved."""

DAY = [(nuisance, False) for nuisance in (*BY_DAY, infrared)]
NIGHT = [(nuisance, True) for nuisance in BY_NIGHT]
each_nuisance = pytest.mark.parametrize(
    ("nuisance", "is_night"), DAY + NIGHT, ids=lambda value: getattr(value, "__name__", "night" if value else "day")
)
SEEDS = (11, 12)
seeds = pytest.mark.parametrize("seed", SEEDS)

ROUGH = {rain, snow, insects, water}
"""In these a figure of a dozen pixels is lost, and a larger one is missed now and then."""


def a_place(seed: int, *, is_night: bool) -> Place:
    return Place(seed, brightness=35.0, noise=2.5) if is_night else Place(seed)


class Camera:
    """Looks at a place and tells of motion that lasts."""

    def __init__(self) -> None:
        """Nothing is known."""
        self.detector = MotionDetector()
        self._machine = IncidentMachine({Label.MOTION}, prefix="camera")
        self.incidents: list[float] = []
        self.moved: list[float] = []

    def look(self, grey: GreyImage, time: float) -> Motion:
        motion = self.detector.update(grey, time)
        changes = self._machine.update(time, (), has_motion=bool(motion.regions))
        self.incidents += [time for change in changes if isinstance(change, IncidentStarted)]
        self.moved += [time] if motion.regions else []
        return motion

    @property
    def alarms(self) -> int:
        """How often it told of motion once it knew the place."""
        return sum(time >= LEARNED for time in self.incidents)


@cache
def watched(nuisance: Nuisance, seed: int, *, is_night: bool, seconds: float) -> Camera:
    """A camera that has been watched at 5 pictures a second."""
    camera = Camera()
    place = a_place(seed, is_night=is_night)
    for number in range(round(seconds / WATCHING)):
        camera.look(picture(place, number * WATCHING, (nuisance,)), number * WATCHING)
    return camera


@seeds
@each_nuisance
def test_no_nuisance_is_motion_to_a_watched_camera(nuisance: Nuisance, seed: int, *, is_night: bool) -> None:
    camera = watched(nuisance, seed, is_night=is_night, seconds=END)
    assert camera.alarms == 0


@seeds
@each_nuisance
def test_no_nuisance_is_motion_to_a_camera_that_rests(nuisance: Nuisance, seed: int, *, is_night: bool) -> None:
    """It wakes when something seems to move, looks closer, and goes back to rest."""
    camera = Camera()
    place = a_place(seed, is_night=is_night)
    time = awake_until = 0.0
    while time < 2 * END:
        motion = camera.look(picture(place, time, (nuisance,)), time)
        if motion.regions or motion.is_settling:
            awake_until = time + AWAKE_SECONDS
        time = round(time + WATCHING if time < awake_until else time // RESTING * RESTING + RESTING, 1)
    assert camera.alarms == 0


@seeds
@pytest.mark.parametrize("nuisance", [steady, clouds, exposure, dusk, headlights])
def test_light_does_not_even_wake_a_camera_that_rests(nuisance: Nuisance, seed: int) -> None:
    camera = Camera()
    place = a_place(seed, is_night=nuisance is headlights)
    for number in range(40):
        camera.look(picture(place, number * RESTING, (nuisance,)), number * RESTING)
    assert camera.moved == []


@each_nuisance
def test_figures_are_seen_within_0_6_seconds(nuisance: Nuisance, *, is_night: bool) -> None:
    is_rough = nuisance in ROUGH
    heights = (0.2, 0.3, 0.4) if is_rough else (0.08, 0.12, 0.2, 0.4)
    seen = [is_seen_soon(nuisance, seed, height, is_night=is_night) for seed in SEEDS for height in heights]
    assert seen.count(True) >= (len(seen) * 2 / 3 if is_rough else len(seen))


def is_seen_soon(nuisance: Nuisance, seed: int, height: float, *, is_night: bool) -> bool:
    """Whether there is motion on a figure in one of the first four pictures that show it."""
    start = EVENT + 1 if nuisance is infrared else LEARNED
    detector = deepcopy(watched(nuisance, seed, is_night=is_night, seconds=start).detector)
    place = a_place(seed, is_night=is_night)
    left, top = place.chance(9, height).uniform((0.1, 0.35), (0.8, 0.95 - height))
    figure = Figure(start, height=height, left=left, top=top)
    for time in (start + number * WATCHING for number in range(4)):
        box = figure.box(time)
        motion = detector.update(picture(place, time, (nuisance,), figure), time)
        if any(region.intersection(box) > 0.3 * box.area for region in motion.regions):
            return True
    return False


@seeds
@pytest.mark.parametrize("nuisance", [steady, clock])
def test_key_frames_that_look_different_are_no_motion(nuisance: Nuisance, seed: int) -> None:
    place = a_place(seed, is_night=False)
    pictures = (picture(place, number * WATCHING, (nuisance,)) for number in range(150))
    watching, resting = Camera(), Camera()
    for number, (grey, is_key) in enumerate(compressed(pictures, rate=5, group=10)):
        watching.look(grey, number * WATCHING)
        if is_key:
            resting.look(grey, number * WATCHING)
    assert watching.alarms == 0
    assert resting.alarms == 0


@seeds
def test_a_figure_is_seen_in_compressed_pictures(seed: int) -> None:
    place, figure = a_place(seed, is_night=False), Figure(18.0, height=0.15, left=0.3, top=0.5)
    pictures = (picture(place, number * WATCHING, (), figure) for number in range(94))
    camera = Camera()
    for number, (grey, _) in enumerate(compressed(pictures, rate=5, group=10)):
        camera.look(grey, number * WATCHING)
    assert len([time for time in camera.moved if time >= figure.start]) >= 3

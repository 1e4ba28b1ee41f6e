"""Made-up weather, light and cameras: grey pictures of a garden in which nothing moves, or one figure.

Every place is drawn from its seed. A nuisance changes the picture as something would that is not motion.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import av
import numpy as np

from custom_components.secure_video.engine.model.picture import Box, GreyImage

if TYPE_CHECKING:
    from numpy.typing import NDArray

type Picture = NDArray[np.float32]

WIDTH, HEIGHT = 320, 176
EVENT = 20.0
"""Seconds: when what happens once happens (a lamp, infrared, a step of the exposure)."""

_ROWS, _COLUMNS = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
_DIGITS = (0x7B6F, 0x749A, 0x73E7, 0x79E7, 0x49ED, 0x79CF, 0x7BCF, 0x4927, 0x7BEF, 0x79EF)
"""3 x 5 dots each, the first at the upper left in the lowest bit."""

type Nuisance = Callable[[Picture, float, Place], Picture]
"""What becomes of the picture of a place at a time."""


@dataclass(frozen=True)
class Place:
    """A garden with textured ground and walls. `brightness` is the ground's, `noise` the camera's, in grey levels."""

    seed: int
    brightness: float = 110.0
    noise: float = 1.0

    def chance(self, *about: float) -> np.random.Generator:
        """Chance that is the same for the same question."""
        return np.random.default_rng([self.seed, *(round(100 * each) for each in about)])


@dataclass(frozen=True)
class Figure:
    """A person who stands there from `start` on and walks to the right, 0.7 of their height a second.

    `height`, `left` and `top` are shares of the picture. Coat, legs and head reflect so much beside a ground of 1.
    """

    start: float
    height: float = 0.2
    left: float = 0.3
    top: float = 0.4
    tones: tuple[float, float, float] = (0.5, 0.35, 1.4)

    def box(self, time: float) -> Box:
        """Where they are: a third as wide as high."""
        left = self.left + 0.7 * self.height * HEIGHT / WIDTH * (time - self.start)
        width = self.height * HEIGHT / 3 / WIDTH
        return Box(left=left, top=self.top, right=left + width, bottom=self.top + self.height)


def picture(place: Place, time: float, nuisances: Iterable[Nuisance] = (), figure: Figure | None = None) -> GreyImage:
    """Return what the camera at a place shows."""
    shown = ground(place.seed) * place.brightness
    for nuisance in (each for each in nuisances if each in MOVED_GROUND):
        shown = nuisance(shown, time, place)
    if figure and time >= figure.start:
        _draw(shown, figure, figure.box(time), place)
    for nuisance in (each for each in nuisances if each not in MOVED_GROUND):
        shown = nuisance(shown, time, place)
    shift = int(place.chance(1, time).integers(HEIGHT * WIDTH))
    return np.clip(shown + place.noise * np.roll(_noise(), shift), 0, 255).astype(np.uint8)


@cache
def _noise() -> Picture:
    """Noise of one grey level. Drawing it anew for each picture would take longer than everything else."""
    return np.random.default_rng(0).standard_normal((HEIGHT, WIDTH), np.float32)


@cache
def ground(seed: int) -> Picture:
    """What reflects how much, about 1: patches of all sizes, and things with straight edges."""
    chance = np.random.default_rng(seed)
    layers = ((64, 0.25), (16, 0.12), (4, 0.08), (1, 0.04))
    shown = np.ones((HEIGHT, WIDTH), np.float32)
    for size, share in layers:
        shown += share * _patches(chance, size)
    for _ in range(10):
        left, top = int(chance.integers(0, WIDTH)), int(chance.integers(0, HEIGHT))
        across, down = (int(each) for each in chance.integers(8, 80, 2))
        shown[top : top + down, left : left + across] *= chance.uniform(0.6, 1.4)
    return np.clip(shown, 0.15, 2.0).astype(np.float32)


def steady(shown: Picture, _time: float, _place: Place) -> Picture:
    """Nothing but the camera's noise."""
    return shown


def headlights(shown: Picture, time: float, place: Place) -> Picture:
    """A beam sweeps over everything within 2 s, every 7 s, three to six times as bright as the place."""
    sweep, passed = divmod(time, 7.0)
    if passed > 2:
        return shown
    chance = place.chance(2, sweep)
    strength, middle, radius = chance.uniform(2, 5), chance.uniform(0.3, 0.8) * HEIGHT, chance.uniform(30, 70)
    centre = (passed / 2 * 1.6 - 0.3) * WIDTH
    distance = np.hypot((_COLUMNS - centre) / 1.5, _ROWS - middle) / radius
    lit: Picture = shown * (1 + strength / (1 + distance**4))
    return lit


def clouds(shown: Picture, time: float, place: Place) -> Picture:
    """Soft shadows drift over a third of the light, and the sun comes and goes."""
    waves = np.sin((_COLUMNS - 9 * time) / 45 + place.seed) + np.sin((_ROWS + 4 * time) / 60)
    lit: Picture = shown * (1 + 0.15 * waves + 0.15 * math.sin(time / 11))
    return lit


def exposure(shown: Picture, time: float, place: Place) -> Picture:
    """The camera changes its exposure at once, every 6 s."""
    return shown * place.chance(3, time // 6).uniform(0.6, 1.3)


def dusk(shown: Picture, time: float, _place: Place) -> Picture:
    """It gets dark within two minutes."""
    return shown * max(0.1, 1 - time / 120)


def infrared(shown: Picture, time: float, place: Place) -> Picture:
    """The camera switches to infrared: other surfaces are bright, and the middle is lit by the camera's own lamp."""
    if time < EVENT:
        return shown
    lamp = 1.5 / (1 + (np.hypot(_COLUMNS - WIDTH / 2, _ROWS - HEIGHT / 2) / 90) ** 2)
    own = ground(place.seed + 1000)
    mixed: Picture = (0.4 * shown + 0.6 * own * place.brightness) * lamp
    return mixed


def rain(shown: Picture, time: float, place: Place) -> Picture:
    """Streaks everywhere, others in each picture."""
    chance = place.chance(4, time)
    for _ in range(int(chance.integers(10, 40))):
        left, top, length = (int(each) for each in chance.integers((0, 0, 6), (WIDTH, HEIGHT, 24)))
        rows = slice(top, top + length)
        shown[rows, left : left + 1 + int(chance.integers(0, 2))] += chance.uniform(10, 40)
    return shown


def snow(shown: Picture, time: float, place: Place) -> Picture:
    """Flakes of all sizes everywhere, others in each picture."""
    chance = place.chance(5, time)
    for _ in range(int(chance.integers(20, 60))):
        left, top, size = (int(each) for each in chance.integers((0, 0, 1), (WIDTH, HEIGHT, 6)))
        shown[top : top + size, left : left + size] += chance.uniform(15, 60)
    return shown


def insects(shown: Picture, time: float, place: Place) -> Picture:
    """None to two blurred bright trails near the lens, lit by the camera's lamp; others in each picture."""
    chance = place.chance(6, time)
    for _ in range(int(chance.integers(0, 3))):
        left, top = (int(each) for each in chance.integers((0, 0), (WIDTH - 40, HEIGHT - 40)))
        angle, length, thickness = chance.uniform((0, 4, 2), (math.pi, 20, 5))
        rows, columns = _ROWS[:40, :40] - 20, _COLUMNS[:40, :40] - 20
        along = columns * math.cos(angle) + rows * math.sin(angle)
        beside = rows * math.cos(angle) - columns * math.sin(angle)
        shown[top : top + 40, left : left + 40] += 90 * np.exp(-((along / length) ** 4) - (beside / thickness) ** 2)
    return shown


def foliage(shown: Picture, time: float, place: Place) -> Picture:
    """The upper third sways by some pixels, each part of it in its own time, more in gusts."""
    rows = HEIGHT // 3
    gust = 2 + 1.5 * math.sin(time / 3)
    phase = _COLUMNS[:rows] / 25 + _ROWS[:rows] / 15 + place.seed
    columns = _COLUMNS[:rows] + gust * np.sin(2.1 * time + phase) * np.sin(0.9 * time + 2 * phase)
    lines = _ROWS[:rows] + gust / 2 * np.sin(1.7 * time + phase)
    return _moved(shown, lines, columns)


def water(shown: Picture, time: float, place: Place) -> Picture:
    """The lower third is covered with waves that go in all directions."""
    rows, columns = _ROWS[-HEIGHT // 3 :], _COLUMNS[-HEIGHT // 3 :]
    waves = np.zeros_like(rows)
    for angle in place.chance(7).uniform(0, 2 * math.pi, 5):
        waves += np.sin((columns * math.cos(angle) + rows * math.sin(angle)) / 4 - (3 + angle) * time)
    shown[-HEIGHT // 3 :] *= 1 + 0.1 * waves
    return shown


def clock(shown: Picture, time: float, _place: Place) -> Picture:
    """The camera writes date and time into the picture, and its logo."""
    seconds = int(time) + 12 * 3600 + 59 * 60
    for place, digit in enumerate(f"20261101{seconds // 3600:02}{seconds // 60 % 60:02}{seconds % 60:02}"):
        dots = np.array([_DIGITS[int(digit)] >> dot & 1 for dot in range(15)]).reshape(5, 3)
        glyph = dots.repeat(2, axis=0)
        left = 10 + 5 * place
        shown[8:18, left : left + 3] = np.where(glyph, 250, 20)
    shown[-20:-8, -40:-10] = 240
    return shown


MOVED_GROUND: tuple[Nuisance, ...] = (foliage, water)
"""What happens to the ground, behind a figure."""

BY_DAY: tuple[Nuisance, ...] = (steady, clouds, exposure, dusk, rain, snow, foliage, water, clock)
BY_NIGHT: tuple[Nuisance, ...] = (steady, headlights, insects, rain, snow, clock)


def compressed(pictures: Iterable[GreyImage], *, rate: int, group: int) -> Iterator[tuple[GreyImage, bool]]:
    """Return the pictures as a cheap camera would send them, and which are key frames: one in `group`."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = 2 * WIDTH, 2 * HEIGHT, "yuv420p"
    encoder.framerate, encoder.gop_size, encoder.max_b_frames = rate, group, 0
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "crf": "36", "sc_threshold": "0"}
    decoder = av.CodecContext.create("h264", "r")
    for shown in pictures:
        frame = av.VideoFrame.from_ndarray(shown.repeat(2, axis=0).repeat(2, axis=1), format="gray")
        for packet in encoder.encode(frame.reformat(format="yuv420p")):
            for decoded in decoder.decode(packet):
                small = decoded.reformat(WIDTH, HEIGHT, "gray", interpolation="AREA")
                yield np.asarray(small.to_ndarray(), np.uint8), packet.is_keyframe


def _draw(shown: Picture, figure: Figure, box: Box, place: Place) -> None:
    """Paint the figure: a round head, a coat and two legs that swing, all with creases."""
    left, right = box.left * WIDTH, box.right * WIDTH
    top, bottom = box.top * HEIGHT, box.bottom * HEIGHT
    across, down = (_COLUMNS - left) / (right - left), (_ROWS - top) / (bottom - top)
    coat, legs, head = figure.tones
    swing = 0.15 * math.sin(2 * math.pi * 1.5 * left / (bottom - top))
    creases = 1 + 0.1 * np.sin(across * 9) * np.sin(down * 17)
    light = place.brightness * creases
    is_leg = np.minimum(np.abs(across - 0.3 + swing), np.abs(across - 0.7 - swing)) < 0.17
    parts = (
        (is_leg & (down > 0.5) & (down < 1), legs),
        ((np.abs(across - 0.5) < 0.42) & (down > 0.17) & (down < 0.6), coat),
        (np.hypot((across - 0.5) * 0.4, down - 0.1) < 0.1, head),
    )
    for part, tone in parts:
        shown[part] = (light * tone)[part]


def _patches(chance: np.random.Generator, size: int) -> Picture:
    """Soft patches of a size, -1..1."""
    rows, columns = HEIGHT // size + 2, WIDTH // size + 2
    coarse = chance.uniform(-1, 1, (rows, columns))
    return _at(coarse, _ROWS / size, _COLUMNS / size)


def _moved(shown: Picture, rows: Picture, columns: Picture) -> Picture:
    """The picture with its first rows taken from elsewhere."""
    shown = shown.copy()
    shown[: len(rows)] = _at(shown, np.clip(rows, 0, HEIGHT - 2), np.clip(columns, 0, WIDTH - 2))
    return shown


def _at(values: NDArray[np.floating], rows: Picture, columns: Picture) -> Picture:
    """Values between the points of a grid."""
    top, left = rows.astype(int), columns.astype(int)
    down, across = rows - top, columns - left
    upper = values[top, left] * (1 - across) + values[top, left + 1] * across
    lower = values[top + 1, left] * (1 - across) + values[top + 1, left + 1] * across
    mixed: Picture = (upper * (1 - down) + lower * down).astype(np.float32)
    return mixed

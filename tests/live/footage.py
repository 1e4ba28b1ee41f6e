"""Footage of a sample camera, made on the spot from photographs that the scikit-image package ships.

A yard; a person crosses it, later a cat. The same bytes of picture at every run: nothing in it is random.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

type Picture = NDArray[np.uint8]
"""Shape (height, width, 3), blue first."""
type Mask = NDArray[np.float32]
"""Shape (height, width, 1), 0..1."""

WIDTH, HEIGHT = 1280, 720
FRAMES_PER_SECOND = 15
SECONDS = 40
KEYFRAME_INTERVAL = 30

STREET = Path("/usr/share/doc/opencv-doc/examples/data/vtest.avi")
"""A pedestrian street, in Debian's package opencv-doc."""
STREET_FRAMES_PER_SECOND = 10

NOISE_LEVEL = 2.5
"""Standard deviation of a small sensor's noise by day, of 255."""
NOISES = 8
"""Different noise pictures, used in turn: drawing a new one for each frame would take longer than all the rest."""

PERSON_OUTLINE = (
    (150, 95), (165, 45), (205, 18), (250, 18), (292, 45), (302, 95), (285, 140), (262, 165), (300, 215), (306, 245),
    (340, 262), (362, 330), (360, 352), (420, 345), (470, 365), (497, 430), (505, 490), (512, 512), (80, 512),
    (25, 480), (22, 420), (30, 340), (45, 270), (75, 240), (112, 215), (118, 185), (150, 155), (182, 150), (165, 125),
)  # fmt: skip
"""Around the astronaut in her photograph, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who crosses the picture from left to right; times in seconds."""

    picture: Picture
    mask: Mask
    enters: float
    leaves: float
    bottom: int

    def place(self, time: float) -> tuple[int, int] | None:
        """Return where the upper left corner is, or None while it is out of the picture."""
        if not self.enters <= time < self.leaves:
            return None
        height, width = self.picture.shape[:2]
        progress = (time - self.enters) / (self.leaves - self.enters)
        bob = 6 * np.sin(2 * np.pi * 1.8 * time)
        return round(progress * (WIDTH + width)) - width, round(self.bottom - height + bob)


GROUNDS = {"gravel.png": (0.8, 0.85, 0.85), "grass.png": (0.42, 0.78, 0.56)}
"""Photographs of what is on the ground, and how much of their blue, green and red is left."""

PERSON_ENTERS, PERSON_LEAVES, PERSON_HEIGHT = 9.0, 16.0, 460
CAT_ENTERS, CAT_LEAVES, CAT_HEIGHT = 29.0, 35.0, 300


def make_footage(path: Path) -> None:
    """Write the yard's video: H.264, a keyframe every two seconds, `SECONDS` long, so that it can be looped."""
    _encode(path, _frames("gravel.png", 0), width=WIDTH, height=HEIGHT, rate=FRAMES_PER_SECOND)


def make_garden_footage(path: Path) -> None:
    """Write a second camera's video the same way: over grass, from the other side, the same visitors at other times."""
    frames = (np.ascontiguousarray(picture[:, ::-1]) for picture in _frames("grass.png", SECONDS / 2))
    _encode(path, frames, width=WIDTH, height=HEIGHT, rate=FRAMES_PER_SECOND)


def make_street_footage(path: Path) -> None:
    """Write the street's video the same way. Raises `FileNotFoundError` without the package opencv-doc."""
    if not STREET.is_file():
        raise FileNotFoundError(f"{STREET} is missing: apt-get install opencv-doc")
    with av.open(str(STREET)) as street:
        video = street.streams.video[0]
        frames = (frame.to_ndarray(format="bgr24").astype(np.uint8, copy=False) for frame in street.decode(video))
        _encode(path, frames, width=video.width, height=video.height, rate=STREET_FRAMES_PER_SECOND)


def yard_picture(time: float, ground: str = "gravel.png") -> Picture:
    """The yard at a time, without noise."""
    yard, actors = _scene(ground)
    picture = yard.copy()
    for actor in actors:
        _draw(picture, actor, time)
    return picture


@cache
def _scene(ground: str) -> tuple[Picture, tuple[Actor, ...]]:
    return _yard(ground), (_person(), _cat())


def _frames(ground: str, begin: float) -> Iterator[Picture]:
    noises = _noises()
    for number in range(SECONDS * FRAMES_PER_SECOND):
        picture = yard_picture((begin + number / FRAMES_PER_SECOND) % SECONDS, ground)
        yield cv2.add(picture, noises[number % NOISES], dtype=cv2.CV_8U)  # type: ignore[misc]


def _draw(picture: Picture, actor: Actor, time: float) -> None:
    if (place := actor.place(time)) is None:
        return
    left, top = place
    height, width = actor.picture.shape[:2]
    shown = slice(max(0, left), min(WIDTH, left + width))
    rows = slice(top, min(HEIGHT, top + height))
    columns = slice(shown.start - left, shown.stop - left)
    mask = actor.mask[: rows.stop - top, columns]
    figure = actor.picture[: rows.stop - top, columns]
    picture[rows, shown] = (figure * mask + picture[rows, shown] * (1 - mask)).astype(np.uint8)


def _yard(ground_photograph: str) -> Picture:
    """A brick wall behind gravel, or what else is on the ground."""
    wall = _tiled(_photograph("brick.png"), height=300)
    ground = _tiled(_photograph(ground_photograph), height=HEIGHT - 300)
    yard = np.vstack((wall * np.array([0.55, 0.65, 0.85]), ground * np.array(GROUNDS[ground_photograph])))
    return yard.astype(np.uint8)


def _tiled(texture: Picture, *, height: int) -> Picture:
    repeats = -(-WIDTH // texture.shape[1])
    return np.tile(texture, (1, repeats, 1))[:height, :WIDTH]


def _noises() -> list[NDArray[np.int8]]:
    generator = np.random.default_rng(seed=1)
    return [
        np.repeat(generator.normal(0, NOISE_LEVEL, (HEIGHT, WIDTH, 1)), 3, axis=2).astype(np.int8)
        for _ in range(NOISES)
    ]


def _person() -> Actor:
    picture = _photograph("astronaut.png")
    mask = np.zeros(picture.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.array(PERSON_OUTLINE, np.int32)], 255)
    return Actor(
        picture=_shrunk(picture, PERSON_HEIGHT),
        mask=_soft(mask, PERSON_HEIGHT),
        enters=PERSON_ENTERS,
        leaves=PERSON_LEAVES,
        bottom=HEIGHT + 10,
    )


def _cat() -> Actor:
    picture = _photograph("chelsea.png")
    mask = np.zeros(picture.shape[:2], np.uint8)
    height, width = picture.shape[:2]
    cv2.ellipse(mask, (width // 2, height // 2), (width // 2 - 12, height // 2 - 8), 0, 0, 360, (255,), cv2.FILLED)
    return Actor(
        picture=_shrunk(picture, CAT_HEIGHT),
        mask=_soft(mask, CAT_HEIGHT),
        enters=CAT_ENTERS,
        leaves=CAT_LEAVES,
        bottom=HEIGHT - 10,
    )


def _shrunk(picture: NDArray[Any], height: int) -> NDArray[Any]:
    size = (round(picture.shape[1] * height / picture.shape[0]), height)
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def _soft(mask: NDArray[np.uint8], height: int) -> Mask:
    shrunk = _shrunk(cv2.GaussianBlur(mask, (0, 0), 2), height)
    return (shrunk[..., np.newaxis] / 255).astype(np.float32)


def _photograph(name: str) -> Picture:
    with as_file(files("skimage") / "data" / name) as path:
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise FileNotFoundError(f"scikit-image ships no {name}")
    return picture.astype(np.uint8)


def _encode(path: Path, frames: Iterator[Picture], *, width: int, height: int, rate: int) -> None:
    # No B-frames and constant intervals between keyframes, as cameras send them.
    options = {"preset": "veryfast", "crf": "26", "bf": "0", "x264-params": "scenecut=0"}
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=rate, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.gop_size = KEYFRAME_INTERVAL
        for picture in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))

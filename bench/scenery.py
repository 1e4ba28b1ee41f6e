"""Made-up scenes before a camera: somebody walks in, stops, leaves something or takes it; or none of that happens.

Pictures are grey, as the analysis looks at them, and go through an H.264 encoder, as a camera's do.
"""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import override

import av
import cv2
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from custom_components.secure_video.engine.model import Box, Detection, Detector, Frame, Label

type Picture = NDArray[np.float32]
type Change = Callable[[Picture, float], Picture]
"""What happens to a picture at a time, besides people and parcels."""

WIDTH, HEIGHT = 640, 360
RATE = 5
"""Pictures a second."""

BLINDNESS = 0.07
"""Share of the looks in which the detector does not see somebody."""

STRIDE_SECONDS = 0.8
"""Of one step of the drawn figures."""


class Deed(StrEnum):
    """What has to be told."""

    LEFT = "left"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Somebody comes at `begin`, walks to `stop` (across the picture, 0..1), stays, and leaves to where they came from.

    With `through`, they leave on the other side. `foot` and `height` are fractions of the picture's height.
    """

    begin: float
    stop: float
    stay: float
    foot: float
    height: float
    from_left: bool
    through: bool = False
    label: Label = Label.PERSON
    width: float = 0.36
    """Of the height."""

    @property
    def approach(self) -> float:
        """Seconds until the stop: about 0.7 heights a second."""
        return self._way / (0.7 * self.height * HEIGHT / WIDTH)

    @property
    def _way(self) -> float:
        return (self.stop if self.from_left else 1 - self.stop) + 0.1

    @property
    def leaves(self) -> float:
        """When they start to go."""
        return self.begin + self.approach + self.stay

    def box(self, time: float) -> Box | None:
        """Where they are."""
        side = -1.0 if self.from_left else 1.0
        if time < self.begin:
            return None
        if time < self.leaves:
            done = min(1.0, (time - self.begin) / self.approach)
            x = self.stop + side * self._way * (1 - done)
        else:
            speed = self._way / self.approach
            x = self.stop + (-side if self.through else side) * speed * (time - self.leaves)
        half = self.width * self.height * HEIGHT / WIDTH / 2
        if x + half < 0 or x - half > 1:
            return None
        return Box(left=max(0, x - half), top=self.foot - self.height, right=min(1, x + half), bottom=self.foot)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Something that is there from one time to another. `foot` is its lower edge; sizes in fractions of the height."""

    image: Picture
    x: float
    foot: float
    height: float
    begin: float = -np.inf
    end: float = np.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One made-up film. `deeds` and their times are what has to be told; nothing else may be."""

    name: str
    background: Picture
    seconds: float
    walks: tuple[Walk, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    deeds: tuple[tuple[Deed, float], ...] = ()
    noise: float = 3.0
    gain: float = 1.0
    drift: float = 0.1
    change: Change | None = None
    seed: int = 0

    def picture(self, time: float) -> NDArray[np.uint8]:
        """Draw a moment."""
        random = np.random.default_rng((self.seed, round(time * 1000)))
        picture = self.background.copy()
        for parcel in self.parcels:
            if parcel.begin <= time < parcel.end:
                _put(picture, parcel)
        if self.change:
            picture = self.change(picture, time)
        for walk in self.walks:
            box = walk.box(time)
            if box is not None:
                _draw(picture, walk, box, time, self.seed)
        light = self.gain * (1 + self.drift * np.sin(time / 15 + self.seed))
        seen: NDArray[np.uint8] = (
            (picture * light + random.normal(0, self.noise, picture.shape)).clip(0, 255).astype(np.uint8)
        )
        return seen

    def boxes(self, time: float) -> list[tuple[Label, Box]]:
        """Who is to be seen."""
        return [(walk.label, box) for walk in self.walks if (box := walk.box(time)) is not None]

    def film(self) -> Iterator[tuple[float, av.VideoFrame]]:
        """The pictures as they come out of an encoder and a decoder, at their times."""
        file = io.BytesIO()
        with av.open(file, "w", format="mp4") as container:
            stream = container.add_stream("libx264", rate=RATE)
            assert isinstance(stream, VideoStream)
            stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
            stream.gop_size = 2 * RATE
            stream.options = {"crf": "28", "preset": "ultrafast", "threads": "1"}
            for number in range(round(self.seconds * RATE)):
                frame = av.VideoFrame.from_ndarray(self.picture(number / RATE), format="gray")
                container.mux(stream.encode(frame.reformat(format="yuv420p")))
            container.mux(stream.encode())
        file.seek(0)
        with av.open(file, "r") as container:
            for number, frame in enumerate(container.decode(video=0)):
                yield number / RATE, frame


@dataclass(slots=True)
class ScriptedDetector(Detector):
    """Knows where everybody is, about as well as a small model: boxes tremble, some looks find nobody."""

    scene: Scene
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))

    @property
    @override
    def name(self) -> str:
        return "Script"

    @property
    @override
    def labels(self) -> frozenset[Label]:
        return frozenset({Label.PERSON, Label.VEHICLE, Label.ANIMAL})

    @override
    def detect(self, frame: Frame, regions: tuple[Box, ...]) -> tuple[Detection, ...]:
        return tuple(
            Detection(label=label, kind=label.value, score=self.random.uniform(0.45, 0.9), box=self._trembling(box))
            for label, box in self.scene.boxes(frame.time)
            if self.random.random() > BLINDNESS
            and any(region.intersection(box) > box.area / 2 for region in regions)
            and box.width > 0.3 * box.height * HEIGHT / WIDTH * 0.36
        )

    def _trembling(self, box: Box) -> Box:
        left, right = self.random.normal(0, 0.03, 2) * box.width
        top, bottom = self.random.normal(0, 0.02, 2) * box.height
        return Box(left=box.left + left, top=box.top + top, right=box.right + right, bottom=box.bottom + bottom)


# --- what scenes are made of ------------------------------------------------------------------------------------------


def backgrounds(data: Path | None, random: np.random.Generator) -> list[Picture]:
    """Empty places: the usual picture of real footage if there is any, and drawn ones."""
    drawn = [_drawn_ground(random, roughness) for roughness in (3, 12, 25)]
    if data is None:
        return drawn
    names = (
        "sbi_hallandmonitor",
        "opencv_vtest_pets2009",
        "sbi_caviar1",
        "mit_school_pedestrians",
        "moonfire_entrance",
    )
    films = [_usual_picture(data / "videos" / f"{name}.mp4") for name in names]
    photos = [_sized(_read(data / "images" / "camera_traps" / name)) for name in ("blank.jpg", "blank2.jpg")]
    return [*films, *photos, *drawn]


def parcels(data: Path | None, random: np.random.Generator) -> list[Picture]:
    """Parcels cut out of photos if there are any, and drawn ones."""
    drawn = [_drawn_parcel(random) for _ in range(6)]
    if data is None:
        return drawn
    listed = json.loads((data / "images" / "packages.json").read_text())
    names = {image["id"]: image["file_name"] for image in listed["images"]}
    cut = []
    for each in listed["annotations"]:
        left, top, width, height = (round(value) for value in each["bbox"])
        picture = _read(data / "images" / "packages" / names[each["image_id"]])
        cut.append(picture[max(0, top) : top + height, max(0, left) : left + width])
    return [*cut, *drawn]


def _read(path: Path) -> Picture:
    image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    return np.asarray(image, np.float32)


def _sized(picture: Picture) -> Picture:
    return np.asarray(cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), np.float32)


def _usual_picture(path: Path) -> Picture:
    with av.open(path) as container:
        pictures = [
            _sized(np.asarray(frame.to_ndarray(format="gray"), np.float32))
            for number, frame in enumerate(container.decode(video=0))
            if number % 10 == 0
        ]
    return np.asarray(np.median(np.stack(pictures[:80]), axis=0), np.float32)


def _drawn_ground(random: np.random.Generator, roughness: float) -> Picture:
    """A wall above a floor, more or less rough, with steps."""
    rough = cv2.GaussianBlur(random.normal(0, 1, (HEIGHT, WIDTH)).astype(np.float32), (0, 0), 1.5)
    ground = 110 + rough / rough.std() * roughness
    ground[: HEIGHT // 3] += 50
    for row in range(HEIGHT // 3, HEIGHT, 70):
        ground[row : row + 3] -= 35
    return np.asarray(ground, np.float32)


def _drawn_parcel(random: np.random.Generator) -> Picture:
    """A box with a lit top, a darker side and tape."""
    height, width = int(random.integers(40, 90)), int(random.integers(50, 130))
    parcel = np.full((height, width), random.uniform(50, 210), np.float32)
    parcel[: height // 3] *= 1.25
    parcel[:, width // 2 - 4 : width // 2 + 4] *= random.uniform(0.7, 1.3)
    return parcel.clip(0, 255)


def _put(picture: Picture, parcel: Parcel) -> None:
    """Draw a parcel with the shadow at its foot."""
    high = max(3, round(parcel.height * HEIGHT))
    wide = max(3, min(3 * high, round(high * parcel.image.shape[1] / parcel.image.shape[0])))
    image = cv2.resize(parcel.image, (wide, high), interpolation=cv2.INTER_AREA)
    bottom, left = round(parcel.foot * HEIGHT), round(parcel.x * WIDTH - wide / 2)
    shadow = np.zeros_like(picture)
    cv2.ellipse(shadow, (left + wide // 2, bottom), (round(wide * 0.6), max(1, high // 6)), 0, 0, 360, 0.45, -1)
    picture *= 1 - cv2.GaussianBlur(shadow, (0, 0), max(0.6, high / 16))
    top, left = max(0, bottom - high), max(0, left)
    target = picture[top:bottom, left : left + wide]
    target[...] = image[-target.shape[0] :, : target.shape[1]]


def _draw(picture: Picture, walk: Walk, box: Box, time: float, seed: int) -> None:
    """Draw a figure that moves its limbs, or a car, or an animal, with a soft shadow."""
    random = np.random.default_rng((seed, round(walk.begin * 10)))
    dark, light = random.uniform(20, 90), random.uniform(130, 220)
    left, right = round(box.left * WIDTH), round(box.right * WIDTH)
    top, bottom = round(box.top * HEIGHT), round(box.bottom * HEIGHT)
    middle, high = (left + right) // 2, bottom - top
    wide = round(walk.width * high)
    if walk.label is not Label.PERSON:
        cv2.rectangle(picture, (left, top + high // 3), (right, bottom - high // 8), light, -1)
        cv2.rectangle(picture, (left + wide // 5, top), (right - wide // 5, top + high // 2), dark, -1)
        return
    swing = np.sin(2 * np.pi * time / STRIDE_SECONDS) * wide * 0.35
    thick = max(1, wide // 5)
    hip, shoulder = top + round(high * 0.5), top + round(high * 0.2)
    for sign in (-1, 1):
        cv2.line(picture, (middle, hip), (round(middle + sign * swing), bottom - thick // 2), dark, thick)
        cv2.line(picture, (middle, shoulder), (round(middle - sign * swing), hip), light * 0.8, max(1, thick * 2 // 3))
    cv2.ellipse(picture, (middle, (hip + shoulder) // 2), (wide // 4, (hip - shoulder) // 2 + 1), 0, 0, 360, light, -1)
    cv2.circle(picture, (middle, top + round(high * 0.1)), max(1, round(high * 0.08)), light * 0.7, -1)

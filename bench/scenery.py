"""Made-up scenes before a camera: somebody walks in, stops, leaves something or takes it; or none of that happens.

Pictures go through an H.264 encoder, as a camera's do.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import override

import av
import cv2
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.model.picture import Box, Frame
from custom_components.secure_video.engine.model.vision import Detection, Detector

from .figures import Cover, Figure, Picture

type Change = Callable[[Picture, float], Picture]
"""What happens to a picture at a time, besides people and parcels."""

WIDTH, HEIGHT = 640, 360
RATE = 5
"""Pictures a second."""

BLINDNESS = 0.07
"""Share of the looks in which the detector does not see somebody."""

SHADOW_SLANT = 0.5
"""How far a shadow in the sun goes up in the picture, in heights of what casts it."""


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
    figure: Figure | None = None
    """How somebody looks; a car or an animal is drawn."""

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

    def centre(self, time: float) -> float:
        """How far across the picture they are."""
        side = -1.0 if self.from_left else 1.0
        if time < self.leaves:
            done = min(1.0, (time - self.begin) / self.approach)
            return self.stop + side * self._way * (1 - done)
        return self.stop + (-side if self.through else side) * self._way / self.approach * (time - self.leaves)

    def box(self, time: float) -> Box | None:
        """Where they are."""
        if time < self.begin:
            return None
        x, half = self.centre(time), self.width * self.height * HEIGHT / WIDTH / 2
        if x + half < 0 or x - half > 1:
            return None
        return Box(left=max(0, x - half), top=self.foot - self.height, right=min(1, x + half), bottom=self.foot)

    def goes_left(self, time: float) -> bool:
        """Which way they look."""
        return self.from_left == (time >= self.leaves and not self.through)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Something that is there from one time to another. `foot` is its lower edge; sizes in fractions of the height.

    The first of the `carriers` brings it, the last one takes it away; who is not there at that time does not.
    """

    image: Picture
    x: float
    foot: float
    height: float
    begin: float = -np.inf
    end: float = np.inf
    carriers: tuple[Walk, ...] = ()


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
    sun: float = 0.0
    """How dark shadows with hard edges are, 0..1; 0 without sun."""
    colour: bool = True
    """Not with infrared light."""
    quality: int = 28
    """Of the encoder (CRF)."""
    change: Change | None = None
    seed: int = 0

    def picture(self, time: float) -> NDArray[np.uint8]:
        """Draw a moment."""
        random = np.random.default_rng((self.seed, round(time * 1000)))
        picture = self.background.copy()
        for parcel in self.parcels:
            if parcel.begin <= time < parcel.end:
                _put(picture, parcel, self.sun)
        if self.change:
            picture = self.change(picture, time)
        for walk in self.walks:
            box = walk.box(time)
            if box is not None:
                _draw(picture, walk, box, time, self)
        for parcel in self.parcels:
            box = _carried(parcel, time)
            if box is not None:
                _paste(picture, parcel.image, None, box)
        light = self.gain * (1 + self.drift * np.sin(time / 15 + self.seed))
        noise = random.standard_normal((*picture.shape[:2], 1), np.float32) * np.float32(self.noise)
        seen: NDArray[np.uint8] = (picture * light + noise).clip(0, 255).astype(np.uint8)
        return seen if self.colour else seen.mean(axis=2, keepdims=True).repeat(3, axis=2).astype(np.uint8)

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
            stream.options = {"crf": str(self.quality), "preset": "ultrafast", "threads": "1"}
            for number in range(round(self.seconds * RATE)):
                frame = av.VideoFrame.from_ndarray(self.picture(number / RATE), format="bgr24")
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


# --- putting them together --------------------------------------------------------------------------------------------


def _put(picture: Picture, parcel: Parcel, sun: float) -> None:
    """Draw a parcel with the shadow at its foot, and another one in the sun."""
    high = max(3, round(parcel.height * HEIGHT))
    wide = max(3, min(3 * high, round(high * parcel.image.shape[1] / parcel.image.shape[0])))
    bottom, left = round(parcel.foot * HEIGHT), round(parcel.x * WIDTH - wide / 2)
    _cast(picture, np.ones((high, wide), np.float32), left, bottom, sun)
    shadow = np.zeros(picture.shape[:2], np.float32)
    cv2.ellipse(shadow, (left + wide // 2, bottom), (round(wide * 0.6), max(1, high // 6)), 0, 0, 360, 0.45, -1)
    picture *= 1 - cv2.GaussianBlur(shadow, (0, 0), max(0.6, high / 16))[..., None]
    box = Box(left=left / WIDTH, top=(bottom - high) / HEIGHT, right=(left + wide) / WIDTH, bottom=bottom / HEIGHT)
    _paste(picture, parcel.image, None, box)


def _carried(parcel: Parcel, time: float) -> Box | None:
    """Where somebody has it in their hands."""
    for walk, is_carried in zip(parcel.carriers, (time < parcel.begin, time >= parcel.end), strict=False):
        box = walk.box(time)
        if is_carried and box is not None:
            high = parcel.height
            wide = min(3 * high, high * parcel.image.shape[1] / parcel.image.shape[0]) * HEIGHT / WIDTH
            foot = walk.foot - 0.35 * walk.height
            x = box.left if walk.goes_left(time) else box.right
            return Box(left=x - wide / 2, top=foot - high, right=x + wide / 2, bottom=foot)
    return None


def _paste(picture: Picture, image: Picture, cover: Cover | None, box: Box) -> None:
    """Put an image into a box, as far as that is in the picture."""
    left, right = round(box.left * WIDTH), round(box.right * WIDTH)
    top, bottom = round(box.top * HEIGHT), round(box.bottom * HEIGHT)
    wide, high = max(1, right - left), max(1, bottom - top)
    image = np.asarray(cv2.resize(image, (wide, high), interpolation=cv2.INTER_AREA), np.float32)
    shown = np.ones((high, wide), np.float32) if cover is None else cv2.resize(cover, (wide, high))
    rows, columns = slice(max(0, -top), min(high, HEIGHT - top)), slice(max(0, -left), min(wide, WIDTH - left))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    target = picture[top + rows.start : top + rows.stop, left + columns.start : left + columns.stop]
    target += shown[rows, columns, None] * (image[rows, columns] - target)


def _cast(picture: Picture, cover: Cover, left: int, foot: int, darkness: float) -> None:
    """A shadow with hard edges, to the right and upwards over the ground."""
    if not darkness:
        return
    high = cover.shape[0]
    lain = np.array([[1, -SHADOW_SLANT, left + SHADOW_SLANT * high], [0, 0.4, foot - 0.4 * high]], np.float32)
    shadow = cv2.warpAffine(cover, lain, (WIDTH, HEIGHT))
    picture *= 1 - darkness * shadow[..., None]


def _draw(picture: Picture, walk: Walk, box: Box, time: float, scene: Scene) -> None:
    """Draw somebody who walks, or a car, or an animal."""
    if walk.figure is None:
        _draw_thing(picture, walk, box, scene.seed)
        return
    cutout = walk.figure.at(time - walk.begin, goes_left=walk.goes_left(time))
    high = box.height
    wide = high * cutout.cover.shape[1] / cutout.cover.shape[0] * HEIGHT / WIDTH
    middle = walk.centre(time)
    shape = max(1, round(wide * WIDTH)), max(1, round(high * HEIGHT))
    _cast(
        picture,
        np.asarray(cv2.resize(cutout.cover, shape), np.float32),
        round((middle - wide / 2) * WIDTH),
        round(walk.foot * HEIGHT),
        scene.sun,
    )
    place = Box(left=middle - wide / 2, top=box.top, right=middle + wide / 2, bottom=box.bottom)
    _paste(picture, cutout.picture, cutout.cover, place)


def _draw_thing(picture: Picture, walk: Walk, box: Box, seed: int) -> None:
    random = np.random.default_rng((seed, round(walk.begin * 10)))
    dark, light = random.uniform(20, 90), random.uniform(130, 220)
    left, right = round(box.left * WIDTH), round(box.right * WIDTH)
    top, bottom = round(box.top * HEIGHT), round(box.bottom * HEIGHT)
    high = bottom - top
    wide = round(walk.width * high)
    cv2.rectangle(picture, (left, top + high // 3), (right, bottom - high // 8), (light, light, light), -1)
    cv2.rectangle(picture, (left + wide // 5, top), (right - wide // 5, top + high // 2), (dark, dark, dark), -1)

"""People to put into made-up scenes: cut out of real footage, or drawn."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from custom_components.secure_video.engine.model.names import Label, TrackId
from custom_components.secure_video.engine.model.picture import WHOLE_PICTURE, Box
from custom_components.secure_video.engine.model.vision import Detector
from custom_components.secure_video.engine.video.decoder import DecodedFrame
from custom_components.secure_video.engine.video.veil import Veil
from custom_components.secure_video.engine.vision.tracker import Tracker

type Picture = NDArray[np.float32]
"""Blue, green, red: shape (height, width, 3)."""
type Cover = NDArray[np.float32]
"""0..1: how much of each pixel is covered, shape (height, width)."""

FOOTAGE = ("opencv_vtest_pets2009", "sbi_caviar1", "sbi_hallandmonitor", "mit_school_pedestrians", "sbi_cavignal")
"""Clips of cameras that do not move, with people who walk."""

RATE = 10
"""Pictures a second that are cut out."""

SECONDS = 30
"""Of each clip."""

MIN_PICTURES, MIN_HEIGHT = 12, 45
"""A shorter or smaller figure is not worth showing."""

MIN_DIFFERENCE = 22.0
"""Levels by which a person's pixels differ from the usual picture, in the channel that differs most."""

PLAUSIBLE = (0.18, 0.6)
"""Width by height of somebody who walks; others are cut off, or two."""

ROOM = 0.12
"""Of the box, around what the detector saw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutout:
    """A person's picture and its outline."""

    picture: Picture
    cover: Cover


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Somebody walking, `RATE` pictures a second. `goes_left`: in them, they walk to the left."""

    cutouts: tuple[Cutout, ...]
    goes_left: bool

    def at(self, seconds: float, *, goes_left: bool) -> Cutout:
        """The picture for a moment, back and forth through all of them."""
        count = len(self.cutouts)
        number = round(seconds * RATE) % (2 * count - 2)
        cutout = self.cutouts[min(number, 2 * count - 2 - number)]
        if goes_left == self.goes_left:
            return cutout
        return Cutout(picture=cutout.picture[:, ::-1], cover=cutout.cover[:, ::-1])


def figures(data: Path, detector: Detector) -> list[Figure]:
    """Everybody who walks through the footage and can be cut out."""
    return [each for name in FOOTAGE for each in _cut_out(data / "videos" / f"{name}.mp4", detector)]


def _cut_out(path: Path, detector: Detector) -> Iterator[Figure]:
    pictures = list(_pictures(path))
    usual = np.median(np.stack([picture for _, _, picture in pictures][:: max(1, len(pictures) // 60)]), axis=0)
    tracker = Tracker()
    found: dict[TrackId, list[tuple[float, Cutout]]] = defaultdict(list)
    for time, frame, picture in pictures:
        for track in tracker.update(time, detector.detect(frame, (WHOLE_PICTURE,))):
            if track.label is Label.PERSON and track.is_moving and track.last_time == time:
                cutout = _outlined(picture, usual.astype(np.float32), track.box)
                if cutout is not None:
                    found[track.id].append((track.box.centre.x, cutout))
    for seen in found.values():
        if len(seen) >= MIN_PICTURES:
            yield Figure(cutouts=tuple(cutout for _, cutout in seen), goes_left=seen[-1][0] < seen[0][0])


def _pictures(path: Path) -> Iterator[tuple[float, DecodedFrame, Picture]]:
    due = 0.0
    with av.open(path) as container:
        for frame in container.decode(video=0):
            time = frame.time or 0.0
            if time > SECONDS:
                return
            if time >= due:
                due = time + 1 / RATE - 0.001
                yield time, DecodedFrame(frame, time, Veil(())), frame.to_ndarray(format="bgr24").astype(np.float32)


def _outlined(picture: Picture, usual: Picture, box: Box) -> Cutout | None:
    """What differs from the usual picture in and around a box, if it is a whole person."""
    rows, columns = picture.shape[:2]
    across, down = box.width * ROOM, box.height * ROOM / 2
    top, bottom = round((box.top - down) * rows), round((box.bottom + down) * rows)
    left, right = round((box.left - across) * columns), round((box.right + across) * columns)
    if top < 0 or left < 0 or bottom > rows or right > columns or bottom - top < MIN_HEIGHT:
        return None
    part = picture[top:bottom, left:right]
    differs = (np.abs(part - usual[top:bottom, left:right]).max(axis=2) > MIN_DIFFERENCE).astype(np.uint8)
    differs = cv2.morphologyEx(differs, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    count, groups, sizes, _ = cv2.connectedComponentsWithStats(differs)
    if count < 2:  # noqa: PLR2004 - the first is what does not differ
        return None
    largest = 1 + int(np.argmax(sizes[1:, cv2.CC_STAT_AREA]))
    x, y, wide, high, _ = sizes[largest]
    if not PLAUSIBLE[0] < wide / high < PLAUSIBLE[1] or high < MIN_HEIGHT or high < (bottom - top) / 1.4:
        return None
    cover = cv2.GaussianBlur((groups == largest).astype(np.float32), (0, 0), 0.7)
    inside = slice(y, y + high), slice(x, x + wide)
    return Cutout(picture=part[inside], cover=np.asarray(cover[inside], np.float32))


def drawn_figure(random: np.random.Generator) -> Figure:
    """Somebody who moves arms and legs, one step and back again."""
    dark, light, skin = (random.uniform(*span, 3).astype(np.float32) for span in ((20, 90), (110, 220), (120, 190)))
    high, wide = 240, 86
    cutouts = []
    for number in range(9):
        swing = np.sin(np.pi * (number / 8 - 0.5)) * wide * 0.35
        picture, cover = np.zeros((high, wide, 3), np.float32), np.zeros((high, wide), np.float32)
        middle, thick, hip, shoulder = wide // 2, wide // 5, high // 2, high // 5
        for sign in (-1, 1):
            foot, hand = (round(middle + sign * swing), high - thick // 2), (round(middle - sign * swing), hip)
            for target, colours in ((picture, (dark, light * 0.8)), (cover, (1.0, 1.0))):
                leg, arm = (tuple(np.atleast_1d(colour).tolist()) for colour in colours)
                cv2.line(target, (middle, hip), foot, leg, thick)
                cv2.line(target, (middle, shoulder), hand, arm, thick * 2 // 3)
        for target, body, head in ((picture, light, skin), (cover, 1.0, 1.0)):
            chest, axes = (middle, (hip + shoulder) // 2), (wide // 4, (hip - shoulder) // 2 + 1)
            cv2.ellipse(target, chest, axes, 0, 0, 360, tuple(np.atleast_1d(body).tolist()), -1)
            cv2.circle(target, (middle, high // 10), high // 12, tuple(np.atleast_1d(head).tolist()), -1)
        cutouts.append(Cutout(picture=picture, cover=np.asarray(cv2.GaussianBlur(cover, (0, 0), 0.7), np.float32)))
    return Figure(cutouts=tuple(cutouts), goes_left=False)

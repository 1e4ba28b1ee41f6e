"""What happens in made-up scenes: something is left or taken; or light, a door or an animal only makes it look so."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from custom_components.secure_video.engine.model.names import Label

from .figures import Figure, Picture, drawn_figure
from .props import backgrounds, parcels
from .scenery import HEIGHT, WIDTH, Change, Deed, Parcel, Scene, Walk

HALF = 0.5
NIGHTS = 0.35
"""Share of the scenes."""

REST = 6.0
"""Seconds before anybody comes and after everybody left."""


class SceneMaker:
    """Makes scenes by chance."""

    def __init__(self, data: Path | None, seed: int, figures: Sequence[Figure] = ()) -> None:
        """The same seed makes the same scenes."""
        self._random = np.random.default_rng(seed)
        self._backgrounds = backgrounds(data, self._random)
        self._parcels = parcels(data, self._random)
        self._figures = figures or [drawn_figure(self._random) for _ in range(6)]

    def scenes(self, count: int) -> Iterator[Scene]:
        """`count` scenes of each kind."""
        for number in range(count):
            for make in (self._left, self._taken, self._left_and_taken, self._nothing):
                yield make(number)

    def _base(self, name: str) -> Scene:
        """A place, by day or by night."""
        random = self._random
        background = self._backgrounds[random.integers(len(self._backgrounds))]
        if random.random() < HALF:
            background = background[:, ::-1]
        is_night = random.random() < NIGHTS
        return Scene(
            name=name,
            background=np.ascontiguousarray(background),
            seconds=0.0,
            noise=random.uniform(4, 8) if is_night else random.uniform(1, 4),
            gain=random.uniform(0.35, 0.6) if is_night else random.uniform(0.8, 1.1),
            drift=random.uniform(0, 0.15),
            sun=0.0 if is_night or random.random() < HALF else random.uniform(0.3, 0.55),
            colour=not is_night,
            quality=int(random.integers(24, 35)),
            seed=int(random.integers(1 << 30)),
        )

    def _walk(self, begin: float, *, through: bool = False) -> Walk:
        random = self._random
        height = random.uniform(0.3, 0.8)
        return Walk(
            begin=begin,
            stop=random.uniform(0.25, 0.75),
            stay=random.uniform(1.5, 4.0),
            foot=random.uniform(max(0.6, height + 0.02), 0.97),
            height=height,
            from_left=bool(random.random() < HALF),
            through=through,
            figure=self._figures[int(random.integers(len(self._figures)))],
        )

    def _parcel(self, walk: Walk) -> Parcel:
        """Something put down before somebody's feet or beside them, at most as far as hands reach."""
        random = self._random
        return Parcel(
            image=self._parcels[random.integers(len(self._parcels))],
            x=walk.stop + random.uniform(-0.3, 0.3) * walk.height * HEIGHT / WIDTH,
            foot=min(0.99, walk.foot - random.uniform(-0.03, 0.08) * walk.height),
            height=max(0.03, random.uniform(0.08, 0.4) * walk.height),
        )

    def _left(self, number: int) -> Scene:
        walk = self._walk(REST, through=number % 3 == 0)
        done = walk.leaves - 0.7
        parcel = replace(self._parcel(walk), begin=done, carriers=(walk,))
        scene = self._base("left")
        return replace(
            scene,
            seconds=walk.leaves + walk.approach + REST,
            walks=(walk,),
            parcels=(parcel,),
            deeds=((Deed.LEFT, done),),
        )

    def _taken(self, number: int) -> Scene:
        walk = self._walk(REST, through=number % 3 == 0)
        done = walk.leaves - 0.7
        parcel = replace(self._parcel(walk), end=done, carriers=(walk, walk))
        scene = self._base("taken")
        return replace(
            scene,
            seconds=walk.leaves + walk.approach + REST,
            walks=(walk,),
            parcels=(parcel,),
            deeds=((Deed.TAKEN, done),),
        )

    def _left_and_taken(self, _: int) -> Scene:
        """Left, passed by others, taken by somebody else."""
        first = self._walk(REST)
        passer = replace(self._walk(first.leaves + first.approach + REST, through=True), stay=0.0, stop=first.stop)
        second = replace(first, begin=passer.leaves + passer.approach + REST, from_left=not first.from_left)
        left, taken = first.leaves - 0.7, second.leaves - 0.7
        parcel = replace(self._parcel(first), begin=left, end=taken, carriers=(first, second))
        scene = self._base("left, passed by, taken")
        return replace(
            scene,
            seconds=second.leaves + second.approach + REST,
            walks=(first, passer, second),
            parcels=(parcel,),
            deeds=((Deed.LEFT, left), (Deed.TAKEN, taken)),
        )

    # --- scenes in which nothing is left or taken ---------------------------------------------------------------------

    def _nothing(self, number: int) -> Scene:
        """Somebody comes and goes, and something else changes, or nothing does."""
        walk = self._walk(REST)
        gone = walk.leaves + walk.approach
        spot = self._parcel(walk)
        changes = self._changes(walk, spot)
        name, change = changes[number % len(changes)]
        scene = replace(self._base(name), seconds=gone + 2 * REST, walks=(walk,), change=change)
        if name == "waits":
            waiting = replace(walk, stay=40.0)
            return replace(scene, walks=(waiting,), seconds=waiting.leaves + walk.approach + REST)
        if name == "animal lies down":
            animal = replace(
                walk, begin=REST + 1, stay=15.0, height=walk.height * 0.3, label=Label.ANIMAL, width=1.5, figure=None
            )
            return replace(scene, walks=(walk, animal), seconds=animal.leaves + 2 * REST)
        if name == "car parks":
            car = replace(
                walk,
                begin=1.0,
                stay=60.0,
                stop=0.3,
                label=Label.VEHICLE,
                width=1.6,
                height=walk.height * 0.7,
                figure=None,
            )
            return replace(scene, walks=(car, replace(walk, begin=1.0 + car.approach + REST)), seconds=car.leaves)
        if name == "thing stays":
            return replace(scene, parcels=(spot,))
        return scene

    def _changes(self, walk: Walk, spot: Parcel) -> list[tuple[str, Change | None]]:
        """What else may happen."""
        middle = walk.leaves - 1.0
        return [
            ("passes by", None),
            ("waits", None),
            ("animal lies down", None),
            ("car parks", None),
            ("thing stays", None),
            ("lamp goes on", lambda picture, time: _lit(picture, walk.stop, 1.6 if time > walk.begin + 2 else 1.0)),
            ("shadow stays", lambda picture, time: _shaded(picture, spot, 3.0) if time > middle else picture),
            ("hard shadow stays", lambda picture, time: _shaded(picture, spot, 0.6) if time > middle else picture),
            ("hard shadow goes", lambda picture, time: _shaded(picture, spot, 0.6) if time < middle else picture),
            ("sun comes", lambda picture, time: _sunlit(picture, spot) if time > middle else picture),
            ("exposure", lambda picture, time: picture * (0.7 if middle < time < middle + REST else 1.0)),
            ("door stays ajar", lambda picture, time: _with_door(picture, walk) if time > middle else picture),
        ]


def _lit(picture: Picture, x: float, gain: float) -> Picture:
    """A lamp above somebody: brighter in the middle."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    distance = ((columns - x * WIDTH) / WIDTH) ** 2 + ((rows - HEIGHT / 2) / HEIGHT) ** 2
    return np.asarray(picture * (1 + (gain - 1) * np.exp(-6 * distance))[..., None], np.float32)


def _shaded(picture: Picture, spot: Parcel, softness: float) -> Picture:
    """A shadow: of an awning, of a gate that stays open. `softness` of its edges is in pixels."""
    return np.asarray(picture * (1 - 0.4 * _patch(spot, softness)), np.float32)


def _sunlit(picture: Picture, spot: Parcel) -> Picture:
    """The sun shines through a door that stays open."""
    return np.asarray(picture * (1 + 0.5 * _patch(spot, 0.6)), np.float32)


def _patch(spot: Parcel, softness: float) -> Picture:
    """A slanted stretch of ground, 0..1."""
    patch = np.zeros((HEIGHT, WIDTH), np.float32)
    x, y, size = spot.x * WIDTH, spot.foot * HEIGHT, spot.height * HEIGHT
    corners = [(x - size, y), (x - size / 2, y - size), (x + size, y - size), (x + size / 2, y)]
    cv2.fillPoly(patch, [np.array(corners, np.int32)], 1.0)
    return np.asarray(cv2.GaussianBlur(patch, (0, 0), softness)[..., None], np.float32)


def _with_door(picture: Picture, walk: Walk) -> Picture:
    """A door that somebody left open, behind where they stood: as tall as they are."""
    left, bottom = round(walk.stop * WIDTH), round((walk.foot - 0.05) * HEIGHT)
    top = max(0, bottom - round(walk.height * HEIGHT))
    picture[top:bottom, left : left + (bottom - top) // 2] *= 0.5
    return picture

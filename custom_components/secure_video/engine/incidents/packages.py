"""When something was delivered and when it was taken: from still changes where somebody was. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ..model.incidents import Occurrence, PackageDelivered, PackageTaken
from ..model.names import IncidentId, Label, ZoneId
from ..model.picture import Box
from ..model.vision import StillChange
from .zones import ZoneFilter

CAME = 0.53
"""How surely something came from which it did (bench.packages)."""

WENT = 0.45
"""The same from which something nobody knew of went (bench.packages)."""

MIN_CONTRAST = 12.0
"""Grey levels: less is a stain of light, or a night camera's noise (bench.packages)."""

MIN_SIZE, MAX_HEIGHT = 0.05, 0.6
"""Of the height of who was there: a parcel, not a speck and not a door. A flat thing's size is the root of its area."""

MAX_WIDTH = 0.9
"""Of the height of who was there."""

MAX_SLIMNESS = 2.2
"""How often a parcel's width goes into its height at most; a bottle, a post and a door ajar are slimmer."""

MAX_FLATNESS = 5.0
"""How often its height goes into its width at most."""

SAME_PLACE = 0.4
"""Share of the smaller of two boxes that is common to both if they are about the same thing."""

MOVED_SECONDS = 30.0
"""What came so soon after something alike went nearby was only moved."""

ALIKE = 2.0
"""Factor between the areas of things that may be the same."""

MOVED_DISTANCE = 1.0
"""How far things are moved, in heights of who moves them."""

KEPT_SECONDS = 24 * 3600.0
"""A package that nobody was seen to take is forgotten after a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Package:
    """One that was left. `zones` is where it counts."""

    box: Box
    zones: tuple[ZoneId, ...]
    time: float


class Packages:
    """One camera's packages: those left and not yet taken."""

    def __init__(self, zones: ZoneFilter, *, prefix: str) -> None:
        """`prefix` makes ids unique among cameras and starts of the program."""
        self._zones = zones
        self._prefix = prefix
        self._known: list[_Package] = []
        self._gone: list[tuple[float, StillChange]] = []
        self._told = 0

    @property
    def count(self) -> int:
        """How many were left and not yet taken."""
        return len(self._known)

    @property
    def places(self) -> tuple[Box, ...]:
        """Where they are."""
        return tuple(each.box for each in self._known)

    def update(self, time: float, changes: Iterable[StillChange], *, aspect: float) -> tuple[Occurrence, ...]:
        """Judge what changed for good. `aspect` is the picture's width divided by its height."""
        self._known = [each for each in self._known if time - each.time < KEPT_SECONDS]
        self._gone = [each for each in self._gone if time - each[0] < MOVED_SECONDS]
        # What went first: what came may be the same thing, moved.
        ordered = sorted(changes, key=lambda each: each.appeared)
        told = (self._judged(time, each, aspect) for each in ordered)
        return tuple(each for each in told if each is not None)

    def _judged(self, time: float, change: StillChange, aspect: float) -> Occurrence | None:
        known = next((each for each in self._known if _is_same_place(each.box, change.box)), None)
        if known is not None and change.appeared < CAME:
            self._known.remove(known)
            return self._taken(time, change, kind=Label.PACKAGE.value, box=known.box, zones=known.zones)
        if known is not None or change.contrast < MIN_CONTRAST or not _is_parcel(change, aspect):
            return None
        zones = self._zones.of(Label.PACKAGE, change.box)
        names = None if zones is None else tuple(zone.id for zone in zones)
        if change.appeared >= CAME:
            is_moved = any(_is_moved(gone, change, aspect) for _, gone in self._gone)
            return None if is_moved or names is None else self._delivered(time, change, names)
        if change.appeared > WENT:
            return None
        self._gone.append((time, change))
        return None if names is None else self._taken(time, change, kind="object", box=change.box, zones=names)

    def _delivered(self, time: float, change: StillChange, zones: tuple[ZoneId, ...]) -> PackageDelivered:
        self._known.append(_Package(box=change.box, zones=zones, time=time))
        return PackageDelivered(
            id=self._new_id(),
            label=Label.PACKAGE,
            kind=Label.PACKAGE.value,
            score=_score(change.appeared, change.contrast),
            box=change.box,
            zones=zones,
            first_time=change.since,
            time=time,
        )

    def _taken(
        self, time: float, change: StillChange, *, kind: str, box: Box, zones: tuple[ZoneId, ...]
    ) -> PackageTaken:
        return PackageTaken(
            id=self._new_id(),
            label=Label.PACKAGE,
            kind=kind,
            score=_score(1 - change.appeared, change.contrast),
            box=box,
            zones=zones,
            first_time=change.since,
            time=time,
        )

    def _new_id(self) -> IncidentId:
        self._told += 1
        return IncidentId(f"{self._prefix}-package-{self._told}")


def _is_same_place(one: Box, other: Box) -> bool:
    return one.intersection(other) >= SAME_PLACE * min(one.area, other.area)


def _is_parcel(change: StillChange, aspect: float) -> bool:
    """Whether it has a parcel's size beside a person, and a parcel's shape."""
    height, width = change.box.height, change.box.width * aspect
    return (
        math.sqrt(width * height) >= MIN_SIZE * change.person_height
        and height <= MAX_HEIGHT * change.person_height
        and width <= MAX_WIDTH * change.person_height
        and height / MAX_SLIMNESS <= width <= height * MAX_FLATNESS
    )


def _is_moved(gone: StillChange, came: StillChange, aspect: float) -> bool:
    """Whether what came may be what went."""
    small, large = sorted((gone.box.area, came.box.area))
    across = abs(gone.box.centre.x - came.box.centre.x) * aspect
    down = abs(gone.box.centre.y - came.box.centre.y)
    return large <= ALIKE * small and max(across, down) <= MOVED_DISTANCE * came.person_height


def _score(sureness: float, contrast: float) -> float:
    """0..1: half from how clear it is what happened, half from how clearly it shows."""
    return min(1.0, max(0.0, sureness)) / 2 + contrast / (contrast + MIN_CONTRAST) / 2

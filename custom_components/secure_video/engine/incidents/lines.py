"""When objects cross lines on the ground. Pure.

Sides are told by a cross product, which no stretching of the picture changes: as y points down, it is positive on the
right of who stands at a line's start and looks to its end.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model.areas import Direction, Line
from ..model.incidents import LineCrossed
from ..model.names import IncidentId, Label, LineId, TrackId
from ..model.picture import Box, Point
from .judge import Judged
from .zones import standing

BEYOND = 0.15
"""Share of its own size that an object must get beyond a line: the box of who stands on it jitters by less."""

LEAD_SECONDS = 5.0
"""A crossing is never said to have begun longer ago than this."""

LEFT, IN_DOUBT, RIGHT = -1, 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where an object was seen, and when."""

    time: float
    foot: Point
    box: Box


@dataclass(slots=True, kw_only=True)
class _Passage:
    """One object and one line.

    `side` is where the object last was without doubt; `passed` how often it has since gone through the line to the
    right, less how often to the left; `since` when it was last seen before it did.
    """

    side: int = IN_DOUBT
    passed: int = 0
    since: float = 0.0

    def settle(self, side: int) -> None:
        """It is on this side now; how it came there does not matter any more."""
        self.side, self.passed = side, 0


class LineCrossings:
    """One camera's lines and who crosses them. Zones do not matter: a line is a place of its own."""

    def __init__(self, labels: Iterable[Label], lines: Iterable[Line], *, prefix: str) -> None:
        """`labels` are those to tell about. `prefix` makes ids unique among cameras and starts of the program."""
        self._labels = frozenset(labels)
        self._lines = tuple(lines)
        self._prefix = prefix
        self._told = 0
        self._places: dict[TrackId, _Place] = {}
        self._passages: dict[tuple[TrackId, LineId], _Passage] = {}

    def update(
        self, time: float, objects: Iterable[Judged], going_on: Mapping[Label, IncidentId]
    ) -> tuple[LineCrossed, ...]:
        """Follow the objects; a crossing belongs to the incident of its label that is `going_on`, if there is one."""
        objects = [each for each in objects if each.track.label in self._labels] if self._lines else []
        known = {each.track.id for each in objects}
        self._places = {key: place for key, place in self._places.items() if key in known}
        self._passages = {key: passage for key, passage in self._passages.items() if key[0] in known}
        told: list[LineCrossed] = []
        for each in objects:
            before, now = self._places.get(each.track.id), _place(each)
            # Where something out of sight is expected to be is a guess.
            if before is not None and before.time == now.time:
                continue
            self._places[each.track.id] = now
            for line in self._lines:
                if not line.labels or each.track.label in line.labels:
                    side = self._crossed(each, line, before or now, now)
                    if side and line.direction in {None, _direction(side)}:
                        told.append(self._tell(time, each, line, side, going_on))
        return tuple(told)

    def close(self) -> None:
        """Forget the objects, which will not be seen again under these names."""
        self._places.clear()
        self._passages.clear()

    def _crossed(self, each: Judged, line: Line, before: _Place, now: _Place) -> int:
        """The side to which the object has just crossed the line, if it has."""
        passage = self._passages.setdefault((each.track.id, line.id), _Passage())
        if passed := _passed(line, before.foot, now.foot):
            passage.since = before.time if passage.passed == 0 else passage.since
            passage.passed += passed
        side = _side(line, now)
        if side == IN_DOUBT:
            return IN_DOUBT
        if passage.side in {IN_DOUBT, side}:
            passage.settle(side)
            return IN_DOUBT
        if not each.is_sure or not each.track.is_moving:
            # It may still prove to be somebody who moves: then the crossing is told late.
            return IN_DOUBT
        has_crossed = passage.passed == side
        passage.settle(side)
        return side if has_crossed else IN_DOUBT

    def _tell(
        self, time: float, each: Judged, line: Line, side: int, going_on: Mapping[Label, IncidentId]
    ) -> LineCrossed:
        track = each.track
        incident = going_on.get(track.label)
        if incident is None:
            self._told += 1
            incident = IncidentId(f"{self._prefix}-line-{self._told}")
        return LineCrossed(
            id=incident,
            label=track.label,
            kind=track.kind,
            score=track.score,
            box=track.box,
            zones=tuple(sorted(each.zones)),
            first_time=max(self._passages[track.id, line.id].since, time - LEAD_SECONDS),
            time=time,
            line=line.id,
            direction=_direction(side),
        )


def _place(each: Judged) -> _Place:
    track = each.track
    return _Place(time=track.last_time, foot=standing(track.label, track.box)[0], box=track.box)


def _direction(side: int) -> Direction:
    return Direction.TO_RIGHT if side == RIGHT else Direction.TO_LEFT


def _cross(line: Line, point: Point) -> float:
    """Positive on the right of the line, negative on its left."""
    across, down = line.end.x - line.start.x, line.end.y - line.start.y
    return across * (point.y - line.start.y) - down * (point.x - line.start.x)


def _side(line: Line, place: _Place) -> int:
    """The side on which an object is without doubt."""
    across, down = abs(line.end.x - line.start.x), abs(line.end.y - line.start.y)
    doubt = BEYOND * (across * place.box.height + down * place.box.width)
    distance = _cross(line, place.foot)
    if abs(distance) <= doubt:
        return IN_DOUBT
    return RIGHT if distance > 0 else LEFT


def _passed(line: Line, before: Point, now: Point) -> int:
    """`RIGHT` or `LEFT` if the way from one point to the other leads there through the line, not past its ends."""
    first, last = _cross(line, before), _cross(line, now)
    if (first > 0) == (last > 0):
        return 0
    share = first / (first - last)
    across, down = line.end.x - line.start.x, line.end.y - line.start.y
    x, y = before.x + share * (now.x - before.x), before.y + share * (now.y - before.y)
    along = ((x - line.start.x) * across + (y - line.start.y) * down) / (across**2 + down**2)
    if not 0 <= along <= 1:
        return 0
    return RIGHT if last > 0 else LEFT

"""Where things count: the zones of one camera. Pure."""

from collections.abc import Iterable, Sequence

from ..model.areas import Zone, ZoneKind
from ..model.incidents import Reason
from ..model.names import Label
from ..model.picture import Box, Point
from ..model.vision import Track

LOWER_EDGE = 0.98
"""A box that reaches down to here is cut off by the picture's edge."""


class ZoneFilter:
    """Tells which zones something is in, and whether it counts at all."""

    def __init__(self, zones: Iterable[Zone]) -> None:
        """Zones of one camera, included and excluded ones."""
        self._zones = tuple(zones)

    def of(self, label: Label, box: Box) -> tuple[Zone, ...] | None:
        """Return the included zones the thing is in, or None if it does not count. Their limits are not looked at.

        Where no included zone speaks about the label, the whole picture counts and the answer is empty.
        """
        if self.is_excluded(label, box):
            return None
        included = self.included(label)
        if not included:
            return ()
        points = standing(label, box)
        return tuple(zone for zone in included if any(is_inside(point, zone.polygon) for point in points)) or None

    def is_excluded(self, label: Label, box: Box) -> bool:
        """Whether the thing is in an excluded zone, which wins over every other."""
        points = standing(label, box)
        excluded = self._about(label, ZoneKind.EXCLUDE)
        return any(all(is_inside(point, zone.polygon) for point in points) for zone in excluded)

    def included(self, label: Label) -> tuple[Zone, ...]:
        """The included zones that speak about a label."""
        return self._about(label, ZoneKind.INCLUDE)

    def _about(self, label: Label, kind: ZoneKind) -> tuple[Zone, ...]:
        return tuple(zone for zone in self._zones if zone.kind is kind and (not zone.labels or label in zone.labels))


def missed_limit(zone: Zone, track: Track) -> Reason | None:
    """Which of a zone's limits on what it looks like an object does not meet, if any."""
    if track.score < zone.min_score:
        return Reason.LOW_SCORE
    if track.box.area < zone.min_area:
        return Reason.TOO_SMALL
    if track.box.area > zone.max_area:
        return Reason.TOO_LARGE
    return None


def standing(label: Label, box: Box) -> tuple[Point, ...]:
    """The points that tell where something is.

    People draw zones on the ground, and an object touches the ground at its foot: a head above a fence belongs to this
    side of it. The feet of a box that the picture's lower edge cuts off are unknown, so its middle may speak too. What
    merely moves has no feet.
    """
    if label is Label.MOTION:
        return (box.centre,)
    if box.bottom >= LOWER_EDGE:
        return (Point(x=box.foot.x, y=LOWER_EDGE), box.centre)
    return (box.foot,)


def is_inside(point: Point, polygon: Sequence[Point]) -> bool:
    """Even-odd rule: a line from the point to the right crosses the outline an odd number of times."""
    inside = False
    for one, other in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (one.y > point.y) != (other.y > point.y):
            crossing = one.x + (point.y - one.y) / (other.y - one.y) * (other.x - one.x)
            if point.x < crossing:
                inside = not inside
    return inside

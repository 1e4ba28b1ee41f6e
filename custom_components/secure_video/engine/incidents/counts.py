"""How many objects are where, calm enough for a sensor. Pure."""

from collections import Counter
from collections.abc import Iterable

from ..model.incidents import Count
from ..model.names import Label, ZoneId
from ..model.vision import Track
from .judge import Judged
from .zones import ZoneFilter

MISSES = 3
"""Looks in a row without it after which an object no longer counts: detectors drop out for a look or two."""

HOLD_SECONDS = 1.5
"""An object counts at least this long after it was last seen."""


class ObjectCounts:
    """Counts one camera's objects per zone and label.

    An object counts in a zone once it is confirmed and meets the zone's limits, whether it moves or not: a parked car
    is in the zone. It counts until it has left the zone, or looks at its place do not find it any more.
    """

    def __init__(self, labels: Iterable[Label], zones: ZoneFilter) -> None:
        """`labels` are those to count."""
        self._keys = [
            (zone, label)
            for label in sorted(set(labels) - {Label.MOTION})
            for zone in (None, *(zone.id for zone in zones.included(label)))
        ]

    def update(self, time: float, objects: Iterable[Judged]) -> tuple[Count, ...]:
        """Count what is there at `time`, the whole picture and then the zones of each label."""
        found: Counter[tuple[ZoneId | None, Label]] = Counter()
        for each in objects:
            if each.is_sure and is_there(each.track, time):
                found.update((zone, each.track.label) for zone in each.present_in)
        return tuple(Count(zone=zone, label=label, count=found[zone, label]) for zone, label in self._keys)


def is_there(track: Track, time: float) -> bool:
    """Whether an object is still where it was last seen, as far as anybody looked."""
    return track.misses < MISSES or time - track.last_time <= HOLD_SECONDS

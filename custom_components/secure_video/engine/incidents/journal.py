"""What was seen and not told, and why: the near misses of one camera. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from ..model.incidents import NearMiss, Reason
from ..model.names import Label, TrackId
from .judge import FURTHEST, Judged

KEPT = 100
"""The newest near misses that are kept."""

SAME_PLACE = 0.5
"""Overlap (IoU) from which what is found again and again in one place is one near miss."""

RECURRING = frozenset({Reason.NOT_SURE, Reason.NOT_MOVING})
"""What parked cars and things that look like people bring up again and again."""


class Journal:
    """Notes each object that never counted, with the last condition it failed of all it came to."""

    def __init__(self, labels: Iterable[Label]) -> None:
        """`labels` are those told about."""
        self._labels = frozenset(labels)
        self._told: set[TrackId] = set()
        self._open: dict[TrackId, NearMiss] = {}
        self._over: tuple[NearMiss, ...] = ()

    @property
    def near_misses(self) -> tuple[NearMiss, ...]:
        """At most `KEPT`, oldest first, with those still in the picture. Safe to ask from another thread."""
        return tuple(sorted((*self._over, *self._open.values()), key=lambda each: each.time))[-KEPT:]

    def update(self, objects: Iterable[Judged], present: Collection[Label]) -> None:
        """Take in the objects that are known now. `present` are the labels with an incident going on."""
        objects = [each for each in objects if each.track.label in self._labels]
        known = {each.track.id for each in objects}
        self._told = {each.track.id for each in objects if each.reason is None or each.track.id in self._told}
        for key, miss in self._open.items():
            if key not in known:
                self._note(miss, present)
        # A new dictionary: somebody may be reading the other one.
        self._open = {
            each.track.id: _miss(each, each.reason, self._open.get(each.track.id))
            for each in objects
            if each.reason is not None and each.track.id not in self._told
        }

    def close(self) -> None:
        """Forget the objects, which will not be seen again under these names; keep the notes."""
        self.update((), ())

    def _note(self, miss: NearMiss, present: Collection[Label]) -> None:
        if miss.reason is Reason.NOT_SURE and miss.label in present:
            # Most likely another look at somebody who was told.
            return
        others = tuple(each for each in self._over if not _is_same(each, miss))
        self._over = (*others, miss)[-KEPT:]


def _miss(each: Judged, reason: Reason, before: NearMiss | None) -> NearMiss:
    """What to note if the object were gone now."""
    track = each.track
    miss = NearMiss(
        label=track.label,
        kind=track.kind,
        score=track.score,
        box=track.box,
        reason=reason,
        zone=each.zone,
        seconds=track.last_time - track.first_time,
        time=track.last_time,
    )
    if before is None:
        return miss
    miss = replace(miss, score=max(miss.score, before.score))
    if FURTHEST.index(before.reason) > FURTHEST.index(miss.reason):
        return replace(miss, reason=before.reason, zone=before.zone, box=before.box)
    return miss


def _is_same(one: NearMiss, other: NearMiss) -> bool:
    return (
        one.reason is other.reason
        and one.reason in RECURRING
        and one.label is other.label
        and one.box.iou(other.box) >= SAME_PLACE
    )

"""Which objects count, where, and if not, why not: the one place where all conditions meet. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..model.areas import Zone
from ..model.incidents import Reason
from ..model.names import TrackId, ZoneId
from ..model.vision import Track
from .evidence import Evidence
from .stays import Stay, Stays
from .zones import ZoneFilter, missed_limit

FURTHEST = tuple(Reason)
"""Reasons in the order in which an object meets their conditions: the later, the nearer it came to being told."""

type _Answer = tuple[Reason | None, Zone | None]
"""Why something does not count, and the zone that says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One object and what is thought of it.

    `reason` says why it does not count, with the `zone` whose limit it misses; None if it does, in `zones`.
    `present_in` are the zones where it is, moving or not (None: where things count at all), also those it left a
    moment ago. `seen_time` is when it was last known to be there.
    """

    track: Track
    reason: Reason | None
    zone: ZoneId | None
    zones: frozenset[ZoneId]
    present_in: frozenset[ZoneId | None]
    seen_time: float

    @property
    def is_sure(self) -> bool:
        """Whether it is there at all."""
        return self.reason is not Reason.NOT_SURE


class Judge:
    """Judges the objects of one camera."""

    def __init__(self, zones: ZoneFilter) -> None:
        """`zones` of the camera."""
        self._zones = zones
        self._evidence = Evidence()
        self._stays = Stays(zones)
        self._arriving: set[TrackId] = set()

    def update(self, time: float, tracks: Iterable[Track]) -> tuple[Judged, ...]:
        """Judge what is known at `time`, which never goes back."""
        tracks = tuple(tracks)
        self._evidence.update(time, tracks)
        self._stays.update(tracks)
        self._arriving &= {track.id for track in tracks}
        return tuple(self._judged(time, track) for track in tracks)

    def _judged(self, time: float, track: Track) -> Judged:
        # Nobody looks at what stands still in a still picture: it is there until a look finds that it is not.
        seen_time = time if not track.is_moving and track.is_visible else track.last_time
        stays = self._stays.of(track)
        shortfalls = [(_shortfall(stay, track, seen_time), stay) for stay in stays]
        met = [stay for reason, stay in shortfalls if reason is None]
        inside = [(reason, stay.zone) for reason, stay in shortfalls if stay.left_time is None]
        reason, zone = self._reason(track, inside)
        return Judged(
            track=track,
            reason=reason,
            zone=zone.id if zone is not None and reason is not None else None,
            zones=frozenset(zone.id for reason, zone in inside if reason is None and zone is not None),
            present_in=frozenset({None, *(stay.zone.id for stay in met if stay.zone)}) if met else frozenset(),
            seen_time=seen_time,
        )

    def _reason(self, track: Track, inside: list[_Answer]) -> _Answer:
        """Everything together: is it there, does it move, what do the zones say."""
        if not self._evidence.is_enough(track):
            return Reason.NOT_SURE, None
        reason, zone = self._nearest(track, inside)
        # A car that parks counts once its dwell is over, though it stands by then.
        if track.is_moving and reason is Reason.TOO_SHORT:
            self._arriving.add(track.id)
        elif not track.is_moving and track.id not in self._arriving:
            return Reason.NOT_MOVING, None
        if reason is None:
            self._arriving.discard(track.id)
        return reason, zone

    def _nearest(self, track: Track, inside: list[_Answer]) -> _Answer:
        """What the zones say: the best of their answers."""
        if any(reason is None for reason, _ in inside):
            return None, None
        if inside:
            return max(inside, key=lambda each: FURTHEST.index(each[0]) if each[0] else -1)
        return (Reason.EXCLUDED if self._zones.is_excluded(track.label, track.box) else Reason.OUTSIDE), None


def _shortfall(stay: Stay, track: Track, seen_time: float) -> Reason | None:
    """Which condition of the zone is not met."""
    if stay.zone is None:
        return None
    if (missed := missed_limit(stay.zone, track)) is not None:
        return missed
    return Reason.TOO_SHORT if seen_time - stay.since < stay.zone.dwell else None

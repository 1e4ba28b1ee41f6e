"""In which zones each object is, and since when. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..model.areas import Zone
from ..model.names import TrackId, ZoneId
from ..model.vision import Track
from .zones import ZoneFilter

LEAVING_SECONDS = 1.0
"""Who is outside for no longer has not left: feet on a zone's border are seen on both sides of it."""


@dataclass(slots=True, kw_only=True)
class Stay:
    """One object in one zone; `zone` None is the whole picture, where no included zone speaks about the object.

    `left_time` is when it was first seen outside after it was inside.
    """

    zone: Zone | None
    since: float
    left_time: float | None = None

    def is_over(self, time: float) -> bool:
        """Whether the object has been outside for too long."""
        return self.left_time is not None and time - self.left_time > LEAVING_SECONDS


class Stays:
    """Where the objects of one camera are."""

    def __init__(self, zones: ZoneFilter) -> None:
        """`zones` of the camera."""
        self._zones = zones
        self._stays: dict[TrackId, dict[ZoneId | None, Stay]] = {}
        self._seen: dict[TrackId, float] = {}

    def update(self, tracks: Iterable[Track]) -> None:
        """Take in where objects were seen. Tracks that are no longer named are forgotten."""
        stays, seen = self._stays, self._seen
        self._stays, self._seen = {}, {}
        for track in tracks:
            self._stays[track.id] = stays.get(track.id, {})
            self._seen[track.id] = track.last_time
            # Where something out of sight is expected to be is a guess.
            if seen.get(track.id) != track.last_time:
                self._stays[track.id] = self._after(self._stays[track.id], track)

    def of(self, track: Track) -> tuple[Stay, ...]:
        """The stays of an object, also those it left less than `LEAVING_SECONDS` ago."""
        return tuple(self._stays.get(track.id, {}).values())

    def _after(self, stays: dict[ZoneId | None, Stay], track: Track) -> dict[ZoneId | None, Stay]:
        time = track.last_time
        places = self._places(track)
        for key, stay in stays.items():
            if key not in places and stay.left_time is None:
                stay.left_time = time
        stays = {key: stay for key, stay in stays.items() if not stay.is_over(time)}
        for key, zone in places.items():
            stays.setdefault(key, Stay(zone=zone, since=time)).left_time = None
        return stays

    def _places(self, track: Track) -> dict[ZoneId | None, Zone | None]:
        within = self._zones.of(track.label, track.box)
        if within is None:
            return {}
        return {zone.id: zone for zone in within} or {None: None}

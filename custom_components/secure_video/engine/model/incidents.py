"""What it means: who was there, what happened, and what was seen and not told."""

from dataclasses import dataclass
from enum import StrEnum

from .areas import Direction
from .names import IncidentId, Label, LineId, TrackId, ZoneId
from .picture import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class _Incident:
    """What every change of an incident tells: what it is, where, since when, and the `time` of the change."""

    id: IncidentId
    label: Label
    kind: str
    score: float
    zones: tuple[ZoneId, ...]
    first_time: float
    time: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentStarted(_Incident):
    """Somebody or something is there. It was first seen at `first_time`; `box` is None for bare motion."""

    box: Box | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentUpdated(_Incident):
    """A better look at the object (higher score, or all of it for the first time), or it entered further zones."""

    box: Box | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEnded(_Incident):
    """It is gone. `time` is when it was last seen; `score`, `kind` and `zones` sum up the whole incident."""


type IncidentChange = IncidentStarted | IncidentUpdated | IncidentEnded


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where an object was seen at `time`: one of an incident's, or, without one, a person no incident is about."""

    incident: IncidentId | None
    track: TrackId
    box: Box
    time: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Occurrence:
    """What happens at one moment, and does not last.

    It began to show at `first_time` and was certain at `time`.
    """

    id: IncidentId
    label: Label
    kind: str
    score: float
    box: Box
    zones: tuple[ZoneId, ...]
    first_time: float
    time: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDelivered(_Occurrence):
    """Something was left that was not there before, and whoever left it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageTaken(_Occurrence):
    """Something that had been left is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCrossed(_Occurrence):
    """An object crossed a line."""

    line: LineId
    direction: Direction


type Occurrence = PackageDelivered | PackageTaken | LineCrossed


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many objects of a label are in a zone now; `zone` None means where things count at all."""

    zone: ZoneId | None
    label: Label
    count: int


class Reason(StrEnum):
    """Why something that was seen did not become an incident."""

    NOT_SURE = "not_sure"
    NOT_MOVING = "not_moving"
    OUTSIDE = "outside"
    EXCLUDED = "excluded"
    LOW_SCORE = "low_score"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    TOO_SHORT = "too_short"


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """Something that was seen and not told, and why. `seconds` is how long it was seen, `time` when last.

    `zone` is the one whose limit it missed, if it was a zone's.
    """

    label: Label
    kind: str
    score: float
    box: Box
    reason: Reason
    zone: ZoneId | None
    seconds: float
    time: float

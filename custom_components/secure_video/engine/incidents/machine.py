"""When something starts, gets clearer and is over: the incidents of one camera. Pure.

Per label there is at most one incident at a time:

    nothing --enough evidence--> going on --not seen for COOLDOWN_SECONDS--> ended

What comes back before the cooldown is over continues the incident.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from ..model.incidents import IncidentChange, IncidentEnded, IncidentStarted, IncidentUpdated
from ..model.names import IncidentId, Label, ZoneId
from ..model.picture import Box
from .judge import Judged

COOLDOWN_SECONDS = 5.0
"""Absence after which an incident is over. Longer than the tracker searches for a lost object."""

BETTER_SCORE = 0.15
"""How much a score must rise to be worth telling."""

SIDE = 0.02
"""Of the picture's width. A box closer to its left or right edge is of somebody who is only coming into view."""

MOTION_SECONDS = 0.6
"""Bare motion shorter than this is a bird, an insect or a flicker: four frames at 5 a second."""

MOTION_GAP_SECONDS = 1.0
"""A pause within bare motion that does not start it anew."""

LEAD_SECONDS = 5.0
"""An incident is never said to have begun longer before its announcement than this (a parked car that drives off)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sighting:
    """What one label looks like in one update: the best of its tracks, and the zones of all of them."""

    kind: str
    score: float
    box: Box | None
    zones: frozenset[ZoneId]
    first_time: float
    last_time: float

    @property
    def is_cut_off(self) -> bool:
        """Whether a part of it is beside the picture. Below it is where people stand who come close."""
        return self.box is not None and (self.box.left < SIDE or self.box.right > 1 - SIDE)


@dataclass(slots=True, kw_only=True)
class _Incident:
    """One that is going on."""

    id: IncidentId
    kind: str
    score: float
    zones: frozenset[ZoneId]
    first_time: float
    last_time: float
    was_whole: bool


class IncidentMachine:
    """One camera's incidents."""

    def __init__(self, labels: Iterable[Label], *, prefix: str) -> None:
        """`labels` are those to tell about. `prefix` makes ids unique among cameras and starts of the program."""
        self._labels = tuple(sorted(labels))
        self._prefix = prefix
        self._count = 0
        self._going_on: dict[Label, _Incident] = {}
        self._motion_first: float | None = None
        self._motion_last = 0.0
        self._in_motion_until = -inf
        self._time = 0.0

    @property
    def has_motion(self) -> bool:
        """Whether something moves or did within the cooldown: calm enough for a sensor, deaf to single flickers."""
        return self._time <= self._in_motion_until

    @property
    def present(self) -> frozenset[Label]:
        """The labels with an incident going on."""
        return frozenset(self._going_on)

    @property
    def going_on(self) -> dict[Label, IncidentId]:
        """The incident of each label that has one."""
        return {label: incident.id for label, incident in self._going_on.items()}

    def update(self, time: float, objects: Sequence[Judged], *, has_motion: bool) -> tuple[IncidentChange, ...]:
        """Take in what is known at `time`, which never goes back; return what is to be told, in order."""
        self._follow_motion(time, has_motion=has_motion)
        changes: list[IncidentChange] = []
        for label in self._labels:
            sighting = self._motion() if label is Label.MOTION else _seen(label, objects)
            incident = self._going_on.get(label)
            if incident is not None and time - incident.last_time > COOLDOWN_SECONDS:
                changes.append(self._end(label, time))
                incident = None
            if sighting is None or time - sighting.last_time > COOLDOWN_SECONDS:
                continue
            if incident is None:
                changes.append(self._start(label, sighting, time))
            else:
                changes += self._continue(label, incident, sighting, time)
        return tuple(changes)

    def close(self, time: float) -> tuple[IncidentEnded, ...]:
        """End what is going on at `time`: the stream is lost or the detection is switched off."""
        self._motion_first = None
        self._in_motion_until = -inf
        return tuple(self._end(label, time) for label in tuple(self._going_on))

    def _follow_motion(self, time: float, *, has_motion: bool) -> None:
        self._time = time
        if has_motion:
            self._motion_last = time
            if self._motion_first is None:
                self._motion_first = time
        elif time - self._motion_last > MOTION_GAP_SECONDS:
            self._motion_first = None
        if (motion := self._motion()) is not None:
            self._in_motion_until = motion.last_time + COOLDOWN_SECONDS

    def _motion(self) -> _Sighting | None:
        """Bare motion that has lasted."""
        if self._motion_first is None or self._motion_last - self._motion_first < MOTION_SECONDS:
            return None
        return _Sighting(
            kind=Label.MOTION.value,
            score=1.0,
            box=None,
            zones=frozenset(),
            first_time=self._motion_first,
            last_time=self._motion_last,
        )

    def _start(self, label: Label, sighting: _Sighting, time: float) -> IncidentStarted:
        self._count += 1
        incident = _Incident(
            id=IncidentId(f"{self._prefix}-{self._count}"),
            kind=sighting.kind,
            score=sighting.score,
            zones=sighting.zones,
            first_time=max(sighting.first_time, time - LEAD_SECONDS),
            last_time=sighting.last_time,
            was_whole=not sighting.is_cut_off,
        )
        self._going_on[label] = incident
        return IncidentStarted(
            id=incident.id,
            label=label,
            kind=incident.kind,
            score=incident.score,
            box=sighting.box,
            zones=tuple(sorted(incident.zones)),
            first_time=incident.first_time,
            time=time,
        )

    def _continue(self, label: Label, incident: _Incident, sighting: _Sighting, time: float) -> list[IncidentUpdated]:
        """Note the sighting; tell only of a clearly better look or of further zones."""
        incident.last_time = max(incident.last_time, sighting.last_time)
        is_whole_now = not incident.was_whole and not sighting.is_cut_off
        is_clearer = sighting.score >= incident.score + BETTER_SCORE
        if not is_whole_now and not is_clearer and sighting.zones <= incident.zones:
            return []
        incident.was_whole |= is_whole_now
        if sighting.score > incident.score:
            incident.score, incident.kind = sighting.score, sighting.kind
        incident.zones |= sighting.zones
        return [
            IncidentUpdated(
                id=incident.id,
                label=label,
                kind=incident.kind,
                score=incident.score,
                box=sighting.box,
                zones=tuple(sorted(incident.zones)),
                first_time=incident.first_time,
                time=time,
            )
        ]

    def _end(self, label: Label, time: float) -> IncidentEnded:
        incident = self._going_on.pop(label)
        return IncidentEnded(
            id=incident.id,
            label=label,
            kind=incident.kind,
            score=incident.score,
            zones=tuple(sorted(incident.zones)),
            first_time=incident.first_time,
            time=min(incident.last_time, time),
        )


def _seen(label: Label, objects: Iterable[Judged]) -> _Sighting | None:
    """Sum up the objects of a label that count."""
    counting = [each for each in objects if each.track.label is label and each.reason is None]
    if not counting:
        return None
    best = max((each.track for each in counting), key=lambda track: (track.is_visible, track.score))
    return _Sighting(
        kind=best.kind,
        score=best.score,
        box=best.box,
        zones=frozenset[ZoneId]().union(*(each.zones for each in counting)),
        first_time=min(each.track.first_time for each in counting),
        last_time=max(each.seen_time for each in counting),
    )

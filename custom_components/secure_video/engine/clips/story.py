"""What is to be recorded of a camera, and what the clips of it tell."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import inf
from typing import Final

from ..model.camera import CameraSettings
from ..model.incidents import (
    IncidentChange,
    IncidentEnded,
    IncidentStarted,
    LineCrossed,
    Occurrence,
    PackageDelivered,
    PackageTaken,
    Whereabouts,
)
from ..model.names import ClipId, IncidentId, Label, ZoneId
from ..model.picture import Frame
from .clip import ClipIncident, Place
from .path import ClipPath

_KINDS: Final[dict[type[Occurrence], str]] = {
    PackageDelivered: "delivered",
    PackageTaken: "taken",
    LineCrossed: "line crossed",
}
"""What a clip's description calls them."""

PICTURE_WIDTH: Final = 480
"""Pixels across a clip's picture: what the panel shows at most, on a screen with twice the pixels. Lists have many."""


@dataclass(slots=True, kw_only=True)
class Story:
    """What is to be recorded: into the clip `id`, from the stream time `begins`, and `at_least` to a stream time."""

    id: ClipId
    camera: CameraSettings
    begins: float
    at_least: float = -inf
    going_on: set[IncidentId] = field(default_factory=set)
    incidents: dict[IncidentId, ClipIncident] = field(default_factory=dict)
    paths: dict[IncidentId, ClipPath] = field(default_factory=dict)
    occurrences: list[ClipIncident] = field(default_factory=list)
    picture: bytes | None = None
    is_begun: bool = False

    @property
    def labels(self) -> frozenset[Label]:
        """What was seen so far."""
        return frozenset(each.label for each in (*self.incidents.values(), *self.occurrences))

    def is_over(self, time: float) -> bool:
        """Whether there is nothing left to record at this stream time.

        What was over before it was announced, because whoever looks is late, is recorded all the same.
        """
        return self.is_begun and not self.going_on and time > self.at_least

    def apply(self, change: IncidentChange, frame: Frame | None) -> bool:
        """Take note of an incident, seen in that frame. Return whether it is of this story."""
        if isinstance(change, IncidentStarted):
            self.going_on.add(change.id)
            self.incidents[change.id] = self._incident(change, begins=change.first_time)
            self._show(frame)
            return True
        if change.id not in self.going_on:
            return False
        begins = self.incidents[change.id].begins
        if isinstance(change, IncidentEnded):
            self.incidents[change.id] = self._incident(change, begins=begins, ends=change.time)
            self.going_on.discard(change.id)
            self.go_on(change.time + self.camera.seconds_after)
        else:
            self.incidents[change.id] = self._incident(change, begins=begins)
            self._show(frame, is_better=True)
        return True

    def follow(self, seen: Whereabouts) -> None:
        """Take note of where an object of one of its incidents was."""
        if seen.incident in self.incidents:
            self.paths.setdefault(seen.incident, ClipPath()).add(seen)

    def note(self, occurrence: Occurrence, frame: Frame | None) -> None:
        """Take note of what happened at one moment, seen in that frame."""
        # Not under its id: that of a line crossed is the incident's of who crossed it.
        self.occurrences.append(
            ClipIncident(
                label=occurrence.label,
                kind=_KINDS[type(occurrence)],
                score=occurrence.score,
                zones=self._names(occurrence.zones),
                begins=occurrence.first_time,
                ends=occurrence.time,
                path=(Place(time=occurrence.time, box=occurrence.box),),
            )
        )
        self.go_on(occurrence.time + self.camera.seconds_after)
        self._show(frame)

    def go_on(self, until: float) -> None:
        """Record to that time at least."""
        self.at_least = max(self.at_least, until)

    def forget(self, before: float) -> None:
        """Drop what the clips that follow will not tell: a story can go on for days."""

        def is_told(each: ClipIncident) -> bool:
            return each.ends is None or each.ends + self.camera.seconds_after > before

        self.incidents = {key: each for key, each in self.incidents.items() if is_told(each)}
        self.paths = {key: path for key, path in self.paths.items() if key in self.incidents}
        self.occurrences = [each for each in self.occurrences if is_told(each)]
        for path in self.paths.values():
            path.forget(before)

    def told(self, begins: float, ends: float) -> tuple[ClipIncident, ...]:
        """What a clip of that time shows."""
        incidents = [
            replace(each, path=self.paths[key].between(begins, ends)) if key in self.paths else each
            for key, each in self.incidents.items()
        ]
        occurrences = [
            replace(each, path=tuple(place for place in each.path if begins <= place.time <= ends))
            for each in self.occurrences
        ]
        return tuple(each.shifted(-begins) for each in (*incidents, *occurrences))

    def _show(self, frame: Frame | None, *, is_better: bool = False) -> None:
        if frame is not None and (self.picture is None or is_better):
            self.picture = frame.jpeg(PICTURE_WIDTH)

    def _incident(self, change: IncidentChange, *, begins: float, ends: float | None = None) -> ClipIncident:
        return ClipIncident(
            label=change.label,
            kind=change.kind,
            score=change.score,
            zones=self._names(change.zones),
            begins=begins,
            ends=ends,
        )

    def _names(self, zones: Iterable[ZoneId]) -> tuple[str, ...]:
        return tuple(zone.name for id_ in zones for zone in self.camera.zones if zone.id == id_)

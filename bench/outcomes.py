"""What a watcher told of labelled footage, and how right that is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from custom_components.secure_video.engine.model.incidents import (
    IncidentChange,
    IncidentEnded,
    IncidentStarted,
    IncidentUpdated,
    Occurrence,
    PackageDelivered,
    PackageTaken,
)
from custom_components.secure_video.engine.model.names import Label

MAY_BE_SEEN = frozenset({("intel_bottles", Label.PERSON)})
"""Incidents that are no error though no event is labelled: hands reach into the picture ("unsure" in events.json)."""

TOLERANCE = 0.5
"""Seconds by which labels may be wrong (events.json)."""

MIN_SEEN = 2
"""Frames with a confident detection from which the model itself can be said to see an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A labelled presence. Times in seconds."""

    label: Label
    start: float
    end: float
    is_sure: bool


@dataclass(slots=True, kw_only=True)
class Incident:
    """What the watcher told. `first_time` as the machine says it."""

    label: Label
    announced: float
    end: float

    def overlaps(self, event: Event) -> bool:
        """Whether it is about that event."""
        return (
            self.label is event.label
            and self.announced <= event.end + TOLERANCE
            and self.end >= event.start - TOLERANCE
        )


@dataclass(slots=True, kw_only=True)
class Outcome:
    """One video's."""

    name: str
    events: Sequence[Event]
    frames: int = 0
    seconds: float = 0.0
    looks: int = 0
    crops: int = 0
    incidents: list[Incident] = field(default_factory=list)
    going_on: dict[str, Incident] = field(default_factory=dict)
    sightings: list[tuple[float, Label]] = field(default_factory=list)
    decoded: float = 1.0

    def hear(self, changes: Sequence[IncidentChange], occurrences: Sequence[Occurrence] = ()) -> None:
        """Keep what the watcher tells. A package that was left lasts as far as the event is labelled."""
        for change in changes:
            match change:
                case IncidentStarted():
                    incident = Incident(label=change.label, announced=change.time, end=change.time)
                    self.going_on[change.id] = incident
                    self.incidents.append(incident)
                case IncidentUpdated():
                    pass
                case IncidentEnded():
                    self.going_on.pop(change.id).end = change.time
        self.incidents += [
            Incident(label=Label.PACKAGE, announced=each.time, end=each.time)
            for each in occurrences
            if isinstance(each, PackageDelivered | PackageTaken)
        ]

    def found(self, *, only_sure: bool) -> list[float | None]:
        """For each event, the latency of its first incident in seconds (0 if one was going on), or None."""
        events = [event for event in self.events if event.is_sure or not only_sure]
        firsts = [next((each for each in self.incidents if each.overlaps(event)), None) for event in events]
        return [
            None if first is None else max(0.0, first.announced - event.start)
            for event, first in zip(events, firsts, strict=True)
        ]

    @property
    def unseen(self) -> int:
        """Sure events in which the model itself has not two confident detections, so that nothing could be told."""
        return sum(
            sum(event.start <= time <= event.end and label is event.label for time, label in self.sightings) < MIN_SEEN
            for event in self.events
            if event.is_sure
        )

    @property
    def judged(self) -> list[Incident]:
        """Incidents that can be right or wrong."""
        return [each for each in self.incidents if (self.name, each.label) not in MAY_BE_SEEN]

    @property
    def false(self) -> int:
        """Incidents about nothing labelled."""
        return sum(not any(each.overlaps(event) for event in self.events) for each in self.judged)

    @property
    def split(self) -> int:
        """Incidents beyond one per event."""
        return max(0, len(self.judged) - self.false - len(self.events))


def report(outcomes: Sequence[Outcome]) -> None:
    """Print the table."""
    print(f"{'video':34}{'events':>8}{'unseen':>8}{'false':>7}{'split':>7}{'looks':>11}  latency, s")
    for each in outcomes:
        latencies = each.found(only_sure=False)
        found = sum(latency is not None for latency in latencies)
        shown = " ".join("-" if latency is None else f"{latency:.1f}" for latency in latencies)
        print(
            f"{each.name:34}{f'{found}/{len(latencies)}':>8}{each.unseen:8}{each.false:7}{each.split:7}"
            f"{f'{each.looks}/{each.frames}':>11}  {shown}"
        )
    incidents = sum(len(each.judged) for each in outcomes)
    right = incidents - sum(each.false for each in outcomes)
    empty = [each for each in outcomes if not each.events]
    hours = sum(each.seconds for each in empty) / 3600
    alarms = sum(each.false for each in empty)
    sure = [latency for each in outcomes for latency in each.found(only_sure=True)]
    told = [latency for latency in sure if latency is not None]
    times = told or [float("nan")]
    seen = len(sure) - sum(each.unseen for each in outcomes)
    every = [latency for each in outcomes for latency in each.found(only_sure=False)]
    print(f"\nrecall, sure events              {share(len(told), len(sure))}   (at least 0.95)")
    print(f"recall, of those the model sees  {share(len(told), seen)}")
    print(f"recall, likely events included   {share(sum(one is not None for one in every), len(every))}")
    print(f"precision                        {share(right, incidents)}   (at least 0.9)")
    print(f"latency of sure events, s        median {np.median(times):.1f}, p95 {np.percentile(times, 95):.2f}   (1.0)")
    print(f"false alarms on empty footage    {alarms} in {hours * 60:.1f} minutes   (1 an hour)")


def share(part: int, whole: int) -> str:
    """A fraction as people read it."""
    return f"{part}/{whole} = {part / whole:.3f}" if whole else "none"

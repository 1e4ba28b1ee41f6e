"""When cameras were watched and when not, as the log tells it, for a timeline. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from .engine.model.names import CameraId
from .engine.vault.log import Coverage, LoggedEntry, Started, Stopped

STOPPED: Final = "stopped"
"""Home Assistant did not run, or has not heard of the camera since it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A camera was in a state from `since` to before `until`, or still is. `state` is one of the log, or `STOPPED`."""

    state: str
    since: datetime
    until: datetime | None = None

    def cut(self, since: datetime, before: datetime | None) -> Span | None:
        """What of it lies in this time, if anything does."""
        begins = max(self.since, since)
        ends = min((moment for moment in (self.until, before) if moment), default=None)
        return replace(self, since=begins, until=ends) if ends is None or begins < ends else None


def coverage_spans(entries: Iterable[LoggedEntry]) -> dict[CameraId, tuple[Span, ...]]:
    """Return the spans of each camera, oldest first, from entries of the log, oldest first.

    The first entry says that Home Assistant was started, or all there is is given.
    """
    told = _Told()
    for entry in entries:
        match entry.content:
            case Started():
                told.stop(told.last_sign)
            case Stopped():
                told.stop(entry.at)
            case Coverage(camera=camera, state=state, since=since):
                told.change(camera, state.value, since)
        told.last_sign = entry.at
    return {camera: tuple(spans) for camera, spans in told.spans.items()}


@dataclass(slots=True, kw_only=True)
class _Told:
    """The spans so far. Of a clock that went back, what came later counts from where the former ended."""

    spans: dict[CameraId, list[Span]] = field(default_factory=dict)
    last_sign: datetime | None = None

    def stop(self, at: datetime | None) -> None:
        """Nobody was watched from then on: where it ended by itself, from the last sign of life on."""
        for camera in self.spans:
            if at is not None:
                self.change(camera, STOPPED, at)

    def change(self, camera: CameraId, state: str, at: datetime) -> None:
        """The camera is in this state from then on."""
        spans = self.spans.setdefault(camera, [])
        if not spans:
            spans.append(Span(state=state, since=at))
        elif spans[-1].state != state:
            last = spans.pop()
            at = max(at, last.since)
            if last.since < at:
                spans.append(replace(last, until=at))
            spans.append(Span(state=state, since=at))


def within(spans: Iterable[Span], since: datetime, before: datetime | None) -> Iterator[Span]:
    """Return what of the spans lies in this time; `before` is None for what still goes on."""
    for span in spans:
        if part := span.cut(since, before):
            yield part

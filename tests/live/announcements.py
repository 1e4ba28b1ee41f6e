"""What Secure Video announces on the event bus, in words and as the story of a clip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from .websocket import BusEvent

EVENT_INCIDENT: Final = "secure_video_incident"
EVENT_CLIP_SEALED: Final = "secure_video_clip_sealed"

NAMES: Final = {"motion": "Motion", "person": "A person", "vehicle": "A vehicle", "animal": "An animal"}


def told(event: BusEvent) -> str:
    """Return what happened as a line to read."""
    data = event.data
    if event.type == EVENT_CLIP_SEALED:
        return f"Clip sealed: {data['duration']:.0f} s, {data['size'] / 1e6:.1f} MB, {', '.join(data['labels'])}"
    name, has_started = NAMES[data["label"]], data["type"] == "started"
    if data["label"] == "motion":
        return f"{name} {'began' if has_started else 'ended'}"
    look = f"{data['kind']}, {data['confidence']:.0%}" if data["kind"] != data["label"] else f"{data['confidence']:.0%}"
    return f"{name} {'appeared' if has_started else 'left'} ({look})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A sealed clip and what is in it. `seconds_before` is how long before its first incident the clip begins."""

    clip_id: str
    labels: tuple[str, ...]
    seconds_before: float

    @classmethod
    def of(cls, events: Sequence[BusEvent]) -> Self | None:
        """Return the story of the clip that the last event sealed, or None if no incident belongs to it."""
        clip = events[-1].data
        begun = [
            datetime.fromisoformat(event.data["started_at"])
            for event in events
            if event.type == EVENT_INCIDENT and event.data["clip_id"] == clip["clip_id"]
        ]
        if not begun:
            return None
        before = min(begun) - datetime.fromisoformat(clip["started_at"])
        return cls(clip_id=clip["clip_id"], labels=tuple(clip["labels"]), seconds_before=before.total_seconds())

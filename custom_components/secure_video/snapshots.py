"""What of a camera's snapshots is worth telling: whatever is told becomes a row in the recorder."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from .engine.model.camera import CameraSnapshot
from .engine.model.video import StreamState

REFRESH_INTERVAL: Final = timedelta(minutes=1)
"""How often at most we tell what changes all the time: when the last picture came, how much is kept."""


def stream_state(snapshot: CameraSnapshot) -> StreamState:
    """Return how the stream is. While a lost one is tried again, it is still offline."""
    is_retrying = snapshot.state is StreamState.CONNECTING and snapshot.problem is not None
    return StreamState.OFFLINE if is_retrying else snapshot.state


def differ(snapshot: CameraSnapshot, before: CameraSnapshot) -> bool:
    """Whether more changed than the time of the last picture."""
    return replace(snapshot, last_frame_at=before.last_frame_at) != before


def is_last_frame_due(snapshot: CameraSnapshot, before: CameraSnapshot, told: datetime | None) -> bool:
    """Whether to tell when the last picture came, given which time was told last."""
    if snapshot.last_frame_at is None:
        return False
    return told is None or snapshot.state is not before.state or snapshot.last_frame_at - told >= REFRESH_INTERVAL

"""A clip as a list of clips shows it: nothing that is sealed, and whether it is unlocked for who asks."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from .bus_events import clip_attributes
from .engine.model.clips import ClipEntry
from .engine.model.names import ClipId


def clip_rows(clips: Iterable[ClipEntry], remaining: Mapping[ClipId, float], now: datetime) -> list[dict[str, Any]]:
    """Describe clips; `remaining` says for how many more seconds some of them are unlocked."""
    return [_row(clip, remaining.get(clip.id), now) for clip in clips]


def _row(clip: ClipEntry, remaining: float | None, now: datetime) -> dict[str, Any]:
    return {
        **clip_attributes(clip),
        "camera_id": clip.camera_id,
        "state": clip.state.value,
        "is_protected": clip.is_protected,
        "unlocked_until": None if remaining is None else (now + timedelta(seconds=remaining)).isoformat(),
    }

"""Which clips no longer stay. Pure: the clips and the time are arguments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..model import ClipEntry, ClipState


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPolicy:
    """How long clips stay and how much room they may take. None means no limit."""

    max_days: float | None = None
    max_bytes: int | None = None


def expired(clips: Iterable[ClipEntry], policy: RetentionPolicy, now: datetime) -> tuple[ClipEntry, ...]:
    """Return what the policy no longer keeps, oldest first. A clip that is being recorded always stays, and counts."""
    oldest_first = sorted(clips, key=lambda clip: (clip.started_at, clip.id))
    excess = sum(clip.size for clip in oldest_first) - policy.max_bytes if policy.max_bytes is not None else 0
    gone = []
    for clip in oldest_first:
        if clip.state is ClipState.RECORDING:
            continue
        if excess > 0 or _is_too_old(clip, policy, now):
            gone.append(clip)
            excess -= clip.size
    return tuple(gone)


def _is_too_old(clip: ClipEntry, policy: RetentionPolicy, now: datetime) -> bool:
    if policy.max_days is None:
        return False
    return clip.started_at + timedelta(seconds=clip.duration) < now - timedelta(days=policy.max_days)

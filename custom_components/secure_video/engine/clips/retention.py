"""Which clips no longer stay, and why. Pure: the clips and the time are arguments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..model.clips import ClipEntry, ClipState
from ..vault.log.contents import DeletionReason


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPolicy:
    """How long clips stay and how much room they may take. None means no limit."""

    max_days: float | None = None
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """A clip that no longer stays: it is too old, or it is the oldest and there is no room."""

    clip: ClipEntry
    reason: DeletionReason


def expired(clips: Iterable[ClipEntry], policy: RetentionPolicy, now: datetime) -> tuple[Expired, ...]:
    """Return what the policy no longer keeps, oldest first.

    A protected clip and one that is being recorded always stay, and count.
    """
    oldest_first = sorted(clips, key=lambda clip: (clip.started_at, clip.id))
    excess = sum(clip.size for clip in oldest_first) - policy.max_bytes if policy.max_bytes is not None else 0
    gone = []
    for clip in oldest_first:
        if clip.is_protected or clip.state is ClipState.RECORDING:
            continue
        if _is_too_old(clip, policy, now):
            reason = DeletionReason.AGE
        elif excess > 0:
            reason = DeletionReason.SPACE
        else:
            continue
        gone.append(Expired(clip=clip, reason=reason))
        excess -= clip.size
    return tuple(gone)


def _is_too_old(clip: ClipEntry, policy: RetentionPolicy, now: datetime) -> bool:
    if policy.max_days is None:
        return False
    return clip.started_at + timedelta(seconds=clip.duration) < now - timedelta(days=policy.max_days)

"""Whether a clip is what the log says it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ..model.names import ClipId
from ..vault.log import Recorded
from .ledger import Ledger, Standing, Statement
from .report import Kind, Observation, observe

_LONGEST = timedelta(hours=1)
"""From the beginning of a clip, which names its folder, to its entry in the log; clips are split every five minutes."""
_CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenClip:
    """A clip in the folder. A hash is None where it could not be had, which has been told already."""

    id: ClipId
    subject: str
    day: str
    payload_hash: bytes | None
    meta_hash: bytes | None
    has_meta: bool


class Judge:
    """Compares clips with one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        """Judge by what is in it."""
        self._ledger = ledger
        self._clip_of = {entry.said.payload_hash: clip for clip, entry in ledger.recorded.items()}
        self._meta_of = {entry.said.meta_hash: clip for clip, entry in ledger.recorded.items()}

    def judge(self, seen: SeenClip) -> Iterator[Observation]:
        """Say what is wrong with a clip that is there."""
        entry = self._ledger.recorded.get(seen.id)
        if entry is None:
            yield self._unlogged(seen)
            return
        yield from _judge_standing(seen.subject, entry.standing)
        if seen.payload_hash not in {None, entry.said.payload_hash}:
            yield _differing(seen, self._clip_of.get(seen.payload_hash or b""))
        yield from self._judge_meta(seen, entry.said)
        if seen.day not in {str((entry.at - early).date()) for early in (timedelta(), _LONGEST)}:
            detail = f"It was recorded on {entry.at.date()} and stands in the folder of another day."
            yield observe(Kind.MISPLACED, seen.subject, detail)
        if seen.id in self._ledger.deleted:
            yield observe(Kind.RETURNED, seen.subject, "The log says that it was deleted, and here it is.")

    def judge_absent(self, clip: ClipId) -> Observation | None:
        """Say what is wrong with a clip that was recorded and is not there, if anything is."""
        entry, tombstone = self._ledger.recorded[clip], self._ledger.deleted.get(clip)
        since = f"recorded until {entry.at:%Y-%m-%d %H:%M:%S} UTC"
        match tombstone:
            case Statement(standing=Standing.SIGNED):
                return None
            case Statement(standing=Standing.LATER):
                detail = (
                    f"{since}, is gone. Its deletion was signed only after a crash, so anybody could have added it."
                )
                return observe(Kind.SIGNED_LATER, clip, detail)
            case Statement():
                return observe(Kind.MISSING_CLIP, clip, f"{since}, is gone, and its deletion is not signed.")
        if self._ledger.last_dropped > entry.place:
            detail = f"{since}, is gone. If the log ever said why, it was among the old entries that it has dropped."
            return observe(Kind.MISSING_CLIP_OR_DROPPED, clip, detail)
        return observe(Kind.MISSING_CLIP, clip, f"{since}, is gone, and the log does not say that it was deleted.")

    def judge_ledger(self, now: datetime) -> Iterator[Observation]:
        """Say what is wrong with the log's own story of the clips."""
        for entry in self._ledger.again:
            if entry.said != self._ledger.recorded[entry.said.clip].said:
                detail = f"Entry {entry.place[1]} of log {entry.place[0]} says that it was recorded a second time."
                yield observe(Kind.RECORDED_TWICE, entry.said.clip, detail)
        last = self._ledger.last_at
        if last and last > now.astimezone(UTC) + _CLOCK_TOLERANCE:
            detail = f"An entry is from {last.isoformat()}, which is still to come: one of the two clocks is wrong."
            yield observe(Kind.AHEAD_OF_CLOCK, "log", detail)

    def _unlogged(self, seen: SeenClip) -> Observation:
        original = self._clip_of.get(seen.payload_hash or b"")
        if original:
            return observe(Kind.SWAPPED_CLIP, seen.subject, f"Under this name stands what was recorded as {original}.")
        return observe(Kind.NOT_LOGGED, seen.subject, "The log does not say that it was recorded: it may be forged.")

    def _judge_meta(self, seen: SeenClip, said: Recorded) -> Iterator[Observation]:
        if not seen.has_meta:
            yield observe(Kind.MISSING_META, seen.subject, "Its description is gone.")
        elif seen.meta_hash not in {None, said.meta_hash}:
            original = self._meta_of.get(seen.meta_hash or b"")
            if original:
                detail = f"Beside it stands the description of {original}."
                yield observe(Kind.SWAPPED_META, seen.subject, detail)
            else:
                yield observe(Kind.CHANGED_META, seen.subject, "Its description is not the one that was recorded.")


def _judge_standing(subject: str, standing: Standing) -> Iterator[Observation]:
    match standing:
        case Standing.NOT_YET:
            yield observe(Kind.UNSIGNED_ENTRY, subject, "Its entry in the log is not signed yet.")
        case Standing.LATER:
            detail = "Its entry was signed only after a crash, so anybody could have added it."
            yield observe(Kind.SIGNED_LATER, subject, detail)


def _differing(seen: SeenClip, original: ClipId | None) -> Observation:
    if original:
        return observe(Kind.SWAPPED_CLIP, seen.subject, f"In its place stands what was recorded as {original}.")
    return observe(Kind.CHANGED_CLIP, seen.subject, "It is not what was recorded: it was cut or changed.")

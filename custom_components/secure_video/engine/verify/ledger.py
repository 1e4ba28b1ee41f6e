"""What a checked log says about clips, and how far each of its words can be believed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from pathlib import Path

from ..model.names import ClipId
from ..vault.log import Deleted, Finding, FindingKind, LoggedEntry, Recorded
from ..vault.log.entries import decode
from ..vault.log.epoch import epochs_in


class Standing(IntEnum):
    """When an entry was signed: the higher, the less it can be believed."""

    SIGNED = 0
    LATER = 1
    """Only after a crash: until then, whoever could write to the folder could have added it."""
    NOT_YET = 2


_STANDINGS = {FindingKind.RECOVERED: Standing.LATER, FindingKind.UNSIGNED_ENTRIES: Standing.NOT_YET}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement[Said]:
    """One entry. `place` is the number of its log and its own."""

    said: Said
    at: datetime
    place: tuple[int, int]
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The first time each clip was recorded counts. `last_dropped` is the last entry that the log itself dropped."""

    recorded: dict[ClipId, Statement[Recorded]] = field(default_factory=dict)
    again: list[Statement[Recorded]] = field(default_factory=list)
    deleted: dict[ClipId, Statement[Deleted]] = field(default_factory=dict)
    last_dropped: tuple[int, int] = (0, 0)
    last_at: datetime | None = None


def read_ledger(log: Path, findings: Sequence[Finding]) -> Ledger:
    """Read what the log in the folder says; `findings` are what checking it has found. Raises `OSError`."""
    recorded: dict[ClipId, Statement[Recorded]] = {}
    again: list[Statement[Recorded]] = []
    deleted: dict[ClipId, Statement[Deleted]] = {}
    last_at = None
    late = [found for found in findings if found.kind in _STANDINGS]
    for epoch, entry in _entries(log):
        standing = _standing(epoch, entry.sequence, late)
        place = (epoch, entry.sequence)
        last_at = max(last_at or entry.at, entry.at)
        match entry.content:
            case Recorded(clip=clip) as said:
                statement = Statement(said=said, at=entry.at, place=place, standing=standing)
                if recorded.setdefault(clip, statement) is not statement:
                    again.append(statement)
            # One that anybody could have added must not hide one that was signed.
            case Deleted(clip=clip) as tombstone if clip not in deleted or standing < deleted[clip].standing:
                deleted[clip] = Statement(said=tombstone, at=entry.at, place=place, standing=standing)
    dropped = [(found.epoch, found.end - 1) for found in findings if found.kind is FindingKind.PRUNED_ENTRIES]
    return Ledger(
        recorded=recorded, again=again, deleted=deleted, last_dropped=max(dropped, default=(0, 0)), last_at=last_at
    )


def lines_about(log: Path, clip: ClipId) -> Iterator[bytes]:
    """Return the lines of the log that name a clip. Raises `OSError`."""
    for _, line in _lines(log):
        if clip.encode() in line:
            yield line


def _entries(log: Path) -> Iterator[tuple[int, LoggedEntry]]:
    for epoch, line in _lines(log):
        try:
            yield epoch, decode(line)
        except ValueError:
            continue  # Checking the log has found it already.


def _lines(log: Path) -> Iterator[tuple[int, bytes]]:
    for epoch in epochs_in(log):
        for index in epoch.segment_indices():
            for node in epoch.read_segment(index).nodes:
                if node.line is not None:
                    yield epoch.number, node.line


def _standing(epoch: int, sequence: int, late: Sequence[Finding]) -> Standing:
    covering = [found.kind for found in late if found.epoch == epoch and found.first <= sequence < found.end]
    return max((_STANDINGS[kind] for kind in covering), default=Standing.SIGNED)

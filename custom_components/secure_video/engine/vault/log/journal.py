"""The log as it is written.

`append` hands a line to the operating system: it survives a killed process. `commit` makes all lines survive a power
cut and signs them. So what must not get lost (unlocked before serving, recorded, deleted) is appended and committed,
and a heartbeat only appended. Threads that commit at the same moment share one: who waited finds nothing left to do.

Any failure to write leaves unknown what the disk holds. The next call reads it again, as after a crash, cuts what is no
entry, keeping it in a file of its own, signs what is whole and logs that this happened (`Recovered`).

A log that is damaged, or whose key is gone, is never touched again. A new one begins beside it with an entry that holds
the last checkpoint of the old one, so whoever checks the folder sees both.
"""

import logging
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from errno import EBADF, ENOENT
from hashlib import sha256
from pathlib import Path
from threading import RLock

from ...model.names import ClipId
from . import disk
from .checkpoint import Checkpoint, origin_in, origin_of
from .contents import Content, Continues, EpochReason, Pruned, Recovered
from .device_key import DeviceKey
from .entries import LoggedEntry, encode
from .epoch import Epoch, epochs_in
from .findings import Finding, FindingKind
from .merkle import Frontier, hash_leaf
from .pruning import MIN_PRUNED, PrunePolicy, entry_count, last_time
from .recovery import Intact, recover
from .segment import SEGMENT_SIZE, thin_out, write_segment

_LOGGER = logging.getLogger(__name__)

_MAX_NOTE_SIZE = 16 * 1024
"""Characters of a checkpoint that may stand in an entry. Ours have about 200; a damaged one may have any number."""


def utc_now() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


class Journal:
    """Thread-safe. Methods block on the disk and raise `OSError`; then nothing was logged, or it is not yet signed."""

    def __init__(self, folder: Path, key: DeviceKey, *, clock: Callable[[], datetime] = utc_now) -> None:
        """Open the newest log in the folder or begin one. Raises `OSError`."""
        self._folder = folder
        self._key = key
        self._clock = clock
        self._lock = RLock()
        self._findings: list[Finding] = []
        self._file: int | None = None
        self._is_closed = False
        self._number = 0
        self._open()

    @property
    def folder(self) -> Path:
        """Where the logs are: what `read_entries` and `verify` take."""
        return self._folder

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What opening it has found, at first and after every failure since."""
        with self._lock:
            return tuple(self._findings)

    @property
    def checkpoint(self) -> str:
        """The last signed checkpoint: what a browser remembers."""
        with self._lock:
            return self._note

    def append(self, content: Content) -> LoggedEntry:
        """Log it now. Raises `OSError`, `ValueError` if it is too long."""
        with self._lock:
            self._ensure_open()
            return self._append(content)

    def commit(self) -> str:
        """Sign all that was logged, durably, and return the checkpoint."""
        with self._lock:
            self._ensure_open()
            return self._commit()

    def prune(self, before: datetime, still_there: Collection[ClipId]) -> int:
        """Drop entries of full files from before a moment; return how many.

        What stays: that a clip which is still there was recorded, that a clip was deleted while it still says that it
        was recorded, and what the log says about itself and about who may open clips.
        """
        with self._lock:
            self._ensure_open()
            epoch, roots = self._epoch, tuple(self._roots)
        policy = PrunePolicy(before=before, still_there=frozenset(still_there))
        for earlier in epochs_in(self._folder):
            if earlier.number < epoch.number:
                for index in earlier.segment_indices():
                    policy.note(earlier.read_segment(index).nodes)
        return sum(self._prune(epoch, index, root, policy) for index, root in enumerate(roots))

    def close(self) -> None:
        """Commit and close. Closed even where it raises `OSError`."""
        with self._lock:
            if self._is_closed:
                return
            try:
                if self._file is not None:
                    self._commit()
            finally:
                self._is_closed = True
                self._close_file()

    def _ensure_open(self) -> None:
        if self._is_closed:
            raise OSError(EBADF, "The log is closed")
        if self._file is None:
            self._open()

    def _open(self) -> None:
        epochs = epochs_in(self._folder)
        if (epochs[-1].number if epochs else 0) < self._number:
            # A network folder that is gone must not have the same log begun anew in its place.
            raise OSError(ENOENT, "The folder of the log is gone")
        if not epochs:
            self._begin(1)
            return
        newest_epoch = epochs[-1]
        found = recover(newest_epoch, self._key.public)
        match found:
            case Intact():
                self._resume(newest_epoch, found)
            case Finding() if newest_epoch.is_unborn:
                self._begin(newest_epoch.number)
            case Finding():
                self._report(self._with_reason(newest_epoch, found))
                self._begin(newest_epoch.number + 1)

    def _begin(self, number: int) -> None:
        """Make a log without entries, and open it as any other."""
        epoch = Epoch(self._folder / str(number))
        disk.make_folder(epoch.folder)
        empty = Checkpoint(origin=origin_of(self._key.public, number), size=0, root=Frontier().root())
        disk.replace(epoch.checkpoint_path, self._key.sign(str(empty), number).encode())
        self._open()

    def _resume(self, epoch: Epoch, found: Intact) -> None:
        if found.torn:
            self._cut(epoch, found)
        self._epoch, self._number = epoch, epoch.number
        self._roots = list(found.roots)
        self._tree, self._last_file = found.tree(), found.last_file()
        self._signed, self._note = found.signed, found.note
        self._file = disk.open_for_append(epoch.segment_path(len(self._roots)))
        for finding in found.findings:
            self._report(finding)
        unsigned = found.size - found.signed.size
        if found.size == 0 and epoch.number > 1:
            self._append(self._continues(epoch.number - 1))
        if unsigned or found.torn:
            self._report_crash(epoch, found)
            self._append(Recovered(signed=found.signed.size, end=found.size, torn=len(found.torn)))
        self._commit()

    def _cut(self, epoch: Epoch, found: Intact) -> None:
        """Make room for the next entry, keeping what stood there."""
        disk.replace(epoch.torn_path(found.size, found.torn), found.torn)
        path = epoch.segment_path(len(found.roots))
        disk.truncate(path, path.stat().st_size - len(found.torn))

    def _append(self, content: Content) -> LoggedEntry:
        at = self._clock().astimezone(UTC)
        line = encode(self._tree.size, at, content)
        try:
            if self._last_file.size == SEGMENT_SIZE:
                self._next_segment()
            disk.write(self._descriptor, line + b"\n")
        except OSError:
            self._close_file()
            raise
        entry = LoggedEntry(sequence=self._tree.size, at=at, content=content)
        leaf = hash_leaf(line)
        self._tree.append(leaf)
        self._last_file.append(leaf)
        return entry

    def _commit(self) -> str:
        size = self._tree.size
        if size == self._signed.size:
            return self._note
        checkpoint = Checkpoint(origin=self._signed.origin, size=size, root=self._tree.root())
        note = self._key.sign(str(checkpoint), self._epoch.number)
        try:
            disk.sync(self._descriptor)
            disk.replace(self._epoch.checkpoint_path, note.encode())
        except OSError:
            self._close_file()
            raise
        self._signed, self._note = checkpoint, note
        return note

    def _next_segment(self) -> None:
        """Begin the next file; the one before is durable first, so that only the last file can be torn."""
        disk.sync(self._descriptor)
        roots = [*self._roots, self._last_file.root()]
        disk.replace(self._epoch.roots_path, b"".join(root.hex().encode() + b"\n" for root in roots))
        following = disk.open_for_append(self._epoch.segment_path(len(roots)))
        self._close_file()
        self._file, self._roots, self._last_file = following, roots, Frontier()

    def _prune(self, epoch: Epoch, index: int, root: bytes, policy: PrunePolicy) -> int:
        """Thin out one file. It is full, so nobody else changes it, and most of the work needs no lock."""
        segment = epoch.read_segment(index)
        nodes = segment.nodes
        # Never thin out what does not hash to what was signed: it would hide the damage.
        if segment.root() == root and last_time(segment) < policy.before:
            nodes = thin_out(segment, policy.must_stay)
        dropped = entry_count(segment.nodes) - entry_count(nodes)
        if dropped < MIN_PRUNED:
            policy.note(segment.nodes)
            return 0
        policy.note(nodes)
        data = write_segment(nodes)
        with self._lock:
            self._ensure_open()
            self._append(Pruned(first=segment.first, end=segment.end, file_hash=sha256(data).digest()))
            self._commit()
            disk.replace(epoch.segment_path(index), data)
        return dropped

    def _continues(self, previous: int) -> Continues:
        """The first entry of a log that follows another."""
        note = Epoch(self._folder / str(previous)).read_note() or ""
        reason = EpochReason.NEW_KEY if self._is_of_another_key(note, previous) else EpochReason.DAMAGED
        return Continues(checkpoint=note[:_MAX_NOTE_SIZE], reason=reason)

    def _is_of_another_key(self, note: str, epoch: int) -> bool:
        return origin_in(note) not in {"", origin_of(self._key.public, epoch)}

    def _with_reason(self, epoch: Epoch, found: Finding) -> Finding:
        """Say that the key is another one where this is why the signature is not ours."""
        if not self._is_of_another_key(epoch.read_note() or "", epoch.number):
            return found
        detail = "The log is signed with another key: this machine's key was lost or replaced. A new log begins."
        return Finding(kind=FindingKind.UNKNOWN_KEY, epoch=epoch.number, detail=detail)

    def _report_crash(self, epoch: Epoch, found: Intact) -> None:
        first, end, torn = found.signed.size, found.size, len(found.torn)
        if end > first:
            detail = f"Entries {first} to {end - 1} had not been signed; they are signed now."
            kind = FindingKind.UNSIGNED_ENTRIES
            self._report(Finding(kind=kind, epoch=epoch.number, first=first, end=end, detail=detail))
        if torn:
            kept = epoch.torn_path(end, found.torn).name
            detail = f"{torn} bytes in the place of entry {end} are no entry; they are kept in {kept}."
            kind = FindingKind.TORN_ENTRY
            self._report(Finding(kind=kind, epoch=epoch.number, first=end, end=end, detail=detail))

    def _report(self, finding: Finding) -> None:
        if finding in self._findings:
            return
        self._findings.append(finding)
        level = logging.ERROR if finding.is_damage else logging.WARNING
        _LOGGER.log(level, "Log %s: %s", finding.epoch, finding.detail)

    @property
    def _descriptor(self) -> int:
        if self._file is None:
            raise OSError(EBADF, "The log is closed")
        return self._file

    def _close_file(self) -> None:
        if self._file is not None:
            disk.close(self._file)
            self._file = None

"""Checks a whole folder of logs: every line is read and hashed again, and nothing is believed but the public key."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from ...errors import NotLogged, Tampered
from .checkpoint import Checkpoint, open_checkpoint, origin_in, origin_of, verifier_key
from .contents import Continues, Pruned, Recovered, Unknown
from .entries import LoggedEntry, decode
from .epoch import Epoch, epochs_in
from .findings import Finding, FindingKind
from .merkle import tree_hash
from .proof import open_own_checkpoint
from .recovery import missing_entries
from .segment import SEGMENT_SIZE, Node, Segment, gaps


def verify(folder: Path, public_key: bytes, last_checkpoint: str | None = None) -> tuple[Finding, ...]:
    """Check the logs in the folder, and that they still hold what a remembered checkpoint says. Raises `OSError`."""
    checks = {epoch.number: _EpochCheck(epoch, public_key) for epoch in epochs_in(folder)}
    findings = _missing_logs([*checks])
    for check in checks.values():
        check.run()
        findings.extend(check.findings)
    # A log that continues another one remembers it, as a browser does.
    remembered = [note for check in checks.values() for note in check.continued]
    for note in [*remembered, last_checkpoint]:
        finding = _compare(checks, note, public_key) if note else None
        if finding and finding not in findings:
            findings.append(finding)
    return tuple(findings)


def _missing_logs(numbers: Sequence[int]) -> list[Finding]:
    """They are numbered from 1, without a gap, and there is at least one."""
    findings = []
    for before, number in pairwise([0, *(numbers or [2])]):
        if number > before + 1:
            detail = f"Of the logs, number {before + 1} is missing, and all others before number {number}."
            findings.append(Finding(kind=FindingKind.MISSING_LOG, epoch=before + 1, detail=detail))
    return findings


class _EpochCheck:
    """One log. `findings` are complete after `run`."""

    def __init__(self, epoch: Epoch, public_key: bytes) -> None:
        self.epoch = epoch
        self.findings: list[Finding] = []
        self.continued: list[str] = []
        self.signed: Checkpoint | None = None
        self.roots: list[bytes] = []
        self._public_key = public_key
        self._kept_roots = epoch.read_roots()
        self._last_at: datetime | None = None
        self._thinned: list[tuple[Segment, bytes]] = []
        self._announced: set[tuple[int, bytes]] = set()

    def run(self) -> None:
        """Check it."""
        self.signed = self._open_checkpoint()
        signed_size = self.signed.size if self.signed else 0
        last = self._last_file((signed_size - 1) // SEGMENT_SIZE)
        for index in range(last):
            self._check_full(index)
        size = self._check_last(last)
        self._check_gaps()
        if self.signed:
            self._check_size(size, self.signed.size)
            self._check_root(self.signed, size)

    def root_at(self, size: int) -> bytes:
        """Return the root of the first entries. Raises `NotLogged`."""
        return tree_hash(0, size, self.epoch.subtrees(self.roots))

    def _open_checkpoint(self) -> Checkpoint | None:
        note = self.epoch.read_note()
        if note is None:
            self._find(FindingKind.MISSING_CHECKPOINT, "The log has no checkpoint, so nothing in it is signed.")
            return None
        origin = origin_in(note)
        if origin not in {"", origin_of(self._public_key, self.epoch.number)}:
            self._find(FindingKind.UNKNOWN_KEY, f"The log is signed with another key, as {origin}.")
            return None
        try:
            return open_checkpoint(note, verifier_key(self._public_key, self.epoch.number))
        except Tampered as error:
            self._find(FindingKind.BAD_SIGNATURE, str(error))
            return None

    def _last_file(self, last_signed: int) -> int:
        """The last file that was signed or follows without a gap: a hostile folder may name any number."""
        present = set(self.epoch.segment_indices())
        last = max(last_signed, 0)
        while last + 1 in present:
            last += 1
        if max(present, default=0) > last:
            first, end = (last + 1) * SEGMENT_SIZE, max(present) * SEGMENT_SIZE
            self.findings.append(missing_entries(self.epoch.number, first, end))
        return last

    def _check_full(self, index: int) -> None:
        """A file before the last one: it must be whole."""
        segment = self._read(index)
        end = segment.first + SEGMENT_SIZE
        if segment.end < end:
            self.findings.append(missing_entries(self.epoch.number, segment.end, end))
        elif segment.end > end or segment.torn:
            self._find(FindingKind.CHANGED_ENTRIES, "A file of the log is too long.", end, segment.end)
        kept = self._kept_roots[index : index + 1]
        # Of a file that is lost, its hash may be left; whether that is right, the signature tells.
        root = segment.root() if segment.is_full or not kept else kept[0]
        self.roots.append(root)

    def _check_last(self, index: int) -> int:
        """Check the file that is being written, and return how many entries the log has."""
        segment = self._read(index)
        if segment.torn:
            detail = f"{len(segment.torn)} bytes at the end are no complete entry."
            self._find(FindingKind.TORN_ENTRY, detail, segment.end, segment.end)
        return segment.end

    def _read(self, index: int) -> Segment:
        segment = self.epoch.read_segment(index)
        if segment.has_gaps:
            self._thinned.append((segment, sha256(segment.data).digest()))
        for node in segment.nodes:
            self._check_line(node)
        return segment

    def _check_line(self, node: Node) -> None:
        if node.line is None:
            return
        try:
            entry = decode(node.line)
        except ValueError as error:
            self._find(FindingKind.MALFORMED_ENTRY, f"Line {node.start} is no entry: {error}", node.start, node.end)
            return
        if entry.sequence != node.start:
            detail = f"In the place of entry {node.start} stands entry {entry.sequence}."
            self._find(FindingKind.MALFORMED_ENTRY, detail, node.start, node.end)
        self._check_clock(entry)
        self._note_content(entry)

    def _check_clock(self, entry: LoggedEntry) -> None:
        if self._last_at and entry.at < self._last_at:
            back = (self._last_at - entry.at).total_seconds()
            detail = f"The clock went back by {back:.3f} s, to {entry.at.isoformat()}."
            self._find(FindingKind.CLOCK_BACKWARDS, detail, entry.sequence, entry.sequence + 1)
        self._last_at = entry.at

    def _note_content(self, entry: LoggedEntry) -> None:
        match entry.content:
            case Pruned(first=first, file_hash=file_hash):
                self._announced.add((first, file_hash))
            case Recovered(signed=first, end=end, torn=torn):
                detail = f"The log was left unsigned from entry {first} to {end}, and {torn} bytes were no entry."
                self._find(FindingKind.RECOVERED, detail, first, end)
            case Continues(checkpoint=note, reason=reason):
                self.continued.append(note)
                self._find(FindingKind.CONTINUED, f"This log follows another one: {reason}.")
            case Unknown(kind=kind):
                detail = f"This version does not know entries of the kind {kind!r}."
                self._find(FindingKind.UNKNOWN_KIND, detail, entry.sequence, entry.sequence + 1)

    def _check_gaps(self) -> None:
        """Entries may be missing only where the log itself says that it dropped them."""
        for segment, file_hash in self._thinned:
            is_announced = (segment.first, file_hash) in self._announced
            for first, end in gaps(segment):
                if is_announced:
                    detail = f"Entries {first} to {end - 1} were old and have been dropped."
                    self._find(FindingKind.PRUNED_ENTRIES, detail, first, end)
                else:
                    self.findings.append(missing_entries(self.epoch.number, first, end))

    def _check_size(self, size: int, signed_size: int) -> None:
        if size < signed_size:
            detail = f"{signed_size} entries were signed and {size} are there: the last ones are missing."
            self._find(FindingKind.MISSING_TAIL, detail, size, signed_size)
        elif size > signed_size:
            detail = f"Entries {signed_size} to {size - 1} are not signed yet."
            self._find(FindingKind.UNSIGNED_ENTRIES, detail, signed_size, size)

    def _check_root(self, signed: Checkpoint, size: int) -> None:
        if size < signed.size:
            return
        try:
            if self.root_at(signed.size) == signed.root:
                return
        except NotLogged:
            return
        changed = self._changed_files(signed)
        for index in changed:
            first = index * SEGMENT_SIZE
            detail = f"Among entries {first} to {first + SEGMENT_SIZE - 1} some are not those that were signed."
            self._find(FindingKind.CHANGED_ENTRIES, detail, first, first + SEGMENT_SIZE)
        if not changed:
            self._find(FindingKind.BAD_ROOT, "The entries are not those that were signed.", 0, signed.size)

    def _changed_files(self, signed: Checkpoint) -> Sequence[int]:
        """Which files differ, if the hashes kept of them are those that were signed."""
        kept = self._kept_roots[: len(self.roots)]
        try:
            is_kept = tree_hash(0, signed.size, self.epoch.subtrees(kept)) == signed.root
        except NotLogged:
            is_kept = False
        pairs = zip(kept, self.roots, strict=False)
        return [index for index, (old, new) in enumerate(pairs) if old != new] if is_kept else []

    def _find(self, kind: FindingKind, detail: str, first: int = 0, end: int = 0) -> None:
        self.findings.append(Finding(kind=kind, epoch=self.epoch.number, first=first, end=end, detail=detail))


def _compare(checks: dict[int, _EpochCheck], note: str, public_key: bytes) -> Finding | None:
    """Check that a log still begins with what a checkpoint says that somebody has seen."""
    try:
        remembered = open_own_checkpoint(note, public_key)
    except Tampered:
        detail = "A remembered checkpoint is not signed with this key, so it cannot be compared."
        return Finding(kind=FindingKind.NOT_COMPARABLE, epoch=0, detail=detail)
    number = int(remembered.origin.rpartition("/")[2])
    check = checks.get(number)
    if check is None or check.signed is None or check.signed.origin != remembered.origin:
        detail = f"A checkpoint of {remembered.size} entries was seen, and this log is not here any more."
        return Finding(kind=FindingKind.ROLLBACK, epoch=number, end=remembered.size, detail=detail)
    if remembered.size > check.signed.size:
        detail = f"The log had {remembered.size} entries when it was last seen, and now it has {check.signed.size}."
        first = check.signed.size
        return Finding(kind=FindingKind.ROLLBACK, epoch=number, first=first, end=remembered.size, detail=detail)
    try:
        root = check.signed.root if remembered.size == check.signed.size else check.root_at(remembered.size)
    except NotLogged:
        detail = f"The log was last seen with {remembered.size} entries; those are dropped, so it cannot be compared."
        return Finding(kind=FindingKind.NOT_COMPARABLE, epoch=number, end=remembered.size, detail=detail)
    if root == remembered.root:
        return None
    detail = f"The first {remembered.size} entries are not those that were there when the log was last seen."
    return Finding(kind=FindingKind.FORK, epoch=number, end=remembered.size, detail=detail)

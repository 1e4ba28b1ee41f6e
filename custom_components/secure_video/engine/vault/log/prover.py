"""Makes proofs from the folder of a log, also of logs that are not written any more. Needs no key."""

from collections.abc import Callable, Iterator
from pathlib import Path

from ...errors import NotLogged
from ...model.names import ClipId
from .checkpoint import Checkpoint, parse_checkpoint
from .contents import Recorded
from .entries import LoggedEntry, decode
from .epoch import Epoch, epochs_in
from .merkle import Subtree, consistency_proof, hash_leaf, inclusion_proof, is_included, tree_hash
from .proof import format_consistency, format_proof
from .segment import SEGMENT_SIZE


def prove_clip(folder: Path, clip: ClipId) -> str:
    """Return the proof that the clip was recorded: a tlog-proof against the last checkpoint of its log.

    Commit first. Raises `NotLogged`, `Tampered`, `OSError`.
    """
    for epoch in reversed(epochs_in(folder)):
        entry = _find_recorded(epoch, clip)
        if entry:
            return prove_entry(folder, epoch.number, entry.sequence)
    raise NotLogged(f"The log does not say that clip {clip} was recorded.")


def prove_entry(folder: Path, epoch_number: int, sequence: int) -> str:
    """Return the proof that this entry is in this log. Raises as `prove_clip` does."""
    epoch = Epoch(folder / str(epoch_number))
    note, checkpoint = _checkpoint(epoch)
    if not 0 <= sequence < checkpoint.size:
        raise NotLogged(f"Entry {sequence} has not been signed.")
    line = _line(epoch, sequence)

    def prove(subtree: Subtree) -> tuple[bytes, ...] | None:
        hashes = inclusion_proof(sequence, checkpoint.size, subtree)
        return hashes if is_included(hash_leaf(line), sequence, checkpoint.size, hashes, checkpoint.root) else None

    return format_proof(line, sequence, _with_subtrees(epoch, prove), note)


def prove_consistency(folder: Path, epoch_number: int, old_size: int) -> str:
    """Return the proof that this log still begins with its first `old_size` entries. Raises as `prove_clip` does."""
    epoch = Epoch(folder / str(epoch_number))
    note, checkpoint = _checkpoint(epoch)
    if not 0 <= old_size <= checkpoint.size:
        raise NotLogged(f"The log has {checkpoint.size} entries, not {old_size}.")

    def prove(subtree: Subtree) -> tuple[bytes, ...] | None:
        if tree_hash(0, checkpoint.size, subtree) != checkpoint.root:
            return None
        return consistency_proof(old_size, checkpoint.size, subtree)

    return format_consistency(old_size, _with_subtrees(epoch, prove), note)


def newest_log(folder: Path) -> int:
    """Return the number of the log that is being written. Raises `NotLogged` if there is none."""
    epochs = epochs_in(folder)
    if not epochs:
        raise NotLogged("There is no log.")
    return epochs[-1].number


def last_checkpoint(folder: Path, epoch_number: int) -> str:
    """Return the signed checkpoint of this log. Raises `NotLogged` if there is none."""
    return _checkpoint(Epoch(folder / str(epoch_number)))[0]


def read_entries(folder: Path) -> Iterator[LoggedEntry]:
    """Return what the logs say, oldest first. Believe it only after `verify`; what is no entry is left out."""
    for epoch in epochs_in(folder):
        for index in epoch.segment_indices():
            for node in epoch.read_segment(index).nodes:
                if node.line is not None and (entry := _entry(node.line)):
                    yield entry


def _with_subtrees(epoch: Epoch, prove: Callable[[Subtree], tuple[bytes, ...] | None]) -> tuple[bytes, ...]:
    """Prove with the hashes kept in `roots`, and from the files alone if those are wrong."""
    for roots in (epoch.read_roots(), []):
        hashes = prove(epoch.subtrees(roots))
        if hashes is not None:
            return hashes
    raise NotLogged("The entries of the log are not those that were signed.")


def _checkpoint(epoch: Epoch) -> tuple[str, Checkpoint]:
    note = epoch.read_note()
    if note is None:
        raise NotLogged("The log has no checkpoint.")
    return note, parse_checkpoint(note)


def _line(epoch: Epoch, sequence: int) -> bytes:
    for node in epoch.read_segment(sequence // SEGMENT_SIZE).nodes:
        if node.start == sequence and node.line is not None:
            return node.line
    raise NotLogged(f"Entry {sequence} of the log was dropped or lost.")


def _find_recorded(epoch: Epoch, clip: ClipId) -> LoggedEntry | None:
    for index in reversed(epoch.segment_indices()):
        lines = epoch.segment_path(index).read_bytes().split(b"\n")
        for line in lines:
            entry = _entry(line) if clip.encode() in line else None
            if entry and isinstance(entry.content, Recorded) and entry.content.clip == clip:
                return entry
    return None


def _entry(line: bytes) -> LoggedEntry | None:
    try:
        return decode(line)
    except ValueError:
        return None

"""Whether a log still holds what a remembered checkpoint says: what a machine asks at every start.

Quicker than `verify`, which reads every line: here the kept hashes of full files are believed if they lead to the
signed root, as opening a log does.
"""

from pathlib import Path

from ...errors import NotLogged, Tampered
from .checkpoint import Checkpoint, open_checkpoint, verifier_key
from .epoch import Epoch
from .findings import Finding, FindingKind
from .proof import open_own_checkpoint, verify_consistency
from .prover import prove_consistency


def compare(folder: Path, public_key: bytes, note: str) -> Finding | None:
    """Return what is wrong with the logs in the folder, given a checkpoint of one of them. Raises `OSError`."""
    try:
        remembered = open_own_checkpoint(note, public_key)
    except Tampered:
        detail = "The remembered checkpoint is signed with another key: this machine's key was lost or replaced."
        return Finding(kind=FindingKind.UNKNOWN_KEY, epoch=0, detail=detail)
    number = int(remembered.origin.rpartition("/")[2])
    size = _signed_size(Epoch(folder / str(number)), public_key)
    if size < remembered.size:
        detail = f"The log had {remembered.size} entries when it was last seen, and now it has {size}."
        return Finding(kind=FindingKind.ROLLBACK, epoch=number, first=size, end=remembered.size, detail=detail)
    return _compare(folder, public_key, note, remembered, number)


def _compare(folder: Path, public_key: bytes, note: str, remembered: Checkpoint, number: int) -> Finding | None:
    try:
        verify_consistency(prove_consistency(folder, number, remembered.size), note, public_key)
    except NotLogged:
        detail = f"The log was last seen with {remembered.size} entries; it cannot be compared with that any more."
        return Finding(kind=FindingKind.NOT_COMPARABLE, epoch=number, end=remembered.size, detail=detail)
    except Tampered:
        detail = f"The first {remembered.size} entries are not those that were there when the log was last seen."
        return Finding(kind=FindingKind.FORK, epoch=number, end=remembered.size, detail=detail)
    return None


def _signed_size(epoch: Epoch, public_key: bytes) -> int:
    """How many entries are signed; none if the log is gone or is not ours."""
    try:
        return open_checkpoint(epoch.read_note() or "", verifier_key(public_key, epoch.number)).size
    except Tampered:
        return 0

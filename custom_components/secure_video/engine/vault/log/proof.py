"""Proofs that need only a public key: that an entry is in a log, and that a log only grew.

Inclusion is a https://c2sp.org/tlog-proof, with the entry itself as the extra data: its hash is what is proved, so one
file is the whole proof. Consistency is written as `add-checkpoint` of https://c2sp.org/tlog-witness is: the old size,
the hashes, the new checkpoint.
"""

from collections.abc import Sequence

from ...errors import Tampered
from .checkpoint import (
    Checkpoint,
    from_base64,
    hash_from_base64,
    is_decimal,
    open_checkpoint,
    origin_of,
    parse_checkpoint,
    to_base64,
    verifier_key,
)
from .entries import LoggedEntry, decode
from .merkle import hash_leaf, is_consistent, is_included

_HEADER = "c2sp.org/tlog-proof@v1"
_MAX_EPOCH_DIGITS = 9


def format_proof(line: bytes, index: int, hashes: Sequence[bytes], note: str) -> str:
    """Return the proof that `line` is entry `index` of the log whose signed checkpoint `note` is."""
    lines = [_HEADER, f"extra {to_base64(line)}", f"index {index}", *map(to_base64, hashes), ""]
    return "\n".join(lines) + "\n" + note


def verify_proof(text: str, public_key: bytes) -> LoggedEntry:
    """Return the entry that the owner of the key has logged. Raises `Tampered`."""
    proof, _, note = text.partition("\n\n")
    header, extra, index, *hashes = [*proof.split("\n"), "", ""]
    if header != _HEADER or not extra.startswith("extra ") or not _is_index(index):
        raise Tampered("This is not a proof of an entry.")
    line = from_base64(extra.removeprefix("extra "))
    try:
        entry = decode(line)
    except ValueError:
        raise Tampered("The proof does not hold an entry.") from None
    place = int(index.removeprefix("index "))
    path = [hash_from_base64(text) for text in hashes[:-2]]
    checkpoint = open_own_checkpoint(note, public_key)
    if entry.sequence != place or not is_included(hash_leaf(line), place, checkpoint.size, path, checkpoint.root):
        raise Tampered("The entry is not in the log at this place.")
    return entry


def format_consistency(old_size: int, hashes: Sequence[bytes], note: str) -> str:
    """Return the proof that the log of the signed checkpoint `note` begins with what was there at `old_size`."""
    return "\n".join([f"old {old_size}", *map(to_base64, hashes), ""]) + "\n" + note


def verify_consistency(text: str, old_note: str, public_key: bytes) -> Checkpoint:
    """Return the new checkpoint, if its log holds all that was in that of the old one. Raises `Tampered`."""
    proof, _, note = text.partition("\n\n")
    head, *hashes = proof.split("\n")
    old, new = open_own_checkpoint(old_note, public_key), open_own_checkpoint(note, public_key)
    if head != f"old {old.size}" or old.origin != new.origin:
        raise Tampered("This is not a proof about the remembered checkpoint.")
    path = [hash_from_base64(text) for text in hashes]
    if not is_consistent(old.size, new.size, path, old.root, new.root):
        raise Tampered("The log does not begin with what was in it before.")
    return new


def open_own_checkpoint(note: str, public_key: bytes) -> Checkpoint:
    """Return the checkpoint, of whichever log under this key. Raises `Tampered`."""
    origin = parse_checkpoint(note).origin
    epoch = origin.rpartition("/")[2]
    if not is_decimal(epoch) or len(epoch) > _MAX_EPOCH_DIGITS or origin != origin_of(public_key, int(epoch)):
        raise Tampered("The checkpoint is of a log under another key.")
    return open_checkpoint(note, verifier_key(public_key, int(epoch)))


def _is_index(line: str) -> bool:
    return line.startswith("index ") and is_decimal(line.removeprefix("index "))

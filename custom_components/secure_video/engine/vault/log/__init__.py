"""The signed log: what was recorded, deleted, unlocked and watched, so that whatever is missing or changed shows.

An append-only Merkle tree (RFC 6962) whose root is signed with the device's Ed25519 key, in the formats of C2SP:
tlog-checkpoint, tlog-proof and signed-note. Tamper-evident from this machine onward: whoever has the device's key can
write another log, and only a remembered checkpoint shows it.

The log is a folder with a folder in it for each epoch; see `epoch` for the files. A new epoch begins only when the old
log cannot be continued (`journal`). Its growth is bounded: each file of 4096 entries is one perfect subtree, and an old
file is thinned out to the entries that are still needed, the others leaving only the hashes of the largest subtrees
that they fill (`segment`). What remains can still be proved; a signed entry announces each thinning-out, so nobody else
can drop entries the same way.
"""

from .checkpoint import VerifierKey, parse_verifier_key, verifier_key
from .contents import (
    Content,
    Continues,
    Coverage,
    CoverageState,
    Deleted,
    DeletionReason,
    EpochReason,
    Exported,
    Heartbeat,
    Locked,
    Pruned,
    RecipientsChanged,
    Recorded,
    Recovered,
    Rewrapped,
    Shared,
    Started,
    Stopped,
    Unknown,
    Unlocked,
    Viewed,
    Viewing,
)
from .device_key import DeviceKey, load_device_key
from .entries import LoggedEntry, salted_hash
from .findings import Finding, FindingKind
from .journal import Journal
from .proof import verify_consistency, verify_proof
from .prover import last_checkpoint, newest_log, prove_clip, prove_consistency, prove_entry, read_entries
from .reader import EntryLine, Place, RawLines, read_backwards, read_raw
from .verifier import verify

__all__ = [
    "Content",
    "Continues",
    "Coverage",
    "CoverageState",
    "Deleted",
    "DeletionReason",
    "DeviceKey",
    "EntryLine",
    "EpochReason",
    "Exported",
    "Finding",
    "FindingKind",
    "Heartbeat",
    "Journal",
    "Locked",
    "LoggedEntry",
    "Place",
    "Pruned",
    "RawLines",
    "RecipientsChanged",
    "Recorded",
    "Recovered",
    "Rewrapped",
    "Shared",
    "Started",
    "Stopped",
    "Unknown",
    "Unlocked",
    "VerifierKey",
    "Viewed",
    "Viewing",
    "last_checkpoint",
    "load_device_key",
    "newest_log",
    "parse_verifier_key",
    "prove_clip",
    "prove_consistency",
    "prove_entry",
    "read_backwards",
    "read_entries",
    "read_raw",
    "salted_hash",
    "verifier_key",
    "verify",
    "verify_consistency",
    "verify_proof",
]

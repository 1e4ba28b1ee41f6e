"""What a log is found to be when it is opened: whole up to some entry, or damaged.

The files that the checkpoint covers are not hashed again, except the last one: their hashes are in `roots`, and only
the right ones give the root that was signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ...errors import NotLogged, Tampered
from .checkpoint import Checkpoint, open_checkpoint, verifier_key
from .entries import decode
from .epoch import Epoch
from .findings import Finding, FindingKind
from .merkle import Frontier, tree_hash
from .segment import SEGMENT_SIZE, Node, Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Intact:
    """The checkpoint holds. `nodes` are the entries in the last file, `roots` the hashes of the files before it."""

    signed: Checkpoint
    note: str
    roots: tuple[bytes, ...]
    nodes: tuple[Node, ...]
    torn: bytes
    findings: tuple[Finding, ...]

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self.nodes[-1].end if self.nodes else len(self.roots) * SEGMENT_SIZE

    def tree(self) -> Frontier:
        """Return the whole tree, to grow further."""
        tree = Frontier()
        for root in self.roots:
            tree.append(root, SEGMENT_SIZE)
        for node in self.nodes:
            tree.append(node.hash, node.count)
        return tree

    def last_file(self) -> Frontier:
        """Return the tree of the last file alone."""
        tree = Frontier()
        for node in self.nodes:
            tree.append(node.hash, node.count)
        return tree


def recover(epoch: Epoch, public_key: bytes) -> Intact | Finding:
    """Look at a log; a finding is why it cannot be continued. Changes nothing. Raises `OSError`."""
    note = epoch.read_note()
    if note is None:
        detail = "The log has no checkpoint: it was removed, or the log was never begun."
        return Finding(kind=FindingKind.MISSING_CHECKPOINT, epoch=epoch.number, detail=detail)
    try:
        signed = open_checkpoint(note, verifier_key(public_key, epoch.number))
    except Tampered as error:
        return Finding(kind=FindingKind.BAD_SIGNATURE, epoch=epoch.number, detail=str(error))
    indices = epoch.segment_indices()
    last = epoch.read_segment(max(indices, default=0))
    nodes, torn = _whole(last, signed.size)
    size = nodes[-1].end if nodes else last.first
    if size < signed.size:
        detail = f"{signed.size} entries were signed and {size} are there: the last ones are missing."
        kind = FindingKind.MISSING_TAIL
        return Finding(kind=kind, epoch=epoch.number, first=size, end=signed.size, detail=detail)
    for trusted in (epoch.read_roots(), []):
        roots = _roots(epoch, last.first // SEGMENT_SIZE, trusted[: signed.size // SEGMENT_SIZE])
        if isinstance(roots, Finding):
            return roots
        if _has_root(epoch, roots, signed):
            findings = tuple(_missing(epoch, indices, last.first // SEGMENT_SIZE))
            return Intact(signed=signed, note=note, roots=roots, nodes=nodes, torn=torn, findings=findings)
    detail = "The entries are not those that were signed."
    return Finding(kind=FindingKind.BAD_ROOT, epoch=epoch.number, end=signed.size, detail=detail)


def missing_entries(epoch: int, first: int, end: int) -> Finding:
    """Return the finding that entries are not there although nobody dropped them."""
    detail = f"Entries {first} to {end - 1} are missing, and it was not the log that dropped them."
    return Finding(kind=FindingKind.MISSING_ENTRIES, epoch=epoch, first=first, end=end, detail=detail)


def _whole(segment: Segment, signed_size: int) -> tuple[tuple[Node, ...], bytes]:
    """The nodes up to the first unsigned line that is no entry, and the bytes from there on.

    After a power cut a file may hold anything behind what was synced; what is signed is judged by its hash.
    """
    for place, node in enumerate(segment.nodes):
        if node.start >= signed_size and not _is_entry(node):
            return segment.nodes[:place], segment.data.split(b"\n", place)[place]
    return segment.nodes, segment.torn


def _is_entry(node: Node) -> bool:
    try:
        return node.line is not None and decode(node.line).sequence == node.start
    except ValueError:
        return False


def _roots(epoch: Epoch, count: int, trusted: Sequence[bytes]) -> tuple[bytes, ...] | Finding:
    """The hashes of the first `count` files: those trusted, the others from the files."""
    roots = list(trusted[:count])
    for index in range(len(roots), count):
        segment = epoch.read_segment(index)
        if not segment.is_full or segment.torn:
            return missing_entries(epoch.number, segment.end, segment.first + SEGMENT_SIZE)
        roots.append(segment.root())
    return tuple(roots)


def _has_root(epoch: Epoch, roots: Sequence[bytes], signed: Checkpoint) -> bool:
    try:
        return tree_hash(0, signed.size, epoch.subtrees(roots)) == signed.root
    except NotLogged:
        return False


def _missing(epoch: Epoch, indices: Sequence[int], last: int) -> list[Finding]:
    """Whole files that are gone; their hashes let the log go on."""
    return [
        missing_entries(epoch.number, index * SEGMENT_SIZE, (index + 1) * SEGMENT_SIZE)
        for index in range(last)
        if index not in set(indices)
    ]

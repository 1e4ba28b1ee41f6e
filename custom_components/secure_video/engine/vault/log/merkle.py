"""The hash tree of RFC 6962, section 2, over SHA-256: arithmetic on hashes, which somebody else keeps.

A perfect subtree covers `count` leaves, a power of two, from `start`, a multiple of `count`. Its hash never changes
once its leaves are there, and every proof consists of such hashes, combined.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

type Subtree = Callable[[int, int], bytes]
"""(start, count) -> the hash of that perfect subtree."""


def hash_leaf(data: bytes) -> bytes:
    """Return the hash of one entry."""
    return sha256(b"\x00" + data).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbours."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The perfect subtrees that make up a tree, largest first: all that is needed to let it grow and know its root."""

    def __init__(self) -> None:
        """Begin with the empty tree."""
        self._size = 0
        self._hashes: list[bytes] = []

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return self._size

    def append(self, subtree: bytes, count: int = 1) -> None:
        """Add a perfect subtree at the end. Raises `ValueError` where one of this size cannot stand."""
        if count.bit_count() != 1 or self._size % count:
            raise ValueError(f"A subtree of {count} leaves cannot follow {self._size} leaves.")
        self._size += count
        self._hashes.append(subtree)
        neighbours = self._size // count
        while neighbours % 2 == 0:
            right, left = self._hashes.pop(), self._hashes.pop()
            self._hashes.append(hash_node(left, right))
            neighbours //= 2

    def root(self) -> bytes:
        """Return the hash of the whole tree."""
        if not self._hashes:
            return EMPTY_ROOT
        root = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            root = hash_node(left, root)
        return root


def tree_hash(start: int, end: int, subtree: Subtree) -> bytes:
    """Return MTH(D[start:end]); `start` is where RFC 6962 would cut the tree."""
    size = end - start
    if size == 0:
        return EMPTY_ROOT
    if size.bit_count() == 1:
        return subtree(start, size)
    middle = start + _left_size(size)
    return hash_node(subtree(start, middle - start), tree_hash(middle, end, subtree))


def inclusion_proof(index: int, size: int, subtree: Subtree) -> tuple[bytes, ...]:
    """Return PATH(index, D[size]) of section 2.1.1, from the leaf's sibling up. `0 <= index < size`."""
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _left_size(end - start)
        if index < middle:
            path.append(tree_hash(middle, end, subtree))
            end = middle
        else:
            path.append(tree_hash(start, middle, subtree))
            start = middle
    return tuple(reversed(path))


def consistency_proof(old: int, new: int, subtree: Subtree) -> tuple[bytes, ...]:
    """Return PROOF(old, D[new]) of section 2.1.2; nothing for the empty tree. `0 <= old <= new`."""
    if old == 0:
        return ()
    path = []
    start, end = 0, new
    while end != old:
        middle = start + _left_size(end - start)
        if old <= middle:
            path.append(tree_hash(middle, end, subtree))
            end = middle
        else:
            path.append(tree_hash(start, middle, subtree))
            start = middle
    if start > 0:
        path.append(tree_hash(start, end, subtree))
    return tuple(reversed(path))


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Check an inclusion proof: the algorithm of RFC 9162, section 2.1.3.2. `leaf` is a hash."""
    if not 0 <= index < size:
        return False
    place, last = index, size - 1
    hashed = leaf
    for sibling in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            hashed = hash_node(sibling, hashed)
            while place and place % 2 == 0:
                place, last = place // 2, last // 2
        else:
            hashed = hash_node(hashed, sibling)
        place, last = place // 2, last // 2
    return last == 0 and hashed == root


def is_consistent(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Check a consistency proof: the algorithm of RFC 9162, section 2.1.4.2; all trees begin with the empty one."""
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    path = [old_root, *proof] if old.bit_count() == 1 else list(proof)
    if old > new or not path:
        return False
    place, last = old - 1, new - 1
    while place % 2:
        place, last = place // 2, last // 2
    old_hash = new_hash = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            old_hash, new_hash = hash_node(sibling, old_hash), hash_node(sibling, new_hash)
            while place and place % 2 == 0:
                place, last = place // 2, last // 2
        else:
            new_hash = hash_node(new_hash, sibling)
        place, last = place // 2, last // 2
    return last == 0 and old_hash == old_root and new_hash == new_root


def _left_size(size: int) -> int:
    """The largest power of two below `size`, which is where a tree is cut."""
    return 1 << (size - 1).bit_length() - 1

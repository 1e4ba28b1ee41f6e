"""A file of the log: the lines of `SEGMENT_SIZE` entries, which are one perfect subtree.

A line is an entry, or stands for a perfect subtree of entries that were dropped, by its hash:
`{"dropped":64,"hash":"..."}`. So a file that was thinned out still has its place in the tree, and what is left in it
can still be proved.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...errors import NotLogged
from .merkle import HASH_SIZE, Frontier, Subtree, hash_leaf, hash_node

SEGMENT_SIZE = 4096
"""Entries a file: about 1 MB, and as many at most are hashed when a log is opened (40 ms)."""

_DROPPED = b'{"dropped":'


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An entry with its line, or a perfect subtree of dropped ones without."""

    start: int
    count: int
    hash: bytes
    line: bytes | None

    @property
    def end(self) -> int:
        """The number after the last entry."""
        return self.start + self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """What a file holds, from entry `first` on; `torn` is the part of its `data` after the last complete line."""

    first: int
    data: bytes
    nodes: tuple[Node, ...]
    torn: bytes

    @property
    def end(self) -> int:
        """The number of the entry that comes next."""
        return self.nodes[-1].end if self.nodes else self.first

    @property
    def is_full(self) -> bool:
        """Whether the next entry goes to the next file."""
        return self.end == self.first + SEGMENT_SIZE

    @property
    def has_gaps(self) -> bool:
        """Whether entries were dropped."""
        return any(node.line is None for node in self.nodes)

    def root(self) -> bytes:
        """Return the hash of its subtree, as far as it goes."""
        frontier = Frontier()
        for node in self.nodes:
            frontier.append(node.hash, node.count)
        return frontier.root()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A complete line of a file, which holds entry `start`, or stands for dropped ones from it on (`gap`)."""

    start: int
    text: bytes
    gap: Node | None

    @property
    def end(self) -> int:
        """The number after its last entry."""
        return self.gap.end if self.gap else self.start + 1


def read_lines(first: int, data: bytes) -> Iterator[Line]:
    """Take a file apart; every complete line is an entry unless it says plausibly that it stands for dropped ones."""
    place = first
    for text in data.split(b"\n")[:-1]:
        gap = _gap(place, first + SEGMENT_SIZE, text) if text.startswith(_DROPPED) else None
        line = Line(start=place, text=text, gap=gap)
        yield line
        place = line.end


def read_segment(first: int, data: bytes) -> Segment:
    """Take a file apart and hash its entries."""
    nodes = tuple(
        line.gap or Node(start=line.start, count=1, hash=hash_leaf(line.text), line=line.text)
        for line in read_lines(first, data)
    )
    return Segment(first=first, data=data, nodes=nodes, torn=data[data.rfind(b"\n") + 1 :])


def write_segment(nodes: tuple[Node, ...]) -> bytes:
    """Return the file's content."""
    return b"".join(
        (node.line if node.line is not None else _DROPPED + b'%d,"hash":"%s"}' % (node.count, node.hash.hex().encode()))
        + b"\n"
        for node in nodes
    )


def thin_out(segment: Segment, must_stay: Callable[[bytes], bool]) -> tuple[Node, ...]:
    """Drop the entries whose lines need not stay; neighbours become one subtree where the tree has one."""
    thinned: list[Node] = []
    for node in segment.nodes:
        stays = node.line is not None and must_stay(node.line)
        thinned.append(node if stays else Node(start=node.start, count=node.count, hash=node.hash, line=None))
        while len(thinned) > 1 and _are_siblings(*thinned[-2:]):
            right, left = thinned.pop(), thinned.pop()
            joined = hash_node(left.hash, right.hash)
            thinned.append(Node(start=left.start, count=2 * left.count, hash=joined, line=None))
    return tuple(thinned)


def gaps(segment: Segment) -> Iterator[tuple[int, int]]:
    """Return the (first, end) of every run of dropped entries."""
    start = end = segment.first
    for node in segment.nodes:
        if node.line is not None:
            if end > start:
                yield start, end
            start = node.end
        end = node.end
    if end > start:
        yield start, end


def subtrees_of(segment: Segment) -> Subtree:
    """Return what looks up the perfect subtrees in it, raising `NotLogged` for what is missing."""
    hashes = {(node.start, node.count): node.hash for node in segment.nodes}

    def subtree(start: int, count: int) -> bytes:
        known = hashes.get((start, count))
        if known is not None:
            return known
        if count == 1:
            raise NotLogged(f"Entry {start} of the log was dropped or lost.")
        half = count // 2
        found = hash_node(subtree(start, half), subtree(start + half, half))
        hashes[start, count] = found
        return found

    return subtree


def _gap(start: int, limit: int, line: bytes) -> Node | None:
    try:
        data = json.loads(line)
        count, hashed = data["dropped"], bytes.fromhex(data["hash"])
    except ValueError, KeyError, TypeError:
        return None
    is_subtree = isinstance(count, int) and count > 0 and count.bit_count() == 1 and start % count == 0
    if not is_subtree or start + count > limit or len(hashed) != HASH_SIZE:
        return None
    return Node(start=start, count=count, hash=hashed, line=None)


def _are_siblings(left: Node, right: Node) -> bool:
    are_gaps = left.line is None and right.line is None
    return are_gaps and left.count == right.count and left.start % (2 * left.count) == 0

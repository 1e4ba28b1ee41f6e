"""Which old entries may go."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ...model.names import ClipId
from .contents import Continues, Deleted, Pruned, RecipientsChanged, Recorded, Recovered, Unknown
from .entries import decode
from .segment import SEGMENT_SIZE, Node, Segment

MIN_PRUNED = SEGMENT_SIZE // 8
"""Entries of one file: for fewer it is not rewritten, since the log grows by an entry each time."""

_RECORDED = b'"kind":"recorded"'
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrunePolicy:
    """Files whose last entry is from before a moment are thinned out.

    `still_there` are the clips that are, `still_recorded` those that files before say were recorded: without the entry
    of its deletion, such a clip would seem to be missing.
    """

    before: datetime
    still_there: frozenset[ClipId]
    still_recorded: set[ClipId] = field(default_factory=set)

    def note(self, nodes: Iterable[Node]) -> None:
        """Note which clips a file goes on saying were recorded."""
        self.still_recorded.update(_recorded(nodes))

    def must_stay(self, line: bytes) -> bool:
        """Whether this entry is needed as long as the log is."""
        content = decode(line).content
        match content:
            case Recorded():
                return content.clip in self.still_there
            case Deleted():
                return content.clip in self.still_there or content.clip in self.still_recorded
            case RecipientsChanged() | Pruned() | Recovered() | Continues() | Unknown():
                return True
            case _:
                return False


def _recorded(nodes: Iterable[Node]) -> Iterator[ClipId]:
    for node in nodes:
        # Most lines are of other kinds, and reading one takes much longer than this.
        if node.line is not None and _RECORDED in node.line:
            with suppress(ValueError):  # In a damaged file, it may be no entry.
                match decode(node.line).content:
                    case Recorded(clip=clip):
                        yield clip


def last_time(segment: Segment) -> datetime:
    """Return when the last entry that is there was written; long ago if there is none."""
    return next((decode(node.line).at for node in reversed(segment.nodes) if node.line is not None), _LONG_AGO)


def entry_count(nodes: Iterable[Node]) -> int:
    """Return how many entries are there."""
    return sum(1 for node in nodes if node.line is not None)

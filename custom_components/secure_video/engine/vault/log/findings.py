"""What opening or checking a log can find, for people and for machines."""

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What is to be told. The first group means that something was lost, changed or hidden."""

    MISSING_LOG = "missing_log"
    MISSING_CHECKPOINT = "missing_checkpoint"
    BAD_SIGNATURE = "bad_signature"
    UNKNOWN_KEY = "unknown_key"
    MISSING_TAIL = "missing_tail"
    MISSING_ENTRIES = "missing_entries"
    BAD_ROOT = "bad_root"
    CHANGED_ENTRIES = "changed_entries"
    MALFORMED_ENTRY = "malformed_entry"
    ROLLBACK = "rollback"
    FORK = "fork"

    CLOCK_BACKWARDS = "clock_backwards"
    UNKNOWN_KIND = "unknown_kind"
    TORN_ENTRY = "torn_entry"
    UNSIGNED_ENTRIES = "unsigned_entries"
    RECOVERED = "recovered"
    PRUNED_ENTRIES = "pruned_entries"
    CONTINUED = "continued"
    NOT_COMPARABLE = "not_comparable"


_NOTES = frozenset(
    {
        FindingKind.CLOCK_BACKWARDS,
        FindingKind.UNKNOWN_KIND,
        FindingKind.TORN_ENTRY,
        FindingKind.UNSIGNED_ENTRIES,
        FindingKind.RECOVERED,
        FindingKind.PRUNED_ENTRIES,
        FindingKind.CONTINUED,
        FindingKind.NOT_COMPARABLE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """About the entries `first` to before `end` of the log with the number `epoch`; `detail` is a sentence."""

    kind: FindingKind
    epoch: int
    first: int = 0
    end: int = 0
    detail: str

    @property
    def is_damage(self) -> bool:
        """Whether something was lost, changed or hidden; otherwise it is only worth knowing."""
        return self.kind not in _NOTES

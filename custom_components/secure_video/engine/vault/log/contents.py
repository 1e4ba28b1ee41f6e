"""What the log says: one class for each kind of entry.

Camera, person and clip are named by their ids, never by a name. Hashes are SHA-256.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ...model.names import CameraId, ClipId


class DeletionReason(StrEnum):
    """Why a clip was deleted."""

    BY_HAND = "by_hand"
    AGE = "age"
    SPACE = "space"


class CoverageState(StrEnum):
    """Whether a camera is watched."""

    WATCHED = "watched"
    OFF = "off"
    OFFLINE = "offline"
    OVERLOADED = "overloaded"


class Viewing(StrEnum):
    """What somebody did with a sealed clip. All but `FETCHED` is what their browser says that it is about to do."""

    FETCHED = "fetched"
    OPENED = "opened"
    SNAPSHOT = "snapshot"
    PLAIN_COPY = "plain_copy"
    REDACTED_COPY = "redacted_copy"


class EpochReason(StrEnum):
    """Why the log before this one could not be continued."""

    NEW_KEY = "new_key"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A clip was completed. `plaintext_hash` is made by `salted_hash`."""

    clip: ClipId
    payload_hash: bytes
    """Of the sealed clip after its age header, which a rewrap changes."""
    meta_hash: bytes
    """Of the sealed description, likewise."""
    plaintext_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """A clip is gone on purpose."""

    clip: ClipId
    reason: DeletionReason


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientsChanged:
    """From now on clips are sealed to these: public keys or their fingerprints, sorted."""

    recipients: tuple[str, ...]
    by: str

    def __post_init__(self) -> None:
        """Raise `ValueError` unless the recipients are sorted."""
        if list(self.recipients) != sorted(self.recipients):
            raise ValueError("The recipients are not sorted.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """A user may see these clips for `lifetime` seconds. Committed before the first byte is served."""

    by: str
    clips: tuple[ClipId, ...]
    lifetime: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """These clips' keys were forgotten; `by` is empty where their lifetime ended."""

    by: str
    clips: tuple[ClipId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewed:
    """A user looks at a clip with a key of their own, or takes a part of it along. Committed before it is served."""

    by: str
    clip: ClipId
    what: Viewing


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A clip left with its proof; `to` is the id of the user who took it."""

    clip: ClipId
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A copy of a clip was sealed to somebody else; `to` is their fingerprint."""

    clip: ClipId
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrapped:
    """A clip has a new header, for other recipients."""

    clip: ClipId


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Whether a camera is watched changed."""

    camera: CameraId
    state: CoverageState
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """Still here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The product was started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """The product was stopped on purpose; without this before the next start, it was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """Of the entries `first` to before `end`, old ones were dropped; the file they are in has this hash since."""

    first: int
    end: int
    file_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """The log was left open: entries `signed` to before `end` had no signature, and `torn` bytes were no entry."""

    signed: int
    end: int
    torn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Continues:
    """The first entry of a log that follows another one: its last checkpoint (empty if there is none), and why."""

    checkpoint: str
    reason: EpochReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Of a kind that this version does not know. Read, never written."""

    kind: str


type Content = (
    Recorded
    | Deleted
    | RecipientsChanged
    | Unlocked
    | Locked
    | Viewed
    | Exported
    | Shared
    | Rewrapped
    | Coverage
    | Heartbeat
    | Started
    | Stopped
    | Pruned
    | Recovered
    | Continues
)

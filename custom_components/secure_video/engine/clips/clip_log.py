"""What becomes of clips, told to the signed log. Where there is no log, nothing is told."""

import logging
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from ..model.names import ClipId
from ..vault.log import Deleted, DeletionReason, Journal, Recorded, Rewrapped, read_entries

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What the log knows of a clip: when it was completed, and the SHA-256 of its sealed payload."""

    at: datetime
    payload_hash: bytes


class ClipLog:
    """Thread-safe. Everything is told, signed and durable before it is done: a clip gets its name, a file goes."""

    def __init__(self, journal: Journal | None) -> None:
        """Touches no file."""
        self._journal = journal
        self._owed: deque[Deleted] = deque()
        self._lock = Lock()

    @property
    def is_kept(self) -> bool:
        """Whether there is a log."""
        return self._journal is not None

    def recorded(self, recording: Recorded) -> None:
        """Tell that a clip is complete. Raises `OSError`."""
        self._tell(recording)

    def rewrapped(self, clip_id: ClipId) -> None:
        """Tell that others are about to be able to open a clip. Raises `OSError`."""
        self._tell(Rewrapped(clip=clip_id))

    def deleted(self, ids: Iterable[ClipId], reason: DeletionReason) -> None:
        """Tell that clips are about to be deleted. Raises `OSError` if somebody deletes them by hand: they must stay.

        Retention goes on without the log, since what it does may be the only way to get the room that the log needs,
        and a promise to keep nothing longer holds whatever happens to the log. Then the entries are owed: they are
        written as soon as it is possible (`settle`). If the process ends before, the log does not know where these
        clips are, and who checks it is told that they are missing, which is true.
        """
        entries = [Deleted(clip=clip_id, reason=reason) for clip_id in ids]
        if reason is DeletionReason.BY_HAND:
            self._tell(*entries)
            return
        with self._lock:
            if self._journal is not None:
                self._owed.extend(entries)
        self.settle()

    def settle(self) -> None:
        """Write what is owed, if possible."""
        try:
            self._tell()
        except OSError as error:
            _LOGGER.warning("The log cannot be written (%s); %s deletions are to be logged", error, len(self._owed))

    def recordings(self) -> dict[ClipId, Recording]:
        """Read what the log says of clips. Takes up to a second for 100,000 entries. Raises `OSError`."""
        if self._journal is None:
            return {}
        return {
            content.clip: Recording(at=entry.at, payload_hash=content.payload_hash)
            for entry in read_entries(self._journal.folder)
            if isinstance(content := entry.content, Recorded)
        }

    def _tell(self, *entries: Recorded | Deleted | Rewrapped) -> None:
        """Log what is owed, then this."""
        if self._journal is None:
            return
        with self._lock:
            if not self._owed and not entries:
                return
            while self._owed:
                self._journal.append(self._owed[0])
                self._owed.popleft()
            for entry in entries:
                self._journal.append(entry)
            self._journal.commit()

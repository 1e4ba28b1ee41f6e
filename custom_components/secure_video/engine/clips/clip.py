"""A clip while it is being written, and the sealed description beside it."""

import json
import secrets
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256

from ..model.clips import ClipEntry, ClipState
from ..model.names import ClipId, Label
from ..model.picture import Box
from ..vault.age import Recipient
from ..vault.log import Recorded, salted_hash
from .clip_log import ClipLog
from .folder import ClipFolder, disk_errors
from .sealed import SealedFile

_SALT_SIZE = 32
"""Bytes, as many as the hash has that it hides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an object was at a time."""

    time: float
    box: Box

    @property
    def row(self) -> list[float]:
        """As descriptions tell it: the time, then left, top, right and bottom within the picture."""
        edges = (self.box.left, self.box.top, self.box.right, self.box.bottom)
        return [round(self.time, 2), *(round(min(1.0, max(0.0, edge)), 4) for edge in edges)]

    def shifted(self, seconds: float) -> Place:
        """The same, counted from another moment."""
        return replace(self, time=self.time + seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipIncident:
    """An incident within a clip: in seconds after the clip's first picture; `ends` is None if it went on.

    `path` tells in order of time where its objects were; bare motion has none.
    """

    label: Label
    kind: str
    score: float
    zones: tuple[str, ...]
    begins: float
    ends: float | None = None
    path: tuple[Place, ...] = ()

    def shifted(self, seconds: float) -> ClipIncident:
        """The same, counted from another moment."""
        ends = None if self.ends is None else self.ends + seconds
        path = tuple(place.shifted(seconds) for place in self.path)
        return replace(self, begins=self.begins + seconds, ends=ends, path=path)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipMeta:
    """What a clip shows. Sealed beside it, since nobody but the owner may read it.

    `bystanders` tells where people were that no incident is about. `picture` is a JPEG.
    """

    camera_name: str
    incidents: tuple[ClipIncident, ...] = ()
    bystanders: tuple[Place, ...] = ()
    picture: bytes | None = None

    @property
    def labels(self) -> frozenset[Label]:
        """What was seen."""
        return frozenset(incident.label for incident in self.incidents)


class SealedClip:
    """A clip being written. One thread. `write` makes it a file for the muxer; errors leave the part for its owner.

    It is finished in this order: the clip's part is made durable, its description is, the log is told, the clip gets
    its name. So a clip with a name is complete, described and known to the log, and a part whose description is there
    is complete. Only the naming may then be missing; `ClipStore.open` makes up for it if the log knows the clip.
    """

    def __init__(
        self,
        clip: ClipEntry,
        folder: ClipFolder,
        recipients: Sequence[Recipient],
        log: ClipLog,
        *,
        on_change: Callable[[ClipEntry], None],
    ) -> None:
        """Create the clip's file. `on_change` hears what became of the clip. Raises `Full`, `ReadOnly`."""
        self._clip = clip
        self._folder = folder
        self._recipients = recipients
        self._log = log
        self._on_change = on_change
        self._hash = sha256()
        with disk_errors():
            self._file = folder.create_clip(clip, recipients)

    @property
    def id(self) -> ClipId:
        """The clip's name."""
        return self._clip.id

    def write(self, data: bytes) -> int:
        """Seal more of the clip. Raises `Full`, `ReadOnly`."""
        self._hash.update(data)
        with disk_errors():
            return self._file.write(data)

    def finish(self, duration: float, meta: ClipMeta) -> ClipEntry | None:
        """Complete the clip and the description beside it. Raises `Full`, `ReadOnly`.

        Returns None while the folder is away: call it again a little later.
        """
        with disk_errors():
            if not self._file.complete():
                return None
            clip = self._entry(duration, meta, ClipState.SEALED)
            salt = secrets.token_bytes(_SALT_SIZE)
            description = SealedFile(
                self._folder.meta_path(clip), self._recipients, modified_at=clip.started_at.timestamp()
            )
            description.write(_description(clip, meta, sha256=self._hash.hexdigest(), salt=salt.hex()))
            if not description.complete():
                description.abandon()
                raise OSError("The description cannot be written")
            description.name()
            self._log.recorded(
                Recorded(
                    clip=clip.id,
                    payload_hash=self._file.payload_hash,
                    meta_hash=description.payload_hash,
                    plaintext_hash=salted_hash(self._hash.digest(), salt),
                )
            )
            self._file.name()
        self._on_change(clip)
        return clip

    def abandon(self, duration: float, meta: ClipMeta) -> ClipEntry:
        """Give up after an error; what was sealed until then stays and is listed as incomplete."""
        self._file.abandon()
        clip = self._entry(duration, meta, ClipState.INCOMPLETE)
        self._on_change(clip)
        return clip

    def _entry(self, duration: float, meta: ClipMeta, state: ClipState) -> ClipEntry:
        return replace(
            self._clip,
            duration=duration,
            size=self._file.size,
            labels=meta.labels,
            state=state,
            # It may have been protected while it was being recorded.
            is_protected=self._folder.is_protected(self._clip),
        )


def _description(clip: ClipEntry, meta: ClipMeta, *, sha256: str, salt: str) -> bytes:
    """The JSON beside a clip. `sha256` is that of the MP4 before it was sealed, `salt` what hides it in the log."""
    return json.dumps(
        {
            "version": 1,
            "clip": clip.id,
            "camera": {"id": clip.camera_id, "name": meta.camera_name},
            "started_at": clip.started_at.isoformat(),
            "duration": round(clip.duration, 3),
            "sha256": sha256,
            "salt": salt,
            "incidents": [
                {**asdict(replace(incident, path=())), "path": [place.row for place in incident.path]}
                for incident in meta.incidents
            ],
            "bystanders": [place.row for place in meta.bystanders],
            "picture": b64encode(meta.picture).decode() if meta.picture else None,
        }
    ).encode()

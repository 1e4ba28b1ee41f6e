"""A home's folder of sealed clips, filled by the engine itself while Home Assistant is stopped.

What is written is what a recording writes: the clip, muxed and sealed; its sealed description; the signed log and the
list.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from custom_components.secure_video.const import FOLDER, LOG_FOLDER
from custom_components.secure_video.engine.clips.clip import ClipIncident, ClipMeta
from custom_components.secure_video.engine.clips.store import ClipStore
from custom_components.secure_video.engine.clips.story import PICTURE_WIDTH
from custom_components.secure_video.engine.model.names import CameraId, ClipId, Label
from custom_components.secure_video.engine.vault.log import Journal, load_device_key
from custom_components.secure_video.engine.video.muxer import Muxer
from tests.live.home_assistant import LiveHomeAssistant

from .streams import Recording, demuxed

LEAD_IN: Final = 7.0
"""Seconds of a clip before something happens: those that a camera keeps by default, and those back to a key frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """What a camera sent, and the picture that stands for it (JPEG, as wide as clips have them)."""

    recording: Recording
    picture: bytes

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read it from a file."""
        recording = demuxed(path)
        return cls(recording=recording, picture=next(recording.frames()).jpeg(PICTURE_WIDTH))

    @property
    def seconds(self) -> float:
        """How long it is, but for its last picture."""
        return self.recording.packets[-1].time


class Archive:
    """The folder, its log and its list, while nobody else has them open."""

    def __init__(self, store: ClipStore, camera: CameraId) -> None:
        """All clips are of this camera."""
        self._store = store
        self._camera = camera

    @classmethod
    @contextmanager
    def of(cls, home: LiveHomeAssistant, recipients: Sequence[str], camera: CameraId) -> Iterator[Self]:
        """Open what a Home Assistant has that is stopped now. Clips are sealed to its recipients."""
        folder, storage = home.media / FOLDER, home.folder / ".storage"
        journal = Journal(folder / LOG_FOLDER, load_device_key(storage / "secure_video.device_key.pem"))
        store = ClipStore(folder, index=storage / "secure_video_clips.db", recipients=recipients, journal=journal)
        store.open()
        yield cls(store, camera)
        store.close()
        journal.close()

    def add(self, film: Film, label: Label, started_at: datetime) -> ClipId:
        """Record a film as a clip with one incident."""
        clip = self._store.begin(self._camera, ClipId(secrets.token_hex(16)), started_at)
        muxer = Muxer(clip, film.recording.format)
        for packet in film.recording.packets:
            muxer.write(packet)
        muxer.finish()
        seen = ClipIncident(label=label, kind=label.value, score=0.9, zones=(), begins=LEAD_IN, ends=film.seconds)
        if clip.finish(film.seconds, ClipMeta(camera_name="Yard", incidents=(seen,), picture=film.picture)) is None:
            raise OSError("The folder of clips is away")
        return clip.id

"""Recorders with their store, what they are played, and the clips that come out, opened as their owner would."""

import json
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import Self

from custom_components.secure_video.engine.clips.folder import make_clip_folder
from custom_components.secure_video.engine.clips.recorder import MAX_CLIP_SECONDS, Recorder
from custom_components.secure_video.engine.clips.store import ClipStore
from custom_components.secure_video.engine.model.camera import CameraSettings
from custom_components.secure_video.engine.model.clips import ClipEntry
from custom_components.secure_video.engine.model.video import CLOCK_RATE, Media, Packet, StreamFormat
from custom_components.secure_video.engine.vault.age import generate_identity, open_sealed
from custom_components.secure_video.engine.video.feed import Receiver
from custom_components.secure_video.engine.video.wall_clock import WallClock
from tests.builders import VIDEO_RATE
from tests.engine.video.recording import record

IDENTITY = generate_identity(post_quantum=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tape:
    """A camera's pictures, repeated without end on a clock that begins at 0: as many a second as `make_video` makes."""

    format: StreamFormat
    packets: list[Packet]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Take the pictures of a file."""
        recording = record(path)
        return cls(
            format=recording.format, packets=[packet for packet in recording.packets if packet.media is Media.VIDEO]
        )

    def play(self, receiver: Receiver, begin: float, end: float) -> int:
        """Hand over the pictures of that time. Return their number."""
        handed_over = 0
        for number, packet in enumerate(cycle(self.packets)):
            ticks = number * CLOCK_RATE // VIDEO_RATE
            shown = replace(packet, pts=ticks, dts=ticks)
            if shown.time >= end:
                break
            if shown.time >= begin:
                receiver.received(shown)
                handed_over += 1
        return handed_over


class Studio:
    """A store of clips, and those that were `sealed` since it was opened."""

    def __init__(self, folder: Path) -> None:
        """Open it in this folder."""
        make_clip_folder(folder / "media")
        self.store = ClipStore(folder / "media", index=folder / "index.db", recipients=[str(IDENTITY.recipient)])
        self.store.open()
        self.sealed: list[ClipEntry] = []

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def connect(
        self,
        camera: CameraSettings,
        stream: StreamFormat | None,
        *,
        clock: WallClock | None = None,
        max_clip_seconds: float = MAX_CLIP_SECONDS,
    ) -> Recorder:
        """Return a camera's recorder, connected if it is known what the camera sends."""
        recorder = Recorder(
            camera,
            self.store,
            clock or WallClock(),
            on_change=lambda clip: self.sealed.append(clip) if clip else None,
            max_clip_seconds=max_clip_seconds,
        )
        if stream is not None:
            recorder.connected(stream)
        return recorder

    def plain(self, clip: ClipEntry) -> bytes:
        """What is in a clip."""
        return self._opened(self.store.path(clip))

    def description(self, clip: ClipEntry) -> dict[str, object]:
        """What is sealed beside it."""
        told: dict[str, object] = json.loads(self._opened(self.store.path(clip).with_name(f"{clip.id}.meta.age")))
        return told

    def _opened(self, path: Path) -> bytes:
        return open_sealed(BytesIO(path.read_bytes()), [IDENTITY]).readall() or b""

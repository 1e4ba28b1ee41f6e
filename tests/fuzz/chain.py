"""One stream through everything that touches it, and the laws that hold whatever comes."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from io import BytesIO
from math import isfinite
from pathlib import Path
from random import Random
from typing import override

import av

from custom_components.secure_video.engine.clips.recorder import Recorder
from custom_components.secure_video.engine.errors import SourceError
from custom_components.secure_video.engine.model.clips import ClipEntry, ClipState
from custom_components.secure_video.engine.model.picture import Frame
from custom_components.secure_video.engine.model.video import Media, Packet, StreamAddress, StreamFormat
from custom_components.secure_video.engine.video.decoder import Decoder
from custom_components.secure_video.engine.video.feed import Receiver
from custom_components.secure_video.engine.video.packets import MAX_PIXELS
from custom_components.secure_video.engine.video.preroll import PrerollRing
from custom_components.secure_video.engine.video.timeline import Timeline
from custom_components.secure_video.engine.video.wall_clock import WallClock
from custom_components.secure_video.engine.vision.motion import MotionDetector, motion_size
from tests.builders import a_camera
from tests.engine.clips.studio import Studio

from .damage import HostileSource, Mischief

CAMERA = replace(a_camera(), seconds_before=1.0, seconds_after=1.0)


class Outcome(StrEnum):
    """What became of a stream."""

    REFUSED = "refused"
    EMPTY = "without a picture"
    SEEN = "seen"
    RECORDED = "recorded"


@dataclass(slots=True)
class Seen(Receiver):
    """Decodes all, looks for motion, and holds packets to the laws."""

    pictures: int = 0
    decoder: Decoder | None = None
    motion: MotionDetector = field(default_factory=MotionDetector)
    ring: PrerollRing = field(default_factory=lambda: PrerollRing(1.0, max_bytes=200_000))
    last_dts: dict[Media, int] = field(default_factory=dict)
    shape: tuple[int, int] = (0, 0)
    time: float = 0.0

    @override
    def connected(self, stream: StreamFormat) -> None:
        assert 0 < stream.video.width * stream.video.height <= MAX_PIXELS, stream
        assert stream.video.extradata
        self.decoder = Decoder(stream.video)

    @override
    def received(self, packet: Packet) -> None:
        assert packet.dts > self.last_dts.get(packet.media, -1), "dts grows strictly"
        assert packet.pts >= packet.dts, "pts is never before dts"
        assert packet.duration >= 0
        self.last_dts[packet.media] = packet.dts
        self.ring.push(packet)
        assert self.ring.size <= 200_000
        assert self.decoder is not None
        for frame in self.decoder.decode(packet):
            self._look(frame)

    @override
    def lost(self) -> None:
        packets = self.ring.since(0.0)
        assert not packets or packets[0].is_keyframe
        self.ring.clear()
        if self.decoder is not None:
            self.decoder.close()

    def _look(self, frame: Frame) -> None:
        self.pictures += 1
        assert isfinite(frame.time)
        assert 0 < frame.width * frame.height <= MAX_PIXELS
        # The analysis looks at no picture that is older than the one before.
        if frame.time <= self.time:
            return
        self.time = frame.time
        width, height = motion_size(frame.width, frame.height)
        grey = frame.grey(width, height)
        assert grey.shape == (height, width)
        if grey.shape != self.shape:
            self.motion, self.shape = MotionDetector(), (height, width)
        self.motion.update(grey, frame.time)
        if self.pictures == 1:
            assert frame.jpeg(320).startswith(b"\xff\xd8")


class Chain:
    """A folder with a store of clips, used by one stream after the other."""

    def __init__(self, folder: Path) -> None:
        """Open the store."""
        self._path = folder / "stream"
        self._studio = Studio(folder)

    def close(self) -> None:
        """Close the store."""
        self._studio.close()

    def run(
        self,
        data: bytes,
        chance: Random,
        mischief: Mischief,
        *,
        is_watched: bool = True,
        is_recorded: bool = True,
    ) -> Outcome:
        """Take a stream through. Raises `AssertionError` where a law is broken, and whatever else should not happen."""
        self._path.write_bytes(data)
        told = self._studio.sealed
        told.clear()
        clock = WallClock()
        recorder = self._studio.connect(CAMERA, None, clock=clock)
        seen = Seen()
        receivers: list[Receiver] = [clock, *([seen] if is_watched else []), *([recorder] if is_recorded else [])]
        timeline = Timeline()
        connections = chance.choice((1, 1, 1, 2))
        is_open = False
        for _ in range(connections):
            source = HostileSource(StreamAddress(url=f"file:{self._path}"), timeline, chance, mischief)
            is_open |= self._read(source, receivers, recorder)
        for clip in told:
            self._check(clip)
        self._studio.store.delete(clip.id for clip in told)
        if not is_open:
            return Outcome.REFUSED
        if told:
            return Outcome.RECORDED
        return Outcome.SEEN if seen.pictures else Outcome.EMPTY

    def _read(self, source: HostileSource, receivers: list[Receiver], recorder: Recorder) -> bool:
        """Do what a feed does with one connection. Return whether it came about."""
        with source:
            try:
                stream = source.open()
                for receiver in receivers:
                    receiver.connected(stream)
                for packet in source.packets():
                    if source.format is not None and source.format is not stream:
                        stream = source.format
                        for receiver in receivers:
                            receiver.changed(stream)
                    for receiver in receivers:
                        receiver.received(packet)
                    recorder.record(1.0)
            except SourceError as error:
                if str(self._path) in str(error):
                    raise AssertionError("no address in a message") from error
                return source.format is not None
            finally:
                for receiver in receivers:
                    receiver.lost()
        raise AssertionError("a stream ends by an error")

    def _check(self, clip: ClipEntry) -> None:
        """Open a clip as its owner does."""
        plain = self._studio.plain(clip)
        if clip.state is ClipState.INCOMPLETE:
            return
        with av.open(BytesIO(plain), "r") as container:
            times = [packet.dts for packet in container.demux(video=0) if packet.dts is not None]
        assert times, "a complete clip shows something"
        assert times == sorted(set(times))

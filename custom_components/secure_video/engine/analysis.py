"""The analysis of one camera: from packets to what the watcher sees, decoding no more than that takes.

The thread that receives packets only puts them into a window and asks the gate. The rest is done in turns, one picture
each, by whoever calls `take_turn` after `on_due`: the workers that all cameras share, or a test.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import inf
from threading import Lock
from typing import Final, override

from .model.areas import Mask
from .model.camera import AnalysisFigures, AnalysisState
from .model.incidents import IncidentChange
from .model.picture import Frame
from .model.video import CLOCK_RATE, Media, Packet, StreamFormat, VideoFormat
from .video.decoder import Decoder
from .video.feed import Receiver
from .video.window import Window
from .vision.gate import PERIOD, Demand, Gate
from .vision.pace import Pace
from .watcher import Observation, Watcher
from .workers import Task

STILL_SECONDS: Final = 1.0
"""A picture this old still counts as current."""


@dataclass(slots=True, kw_only=True)
class _Stream:
    """What belongs to one format of one connection: never mixed with the next one's."""

    video: VideoFormat
    decoder: Decoder
    connection: object
    window: Window = field(default_factory=Window)
    is_due: bool = False
    newest: Frame | None = None


class Analysis(Receiver, Task):
    """Stands between the thread that receives (`connected`, `received`, `lost`) and those that look."""

    def __init__(
        self,
        watcher: Watcher,
        *,
        name: str,
        private: Sequence[Mask] = (),
        on_seen: Callable[[Frame, Observation], None],
        on_over: Callable[[tuple[IncidentChange, ...]], None],
        on_due: Callable[[], None],
    ) -> None:
        """`on_seen` hears of every picture looked at, `on_over` of the end of incidents when no more pictures come.

        `on_due` hears that a turn is to be taken; it must not block.
        """
        self._watcher = watcher
        self._name = name
        self._private = private
        self._on_seen = on_seen
        self._on_over = on_over
        self._on_due = on_due
        self._is_on = False
        # Between the threads. Held for moments only: nothing is decoded under it.
        self._lock = Lock()
        self._gate = Gate()
        self._pace = Pace()
        self._video: VideoFormat | None = None
        self._connection = object()
        self._stream: _Stream | None = None
        # What may be shown while nobody looks: nobody else shows a camera with private parts.
        self._unwatched: _Stream | None = None
        self._packets = self._decoded = 0
        # Of who takes the turn.
        self._watched: _Stream | None = None
        self._time = -inf

    @property
    @override
    def name(self) -> str:
        return self._name

    @property
    def state(self) -> AnalysisState:
        """How closely the camera is looked at."""
        with self._lock:
            if self._stream is None:
                return AnalysisState.OFF
            if self._pace.is_reduced:
                return AnalysisState.REDUCED
            return AnalysisState.RESTING if self._gate.is_resting else AnalysisState.WATCHING

    @property
    def figures(self) -> AnalysisFigures:
        """How it goes."""
        with self._lock:
            return AnalysisFigures(
                looks_per_second=self._pace.looks_per_second,
                decoded_share=self._decoded / self._packets if self._packets else 0.0,
                wakes=self._gate.wakes,
                false_wakes=self._gate.false_wakes,
                trusts_sizes=self._gate.trusts_sizes,
            )

    def switch(self, *, on: bool) -> None:
        """Look or do not look; what is received while off is not kept, but for a key frame of what is private."""
        with self._lock:
            self._is_on = on
            self._unwatched = None
        if not on:
            self._end_stream()

    def close(self) -> None:
        """End what is going on. Only while nobody takes turns any more."""
        self._end_stream()
        self._forget()

    def still(self) -> Frame | None:
        """A picture of now, or None while nothing is received. Decodes in the thread that calls it, if at rest."""
        with self._lock:
            stream = self._stream or self._unwatched
            if stream is None:
                return None
            newest, packets = stream.newest, stream.window.since_key()
        if not packets or (newest is not None and packets[-1].time - newest.time <= STILL_SECONDS):
            return newest
        decoder = Decoder(stream.video, self._private)
        frames = [frame for packet in packets for frame in decoder.decode(packet)][-1:]
        for frame in (*frames, *decoder.finish()):
            self._show(stream, frame)
        return stream.newest

    # --- the receiving thread -----------------------------------------------------------------------------------------

    @override
    def connected(self, stream: StreamFormat) -> None:
        """Remember what this stream's packets need."""
        self._end_stream()
        self._video = stream.video
        self._connection = object()

    @override
    def changed(self, stream: StreamFormat) -> None:
        """Another format, and the same camera: who is there has not gone."""
        if stream.video == self._video:
            return
        self._video = stream.video
        with self._lock:
            self._unwatched = None
            if self._stream is not None:
                self._stream = self._begun(stream.video)

    @override
    def received(self, packet: Packet) -> None:
        """Keep the packet, and say so if there is something to look at."""
        if packet.media is not Media.VIDEO or self._video is None:
            return
        with self._lock:
            if not self._is_on:
                self._set_aside(packet, self._video)
                return
            demand = self._kept(packet, self._video)
        if demand is not Demand.NOTHING:
            self._on_due()

    def _kept(self, packet: Packet, video: VideoFormat) -> Demand:
        """Put it into the window. Return what is worth looking at. Under the lock."""
        if self._stream is None:
            self._stream = self._begun(video)
        self._packets += 1
        self._stream.window.push(packet)
        demand = self._gate.received(packet.time, len(packet.data), is_keyframe=packet.is_keyframe)
        if demand is Demand.ALL:
            self._stream.window.hold()
        if demand is not Demand.NOTHING:
            self._stream.is_due = True
            self._pace.wanted(packet.time)
        return demand

    def _set_aside(self, packet: Packet, video: VideoFormat) -> None:
        """Keep the newest key frame of what is private, for whoever asks for a picture. Under the lock."""
        if self._private and packet.is_keyframe:
            self._unwatched = self._unwatched or self._stream_of(video)
            self._unwatched.window.push(packet)

    def _begun(self, video: VideoFormat) -> _Stream:
        self._gate.restart()
        return self._stream_of(video)

    def _stream_of(self, video: VideoFormat) -> _Stream:
        return _Stream(video=video, decoder=Decoder(video, self._private), connection=self._connection)

    @override
    def lost(self) -> None:
        """No more pictures: what was going on is over."""
        self._video = None
        self._end_stream()

    def _end_stream(self) -> None:
        with self._lock:
            self._stream = self._unwatched = None
        self._on_due()

    # --- who takes a turn ---------------------------------------------------------------------------------------------

    @override
    def take_turn(self) -> bool:
        """Look at the next picture. Blocks while it is decoded and the detector works."""
        with self._lock:
            stream = self._stream
        if stream is None or self._watched is None or stream.connection is not self._watched.connection:
            self._forget()
        self._watched = stream
        if stream is None:
            return False
        frame = self._decode(stream, self._take(stream))
        if frame is not None and frame.time > self._time:
            self._look(stream, frame)
        with self._lock:
            return stream.is_due

    def _take(self, stream: _Stream) -> tuple[Packet, ...]:
        """What to decode for the next look: a step of what is to be caught up with, else what leads to now."""
        with self._lock:
            if not stream.is_due:
                return ()
            if stream.window.is_held:
                packets = stream.window.take_until(self._time + PERIOD)
            else:
                packets = stream.window.take_newest()
                stream.is_due = False
            self._decoded += len(packets)
            return packets

    def _decode(self, stream: _Stream, packets: Sequence[Packet]) -> Frame | None:
        """The last picture that comes out."""
        frame: Frame | None = None
        for packet in packets:
            frame = next(reversed(stream.decoder.decode(packet)), frame)
        if packets and packets[-1].is_keyframe and self._gate.is_resting and not _shows(frame, packets[-1]):
            # A decoder that brings pictures into order would show this one only when the next ones come.
            frame = next(reversed(stream.decoder.finish()), None)
            with self._lock:
                stream.window.rewind()
        return frame

    def _look(self, stream: _Stream, frame: Frame) -> None:
        self._time = frame.time
        self._show(stream, frame)
        observation = self._watcher.update(frame)
        with self._lock:
            self._pace.done(frame.time)
            self._gate.looked(
                frame.time,
                has_moved=observation.has_moved,
                is_busy=observation.is_busy,
                is_arriving=observation.is_arriving,
            )
        self._on_seen(frame, observation)

    def _show(self, stream: _Stream, frame: Frame) -> None:
        with self._lock:
            if stream.newest is None or stream.newest.time < frame.time:
                stream.newest = frame

    def _forget(self) -> None:
        if self._watched is not None:
            self._watched = None
            self._on_over(self._watcher.close(self._time))


def _shows(frame: Frame | None, packet: Packet) -> bool:
    return frame is not None and frame.time >= packet.pts / CLOCK_RATE

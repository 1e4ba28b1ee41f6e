"""The analysis of one camera: decodes its stream, shows the newest picture to the watcher in a thread of its own."""

import logging
from collections.abc import Callable
from threading import Condition, Event, Thread
from time import monotonic
from typing import Final, override

from .model import Frame, IncidentChange, Media, Packet, StreamFormat, VideoFormat
from .video.decoder import Decoder
from .video.feed import Receiver
from .watcher import Observation, Watcher

_LOGGER = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS: Final = 0.2
"""Five pictures a second: somebody who runs through a 5 m wide view is seen more than three times."""


class Analysis(Receiver):
    """Stands between the thread that receives (`connected`, `received`, `lost`) and the one that looks."""

    def __init__(
        self,
        watcher: Watcher,
        *,
        name: str,
        on_seen: Callable[[Frame, Observation], None],
        on_over: Callable[[tuple[IncidentChange, ...], float], None],
    ) -> None:
        """`on_seen` hears of every picture looked at, `on_over` of the end of incidents when no more pictures come."""
        self._watcher = watcher
        self._name = name
        self._on_seen = on_seen
        self._on_over = on_over
        self._is_on = False
        self._is_failing = False
        self._video: VideoFormat | None = None
        self._decoder: Decoder | None = None
        self._slot = _Slot()
        self._stopping = Event()
        self._thread: Thread | None = None

    @property
    def newest(self) -> Frame | None:
        """The newest picture, or None while nothing is received."""
        return self._slot.newest

    def switch(self, *, on: bool) -> None:
        """Look or do not look; what is received while off is not even decoded."""
        self._is_on = on
        if not on:
            self._slot.close()

    def start(self) -> None:
        """Start the thread."""
        self._stopping.clear()
        self._thread = Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End what is going on, then the thread. Blocks while the detector works on the last picture."""
        self._stopping.set()
        self._slot.close()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    # --- the receiving thread -----------------------------------------------------------------------------------------

    @override
    def connected(self, stream: StreamFormat) -> None:
        """Remember what this stream's packets need."""
        self._video = stream.video

    @override
    def received(self, packet: Packet) -> None:
        """Decode the packet; of several pictures the newest stays."""
        if not self._is_on or self._video is None:
            self._rest()
        elif packet.media is Media.VIDEO:
            if self._decoder is None:
                self._decoder = Decoder(self._video)
                self._slot.open()
            for frame in self._decoder.decode(packet):
                self._slot.put(frame)

    @override
    def lost(self) -> None:
        """No more pictures: what was going on is over."""
        self._video = None
        self._rest()

    def _rest(self) -> None:
        # A decoder that missed packets would show ghosts until the next key frame: the next one begins there.
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None
            self._slot.close()

    # --- the looking thread -------------------------------------------------------------------------------------------

    def _run(self) -> None:
        last_time = 0.0
        is_open = False
        while not self._stopping.is_set():
            frame = self._slot.take()
            if frame is None:
                if is_open:
                    self._on_over(self._watcher.close(last_time), last_time)
                is_open = False
                continue
            began = monotonic()
            self._look(frame)
            last_time, is_open = frame.time, True
            self._stopping.wait(SECONDS_BETWEEN_LOOKS - (monotonic() - began))
        if is_open:
            self._on_over(self._watcher.close(last_time), last_time)

    def _look(self, frame: Frame) -> None:
        try:
            observation = self._watcher.update(frame)
        except Exception:
            # The last line of the thread: one picture that fails must not end the watch, nor fill the log.
            if not self._is_failing:
                _LOGGER.exception("%s: pictures cannot be looked at", self._name)
            self._is_failing = True
        else:
            self._is_failing = False
            self._on_seen(frame, observation)


class _Slot:
    """Room for one picture, while it is open: a newer one takes its place, and nobody waits to put one in."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._frame: Frame | None = None
        self._is_new = False
        self._is_open = False

    @property
    def newest(self) -> Frame | None:
        return self._frame

    def put(self, frame: Frame) -> None:
        with self._changed:
            if self._is_open:
                self._frame = frame
                self._is_new = True
                self._changed.notify()

    def open(self) -> None:
        """Let pictures in."""
        with self._changed:
            self._is_open = True

    def close(self) -> None:
        """Let no more pictures in, and forget the one that is there."""
        with self._changed:
            self._is_open = False
            self._frame = None
            self._is_new = True
            self._changed.notify()

    def take(self) -> Frame | None:
        """Wait for a picture not taken before, or for `close` (None)."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_new)
            self._is_new = False
            return self._frame

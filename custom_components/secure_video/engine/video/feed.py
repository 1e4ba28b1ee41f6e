"""One stream kept open: a thread that reads it, and opens it again with backoff when it is lost."""

import logging
from collections.abc import Callable, Sequence
from threading import Event, Thread
from typing import Final, Protocol

from ..errors import Ended, SourceError
from ..model.video import Packet, StreamAddress, StreamFormat, StreamState
from .source import Source
from .timeline import Timeline

_LOGGER = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 60.0
"""The pause between tries doubles up to this: a camera that comes back is seen within a minute."""


class Receiver(Protocol):
    """Takes what a feed brings, in the feed's thread: `connected`, packets as they are decoded, `lost`; and again.

    Between packets comes `changed` where a camera goes on in another format; `lost` and `connected` unless it is
    overridden.
    """

    def connected(self, stream: StreamFormat) -> None:
        """Packets of this format follow."""

    def changed(self, stream: StreamFormat) -> None:
        """Packets of this format follow in the same connection, from a key frame on. What goes on may go on."""
        self.lost()
        self.connected(stream)

    def received(self, packet: Packet) -> None:
        """One packet."""

    def lost(self) -> None:
        """No more packets for now."""


class Feed:
    """Reads one stream in its own thread between `start` and `stop`, which may be repeated."""

    def __init__(
        self,
        address: StreamAddress,
        receivers: Sequence[Receiver],
        *,
        name: str,
        on_change: Callable[[], None],
        allow_files: bool = False,
    ) -> None:
        """`name` is the thread's, for debuggers; `on_change` hears, in that thread, when `state` has changed."""
        self._address = address
        self._receivers = receivers
        self._name = name
        self._on_change = on_change
        self._allow_files = allow_files
        self._timeline = Timeline()
        self._stopping = Event()
        self._thread: Thread | None = None
        self._source: Source | None = None
        self.state = StreamState.OFF
        self.problem: SourceError | None = None
        self.format: StreamFormat | None = None

    def start(self) -> None:
        """Start reading; does nothing if it is being read."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def ask_to_stop(self) -> None:
        """Let the thread end by itself, so that several can end at the same time."""
        self._stopping.set()
        if self._source is not None:
            self._source.interrupt()

    def stop(self) -> None:
        """Stop reading. Blocks until the connection is closed, which whatever the camera does cannot keep up."""
        self.ask_to_stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            self._become(StreamState.CONNECTING, self.problem)
            try:
                problem = self._read()
            except Exception as error:
                # The last line of the thread: a bug must not end the watch unseen.
                _LOGGER.exception("Reading %s failed unexpectedly", self._address)
                problem = Ended(f"Reading failed unexpectedly: {type(error).__name__}")
            if problem is None:
                break
            if self.state is StreamState.STREAMING:
                pause = FIRST_PAUSE_SECONDS
            self._become(StreamState.OFFLINE, problem)
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        self._become(StreamState.OFF, None)

    def _read(self) -> SourceError | None:
        """Open the stream and pass on what comes, until it is lost (return why) or the feed is stopped (None)."""
        self._source = source = Source(self._address, self._timeline, allow_files=self._allow_files)
        if self._stopping.is_set():
            # Before there was a source to interrupt.
            return None
        try:
            self.format = source.open()
            for receiver in self._receivers:
                receiver.connected(self.format)
            for packet in source.packets():
                if source.format is not None and source.format is not self.format:
                    self._change(source.format)
                if self.state is not StreamState.STREAMING:
                    self._become(StreamState.STREAMING, None)
                for receiver in self._receivers:
                    receiver.received(packet)
                if self._stopping.is_set():
                    return None
        except SourceError as error:
            return None if self._stopping.is_set() else error
        finally:
            source.close()
            for receiver in self._receivers:
                receiver.lost()
        return None if self._stopping.is_set() else Ended("The stream came to its end")

    def _change(self, stream: StreamFormat) -> None:
        self.format = stream
        for receiver in self._receivers:
            receiver.changed(stream)
        self._on_change()

    def _become(self, state: StreamState, problem: SourceError | None) -> None:
        self.state = state
        self.problem = problem
        self._on_change()

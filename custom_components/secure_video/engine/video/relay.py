"""Hands what a feed brings on in a thread of its own: for a receiver that takes its time, while the feed must not."""

import logging
from collections import deque
from collections.abc import Callable
from functools import partial
from threading import Condition, Thread
from typing import Final, override

from ..model.video import Media, Packet, StreamFormat
from .feed import Receiver
from .preroll import PACKET_OVERHEAD

_LOGGER = logging.getLogger(__name__)

MAX_BYTES: Final = 32 * 1024 * 1024
"""What may wait: a minute at 4 Mbit/s, what a common 1080p camera sends."""


class Relay(Receiver):
    """Passes everything on, in order, between `start` and `stop`.

    When more than `max_bytes` wait, what comes is left out up to a key frame that finds half of that free.
    """

    def __init__(
        self, receiver: Receiver, *, name: str, on_left_out: Callable[[], None], max_bytes: int = MAX_BYTES
    ) -> None:
        """`name` is the thread's; `on_left_out` hears, in the feed's thread, that packets begin to be left out."""
        self._receiver = receiver
        self._name = name
        self._on_left_out = on_left_out
        self._max_bytes = max_bytes
        self._changed = Condition()
        self._waiting: deque[tuple[int, Callable[[], None]]] = deque()
        self._size = 0
        self._is_leaving_out = False
        self._has_failed = False
        self._is_stopping = False
        self._thread: Thread | None = None

    def start(self) -> None:
        """Start the thread."""
        self._is_stopping = False
        self._thread = Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Pass on what waits, then end the thread. To be called when the feed has stopped."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    # --- the feed's thread --------------------------------------------------------------------------------------------

    @override
    def connected(self, stream: StreamFormat) -> None:
        """Packets of this format follow."""
        self._has_failed = False
        self._put(0, partial(self._receiver.connected, stream))

    @override
    def changed(self, stream: StreamFormat) -> None:
        """Packets of this format follow in the same connection."""
        self._put(0, partial(self._receiver.changed, stream))

    @override
    def received(self, packet: Packet) -> None:
        """Pass a packet on, if there is room for it."""
        if self._has_failed:
            raise RuntimeError(f"{self._name} failed")
        size = len(packet.data) + PACKET_OVERHEAD
        if self._has_room(packet, size):
            self._put(size, partial(self._receiver.received, packet))

    @override
    def lost(self) -> None:
        """No more packets for now."""
        self._put(0, self._receiver.lost)

    def _has_room(self, packet: Packet, size: int) -> bool:
        if self._is_leaving_out:
            begins_again = packet.media is Media.VIDEO and packet.is_keyframe and self._size <= self._max_bytes // 2
            self._is_leaving_out = not begins_again
        elif self._size + size > self._max_bytes:
            self._is_leaving_out = True
            self._on_left_out()
        return not self._is_leaving_out

    def _put(self, size: int, deliver: Callable[[], None]) -> None:
        with self._changed:
            self._size += size
            self._waiting.append((size, deliver))
            self._changed.notify()

    # --- the relay's thread -------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._is_stopping)
                if not self._waiting:
                    return
                size, deliver = self._waiting.popleft()
            try:
                deliver()
            except Exception:
                # The last line of the thread: a bug must not end it unseen. The feed begins again, as with its own.
                _LOGGER.exception("%s failed unexpectedly", self._name)
                self._has_failed = True
            with self._changed:
                self._size -= size

"""The packets since the last key frame, and which of them are still to be decoded. Pure.

The law: what is taken can be decoded after what was taken before, or begins with a key frame; and the window never
holds more than `max_bytes`.
"""

from math import inf

from ..model.video import Packet
from .preroll import PACKET_OVERHEAD

MAX_BYTES = 32 * 1024 * 1024
"""16 s at 16 Mbit/s, the highest rate common 4K cameras send. The recorder's ring mostly holds the same packets."""


class Window:
    """One stream's. Give it packets of video only."""

    def __init__(self, *, max_bytes: int = MAX_BYTES) -> None:
        """Wait for a key frame."""
        self._max_bytes = max_bytes
        self._packets: list[Packet] = []
        self._taken = 0
        self._size = 0
        self._held_until = -inf

    @property
    def size(self) -> int:
        """Bytes held, overhead included."""
        return self._size

    @property
    def is_held(self) -> bool:
        """Whether what comes next is wanted in order, and not only the newest."""
        return self._taken < len(self._packets) and self._packets[self._taken].time <= self._held_until

    def push(self, packet: Packet) -> None:
        """Add the newest packet. A key frame makes those before superfluous, unless they are held."""
        if packet.is_keyframe and not self.is_held:
            self._drop(len(self._packets))
        if not (self._packets or packet.is_keyframe):
            return
        self._packets.append(packet)
        self._size += _size(packet)
        if self._size > self._max_bytes:
            self._drop(self._taken)
        if self._size > self._max_bytes:
            self._drop(len(self._packets))

    def hold(self) -> None:
        """Keep what is there now until it is taken, also when the next key frame comes."""
        self._held_until = self._packets[-1].time if self._packets else -inf

    def take_newest(self) -> tuple[Packet, ...]:
        """Take what leads to the newest picture, and let go what does not."""
        self._drop(self._newest_key() or 0)
        self._held_until = -inf
        return self._take(len(self._packets))

    def take_until(self, time: float) -> tuple[Packet, ...]:
        """Take what leads to the next picture at or after `time`, else all there is."""
        found = (i for i in range(self._taken, len(self._packets)) if self._packets[i].time >= time)
        return self._take(next(found, len(self._packets) - 1) + 1)

    def rewind(self) -> None:
        """Take everything since the key frame anew: the decoder has forgotten it."""
        self._taken = 0

    def since_key(self) -> tuple[Packet, ...]:
        """What leads from the newest key frame to now; nothing if that key frame is no longer there."""
        start = self._newest_key()
        return () if start is None else tuple(self._packets[start:])

    def _take(self, end: int) -> tuple[Packet, ...]:
        taken = tuple(self._packets[self._taken : end])
        self._taken = end
        return taken

    def _newest_key(self) -> int | None:
        return next((i for i in reversed(range(len(self._packets))) if self._packets[i].is_keyframe), None)

    def _drop(self, count: int) -> None:
        self._size -= sum(_size(packet) for packet in self._packets[:count])
        del self._packets[:count]
        self._taken = max(0, self._taken - count)


def _size(packet: Packet) -> int:
    return len(packet.data) + PACKET_OVERHEAD

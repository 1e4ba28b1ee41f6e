"""The last seconds of a camera in memory, so that a clip can begin before what it is about.

The law: the ring begins with a key frame, holds at least the seconds asked for once that much has come, and never more
than `max_bytes`. Only whole groups of pictures are let go, because the rest of one cannot be decoded.
"""

from collections import deque
from dataclasses import dataclass, field

from ..model.video import Media, Packet

MAX_BYTES = 64 * 1024 * 1024
"""32 s at 16 Mbit/s, the highest rate common 4K cameras send."""
PACKET_OVERHEAD = 256
"""Bytes one packet takes besides its data, so that a flood of empty packets is bounded too (`sys.getsizeof`)."""


@dataclass(slots=True)
class _Group:
    """A key frame and what follows up to the next one, in order of arrival."""

    packets: list[Packet] = field(default_factory=list)
    size: int = 0

    @property
    def key(self) -> Packet:
        """The key frame."""
        return self.packets[0]

    def append(self, packet: Packet) -> None:
        self.packets.append(packet)
        self.size += len(packet.data) + PACKET_OVERHEAD


class PrerollRing:
    """Packets of the last `seconds`, or less if they do not fit in `max_bytes`."""

    def __init__(self, seconds: float, *, max_bytes: int = MAX_BYTES) -> None:
        """Start empty."""
        self.seconds = seconds
        self._max_bytes = max_bytes
        self._groups: deque[_Group] = deque()
        self._size = 0

    @property
    def size(self) -> int:
        """Bytes held, overhead included."""
        return self._size

    def push(self, packet: Packet) -> None:
        """Add the newest packet. What comes before the first key frame is of no use and is left out."""
        if packet.media is Media.VIDEO and packet.is_keyframe:
            self._groups.append(_Group())
        if not self._groups:
            return
        group = self._groups[-1]
        before = group.size
        group.append(packet)
        self._size += group.size - before
        self._trim(packet.time)

    def since(self, time: float) -> tuple[Packet, ...]:
        """What a clip needs that begins at `time`: from the last key frame at or before it, else all there is.

        In order of `dts`, video first, with the sound from that key frame on.
        """
        if not self._groups:
            return ()
        first = max((i for i, group in enumerate(self._groups) if group.key.time <= time), default=0)
        start = self._groups[first].key
        # Sound of the clip's first moment may have arrived before the key frame, so it is in the group before.
        chosen = [
            packet
            for i, group in enumerate(self._groups)
            for packet in group.packets
            if (i >= first if packet.media is Media.VIDEO else i >= first - 1 and packet.dts >= start.dts)
        ]
        return tuple(sorted(chosen, key=lambda packet: (packet.dts, packet.media is Media.AUDIO)))

    def clear(self) -> None:
        """Forget everything: switched off, or the stream's format changed."""
        self._groups.clear()
        self._size = 0

    def _trim(self, newest: float) -> None:
        while len(self._groups) > 1 and self._groups[1].key.time <= newest - self.seconds:
            self._drop_oldest()
        while self._groups and self._size > self._max_bytes:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        self._size -= self._groups.popleft().size

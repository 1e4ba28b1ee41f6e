"""What time of day it was at a moment of a stream's clock."""

from datetime import UTC, datetime, timedelta
from typing import override

from ..model.video import Media, Packet, StreamFormat
from .feed import Receiver


class WallClock(Receiver):
    """Told by when packets come, however late they are recorded or looked at. May be asked from any thread."""

    def __init__(self) -> None:
        """Until the first packet came, the stream's clock counts from now."""
        self._zero = datetime.now(UTC)

    @override
    def connected(self, _: StreamFormat) -> None:
        """The stream's clock has gone on."""

    @override
    def lost(self) -> None:
        """The stream's clock goes on."""

    @override
    def received(self, packet: Packet) -> None:
        """The newest packet is of now. To be called before those who take their time for it."""
        if packet.media is Media.VIDEO:
            self._zero = datetime.now(UTC) - timedelta(seconds=packet.time)

    def at(self, time: float) -> datetime:
        """The time of day at a moment of the stream's clock, in seconds."""
        return self._zero + timedelta(seconds=time)

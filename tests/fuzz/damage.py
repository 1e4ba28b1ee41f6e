"""What goes wrong with bytes on their way, and with the packets cut out of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, override

import av
from av.stream import Stream

from custom_components.secure_video.engine.model.video import Packet, StreamAddress
from custom_components.secure_video.engine.video.source import Source
from custom_components.secure_video.engine.video.timeline import Timeline

TRANSPORT_PACKET: Final = 188
"""Bytes (ISO/IEC 13818-1)."""
TIMES: Final = (0, 1, -1, 2**31, 2**32, 2**33 - 1, 2**40, -(2**40), 2**62, -(2**62), None)
"""Raw timestamps that fit or nearly fit into something."""

type Damage = Callable[[Random, bytearray, Sequence[bytes]], bytearray]
"""Changes a stream; the last argument is what other streams there are to mix in."""


def damaged(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Return the stream with up to four things wrong with it."""
    result = bytearray(data)
    for _ in range(chance.randint(0, 4)):
        result = chance.choice(DAMAGES)(chance, result, others)
    return bytes(result)


def _flipped(chance: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    # Half of the time near the beginning, where headers and parameter sets are.
    end = len(data) if chance.random() < 0.5 else min(len(data), 600)
    for _flip in range(chance.choice((1, 3, 20, 200)) if end else 0):
        data[chance.randrange(end)] ^= 1 << chance.randrange(8)
    return data


def _cut(chance: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    start, end = _span(chance, data)
    return data[start:] if chance.random() < 0.3 else data[:end]


def _removed(chance: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    start, end = _span(chance, data)
    del data[start:end]
    return data


def _doubled(chance: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    start, end = _span(chance, data)
    data[end:end] = data[start:end]
    return data


def _reordered(chance: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    start, end = _span(chance, data)
    to = _place(chance, data)
    chunk = data[start:end]
    del data[start:end]
    data[to:to] = chunk
    return data


def _zeroed(chance: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    start, end = _span(chance, data)
    data[start:end] = bytes(end - start)
    return data


def _made_noise(chance: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    start, end = _span(chance, data)
    data[start:end] = chance.randbytes(min(end - start, 5000))
    return data


def _joined(chance: Random, data: bytearray, others: Sequence[bytes]) -> bytearray:
    return data + chance.choice(others)


def _spliced(chance: Random, data: bytearray, others: Sequence[bytes]) -> bytearray:
    other = bytearray(chance.choice(others))
    start, end = _span(chance, other)
    to = _place(chance, data)
    data[to:to] = other[start:end]
    return data


DAMAGES: Final[tuple[Damage, ...]] = (
    _flipped,
    _cut,
    _removed,
    _doubled,
    _reordered,
    _zeroed,
    _made_noise,
    _joined,
    _spliced,
)


def _place(chance: Random, data: bytearray) -> int:
    """Somewhere; half of the time where a packet of a transport stream begins."""
    at = chance.randint(0, len(data))
    return at - at % TRANSPORT_PACKET if chance.random() < 0.5 else at


def _span(chance: Random, data: bytearray) -> tuple[int, int]:
    first, second = sorted((_place(chance, data), _place(chance, data)))
    # Mostly small: a stream that lost half of its bytes has little left to go wrong.
    return (first, second) if chance.random() < 0.2 else (first, min(second, first + chance.choice((1, 188, 2000))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mischief:
    """How often a packet has something wrong with it, 0..1."""

    times: float = 0.0
    arrivals: float = 0.0
    contents: float = 0.0

    @classmethod
    def drawn(cls, chance: Random) -> Mischief:
        """Half of the streams have none."""
        if chance.random() < 0.5:
            return cls()
        rates = (0.0, 0.02, 0.3)
        return cls(times=chance.choice(rates), arrivals=chance.choice(rates), contents=chance.choice(rates))


class HostileSource(Source):
    """A source whose packets come with wrong times, broken off, empty or with the wrong flag."""

    def __init__(self, address: StreamAddress, timeline: Timeline, chance: Random, mischief: Mischief) -> None:
        """Read a file."""
        super().__init__(address, timeline, allow_files=True)
        self._chance = chance
        self._mischief = mischief
        self._late = 0.0

    @override
    def _in_time(self, demux: Iterator[av.Packet[Stream]]) -> Iterator[av.Packet[Stream]]:
        for packet in super()._in_time(demux):
            if self._chance.random() < self._mischief.times:
                self._mistime(packet)
            if self._chance.random() < self._mischief.contents:
                packet.is_keyframe = self._chance.random() < 0.5
            yield packet

    @override
    def _placed(self, packet: av.Packet[Stream], data: bytes, arrival: float) -> Packet:
        if self._chance.random() < self._mischief.arrivals:
            self._late += self._chance.choice((0.1, 10.0, 100_000.0))
        return super()._placed(packet, data, arrival + self._late)

    def _mistime(self, packet: av.Packet[Stream]) -> None:
        wrong = self._chance.choice(TIMES)
        match self._chance.randrange(4):
            case 0:
                packet.pts = wrong
            case 1:
                packet.dts = wrong
            case 2:
                packet.pts = packet.dts = wrong
            case _:
                packet.duration = self._chance.choice((0, -1, 2**31, 2**62))

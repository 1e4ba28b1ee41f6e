"""What a relay passes on: everything, in order, in its own thread; and what it leaves out when that takes too long."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, get_ident
from typing import override

import pytest

from custom_components.secure_video.engine.model.video import Media, Packet, StreamFormat, VideoFormat
from custom_components.secure_video.engine.video.feed import Receiver
from custom_components.secure_video.engine.video.relay import Relay

STREAM = StreamFormat(video=VideoFormat(codec="h264", width=64, height=48, extradata=b""))
SIZE = 1000
ROOM = 10
"""Packets."""


def a_packet(number: int, *, is_keyframe: bool = False, media: Media = Media.VIDEO) -> Packet:
    """A packet that takes `SIZE` bytes of the relay's room."""
    return Packet(media=media, pts=number, dts=number, duration=1, is_keyframe=is_keyframe, data=bytes(SIZE - 256))


@dataclass
class Slow(Receiver):
    """Remembers what came, and in which thread; takes nothing while it is held up."""

    goes_on: Event = field(default_factory=Event)
    told: list[int | str] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    fails_at: int | None = None

    @override
    def connected(self, stream: StreamFormat) -> None:
        self._tell("connected")

    @override
    def changed(self, stream: StreamFormat) -> None:
        self._tell("changed")

    @override
    def received(self, packet: Packet) -> None:
        self._tell(packet.dts)
        if packet.dts == self.fails_at:
            raise ValueError("a bug")

    @override
    def lost(self) -> None:
        self._tell("lost")

    def _tell(self, what: int | str) -> None:
        self.goes_on.wait()
        self.told.append(what)
        self.threads.add(get_ident())


@contextmanager
def relaying(receiver: Slow, left_out: list[str]) -> Iterator[Relay]:
    """A relay that runs, and has passed everything on afterwards."""
    relay = Relay(receiver, name="relay", on_left_out=lambda: left_out.append("now"), max_bytes=ROOM * SIZE)
    relay.start()
    try:
        yield relay
    finally:
        receiver.goes_on.set()
        relay.stop()


def test_everything_is_passed_on_in_order_by_another_thread() -> None:
    receiver, left_out = Slow(), list[str]()
    with relaying(receiver, left_out) as relay:
        relay.connected(STREAM)
        for number in range(5):
            relay.received(a_packet(number))
        relay.changed(STREAM)
        relay.lost()
        assert receiver.told == []
    assert receiver.told == ["connected", 0, 1, 2, 3, 4, "changed", "lost"]
    assert len(receiver.threads) == 1
    assert get_ident() not in receiver.threads
    assert left_out == []


def test_what_does_not_fit_is_left_out_up_to_a_key_frame_that_finds_room() -> None:
    receiver, left_out = Slow(), list[str]()
    with relaying(receiver, left_out) as relay:
        for number in range(ROOM + 3):
            relay.received(a_packet(number))
        relay.received(a_packet(20, is_keyframe=True))
        receiver.goes_on.set()
        relay.stop()
        assert receiver.told == [*range(ROOM)]

        relay.start()
        relay.received(a_packet(30))
        relay.received(a_packet(31, media=Media.AUDIO, is_keyframe=True))
        relay.received(a_packet(32, is_keyframe=True))
        relay.received(a_packet(33))
    assert receiver.told == [*range(ROOM), 32, 33]
    assert left_out == ["now"]


def test_what_was_there_before_the_gap_arrives() -> None:
    receiver, left_out = Slow(), list[str]()
    with relaying(receiver, left_out) as relay:
        for number in range(ROOM * 2):
            relay.received(a_packet(number))
        relay.lost()
    # The one that the receiver is held up with takes room too.
    assert receiver.told == [*range(ROOM), "lost"]


def test_a_bug_in_the_receiver_ends_the_connection_and_not_the_thread(caplog: pytest.LogCaptureFixture) -> None:
    receiver, left_out = Slow(fails_at=1), list[str]()
    receiver.goes_on.set()
    with relaying(receiver, left_out) as relay:
        relay.connected(STREAM)
        relay.received(a_packet(1))
        relay.stop()
        with pytest.raises(RuntimeError, match="relay failed"):
            relay.received(a_packet(2))
        relay.start()
        relay.lost()
        relay.connected(STREAM)
        relay.received(a_packet(3))
    assert receiver.told == ["connected", 1, "lost", "connected", 3]
    assert "relay failed unexpectedly" in caplog.text

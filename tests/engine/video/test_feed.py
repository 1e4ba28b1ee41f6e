"""A feed outlives whatever goes wrong with one connection, and leaves nothing behind when it is stopped."""

import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from custom_components.secure_video.engine.errors import Ended
from custom_components.secure_video.engine.model import Packet, StreamAddress, StreamFormat, StreamState
from custom_components.secure_video.engine.video.feed import Feed

PATIENCE = 15.0


@dataclass
class Clumsy:
    """A receiver that fails in one of its methods at the first connection, and notes what it hears."""

    fails_in: str
    connections: int = 0
    is_received_again: threading.Event = field(default_factory=threading.Event)

    def connected(self, _: StreamFormat) -> None:
        self.connections += 1
        self._stumble("connected")

    def received(self, _: Packet) -> None:
        self._stumble("received")
        if self.connections > 1:
            self.is_received_again.set()

    def lost(self) -> None:
        self._stumble("lost")

    def _stumble(self, method: str) -> None:
        if self.connections == 1 and method == self.fails_in:
            raise RuntimeError("a bug")


@pytest.mark.parametrize("method", ["connected", "received", "lost"])
def test_a_bug_in_a_receiver_is_logged_and_the_stream_opened_again(
    plain: Path, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    receiver = Clumsy(fails_in=method)
    states: list[tuple[StreamState, type[Exception] | None]] = []
    address = StreamAddress(url=f"file:{plain}")
    feed = Feed(
        address,
        [receiver],
        name="feed",
        on_change=lambda: states.append((feed.state, type(feed.problem) if feed.problem else None)),
        allow_files=True,
    )
    feed.start()
    assert receiver.is_received_again.wait(PATIENCE)
    feed.stop()
    assert (StreamState.OFFLINE, Ended) in states
    assert states[-1] == (StreamState.OFF, None)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        f"Reading {address} failed unexpectedly"
    ]
    assert not [thread for thread in threading.enumerate() if thread.name == "feed"]

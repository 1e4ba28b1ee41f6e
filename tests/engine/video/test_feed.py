"""A feed outlives whatever goes wrong with one connection, and leaves nothing behind when it is stopped."""

import threading
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import override

import pytest

from custom_components.secure_video.engine.errors import Ended
from custom_components.secure_video.engine.model.video import (
    Packet,
    StreamAddress,
    StreamFormat,
    StreamState,
    VideoFormat,
)
from custom_components.secure_video.engine.video import feed as feed_module
from custom_components.secure_video.engine.video.feed import Feed, Receiver
from custom_components.secure_video.engine.video.source import Source
from tests.engine.video.changing import Part, make_changing
from tests.engine.video.moving_on import moves_on
from tests.rtsp_server import RtspServer

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

    def changed(self, _: StreamFormat) -> None:
        self._stumble("changed")

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


@dataclass
class Forgetful(Receiver):
    """Notes what it hears."""

    heard: list[str] = field(default_factory=list)

    @override
    def connected(self, stream: StreamFormat) -> None:
        self.heard.append(f"connected {stream.video.width}")

    @override
    def received(self, packet: Packet) -> None:
        if self.heard[-1] != "packets":
            self.heard.append("packets")

    @override
    def lost(self) -> None:
        self.heard.append("lost")


@dataclass
class Following(Forgetful):
    """Goes on with another format."""

    is_lost: threading.Event = field(default_factory=threading.Event)

    @override
    def changed(self, stream: StreamFormat) -> None:
        self.heard.append(f"changed {stream.video.width}")

    @override
    def lost(self) -> None:
        super().lost()
        self.is_lost.set()


def test_another_format_is_told_between_packets_and_the_connection_stays(tmp_path: Path) -> None:
    path = make_changing(tmp_path / "camera.ts", [Part(), Part(width=320, height=240)])
    receiver = Following()
    told: list[tuple[StreamState, int]] = []
    feed = Feed(
        StreamAddress(url=f"file:{path}"),
        [receiver],
        name="feed",
        on_change=lambda: told.append((feed.state, feed.format.video.width if feed.format else 0)),
        allow_files=True,
    )
    feed.start()
    assert receiver.is_lost.wait(PATIENCE)
    feed.stop()
    assert receiver.heard[:5] == ["connected 128", "packets", "changed 320", "packets", "lost"]
    assert told[:3] == [(StreamState.CONNECTING, 0), (StreamState.STREAMING, 128), (StreamState.STREAMING, 320)]


def test_who_makes_no_difference_hears_of_a_loss_and_a_connection() -> None:
    receiver = Forgetful()
    receiver.changed(StreamFormat(video=VideoFormat(codec="h264", width=320, height=240, extradata=b"")))
    assert receiver.heard == ["lost", "connected 320"]


@dataclass
class Visited(Forgetful):
    """Notices when packets come in a second connection."""

    is_back: threading.Event = field(default_factory=threading.Event)

    @override
    def received(self, packet: Packet) -> None:
        super().received(packet)
        if self.heard.count("packets") > 1:
            self.is_back.set()


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize("fault", ["stall=1.2:30", "blind=1.2", "loss=0.02&jump=0.5:-90&close=1.2"])
def test_a_camera_that_failed_is_read_again(plain: Path, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "Source", partial(Source, read_timeout=0.6))
    monkeypatch.setattr(feed_module, "FIRST_PAUSE_SECONDS", 0.05)
    receiver = Visited()
    with RtspServer({"camera": plain}) as server:
        address = StreamAddress(url=server.url("camera", f"fresh=1&{fault}"))
        feed = Feed(address, [receiver], name="feed", on_change=lambda: None)
        feed.start()
        assert receiver.is_back.wait(PATIENCE)
        feed.stop()
    assert receiver.heard[:5] == ["connected 128", "packets", "lost", "connected 128", "packets"]


@dataclass(kw_only=True)
class Counting(Forgetful):
    """Notices when so much has come that hardly any more can."""

    enough: int
    packets: int = 0
    has_enough: threading.Event = field(default_factory=threading.Event)

    @override
    def received(self, packet: Packet) -> None:
        super().received(packet)
        self.packets += 1
        if self.packets >= self.enough:
            self.has_enough.set()


@pytest.mark.usefixtures("socket_enabled")
def test_a_feed_stops_although_the_camera_goes_on_in_a_stream_of_its_own(tmp_path: Path) -> None:
    receiver = Counting(enough=18)
    with moves_on(tmp_path) as url:
        feed = Feed(StreamAddress(url=url), [receiver], name="feed", on_change=lambda: None)
        feed.start()
        assert receiver.has_enough.wait(PATIENCE)
        stopping = threading.Thread(target=feed.stop, daemon=True)
        stopping.start()
        stopping.join(PATIENCE)
        assert not stopping.is_alive()
    assert feed.state is StreamState.OFF
    assert feed.problem is None
    assert receiver.heard[-1] == "lost"

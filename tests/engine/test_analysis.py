"""The analysis shows the newest pictures only while it is on, and survives a picture that fails."""

import threading
from collections.abc import Iterator

import pytest

from custom_components.secure_video.engine.analysis import Analysis
from custom_components.secure_video.engine.errors import Ended, Unsupported
from custom_components.secure_video.engine.model import (
    Frame,
    IncidentChange,
    IncidentEnded,
    Media,
    Packet,
    StreamAddress,
    StreamFormat,
)
from custom_components.secure_video.engine.video.source import Source
from custom_components.secure_video.engine.video.timeline import Timeline
from custom_components.secure_video.engine.watcher import Observation
from tests.builders import an_end, make_video

PATIENCE = 10.0


class ScriptedWatcher:
    """Stands in for the watcher: fails as often as told, then reports every picture."""

    def __init__(self) -> None:
        """Nothing is seen yet."""
        self.failures = 0
        self.seen: list[float] = []

    def update(self, frame: Frame) -> Observation:
        if self.failures:
            self.failures -= 1
            raise Unsupported("The model does not fit")
        self.seen.append(frame.time)
        return Observation(has_motion=False, present=frozenset(), tracks=(), changes=())

    def close(self, _: float) -> tuple[IncidentChange, ...]:
        return (an_end(),)


class Looks:
    """What the analysis told."""

    def __init__(self) -> None:
        """Nothing was told yet."""
        self.frames: list[Frame] = []
        self.ended: list[IncidentChange] = []
        self.has_seen = threading.Event()
        self.is_over = threading.Event()

    def on_seen(self, frame: Frame, _: Observation) -> None:
        self.frames.append(frame)
        self.has_seen.set()

    def on_over(self, changes: tuple[IncidentChange, ...], _: float) -> None:
        self.ended += changes
        self.is_over.set()


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[StreamFormat, list[Packet]]:
    path = make_video(tmp_path_factory.mktemp("analysis") / "camera.mp4")
    packets: list[Packet] = []
    with Source(StreamAddress(url=f"file:{path}"), Timeline(), allow_files=True) as source:
        stream = source.open()
        with pytest.raises(Ended):
            packets.extend(packet for packet in source.packets() if packet.media is Media.VIDEO)
    return stream, packets


@pytest.fixture
def watcher() -> ScriptedWatcher:
    return ScriptedWatcher()


@pytest.fixture
def looks() -> Looks:
    return Looks()


@pytest.fixture
def analysis(watcher: ScriptedWatcher, looks: Looks) -> Iterator[Analysis]:
    analysis = Analysis(watcher, name="door", on_seen=looks.on_seen, on_over=looks.on_over)  # type: ignore[arg-type]
    analysis.switch(on=True)
    analysis.start()
    yield analysis
    analysis.stop()


def test_pictures_are_looked_at_and_the_end_is_told(
    analysis: Analysis, looks: Looks, recorded: tuple[StreamFormat, list[Packet]]
) -> None:
    stream, packets = recorded
    analysis.connected(stream)
    analysis.received(packets[0])
    assert looks.has_seen.wait(PATIENCE)
    assert analysis.newest is not None
    analysis.lost()
    assert looks.is_over.wait(PATIENCE)
    assert analysis.newest is None
    assert [type(change) for change in looks.ended] == [IncidentEnded]


def test_while_off_nothing_is_decoded_and_back_on_it_begins_at_a_key_frame(
    analysis: Analysis, looks: Looks, recorded: tuple[StreamFormat, list[Packet]]
) -> None:
    stream, packets = recorded
    keys = [number for number, packet in enumerate(packets) if packet.is_keyframe]
    analysis.switch(on=False)
    analysis.connected(stream)
    for packet in packets[: keys[1] - 2]:
        analysis.received(packet)
    assert analysis.newest is None
    analysis.switch(on=True)
    for packet in packets[keys[1] - 2 : keys[1]]:
        analysis.received(packet)
    assert analysis.newest is None
    analysis.received(packets[keys[1]])
    assert looks.has_seen.wait(PATIENCE)
    assert looks.frames[0].time == pytest.approx(packets[keys[1]].pts / 90_000)


def test_a_picture_that_fails_is_logged_once_and_the_watch_goes_on(
    analysis: Analysis,
    watcher: ScriptedWatcher,
    looks: Looks,
    recorded: tuple[StreamFormat, list[Packet]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    watcher.failures = 2
    stream, packets = recorded
    analysis.connected(stream)
    for packet in packets:
        analysis.received(packet)
        if looks.has_seen.wait(0.1):
            break
    assert looks.frames
    assert [record.message for record in caplog.records] == ["door: pictures cannot be looked at"]

"""The analysis decodes what the gate wants seen, in order, and tells the end. Driven by packets, without threads."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from custom_components.secure_video.engine.analysis import STILL_SECONDS, Analysis
from custom_components.secure_video.engine.model.areas import Mask
from custom_components.secure_video.engine.model.camera import AnalysisState
from custom_components.secure_video.engine.model.incidents import IncidentChange, IncidentEnded
from custom_components.secure_video.engine.model.picture import Frame
from custom_components.secure_video.engine.model.video import CLOCK_RATE, Media, Packet
from custom_components.secure_video.engine.video.decoder import DecodedFrame
from custom_components.secure_video.engine.vision.gate import PERIOD
from custom_components.secure_video.engine.watcher import Observation
from tests.builders import an_end, make_video
from tests.engine.video.changing import Part, make_changing
from tests.engine.video.private import RIGHT_HALF, assert_hidden
from tests.engine.video.recording import Recording, record

CALM = Observation(has_moved=False, has_motion=False, present=frozenset(), tracks=(), changes=())
MOVED = replace(CALM, has_moved=True)


TICKS = CLOCK_RATE // 10


def filler(size: int) -> bytes:
    """A NAL unit that no decoder minds: filler data (ITU-T H.264, 7.3.2.7) behind its length."""
    return b"" if size < 6 else (size - 4).to_bytes(4) + b"\x0c" + b"\xff" * (size - 6) + b"\x80"


class ScriptedWatcher:
    """Stands in for the watcher: sees what a test says."""

    def __init__(self) -> None:
        """Nothing is seen yet."""
        self.sees = CALM
        self.closed: list[float] = []

    def update(self, _: Frame) -> Observation:
        return self.sees

    def close(self, time: float) -> tuple[IncidentChange, ...]:
        self.closed.append(time)
        return (an_end(),)


def shown(time: float) -> float:
    return round(time, 3)


class Camera:
    """An analysis that is given packets; whoever would take turns does so at once, unless he `is_late`."""

    def __init__(self, recording: Recording, private: Sequence[Mask] = ()) -> None:
        """The recording can go on for ever."""
        self.watcher = ScriptedWatcher()
        self.frames: list[Frame] = []
        self.ended: list[IncidentChange] = []
        self.analysis = Analysis(
            self.watcher,  # type: ignore[arg-type]
            name="door",
            private=private,
            on_seen=lambda frame, _: self.frames.append(frame),
            on_over=self.ended.extend,
            on_due=self._due,
        )
        self.is_late = False
        self.is_due = False
        self._recording = recording
        self._packets = [packet for packet in recording.packets if packet.media is Media.VIDEO]
        self._count = 0
        self.analysis.switch(on=True)
        self.connect()

    @property
    def times(self) -> list[float]:
        return [shown(frame.time) for frame in self.frames]

    @property
    def since_first(self) -> list[float]:
        return [shown(time - self.times[0]) for time in self.times]

    def connect(self) -> None:
        self.analysis.connected(self._recording.format)

    def change(self, recording: Recording) -> None:
        """Go on with another recording, in the same connection."""
        self._packets = [packet for packet in recording.packets if packet.media is Media.VIDEO]
        self._count += -self._count % len(self._packets)
        self.analysis.changed(recording.format)

    def next(self, *, size: int | None = None) -> Packet:
        """The next packet of the loop, which begins at time 0. `size` fills it up."""
        packet = self._packets[self._count % len(self._packets)]
        dts = self._count * TICKS
        pts = dts + round((packet.pts - packet.dts) / TICKS) * TICKS
        data = packet.data + filler((size or 0) - len(packet.data))
        self._count += 1
        return replace(packet, pts=pts, dts=dts, data=data)

    def send(self, count: int, *, size: int | None = None) -> None:
        for _ in range(count):
            self.analysis.received(self.next(size=size))

    def take_turns(self) -> None:
        while self.is_due:
            self.is_due = self.analysis.take_turn()

    def _due(self) -> None:
        self.is_due = True
        if not self.is_late:
            self.take_turns()


def rested(camera: Camera) -> Camera:
    """A camera whose P frames are about 1000 bytes, at rest."""
    for number in range(20 * 10):
        camera.send(1, size=1000 + number % 7 * 60)
    assert camera.analysis.state is AnalysisState.RESTING
    camera.frames.clear()
    return camera


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return record(make_video(tmp_path_factory.mktemp("analysis") / "plain.mp4"))


@pytest.fixture(scope="module")
def reordered(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return record(make_video(tmp_path_factory.mktemp("analysis") / "reordered.mp4", b_frames=2))


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """Ten seconds of a larger picture."""
    part = Part(width=320, height=240, seconds=10)
    return record(make_changing(tmp_path_factory.mktemp("analysis") / "wide.ts", [part]))


@pytest.fixture
def camera(recording: Recording) -> Camera:
    return Camera(recording)


def gaps(times: Sequence[float]) -> list[float]:
    return [shown(after - before) for before, after in pairwise(times)]


def test_it_is_watched_five_times_a_second_at_first(camera: Camera) -> None:
    camera.send(40)
    assert camera.analysis.state is AnalysisState.WATCHING
    assert gaps(camera.times) == [PERIOD] * 19


def test_at_rest_key_frames_alone_are_decoded(camera: Camera) -> None:
    rested(camera)
    before = camera.analysis._decoded
    camera.send(120, size=1000)
    assert gaps(camera.times) == [4.0] * 2
    assert camera.analysis._decoded - before == 3


def test_waking_catches_up_in_order_and_goes_on_live(camera: Camera) -> None:
    rested(camera)
    camera.send(6, size=1000)
    camera.watcher.sees = MOVED
    camera.send(1, size=4000)
    assert camera.analysis.state is AnalysisState.WATCHING
    camera.send(4, size=4000)
    assert camera.since_first == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert camera.analysis.figures.wakes == 1


def test_nothing_is_lost_when_a_key_frame_comes_before_it_caught_up(camera: Camera) -> None:
    rested(camera)
    camera.send(8, size=1000)
    camera.watcher.sees = MOVED
    camera.is_late = True
    camera.send(5, size=4000)
    camera.take_turns()
    assert camera.since_first[:5] == [0.0, 0.2, 0.4, 0.6, 0.8]
    assert camera.since_first[-1] == 1.2


def test_who_is_late_sees_the_newest_picture_and_decodes_from_the_newest_key_frame(camera: Camera) -> None:
    camera.send(2)
    camera.is_late = True
    camera.send(33)
    before = camera.analysis._decoded
    camera.take_turns()
    assert camera.times == [0.0, 3.4]
    assert camera.analysis._decoded - before == 5


def test_looking_at_half_of_it_is_reduced(camera: Camera) -> None:
    camera.is_late = True
    camera.watcher.sees = MOVED
    for number in range(40):
        camera.send(4)
        if number % 2:
            camera.take_turns()
    assert camera.analysis.state is AnalysisState.REDUCED


def test_pictures_are_right_after_waking(camera: Camera, recording: Recording) -> None:
    rested(camera)
    camera.send(6, size=1000)
    camera.watcher.sees = MOVED
    camera.send(1, size=4000)
    expected = Camera(recording)
    expected.watcher.sees = MOVED
    expected.send(207)
    assert np.array_equal(camera.frames[-1].grey(64, 48), expected.frames[-1].grey(64, 48))
    assert camera.times[-1] == expected.times[-1]


def test_pictures_in_another_order_are_seen_at_rest_without_delay(reordered: Recording) -> None:
    camera = Camera(reordered)
    camera.watcher.sees = CALM
    for number in range(20 * 10):
        camera.send(1, size=1000 + number % 7 * 60)
    assert camera.analysis.state is AnalysisState.RESTING
    camera.frames.clear()
    seen: list[float] = []
    for _ in range(90):
        packet = camera.next(size=1000)
        camera.analysis.received(packet)
        if camera.times != seen:
            assert packet.is_keyframe
            assert camera.times == [*seen, shown(packet.pts / CLOCK_RATE)]
        seen = camera.times
    assert len(seen) > 1
    camera.watcher.sees = MOVED
    camera.send(15, size=5000)
    assert camera.times == sorted(set(camera.times))


def test_while_off_nothing_is_kept_and_back_on_it_begins_at_a_key_frame(camera: Camera) -> None:
    camera.analysis.switch(on=False)
    camera.send(18)
    assert camera.analysis.still() is None
    assert camera.analysis.state is AnalysisState.OFF
    camera.analysis.switch(on=True)
    camera.send(2)
    assert camera.analysis.still() is None
    camera.send(1)
    assert camera.times == [2.0]


def test_while_off_a_camera_with_private_parts_still_has_a_picture_without_them(recording: Recording) -> None:
    camera = Camera(recording, private=(RIGHT_HALF,))
    camera.analysis.switch(on=False)
    assert camera.analysis.still() is None
    camera.send(18)
    still = camera.analysis.still()
    assert still is not None
    # The newest key frame, decoded because somebody asked, and nothing else was looked at.
    assert shown(still.time) == 1.0
    assert isinstance(still, DecodedFrame)
    assert_hidden([still.picture])
    assert camera.times == []
    assert camera.analysis.state is AnalysisState.OFF
    camera.send(13)
    newer = camera.analysis.still()
    assert newer is not None
    assert shown(newer.time) == 3.0
    camera.analysis.lost()
    assert camera.analysis.still() is None


def test_the_end_is_told_once_and_the_next_stream_begins_anew(camera: Camera) -> None:
    camera.send(4)
    camera.analysis.lost()
    camera.analysis.lost()
    assert [type(change) for change in camera.ended] == [IncidentEnded]
    assert [shown(time) for time in camera.watcher.closed] == camera.times[-1:]
    assert camera.analysis.still() is None
    camera.send(2)
    camera.connect()
    camera.send(10)
    assert camera.times[-1] >= 1.0
    camera.analysis.close()
    assert len(camera.ended) == 2


def test_who_is_there_when_the_format_changes_has_not_gone(camera: Camera, wide: Recording) -> None:
    camera.send(4)
    camera.change(wide)
    camera.send(10)
    assert {(frame.width, frame.height) for frame in camera.frames[-3:]} == {(320, 240)}
    assert camera.ended == []
    camera.analysis.lost()
    assert len(camera.ended) == 1


def test_a_format_that_changes_before_anybody_looked_does_not_hide_a_loss(camera: Camera, wide: Recording) -> None:
    camera.send(4)
    camera.is_late = True
    camera.analysis.lost()
    camera.connect()
    camera.send(2)
    camera.change(wide)
    camera.send(2)
    camera.take_turns()
    assert len(camera.ended) == 1


def test_a_new_format_without_a_pause_ends_what_went_on(camera: Camera) -> None:
    camera.send(4)
    camera.connect()
    assert len(camera.ended) == 1
    camera.send(10)
    assert camera.times[-1] >= 1.0


def test_a_still_is_of_now_also_at_rest(camera: Camera) -> None:
    rested(camera)
    still = camera.analysis.still()
    assert still is not None
    camera.is_late = True
    camera.send(19, size=1000)
    looked_at = camera.analysis.still()
    assert looked_at is not None
    assert looked_at.time == pytest.approx(21.8)
    camera.send(1, size=1000)
    again = camera.analysis.still()
    assert again is looked_at
    assert STILL_SECONDS >= 0.1


def test_a_still_does_not_disturb_who_takes_turns(camera: Camera) -> None:
    rested(camera)
    camera.send(8, size=1000)
    camera.analysis.still()
    camera.watcher.sees = MOVED
    camera.send(1, size=4000)
    assert camera.since_first == [0.0, 0.2, 0.4, 0.6, 0.8]


def test_figures_tell_how_it_goes(camera: Camera) -> None:
    rested(camera)
    for number in range(200):
        camera.send(1, size=1000 + number % 7 * 60)
    figures = camera.analysis.figures
    assert figures.decoded_share < 0.5
    assert figures.looks_per_second == pytest.approx(0.25, abs=0.1)
    assert (figures.wakes, figures.false_wakes) == (0, 0)
    assert figures.trusts_sizes

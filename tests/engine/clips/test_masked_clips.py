"""Clips of a camera with private parts, from the packets to what the owner opens: nothing private is ever in them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from av.video.frame import VideoFrame

from custom_components.secure_video.engine.clips.recorder import MAX_CLIP_SECONDS, Recorder
from custom_components.secure_video.engine.model.areas import MaskedClips, MaskKind
from custom_components.secure_video.engine.model.camera import CameraSettings, RecordingProblem
from custom_components.secure_video.engine.model.clips import ClipEntry
from custom_components.secure_video.engine.video.feed import Receiver
from custom_components.secure_video.engine.video.relay import Relay
from tests.builders import VIDEO_RATE, a_camera, a_start, an_end, make_video
from tests.engine.video.private import RIGHT_HALF, a_mask, assert_hidden, pictures

from .studio import Studio, Tape

FPS = VIDEO_RATE  # a keyframe every second
CAMERA = replace(a_camera(), masks=(RIGHT_HALF,))


class MaskedStudio(Studio):
    """One with a camera that plays without end."""

    def __init__(self, folder: Path) -> None:
        """Film it."""
        super().__init__(folder)
        self.tape = Tape.read(make_video(folder / "camera.mp4"))

    def recorder(self, camera: CameraSettings = CAMERA, *, max_clip_seconds: float = MAX_CLIP_SECONDS) -> Recorder:
        """A recorder to which this camera is connected."""
        return self.connect(camera, self.tape.format, max_clip_seconds=max_clip_seconds)

    def play(self, receiver: Receiver, begin: float, end: float) -> None:
        """Hand over the pictures of that time."""
        self.tape.play(receiver, begin, end)

    def opened(self, clip: ClipEntry) -> list[VideoFrame]:
        """The pictures of a clip."""
        return pictures(self.plain(clip))


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[MaskedStudio]:
    studio = MaskedStudio(tmp_path)
    yield studio
    studio.close()


def test_the_sealed_clip_shows_the_mask_in_every_picture(studio: MaskedStudio) -> None:
    recorder = studio.recorder()
    studio.play(recorder, 0, 20)
    clip_id = recorder.apply(replace(a_start(), first_time=19.5, time=20.0, zones=()))
    studio.play(recorder, 20, 25)
    recorder.apply(replace(an_end(), time=25.0, zones=()))
    studio.play(recorder, 25, 40)

    (clip,) = studio.sealed
    frames = studio.opened(clip)
    assert clip.id == clip_id
    # From the keyframe at 14.0 to the picture at 28.0, as without a mask.
    assert [frame.time for frame in frames] == pytest.approx([number / FPS for number in range(14 * FPS + 1)])
    assert [frame.key_frame for frame in frames] == [number % FPS == 0 for number in range(14 * FPS + 1)]
    assert clip.duration == pytest.approx(14.0)
    assert_hidden(frames)
    assert recorder.problem is None


def test_a_long_clip_is_split_without_losing_a_picture(studio: MaskedStudio) -> None:
    recorder = studio.recorder(max_clip_seconds=4.0)
    studio.play(recorder, 0, 10)
    recorder.record(9)
    studio.play(recorder, 10, 20)
    recorder.lost()
    frames = [studio.opened(clip) for clip in sorted(studio.sealed, key=lambda clip: clip.started_at)]
    # From the keyframe at 4.0, which is the last at or before 9.9 - 5; at 11.0 comes the first after 4 s, then at 15.0.
    assert [len(clip) for clip in frames] == [7 * FPS, 4 * FPS, 4 * FPS]
    for clip in frames:
        assert clip[0].key_frame
        assert_hidden(clip)


def test_a_mask_that_is_only_ignored_changes_no_clip(studio: MaskedStudio) -> None:
    recorder = studio.recorder(replace(CAMERA, masks=(replace(RIGHT_HALF, kind=MaskKind.IGNORED),)))
    studio.play(recorder, 0, 10)
    recorder.record(2)
    studio.play(recorder, 10, 14)
    with pytest.raises(AssertionError):
        assert_hidden(studio.opened(studio.sealed[0]))


@pytest.mark.parametrize(
    ("wish", "has_encoder", "problem"),
    [
        (MaskedClips.NOT_RECORDED, True, RecordingProblem.PRIVATE),
        (MaskedClips.NOT_RECORDED, False, RecordingProblem.PRIVATE),
        (MaskedClips.REENCODED, False, RecordingProblem.NO_ENCODER),
    ],
)
def test_what_cannot_be_masked_or_is_not_wanted_is_not_recorded(
    studio: MaskedStudio, wish: MaskedClips, *, has_encoder: bool, problem: RecordingProblem
) -> None:
    with patch("custom_components.secure_video.engine.clips.recorder.can_reencode", return_value=has_encoder):
        recorder = studio.recorder(replace(CAMERA, masked_clips=wish))
    assert recorder.problem is recorder.obstacle is problem
    studio.play(recorder, 0, 10)
    assert recorder.record(5) is None
    assert recorder.apply(replace(a_start(), first_time=9.5, time=10.0, zones=())) is None
    studio.play(recorder, 10, 20)
    recorder.lost()
    assert studio.sealed == []
    assert studio.store.entries() == ()


def test_without_private_parts_the_wish_does_not_count(studio: MaskedStudio) -> None:
    recorder = studio.recorder(replace(CAMERA, masks=(), masked_clips=MaskedClips.NOT_RECORDED))
    assert recorder.obstacle is None
    studio.play(recorder, 0, 10)
    assert recorder.record(1)
    recorder.lost()


def test_a_camera_that_sends_too_fast_leaves_a_gap_and_says_so(studio: MaskedStudio) -> None:
    recorder = studio.recorder()
    room = 4 * sum(len(packet.data) + 256 for packet in studio.tape.packets) // 4
    relay = Relay(recorder, name="relay", on_left_out=recorder.fell_behind, max_bytes=room)
    studio.play(recorder, 0, 10)
    recorder.record(15)
    studio.play(recorder, 10, 11)
    # Nobody takes anything out of the relay: it fills up.
    studio.play(relay, 11, 18)
    assert recorder.problem is RecordingProblem.TOO_SLOW
    relay.start()
    relay.stop()
    relay.start()
    studio.play(relay, 18, 20)
    relay.lost()
    relay.stop()

    (clip,) = studio.sealed
    assert recorder.problem is RecordingProblem.TOO_SLOW
    frames = studio.opened(clip)
    times = [round((frame.time or 0.0) * FPS) + 40 for frame in frames]
    missing = sorted(set(range(40, 200)) - set(times))
    assert missing
    # The gap ends where a key frame begins again.
    assert missing[-1] % FPS == FPS - 1
    assert missing == [*range(missing[0], missing[-1] + 1)]
    assert_hidden(frames)

    studio.sealed.clear()
    recorder.connected(studio.tape.format)
    studio.play(recorder, 20, 30)
    recorder.record(1)
    studio.play(recorder, 30, 33)
    assert recorder.problem is None


def test_a_mask_everywhere_leaves_nothing(studio: MaskedStudio) -> None:
    whole = a_mask((0, 0), (1, 0), (1, 1), (0, 1))
    recorder = studio.recorder(replace(CAMERA, masks=(whole,)))
    studio.play(recorder, 0, 10)
    recorder.record(1)
    studio.play(recorder, 10, 13)
    assert_hidden(studio.opened(studio.sealed[0]), [whole])


def test_none_of_the_cameras_own_bytes_are_in_the_clip(studio: MaskedStudio) -> None:
    recorder = studio.recorder()
    studio.play(recorder, 0, 10)
    recorder.record(1)
    studio.play(recorder, 10, 13)
    plain = studio.plain(studio.sealed[0])
    tails = {packet.data[-16:] for packet in studio.tape.packets}
    assert len(tails) > 20
    assert not any(tail in plain for tail in tails)

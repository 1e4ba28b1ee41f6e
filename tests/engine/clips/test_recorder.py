"""Which packets become which clip: nothing lost before, between or after; and what happens when the disk says no."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import av
import pytest

from custom_components.secure_video.engine.clips import sealed
from custom_components.secure_video.engine.clips.clip import SealedClip
from custom_components.secure_video.engine.clips.folder import ClipFolder, make_clip_folder
from custom_components.secure_video.engine.clips.recorder import MAX_CLIP_SECONDS, Recorder
from custom_components.secure_video.engine.clips.sealed import WaitingFile
from custom_components.secure_video.engine.clips.store import ClipStore
from custom_components.secure_video.engine.errors import Full
from custom_components.secure_video.engine.model.areas import Direction
from custom_components.secure_video.engine.model.camera import RecordingProblem
from custom_components.secure_video.engine.model.clips import ClipEntry, ClipState
from custom_components.secure_video.engine.model.incidents import (
    IncidentEnded,
    IncidentStarted,
    LineCrossed,
    PackageDelivered,
    Whereabouts,
)
from custom_components.secure_video.engine.model.names import IncidentId, Label, LineId, TrackId
from custom_components.secure_video.engine.model.picture import WHOLE_PICTURE
from custom_components.secure_video.engine.video.wall_clock import WallClock
from tests.builders import A_BOX, VIDEO_RATE, a_camera, a_crossing, a_start, an_end, make_video

from .studio import Studio, Tape

FPS = VIDEO_RATE  # a keyframe every second
CAMERA = a_camera()


class Recording(Studio):
    """One with a recorder."""

    def __init__(self, folder: Path, tape: Tape, *, max_clip_seconds: float = MAX_CLIP_SECONDS) -> None:
        """Connect what is on the tape."""
        super().__init__(folder)
        self.recorder = self.connect(CAMERA, tape.format, max_clip_seconds=max_clip_seconds)

    def pictures(self, clip: ClipEntry) -> list[float]:
        """Their times in seconds; decodes every one of them."""
        with av.open(BytesIO(self.plain(clip)), "r") as container:
            return [float(frame.time or 0.0) for frame in container.decode(video=0)]

    def incidents(self, clip: ClipEntry) -> list[dict[str, object]]:
        """What its sealed description tells."""
        told = self.description(clip)["incidents"]
        assert isinstance(told, list)
        return told


@pytest.fixture(scope="module")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Tape:
    return Tape.read(make_video(tmp_path_factory.mktemp("tape") / "camera.mp4"))


@pytest.fixture
def recording(tape: Tape, tmp_path: Path) -> Iterator[Recording]:
    recording = Recording(tmp_path, tape)
    yield recording
    recording.recorder.lost()
    recording.close()


@pytest.fixture
def short_recording(tape: Tape, tmp_path: Path) -> Iterator[Recording]:
    recording = Recording(tmp_path, tape, max_clip_seconds=6.0)
    yield recording
    recording.recorder.lost()
    recording.close()


def start(number: int, time: float) -> IncidentStarted:
    return replace(a_start(number), first_time=time - 0.5, time=time, zones=())


def end(number: int, time: float) -> IncidentEnded:
    return replace(an_end(number), time=time, zones=())


def test_a_clip_begins_the_seconds_before_and_ends_the_seconds_after(tape: Tape, recording: Recording) -> None:
    tape.play(recording.recorder, 0, 20)
    clip_id = recording.recorder.apply(start(1, 20.0))
    tape.play(recording.recorder, 20, 25)
    # Whoever was notified looks at once.
    (begun,) = recording.store.entries()
    assert (begun.id, begun.state, begun.labels) == (clip_id, ClipState.RECORDING, frozenset({Label.PERSON}))
    recording.recorder.apply(end(1, 25.0))
    tape.play(recording.recorder, 25, 40)
    (clip,) = recording.sealed
    assert clip.id == clip_id
    assert clip.state is ClipState.SEALED
    # From the keyframe at 14.0, which is the last at or before 19.5 - 5, to the picture at 28.0.
    assert clip.duration == pytest.approx(14.0)
    assert len(recording.pictures(clip)) == 14 * FPS + 1
    assert recording.recorder.clip_id is None


def test_overlapping_incidents_share_one_clip(tape: Tape, recording: Recording) -> None:
    tape.play(recording.recorder, 0, 10)
    first = recording.recorder.apply(start(1, 10.0))
    tape.play(recording.recorder, 10, 12)
    second = recording.recorder.apply(replace(start(2, 12.0), label=Label.ANIMAL))
    recording.recorder.apply(end(1, 12.0))
    tape.play(recording.recorder, 12, 20)
    recording.recorder.apply(replace(end(2, 20.0), label=Label.ANIMAL))
    tape.play(recording.recorder, 20, 30)
    (clip,) = recording.sealed
    assert first == second == clip.id
    assert clip.labels == {Label.PERSON, Label.ANIMAL}


def test_an_incident_within_the_seconds_after_continues_the_clip(tape: Tape, recording: Recording) -> None:
    tape.play(recording.recorder, 0, 10)
    first = recording.recorder.apply(start(1, 10.0))
    recording.recorder.apply(end(1, 11.0))
    tape.play(recording.recorder, 10, 13)
    assert recording.recorder.apply(start(2, 13.0)) == first


def test_a_long_clip_is_split_without_losing_a_picture(tape: Tape, short_recording: Recording) -> None:
    recording = short_recording
    tape.play(recording.recorder, 0, 10)
    recording.recorder.apply(start(1, 10.0))
    tape.play(recording.recorder, 10, 30)
    recording.recorder.apply(end(1, 30.0))
    tape.play(recording.recorder, 30, 40)
    pictures = [len(recording.pictures(clip)) for clip in recording.sealed]
    assert len(pictures) > 2
    # From the keyframe at 4.0 to the picture at 33.0, each exactly once.
    assert sum(pictures) == 29 * FPS + 1
    assert all(clip.labels == {Label.PERSON} for clip in recording.sealed)
    assert all(clip.duration <= 7.0 for clip in recording.sealed)


def test_a_lost_stream_completes_the_clip_and_its_return_begins_another(tape: Tape, recording: Recording) -> None:
    tape.play(recording.recorder, 0, 10)
    first = recording.recorder.apply(start(1, 10.0))
    tape.play(recording.recorder, 10, 12)
    recording.recorder.lost()
    assert [clip.id for clip in recording.sealed] == [first]
    assert recording.recorder.apply(start(2, 13.0)) is None
    recording.recorder.connected(tape.format)
    tape.play(recording.recorder, 20, 24)
    assert recording.recorder.clip_id not in {None, first}


def test_what_was_announced_just_before_the_stream_was_lost_has_its_clip(tape: Tape, recording: Recording) -> None:
    tape.play(recording.recorder, 0, 10)
    clip_id = recording.recorder.apply(start(1, 10.0))
    recording.recorder.lost()
    (clip,) = recording.sealed
    assert clip.id == clip_id
    assert clip.labels == {Label.PERSON}
    assert len(recording.pictures(clip)) == 6 * FPS


def test_what_was_announced_after_another_clip_was_over_is_not_mixed_up_with_it(
    tape: Tape, recording: Recording
) -> None:
    tape.play(recording.recorder, 0, 10)
    first = recording.recorder.apply(start(1, 10.0))
    tape.play(recording.recorder, 10, 12)
    recording.recorder.cancel()
    second = recording.recorder.apply(replace(start(2, 12.0), label=Label.ANIMAL))
    recording.recorder.lost()
    assert [clip.id for clip in recording.sealed] == [first, second]
    assert [clip.labels for clip in recording.sealed] == [{Label.PERSON}, {Label.ANIMAL}]


def test_what_was_over_before_it_was_announced_has_its_clip(tape: Tape, recording: Recording) -> None:
    tape.play(recording.recorder, 0, 20)
    clip_id = recording.recorder.apply(start(1, 14.0))
    recording.recorder.apply(end(1, 15.0))
    tape.play(recording.recorder, 20, 25)
    assert [clip.id for clip in recording.sealed] == [clip_id]
    # From the keyframe at 11.0, the oldest there is, to the picture that came after the announcement.
    assert len(recording.pictures(recording.sealed[0])) == 9 * FPS + 1


def test_what_ended_while_the_stream_was_lost_has_no_second_clip(tape: Tape, recording: Recording) -> None:
    tape.play(recording.recorder, 0, 10)
    first = recording.recorder.apply(start(1, 10.0))
    tape.play(recording.recorder, 10, 12)
    recording.recorder.lost()
    recording.recorder.apply(end(1, 12.0))
    recording.recorder.connected(tape.format)
    tape.play(recording.recorder, 20, 24)
    assert [clip.id for clip in recording.sealed] == [first]


def test_record_takes_the_seconds_before_too(tape: Tape, recording: Recording) -> None:
    assert recording.recorder.record(4.0) is None
    tape.play(recording.recorder, 0, 10)
    clip_id = recording.recorder.record(4.0)
    tape.play(recording.recorder, 10, 20)
    (clip,) = recording.sealed
    assert clip.id == clip_id
    assert clip.duration == pytest.approx(13.9 - 4.0)
    assert clip.labels == frozenset()


def test_cancel_completes_the_clip(tape: Tape, recording: Recording) -> None:
    tape.play(recording.recorder, 0, 10)
    recording.recorder.apply(start(1, 10.0))
    tape.play(recording.recorder, 10, 11)
    recording.recorder.cancel()
    tape.play(recording.recorder, 11, 11.2)
    assert len(recording.sealed) == 1
    assert recording.recorder.apply(end(1, 11.0)) is None


def a_delivery(first_time: float, time: float) -> PackageDelivered:
    return PackageDelivered(
        id=IncidentId("package-1"),
        label=Label.PACKAGE,
        kind="package",
        score=0.9,
        box=WHOLE_PICTURE,
        zones=(),
        first_time=first_time,
        time=time,
    )


def test_an_occurrence_has_a_clip_of_its_own(tape: Tape, recording: Recording) -> None:
    tape.play(recording.recorder, 0, 20)
    noted = recording.recorder.note(a_delivery(16.5, 19.5))
    tape.play(recording.recorder, 20, 30)
    (clip,) = recording.sealed
    assert clip.id == noted
    assert clip.labels == {Label.PACKAGE}
    # From the keyframe before 16.5 - 5.0 to 19.5 + 3.0.
    assert clip.duration == pytest.approx(22.5 - 11.0)
    [told] = recording.incidents(clip)
    assert told == {
        "label": "package",
        "kind": "delivered",
        "score": 0.9,
        "zones": [],
        "begins": 5.5,
        "ends": 8.5,
        "path": [[8.5, 0.0, 0.0, 1.0, 1.0]],
    }


def test_an_occurrence_joins_the_clip_that_is_being_recorded_and_keeps_it_going(
    tape: Tape, recording: Recording
) -> None:
    tape.play(recording.recorder, 0, 10)
    clip_id = recording.recorder.apply(start(1, 10.0))
    tape.play(recording.recorder, 10, 14)
    recording.recorder.apply(end(1, 12.0))
    assert recording.recorder.note(a_delivery(11.0, 14.0)) == clip_id
    crossed = LineCrossed(
        id=IncidentId("line-1"),
        label=Label.PERSON,
        kind="person",
        score=0.8,
        box=WHOLE_PICTURE,
        zones=(),
        first_time=13.0,
        time=13.5,
        line=LineId("gate"),
        direction=Direction.TO_LEFT,
    )
    assert recording.recorder.note(crossed) == clip_id
    tape.play(recording.recorder, 14, 25)
    (clip,) = recording.sealed
    assert clip.labels == {Label.PERSON, Label.PACKAGE}
    assert clip.duration == pytest.approx(17.0 - 4.0)
    assert [told["kind"] for told in recording.incidents(clip)] == ["person", "delivered", "line crossed"]


def follow(recorder: Recorder, number: int | None, *times: float) -> None:
    incident = None if number is None else IncidentId(f"incident-{number}")
    recorder.follow(Whereabouts(incident=incident, track=TrackId(number or 0), box=A_BOX, time=time) for time in times)


def times(told: dict[str, object], path: str = "path") -> list[float]:
    rows = told[path]
    assert isinstance(rows, list)
    assert all(row[1:] == [0.5, 0.25, 0.625, 0.5] for row in rows)
    return [row[0] for row in rows]


def test_a_path_is_cut_to_the_clip_and_counted_from_its_first_picture(tape: Tape, recording: Recording) -> None:
    tape.play(recording.recorder, 0, 20)
    recording.recorder.apply(start(1, 20.0))
    # The clip begins with the keyframe at 14.0. Nobody knows of a second incident.
    follow(recording.recorder, 1, 13.9, 14.0, 19.5, 20.0, 20.1)
    follow(recording.recorder, 2, 20.0)
    tape.play(recording.recorder, 20, 25)
    recording.recorder.apply(end(1, 25.0))
    follow(recording.recorder, 1, 40.0)
    tape.play(recording.recorder, 25, 41)
    (clip,) = recording.sealed
    [told] = recording.incidents(clip)
    assert times(told) == [0.0, 5.5, 6.0]


def test_people_no_incident_is_about_are_told_from_before_anything_was_recorded(
    tape: Tape, short_recording: Recording
) -> None:
    recording = short_recording
    for second in range(40):
        tape.play(recording.recorder, second, second + 1)
        follow(recording.recorder, None, second + 0.25)
        if second == 19:
            recording.recorder.apply(start(1, 20.0))
        if second == 29:
            recording.recorder.apply(end(1, 30.0))
    assert len(recording.sealed) > 1
    told = [times(recording.description(clip), "bystanders") for clip in recording.sealed]
    for clip, path in zip(recording.sealed, told, strict=True):
        assert path == [second + 0.25 for second in range(len(path))]
        assert len(path) == pytest.approx(clip.duration, abs=1)


def test_where_a_clip_is_split_each_part_tells_its_own_path(tape: Tape, short_recording: Recording) -> None:
    recording = short_recording
    tape.play(recording.recorder, 0, 10)
    recording.recorder.apply(start(1, 10.0))
    for second in range(10, 30):
        tape.play(recording.recorder, second, second + 1)
        follow(recording.recorder, 1, second + 0.25, second + 0.75)
    recording.recorder.apply(end(1, 30.0))
    tape.play(recording.recorder, 30, 40)
    paths = [times(told) for clip in recording.sealed for told in recording.incidents(clip)]
    assert len(paths) > 2
    assert sum(map(len, paths)) == 40
    for clip, path in zip(recording.sealed, paths, strict=True):
        assert path == sorted(path)
        assert 0 <= path[0] <= path[-1] <= clip.duration


def test_a_line_that_is_crossed_leaves_the_incident_of_who_crossed_it_alone(tape: Tape, recording: Recording) -> None:
    tape.play(recording.recorder, 0, 10)
    recording.recorder.apply(start(1, 10.0))
    crossed = replace(a_crossing(label=Label.PERSON), id=IncidentId("incident-1"), first_time=11.0, time=11.5)
    recording.recorder.note(crossed)
    tape.play(recording.recorder, 10, 14)
    recording.recorder.apply(end(1, 14.0))
    tape.play(recording.recorder, 14, 25)
    (clip,) = recording.sealed
    told = recording.incidents(clip)
    assert [(each["kind"], each["begins"], each["ends"]) for each in told] == [
        ("person", 5.5, 10.0),
        ("line crossed", 7.0, 7.5),
    ]


def test_an_occurrence_is_not_recorded_while_nothing_is_received(tape: Tape, recording: Recording) -> None:
    assert recording.recorder.note(a_delivery(1.0, 2.0)) is None


def test_without_recipients_nothing_is_recorded(tape: Tape, tmp_path: Path) -> None:
    make_clip_folder(tmp_path / "media")
    store = ClipStore(tmp_path / "media", index=tmp_path / "index.db", recipients=[])
    store.open()
    recorder = Recorder(CAMERA, store, WallClock(), on_change=lambda _: None)
    recorder.connected(tape.format)
    tape.play(recorder, 0, 10)
    assert recorder.apply(start(1, 10.0)) is None
    tape.play(recorder, 10, 12)
    assert recorder.problem is RecordingProblem.NO_RECIPIENTS
    assert store.entries() == ()
    store.close()


def test_a_full_disk_is_told_and_what_goes_on_is_tried_again(
    tape: Tape, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = recording.recorder
    tape.play(recorder, 0, 10)
    recorder.apply(start(1, 10.0))
    tape.play(recorder, 10, 12)
    with monkeypatch.context() as patch:
        patch.setattr(SealedClip, "write", _refuse)
        tape.play(recorder, 12, 16)
    assert recorder.problem is RecordingProblem.DISK_FULL
    assert [clip.state for clip in recording.store.entries()] == [ClipState.INCOMPLETE]
    # It still goes on, so it is recorded again without a new incident: from 15.0, which is the first keyframe kept.
    tape.play(recorder, 16, 26)
    assert recorder.problem is None
    recorder.apply(end(1, 26.0))
    tape.play(recorder, 26, 30)
    (clip,) = recording.sealed
    assert clip.state is ClipState.SEALED
    assert len(recording.pictures(clip)) > 14 * FPS


def test_a_clip_that_cannot_be_begun_is_told_and_not_left_open(
    tape: Tape, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    tape.play(recording.recorder, 0, 10)
    recording.recorder.apply(start(1, 10.0))
    with monkeypatch.context() as patch:
        patch.setattr(SealedClip, "write", _refuse)
        tape.play(recording.recorder, 10, 11)
    assert recording.recorder.problem is RecordingProblem.DISK_FULL
    assert [clip.state for clip in recording.store.entries()] == [ClipState.INCOMPLETE]


def _refuse(_: SealedClip, __: bytes) -> int:
    raise Full("The disk is full")


@contextmanager
def folder_away() -> Iterator[None]:
    """No sealed byte can be written, and no file made."""

    def fail(*_: object) -> int:
        raise OSError(errno.EIO, "Input/output error")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "RETRY_SECONDS", 0.0)
        patch.setattr(os, "write", fail)
        patch.setattr(WaitingFile, "_reopened", fail)
        patch.setattr(ClipFolder, "check", fail)
        yield


def test_a_folder_that_is_away_for_a_moment_costs_no_picture(tape: Tape, recording: Recording) -> None:
    recorder = recording.recorder
    tape.play(recorder, 0, 10)
    recorder.apply(start(1, 10.0))
    tape.play(recorder, 10, 14)
    with folder_away():
        tape.play(recorder, 14, 20)
        recorder.apply(end(1, 20.0))
        tape.play(recorder, 20, 30)
    # The clip is over, and its end still waits.
    assert recording.sealed == []
    assert recorder.problem is None
    tape.play(recorder, 30, 31)
    (clip,) = recording.sealed
    assert clip.state is ClipState.SEALED
    # From the keyframe at 4.0 to the picture at 23.0.
    assert len(recording.pictures(clip)) == 19 * FPS + 1


def test_a_folder_that_stays_away_is_told_and_recording_begins_again_when_it_is_back(
    tape: Tape, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = recording.recorder
    tape.play(recorder, 0, 10)
    recorder.apply(start(1, 10.0))
    tape.play(recorder, 10, 14)
    with folder_away():
        monkeypatch.setattr(sealed, "MAX_WAITING_BYTES", 0)
        recorder.apply(end(1, 14.0))
        tape.play(recorder, 14, 20)
        assert recorder.problem is RecordingProblem.READ_ONLY
        recorder.apply(start(2, 20.0))
        tape.play(recorder, 20, 50)
        assert recorder.problem is RecordingProblem.READ_ONLY
        assert recorder.clip_id is None
    assert [clip.state for clip in recording.store.entries()] == [ClipState.INCOMPLETE]
    tape.play(recorder, 50, 65)
    assert recorder.problem is None
    recorder.apply(end(2, 65.0))
    tape.play(recorder, 65, 70)
    (clip,) = recording.sealed
    assert len(recording.pictures(clip)) > 15 * FPS


def test_a_stream_that_is_lost_while_the_folder_is_away_leaves_a_part(tape: Tape, recording: Recording) -> None:
    recorder = recording.recorder
    tape.play(recorder, 0, 10)
    recorder.apply(start(1, 10.0))
    tape.play(recorder, 10, 14)
    with folder_away():
        tape.play(recorder, 14, 20)
        recorder.lost()
    assert recorder.problem is RecordingProblem.READ_ONLY
    assert [clip.state for clip in recording.store.entries()] == [ClipState.INCOMPLETE]
    assert recorder.clip_id is None


def test_incidents_have_their_place_in_the_clip(tape: Tape, recording: Recording) -> None:
    tape.play(recording.recorder, 0, 20)
    recording.recorder.apply(start(1, 20.0))
    tape.play(recording.recorder, 20, 22)
    recording.recorder.apply(end(1, 22.0))
    tape.play(recording.recorder, 22, 30)
    (clip,) = recording.sealed
    [told] = recording.incidents(clip)
    assert (told["begins"], told["ends"]) == (5.5, 8.0)

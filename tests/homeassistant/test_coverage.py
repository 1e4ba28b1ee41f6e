"""When a camera counts as watched."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.secure_video.coverage import PATIENCE, CoverageWatch
from custom_components.secure_video.engine.errors import Unreachable
from custom_components.secure_video.engine.model.camera import AnalysisState, CameraSnapshot, RecordingProblem
from custom_components.secure_video.engine.model.names import CameraId
from custom_components.secure_video.engine.model.video import StreamState
from custom_components.secure_video.engine.vault.log import Coverage, CoverageState

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DOOR = CameraId("door")
STREAMING = CameraSnapshot(camera_id=DOOR, state=StreamState.STREAMING, last_frame_at=NOON)
CONNECTING = CameraSnapshot(camera_id=DOOR, state=StreamState.CONNECTING)
LOST = CameraSnapshot(camera_id=DOOR, state=StreamState.OFFLINE, problem=Unreachable)


def change(state: CoverageState, since: datetime) -> Coverage:
    return Coverage(camera=DOOR, state=state, since=since)


def test_each_change_is_told_once() -> None:
    watch = CoverageWatch(DOOR)
    assert watch.update(CONNECTING, NOON, is_on=True) is None
    assert watch.update(STREAMING, NOON, is_on=True) == change(CoverageState.WATCHED, NOON)
    assert watch.update(replace(STREAMING, has_motion=True), NOON + SECOND, is_on=True) is None
    assert watch.update(LOST, NOON + SECOND, is_on=True) == change(CoverageState.OFFLINE, NOON + SECOND)
    retrying = replace(LOST, state=StreamState.CONNECTING)
    assert watch.update(retrying, NOON + 2 * SECOND, is_on=True) is None
    assert watch.update(STREAMING, NOON + 3 * SECOND, is_on=True) == change(CoverageState.WATCHED, NOON + 3 * SECOND)
    assert watch.update(STREAMING, NOON + 4 * SECOND, is_on=False) == change(CoverageState.OFF, NOON + 4 * SECOND)


def test_a_stream_nobody_looks_at_is_not_watched() -> None:
    watch = CoverageWatch(DOOR)
    watch.update(STREAMING, NOON, is_on=True)
    assert watch.update(STREAMING, NOON + PATIENCE, is_on=True) is None
    late = NOON + PATIENCE + SECOND
    assert watch.update(STREAMING, late, is_on=True) == change(CoverageState.OVERLOADED, NOON)
    seen = replace(STREAMING, last_frame_at=late)
    assert watch.update(seen, late, is_on=True) == change(CoverageState.WATCHED, late)


def test_a_stream_that_is_back_has_time_for_its_first_picture() -> None:
    watch = CoverageWatch(DOOR)
    watch.update(LOST, NOON, is_on=True)
    back = NOON + timedelta(hours=1)
    assert watch.update(STREAMING, back, is_on=True) == change(CoverageState.WATCHED, back)


@pytest.mark.parametrize(
    ("problem", "state"),
    [
        (RecordingProblem.NO_RECIPIENTS, CoverageState.OFF),
        (RecordingProblem.PRIVATE, CoverageState.OFF),
        (RecordingProblem.NO_ENCODER, CoverageState.OVERLOADED),
        (RecordingProblem.DISK_FULL, CoverageState.OVERLOADED),
        (RecordingProblem.READ_ONLY, CoverageState.OVERLOADED),
    ],
)
def test_what_is_not_kept_is_not_watched(problem: RecordingProblem, state: CoverageState) -> None:
    snapshot = replace(STREAMING, recording_problem=problem)
    assert CoverageWatch(DOOR).update(snapshot, NOON, is_on=True) == change(state, NOON)


def test_a_camera_that_is_looked_at_too_seldom_is_not_watched() -> None:
    snapshot = replace(STREAMING, analysis=AnalysisState.REDUCED)
    assert CoverageWatch(DOOR).update(snapshot, NOON, is_on=True) == change(CoverageState.OVERLOADED, NOON)


def test_a_closed_stream_that_should_be_open_is_offline() -> None:
    closed = CameraSnapshot(camera_id=DOOR, state=StreamState.OFF)
    assert CoverageWatch(DOOR).update(closed, NOON, is_on=True) == change(CoverageState.OFFLINE, NOON)

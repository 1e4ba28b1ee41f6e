"""When a camera was watched: what the log is told of its snapshots. Pure: time is an argument."""

from datetime import datetime, timedelta
from typing import Final

from .engine.model.camera import AnalysisState, CameraSnapshot, RecordingProblem
from .engine.model.names import CameraId
from .engine.model.video import StreamState
from .engine.vault.log import Coverage, CoverageState
from .snapshots import stream_state

_NOT_WANTED: Final = (RecordingProblem.NO_RECIPIENTS, RecordingProblem.PRIVATE)

PATIENCE: Final = timedelta(minutes=1)
"""A stream that comes, without a picture looked at for so long, is more than the machine can take."""


class CoverageWatch:
    """Tells each change once.

    Watched means that an incident would be recorded. Overloaded: the stream comes, but is looked at too seldom or not
    kept.
    """

    def __init__(self, camera_id: CameraId) -> None:
        """Nothing is known at first."""
        self._camera_id = camera_id
        self._state: CoverageState | None = None
        self._streams_since: datetime | None = None

    def update(self, snapshot: CameraSnapshot, now: datetime, *, is_on: bool) -> Coverage | None:
        """Return the change that this snapshot means, if it means one. `is_on`: detection and recording are."""
        is_streaming = snapshot.state is StreamState.STREAMING
        self._streams_since = (self._streams_since or now) if is_streaming else None
        state, since = self._judge(snapshot, now, is_on=is_on)
        if state is None or state is self._state:
            return None
        self._state = state
        return Coverage(camera=self._camera_id, state=state, since=since)

    def _judge(self, snapshot: CameraSnapshot, now: datetime, *, is_on: bool) -> tuple[CoverageState | None, datetime]:
        if not is_on or snapshot.recording_problem in _NOT_WANTED:
            return CoverageState.OFF, now
        match stream_state(snapshot):
            case StreamState.CONNECTING:
                # The first attempt is neither one nor the other yet.
                return None, now
            case StreamState.OFFLINE | StreamState.OFF:
                return CoverageState.OFFLINE, now
            case StreamState.STREAMING:
                return self._judge_stream(snapshot, now)

    def _judge_stream(self, snapshot: CameraSnapshot, now: datetime) -> tuple[CoverageState, datetime]:
        begun = self._streams_since or now
        looked_at = max(snapshot.last_frame_at or begun, begun)
        if now - looked_at > PATIENCE:
            return CoverageState.OVERLOADED, looked_at
        is_overloaded = snapshot.recording_problem or snapshot.analysis is AnalysisState.REDUCED
        return (CoverageState.OVERLOADED if is_overloaded else CoverageState.WATCHED), now

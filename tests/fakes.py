"""Stand-ins for what a test does not run."""

from dataclasses import replace
from datetime import UTC, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING

from custom_components.secure_video.engine.errors import Ended
from custom_components.secure_video.engine.model.camera import AnalysisFigures, CameraSettings, CameraSnapshot
from custom_components.secure_video.engine.model.names import ClipId
from custom_components.secure_video.engine.model.reports import CameraReport, Listener, NearMissReport
from custom_components.secure_video.engine.model.video import StreamState
from custom_components.secure_video.engine.model.vision import Detector

if TYPE_CHECKING:
    from custom_components.secure_video.engine.clips.store import ClipStore
    from custom_components.secure_video.engine.workers import Workers


class FakePipeline:
    """Stands in for `CameraPipeline`: has a thread while it runs, and reports only what a test tells it to."""

    def __init__(
        self,
        settings: CameraSettings,
        *,
        store: ClipStore,
        detector: Detector | None,
        workers: Workers,
        listener: Listener,
    ) -> None:
        """Remember everything for the test."""
        self.settings = settings
        self.store = store
        self.detector = detector
        self.workers = workers
        self.is_detecting = settings.is_detecting
        self.is_recording = settings.is_recording
        self.recorded_seconds: list[float] = []
        self.last_words: tuple[CameraReport, ...] = ()
        self.snapshot = CameraSnapshot(camera_id=settings.id, state=StreamState.OFF)
        self.figures = AnalysisFigures(
            looks_per_second=5.0, decoded_share=0.25, wakes=3, false_wakes=1, trusts_sizes=True
        )
        self.misses: tuple[NearMissReport, ...] = ()
        self._listener = listener
        self._stopping = Event()
        self._thread = Thread(target=self._stopping.wait, name=f"fake pipeline {settings.name}")

    @property
    def is_running(self) -> bool:
        """Whether its thread lives."""
        return self._thread.is_alive()

    def report(self, *reports: CameraReport) -> None:
        """Call the listener, as the engine's threads do."""
        for report in reports:
            if isinstance(report, CameraSnapshot):
                self.snapshot = report
            self._listener(report)

    def stream(self) -> None:
        """Receive pictures from now on."""
        self.report(replace(self.snapshot, state=StreamState.STREAMING, problem=None, last_frame_at=datetime.now(UTC)))

    def start(self) -> None:
        """Start the thread, and connect unless everything is off."""
        self._thread.start()
        if self.is_detecting or self.is_recording:
            self.report(replace(self.snapshot, state=StreamState.CONNECTING))

    def stop(self) -> None:
        """Say what a test wants to be said at the end, then end the thread."""
        self.report(*self.last_words, replace(self.snapshot, state=StreamState.OFF))
        self._stopping.set()
        self._thread.join()

    def set_detecting(self, *, on: bool) -> None:
        """Remember it."""
        self.is_detecting = on
        self._switched()

    def set_recording(self, *, on: bool) -> None:
        """Remember it."""
        self.is_recording = on
        self._switched()

    def record(self, seconds: float) -> ClipId:
        """Raises `Ended` as long as nothing is received."""
        if self.snapshot.state is not StreamState.STREAMING:
            raise Ended("Nothing is received from the camera at the moment")
        self.recorded_seconds.append(seconds)
        return ClipId("f" * 32)

    def still(self, width: int | None = None) -> bytes | None:
        """Say which width was asked for."""
        return f"still {width}".encode()

    def near_misses(self) -> tuple[NearMissReport, ...]:
        """What a test says was seen and not told."""
        return self.misses

    def _switched(self) -> None:
        is_on = self.is_detecting or self.is_recording
        if is_on == (self.snapshot.state is StreamState.OFF):
            self.report(replace(self.snapshot, state=StreamState.CONNECTING if is_on else StreamState.OFF))

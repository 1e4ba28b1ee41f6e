"""One camera from end to end: joins the stages and owns their threads.

Packets go from the feed to the recorder, and so to the disk, in the feed's thread; none is dropped. The analysis
decodes what it has to see, in a thread of the workers that all cameras share; what changes goes to the recorder and to
the listener.
"""

from dataclasses import replace
from secrets import token_hex
from threading import Lock
from typing import Final

from .analysis import Analysis
from .clips.recorder import Recorder
from .clips.store import ClipStore
from .errors import Ended, NoRecipients, NotRecorded
from .model.camera import AnalysisFigures, AnalysisState, CameraSettings, CameraSnapshot
from .model.clips import ClipEntry
from .model.incidents import IncidentChange, IncidentEnded, LineCrossed, Occurrence
from .model.names import ClipId
from .model.picture import Frame
from .model.reports import ClipSealed, IncidentReport, Listener, NearMissReport, OccurrenceReport
from .model.video import StreamAddress, StreamState
from .model.vision import Detector
from .video.feed import Feed, Receiver
from .video.relay import Relay
from .video.wall_clock import WallClock
from .watcher import Observation, Watcher
from .workers import Workers

PICTURE_WIDTH: Final = 1280
"""Pixels across an incident's picture: enough to know a face at the door, small enough for a notification."""

SECONDS_BETWEEN_REPORTS: Final = 10.0
"""How often a camera where nothing happens says that it is still watched."""

_WORST_FIRST: Final = (StreamState.OFFLINE, StreamState.CONNECTING, StreamState.STREAMING)


class CameraPipeline:
    """Watches one camera. Methods may be called from any thread; all but `snapshot` and `record` may block."""

    def __init__(
        self,
        settings: CameraSettings,
        *,
        store: ClipStore,
        detector: Detector | None,
        workers: Workers,
        listener: Listener,
        allow_files: bool = False,
    ) -> None:
        """Build the camera's stages. Without a `detector`, motion stands in for every label."""
        self._settings = settings
        self._store = store
        self._listener = listener
        self._workers = workers
        self._zone_names = {zone.id: zone.name for zone in settings.zones}
        self._line_names = {line.id: line.name for line in settings.lines}
        self._is_detecting = settings.is_detecting
        self._is_recording = settings.is_recording
        self._switching = Lock()
        self._is_running = False
        self._reporting = Lock()
        clock = WallClock()
        self._recorder = Recorder(settings, store, clock, on_change=self._recorded)
        self._snapshot = CameraSnapshot(
            camera_id=settings.id, state=StreamState.OFF, recording_problem=self._recorder.problem
        )
        self._reported = self._snapshot
        self._watcher = Watcher(settings, detector, prefix=f"{settings.id}-{token_hex(4)}")
        self._analysis = Analysis(
            self._watcher,
            name=settings.name,
            private=settings.private,
            on_seen=self._seen,
            on_over=self._over,
            on_due=self._due,
        )
        # Painting over and encoding again takes its time, which the feed does not have.
        self._relay = (
            Relay(
                self._recorder,
                name=f"secure_video masking {settings.name}",
                on_left_out=self._recorder.fell_behind,
            )
            if settings.private
            else None
        )
        streams: list[tuple[StreamAddress, list[Receiver]]] = [
            (settings.stream, [clock, self._relay or self._recorder])
        ]
        if settings.analysis_stream is None:
            self._clock = clock
            streams[0][1].append(self._analysis)
        else:
            self._clock = WallClock()
            streams.append((settings.analysis_stream, [self._clock, self._analysis]))
        self._feeds = [
            Feed(
                address,
                receivers,
                name=f"secure_video feed {settings.name}",
                on_change=self._stream_changed,
                allow_files=allow_files,
            )
            for address, receivers in streams
        ]

    @property
    def snapshot(self) -> CameraSnapshot:
        """What is known now."""
        return self._snapshot

    def start(self) -> None:
        """Start the threads. Nothing is received while both detecting and recording are off."""
        with self._switching:
            self._is_running = True
            if self._relay:
                self._relay.start()
            self._apply_switches()

    def stop(self) -> None:
        """Close the streams, finish the open clip and join the threads. Blocks up to the sources' timeouts."""
        with self._switching:
            self._is_running = False
            self._apply_switches()
            self._analysis.switch(on=False)
            self._workers.dismiss(self._analysis)
            self._analysis.close()
            if self._relay:
                self._relay.stop()

    def set_detecting(self, *, on: bool) -> None:
        """Switch the analysis on or off."""
        with self._switching:
            self._is_detecting = on
            self._apply_switches()

    def set_recording(self, *, on: bool) -> None:
        """Switch the recording of incidents on or off; off completes the clip that is being recorded."""
        with self._switching:
            self._is_recording = on
            if not on:
                self._recorder.cancel()
            self._apply_switches()

    def record(self, seconds: float) -> ClipId:
        """Record now, whatever is seen, beginning with the pre-roll. Raises `NoRecipients`, `NotRecorded`, `Ended`."""
        if not self._store.can_seal:
            raise NoRecipients("There is no public key to seal a clip to")
        if self._recorder.obstacle:
            raise NotRecorded(f"A part of the picture is private ({self._recorder.obstacle})")
        clip_id = self._recorder.record(seconds)
        if clip_id is None:
            raise Ended("Nothing is received from the camera at the moment")
        return clip_id

    def still(self, width: int | None = None) -> bytes | None:
        """Return the newest picture as JPEG, or None while there is none. Blocks while it is decoded."""
        frame = self._analysis.still()
        return frame.jpeg(width) if frame else None

    @property
    def figures(self) -> AnalysisFigures:
        """How the analysis goes."""
        return self._analysis.figures

    def near_misses(self) -> tuple[NearMissReport, ...]:
        """Return what was seen lately and not told, and why; the newest first."""
        return tuple(
            NearMissReport(miss=miss, at=self._clock.at(miss.time))
            for miss in sorted(self._watcher.near_misses, key=lambda miss: -miss.time)
        )

    def _apply_switches(self) -> None:
        self._analysis.switch(on=self._is_detecting)
        if self._is_running and (self._is_detecting or self._is_recording):
            for feed in self._feeds:
                feed.start()
        else:
            for feed in self._feeds:
                feed.ask_to_stop()
            for feed in self._feeds:
                feed.stop()

    def _due(self) -> None:
        self._workers.wake(self._analysis)

    # --- what the stages tell; each in its own thread -----------------------------------------------------------------

    def _stream_changed(self) -> None:
        states = {feed.state: feed.problem for feed in self._feeds}
        state = next((state for state in _WORST_FIRST if state in states), StreamState.OFF)
        problem = states.get(state)
        with self._reporting:
            self._report(
                replace(
                    self._snapshot,
                    state=state,
                    problem=type(problem) if problem else None,
                    format=self._feeds[0].format,
                )
            )

    def _recorded(self, clip: ClipEntry | None) -> None:
        with self._reporting:
            self._report(
                replace(self._snapshot, recording=self._recorder.clip_id, recording_problem=self._recorder.problem)
            )
            if clip is not None:
                self._listener(ClipSealed(clip=clip))

    def _seen(self, frame: Frame, observation: Observation) -> None:
        with self._reporting:
            self._report_changes(observation.changes, frame)
            self._recorder.follow(observation.whereabouts)
            for occurrence in observation.occurrences:
                self._report_occurrence(occurrence, frame)
            self._report(
                replace(
                    self._snapshot,
                    last_frame_at=self._clock.at(frame.time),
                    has_motion=observation.has_motion,
                    present=observation.present,
                    analysis=self._analysis.state,
                    counts=observation.counts,
                    packages=observation.packages,
                )
            )

    def _over(self, changes: tuple[IncidentChange, ...]) -> None:
        with self._reporting:
            self._report_changes(changes, None)
            self._report(
                replace(self._snapshot, has_motion=False, present=frozenset(), analysis=AnalysisState.OFF, counts=())
            )

    def _report_changes(self, changes: tuple[IncidentChange, ...], frame: Frame | None) -> None:
        """Record and tell what began, went on and ended."""
        for change in changes:
            shown = None if isinstance(change, IncidentEnded) else frame
            clip_id = self._recorder.apply(change, shown) if self._is_recording else None
            self._listener(
                IncidentReport(
                    camera_id=self._settings.id,
                    change=change,
                    started_at=self._clock.at(change.first_time),
                    at=self._clock.at(change.time),
                    clip_id=clip_id,
                    zone_names=tuple(self._zone_names[zone] for zone in change.zones),
                    picture=shown.jpeg(PICTURE_WIDTH) if shown else None,
                )
            )

    def _report_occurrence(self, occurrence: Occurrence, frame: Frame) -> None:
        clip_id = self._recorder.note(occurrence, frame) if self._is_recording else None
        line_name = self._line_names[occurrence.line] if isinstance(occurrence, LineCrossed) else None
        self._listener(
            OccurrenceReport(
                camera_id=self._settings.id,
                occurrence=occurrence,
                at=self._clock.at(occurrence.time),
                clip_id=clip_id,
                zone_names=tuple(self._zone_names[zone] for zone in occurrence.zones),
                line_name=line_name,
                picture=frame.jpeg(PICTURE_WIDTH),
            )
        )

    def _report(self, snapshot: CameraSnapshot) -> None:
        """Keep the snapshot, and tell it if more changed than the time of the last picture. Under the lock."""
        self._snapshot = snapshot
        before = self._reported
        if replace(snapshot, last_frame_at=before.last_frame_at) == before and not _is_later(snapshot, before):
            return
        self._reported = snapshot
        self._listener(snapshot)


def _is_later(snapshot: CameraSnapshot, before: CameraSnapshot) -> bool:
    if snapshot.last_frame_at is None or before.last_frame_at is None:
        return snapshot.last_frame_at != before.last_frame_at
    return (snapshot.last_frame_at - before.last_frame_at).total_seconds() >= SECONDS_BETWEEN_REPORTS

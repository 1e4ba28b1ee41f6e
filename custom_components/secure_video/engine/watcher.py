"""Turns one camera's frames into incidents: joins motion, detector, tracker, zones and machine."""

from dataclasses import dataclass

from .incidents.machine import IncidentMachine
from .incidents.zones import ZoneFilter
from .model import CameraSettings, Count, Detector, Frame, IncidentChange, Label, Motion, Occurrence, Track
from .vision.motion import MotionDetector, motion_size
from .vision.regions import plan_regions
from .vision.tracker import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is known after a frame. `has_motion`: something moves where the zones let it count, or did just now.

    `present` are the labels with an incident going on.
    """

    has_motion: bool
    present: frozenset[Label]
    tracks: tuple[Track, ...]
    changes: tuple[IncidentChange, ...]
    occurrences: tuple[Occurrence, ...] = ()
    counts: tuple[Count, ...] = ()
    packages: int = 0


class Watcher:
    """Watches one camera. Give it about five frames a second, all from one thread."""

    def __init__(self, settings: CameraSettings, detector: Detector | None, *, prefix: str | None = None) -> None:
        """Without a `detector`, motion stands in for every label. `prefix` begins the ids of incidents."""
        self._detector = detector
        self._zones = ZoneFilter(settings.zones)
        labels = settings.labels & (detector.labels | {Label.MOTION}) if detector else frozenset({Label.MOTION})
        self._machine = IncidentMachine(labels, self._zones, prefix=prefix or settings.id)
        self._motion = MotionDetector()
        self._tracker = Tracker()

    @property
    def present(self) -> frozenset[Label]:
        """The labels with an incident going on."""
        return self._machine.present

    def update(self, frame: Frame) -> Observation:
        """Look at a frame. Blocks while the detector works. Raises `ModelError`."""
        motion = self._motion.update(frame.grey(*motion_size(frame.width, frame.height)))
        tracks = self._look(frame, motion)
        moves = any(self._zones.of(Label.MOTION, box) is not None for box in motion.regions)
        changes = self._machine.update(frame.time, tracks, has_motion=moves)
        return Observation(has_motion=self._machine.has_motion, present=self.present, tracks=tracks, changes=changes)

    def close(self, time: float) -> tuple[IncidentChange, ...]:
        """End what is going on and forget the scene: the stream is lost or detection is off."""
        self._motion = MotionDetector()
        self._tracker = Tracker()
        return self._machine.close(time)

    def _look(self, frame: Frame, motion: Motion) -> tuple[Track, ...]:
        """Ask the detector where something moves or somebody must be seen again; a still picture costs nothing."""
        tracks = self._tracker.tracks
        if self._detector is None:
            return tracks
        regions = plan_regions(motion, tracks, time=frame.time, width=frame.width, height=frame.height)
        if not regions:
            return tracks
        return self._tracker.update(frame.time, self._detector.detect(frame, regions), motion)

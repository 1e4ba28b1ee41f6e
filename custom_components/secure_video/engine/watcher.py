"""Turns one camera's frames into incidents: joins motion, detector, tracker, zones and machine."""

from dataclasses import dataclass

from .incidents.counts import ObjectCounts
from .incidents.journal import Journal
from .incidents.judge import Judge, Judged
from .incidents.lines import LineCrossings
from .incidents.machine import IncidentMachine
from .incidents.packages import Packages
from .incidents.trails import Trails
from .incidents.zones import ZoneFilter
from .model.camera import CameraSettings
from .model.incidents import Count, IncidentChange, NearMiss, Occurrence, Reason, Whereabouts
from .model.names import Label
from .model.picture import Box, Frame
from .model.vision import Detection, Detector, Motion, Track
from .vision.leftovers import Leftovers
from .vision.motion import MotionDetector, motion_size
from .vision.orientation import Orientation
from .vision.regions import IgnoredAreas, plan_regions
from .vision.turned import Turn, detect_turned

ARRIVING_SECONDS = 0.35
"""Who was first seen less than this ago and is not told yet is worth another look at once (bench/events.py)."""

ARRIVING_SCORE = 0.6
"""Scores from which that is done. Leaves that look like somebody for a moment score less (bench/events.py)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is known after a frame. `has_motion`: something moves where the zones let it count, or did just now.

    `has_moved`: this very picture differs from those before, or nobody can say yet. `present` are the labels with an
    incident going on, `whereabouts` where their objects were, now and before they counted. `is_arriving`: somebody came
    into view just now, and another look may be enough to tell of them.
    """

    has_moved: bool
    has_motion: bool
    present: frozenset[Label]
    tracks: tuple[Track, ...]
    changes: tuple[IncidentChange, ...]
    whereabouts: tuple[Whereabouts, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    counts: tuple[Count, ...] = ()
    packages: int = 0
    is_arriving: bool = False

    @property
    def is_busy(self) -> bool:
        """Whether something goes on, even if this picture does not show it."""
        return self.has_motion or bool(self.present) or any(track.is_moving for track in self.tracks)


class Watcher:
    """Watches one camera. Give it about five frames a second, all from one thread."""

    def __init__(self, settings: CameraSettings, detector: Detector | None, *, prefix: str | None = None) -> None:
        """Without a `detector`, motion stands in for every label. `prefix` begins the ids of incidents."""
        self._detector = detector
        self._zones = ZoneFilter(settings.zones)
        labels = (
            settings.labels & (detector.labels | {Label.MOTION}) - {Label.PACKAGE}
            if detector
            else frozenset({Label.MOTION})
        )
        prefix = prefix or settings.id
        self._judge = Judge(self._zones)
        self._machine = IncidentMachine(labels, prefix=prefix)
        self._trails = Trails()
        self._lines = LineCrossings(labels, settings.lines, prefix=prefix)
        self._counts = ObjectCounts(labels, self._zones)
        self._journal = Journal(labels)
        self._ignored = settings.ignored
        self._ignored_areas = IgnoredAreas(settings.ignored)
        self._motion = MotionDetector(settings.ignored)
        self._orientation = Orientation()
        # Who brings or takes a package has to be seen.
        finds_people = detector is not None and Label.PERSON in detector.labels
        self._leftovers = Leftovers() if finds_people and Label.PACKAGE in settings.labels else None
        self._packages = Packages(self._zones, prefix=prefix)

    @property
    def present(self) -> frozenset[Label]:
        """The labels with an incident going on."""
        return self._machine.present

    @property
    def near_misses(self) -> tuple[NearMiss, ...]:
        """What was seen lately and not told, oldest first. Safe to ask from another thread."""
        return self._journal.near_misses

    def update(self, frame: Frame) -> Observation:
        """Look at a frame. Blocks while the detector works. Raises `ModelError`."""
        grey = frame.grey(*motion_size(frame.width, frame.height))
        motion = self._motion.update(grey, frame.time)
        tracks = self._look(frame, motion)
        moves = any(self._zones.of(Label.MOTION, box) is not None for box in motion.regions)
        objects = self._judge.update(frame.time, tracks)
        changes = self._machine.update(frame.time, objects, has_motion=moves)
        occurrences: tuple[Occurrence, ...] = self._lines.update(frame.time, objects, self._machine.going_on)
        self._journal.update(objects, self.present)
        if self._leftovers is not None:
            left = self._leftovers.update(frame.time, grey, tracks, is_settling=motion.is_settling)
            occurrences += self._packages.update(frame.time, left, aspect=frame.width / frame.height)
        return Observation(
            has_moved=motion.is_settling or bool(motion.regions),
            has_motion=self._machine.has_motion,
            present=self.present,
            tracks=tracks,
            changes=changes,
            whereabouts=self._trails.update(frame.time, objects, self._machine.going_on),
            occurrences=occurrences,
            counts=self._counts.update(frame.time, objects),
            packages=self._packages.count,
            is_arriving=self._orientation.is_near(frame.time)
            or any(self._is_arriving(frame.time, each) for each in objects),
        )

    def close(self, time: float) -> tuple[IncidentChange, ...]:
        """End what is going on and forget the scene, but not where packages are: no more pictures come for now."""
        self._motion = MotionDetector(self._ignored)
        self._orientation.forget()
        self._judge = Judge(self._zones)
        self._trails.close()
        self._lines.close()
        self._journal.close()
        if self._leftovers is not None:
            self._leftovers.close(self._packages.places)
        return self._machine.close(time)

    def _is_arriving(self, time: float, judged: Judged) -> bool:
        """Whether only looks are missing to tell of it."""
        track = judged.track
        is_new = track.last_time == time and time - track.first_time < ARRIVING_SECONDS
        lacks_looks = judged.reason in (Reason.NOT_SURE, Reason.NOT_MOVING) and track.label not in self.present
        return is_new and lacks_looks and track.score >= ARRIVING_SCORE

    def _look(self, frame: Frame, motion: Motion) -> tuple[Track, ...]:
        """Ask the detector where something moves or somebody must be seen again; a still picture costs nothing."""
        tracks = self._orientation.tracks
        if self._detector is None:
            return tracks
        regions = plan_regions(motion, tracks, time=frame.time, width=frame.width, height=frame.height)
        if not regions:
            return tracks
        found = self._detect(self._detector, frame, regions, self._orientation.turn)
        self._orientation.looked(frame.time, found, motion, regions)
        if trial := self._orientation.trial(frame.time, motion):
            moved = Motion(regions=(trial,))
            regions = plan_regions(moved, (), time=frame.time, width=frame.width, height=frame.height)
            turned = {
                turn: self._detect(self._detector, frame, regions, turn) for turn in self._orientation.other_turns
            }
            self._orientation.tried(frame.time, turned, motion, regions)
        return self._orientation.tracks

    def _detect(self, detector: Detector, frame: Frame, regions: tuple[Box, ...], turn: Turn) -> list[Detection]:
        """What counts of what the detector finds. Raises `ModelError`."""
        found = detect_turned(detector, frame, regions, turn)
        return [each for each in found if not self._ignored_areas.hide(each.box)]

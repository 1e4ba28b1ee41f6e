"""From frames to incidents, with a detector that finds what a test paints."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from custom_components.secure_video.engine.model.areas import Line, Mask, MaskKind, Zone, ZoneKind
from custom_components.secure_video.engine.model.camera import CameraSettings
from custom_components.secure_video.engine.model.incidents import (
    IncidentChange,
    IncidentEnded,
    IncidentStarted,
    LineCrossed,
    Occurrence,
    PackageDelivered,
    PackageTaken,
    Reason,
)
from custom_components.secure_video.engine.model.names import CameraId, Label, LineId, ZoneId
from custom_components.secure_video.engine.model.picture import WHOLE_PICTURE, Box, Point
from custom_components.secure_video.engine.model.video import StreamAddress
from custom_components.secure_video.engine.vision.turned import Turn
from custom_components.secure_video.engine.watcher import ARRIVING_SCORE, Observation, Watcher

from .vision.scenes import PaintedDetector, PaintedFrame, a_box

type Scene = Callable[[float], tuple[Box, ...]]


def settings(*labels: Label, zones: tuple[Zone, ...] = (), lines: tuple[Line, ...] = ()) -> CameraSettings:
    return CameraSettings(
        id=CameraId("door"),
        name="Door",
        stream=StreamAddress(url="rtsp://camera/stream"),
        labels=frozenset(labels or {Label.PERSON}),
        zones=zones,
        lines=lines,
    )


class Story:
    """A camera at 5 frames a second."""

    def __init__(self, watcher: Watcher) -> None:
        """Begin at time 0."""
        self.watcher = watcher
        self.frame = 0
        self.changes: list[IncidentChange] = []
        self.occurrences: list[Occurrence] = []

    def watch(
        self, seconds: float, scene: Scene = lambda _: (), brightness: int = 90, parcels: tuple[Box, ...] = ()
    ) -> Observation:
        observation: Observation | None = None
        for number in range(round(seconds * 5)):
            frame = PaintedFrame(self.frame / 5, scene(number / 5), brightness, seed=self.frame, parcels=parcels)
            observation = self.watcher.update(frame)
            self.changes += observation.changes
            self.occurrences += observation.occurrences
            self.frame += 1
        assert observation
        return observation

    @property
    def started(self) -> list[IncidentStarted]:
        return [change for change in self.changes if isinstance(change, IncidentStarted)]


def walking(seconds: float) -> tuple[Box, ...]:
    return (a_box(0.05 + 0.1 * seconds, 0.4),)


def test_where_somebody_walks_is_told_from_before_it_was_sure() -> None:
    story = Story(Watcher(settings(), PaintedDetector()))
    told = [
        each
        for _ in range(20)
        for each in story.watch(0.2, lambda _: walking(story.frame / 5)).whereabouts
        if each.incident
    ]
    [start] = story.started
    assert {each.incident for each in told} == {start.id}
    assert min(each.time for each in told) == start.first_time < start.time
    centres = [each.box.centre.x for each in told]
    assert centres == sorted(centres)
    assert centres[-1] - centres[0] > 0.2


def test_somebody_before_a_camera_that_hangs_on_its_side_is_told_where_they_are() -> None:
    story = Story(Watcher(settings(), PaintedDetector(turn=Turn.RIGHT)))
    observation = story.watch(4, walking)
    assert [change.label for change in story.started] == [Label.PERSON]
    [track] = observation.tracks
    assert track.box.iou(walking(3.8)[0]) > 0.7
    story.watch(20)
    story.watch(1, walking)
    assert len(story.started) == 2


def standing(_: float) -> tuple[Box, ...]:
    return (a_box(0.5, 0.4),)


@pytest.fixture
def detector() -> PaintedDetector:
    return PaintedDetector()


def test_an_empty_scene_costs_the_detector_nothing_after_the_start(detector: PaintedDetector) -> None:
    story = Story(Watcher(settings(), detector))
    story.watch(20)
    assert set(detector.asked) == {(WHOLE_PICTURE,)}
    assert len(detector.asked) <= 3


def test_a_person_is_told_within_a_second_once_and_ends(detector: PaintedDetector) -> None:
    story = Story(Watcher(settings(), detector, prefix="door-7"))
    story.watch(5)
    story.watch(8, walking)
    story.watch(10)
    started, ended = story.changes
    assert isinstance(started, IncidentStarted)
    assert started.time - 5.0 <= 1.0
    assert started.id == "door-7-1"
    assert isinstance(ended, IncidentEnded)
    assert 12 <= ended.time <= 13.5


def cross(story: Story) -> list[Observation]:
    """Somebody walks through the picture; return what is seen in each."""
    begin = story.frame
    return [story.watch(0.2, lambda _: walking((story.frame - begin) / 5)) for _ in range(20)]


def test_until_a_person_is_told_another_look_is_worth_it_at_once(detector: PaintedDetector) -> None:
    story = Story(Watcher(settings(), detector))
    assert not story.watch(5).is_arriving
    observations = cross(story)
    told = next(number for number, each in enumerate(observations) if each.changes)
    assert [number for number, each in enumerate(observations) if each.is_arriving] == list(range(told))


def test_what_hardly_looks_like_a_person_is_worth_no_more_looks_than_usual(detector: PaintedDetector) -> None:
    detector.score = ARRIVING_SCORE - 0.05
    story = Story(Watcher(settings(), detector))
    story.watch(5)
    assert not any(each.is_arriving for each in cross(story))
    assert story.started


def test_a_person_at_the_very_start_who_walks_is_an_arrival(detector: PaintedDetector) -> None:
    story = Story(Watcher(settings(), detector))
    story.watch(3, walking)
    [started] = story.started
    assert started.time <= 1.0


def test_a_dropout_of_two_seconds_does_not_split_an_incident(detector: PaintedDetector) -> None:
    story = Story(Watcher(settings(), detector))
    story.watch(3)
    story.watch(3, walking)
    detector.is_blind = True
    story.watch(2, lambda time: walking(time + 3))
    detector.is_blind = False
    story.watch(3, lambda time: walking(time + 5))
    assert len(story.changes) == 1


def test_a_person_who_stops_stays_present_at_one_look_a_second(detector: PaintedDetector) -> None:
    story = Story(Watcher(settings(), detector))
    story.watch(3)
    story.watch(4.5, walking)
    story.watch(15, standing)
    before = len(detector.asked)
    story.watch(20, standing)
    assert len(story.changes) == 1
    assert 10 <= len(detector.asked) - before <= 25


def test_a_parked_car_is_nothing_even_when_the_light_goes_on_and_off() -> None:
    detector = PaintedDetector(Label.VEHICLE)
    story = Story(Watcher(settings(Label.VEHICLE), detector))
    for brightness in (90, 180, 30, 90):
        story.watch(8, standing, brightness)
    assert story.changes == []


def test_a_cut_to_the_start_of_a_loop_is_no_second_arrival(detector: PaintedDetector) -> None:
    story = Story(Watcher(settings(), detector))
    for _ in range(4):
        story.watch(5, walking)
    assert len(story.changes) == 1


def test_zones_hold_for_the_whole_way(detector: PaintedDetector) -> None:
    polygon = tuple(Point(x=x, y=y) for x, y in ((0.0, 0.0), (1.0, 0.0), (1.0, 0.5), (0.0, 0.5)))
    street = Zone(id=ZoneId("street"), name="Street", kind=ZoneKind.INCLUDE, polygon=polygon)
    story = Story(Watcher(settings(zones=(street,)), detector))
    story.watch(3)
    observation = story.watch(3, walking)
    assert any(track.is_moving for track in observation.tracks)
    assert story.changes == []


def test_who_is_left_out_is_a_near_miss(detector: PaintedDetector) -> None:
    polygon = tuple(Point(x=x, y=y) for x, y in ((0.0, 0.0), (1.0, 0.0), (1.0, 0.5), (0.0, 0.5)))
    street = Zone(id=ZoneId("street"), name="Street", kind=ZoneKind.INCLUDE, polygon=polygon)
    story = Story(Watcher(settings(zones=(street,)), detector))
    story.watch(3)
    story.watch(3, walking)
    story.watch(5)
    [miss] = story.watcher.near_misses
    assert miss.reason is Reason.OUTSIDE
    story.watcher.close(20.0)
    assert story.watcher.near_misses == (miss,)


def test_a_line_is_crossed_once_within_the_incident(detector: PaintedDetector) -> None:
    gate = Line(id=LineId("gate"), name="Gate", start=Point(x=0.4, y=1.0), end=Point(x=0.4, y=0.2))
    story = Story(Watcher(settings(lines=(gate,)), detector))
    story.watch(3)
    story.watch(7, walking)
    [crossed] = story.occurrences
    assert isinstance(crossed, LineCrossed)
    assert crossed.id == story.started[0].id


def test_objects_are_counted_while_they_are_there(detector: PaintedDetector) -> None:
    story = Story(Watcher(settings(), detector))
    assert [count.count for count in story.watch(3).counts] == [0]
    assert [count.count for count in story.watch(3, walking).counts] == [1]
    assert [count.count for count in story.watch(6).counts] == [0]


def test_without_a_detector_motion_stands_in() -> None:
    story = Story(Watcher(settings(Label.PERSON), None))
    story.watch(3)
    assert story.watch(3, walking).has_motion
    [started] = story.started
    assert started.label is Label.MOTION


def test_motion_is_told_beside_objects_only_when_asked_for(detector: PaintedDetector) -> None:
    both = Story(Watcher(settings(Label.PERSON, Label.MOTION), detector))
    both.watch(3)
    both.watch(3, walking)
    assert {started.label for started in both.started} == {Label.PERSON, Label.MOTION}


def test_closing_ends_the_incident_and_forgets_the_scene(detector: PaintedDetector) -> None:
    story = Story(Watcher(settings(), detector))
    story.watch(3, walking)
    [ended] = story.watcher.close(3.0)
    assert isinstance(ended, IncidentEnded)
    assert story.watcher.present == frozenset()
    story.changes.clear()
    story.watch(3, walking)
    assert len(story.started) == 1


@pytest.mark.parametrize("has_detector", [True, False])
def test_nothing_in_an_ignored_part_counts(detector: PaintedDetector, *, has_detector: bool) -> None:
    everything = tuple(Point(x=x, y=y) for x, y in ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)))
    mask = Mask(name="Street", kind=MaskKind.IGNORED, polygon=everything)
    watched = replace(settings(Label.PERSON, Label.MOTION), masks=(mask,))
    story = Story(Watcher(watched, detector if has_detector else None))
    story.watch(5)
    assert not story.watch(8, walking).has_motion
    assert story.started == []


PARCEL = Box(left=0.42, top=0.6, right=0.5, bottom=0.72)


def visit(story: Story, before: tuple[Box, ...], after: tuple[Box, ...]) -> Observation:
    """Somebody walks in, stands at the parcel's place, where something changes, and walks out again."""
    story.watch(3, parcels=before)
    story.watch(4, walking, parcels=before)
    story.watch(2, lambda _: walking(4.0), parcels=after)
    story.watch(4, lambda time: walking(4.0 - time), parcels=after)
    return story.watch(6, parcels=after)


def parcels_of(story: Story) -> list[type[Occurrence]]:
    return [type(each) for each in story.occurrences]


def test_a_delivery_and_a_taking_are_told_and_counted(detector: PaintedDetector) -> None:
    story = Story(Watcher(settings(Label.PERSON, Label.PACKAGE), detector))
    assert visit(story, (), (PARCEL,)).packages == 1
    [delivered] = story.occurrences
    assert isinstance(delivered, PackageDelivered)
    assert delivered.box.iou(PARCEL) > 0.6
    assert visit(story, (PARCEL,), (PARCEL,)).packages == 1
    assert visit(story, (PARCEL,), ()).packages == 0
    assert parcels_of(story) == [PackageDelivered, PackageTaken]


def test_what_was_there_from_the_start_is_told_when_it_is_taken(detector: PaintedDetector) -> None:
    story = Story(Watcher(settings(Label.PERSON, Label.PACKAGE), detector))
    visit(story, (PARCEL,), ())
    [taken] = story.occurrences
    assert isinstance(taken, PackageTaken)
    assert taken.kind == "object"


@pytest.mark.parametrize(("brightness", "is_there"), [(90, False), (90, True), (130, False), (130, True)])
def test_a_package_is_looked_for_when_the_stream_returns(
    detector: PaintedDetector, brightness: int, *, is_there: bool
) -> None:
    story = Story(Watcher(settings(Label.PERSON, Label.PACKAGE), detector))
    visit(story, (), (PARCEL,))
    story.watcher.close(story.frame / 5)
    observation = story.watch(6, brightness=brightness, parcels=(PARCEL,) if is_there else ())
    assert observation.packages == is_there
    assert parcels_of(story) == [PackageDelivered] + [PackageTaken] * (not is_there)

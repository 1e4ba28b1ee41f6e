"""When something starts and when it is over."""

from dataclasses import replace
from typing import Any

from hypothesis import given, strategies as st

from custom_components.secure_video.engine.incidents.judge import Judge
from custom_components.secure_video.engine.incidents.machine import COOLDOWN_SECONDS, IncidentMachine
from custom_components.secure_video.engine.incidents.zones import ZoneFilter
from custom_components.secure_video.engine.model.areas import Zone, ZoneKind
from custom_components.secure_video.engine.model.incidents import (
    IncidentChange,
    IncidentEnded,
    IncidentStarted,
    IncidentUpdated,
)
from custom_components.secure_video.engine.model.names import IncidentId, Label, TrackId, ZoneId
from custom_components.secure_video.engine.model.picture import Box, Point
from custom_components.secure_video.engine.model.vision import Track

STEP = 0.2


def person(time: float, *, number: int = 1, hits: int = 1, score: float = 0.8, left: float = 0.4) -> Track:
    return Track(
        id=TrackId(number),
        label=Label.PERSON,
        kind="person",
        score=score,
        box=Box(left=left, top=0.4, right=left + 0.1, bottom=0.7),
        hits=hits,
        first_time=time - (hits - 1) * STEP,
        last_time=time,
        is_visible=True,
        is_moving=True,
    )


class Story:
    """One machine, told about one person at 5 a second."""

    def __init__(self, *labels: Label, zones: tuple[Zone, ...] = ()) -> None:
        """`labels` are watched, by default people."""
        self.judge = Judge(ZoneFilter(zones))
        self.machine = IncidentMachine(labels or (Label.PERSON,), prefix="door-1")
        self.time = 0.0
        self.hits = 0
        self.changes: list[IncidentChange] = []

    def tell(self, *tracks: Track, has_motion: bool = False) -> None:
        self.changes += self.machine.update(self.time, self.judge.update(self.time, tracks), has_motion=has_motion)
        self.time += STEP

    def present(self, seconds: float, **about: Any) -> None:  # noqa: ANN401 - fields of a track
        for _ in range(round(seconds / STEP)):
            self.hits += 1
            self.tell(replace(person(self.time, hits=self.hits), **about))

    def absent(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP)):
            self.tell()

    @property
    def kinds(self) -> list[type[IncidentChange]]:
        return [type(change) for change in self.changes]


def test_somebody_comes_and_goes() -> None:
    story = Story()
    story.present(3)
    story.absent(COOLDOWN_SECONDS + 1)
    started, ended = story.changes
    assert isinstance(started, IncidentStarted)
    assert started.label is Label.PERSON
    assert started.first_time == 0
    assert started.time == STEP
    assert isinstance(ended, IncidentEnded)
    assert ended.id == started.id
    assert round(ended.time, 6) == 2.8
    assert not story.machine.present


def test_one_detection_is_not_enough_two_good_ones_are_and_weak_ones_need_three() -> None:
    for score, needed in ((0.8, 2), (0.45, 3)):
        story = Story()
        for hits in range(1, needed + 1):
            assert story.changes == []
            story.tell(person(story.time, hits=hits, score=score))
        assert story.kinds == [IncidentStarted]


def test_on_a_busy_machine_three_looks_a_second_apart_are_enough() -> None:
    story = Story()
    for hits in range(1, 4):
        story.tell(person(story.time, hits=hits, score=0.5))
        story.time += 1.0 - STEP
    assert story.kinds == [IncidentStarted]


def test_rare_flickers_never_add_up() -> None:
    story = Story()
    for hits in range(1, 50):
        flicker = person(story.time, hits=hits, score=0.5)
        story.tell(flicker)
        for misses in range(1, 8):
            story.tell(replace(flicker, is_visible=False, misses=misses))
    assert story.changes == []


def test_what_stands_parked_is_no_incident() -> None:
    story = Story(Label.VEHICLE)
    story.present(10, label=Label.VEHICLE, is_moving=False)
    assert story.changes == []


def test_a_parked_car_that_leaves_did_not_begin_hours_ago() -> None:
    story = Story(Label.VEHICLE)
    story.time = 5000.0
    story.present(2, label=Label.VEHICLE, first_time=3.0)
    [started] = story.changes
    assert isinstance(started, IncidentStarted)
    assert started.time - started.first_time <= 5


def test_a_return_within_the_cooldown_continues_and_a_later_one_is_new() -> None:
    story = Story()
    story.present(2)
    story.absent(COOLDOWN_SECONDS - 1)
    story.present(2)
    assert story.kinds == [IncidentStarted]
    story.absent(COOLDOWN_SECONDS + 1)
    story.present(2)
    assert story.kinds == [IncidentStarted, IncidentEnded, IncidentStarted]
    assert [change.id for change in story.changes] == [IncidentId("door-1-1")] * 2 + [IncidentId("door-1-2")]


def test_a_second_person_belongs_to_the_same_incident() -> None:
    story = Story()
    for hits in range(1, 10):
        story.tell(person(story.time, hits=hits), person(story.time, number=2, hits=hits, left=0.8))
    assert story.kinds == [IncidentStarted]


def test_only_a_clearly_better_look_is_told() -> None:
    story = Story()
    story.present(1, score=0.6)
    story.present(1, score=0.65)
    assert story.kinds == [IncidentStarted]
    story.present(1, score=0.9)
    assert story.kinds == [IncidentStarted, IncidentUpdated]
    [ended] = story.machine.close(story.time)
    assert ended.score == 0.9


def test_that_all_of_somebody_is_in_the_picture_is_told_once() -> None:
    story = Story()
    for hits, left in enumerate((0.0, 0.01, 0.015, 0.1, 0.3, 0.5, 0.9, 0.5), start=1):
        story.tell(person(story.time, hits=hits, left=left))
    started, updated = story.changes
    assert isinstance(started, IncidentStarted)
    assert isinstance(updated, IncidentUpdated)
    assert updated.box is not None
    assert updated.box.left == 0.1
    assert updated.score == started.score


def test_zones_are_told_as_they_are_entered() -> None:
    def zone(name: str, left: float, right: float) -> Zone:
        corners = ((left, 0.0), (right, 0.0), (right, 1.0), (left, 1.0))
        polygon = tuple(Point(x=x, y=y) for x, y in corners)
        return Zone(id=ZoneId(name), name=name, kind=ZoneKind.INCLUDE, polygon=polygon)

    story = Story(zones=(zone("gate", 0.2, 0.5), zone("door", 0.5, 0.9)))
    for hits in range(1, 14):
        story.tell(person(story.time, hits=hits, left=0.05 * hits - 0.05))
    started, updated = story.changes
    assert isinstance(started, IncidentStarted)
    assert started.zones == ("gate",)
    assert isinstance(updated, IncidentUpdated)
    assert updated.zones == ("door", "gate")
    assert updated.first_time == started.first_time


def test_labels_nobody_asked_for_are_left_out() -> None:
    story = Story(Label.ANIMAL)
    story.present(3)
    assert story.changes == []


def test_bare_motion_must_last() -> None:
    story = Story(Label.MOTION)
    story.tell(has_motion=True)
    story.tell(has_motion=True)
    story.absent(3)
    assert story.changes == []
    for _ in range(5):
        story.tell(has_motion=True)
    story.absent(COOLDOWN_SECONDS + 1)
    assert story.kinds == [IncidentStarted, IncidentEnded]


def test_a_sensor_hears_of_lasting_motion_until_it_has_been_calm_for_a_while() -> None:
    story = Story(Label.PERSON)
    story.tell(has_motion=True)
    assert not story.machine.has_motion
    for _ in range(5):
        story.tell(has_motion=True)
    assert story.machine.has_motion
    story.absent(COOLDOWN_SECONDS / 2)
    assert story.machine.has_motion
    story.absent(COOLDOWN_SECONDS)
    assert not story.machine.has_motion
    assert story.changes == []


def test_motion_and_a_person_are_two_incidents() -> None:
    story = Story(Label.MOTION, Label.PERSON)
    for hits in range(1, 6):
        story.tell(person(story.time, hits=hits), has_motion=True)
    assert story.machine.present == {Label.MOTION, Label.PERSON}


def test_closing_ends_what_goes_on_and_forgets_who_was_there() -> None:
    story = Story()
    story.present(2)
    [ended] = story.machine.close(story.time)
    assert ended.time < story.time
    assert story.machine.close(story.time) == ()
    story.judge = Judge(ZoneFilter(()))
    story.tell(person(story.time, hits=1))
    assert story.kinds == [IncidentStarted]


@given(st.lists(st.tuples(st.booleans(), st.floats(0.25, 1.0), st.booleans(), st.floats(0.05, 8)), max_size=80))
def test_every_incident_starts_once_ends_once_and_never_overlaps_its_like(
    story: list[tuple[bool, float, bool, float]],
) -> None:
    judge = Judge(ZoneFilter(()))
    machine = IncidentMachine((Label.PERSON, Label.MOTION), prefix="x")
    time, hits = 0.0, 0
    changes: list[IncidentChange] = []
    for is_seen, score, has_motion, pause in story:
        time += pause
        hits += is_seen
        tracks = (person(time, hits=hits, score=score),) if is_seen else ()
        changes += machine.update(time, judge.update(time, tracks), has_motion=has_motion)
    changes += machine.close(time)
    going_on: dict[Label, IncidentId] = {}
    ids: set[IncidentId] = set()
    for change in changes:
        match change:
            case IncidentStarted():
                assert change.label not in going_on
                assert change.id not in ids
                assert change.first_time <= change.time
                going_on[change.label] = change.id
                ids.add(change.id)
            case IncidentUpdated():
                assert going_on[change.label] == change.id
            case IncidentEnded():
                assert going_on.pop(change.label) == change.id
                assert change.first_time <= change.time
    assert not going_on

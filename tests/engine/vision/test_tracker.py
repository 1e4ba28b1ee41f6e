"""One object keeps one name, and what is parked is known to be parked."""

from collections.abc import Iterable

from hypothesis import given, strategies as st

from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.model.picture import Box
from custom_components.secure_video.engine.model.vision import Detection, Motion, Track
from custom_components.secure_video.engine.vision.kalman import MovingBox
from custom_components.secure_video.engine.vision.liveliness import has_shifted
from custom_components.secure_video.engine.vision.tracker import CONFIDENT, Tracker

from .scenes import a_box, a_detection

STEP = 0.2


class Story:
    """Looks at 5 a second."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self.tracker = Tracker()
        self.time = 0.0

    def look(self, *detections: Detection, motion: Motion | None = None, after: float = STEP) -> tuple[Track, ...]:
        self.time += after
        return self.tracker.update(self.time, detections, motion or Motion())

    def looks(self, all_of_them: Iterable[Detection]) -> tuple[Track, ...]:
        tracks: tuple[Track, ...] = ()
        for detection in all_of_them:
            tracks = self.look(detection)
        return tracks


def walk(count: int, *, start: float = 0.1, step: float = 0.03, label: Label = Label.PERSON) -> list[Detection]:
    return [a_detection(a_box(start + step * number, 0.4), label=label) for number in range(count)]


def test_a_walk_is_one_moving_track() -> None:
    [track] = Story().looks(walk(10))
    assert track.is_moving
    assert track.hits == 10
    assert track.first_time == STEP


def test_somebody_fast_and_small_keeps_the_name_without_overlap() -> None:
    boxes = [a_box(0.1 + 0.03 * number, 0.4, 0.025, 0.06) for number in range(8)]
    [track] = Story().looks(a_detection(box) for box in boxes)
    assert track.hits == 8


def test_a_dropout_of_a_second_keeps_the_name() -> None:
    story = Story()
    [before] = story.looks(walk(5))
    for _ in range(4):
        [hidden] = story.look()
        assert not hidden.is_visible
    [after] = story.looks(walk(5, start=0.1 + 0.03 * 9))
    assert after.id == before.id


def test_a_weak_detection_keeps_a_track_but_starts_none() -> None:
    story = Story()
    weak = a_detection(a_box(0.1, 0.4), score=CONFIDENT - 0.1)
    assert story.look(weak) == ()
    story.look(a_detection(a_box(0.1, 0.4)))
    [track] = story.look(weak)
    assert track.is_visible
    assert track.hits == 1


def test_who_left_is_forgotten() -> None:
    story = Story()
    story.looks(walk(10))
    assert story.look(after=4.0) == ()


def test_labels_do_not_mix() -> None:
    story = Story()
    story.look(a_detection(a_box(0.1, 0.4)))
    tracks = story.look(a_detection(a_box(0.1, 0.4), label=Label.ANIMAL))
    assert [track.label for track in tracks if track.is_visible] == [Label.ANIMAL]


def test_two_who_cross_stay_two() -> None:
    story = Story()
    for number in range(20):
        one, other = 0.1 + 0.03 * number, 0.7 - 0.03 * number
        story.look(a_detection(a_box(one, 0.4)), a_detection(a_box(other, 0.45)))
    assert len(story.tracker.tracks) == 2


def test_two_of_whom_one_is_hidden_while_they_cross_stay_the_same_two() -> None:
    for pause, step in ((0.2, 0.015), (1.0, 0.075)):
        story = Story()
        last: dict[str, Track] = {}
        for number in range(round(6 / pause)):
            one, other = 0.1 + step * number, 0.5 - step * number
            near, far = a_box(one, 0.42, 0.06, 0.25), a_box(other, 0.4, 0.06, 0.25)
            is_hidden = abs(one - other) < 0.03
            tracks = story.look(*map(a_detection, [near] if is_hidden else [near, far]), after=pause)
            last = {"near": min(tracks, key=lambda each: abs(each.box.left - near.left))}
            last["far"] = min(tracks, key=lambda each: abs(each.box.left - far.left))
        assert (last["near"].id, last["far"].id) == (1, 2)
        assert len(story.tracker.tracks) == 2


def test_the_most_likely_kind_wins() -> None:
    story = Story()
    box = a_box(0.1, 0.4)
    [track] = story.looks(a_detection(box, label=Label.ANIMAL, kind=kind) for kind in ("dog", "cat", "dog"))
    assert track.kind == "dog"


@given(st.lists(st.tuples(*[st.floats(-0.01, 0.01)] * 4), min_size=5, max_size=60))
def test_a_parked_car_never_moves_however_its_box_jitters(jitter: list[tuple[float, float, float, float]]) -> None:
    story = Story()
    for left, top, right, bottom in jitter:
        box = Box(left=0.3 + left, top=0.4 + top, right=0.5 + right, bottom=0.5 + bottom)
        [track] = story.look(a_detection(box, label=Label.VEHICLE), motion=Motion(regions=(a_box(0.3, 0.4),)))
        assert not track.is_moving


def test_a_parked_car_half_hidden_by_a_passer_by_has_not_moved() -> None:
    story = Story()
    whole, half = a_box(0.3, 0.4, 0.2, 0.1), a_box(0.4, 0.4, 0.1, 0.1)
    for box in [whole] * 10 + [half] * 5 + [whole] * 10:
        [track] = story.look(a_detection(box, label=Label.VEHICLE))
        assert not track.is_moving


def test_a_parked_car_is_the_same_after_minutes_out_of_sight() -> None:
    story = Story()
    car = a_detection(a_box(0.3, 0.4, 0.2, 0.1), label=Label.VEHICLE)
    [before] = story.looks([car] * 5)
    [after] = story.look(car, after=300.0)
    assert after.id == before.id
    assert not after.is_moving


def test_a_car_that_parks_stops_moving_and_one_that_leaves_moves() -> None:
    story = Story()
    [track] = story.looks(walk(10, label=Label.VEHICLE))
    assert track.is_moving
    parked = a_detection(a_box(0.37, 0.4), label=Label.VEHICLE)
    [track] = story.looks([parked] * 60)
    assert not track.is_moving
    [track] = story.looks(walk(10, start=0.37, label=Label.VEHICLE))
    assert track.is_moving


def test_a_car_that_has_stood_for_long_has_left_only_when_it_goes_on() -> None:
    car = a_detection(a_box(0.3, 0.4, 0.2, 0.1), label=Label.VEHICLE)
    jumped = a_detection(a_box(0.37, 0.4, 0.2, 0.1), label=Label.VEHICLE)
    story = Story()
    story.looks([car] * 20)
    [track] = story.looks([jumped] * 8)
    assert not track.is_moving
    [track] = story.looks([car] * 5)
    assert not track.is_moving
    leaving = [a_box(0.3 + 0.03 * step, 0.4, 0.2, 0.1) for step in range(9)]
    [track] = story.looks(a_detection(box, label=Label.VEHICLE) for box in leaving)
    assert track.is_moving


@given(st.lists(st.tuples(st.booleans(), st.floats(-0.05, 0.05), st.floats(0.9, 1.1)), max_size=12))
def test_a_parked_car_in_passing_headlights_stays_parked(sweep: list[tuple[bool, float, float]]) -> None:
    story = Story()
    story.looks([a_detection(a_box(0.3, 0.4, 0.2, 0.1), label=Label.VEHICLE)] * 20)
    for is_found, jump, size in sweep:
        lit = a_detection(a_box(0.4 + jump - 0.1 * size, 0.4, 0.2 * size, 0.1), label=Label.VEHICLE)
        story.look(*[lit] * is_found)
        assert not any(track.is_moving for track in story.tracker.tracks)


def test_on_a_busy_machine_a_walk_is_still_one_moving_track() -> None:
    story = Story()
    tracks: tuple[Track, ...] = ()
    for number in range(6):
        tracks = story.look(a_detection(a_box(0.02 + 0.18 * number, 0.4, 0.06, 0.25)), after=1.0)
    [track] = tracks
    assert track.is_moving
    assert track.hits == 6


def test_on_a_busy_machine_a_car_that_arrives_moves() -> None:
    story = Story()
    tracks: tuple[Track, ...] = ()
    for number in range(4):
        box = a_box(0.1 + 0.15 * number, 0.4, 0.2, 0.1)
        tracks = story.look(a_detection(box, label=Label.VEHICLE), after=1.0)
    [track] = tracks
    assert track.is_moving


def test_where_nobody_looked_nothing_was_missed() -> None:
    story = Story()
    story.looks([a_detection(a_box(0.1, 0.4), label=Label.VEHICLE)] * 4)
    elsewhere, there = a_box(0.6, 0.2, 0.4, 0.4), a_box(0.0, 0.2, 0.5, 0.5)
    [track] = story.tracker.update(story.time + 1, (), regions=(elsewhere,))
    assert track.is_visible
    [track] = story.tracker.update(story.time + 2, (), regions=(elsewhere, there))
    assert not track.is_visible
    assert track.misses == 1


def test_a_weak_look_at_a_statue_among_passers_by_does_not_make_it_live() -> None:
    story = Story()
    for number in range(6):
        statue = a_detection(a_box(0.4, 0.4), label=Label.ANIMAL, score=0.6 if number < 3 else 0.3)
        walker = a_detection(a_box(0.3 + 0.03 * number, 0.35, 0.12, 0.4))
        around = Motion(regions=(a_box(0.3, 0.35, 0.25, 0.4),) if number >= 3 else ())
        story.look(statue, walker, motion=around)
    assert [track.is_moving for track in story.tracker.tracks if track.label is Label.ANIMAL] == [False]


def test_a_person_who_waits_for_a_minute_is_still_there() -> None:
    story = Story()
    story.looks(walk(10))
    [track] = story.looks([a_detection(a_box(0.37, 0.4))] * 300)
    assert track.is_moving


def test_somebody_who_only_moves_the_arms_is_alive_and_a_statue_is_not() -> None:
    box = a_box(0.4, 0.4)
    arms = Motion(regions=(a_box(0.42, 0.5, 0.09, 0.05),))
    story = Story()
    for _ in range(3):
        story.look(a_detection(box), motion=arms)
    [person] = story.tracker.tracks
    assert person.is_moving
    passing = Motion(regions=(a_box(0.1, 0.45, 0.8, 0.3),))
    story = Story()
    for _ in range(10):
        story.look(a_detection(box), motion=passing)
    [statue] = story.tracker.tracks
    assert not statue.is_moving


def test_coming_nearer_is_moving_and_one_edge_alone_is_not() -> None:
    far = a_box(0.4, 0.4, 0.1, 0.1)
    assert has_shifted(far, a_box(0.37, 0.37, 0.16, 0.16))
    assert has_shifted(far, a_box(0.44, 0.4, 0.1, 0.1))
    assert not has_shifted(far, a_box(0.4, 0.4, 0.2, 0.1))
    assert not has_shifted(a_box(0.0, 0.4), a_box(0.0, 0.4, 0.07))


def test_the_filter_learns_the_speed() -> None:
    moving = MovingBox(a_box(0.1, 0.4))
    for number in range(1, 8):
        moving.predict(STEP)
        moving.correct(a_box(0.1 + 0.03 * number, 0.4))
    moving.predict(STEP)
    assert abs(moving.box.left - (0.1 + 0.03 * 8)) < 0.01


def test_what_came_out_from_behind_something_does_not_go_on_growing() -> None:
    appearing = MovingBox(a_box(0.4, 0.4, 0.05, 0.3))
    for width in (0.1, 0.15):
        appearing.predict(1.0)
        appearing.correct(a_box(0.4, 0.4, width, 0.3))
    appearing.predict(3.0)
    assert appearing.box.width < 0.16

"""Which objects count, and why others do not."""

from hypothesis import given, strategies as st

from custom_components.secure_video.engine.incidents.judge import Judge, Judged
from custom_components.secure_video.engine.incidents.zones import ZoneFilter
from custom_components.secure_video.engine.model.areas import Zone, ZoneKind
from custom_components.secure_video.engine.model.incidents import Reason
from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.model.vision import Track
from tests.builders import a_track, a_zone

LEFT = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
RIGHT = ((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0))
WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


class Story:
    """One camera with zones."""

    def __init__(self, *zones: Zone) -> None:
        """Begin with nothing known."""
        self.judge = Judge(ZoneFilter(zones))

    def see(self, track: Track, *, now: float | None = None) -> Judged:
        [judged] = self.judge.update(track.last_time if now is None else now, [track])
        return judged

    def reasons(self, *tracks: Track) -> list[Reason | None]:
        return [self.see(track).reason for track in tracks]


def test_without_zones_whoever_is_sure_and_moves_counts() -> None:
    story = Story()
    assert story.see(a_track(0.0, hits=1)).reason is Reason.NOT_SURE
    judged = story.see(a_track(0.2, hits=2))
    assert judged.reason is None
    assert judged.zones == frozenset()
    assert judged.present_in == {None}


def test_what_never_moved_does_not_count_but_is_present() -> None:
    judged = Story(a_zone(*LEFT)).see(a_track(0.0, 0.3, label=Label.VEHICLE, is_moving=False))
    assert judged.reason is Reason.NOT_MOVING
    assert judged.present_in == {None, "path"}


def test_limits_of_a_zone_have_their_reasons() -> None:
    story = Story(a_zone(*LEFT, min_score=0.6, min_area=0.02, max_area=0.1))
    assert story.see(a_track(0.0, 0.3, score=0.5)).reason is Reason.LOW_SCORE
    assert story.see(a_track(0.2, 0.3, width=0.05, height=0.2)).reason is Reason.TOO_SMALL
    judged = story.see(a_track(0.4, 0.3, width=0.4, height=0.5))
    assert judged.reason is Reason.TOO_LARGE
    assert judged.zone == "path"
    assert judged.present_in == frozenset()
    assert story.see(a_track(0.6, 0.3)).reason is None


def test_outside_and_excluded_are_two_things() -> None:
    story = Story(a_zone(*LEFT), a_zone(*RIGHT, name="street", kind=ZoneKind.EXCLUDE))
    assert story.see(a_track(0.0, 0.7)).reason is Reason.EXCLUDED
    assert Story(a_zone(*LEFT)).see(a_track(0.0, 0.7)).reason is Reason.OUTSIDE


def test_the_limits_of_one_of_several_zones_are_enough() -> None:
    strict, easy = a_zone(*WHOLE, name="strict", min_score=0.9), a_zone(*LEFT, name="easy")
    story = Story(strict, easy)
    judged = story.see(a_track(0.0, 0.3))
    assert judged.reason is None
    assert judged.zones == {"easy"}
    judged = story.see(a_track(0.2, 0.7))
    assert (judged.reason, judged.zone) == (Reason.LOW_SCORE, "strict")


def test_a_zone_for_others_sets_no_limits() -> None:
    story = Story(a_zone(*WHOLE, only=frozenset({Label.VEHICLE}), min_score=0.9))
    assert story.see(a_track(0.0)).reason is None


def test_dwell_begins_on_entering_and_a_moment_outside_does_not_restart_it() -> None:
    story = Story(a_zone(*LEFT, dwell=2.0))
    assert story.reasons(a_track(0.0, 0.7), a_track(1.0, 0.3), a_track(2.0, 0.3)) == [
        Reason.OUTSIDE,
        Reason.TOO_SHORT,
        Reason.TOO_SHORT,
    ]
    assert story.see(a_track(2.4, 0.52)).reason is Reason.OUTSIDE
    assert story.see(a_track(3.0, 0.3)).reason is None


def test_dwell_restarts_for_who_was_away() -> None:
    story = Story(a_zone(*LEFT, dwell=2.0))
    story.reasons(a_track(0.0, 0.3), a_track(1.0, 0.7), a_track(1.8, 0.7))
    assert story.see(a_track(2.6, 0.3)).reason is Reason.TOO_SHORT
    assert story.see(a_track(4.7, 0.3)).reason is None


def test_out_of_sight_nobody_enters_a_zone() -> None:
    story = Story(a_zone(*LEFT))
    story.see(a_track(0.0, 0.7))
    assert story.see(a_track(0.0, 0.3, misses=1), now=0.4).reason is Reason.OUTSIDE


def test_a_car_that_parks_counts_once_when_its_dwell_is_over_without_another_look() -> None:
    story = Story(a_zone(*LEFT, dwell=30.0))
    assert story.see(a_track(0.0, 0.3, label=Label.VEHICLE)).reason is Reason.TOO_SHORT
    parked = a_track(12.0, 0.3, label=Label.VEHICLE, is_moving=False)
    assert story.see(parked).reason is Reason.TOO_SHORT
    judged = story.see(parked, now=31.0)
    assert judged.reason is None
    assert judged.seen_time == 31.0
    assert story.see(parked, now=32.0).reason is Reason.NOT_MOVING


@given(st.lists(st.tuples(st.floats(0.1, 1.0), st.booleans()), min_size=1, max_size=40), st.floats(0.5, 5.0))
def test_nobody_counts_before_the_dwell_and_everybody_who_stays_does(
    looks: list[tuple[float, bool]], dwell: float
) -> None:
    story = Story(a_zone(*LEFT, dwell=dwell))
    time = 0.0
    entered: float | None = None
    first: float | None = None
    for pause, is_inside in looks:
        time += pause
        judged = story.see(a_track(time, 0.3 if is_inside else 0.7))
        if is_inside:
            first = time if first is None else first
            entered = time if entered is None else entered
        else:
            entered = None
        if judged.reason is None:
            assert is_inside
            assert first is not None
            assert time - first >= dwell
        if entered is not None and time - entered >= dwell:
            assert judged.reason is None

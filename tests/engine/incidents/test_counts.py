"""How many are where, without flicker."""

from collections.abc import Sequence

from hypothesis import given, strategies as st

from custom_components.secure_video.engine.incidents.counts import HOLD_SECONDS, MISSES, ObjectCounts
from custom_components.secure_video.engine.incidents.judge import Judge
from custom_components.secure_video.engine.incidents.zones import ZoneFilter
from custom_components.secure_video.engine.model.areas import Zone, ZoneKind
from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.model.vision import Track
from tests.builders import a_track, a_zone

LEFT = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
RIGHT = ((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0))


class Story:
    """One camera that watches people and vehicles."""

    def __init__(self, *zones: Zone) -> None:
        """Begin with nothing known."""
        filtered = ZoneFilter(zones)
        self.judge = Judge(filtered)
        self.counter = ObjectCounts({Label.PERSON, Label.VEHICLE, Label.MOTION}, filtered)

    def count(self, time: float, tracks: Sequence[Track], label: Label = Label.PERSON) -> dict[str | None, int]:
        counts = self.counter.update(time, self.judge.update(time, tracks))
        return {each.zone: each.count for each in counts if each.label is label}


def test_every_watched_label_has_a_number_from_the_start() -> None:
    story = Story(a_zone(*LEFT), a_zone(*RIGHT, name="gate", only=frozenset({Label.VEHICLE})))
    assert story.count(0.0, []) == {None: 0, "path": 0}
    assert story.count(0.0, [], Label.VEHICLE) == {None: 0, "path": 0, "gate": 0}


def test_several_people_count_where_they_are() -> None:
    story = Story(a_zone(*LEFT), a_zone(*RIGHT, name="gate"))
    tracks = [a_track(0.0, x, number=number) for number, x in enumerate((0.2, 0.3, 0.7))]
    assert story.count(0.0, tracks) == {None: 3, "path": 2, "gate": 1}


def test_a_parked_car_counts_however_long_nobody_looks() -> None:
    story = Story(a_zone(*LEFT))
    parked = a_track(0.0, 0.3, label=Label.VEHICLE, is_moving=False)
    for time in (0.0, 10.0, 3000.0):
        assert story.count(time, [parked], Label.VEHICLE) == {None: 1, "path": 1}


def test_who_is_not_sure_or_outside_or_excluded_does_not_count() -> None:
    story = Story(a_zone(*LEFT), a_zone((0.0, 0.0), (0.2, 0.0), (0.2, 1.0), (0.0, 1.0), kind=ZoneKind.EXCLUDE))
    tracks = [a_track(0.0, 0.3, hits=1), a_track(0.0, 0.7, number=2), a_track(0.0, 0.1, number=3)]
    assert story.count(0.0, tracks) == {None: 0, "path": 0}


def test_a_dropout_of_two_looks_is_not_seen_and_leaving_is() -> None:
    story = Story()
    assert story.count(0.0, [a_track(0.0)]) == {None: 1}
    for misses in range(1, MISSES):
        assert story.count(misses, [a_track(0.0, misses=misses)]) == {None: 1}
    assert story.count(1.0, [a_track(0.0, misses=5)]) == {None: 1}
    assert story.count(HOLD_SECONDS + 0.1, [a_track(0.0, misses=MISSES)]) == {None: 0}


@given(st.lists(st.floats(0.45, 0.55), min_size=1, max_size=40))
def test_feet_on_a_border_do_not_flicker(places: list[float]) -> None:
    story = Story(a_zone(*LEFT))
    story.count(0.0, [a_track(0.0, 0.4)])
    for number, x in enumerate(places):
        time = 0.2 * (2 * number + 1)
        story.count(time, [a_track(time, x)])
        time += 0.2
        assert story.count(time, [a_track(time, 0.49)])["path"] == 1


@given(st.lists(st.integers(0, MISSES - 1), min_size=1, max_size=30))
def test_a_count_never_changes_while_no_dropout_lasts(dropouts: list[int]) -> None:
    story = Story()
    time = 0.0
    for dropout in dropouts:
        seen = time = time + 1.0
        assert story.count(time, [a_track(time)]) == {None: 1}
        for misses in range(1, dropout + 1):
            time += 1.0
            assert story.count(time, [a_track(seen, misses=misses)]) == {None: 1}

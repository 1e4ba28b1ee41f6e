"""Who crosses a line, once, in which direction."""

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from custom_components.secure_video.engine.incidents.judge import Judge
from custom_components.secure_video.engine.incidents.lines import BEYOND, LineCrossings
from custom_components.secure_video.engine.incidents.zones import ZoneFilter
from custom_components.secure_video.engine.model.areas import Direction, Line
from custom_components.secure_video.engine.model.incidents import LineCrossed
from custom_components.secure_video.engine.model.names import IncidentId, Label, LineId
from custom_components.secure_video.engine.model.picture import Point
from custom_components.secure_video.engine.model.vision import Track
from tests.builders import a_track

HALF_WIDTH = 0.05


def a_line(
    *,
    start: tuple[float, float] = (0.5, 0.9),
    end: tuple[float, float] = (0.5, 0.3),
    direction: Direction | None = None,
    labels: frozenset[Label] = frozenset(),
) -> Line:
    """A line that goes away from the camera, up the middle of the picture."""
    return Line(
        id=LineId("gate"),
        name="Gate",
        start=Point(x=start[0], y=start[1]),
        end=Point(x=end[0], y=end[1]),
        direction=direction,
        labels=labels,
    )


class Story:
    """One camera with one line."""

    def __init__(self, line: Line | None = None) -> None:
        """Begin with nothing known."""
        self.judge = Judge(ZoneFilter(()))
        self.lines = LineCrossings({Label.PERSON, Label.VEHICLE}, [line or a_line()], prefix="door-1")
        self.going_on: dict[Label, IncidentId] = {}
        self.told: list[LineCrossed] = []

    def see(self, *tracks: Track) -> None:
        time = max(track.last_time for track in tracks)
        self.told += self.lines.update(time, self.judge.update(time, tracks), self.going_on)

    def walk(self, places: Iterable[float], *, y: float = 0.7, pause: float = 0.2) -> list[Direction]:
        for number, x in enumerate(places):
            self.see(a_track(number * pause, x, y))
        return [each.direction for each in self.told]


@pytest.mark.parametrize("pause", [0.2, 1.0])
def test_who_walks_to_the_right_over_a_line_away_from_us_crosses_it_to_the_right(pause: float) -> None:
    assert Story().walk((0.3, 0.4, 0.49, 0.51, 0.6, 0.7), pause=pause) == [Direction.TO_RIGHT]
    assert Story().walk((0.7, 0.6, 0.51, 0.49, 0.4, 0.3), pause=pause) == [Direction.TO_LEFT]


def test_for_who_looks_to_the_right_the_right_hand_is_below() -> None:
    story = Story(a_line(start=(0.2, 0.5), end=(0.8, 0.5)))
    for number, y in enumerate((0.3, 0.45, 0.6, 0.7)):
        story.see(a_track(number * 0.2, 0.5, y))
    assert [each.direction for each in story.told] == [Direction.TO_RIGHT]


def test_two_looks_are_enough_for_who_is_fast() -> None:
    assert Story().walk((0.2, 0.9)) == [Direction.TO_RIGHT]


def test_past_the_ends_is_not_through() -> None:
    assert Story().walk((0.3, 0.4, 0.6, 0.7), y=0.95) == []
    assert Story().walk((0.3, 0.7), y=0.2) == []


def test_who_goes_around_the_end_and_back_through_crosses_once() -> None:
    story = Story()
    for number, (x, y) in enumerate(((0.3, 0.7), (0.4, 0.95), (0.6, 0.95), (0.6, 0.7), (0.4, 0.7))):
        story.see(a_track(number * 0.5, x, y))
    assert [each.direction for each in story.told] == [Direction.TO_LEFT]


def test_a_direction_leaves_the_other_out_and_labels_leave_others_out() -> None:
    there_and_back = (0.3, 0.7, 0.3)
    assert Story(a_line(direction=Direction.TO_LEFT)).walk(there_and_back) == [Direction.TO_LEFT]
    assert Story(a_line(labels=frozenset({Label.VEHICLE}))).walk(there_and_back) == []


def test_what_is_not_watched_crosses_nothing() -> None:
    story = Story(a_line(labels=frozenset({Label.ANIMAL})))
    for number, x in enumerate((0.3, 0.7)):
        story.see(a_track(number * 0.2, x, label=Label.ANIMAL))
    assert story.told == []


def test_a_parked_car_whose_box_jumps_over_the_line_crosses_nothing_until_it_drives() -> None:
    story = Story()
    for number, x in enumerate((0.45, 0.55, 0.45, 0.55)):
        story.see(a_track(number * 0.2, x, label=Label.VEHICLE, is_moving=False))
    assert story.told == []
    story.see(a_track(1.0, 0.7, label=Label.VEHICLE))
    assert [each.direction for each in story.told] == [Direction.TO_RIGHT]


def test_who_is_confirmed_late_has_crossed_all_the_same() -> None:
    story = Story()
    for number, (x, hits) in enumerate(((0.3, 1), (0.7, 1), (0.8, 2))):
        story.see(a_track(number * 0.2, x, hits=hits))
    [crossed] = story.told
    assert crossed.first_time == 0.0
    assert crossed.time == 0.4


def test_a_guess_out_of_sight_crosses_nothing() -> None:
    story = Story()
    story.see(a_track(0.0, 0.4))
    guess = a_track(0.0, 0.7, misses=1)
    story.told += story.lines.update(0.4, story.judge.update(0.4, [guess]), {})
    assert story.told == []


def test_a_crossing_belongs_to_the_incident_or_has_its_own_id() -> None:
    story = Story()
    story.going_on = {Label.PERSON: IncidentId("door-1-7")}
    story.walk((0.3, 0.7))
    story.going_on = {}
    story.see(a_track(2.0, 0.3))
    story.see(a_track(4.0, 0.7))
    assert [each.id for each in story.told] == ["door-1-7", "door-1-line-1", "door-1-line-2"]


def test_after_closing_nobody_comes_from_where_another_was() -> None:
    story = Story()
    story.see(a_track(0.0, 0.3))
    story.lines.close()
    story.see(a_track(0.2, 0.7))
    assert story.told == []


@given(st.lists(st.floats(0.0, 1.0), max_size=60), st.floats(0.35, 1.3))
def test_crossings_are_the_changes_of_the_clear_side_through_the_line(places: list[float], y: float) -> None:
    doubt = BEYOND * 2 * HALF_WIDTH
    sides = [x > 0.5 for x in places if abs(x - 0.5) > doubt + 1e-9]
    if any(abs(abs(x - 0.5) - doubt) <= 1e-9 for x in places):
        return
    story = Story()
    crossed = story.walk(places, y=y)
    changes = [now for before, now in pairwise(sides) if before is not now]
    is_through = min(y, 0.98) <= 0.9
    assert [direction is Direction.TO_RIGHT for direction in crossed] == (changes if is_through else [])


@given(st.lists(st.floats(-BEYOND, BEYOND), min_size=1, max_size=60), st.sampled_from((0.3, 0.7)))
def test_jitter_on_the_line_is_at_most_the_crossing_itself(jitter: list[float], end: float) -> None:
    standing = [0.5 + each * 2 * HALF_WIDTH * 0.99 for each in jitter]
    assert Story().walk((0.3, *standing, end)) == ([Direction.TO_RIGHT] if end > 0.5 else [])

"""How an incident's path is thinned out."""

from itertools import pairwise

import pytest

from custom_components.secure_video.engine.clips.path import MAX_PLACES, ClipPath
from custom_components.secure_video.engine.model.incidents import Whereabouts
from custom_components.secure_video.engine.model.names import IncidentId, TrackId
from tests.builders import A_BOX


def seen(time: float, track: int = 1) -> Whereabouts:
    return Whereabouts(incident=IncidentId("one"), track=TrackId(track), box=A_BOX, time=time)


def times(path: ClipPath, begins: float = 0.0, ends: float = 1e6) -> list[float]:
    return [place.time for place in path.between(begins, ends)]


def test_there_are_two_places_a_second_at_most() -> None:
    path = ClipPath()
    for number in range(50):
        path.add(seen(number / 10))
    assert times(path) == [number / 2 for number in range(10)]
    assert times(path, 1.0, 2.0) == [1.0, 1.5, 2.0]


def test_what_was_there_at_once_has_one_time_in_whatever_order_it_is_told() -> None:
    path = ClipPath()
    path.add(seen(1.0))
    path.add(seen(1.2, track=2))
    path.add(seen(0.2, track=2))
    assert times(path) == [0.2, 1.0, 1.0]


@pytest.mark.parametrize("objects", [1, 3])
def test_too_many_places_are_thinned_out_over_the_whole_time(objects: int) -> None:
    path = ClipPath()
    for number in range(2 * MAX_PLACES):
        for track in range(objects):
            path.add(seen(number / 2, track))
    told = sorted(set(times(path)))
    assert MAX_PLACES / 4 < len(times(path)) <= MAX_PLACES
    assert told[0] == 0.0
    assert told[-1] > MAX_PLACES - 10
    assert len({after - before for before, after in pairwise(told)}) == 1


def test_a_crowd_at_one_moment_is_kept() -> None:
    path = ClipPath()
    for track in range(MAX_PLACES + 1):
        path.add(seen(0.0, track))
    assert len(times(path)) == MAX_PLACES + 1


def test_the_next_clip_is_told_closely_again() -> None:
    path = ClipPath()
    for number in range(2 * MAX_PLACES):
        path.add(seen(number / 2))
    path.forget(MAX_PLACES - 5)
    for number in range(2 * MAX_PLACES, 2 * MAX_PLACES + 4):
        path.add(seen(number / 2))
    assert times(path)[0] >= MAX_PLACES - 5
    assert times(path)[-4:] == [MAX_PLACES + step / 2 for step in range(4)]

"""Where things count."""

import pytest
from hypothesis import given, strategies as st

from custom_components.secure_video.engine.incidents.zones import ZoneFilter, is_inside
from custom_components.secure_video.engine.model.areas import Zone, ZoneKind
from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.model.picture import Box, Point
from tests.builders import a_zone

LOWER_HALF = ((0.0, 0.5), (1.0, 0.5), (1.0, 1.0), (0.0, 1.0))
LEFT_HALF = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))


def standing_at(x: float, y: float) -> Box:
    return Box(left=x - 0.05, top=y - 0.3, right=x + 0.05, bottom=y)


def names(zones: tuple[Zone, ...] | None) -> list[str] | None:
    return None if zones is None else [zone.name for zone in zones]


def test_without_zones_everything_counts() -> None:
    assert ZoneFilter(()).of(Label.PERSON, standing_at(0.5, 0.5)) == ()


def test_the_feet_decide_and_not_the_head() -> None:
    zones = ZoneFilter([a_zone(*LOWER_HALF)])
    assert names(zones.of(Label.PERSON, standing_at(0.3, 0.6))) == ["path"]
    assert zones.of(Label.PERSON, standing_at(0.3, 0.45)) is None


def test_one_may_be_in_several_zones() -> None:
    zones = ZoneFilter([a_zone(*LOWER_HALF, name="low"), a_zone(*LEFT_HALF, name="left")])
    assert names(zones.of(Label.PERSON, standing_at(0.3, 0.7))) == ["low", "left"]
    assert names(zones.of(Label.PERSON, standing_at(0.7, 0.7))) == ["low"]


def test_an_excluded_zone_wins() -> None:
    zones = ZoneFilter([a_zone(*LOWER_HALF), a_zone(*LEFT_HALF, name="street", kind=ZoneKind.EXCLUDE)])
    assert zones.of(Label.PERSON, standing_at(0.3, 0.7)) is None
    assert names(zones.of(Label.PERSON, standing_at(0.7, 0.7))) == ["path"]


def test_a_zone_for_vehicles_says_nothing_about_people() -> None:
    zones = ZoneFilter([a_zone(*LOWER_HALF, only=frozenset({Label.VEHICLE}))])
    assert zones.of(Label.PERSON, standing_at(0.5, 0.4)) == ()
    assert zones.of(Label.VEHICLE, standing_at(0.5, 0.4)) is None


def test_a_box_cut_off_below_counts_by_what_is_seen_of_it() -> None:
    ends_early = a_zone((0.2, 0.4), (0.8, 0.4), (0.8, 0.95), (0.2, 0.95))
    near = Box(left=0.4, top=0.3, right=0.6, bottom=1.0)
    assert names(ZoneFilter([ends_early]).of(Label.PERSON, near)) == ["path"]
    not_here = a_zone((0.2, 0.9), (0.8, 0.9), (0.8, 1.0), (0.2, 1.0), kind=ZoneKind.EXCLUDE)
    assert ZoneFilter([not_here]).of(Label.PERSON, near) == ()


def test_bare_motion_counts_by_its_middle() -> None:
    zones = ZoneFilter([a_zone(*LEFT_HALF)])
    assert zones.of(Label.MOTION, Box(left=0.4, top=0.0, right=0.9, bottom=0.9)) is None
    assert names(zones.of(Label.MOTION, Box(left=0.0, top=0.0, right=0.9, bottom=0.9))) == ["path"]


@pytest.mark.parametrize(
    ("x", "y", "expected"), [(0.1, 0.5, True), (0.5, 0.5, False), (0.9, 0.5, True), (0.5, 0.1, True)]
)
def test_a_polygon_may_have_a_dent(x: float, y: float, *, expected: bool) -> None:
    horseshoe = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.7, 1.0), (0.7, 0.3), (0.3, 0.3), (0.3, 1.0), (0.0, 1.0)]
    assert is_inside(Point(x=x, y=y), [Point(x=a, y=b) for a, b in horseshoe]) is expected


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_rectangle_holds_what_lies_between_its_sides(x: float, y: float) -> None:
    corners = [Point(x=0.2, y=0.3), Point(x=0.6, y=0.3), Point(x=0.6, y=0.9), Point(x=0.2, y=0.9)]
    assert is_inside(Point(x=x, y=y), corners) is (0.2 <= x < 0.6 and 0.3 <= y < 0.9)

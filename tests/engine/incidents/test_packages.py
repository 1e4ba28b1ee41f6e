"""What comes and goes where somebody was: when it is a package, and when it is not."""

from dataclasses import replace

import pytest

from custom_components.secure_video.engine.incidents.packages import KEPT_SECONDS, MOVED_SECONDS, Packages
from custom_components.secure_video.engine.incidents.zones import ZoneFilter
from custom_components.secure_video.engine.model.areas import Zone, ZoneKind
from custom_components.secure_video.engine.model.incidents import Occurrence, PackageDelivered, PackageTaken
from custom_components.secure_video.engine.model.names import Label, ZoneId
from custom_components.secure_video.engine.model.picture import Box, Point
from custom_components.secure_video.engine.model.vision import StillChange

ASPECT = 16 / 9
PARCEL = Box(left=0.5, top=0.7, right=0.56, bottom=0.8)
CAME = StillChange(box=PARCEL, appeared=0.9, contrast=40.0, person_height=0.5, since=8.0)
WENT = replace(CAME, appeared=0.1)


def packages(*zones: Zone) -> Packages:
    return Packages(ZoneFilter(zones), prefix="door-7")


def a_zone(left: float, right: float, *labels: Label, kind: ZoneKind = ZoneKind.INCLUDE) -> Zone:
    corners = ((left, 0.0), (right, 0.0), (right, 1.0), (left, 1.0))
    polygon = tuple(Point(x=x, y=y) for x, y in corners)
    return Zone(id=ZoneId("porch"), name="Porch", kind=kind, polygon=polygon, labels=frozenset(labels))


def told(watched: Packages, time: float, *changes: StillChange) -> tuple[Occurrence, ...]:
    return watched.update(time, changes, aspect=ASPECT)


def test_what_is_left_is_told_once_and_counted_until_it_is_taken() -> None:
    watched = packages()
    [delivered] = told(watched, 10.0, CAME)
    assert isinstance(delivered, PackageDelivered)
    assert (delivered.label, delivered.kind, delivered.box) == (Label.PACKAGE, "package", PARCEL)
    assert (delivered.first_time, delivered.time) == (8.0, 10.0)
    assert 0.5 < delivered.score <= 1.0
    assert told(watched, 11.0, CAME) == ()
    assert watched.count == 1
    [taken] = told(watched, 60.0, replace(WENT, since=58.0))
    assert isinstance(taken, PackageTaken)
    assert (taken.kind, taken.box) == ("package", PARCEL)
    assert taken.id != delivered.id
    assert watched.count == 0


def test_a_known_package_is_taken_even_if_it_is_not_clear_what_happened() -> None:
    watched = packages()
    told(watched, 10.0, CAME)
    [taken] = told(watched, 60.0, replace(WENT, appeared=0.5))
    assert isinstance(taken, PackageTaken)


def test_what_had_always_been_there_is_an_object_when_it_goes() -> None:
    [taken] = told(packages(), 10.0, WENT)
    assert isinstance(taken, PackageTaken)
    assert taken.kind == "object"


def test_what_came_where_something_alike_went_was_only_moved() -> None:
    moved = replace(CAME, box=Box(left=0.58, top=0.7, right=0.64, bottom=0.8))
    watched = packages()
    told(watched, 10.0, WENT)
    assert told(watched, 12.0, moved) == ()
    assert len(told(watched, 10.0 + MOVED_SECONDS, moved)) == 1


@pytest.mark.parametrize(
    "change",
    [
        replace(CAME, appeared=0.5),
        replace(CAME, contrast=4.0),
        replace(CAME, box=Box(left=0.5, top=0.3, right=0.7, bottom=0.8)),
        replace(CAME, box=Box(left=0.5, top=0.79, right=0.51, bottom=0.8)),
        replace(CAME, box=Box(left=0.5, top=0.6, right=0.52, bottom=0.8)),
        replace(CAME, box=Box(left=0.2, top=0.7, right=0.8, bottom=0.9)),
    ],
    ids=["not clear", "a stain", "as tall as a person", "a speck", "a post", "a car"],
)
def test_what_is_no_parcel_is_not_told(change: StillChange) -> None:
    watched = packages()
    assert told(watched, 10.0, change) == ()
    assert watched.count == 0


def test_only_zones_that_speak_about_packages_count() -> None:
    [delivered] = told(packages(a_zone(0.4, 0.7, Label.PACKAGE)), 10.0, CAME)
    assert delivered.zones == ("porch",)
    [anywhere] = told(packages(a_zone(0.0, 0.2, Label.PERSON)), 10.0, CAME)
    assert anywhere.zones == ()
    outside = packages(a_zone(0.0, 0.2, Label.PACKAGE))
    assert told(outside, 10.0, CAME) == ()
    assert outside.count == 0
    assert told(packages(a_zone(0.4, 0.7, kind=ZoneKind.EXCLUDE)), 10.0, CAME) == ()


def test_a_package_nobody_was_seen_to_take_is_forgotten_after_a_day() -> None:
    watched = packages()
    told(watched, 10.0, CAME)
    told(watched, 10.0 + KEPT_SECONDS)
    assert watched.count == 0

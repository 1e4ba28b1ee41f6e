"""The detector looks at few crops, and at nothing where nothing can have changed."""

from hypothesis import given, strategies as st

from custom_components.secure_video.engine.model.areas import Mask, MaskKind
from custom_components.secure_video.engine.model.picture import WHOLE_PICTURE, Box, Point
from custom_components.secure_video.engine.model.vision import Motion, Track
from custom_components.secure_video.engine.vision.regions import MAX_CROPS, SMALLEST_SIDE, IgnoredAreas, plan_regions

from .scenes import a_box, a_track

WIDTH, HEIGHT = 1920, 1080


def planned(*moved: Box, tracks: tuple[Track, ...] = (), time: float = 10.0) -> tuple[Box, ...]:
    return plan_regions(Motion(regions=moved), tracks, time=time, width=WIDTH, height=HEIGHT)


def holds(crop: Box, box: Box) -> bool:
    return crop.intersection(box) > 0.999 * box.area


def test_nothing_moves_nothing_is_asked() -> None:
    assert planned() == ()


def test_while_settling_the_whole_picture() -> None:
    assert plan_regions(Motion(is_settling=True), (), time=0.0, width=WIDTH, height=HEIGHT) == (WHOLE_PICTURE,)


def test_a_small_motion_is_one_square_of_the_models_size_around_it() -> None:
    box = a_box(0.5, 0.5, 0.02, 0.05)
    [crop] = planned(box)
    assert holds(crop, box)
    assert round(crop.width * WIDTH) == round(crop.height * HEIGHT) == SMALLEST_SIDE


def test_motion_in_a_corner_stays_in_the_picture() -> None:
    [crop] = planned(a_box(0.97, 0.96, 0.03, 0.04))
    assert crop.right == 1
    assert crop.bottom == 1
    assert round(crop.width * WIDTH) == SMALLEST_SIDE


def test_neighbours_share_a_crop_and_strangers_do_not() -> None:
    assert len(planned(a_box(0.1, 0.1, 0.03, 0.1), a_box(0.15, 0.1, 0.03, 0.1))) == 1
    assert len(planned(a_box(0.1, 0.1, 0.03, 0.1), a_box(0.8, 0.8, 0.03, 0.1))) == 2


def test_motion_everywhere_is_one_look_at_everything() -> None:
    assert planned(a_box(0.1, 0.1, 0.7, 0.7)) == (WHOLE_PICTURE,)


def test_a_person_who_stands_still_is_looked_at_once_a_second() -> None:
    still = a_track(box=a_box(0.5, 0.5), first_time=0.0, last_time=9.5)
    assert planned(tracks=(still,), time=10.0) == ()
    [crop] = planned(tracks=(still,), time=10.6)
    assert holds(crop, still.box)


def test_a_parked_car_is_not_looked_at() -> None:
    assert planned(tracks=(a_track(is_moving=False, last_time=0.0),), time=100.0) == ()


def test_a_new_track_is_looked_at_in_every_frame() -> None:
    assert planned(tracks=(a_track(is_moving=False, first_time=9.0, last_time=9.8),), time=10.0)


def test_what_moves_at_a_person_brings_the_whole_person() -> None:
    person = a_track(box=a_box(0.4, 0.2, 0.2, 0.6), is_moving=False)
    [crop] = planned(a_box(0.55, 0.3, 0.02, 0.04), tracks=(person,))
    assert holds(crop, person.box)


fraction = st.floats(0, 0.9)
boxes = st.builds(a_box, fraction, fraction, st.floats(0.01, 0.1), st.floats(0.01, 0.1))


@given(st.lists(boxes, max_size=8), st.sampled_from([(1920, 1080), (640, 360), (200, 136), (720, 1280)]))
def test_all_motion_is_covered_by_few_crops_inside_the_picture(moved: list[Box], size: tuple[int, int]) -> None:
    crops = plan_regions(Motion(regions=tuple(moved)), (), time=0.0, width=size[0], height=size[1])
    assert len(crops) <= MAX_CROPS
    for crop in crops:
        assert crop.left >= 0 <= crop.top
        assert crop.right <= 1 + 1e-9 >= crop.bottom
    for box in moved:
        assert any(holds(crop, box) for crop in crops)


def test_what_is_mostly_in_an_ignored_part_is_hidden() -> None:
    upper_half = tuple(Point(x=x, y=y) for x, y in ((0.0, 0.0), (1.0, 0.0), (1.0, 0.5), (0.0, 0.5)))
    ignored = IgnoredAreas([Mask(name="Street", kind=MaskKind.IGNORED, polygon=upper_half)])
    assert ignored.hide(a_box(0.2, 0.1))
    assert ignored.hide(a_box(0.2, 0.3))
    assert not ignored.hide(a_box(0.2, 0.4))
    assert not ignored.hide(a_box(0.2, 0.6))


@given(boxes)
def test_nothing_is_hidden_without_masks(box: Box) -> None:
    assert not IgnoredAreas(()).hide(box)

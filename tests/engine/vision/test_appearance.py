"""Two pictures of one place: what came, what went, and what is only light."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from custom_components.secure_video.engine.incidents.packages import CAME, WENT
from custom_components.secure_video.engine.vision.appearance import (
    Floats,
    Mask,
    Verdict,
    has_seams,
    judge,
    structural_change,
)
from custom_components.secure_video.engine.vision.still_scene import MIN_STRUCTURE

SIDE = 48
type Place = tuple[slice, slice]

places = st.builds(
    lambda top, left, height, width: (slice(top, top + height), slice(left, left + width)),
    st.integers(8, 16),
    st.integers(8, 16),
    st.integers(8, 20),
    st.integers(8, 20),
)
seeds = st.integers(0, 2**31)
clear_shares = st.floats(0.55, 0.85) | st.floats(1.15, 1.6)
"""Light and shade that stand out from the ground's grain: of fainter ones nobody can say what they are."""


def ground(seed: int, roughness: float = 4.0, level: float = 110.0) -> Floats:
    """Ground with some grain, as a camera's encoder leaves it."""
    grain = np.random.default_rng(seed).normal(0, roughness, (SIDE, SIDE))
    return (level + grain).astype(np.float32)


def with_parcel(picture: Floats, place: Place, lid: float, side: float) -> Floats:
    """A box with a lid and a side of their own brightness."""
    parcel = picture.copy()
    rows, columns = place
    middle = (rows.start + rows.stop) // 2
    parcel[rows, columns] = side
    parcel[rows.start : middle, columns] = lid
    return parcel


def compared(before: Floats, now: Floats) -> Verdict | None:
    changed: Mask = structural_change(before, now) > MIN_STRUCTURE
    return judge(before, now, changed) if changed.any() else None


def moment(picture: Floats, seed: int) -> Floats:
    """The picture as it is at another time: with the camera's noise."""
    return (picture + np.random.default_rng(seed).normal(0, 1, picture.shape)).astype(np.float32)


@settings(max_examples=60, deadline=None)
@given(seed=seeds, place=places, lid=st.floats(160, 230), side=st.floats(30, 80), light=st.floats(0.5, 1.1))
def test_a_box_has_come_in_one_order_and_gone_in_the_other(
    seed: int, place: Place, lid: float, side: float, light: float
) -> None:
    empty = ground(seed)
    full = with_parcel(empty, place, lid, side)
    empty, full = moment(empty * np.float32(light), seed + 1), moment(full * np.float32(light), seed + 2)
    came, went = compared(empty, full), compared(full, empty)
    assert came is not None
    assert went is not None
    assert not came.is_light
    assert not went.is_light
    assert came.presence >= CAME
    assert went.presence <= WENT
    assert came.object[place].mean() > 0.8


@settings(max_examples=60, deadline=None)
@given(seed=seeds, place=places, share=clear_shares, roughness=st.floats(3, 12))
def test_the_same_ground_in_shade_or_sun_is_never_a_thing(
    seed: int, place: Place, share: float, roughness: float
) -> None:
    before = ground(seed, roughness)
    now = before.copy()
    now[place] *= share
    verdict = compared(moment(before, seed + 1), moment(now, seed + 2))
    assert verdict is None or verdict.is_light


@settings(max_examples=60, deadline=None)
@given(seed=seeds, gain=st.floats(0.4, 1.5), offset=st.floats(-20, 20))
def test_light_on_all_of_it_has_no_structure(seed: int, gain: float, offset: float) -> None:
    before = ground(seed)
    assert (
        structural_change(before, (before * np.float32(gain) + np.float32(offset)).astype(np.float32)).max()
        < MIN_STRUCTURE
    )


@settings(max_examples=60, deadline=None)
@given(seed=seeds, thickness=st.integers(1, 2), row=st.integers(12, 30))
def test_a_line_is_not_a_thing(seed: int, thickness: int, row: int) -> None:
    before = ground(seed)
    now = before.copy()
    now[row : row + thickness, 8:40] = 200
    assert compared(before, now) is None


@pytest.mark.parametrize("lid", [200.0, 40.0])
def test_a_box_whose_side_looks_like_the_ground_is_no_stain_of_light(lid: float) -> None:
    before = ground(1)
    now = with_parcel(before, (slice(12, 32), slice(12, 32)), 100.0, 100.0)
    now[12:18, 12:32] = lid
    verdict = compared(before, now)
    assert verdict is not None
    assert not verdict.is_light
    assert verdict.presence >= CAME


def test_seams_are_edges_on_the_grid() -> None:
    smooth = np.full((40, 40), 100, np.float32)
    pieces = smooth.copy()
    pieces[8:20, 12:28] = 80
    thing = smooth.copy()
    thing[10:21, 13:27] = 80
    assert has_seams(pieces, 4)
    assert not has_seams(thing, 4)

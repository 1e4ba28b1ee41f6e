"""Compares two pictures of one place: where their structure differs, and which of them shows an object. Pure.

What got brighter, darker or shaded as a whole is the same: only how the grey levels vary within a small window counts.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float32]
type Mask = NDArray[np.bool_]

WINDOW = 5
"""Pixels per side: a parcel of 3 % of the picture's height is as high as that."""

OWN_STRUCTURE = 0.6
"""Share of a window's variance that the other picture must not explain (bench.packages)."""

MIN_DIFFERENCE = 4.0
"""Grey levels from which a pixel is another one."""

ROOM = 4
"""Pixels of surroundings that an object is compared with."""

SMALLEST = WINDOW**2
"""Pixels that a thing has at least: the picture's structure is not known any finer. A line that sags has fewer."""

OUTLINE_SHARE = 0.5
"""Share of a thing's outline along which the structure has to differ: shade and light have none (bench.packages)."""

ALL_BUT_EDGES = 0.5
"""Share of what differs that must be shaded or lit, where nothing else has happened."""

AGAINST = 0.1
"""Share of what differs that may get darker where the rest gets brighter, by noise."""

ALONG, ALONG_SHARE = 7, 0.1
"""Pixels per side of the pieces in which both sides of an outline are compared, and how much of either a piece has."""

SEAMS = 1.7
"""How much stronger edges on the grid are than elsewhere where a picture was put together from pieces."""

SAME = 0.85
"""How well the old texture explains the new one where only a shadow or a light fell on it."""

EVEN, NOISE_EVEN, MAX_EVEN = 0.1, 2.0, 0.2
"""How much the share of light may vary within a shadow, and in multiples of what it varies by around it, at most
(bench.packages): things have sides, edges and labels, shadows have not."""

DEEPEST = 0.8
"""Logarithm of the share from which it is no shadow: in the sun's shade, pixels keep about half of their level."""

DARK = 8.0
"""Grey levels added before shares are taken, so that black may tremble."""

SHARE_STEPS = np.float32(60.0)
"""Steps for a factor of e: at middle grey a step is about two grey levels."""

TEXTURE = 3.0
"""Grey levels squared: a surface that varies less is plain, and only noise is left to compare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What two pictures say about one place.

    `object` are its pixels. `presence` is 1 where it is in the second picture, 0 where it is in the first one,
    `contrast` is in grey levels. `is_light`: the same ground is to be seen in both, shaded or lit.
    """

    object: Mask
    presence: float
    contrast: float
    is_light: bool


def window_means(values: Floats, side: int = WINDOW) -> Floats:
    """Mean over a square window around each pixel; the picture's border is repeated."""
    half = side // 2
    rows, columns = values.shape
    padded = np.pad(values, half, mode="edge")
    across = padded[:, :columns].copy()
    for shift in range(1, side):
        across += padded[:, shift : shift + columns]
    means = across[:rows].copy()
    for shift in range(1, side):
        means += across[shift : shift + rows]
    means *= np.float32(1 / side**2)
    return means


def structural_change(before: Floats, now: Floats) -> Floats:
    """Grey levels (a standard deviation) of structure in a window that only one of the pictures has."""
    level = np.float32(before.mean())
    before, now = before - level, now - level
    mean_before, mean_now = window_means(before), window_means(now)
    variance_before = np.maximum(window_means(before * before) - mean_before * mean_before, 0)
    variance_now = np.maximum(window_means(now * now) - mean_now * mean_now, 0)
    shared = np.maximum(window_means(before * now) - mean_before * mean_now, 0)
    # The share of either picture's variance that a linear function of the other one explains (r squared).
    explained = shared * shared / (variance_before * variance_now + 1.0)
    own = np.maximum(variance_before, variance_now) * (1 - explained)
    change: Floats = np.sqrt(np.where(explained < 1 - OWN_STRUCTURE, own, 0)).astype(np.float32)
    return change


def judge(before: Floats, now: Floats, changed: Mask) -> Verdict | None:
    """Compare two pictures of a place with some room around it. `changed` are the pixels whose structure differs.

    None if what differs is a line or a speck at most, or moved by a pixel at most.
    """
    surroundings = ~grown(changed, 1)
    if not surroundings.any():
        surroundings = ~changed
    now = now - (np.median((now - before)[surroundings]) if surroundings.any() else np.float32(0))
    difference = np.maximum(np.abs(_beyond(now, before)), np.abs(_beyond(before, now)))
    inside = _filled(changed)
    contrast = float(np.percentile(difference[inside], 90))
    found = _opened(_closed(difference > max(contrast / 3, MIN_DIFFERENCE)) & inside)
    if not found.any():
        return None
    edge = grown(found, 1) & grown(~found, 1)
    if grown(changed, 1)[edge].mean() < OUTLINE_SHARE:
        return None
    core = found & ~grown(~found, 1)
    outside = grown(found, ROOM) & ~grown(found, 1)
    roughness = min((float(each[outside].std()) for each in (now, before) if outside.any()), default=0.0)
    if contrast < roughness:
        return None
    # Structure differs up to half a window beside a thing, too.
    whole = ~grown(~inside, WINDOW // 2)
    thing = found | whole
    if thing.sum() < SMALLEST:
        return None
    step_now, step_before = (
        _step(_in_shares(each), whole if whole.any() else inside, ~inside) for each in (now, before)
    )
    return Verdict(
        object=thing,
        presence=(step_now + 1) / (step_now + step_before + 2),
        contrast=contrast,
        is_light=(_correlation(before[core], now[core]) > SAME or _is_even(before, now, core, ~grown(found, ROOM)))
        # A thing's lid may be as even as lit ground is, but not the rest of it.
        and (not whole.any() or (found[whole].mean() > ALL_BUT_EDGES and _goes_one_way(before, now, core, whole))),
    )


def has_seams(picture: Floats, step: int) -> bool:
    """Whether its strongest edges lie on a grid that begins at its corner: it was put together from pieces."""
    across, down = np.abs(np.diff(picture, axis=1)).mean(axis=0), np.abs(np.diff(picture, axis=0)).mean(axis=1)
    strengths = [[float(edges[phase::step].mean()) for phase in range(step)] for edges in (across, down)]
    on_grid = sum(edges[step - 1] for edges in strengths)
    elsewhere = sum(max(edges[: step - 1]) for edges in strengths)
    return on_grid > SEAMS * elsewhere


def _beyond(picture: Floats, other: Floats) -> Floats:
    """How far each pixel is outside of what the other picture shows there and one pixel around."""
    padded = np.pad(other, 1, mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, (3, 3))
    beyond: Floats = picture - np.clip(picture, around.min(axis=(2, 3)), around.max(axis=(2, 3)))
    return beyond


def _in_shares(picture: Floats) -> Floats:
    """On a scale on which the same share of light is the same step, in bright places as in dark ones."""
    shares: Floats = SHARE_STEPS * np.log(np.maximum(picture, 0) + DARK)
    return shares


def _step(picture: Floats, inside: Mask, outside: Mask) -> float:
    """How much the picture differs on either side of an outline, taken piece by piece: ground goes on behind it."""
    weights = [window_means(each.astype(np.float32), ALONG) for each in (inside, outside)]
    along = (weights[0] > ALONG_SHARE) & (weights[1] > ALONG_SHARE)
    if not along.any():
        return 0.0
    sides = (
        window_means(picture * each, ALONG)[along] / weight[along]
        for each, weight in zip((inside, outside), weights, strict=True)
    )
    return float(np.abs(next(sides) - next(sides)).mean())


def _correlation(one: Floats, other: Floats) -> float:
    """-1..1; 0 if there is no texture to speak of."""
    one, other = one - one.mean(), other - other.mean()
    strength = float(np.sqrt((one * one).mean() * (other * other).mean()))
    return float((one * other).mean()) / strength if strength > TEXTURE else 0.0


def _is_even(before: Floats, now: Floats, inside: Mask, around: Mask) -> bool:
    """Whether all pixels inside got darker, or brighter, by one and the same share."""
    if not inside.any() or not around.any():
        return False
    share = (_in_shares(now) - _in_shares(before)) / SHARE_STEPS
    low, middle, high = np.percentile(share[inside], (10, 50, 90))
    quarter, usual, three_quarters = np.percentile(share[around], (25, 50, 75))
    # A normal distribution's tenths are 1.9 times as far apart as its quarters.
    limit = min(max(EVEN, NOISE_EVEN * 1.9 * (three_quarters - quarter)), MAX_EVEN)
    return bool(high - low < limit and abs(middle - usual) < DEEPEST)


def _goes_one_way(before: Floats, now: Floats, inside: Mask, whole: Mask) -> bool:
    """Whether nothing of the whole got darker while the inside got brighter, or the other way round."""
    share = (_in_shares(now) - _in_shares(before)) / SHARE_STEPS
    way = np.sign(np.median(share[inside])) if inside.any() else np.float32(0)
    return bool((share[whole] * way < -MAX_EVEN).mean() < AGAINST)


def grown(mask: Mask, steps: int) -> Mask:
    """The mask and all pixels up to `steps` away from it."""
    for _ in range(steps):
        grown = mask.copy()
        grown[1:] |= mask[:-1]
        grown[:-1] |= mask[1:]
        mask = grown.copy()
        mask[:, 1:] |= grown[:, :-1]
        mask[:, :-1] |= grown[:, 1:]
    return mask


def _closed(mask: Mask) -> Mask:
    """Without gaps of one pixel."""
    return ~grown(~grown(mask, 1), 1)


def _opened(mask: Mask) -> Mask:
    """Without what is thinner than three pixels."""
    return grown(~grown(~mask, 1), 1)


def _filled(mask: Mask) -> Mask:
    """What lies between two pixels of the mask, both in its row and in its column: a ring becomes a disc."""
    left, right = np.logical_or.accumulate(mask, axis=1), np.logical_or.accumulate(mask[:, ::-1], axis=1)[:, ::-1]
    above, below = np.logical_or.accumulate(mask, axis=0), np.logical_or.accumulate(mask[::-1], axis=0)[::-1]
    filled: Mask = left & right & above & below
    return filled

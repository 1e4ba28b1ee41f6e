"""Whether an object really moves, or only its box does. Pure."""

from collections.abc import Iterable, Sequence

from ..model.names import Label
from ..model.picture import Box
from ..model.vision import Motion

SHIFT = 0.25
"""Sizes that both opposite edges must go in one direction. Occlusion moves one edge only (bench/events.py)."""

SHIFTED_LOOKS = {Label.PERSON: 1, Label.ANIMAL: 1, Label.VEHICLE: 2}
"""Looks in a row that must agree on it. Parked cars are many, half hidden, and their boxes jump to the neighbour's."""

GROWTH = 0.15
"""Sizes that all edges not cut off must go out (or in) when something comes towards the camera (or leaves)."""

BORDER = 0.01
"""An edge this near to the picture's border is cut off there."""

LIVING = frozenset({Label.PERSON, Label.ANIMAL})
"""What moves its limbs while it stands: motion inside its box shows that it is no picture or statue."""

OWN_SHARE = 0.35
"""Share of a region of motion that must be inside their boxes to be theirs (bench/events.py)."""

LIVELY_SHARE = 0.1
"""Share of a box that must move in a look for the look to count as lively."""

FILLING = 0.8
"""Share of the picture from which a box is as large as the picture."""

LIVELY_LOOKS = 2
"""Lively looks in a row that are enough: 0.4 s at 5 a second."""


def has_shifted(before: Box, now: Box) -> bool:
    """Whether an object went from one place to another, or came nearer, as far as two boxes can tell."""
    across = _edges(before.left, before.right, now.left, now.right)
    down = _edges(before.top, before.bottom, now.top, now.bottom)
    return _went(across) or _went(down) or (_grew(across) and _grew(down)) or (_shrank(across) and _shrank(down))


def lively_regions(motion: Motion, living: Sequence[Box]) -> tuple[Box, ...]:
    """The regions of motion that people and animals make themselves, alone or together.

    What only passes by, like a car behind a statue, moves mostly outside of their boxes.
    """
    return tuple(
        region
        for region in motion.regions
        if sum(region.intersection(box) for box in living) >= OWN_SHARE * region.area
    )


def is_lively(box: Box, regions: Iterable[Box]) -> bool:
    """Whether enough of the box moves. A box as large as the picture moves with everything: that says nothing."""
    return box.area < FILLING and sum(box.intersection(region) for region in regions) >= LIVELY_SHARE * box.area


type _Edges = tuple[float, float]
"""How far the lower and the upper edge of a stretch went, in its lengths."""


def _edges(low: float, high: float, new_low: float, new_high: float) -> _Edges:
    """Compare two stretches; an edge cut off by the picture's border both times is taken to go with the other one."""
    length = max((high - low + new_high - new_low) / 2, BORDER)
    lower, upper = (new_low - low) / length, (new_high - high) / length
    is_low_cut = low < BORDER and new_low < BORDER
    is_high_cut = high > 1 - BORDER and new_high > 1 - BORDER
    if is_low_cut and is_high_cut:
        return 0.0, 0.0
    if is_low_cut:
        return upper / 3, upper / 3
    if is_high_cut:
        return lower / 3, lower / 3
    return lower, upper


def _went(edges: _Edges) -> bool:
    return min(edges) > SHIFT or max(edges) < -SHIFT


def _grew(edges: _Edges) -> bool:
    lower, upper = edges
    return lower < -GROWTH and upper > GROWTH


def _shrank(edges: _Edges) -> bool:
    lower, upper = edges
    return lower > GROWTH and upper < -GROWTH

"""What the owner draws into a camera's picture: zones, lines and masks."""

from dataclasses import dataclass
from enum import StrEnum

from .names import Label, LineId, ZoneId
from .picture import Point


class ZoneKind(StrEnum):
    """Whether a zone is watched or left out."""

    INCLUDE = "include"
    EXCLUDE = "exclude"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A polygon of at least three points. `labels` empty means every label.

    The limits are an included zone's: an object counts in it from `min_score` on, while its box covers between
    `min_area` and `max_area` of the picture, and after `dwell` seconds inside. They do not apply to bare motion.
    """

    id: ZoneId
    name: str
    kind: ZoneKind
    polygon: tuple[Point, ...]
    labels: frozenset[Label] = frozenset()
    min_score: float = 0.0
    min_area: float = 0.0
    max_area: float = 1.0
    dwell: float = 0.0


class Direction(StrEnum):
    """Which side of a line something went to, for who stands at its start and looks towards its end."""

    TO_LEFT = "to_left"
    TO_RIGHT = "to_right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line on the ground that objects cross. `direction` None means both, `labels` empty every label."""

    id: LineId
    name: str
    start: Point
    end: Point
    direction: Direction | None = None
    labels: frozenset[Label] = frozenset()


class MaskKind(StrEnum):
    """`IGNORED`: what happens there is not looked at. `PRIVATE`: nobody sees it, in any picture we make."""

    IGNORED = "ignored"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """A part of the picture that is left out: a polygon of at least three points."""

    name: str
    kind: MaskKind
    polygon: tuple[Point, ...]


class MaskedClips(StrEnum):
    """What becomes of clips where a part of the picture is private: a clip never shows it."""

    REENCODED = "reencoded"
    NOT_RECORDED = "not_recorded"

"""A picture, and places in it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


type GreyImage = NDArray[np.uint8]
"""Shape (height, width)."""
type BgrImage = NDArray[np.uint8]
"""Shape (height, width, 3), blue first."""


class Frame(Protocol):
    """One decoded picture, converted only when somebody asks. Safe to use from another thread."""

    @property
    def time(self) -> float:
        """When it is shown, in seconds of the stream clock."""

    @property
    def width(self) -> int:
        """Pixels across."""

    @property
    def height(self) -> int:
        """Pixels down."""

    def grey(self, width: int, height: int) -> GreyImage:
        """Brightness, scaled to the size given."""

    def crop(self, box: Box, width: int, height: int) -> BgrImage:
        """The part of the picture in the box, its edges moved to even pixels, scaled to the size given."""

    def jpeg(self, width: int | None = None) -> bytes:
        """The picture as a JPEG file, no wider than `width` pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place in the picture."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in the picture."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Fraction of the picture's width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Fraction of the picture's height."""
        return self.bottom - self.top

    @property
    def area(self) -> float:
        """Fraction of the picture's area; 0 if the box is empty."""
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def centre(self) -> Point:
        """The middle."""
        return Point(x=(self.left + self.right) / 2, y=(self.top + self.bottom) / 2)

    @property
    def foot(self) -> Point:
        """The middle of the lower edge: where an object stands on the ground."""
        return Point(x=(self.left + self.right) / 2, y=self.bottom)

    def intersection(self, other: Box) -> float:
        """Area shared with another box."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def iou(self, other: Box) -> float:
        """Intersection over union, 0..1."""
        shared = self.intersection(other)
        union = self.area + other.area - shared
        return shared / union if union > 0 else 0.0

    def united(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            left=min(self.left, other.left),
            top=min(self.top, other.top),
            right=max(self.right, other.right),
            bottom=max(self.bottom, other.bottom),
        )


WHOLE_PICTURE = Box(left=0.0, top=0.0, right=1.0, bottom=1.0)

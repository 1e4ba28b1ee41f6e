"""One object, one detection: removes what a model or overlapping crops found twice. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..model.picture import Box
from ..model.vision import Detection

MAX_IOU = 0.45
"""Two boxes of one label that overlap more are one object (YOLOX's own `nms_thr`)."""

MAX_INSIDE = 0.7
"""A box cut by its crop's border is the same object as another that holds this share of it."""

_EDGE = 0.01
"""How near to a border counts as cut, as a share of the crop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A detection and the crop it was made in."""

    detection: Detection
    region: Box

    @property
    def is_cut(self) -> bool:
        """Whether the crop ended, but not the picture, where the object does."""
        box, region = self.detection.box, self.region
        across, down = _EDGE * region.width, _EDGE * region.height
        return (
            (box.left - region.left < across and region.left > 0)
            or (box.top - region.top < down and region.top > 0)
            or (region.right - box.right < across and region.right < 1)
            or (region.bottom - box.bottom < down and region.bottom < 1)
        )


def suppressed(findings: Sequence[Finding]) -> tuple[Detection, ...]:
    """Non-maximum suppression per label; whole objects win over cut ones, then the better score wins."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda each: (each.is_cut, -each.detection.score)):
        if not any(_is_same(finding, other) for other in kept):
            kept.append(finding)
    return tuple(finding.detection for finding in kept)


def _is_same(finding: Finding, other: Finding) -> bool:
    mine, theirs = finding.detection, other.detection
    if mine.label is not theirs.label:
        return False
    if mine.box.iou(theirs.box) > MAX_IOU:
        return True
    is_across = finding.region != other.region
    return is_across and finding.is_cut and mine.box.intersection(theirs.box) > MAX_INSIDE * mine.box.area

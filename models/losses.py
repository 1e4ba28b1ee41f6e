"""How far the detector is from its teacher, and from the labels."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor
from torch.nn import functional

from models.classes import COCO_INDEX, GROUP_COLUMNS, GROUPS, KIND_NAMES
from models.data import IGNORED
from models.network import STRIDES

_OBJECTNESS = 4
_GROUPS = slice(5, 5 + len(GROUPS))
_KINDS = slice(5 + len(GROUPS), None)
_KIND_COLUMNS = [5 + COCO_INDEX[name] for name in KIND_NAMES]
_CENTRE_CELLS = 2.5
"""A cell may answer for a box if it is inside and not farther than this many cells from its middle (YOLOX)."""

_SPARSE = 4

_CANDIDATES = 10
"""Of how many cells the overlaps are summed to say how many answer for a box (SimOTA's dynamic k)."""


def hint_loss(features: Mapping[str, Tensor], wanted: Mapping[str, Tensor]) -> Tensor:
    """Mean over the stages of the error's energy relative to the energy of what was wanted."""
    losses = []
    for name, want in wanted.items():
        # Every fourth cell each way tells the energy as well as all of them, in a tenth of the step's time.
        energy = want[:, :, ::_SPARSE, ::_SPARSE].var(dim=(0, 2, 3), correction=0).mean()
        losses.append(functional.mse_loss(features[name], want) / energy)
    return torch.stack(losses).mean()


def teacher_loss(raw: Tensor, taught: Tensor) -> Tensor:
    """`raw` (B, N, 5 + ours) before sigmoids against the teacher's (B, N, 85), where it sees something."""
    seen = taught[..., _OBJECTNESS]
    total = seen.sum().clamp(min=1)
    objectness = functional.binary_cross_entropy_with_logits(raw[..., _OBJECTNESS], seen, reduction="sum") / total
    groups = torch.stack([taught[..., [5 + c for c in columns]].amax(-1) for columns in GROUP_COLUMNS], -1)
    group = functional.binary_cross_entropy_with_logits(raw[..., _GROUPS], groups, reduction="none").sum(-1)
    kinds = taught[..., _KIND_COLUMNS]
    kind = functional.binary_cross_entropy_with_logits(raw[..., _KINDS], kinds, reduction="none").sum(-1)
    box = functional.smooth_l1_loss(raw[..., :4], taught[..., :4], reduction="none", beta=0.2).sum(-1)
    watched = seen * groups.amax(-1)
    return (
        objectness
        + (seen * group).sum() / total
        + (watched * kind).sum() / watched.sum().clamp(min=1)
        + 2 * (seen * box).sum() / total
    )


def label_loss(raw: Tensor, boxes: Sequence[Tensor], groups: Sequence[Tensor], size: int) -> Tensor:
    """`raw` (B, N, 5 + ours) against boxes (n, 4) in pixels of the input and groups (n,) of each picture.

    Only what is labelled is taught: what is not may be an object that nobody labelled, and is left to the teacher.
    """
    cells, strides = grid(size, raw.device)
    losses, total = [raw.new_zeros(())], 0
    for answer, box, group in zip(raw, boxes, groups, strict=True):
        sure = group != IGNORED
        if not sure.any():
            continue
        found = decoded(answer[:, :4], cells, strides)
        cell, owner, overlap = assigned(answer.detach(), found.detach(), box[sure], group[sure], cells, strides)
        if not len(cell):
            continue
        total += len(cell)
        target = functional.one_hot(group[sure][owner], len(GROUPS)).float()
        ones = torch.ones_like(overlap)
        losses += [
            functional.binary_cross_entropy_with_logits(answer[cell, _OBJECTNESS], ones, reduction="sum"),
            functional.binary_cross_entropy_with_logits(
                answer[cell, _GROUPS], target * overlap.clamp(min=0.5)[:, None], reduction="sum"
            ),
            5 * (1 - generalised_iou(found[cell], box[sure][owner])).sum(),
        ]
    return torch.stack(losses).sum() / max(1, total)


def grid(size: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Column and row of every cell (N, 2), and its side in pixels (N, 1)."""
    cells, strides = [], []
    for stride in STRIDES:
        count = size // stride
        rows, columns = torch.meshgrid(torch.arange(count), torch.arange(count), indexing="ij")
        cells.append(torch.stack([columns, rows], -1).reshape(-1, 2).float())
        strides.append(torch.full((count * count, 1), float(stride)))
    return torch.cat(cells).to(device), torch.cat(strides).to(device)


def decoded(raw: Tensor, cells: Tensor, strides: Tensor) -> Tensor:
    """Left, top, right, bottom in pixels (N, 4)."""
    centres = (raw[:, :2] + cells) * strides
    halves = raw[:, 2:].clamp(max=6).exp() * strides / 2
    return torch.cat([centres - halves, centres + halves], 1)


def assigned(
    raw: Tensor, found: Tensor, boxes: Tensor, groups: Tensor, cells: Tensor, strides: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Which cells answer for which box, at the least cost (SimOTA): cells, indices of boxes, overlaps, each (n,)."""
    middles = (cells + 0.5) * strides
    inside = ((middles[:, None] > boxes[None, :, :2]) & (middles[:, None] < boxes[None, :, 2:])).all(-1)
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    near = ((middles[:, None] - centres[None]).abs() < _CENTRE_CELLS * strides[:, None]).all(-1)
    may = inside & near
    overlaps = iou(found, boxes)
    scores = (raw[:, _OBJECTNESS, None].sigmoid() * raw[:, _GROUPS].sigmoid()).clamp(1e-6, 1)[:, groups]
    cost = -scores.log() - 3 * (overlaps + 1e-8).log() + 1e5 * ~may
    answers = torch.zeros_like(may)
    for index in range(len(boxes)):
        possible = int(may[:, index].sum())
        if not possible:
            continue
        best = overlaps[:, index].where(may[:, index], overlaps.new_zeros(())).topk(min(_CANDIDATES, possible)).values
        count = min(possible, max(1, int(best.sum())))
        answers[cost[:, index].topk(count, largest=False).indices, index] = True
    cell = answers.any(1).nonzero()[:, 0]
    owner = cost[cell].where(answers[cell], cost.new_full((), 1e9)).argmin(1)
    return cell, owner, overlaps[cell, owner]


def iou(first: Tensor, second: Tensor) -> Tensor:
    """Overlap of each of (N, 4) with each of (M, 4): (N, M)."""
    corner = torch.minimum(first[:, None, 2:], second[None, :, 2:]) - torch.maximum(
        first[:, None, :2], second[None, :, :2]
    )
    shared = corner.clamp(min=0).prod(-1)
    areas = [(each[:, 2:] - each[:, :2]).prod(-1) for each in (first, second)]
    return shared / (areas[0][:, None] + areas[1][None] - shared).clamp(min=1e-6)


def generalised_iou(first: Tensor, second: Tensor) -> Tensor:
    """Overlap of pairs (N, 4), negative where they are apart, so that it always says in which direction to go: (N,)."""
    shared = (
        (torch.minimum(first[:, 2:], second[:, 2:]) - torch.maximum(first[:, :2], second[:, :2])).clamp(min=0).prod(-1)
    )
    around = (
        (torch.maximum(first[:, 2:], second[:, 2:]) - torch.minimum(first[:, :2], second[:, :2]))
        .prod(-1)
        .clamp(min=1e-6)
    )
    union = ((first[:, 2:] - first[:, :2]).prod(-1) + (second[:, 2:] - second[:, :2]).prod(-1) - shared).clamp(min=1e-6)
    return shared / union - (around - union) / around

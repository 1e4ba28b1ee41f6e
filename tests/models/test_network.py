"""The network and what it is taught with. Needs PyTorch, which only training needs."""

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed: see models/requirements.txt")

from torch import Tensor  # noqa: E402

from models.classes import CLASS_NAMES, COCO_INDEX, GROUPS, KIND_NAMES  # noqa: E402
from models.losses import assigned, decoded, generalised_iou, grid, hint_loss, iou, label_loss, teacher_loss  # noqa: E402
from models.network import CameraDetector  # noqa: E402

SIZE = 64
CELLS = 8 * 8 + 4 * 4 + 2 * 2


def test_it_is_small_and_says_something_of_every_cell() -> None:
    model = CameraDetector().eval()
    assert sum(each.numel() for each in model.parameters()) <= 1_500_000
    output = model(torch.rand(2, 3, SIZE, SIZE) * 255)
    assert output.shape == (2, CELLS, 5 + len(CLASS_NAMES))
    assert output[..., 4:].min() >= 0
    assert output[..., 4:].max() <= 1


def test_stages_answer_to_what_they_are_given() -> None:
    model = CameraDetector().eval()
    image = torch.rand(1, 3, SIZE, SIZE) * 255
    own = model.features(image)
    again = model.features(image, own)
    assert all(torch.equal(own[name], again[name]) for name in own)
    other = model.features(image, own | {"dark4": own["dark4"] + 1})
    changed = {name for name in own if not torch.equal(own[name], other[name])}
    assert changed == {"dark5_down", "top4_0", "top4_past"}


def test_the_error_of_a_hint_is_relative() -> None:
    wanted = {"a": torch.randn(2, 3, 64, 64), "b": 100 * torch.randn(2, 3, 64, 64)}
    assert float(hint_loss(wanted, wanted)) == 0
    means = {name: each.mean((0, 2, 3), keepdim=True).expand_as(each) for name, each in wanted.items()}
    assert float(hint_loss(means, wanted)) == pytest.approx(1, rel=0.2)


def raw(*, obj: float, group: int, box: tuple[float, ...] = (0.5, 0.5, 0.0, 0.0), cell: int = 0) -> Tensor:
    """What the detector says if it sees something in one cell only."""
    answer = torch.full((1, CELLS, 5 + len(CLASS_NAMES)), -9.0)
    answer[..., :4] = 0
    answer[0, cell, :4] = torch.tensor(box)
    answer[0, cell, 4] = obj
    answer[0, cell, 5 + group] = 9
    return answer


def test_to_say_what_the_teacher_says_costs_least() -> None:
    taught = torch.zeros(1, CELLS, 85)
    taught[0, 3, :5] = torch.tensor([0.5, 0.5, 0.0, 0.0, 0.9])
    taught[0, 3, 5 + COCO_INDEX["dog"]] = 0.9
    dog = raw(obj=2.2, group=GROUPS.index("animal"), cell=3)
    dog[0, 3, 5 + len(GROUPS) + KIND_NAMES.index("dog")] = 2.2
    right = float(teacher_loss(dog, taught))
    for wrong in (
        raw(obj=2.2, group=GROUPS.index("person"), cell=3),
        raw(obj=-9, group=GROUPS.index("animal"), cell=3),
        raw(obj=2.2, group=GROUPS.index("animal"), cell=4),
        raw(obj=2.2, group=GROUPS.index("animal"), cell=3, box=(3, 0.5, 1, 1)),
    ):
        assert float(teacher_loss(wrong, taught)) > right + 0.1


def test_only_what_is_labelled_for_sure_is_taught() -> None:
    box = torch.tensor([[8.0, 8.0, 24.0, 24.0]])
    sure = label_loss(raw(obj=-9, group=0), [box], [torch.tensor([0])], SIZE)
    ignored = label_loss(raw(obj=-9, group=0), [box], [torch.tensor([-1])], SIZE)
    nothing = label_loss(raw(obj=-9, group=0), [torch.zeros(0, 4)], [torch.zeros(0, dtype=torch.int64)], SIZE)
    assert float(sure) > 1
    assert float(ignored) == float(nothing) == 0


def test_cells_in_the_middle_of_a_box_answer_for_it() -> None:
    cells, strides = grid(SIZE, torch.device("cpu"))
    answer = torch.zeros(CELLS, 5 + len(CLASS_NAMES))
    answer[:, :2] = 0.5
    boxes = torch.tensor([[0.0, 0.0, 16.0, 16.0], [32.0, 32.0, 64.0, 64.0]])
    found = decoded(answer[:, :4], cells, strides)
    cell, owner, overlap = assigned(answer, found, boxes, torch.tensor([0, 2]), cells, strides)
    assert set(owner.tolist()) == {0, 1}
    middles = (cells[cell] + 0.5) * strides[cell]
    for middle, index in zip(middles, owner, strict=True):
        assert (middle > boxes[index, :2]).all()
        assert (middle < boxes[index, 2:]).all()
    assert overlap.max() == pytest.approx(1)


def test_overlaps() -> None:
    one = torch.tensor([[0.0, 0.0, 10.0, 10.0]])
    others = torch.tensor([[0.0, 0.0, 10.0, 10.0], [5.0, 0.0, 15.0, 10.0], [20.0, 0.0, 30.0, 10.0]])
    assert iou(one, others)[0].tolist() == pytest.approx([1, 1 / 3, 0])
    assert generalised_iou(one.expand(3, 4), others).tolist() == pytest.approx([1, 1 / 3, -1 / 3])

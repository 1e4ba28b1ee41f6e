"""One object, one detection."""

from hypothesis import given, strategies as st

from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.model.picture import WHOLE_PICTURE, Box
from custom_components.secure_video.engine.vision.suppression import MAX_IOU, Finding, suppressed

from .scenes import a_box, a_detection

LEFT = Box(left=0.0, top=0.0, right=0.5, bottom=1.0)
RIGHT = Box(left=0.4, top=0.0, right=1.0, bottom=1.0)


def a_finding(box: Box, region: Box = WHOLE_PICTURE, *, score: float = 0.8, label: Label = Label.PERSON) -> Finding:
    return Finding(detection=a_detection(box, score=score, label=label), region=region)


def test_of_two_that_overlap_the_better_stays() -> None:
    [kept] = suppressed([a_finding(a_box(0.4, 0.4), score=0.5), a_finding(a_box(0.41, 0.4), score=0.9)])
    assert kept.score == 0.9


def test_a_dog_on_a_lap_is_not_a_person() -> None:
    findings = [a_finding(a_box(0.4, 0.4)), a_finding(a_box(0.4, 0.4), label=Label.ANIMAL)]
    assert len(suppressed(findings)) == 2


def test_what_one_crop_cut_off_and_another_holds_whole_is_one() -> None:
    whole = a_box(0.44, 0.4, 0.14, 0.3)
    cut = Box(left=0.44, top=0.4, right=0.5, bottom=0.7)
    [kept] = suppressed([a_finding(cut, LEFT, score=0.95), a_finding(whole, RIGHT, score=0.6)])
    assert kept.box == whole


def test_a_child_before_a_parent_in_one_crop_stays_two() -> None:
    assert len(suppressed([a_finding(a_box(0.4, 0.2, 0.2, 0.7)), a_finding(a_box(0.45, 0.6, 0.08, 0.3))])) == 2


def test_the_edge_of_the_picture_cuts_nothing() -> None:
    assert not a_finding(a_box(0.0, 0.7)).is_cut
    assert a_finding(Box(left=0.3, top=0.4, right=0.5, bottom=0.7), LEFT).is_cut


fraction = st.floats(0, 0.6)
findings = st.builds(
    lambda left, top, width, score: a_finding(a_box(left, top, width), score=score),
    fraction,
    fraction,
    st.floats(0.05, 0.4),
    st.floats(0.25, 1),
)


@given(st.lists(findings, max_size=20))
def test_what_stays_does_not_overlap_and_the_best_stays(found: list[Finding]) -> None:
    kept = suppressed(found)
    assert bool(kept) == bool(found)
    assert max((each.score for each in kept), default=0) == max((each.detection.score for each in found), default=0)
    for number, one in enumerate(kept):
        assert all(one.box.iou(other.box) <= MAX_IOU for other in kept[number + 1 :])

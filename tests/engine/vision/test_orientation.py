"""Which way is up is learned from what is recognised, and never from what is not."""

from hypothesis import given, strategies as st

from custom_components.secure_video.engine.model.picture import WHOLE_PICTURE, Box
from custom_components.secure_video.engine.model.vision import Detection, Motion
from custom_components.secure_video.engine.vision.orientation import (
    KNOWN_TRIES_PER_SECOND,
    MOST_SEEN,
    MOST_TRIES,
    TRIES_PER_SECOND,
    Orientation,
)
from custom_components.secure_video.engine.vision.turned import Turn

from .scenes import a_box, a_detection

STEP = 0.2


class Camera:
    """Mounted so that what it shows is recognised in one turn only, looked at 5 times a second."""

    def __init__(self, turn: Turn | None) -> None:
        """In no turn if it is None: what moves there is a tree."""
        self.turn = turn
        self.orientation = Orientation()
        self.time = 0.0
        self.trials = 0

    def visit(self, seconds: float = 4.0, *, score: float = 0.8) -> int:
        """Somebody crosses the picture. Return how many tracks are known in the end."""
        for number in range(round(seconds / STEP)):
            self._look(a_box(0.05 + 0.03 * number, 0.4), score)
        return len(self.orientation.tracks)

    def rest(self, seconds: float) -> None:
        """Nothing moves; who was there is looked for once more, and gone."""
        self.time += seconds
        self.orientation.looked(self.time, (), Motion(), (WHOLE_PICTURE,))

    def _look(self, box: Box, score: float) -> None:
        self.time += STEP
        orientation, motion, regions = self.orientation, Motion(regions=(box,)), (WHOLE_PICTURE,)
        orientation.looked(self.time, self._found(box, score, orientation.turn), motion, regions)
        if trial := orientation.trial(self.time, motion):
            self.trials += 1
            assert trial == box
            assert orientation.turn not in orientation.other_turns
            found = {turn: self._found(box, score, turn) for turn in orientation.other_turns}
            orientation.tried(self.time, found, motion, regions)

    def _found(self, box: Box, score: float, turn: Turn) -> tuple[Detection, ...]:
        return (a_detection(box, score=score),) if turn is self.turn else ()


def test_where_everything_is_recognised_nothing_is_tried() -> None:
    camera = Camera(Turn.NONE)
    for _ in range(5):
        camera.visit()
        camera.rest(60)
    assert camera.trials == 0
    assert camera.orientation.turn is Turn.NONE


@given(turn=st.sampled_from([Turn.LEFT, Turn.HALF, Turn.RIGHT]))
def test_one_visitor_shows_how_the_camera_is_mounted_and_is_known_at_once(turn: Turn) -> None:
    camera = Camera(turn)
    assert camera.visit() == 1
    assert camera.orientation.turn is turn
    [track] = camera.orientation.tracks
    assert track.is_moving
    assert track.first_time < 1.0
    trials = camera.trials
    camera.rest(60)
    camera.visit()
    assert camera.trials == trials


def test_a_turned_visitor_is_worth_another_look_until_they_turned_the_picture() -> None:
    camera = Camera(Turn.HALF)
    camera.visit(STEP)
    assert camera.orientation.is_near(camera.time)
    assert not camera.orientation.is_near(camera.time + STEP)
    camera.visit()
    assert camera.orientation.turn is Turn.HALF
    assert not camera.orientation.is_near(camera.time)


@given(score=st.floats(0.1, 0.49))
def test_what_is_not_sure_turns_nothing(score: float) -> None:
    camera = Camera(Turn.LEFT)
    for _ in range(5):
        camera.visit(score=score)
        camera.rest(60)
    assert camera.orientation.turn is Turn.NONE


def test_a_tree_in_the_wind_costs_three_looks_every_ten_seconds() -> None:
    camera = Camera(None)
    camera.visit(600.0)
    assert camera.trials <= MOST_TRIES + 600 * TRIES_PER_SECOND + 1
    assert camera.orientation.turn is Turn.NONE


def test_where_the_picture_is_known_to_be_upright_a_tree_costs_next_to_nothing() -> None:
    camera = Camera(Turn.NONE)
    camera.visit()
    camera.turn = None
    camera.visit(600.0)
    assert camera.trials <= MOST_TRIES + 600 * KNOWN_TRIES_PER_SECOND + 1


@given(known=st.integers(1, 8))
def test_it_takes_more_to_turn_a_picture_that_was_understood(known: int) -> None:
    camera = Camera(Turn.NONE)
    for _ in range(known):
        camera.visit()
        camera.rest(10)
    camera.turn = Turn.RIGHT
    visits = 0
    while camera.orientation.turn is Turn.NONE:
        camera.rest(3600)
        camera.visit()
        visits += 1
        assert visits <= MOST_SEEN
    assert visits == min(known + 1, MOST_SEEN)
    assert camera.orientation.turn is Turn.RIGHT


def test_one_that_is_understood_clears_the_others() -> None:
    camera = Camera(Turn.NONE)
    for _ in range(10):
        camera.visit()
        camera.turn = Turn.LEFT
        camera.rest(3600)
        camera.visit()
        camera.turn = Turn.NONE
        camera.rest(3600)
    assert camera.orientation.turn is Turn.NONE


def test_a_lost_stream_forgets_who_was_there_but_not_which_way_is_up() -> None:
    camera = Camera(Turn.HALF)
    camera.visit()
    camera.orientation.forget()
    assert camera.orientation.tracks == ()
    assert camera.orientation.turn is Turn.HALF
    assert camera.visit() == 1

"""What is decoded: little while nothing happens, but nothing stays unseen for long, and what moves wakes it."""

from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given, settings, strategies as st

from custom_components.secure_video.engine.vision.gate import (
    CALM_SECONDS,
    HURRIED_PERIOD,
    LONG_GROUP_SECONDS,
    PERIOD,
    PROVEN_UNSEEN_SECONDS,
    TRUSTED_UNSEEN_SECONDS,
    UNSEEN_SECONDS,
    Demand,
    Gate,
)

RATE = 15


@dataclass(kw_only=True)
class Camera:
    """Sends 15 pictures a second through a gate; what is demanded is looked at immediately."""

    gop: float = 2.0
    usual: int = 4000
    noise: float = 0.1
    gate: Gate = field(default_factory=Gate)
    number: int = 0
    looks: list[float] = field(default_factory=list)
    demands: list[Demand] = field(default_factory=list)
    random: Random = field(default_factory=lambda: Random(1))

    @property
    def time(self) -> float:
        return self.number / RATE

    def run(self, seconds: float, *, factor: float = 1.0, moves: bool = False) -> None:
        """Send pictures whose sizes are the usual times `factor`, and in which something `moves` or not."""
        for _ in range(round(seconds * RATE)):
            self.send(factor=factor, moves=moves)

    def send(self, *, factor: float = 1.0, moves: bool = False) -> Demand:
        is_keyframe = self.number % round(self.gop * RATE) == 0
        size = self.usual * (20 if is_keyframe else factor) * self.random.lognormvariate(0, self.noise)
        demand = self.gate.received(self.time, round(size), is_keyframe=is_keyframe)
        self.demands.append(demand)
        if demand is not Demand.NOTHING:
            self.looks.append(self.time)
            self.gate.looked(self.time, has_moved=moves, is_busy=False)
        self.number += 1
        return demand

    def longest_gap(self, since: float) -> float:
        looks = [time for time in self.looks if time >= since]
        return max(after - before for before, after in zip(looks, [*looks[1:], self.time], strict=True))


@pytest.fixture
def resting() -> Camera:
    camera = Camera()
    camera.run(30)
    assert camera.gate.is_resting
    return camera


def test_it_watches_five_times_a_second_until_it_knows_enough() -> None:
    camera = Camera()
    camera.run(4)
    assert not camera.gate.is_resting
    assert len(camera.looks) == pytest.approx(4 / PERIOD, abs=1)


def test_who_comes_into_view_is_looked_at_again_at_once() -> None:
    gate = Gate()
    assert gate.received(0.0, 80_000, is_keyframe=True) is Demand.NEWEST
    gate.looked(0.0, has_moved=True, is_busy=False, is_arriving=True)
    assert gate.received(HURRIED_PERIOD / 2, 4000, is_keyframe=False) is Demand.NOTHING
    assert gate.received(HURRIED_PERIOD, 4000, is_keyframe=False) is Demand.NEWEST
    gate.looked(HURRIED_PERIOD, has_moved=True, is_busy=True, is_arriving=False)
    assert gate.received(2 * HURRIED_PERIOD, 4000, is_keyframe=False) is Demand.NOTHING
    assert gate.received(HURRIED_PERIOD + PERIOD, 4000, is_keyframe=False) is Demand.NEWEST


def test_it_never_rests_where_something_always_moves() -> None:
    camera = Camera()
    camera.run(60, moves=True)
    assert not camera.gate.is_resting


def test_at_rest_every_second_key_frame_is_looked_at_and_nothing_else(resting: Camera) -> None:
    before = len(resting.looks)
    resting.run(240)
    assert 60 <= len(resting.looks) - before <= 80
    assert all(time % resting.gop == 0 for time in resting.looks[before:])


@pytest.fixture
def proven(resting: Camera) -> Camera:
    """At rest again after sizes told in time that something moved."""
    resting.run(5, factor=4, moves=True)
    resting.run(30)
    assert resting.gate.is_resting
    return resting


def test_where_sizes_told_before_most_key_frames_are_passed_over(proven: Camera) -> None:
    before = len(proven.looks)
    proven.run(240)
    assert 40 <= len(proven.looks) - before <= 60
    assert all(time % proven.gop == 0 for time in proven.looks[before:])
    assert proven.longest_gap(40) <= 6.0


@pytest.mark.parametrize("gop", [1 / RATE, 0.4, 1.0, 2.0])
def test_before_sizes_told_anything_it_is_looked_at_every_four_seconds(gop: float) -> None:
    camera = Camera(gop=gop)
    camera.run(90)
    assert camera.gate.is_resting == (gop > 1 / RATE)
    assert camera.longest_gap(30) <= TRUSTED_UNSEEN_SECONDS


@given(factor=st.floats(1.12, 1.3), seed=st.integers(0, 1000), after=st.integers(0, 90))
@settings(max_examples=50, deadline=None)
def test_what_moves_far_away_is_looked_at_with_the_next_key_frame(factor: float, seed: int, after: int) -> None:
    camera = Camera(random=Random(seed))
    camera.run(30)
    camera.run(5, factor=4, moves=True)
    camera.run(30)
    for _ in range(after):
        camera.send()
    began = camera.time
    camera.run(2 * camera.gop, factor=factor)
    if camera.gate.is_resting:
        first = next(time for time in camera.looks if time >= began + camera.gop - 1e-6)
        assert first - began <= 2 * camera.gop


def test_key_frames_are_not_passed_over_any_more_where_sizes_missed_something(proven: Camera) -> None:
    proven.run(8, moves=True)
    proven.run(CALM_SECONDS + 5)
    assert proven.gate.is_resting
    since = proven.time
    proven.run(60)
    assert proven.longest_gap(since) <= UNSEEN_SECONDS + 1.01 / RATE


def test_long_groups_are_looked_into_before_sizes_told_anything() -> None:
    camera = Camera(gop=20.0)
    camera.run(90)
    assert camera.gate.is_resting
    assert camera.longest_gap(30) <= TRUSTED_UNSEEN_SECONDS + 1.01 / RATE


@pytest.mark.parametrize("gop", [4.0, 6.0, 10.0, 12.0])
def test_long_groups_need_key_frames_only_where_sizes_are_proven(proven: Camera, gop: float) -> None:
    proven.gop = gop
    proven.run(60)
    before = len(proven.looks)
    proven.run(60)
    assert all(time % gop == 0 for time in proven.looks[before:])


def test_nothing_is_learned_from_sizes_before_a_look_showed_that_nothing_moved(resting: Camera) -> None:
    """Sizes that grow a little with every picture would else become usual before anybody looks."""
    while resting.send() is Demand.NOTHING:
        pass
    demands = [resting.send(factor=1.01**number, moves=True) for number in range(29)]
    assert Demand.ALL in demands


def test_the_first_pictures_behind_a_key_frame_may_be_large_without_hiding_what_comes_later() -> None:
    camera = Camera(noise=0.03)

    def group(factor: float, *, moves: bool) -> list[Demand]:
        return [
            camera.send(factor=(2.5 if number < 6 else 1) * (factor if number > 10 else 1), moves=moves and number > 10)
            for number in range(30)
        ]

    for _ in range(20):
        group(1, moves=False)
    assert camera.gate.is_resting
    assert Demand.ALL in group(1.4, moves=True)


@pytest.mark.parametrize("gop", [1 / RATE, 0.4, 1.0])
def test_short_groups_of_pictures_are_not_all_looked_at_before_sizes_are_known(gop: float) -> None:
    camera = Camera(gop=gop)
    camera.gate._is_resting = True
    camera.run(4)
    assert 3 <= len(camera.looks) <= 8


@given(factor=st.floats(2.5, 20.0), noise=st.floats(0.02, 0.15), seed=st.integers(0, 1000), after=st.integers(0, 45))
@settings(max_examples=50, deadline=None)
def test_a_surge_wakes_it_within_two_pictures(factor: float, noise: float, seed: int, after: int) -> None:
    camera = Camera(gop=20.0, noise=noise, random=Random(seed))
    camera.run(30)
    for _ in range(after):
        camera.send()
    if not camera.gate.is_resting:
        return
    demands = [camera.send(factor=factor, moves=True) for _ in range(3)]
    # One of the three may have been a key frame, whose size says nothing; or a look may have been due just then.
    assert not camera.gate.is_resting
    assert Demand.ALL in demands or demands[0] is Demand.NEWEST


def test_it_rests_again_when_nothing_moves_any_more(resting: Camera) -> None:
    resting.run(5, factor=4, moves=True)
    assert not resting.gate.is_resting
    resting.run(CALM_SECONDS + 1)
    assert resting.gate.is_resting
    assert (resting.gate.wakes, resting.gate.false_wakes) == (1, 0)


def test_what_is_going_on_keeps_it_awake() -> None:
    gate = Gate()
    for number in range(60 * RATE):
        if gate.received(number / RATE, 4000, is_keyframe=number % 30 == 0) is not Demand.NOTHING:
            gate.looked(number / RATE, has_moved=False, is_busy=True)
    assert not gate.is_resting


def test_a_wake_for_nothing_is_counted_and_makes_it_harder_to_wake(resting: Camera) -> None:
    gate = resting.gate
    margin = gate._sizes._margin
    resting.run(0.2, factor=3)
    assert not gate.is_resting
    resting.run(CALM_SECONDS + 1)
    assert gate.is_resting
    assert (gate.wakes, gate.false_wakes) == (1, 1)
    assert gate._sizes._margin > margin
    assert gate.trusts_sizes


def test_a_new_usual_size_is_learned(resting: Camera) -> None:
    resting.run(300, factor=3)
    wakes = resting.gate.wakes
    resting.run(300, factor=3)
    assert resting.gate.is_resting
    assert resting.gate.wakes - wakes <= 1


def test_sizes_that_missed_something_are_not_trusted_until_they_told_it_again(resting: Camera) -> None:
    gate = resting.gate
    assert gate.trusts_sizes
    resting.run(4, moves=True)
    assert not gate.trusts_sizes
    for _ in range(3):
        resting.run(CALM_SECONDS + 5)
        assert gate.is_resting
        resting.run(4, factor=4, moves=True)
    assert gate.trusts_sizes


def test_a_flicker_in_a_key_frame_says_nothing_about_sizes(resting: Camera) -> None:
    while resting.send(moves=resting.number % 30 == 0) is Demand.NOTHING:
        pass
    assert not resting.gate.is_resting
    resting.run(CALM_SECONDS + 1)
    assert resting.gate.is_resting
    assert resting.gate.trusts_sizes


@pytest.mark.parametrize("gop", [2.0, 20.0])
def test_a_camera_with_constant_sizes_is_not_trusted_and_still_seen_every_second(gop: float) -> None:
    camera = Camera(gop=gop, noise=0)
    camera.run(20)
    assert camera.gate.is_resting
    assert not camera.gate.trusts_sizes
    camera.run(60)
    assert camera.longest_gap(20) <= UNSEEN_SECONDS + 1.01 / RATE


def test_groups_of_a_second_need_key_frames_only_even_without_trust() -> None:
    camera = Camera(gop=1.0, noise=0)
    camera.run(20)
    before = len(camera.looks)
    camera.run(20)
    assert all(time % 1 == 0 for time in camera.looks[before:])


@given(
    gop=st.floats(0.1, 20.0),
    noise=st.floats(0, 1),
    seed=st.integers(0, 1000),
    story=st.lists(st.tuples(st.floats(0.1, 15.0), st.floats(0.3, 10.0), st.booleans()), max_size=8),
)
@settings(max_examples=60, deadline=None)
def test_nothing_stays_unseen_for_long(
    gop: float, noise: float, seed: int, story: list[tuple[float, float, bool]]
) -> None:
    camera = Camera(gop=gop, noise=noise, random=Random(seed))
    for seconds, factor, moves in story:
        camera.run(seconds, factor=factor, moves=moves)
    camera.run(10)
    # A second key frame is never passed over for longer, so only long groups of pictures keep something unseen longer.
    limit = PROVEN_UNSEEN_SECONDS if gop <= PROVEN_UNSEEN_SECONDS else LONG_GROUP_SECONDS
    assert camera.longest_gap(0) <= limit + 1.01 / RATE


def test_a_new_stream_is_watched_and_sizes_stay_known(resting: Camera) -> None:
    resting.gate.restart()
    assert not resting.gate.is_resting
    resting.run(CALM_SECONDS + 1)
    assert resting.gate.is_resting

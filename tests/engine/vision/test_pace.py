"""When a camera counts as looked at too seldom."""

from custom_components.secure_video.engine.vision.pace import SECONDS, Pace


def run(pace: Pace, begin: float, seconds: float, *, every: int) -> None:
    """Want five looks a second, do one of `every`."""
    for number in range(round(seconds * 5)):
        time = begin + number / 5
        pace.wanted(time)
        if number % every == 0:
            pace.done(time)


def test_all_done_is_not_reduced() -> None:
    pace = Pace()
    run(pace, 0, 30, every=1)
    assert not pace.is_reduced
    assert 4.5 <= pace.looks_per_second <= 5.2


def test_half_done_is_reduced_until_nearly_all_is_done_again() -> None:
    pace = Pace()
    run(pace, 0, 20, every=2)
    assert pace.is_reduced
    run(pace, 20, SECONDS * 0.6, every=1)
    assert pace.is_reduced
    run(pace, 26, SECONDS, every=1)
    assert not pace.is_reduced


def test_a_short_pause_is_not_reduced() -> None:
    pace = Pace()
    run(pace, 0, 20, every=1)
    run(pace, 20, 2, every=100)
    assert not pace.is_reduced


def test_a_few_looks_say_nothing() -> None:
    pace = Pace()
    for number in range(20):
        pace.wanted(number * 2.0)
    assert not pace.is_reduced


def test_nothing_done_at_all_is_reduced() -> None:
    pace = Pace()
    for number in range(50):
        pace.wanted(number / 5)
    assert pace.is_reduced

"""When a camera was watched, as the log tells it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from custom_components.secure_video.coverage_spans import STOPPED, Span, coverage_spans, within
from custom_components.secure_video.engine.model.names import CameraId
from custom_components.secure_video.engine.vault.log import (
    Content,
    Coverage,
    CoverageState,
    Heartbeat,
    LoggedEntry,
    Started,
    Stopped,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DOOR = CameraId("door")

type Told = tuple[int, Content]


def at(when: int) -> datetime:
    return NOON + timedelta(minutes=when)


def minute(moment: datetime) -> int:
    return (moment - NOON).seconds // 60


def logged(*told: Told) -> Iterable[LoggedEntry]:
    """Entries at minutes after noon."""
    for sequence, (when, content) in enumerate(told):
        yield LoggedEntry(sequence=sequence, at=at(when), content=content)


def change(when: int, state: CoverageState, camera: CameraId = DOOR) -> Told:
    return when, Coverage(camera=camera, state=state, since=at(when))


def spans(*told: Told) -> list[tuple[str, int, int | None]]:
    """The door's: state, and minutes after noon."""
    return [
        (span.state, minute(span.since), minute(span.until) if span.until else None)
        for span in coverage_spans(logged(*told)).get(DOOR, ())
    ]


def test_a_state_lasts_until_the_next_one() -> None:
    told: list[Told] = [
        (0, Started()),
        change(1, CoverageState.WATCHED),
        change(5, CoverageState.OFFLINE),
        (7, Heartbeat()),
    ]
    assert spans(*told) == [("watched", 1, 5), ("offline", 5, None)]


def test_while_home_assistant_is_stopped_nobody_watches() -> None:
    told: list[Told] = [
        change(1, CoverageState.WATCHED),
        (5, Stopped()),
        (8, Started()),
        change(9, CoverageState.WATCHED),
    ]
    assert spans((0, Started()), *told) == [("watched", 1, 5), (STOPPED, 5, 9), ("watched", 9, None)]


def test_after_a_crash_the_last_sign_of_life_counts() -> None:
    told: list[Told] = [
        change(1, CoverageState.WATCHED),
        (4, Heartbeat()),
        (8, Started()),
        change(9, CoverageState.OFF),
    ]
    assert spans((0, Started()), *told) == [("watched", 1, 4), (STOPPED, 4, 9), ("off", 9, None)]


def test_a_camera_that_is_gone_stays_stopped() -> None:
    told: list[Told] = [
        change(1, CoverageState.WATCHED),
        (5, Stopped()),
        (6, Started()),
        (9, Stopped()),
        (10, Started()),
    ]
    assert spans((0, Started()), *told) == [("watched", 1, 5), (STOPPED, 5, None)]


def test_a_state_may_have_begun_before_it_was_told() -> None:
    late = Coverage(camera=DOOR, state=CoverageState.OVERLOADED, since=at(3))
    assert spans(change(1, CoverageState.WATCHED), (5, late)) == [("watched", 1, 3), ("overloaded", 3, None)]


def test_a_clock_that_goes_back_makes_no_span_end_before_it_begins() -> None:
    told = [change(5, CoverageState.WATCHED), change(2, CoverageState.OFFLINE), change(7, CoverageState.WATCHED)]
    assert spans(*told) == [("offline", 5, 7), ("watched", 7, None)]


def test_each_camera_has_its_own() -> None:
    garden = CameraId("garden")
    told = [change(1, CoverageState.WATCHED), change(2, CoverageState.OFF, garden), change(3, CoverageState.OFFLINE)]
    assert coverage_spans(logged(*told))[garden] == (Span(state="off", since=at(2)),)
    assert coverage_spans([]) == {}


def test_only_what_lies_in_the_time_asked_for() -> None:
    told = [Span(state="watched", since=at(0), until=at(5)), Span(state="off", since=at(5))]
    assert list(within(told, at(2), at(4))) == [Span(state="watched", since=at(2), until=at(4))]
    assert list(within(told, at(5), None)) == [told[1]]
    assert list(within(told, at(4), at(9))) == [
        Span(state="watched", since=at(4), until=at(5)),
        Span(state="off", since=at(5), until=at(9)),
    ]
    assert list(within(told, at(-5), at(0))) == []

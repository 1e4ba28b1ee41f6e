"""When a machine has too much to do for long."""

from datetime import UTC, datetime, timedelta

from custom_components.secure_video.engine.model.camera import AnalysisState
from custom_components.secure_video.overload import PATIENCE, RELIEF, OverloadWatch

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_only_what_lasts_is_told_and_it_ends_by_itself() -> None:
    watch = OverloadWatch()
    assert not watch.update(AnalysisState.REDUCED, NOON)
    assert not watch.update(AnalysisState.REDUCED, NOON + PATIENCE - MINUTE)
    end = NOON + PATIENCE
    assert watch.update(AnalysisState.REDUCED, end)
    assert watch.update(AnalysisState.WATCHING, end + MINUTE)
    assert not watch.update(AnalysisState.WATCHING, end + RELIEF)
    assert not watch.update(AnalysisState.REDUCED, end + RELIEF + MINUTE)


def test_a_short_pause_is_no_relief_but_a_long_one_is() -> None:
    watch = OverloadWatch()
    watch.update(AnalysisState.REDUCED, NOON)
    assert not watch.update(AnalysisState.RESTING, NOON + MINUTE)
    assert not watch.update(AnalysisState.REDUCED, NOON + PATIENCE / 2)
    assert watch.update(AnalysisState.REDUCED, NOON + PATIENCE)

    watch = OverloadWatch()
    watch.update(AnalysisState.REDUCED, NOON)
    watch.update(AnalysisState.RESTING, NOON + RELIEF)
    assert not watch.update(AnalysisState.REDUCED, NOON + PATIENCE)


def test_a_machine_with_time_is_no_matter() -> None:
    watch = OverloadWatch()
    for state in (AnalysisState.OFF, AnalysisState.RESTING, AnalysisState.WATCHING):
        assert not watch.update(state, NOON)
        assert not watch.update(state, NOON + 2 * PATIENCE)

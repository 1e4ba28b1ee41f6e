"""A little of `python -m tests.fuzz`, always the same."""

from collections.abc import Iterator

import pytest

from tests.fuzz.run import Runs
from tests.fuzz.streams import made_streams

RUNS = 100


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    with Runs(made_streams(), tmp_path_factory.mktemp("fuzz")) as runs:
        yield runs


@pytest.mark.parametrize("tenth", range(10))
def test_damaged_streams_break_no_law(runs: Runs, tenth: int) -> None:
    for number in range(tenth * RUNS // 10, (tenth + 1) * RUNS // 10):
        runs.run(number)

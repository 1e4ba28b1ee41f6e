"""The log in parts, newest first, and as it lies in its files."""

from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from custom_components.secure_video.engine.errors import NotLogged
from custom_components.secure_video.engine.vault.log import Journal, Place, read_backwards, read_raw
from custom_components.secure_video.engine.vault.log.epoch import Epoch

from .stories import NOON, SMALL, Clock, a_key, small_files, write_log

COUNT = 3 * SMALL + 2


@pytest.fixture(autouse=True)
def files_of_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    small_files(monkeypatch)


def places(folder: Path, before: Place | None = None) -> list[tuple[int, int]]:
    return [(line.place.log, line.place.sequence) for line in read_backwards(folder / "log", before)]


def two_logs(folder: Path) -> None:
    """The first one is damaged, so a second one follows it."""
    write_log(folder, 2 * SMALL)
    (folder / "log" / "1" / "checkpoint").write_bytes(b"")
    write_log(folder, 2)


def test_backwards_from_the_end_or_from_a_place(tmp_path: Path) -> None:
    write_log(tmp_path, COUNT)
    everything = [(1, number) for number in reversed(range(COUNT))]
    assert places(tmp_path) == everything
    for number in range(COUNT + 1):
        assert places(tmp_path, Place(log=1, sequence=number)) == everything[COUNT - number :]
    assert places(tmp_path, Place(log=7, sequence=0)) == everything
    assert places(tmp_path / "nowhere") == []


def test_from_one_log_into_the_one_before(tmp_path: Path) -> None:
    two_logs(tmp_path)
    first = [(1, number) for number in reversed(range(2 * SMALL))]
    # A new log begins with what it continues.
    assert places(tmp_path) == [(2, 2), (2, 1), (2, 0), *first]
    assert places(tmp_path, Place(log=2, sequence=0)) == first


def test_only_files_that_are_needed_are_read(tmp_path: Path) -> None:
    write_log(tmp_path, COUNT)
    read: list[int] = []
    original = Epoch.read_lines

    def note(epoch: Epoch, index: int) -> object:
        read.append(index)
        return original(epoch, index)

    with patch.object(Epoch, "read_lines", note):
        lines = read_backwards(tmp_path / "log", Place(log=1, sequence=2 * SMALL))
        for _ in range(SMALL):
            next(lines)
    assert read == [1]


def test_an_entry_that_is_being_written_is_left_out(tmp_path: Path) -> None:
    write_log(tmp_path, 3)
    with (tmp_path / "log" / "1" / f"{0:010}.jsonl").open("ab") as file:
        file.write(b'{"at":"2026')
    assert places(tmp_path) == [(1, 2), (1, 1), (1, 0)]


def test_raw_lines_are_those_of_the_file(tmp_path: Path) -> None:
    write_log(tmp_path, COUNT)
    in_file = (tmp_path / "log" / "1" / f"{SMALL:010}.jsonl").read_bytes().split(b"\n")
    lines = read_raw(tmp_path / "log", 1, SMALL + 2, 3)
    assert (lines.start, lines.end, list(lines.texts)) == (SMALL + 2, SMALL + 5, in_file[2:5])
    assert read_raw(tmp_path / "log", 1, SMALL, 100).end == 2 * SMALL
    assert read_raw(tmp_path / "log", 1, COUNT, 100).texts == ()
    with pytest.raises(NotLogged):
        read_raw(tmp_path / "log", 2, 0, 100)


def test_raw_lines_tell_of_dropped_entries(tmp_path: Path) -> None:
    write_log(tmp_path, COUNT)
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock(NOON))
    assert journal.prune(NOON + timedelta(days=1), frozenset()) == 3 * SMALL
    journal.close()
    # All of the first file is one line, and somebody asks for its middle.
    lines = read_raw(tmp_path / "log", 1, 3, 10)
    assert (lines.start, lines.end, len(lines.texts)) == (0, SMALL, 1)
    assert lines.texts[0].startswith(b'{"dropped":8')
    assert min(places(tmp_path)) == (1, 3 * SMALL)

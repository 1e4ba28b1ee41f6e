"""What a checkpoint that was remembered says about the log that is found."""

import shutil
from pathlib import Path

import pytest

from custom_components.secure_video.engine.vault.log import FindingKind, Heartbeat, Journal
from custom_components.secure_video.engine.vault.log.remembered import compare

from .stories import SMALL, Clock, a_key, small_files


@pytest.fixture(autouse=True)
def _small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    small_files(monkeypatch)


def write(folder: Path, count: int) -> str:
    """Log so many heartbeats and return the checkpoint."""
    journal = Journal(folder / "log", a_key(folder), clock=Clock())
    for _ in range(count):
        journal.append(Heartbeat())
    journal.close()
    return journal.checkpoint


def kind(folder: Path, note: str) -> FindingKind | None:
    finding = compare(folder / "log", a_key(folder).public, note)
    return finding.kind if finding else None


@pytest.mark.parametrize("count", [0, 1, SMALL, 3 * SMALL + 1])
@pytest.mark.parametrize("more", [0, 1, 2 * SMALL])
def test_a_log_that_has_grown_is_right(tmp_path: Path, count: int, more: int) -> None:
    note = write(tmp_path, count)
    write(tmp_path, more)
    assert kind(tmp_path, note) is None


def test_an_older_copy_is_a_rollback(tmp_path: Path) -> None:
    write(tmp_path, 3)
    shutil.copytree(tmp_path / "log", tmp_path / "copy")
    note = write(tmp_path, 3)
    shutil.rmtree(tmp_path / "log")
    (tmp_path / "copy").rename(tmp_path / "log")
    assert kind(tmp_path, note) is FindingKind.ROLLBACK


def test_a_log_begun_anew_is_a_rollback_and_later_a_fork(tmp_path: Path) -> None:
    note = write(tmp_path, 3)
    shutil.rmtree(tmp_path / "log")
    assert kind(tmp_path, note) is FindingKind.ROLLBACK
    write(tmp_path, 1)
    assert kind(tmp_path, note) is FindingKind.ROLLBACK
    journal = Journal(tmp_path / "log", a_key(tmp_path))
    for _ in range(SMALL):
        journal.append(Heartbeat())
    journal.close()
    assert kind(tmp_path, note) is FindingKind.FORK


def test_another_key_is_told(tmp_path: Path) -> None:
    note = write(tmp_path, 3)
    other = a_key(tmp_path, "other.pem")
    finding = compare(tmp_path / "log", other.public, note)
    assert finding is not None
    assert finding.kind is FindingKind.UNKNOWN_KEY


def test_a_lost_checkpoint_is_a_rollback(tmp_path: Path) -> None:
    note = write(tmp_path, 3)
    (tmp_path / "log" / "1" / "checkpoint").unlink()
    assert kind(tmp_path, note) is FindingKind.ROLLBACK

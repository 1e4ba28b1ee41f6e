"""The attacks on a log, each of which shows, and as what it is."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from custom_components.secure_video.engine.vault.log import (
    Content,
    FindingKind,
    Heartbeat,
    Journal,
    RecipientsChanged,
    Started,
)
from custom_components.secure_video.engine.vault.log.entries import encode
from custom_components.secure_video.engine.vault.log.segment import read_segment, thin_out, write_segment

from .stories import NOON, SMALL, Clock, a_key, a_recording, check, kinds, small_files, write_log


@pytest.fixture(autouse=True)
def files_of_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    small_files(monkeypatch)


def segment(folder: Path, first: int) -> Path:
    return folder / "log" / "1" / f"{first:010}.jsonl"


def where(folder: Path, last_checkpoint: str | None = None) -> list[tuple[FindingKind, int, int]]:
    return [(finding.kind, finding.first, finding.end) for finding in check(folder, last_checkpoint)]


def test_no_log_shows(tmp_path: Path) -> None:
    assert kinds(tmp_path) == [FindingKind.MISSING_LOG]


def test_a_removed_tail_shows(tmp_path: Path) -> None:
    write_log(tmp_path, 2 * SMALL + 5)
    lines = segment(tmp_path, 16).read_bytes().splitlines(keepends=True)
    segment(tmp_path, 16).write_bytes(b"".join(lines[:2]))
    assert where(tmp_path) == [(FindingKind.MISSING_TAIL, 18, 21)]


def test_a_removed_tail_of_several_files_shows(tmp_path: Path) -> None:
    write_log(tmp_path, 4 * SMALL)
    segment(tmp_path, 16).unlink()
    segment(tmp_path, 24).unlink()
    found = where(tmp_path)
    assert (FindingKind.MISSING_ENTRIES, 16, 24) in found
    assert (FindingKind.MISSING_TAIL, 24, 32) in found


def test_a_removed_line_shows(tmp_path: Path) -> None:
    write_log(tmp_path, 3 * SMALL)
    lines = segment(tmp_path, 8).read_bytes().splitlines(keepends=True)
    segment(tmp_path, 8).write_bytes(b"".join(lines[:3] + lines[4:]))
    found = where(tmp_path)
    assert (FindingKind.MISSING_ENTRIES, 15, 16) in found
    assert (FindingKind.MALFORMED_ENTRY, 11, 12) in found


def test_a_changed_entry_shows_and_in_which_file(tmp_path: Path) -> None:
    write_log(tmp_path, 4 * SMALL)
    data = segment(tmp_path, 8).read_bytes()
    segment(tmp_path, 8).write_bytes(data.replace(b'"payload_hash":"0', b'"payload_hash":"1', 1))
    assert where(tmp_path) == [(FindingKind.CHANGED_ENTRIES, 8, 16)]


def test_a_changed_entry_of_the_last_file_shows(tmp_path: Path) -> None:
    write_log(tmp_path, SMALL + 4)
    data = segment(tmp_path, 8).read_bytes()
    segment(tmp_path, 8).write_bytes(data.replace(b'"payload_hash":"0', b'"payload_hash":"1', 1))
    assert where(tmp_path) == [(FindingKind.BAD_ROOT, 0, 12)]


def test_swapped_entries_show(tmp_path: Path) -> None:
    write_log(tmp_path, 4)
    first, second, *others = segment(tmp_path, 0).read_bytes().splitlines(keepends=True)
    segment(tmp_path, 0).write_bytes(b"".join([second, first, *others]))
    found = kinds(tmp_path)
    assert found.count(FindingKind.MALFORMED_ENTRY) == 2
    assert FindingKind.BAD_ROOT in found


def test_entries_that_nobody_dropped_are_missing(tmp_path: Path) -> None:
    write_log(tmp_path, 3 * SMALL)
    nodes = thin_out(read_segment(8, segment(tmp_path, 8).read_bytes()), lambda line: b'"sequence":9,' in line)
    segment(tmp_path, 8).write_bytes(write_segment(nodes))
    assert where(tmp_path) == [(FindingKind.MISSING_ENTRIES, 8, 16)]


def test_more_than_was_dropped_is_missing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock())
    journal.append(RecipientsChanged(recipients=("a",), by="user"))
    for number in range(2 * SMALL):
        journal.append(a_recording(number))
    journal.prune(NOON + timedelta(days=1), ())
    journal.close()
    assert {finding.kind for finding in check(tmp_path)} == {FindingKind.PRUNED_ENTRIES}
    nodes = thin_out(read_segment(0, segment(tmp_path, 0).read_bytes()), lambda _: False)
    segment(tmp_path, 0).write_bytes(write_segment(nodes))
    assert (FindingKind.MISSING_ENTRIES, 0, 8) in where(tmp_path)


def test_a_rolled_back_log_shows_to_who_remembers(tmp_path: Path) -> None:
    write_log(tmp_path, 10)
    shutil.copytree(tmp_path / "log", tmp_path / "backup")
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock(NOON + timedelta(days=1)))
    journal.append(Started())
    journal.close()
    shutil.rmtree(tmp_path / "log")
    (tmp_path / "backup").rename(tmp_path / "log")
    assert check(tmp_path) == []
    assert where(tmp_path, journal.checkpoint) == [(FindingKind.ROLLBACK, 10, 11)]


@pytest.mark.parametrize("more", [1, 2, 3 * SMALL])
def test_a_log_that_went_on_otherwise_shows_to_who_remembers(tmp_path: Path, more: int) -> None:
    write_log(tmp_path, 10)
    shutil.copytree(tmp_path / "log", tmp_path / "backup")
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock(NOON + timedelta(days=1)))
    journal.append(Started())
    journal.close()
    shutil.rmtree(tmp_path / "log")
    (tmp_path / "backup").rename(tmp_path / "log")
    other = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock(NOON + timedelta(days=1)))
    for _ in range(more):
        other.append(Heartbeat())
    other.close()
    assert where(tmp_path, journal.checkpoint) == [(FindingKind.FORK, 0, 11)]


def test_a_removed_log_shows_to_who_remembers(tmp_path: Path) -> None:
    before = write_log(tmp_path, 10)
    shutil.rmtree(tmp_path / "log")
    write_log(tmp_path, 3)
    assert where(tmp_path, before) == [(FindingKind.ROLLBACK, 3, 10)]


def test_a_removed_old_log_shows_to_all(tmp_path: Path) -> None:
    write_log(tmp_path, 10)
    segment(tmp_path, 8).unlink()
    Journal(tmp_path / "log", a_key(tmp_path), clock=Clock()).close()
    shutil.rmtree(tmp_path / "log" / "1")
    found = kinds(tmp_path)
    assert FindingKind.MISSING_LOG in found
    assert FindingKind.ROLLBACK in found


def test_a_cut_old_log_shows_although_it_was_signed_when_it_was_shorter(tmp_path: Path) -> None:
    write_log(tmp_path, 4)
    shutil.copytree(tmp_path / "log" / "1", tmp_path / "backup")
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock(NOON + timedelta(days=1)))
    journal.append(Started())
    journal.close()
    segment(tmp_path, 0).unlink()
    Journal(tmp_path / "log", a_key(tmp_path), clock=Clock()).close()
    shutil.rmtree(tmp_path / "log" / "1")
    (tmp_path / "backup").rename(tmp_path / "log" / "1")
    assert (FindingKind.ROLLBACK, 4, 5) in where(tmp_path)


def test_a_checkpoint_of_nobody_cannot_be_compared(tmp_path: Path) -> None:
    before = write_log(tmp_path, 3)
    assert kinds(tmp_path, before.replace("\n3\n", "\n4\n")) == [FindingKind.NOT_COMPARABLE]


def test_a_checkpoint_among_dropped_entries_cannot_be_compared(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock())
    notes = []
    for number in range(2 * SMALL):
        journal.append(a_recording(number))
        notes.append(journal.commit())
    journal.prune(NOON + timedelta(days=1), ())
    journal.close()
    assert FindingKind.NOT_COMPARABLE in kinds(tmp_path, notes[2])
    assert FindingKind.NOT_COMPARABLE not in kinds(tmp_path, notes[SMALL - 1])


def test_a_forged_checkpoint_shows(tmp_path: Path) -> None:
    note = write_log(tmp_path, 3)
    (tmp_path / "log" / "1" / "checkpoint").write_text(note.replace("\n3\n", "\n2\n"))
    assert kinds(tmp_path) == [FindingKind.BAD_SIGNATURE]


def test_a_log_of_another_key_shows(tmp_path: Path) -> None:
    write_log(tmp_path, 3)
    (tmp_path / "key.pem").rename(tmp_path / "old.pem")
    assert kinds(tmp_path) == [FindingKind.UNKNOWN_KEY]


def test_unsigned_and_torn_entries_show(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock())
    journal.append(Started())
    journal.commit()
    journal.append(Heartbeat())
    with segment(tmp_path, 0).open("ab") as file:
        file.write(b"{")
    assert where(tmp_path) == [(FindingKind.TORN_ENTRY, 2, 2), (FindingKind.UNSIGNED_ENTRIES, 1, 2)]


def test_a_clock_that_goes_back_shows(tmp_path: Path) -> None:
    clock = Clock()
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=clock)
    journal.append(Started())
    clock.now -= timedelta(hours=1)
    journal.append(Heartbeat())
    journal.append(Heartbeat())
    journal.close()
    (finding,) = check(tmp_path)
    assert (finding.kind, finding.first) == (FindingKind.CLOCK_BACKWARDS, 1)
    assert "3599.000 s" in finding.detail
    assert not finding.is_damage


def test_kinds_of_later_versions_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def encode_later(sequence: int, at: datetime, _: Content) -> bytes:
        return encode(sequence, at, Heartbeat()).replace(b"heartbeat", b"later")

    monkeypatch.setattr("custom_components.secure_video.engine.vault.log.journal.encode", encode_later)
    write_log(tmp_path, 1)
    assert where(tmp_path) == [(FindingKind.UNKNOWN_KIND, 0, 1)]


def test_a_log_far_away_is_one_finding(tmp_path: Path) -> None:
    write_log(tmp_path, 3)
    (tmp_path / "log" / "999999999").mkdir()
    (tmp_path / "log" / "no log").mkdir()
    assert [(finding.kind, finding.epoch) for finding in check(tmp_path)] == [
        (FindingKind.MISSING_LOG, 2),
        (FindingKind.MISSING_CHECKPOINT, 999999999),
    ]


def test_a_file_far_away_is_one_finding(tmp_path: Path) -> None:
    write_log(tmp_path, 3)
    segment(tmp_path, 8 * 10**8).write_bytes(b"")
    assert where(tmp_path) == [(FindingKind.MISSING_ENTRIES, 8, 8 * 10**8)]


def test_anything_at_all_in_a_file_is_told_and_not_raised(tmp_path: Path) -> None:
    write_log(tmp_path, 2 * SMALL)
    for junk in (
        b"",
        b"\0" * 100,
        b"\n" * 100,
        b'{"dropped":8,"hash":"zz"}\n',
        b'{"dropped":3}\n',
        b'{"dropped":[]}\n',
        b"[" * 9999 + b"\n",
    ):
        for name in (segment(tmp_path, 0), segment(tmp_path, 8)):
            whole = name.read_bytes()
            name.write_bytes(junk)
            assert any(finding.is_damage for finding in check(tmp_path))
            name.write_bytes(whole)
    assert check(tmp_path) == []

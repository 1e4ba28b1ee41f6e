"""The log as it is written: it goes on after every end, is opened without reading all of it, and can be thinned out."""

import errno
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from custom_components.secure_video.engine.model.names import ClipId
from custom_components.secure_video.engine.vault.log import (
    Continues,
    Deleted,
    DeletionReason,
    EpochReason,
    FindingKind,
    Heartbeat,
    Journal,
    Pruned,
    RecipientsChanged,
    Recorded,
    Recovered,
    Started,
    parse_verifier_key,
    prove_clip,
    read_entries,
    verifier_key,
    verify_proof,
)
from custom_components.secure_video.engine.vault.log.checkpoint import open_checkpoint
from custom_components.secure_video.engine.vault.log.epoch import Epoch
from custom_components.secure_video.engine.vault.log.segment import Segment

from .stories import EVERY_KIND, NOON, SMALL, Clock, a_clip_id, a_key, a_recording, check, kinds, small_files, write_log

MIN_PRUNED = f"{Journal.__module__}.MIN_PRUNED"


@pytest.fixture(autouse=True)
def files_of_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    small_files(monkeypatch)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock())
    yield journal
    journal.close()


def test_every_kind_is_logged_signed_and_verified(journal: Journal, tmp_path: Path) -> None:
    logged = [journal.append(content) for content in EVERY_KIND]
    assert [entry.sequence for entry in logged] == list(range(len(EVERY_KIND)))
    note = journal.commit()
    assert list(read_entries(tmp_path / "log")) == logged
    key = parse_verifier_key(str(verifier_key(a_key(tmp_path).public)))
    assert open_checkpoint(note, key).size == len(EVERY_KIND)
    assert check(tmp_path, note) == []


def test_a_new_log_is_empty_and_signed(journal: Journal, tmp_path: Path) -> None:
    assert check(tmp_path, journal.checkpoint) == []
    assert journal.findings == ()


@pytest.mark.parametrize("count", [0, 1, SMALL - 1, SMALL, SMALL + 1, 5 * SMALL, 5 * SMALL + 3])
def test_it_goes_on_where_it_was_closed(tmp_path: Path, count: int) -> None:
    before = write_log(tmp_path, count)
    again = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock(NOON + timedelta(days=1)))
    assert again.findings == ()
    assert again.checkpoint == before
    assert again.append(Heartbeat()).sequence == count
    again.close()
    assert check(tmp_path, before) == []


def test_opening_reads_only_the_last_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_log(tmp_path, 10 * SMALL)
    read: list[int] = []
    original = Epoch.read_segment

    def read_segment(epoch: Epoch, index: int) -> Segment:
        read.append(index)
        return original(epoch, index)

    monkeypatch.setattr(Epoch, "read_segment", read_segment)
    Journal(tmp_path / "log", a_key(tmp_path)).close()
    assert set(read) == {9}


def test_nothing_is_signed_twice(journal: Journal) -> None:
    journal.append(Started())
    assert journal.commit() == journal.commit() == journal.checkpoint


def test_many_threads_can_log(journal: Journal, tmp_path: Path) -> None:
    def log(number: int) -> int:
        sequence = journal.append(a_recording(number)).sequence
        journal.commit()
        return sequence

    with ThreadPoolExecutor(8) as pool:
        sequences = list(pool.map(log, range(100)))
    assert sorted(sequences) == list(range(100))
    assert check(tmp_path, journal.checkpoint) == []


def test_a_closed_log_takes_nothing(journal: Journal) -> None:
    journal.close()
    with pytest.raises(OSError, match="closed"):
        journal.append(Started())
    with pytest.raises(OSError, match="closed"):
        journal.commit()


def test_what_was_not_signed_is_signed_at_the_next_start(journal: Journal, tmp_path: Path) -> None:
    journal.append(Started())
    journal.commit()
    for number in range(2 * SMALL):
        journal.append(a_recording(number))
    again = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock())
    (finding,) = again.findings
    assert (finding.kind, finding.first, finding.end) == (FindingKind.UNSIGNED_ENTRIES, 1, 17)
    assert list(read_entries(tmp_path / "log"))[-1].content == Recovered(signed=1, end=17, torn=0)
    again.close()


def test_a_torn_line_is_set_aside(journal: Journal, tmp_path: Path) -> None:
    journal.append(Started())
    journal.append(Heartbeat())
    journal.commit()
    file = tmp_path / "log" / "1" / "0000000000.jsonl"
    with file.open("ab") as torn:
        torn.write(b'{"at":"2026')
    again = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock())
    (finding,) = again.findings
    assert (finding.kind, finding.first) == (FindingKind.TORN_ENTRY, 2)
    (kept,) = file.parent.glob("torn-*")
    assert kept.read_bytes() == b'{"at":"2026'
    assert again.append(Heartbeat()).sequence == 3
    again.close()
    assert FindingKind.RECOVERED in kinds(tmp_path)
    assert not any(finding.is_damage for finding in check(tmp_path))


@pytest.mark.parametrize(
    "junk", [b"\0" * 40, b"\0" * 40 + b"\n", b"junk\n{}\n\n", b'{"dropped":1,"hash":"' + b"0" * 64 + b'"}\n']
)
def test_what_a_power_cut_leaves_is_no_entry(tmp_path: Path, junk: bytes) -> None:
    before = write_log(tmp_path, 3)
    file = tmp_path / "log" / "1" / "0000000000.jsonl"
    file.write_bytes(file.read_bytes() + junk)
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock())
    assert [finding.kind for finding in journal.findings] == [FindingKind.TORN_ENTRY]
    journal.close()
    assert not any(finding.is_damage for finding in check(tmp_path, before))
    assert next(file.parent.glob("torn-*")).read_bytes() == junk


@pytest.mark.parametrize(
    ("harm", "kind"),
    [
        ("cut", FindingKind.MISSING_TAIL),
        ("change", FindingKind.BAD_ROOT),
        ("unsign", FindingKind.BAD_SIGNATURE),
        ("uncheck", FindingKind.MISSING_CHECKPOINT),
        ("lose", FindingKind.MISSING_TAIL),
    ],
)
def test_a_damaged_log_is_left_as_it_is_and_a_new_one_begins(tmp_path: Path, harm: str, kind: FindingKind) -> None:
    before = write_log(tmp_path, 2 * SMALL + 3)
    folder = tmp_path / "log" / "1"
    last = folder / "0000000016.jsonl"
    match harm:
        case "cut":
            last.write_bytes(last.read_bytes()[:-5])
        case "change":
            last.write_bytes(last.read_bytes().replace(b"recorded", b"recorder"))
        case "unsign":
            (folder / "checkpoint").write_text(before.replace("\n19\n", "\n18\n"))
        case "uncheck":
            (folder / "checkpoint").unlink()
        case "lose":
            last.unlink()
    left = {path.name: path.read_bytes() for path in folder.iterdir()}
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock())
    assert [finding.kind for finding in journal.findings] == [kind]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == left
    journal.append(Started())
    journal.close()
    first = next(entry for entry in read_entries(tmp_path / "log") if isinstance(entry.content, Continues))
    assert first.content == Continues(checkpoint=left.get("checkpoint", b"").decode(), reason=EpochReason.DAMAGED)
    found = kinds(tmp_path)
    assert kind in found
    assert FindingKind.CONTINUED in found


def test_a_lost_key_begins_a_new_log_loudly(tmp_path: Path) -> None:
    before = write_log(tmp_path, 3)
    (tmp_path / "key.pem").unlink()
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock())
    assert [finding.kind for finding in journal.findings] == [FindingKind.UNKNOWN_KEY]
    journal.close()
    assert list(read_entries(tmp_path / "log"))[-1].content == Continues(checkpoint=before, reason=EpochReason.NEW_KEY)
    assert FindingKind.UNKNOWN_KEY in kinds(tmp_path)


def test_a_huge_checkpoint_does_not_stop_the_next_log(tmp_path: Path) -> None:
    write_log(tmp_path, 3)
    (tmp_path / "log" / "1" / "checkpoint").write_bytes(b"\0" * 1_000_000)
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock())
    assert [finding.kind for finding in journal.findings] == [FindingKind.BAD_SIGNATURE]
    journal.close()


def test_a_folder_that_vanishes_is_not_begun_anew(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    journal.append(Started())
    before = journal.commit()
    journal.append(Heartbeat())
    with monkeypatch.context() as patch:
        patch.setattr("custom_components.secure_video.engine.vault.log.disk.sync", broken)
        with pytest.raises(OSError, match="Input"):
            journal.commit()
    (tmp_path / "log").rename(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="gone"):
        journal.append(Heartbeat())
    assert not (tmp_path / "log").exists()
    (tmp_path / "elsewhere").rename(tmp_path / "log")
    assert journal.append(Heartbeat()).sequence == 3
    journal.commit()
    assert kinds(tmp_path, before) == [FindingKind.RECOVERED]


def test_a_lost_file_in_the_middle_does_not_end_the_log(tmp_path: Path) -> None:
    before = write_log(tmp_path, 4 * SMALL)
    (tmp_path / "log" / "1" / "0000000008.jsonl").unlink()
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock())
    (finding,) = journal.findings
    assert (finding.kind, finding.epoch, finding.first, finding.end) == (FindingKind.MISSING_ENTRIES, 1, 8, 16)
    journal.append(Started())
    journal.close()
    (missing, _) = check(tmp_path, before)
    assert missing == finding
    verify_proof(prove_clip(tmp_path / "log", a_clip_id(30)), a_key(tmp_path).public)


@pytest.mark.parametrize("roots", [b"", b"junk\n", b"00" * 32 + b"\n"])
def test_the_hashes_of_files_are_made_again(tmp_path: Path, roots: bytes) -> None:
    before = write_log(tmp_path, 3 * SMALL + 1)
    (tmp_path / "log" / "1" / "roots").write_bytes(roots)
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock())
    assert journal.findings == ()
    for _ in range(SMALL):
        journal.append(Heartbeat())
    journal.close()
    assert kinds(tmp_path, before) == [FindingKind.CLOCK_BACKWARDS]


def test_hashes_of_files_that_nobody_signed_are_not_believed(journal: Journal, tmp_path: Path) -> None:
    for number in range(2 * SMALL + 1):
        journal.append(a_recording(number))
    (tmp_path / "log" / "1" / "roots").write_bytes((b"00" * 32 + b"\n") * 2)
    again = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock(NOON + timedelta(days=1)))
    assert [finding.kind for finding in again.findings] == [FindingKind.UNSIGNED_ENTRIES]
    again.close()
    assert kinds(tmp_path, again.checkpoint) == [FindingKind.RECOVERED]


def deleted(folder: Path) -> list[ClipId]:
    """The clips that the log says were deleted."""
    return [entry.content.clip for entry in read_entries(folder / "log") if isinstance(entry.content, Deleted)]


def test_old_entries_go_and_the_clips_that_are_there_can_still_be_proved(journal: Journal, tmp_path: Path) -> None:
    for number in range(5 * SMALL):
        journal.append(a_recording(number) if number % 4 == 0 else Heartbeat())
    journal.append(RecipientsChanged(recipients=("a",), by="user"))
    before = journal.commit()
    still_there = {a_clip_id(12), a_clip_id(36)}
    assert journal.prune(NOON + timedelta(seconds=4 * SMALL + 1), still_there) == 4 * SMALL - 1
    journal.close()
    kept = [entry for entry in read_entries(tmp_path / "log") if isinstance(entry.content, Recorded)]
    assert [entry.sequence for entry in kept] == [12, 32, 36]
    found = check(tmp_path, before)
    assert [(item.kind, item.first, item.end) for item in found] == [
        (FindingKind.PRUNED_ENTRIES, first, end) for first, end in ((0, 8), (8, 12), (13, 16), (16, 24), (24, 32))
    ]
    for number in (12, 32, 36):
        entry = verify_proof(prove_clip(tmp_path / "log", a_clip_id(number)), a_key(tmp_path).public)
        assert entry.content == a_recording(number)
    assert (tmp_path / "log" / "1" / "0000000000.jsonl").read_bytes().count(b"\n") == 1


def test_what_was_thinned_out_is_thinned_out_further(journal: Journal, tmp_path: Path) -> None:
    for number in range(SMALL + 4):
        journal.append(a_recording(number))
    late = NOON + timedelta(days=1)
    assert journal.prune(late, {a_clip_id(3)}) == SMALL - 1
    assert journal.prune(late, {a_clip_id(3)}) == 0
    assert journal.prune(late, ()) == 1
    before = journal.commit()
    journal.close()
    assert {finding.kind for finding in check(tmp_path, before)} == {FindingKind.PRUNED_ENTRIES}
    assert sum(isinstance(entry.content, Pruned) for entry in read_entries(tmp_path / "log")) == 2
    assert Journal(tmp_path / "log", a_key(tmp_path)).findings == ()


def test_a_deletion_stays_as_long_as_the_recording_that_it_ends(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first file has too little to drop to be rewritten, so it goes on saying that the clip was recorded."""
    monkeypatch.setattr(MIN_PRUNED, 2)
    for number in range(SMALL):
        journal.append(a_recording(number))
    for number in (0, *range(100, 99 + SMALL)):
        journal.append(Deleted(clip=a_clip_id(number), reason=DeletionReason.AGE))
    journal.append(Started())
    late, others = NOON + timedelta(days=1), {a_clip_id(number) for number in range(1, SMALL)}

    assert journal.prune(late, others) == SMALL - 1
    assert deleted(tmp_path) == [a_clip_id(0)]

    # With more to drop, both go: the recording first.
    assert journal.prune(late, others - {a_clip_id(1)}) == 2
    monkeypatch.setattr(MIN_PRUNED, 1)
    assert journal.prune(late, others - {a_clip_id(1)}) == 1
    assert deleted(tmp_path) == []
    before = journal.commit()
    journal.close()
    assert set(kinds(tmp_path, before)) == {FindingKind.PRUNED_ENTRIES}


def test_the_deletion_of_a_clip_that_came_back_stays(journal: Journal, tmp_path: Path) -> None:
    for number in range(SMALL):
        journal.append(Deleted(clip=a_clip_id(0), reason=DeletionReason.AGE) if number == 4 else a_recording(number))
    journal.append(Started())
    assert journal.prune(NOON + timedelta(days=1), {a_clip_id(0)}) == SMALL - 2
    assert deleted(tmp_path) == [a_clip_id(0)]


def test_a_deletion_stays_while_an_earlier_log_holds_the_recording(tmp_path: Path) -> None:
    write_log(tmp_path, 3)
    (tmp_path / "log" / "1" / "checkpoint").write_bytes(b"junk")
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock())
    for number in range(SMALL):
        journal.append(Deleted(clip=a_clip_id(number), reason=DeletionReason.AGE))
    journal.prune(NOON + timedelta(days=1), ())
    journal.close()
    # The last one stands in the file that goes on.
    assert deleted(tmp_path) == [a_clip_id(number) for number in (0, 1, 2, SMALL - 1)]


def test_a_changed_file_is_not_thinned_out(journal: Journal, tmp_path: Path) -> None:
    for number in range(2 * SMALL):
        journal.append(a_recording(number))
    file = tmp_path / "log" / "1" / "0000000000.jsonl"
    changed = file.read_bytes().replace(b"recorded", b"recorder", 1)
    file.write_bytes(changed)
    assert journal.prune(NOON + timedelta(days=1), ()) == 0
    assert file.read_bytes() == changed


def test_the_key_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    assert a_key(tmp_path).public == key.public
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600


@pytest.mark.parametrize("junk", [b"", b"junk", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_damaged_key_is_set_aside(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "key.pem").write_bytes(junk)
    assert len(a_key(tmp_path).public) == 32
    assert (tmp_path / "key.pem.damaged").read_bytes() == junk

"""What somebody who can write to the folder may try: each is found, and named for what it is."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest

from custom_components.secure_video.engine.clips.rewrap import rewrap
from custom_components.secure_video.engine.vault.age import generate_identity, unwrap_file_key
from custom_components.secure_video.engine.vault.age.stream import StreamWriter
from custom_components.secure_video.engine.vault.log import Deleted, DeletionReason, Heartbeat, Journal
from custom_components.secure_video.engine.vault.log.entries import encode
from custom_components.secure_video.engine.verify.report import Verdict
from tests.engine.vault.log.stories import small_files

from .home import NOON, OWNER, Home, a_clip_id, seal, split, video


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Three clips."""
    home = Home(tmp_path)
    for number in (1, 2, 3):
        home.record(number)
    yield home
    home.journal.close()


def swap(first: Path, second: Path) -> None:
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)


def test_what_nobody_touched_is_sound(home: Home) -> None:
    report = home.check()
    assert report.verdict is Verdict.SOUND
    assert not report.observations
    assert report.facts["clips"] == 3


def test_a_logged_deletion_is_sound(home: Home) -> None:
    home.delete(2)
    assert home.seen() == []


def test_a_deleted_clip(home: Home) -> None:
    home.clip(2).unlink()
    home.meta(2).unlink()
    assert home.damage() == [("missing_clip", "clip 2")]


def test_all_clips_deleted(home: Home) -> None:
    for path in (home.folder / "clips").rglob("*.age"):
        path.unlink()
    (home.folder / "clips" / "2026-11-01").rmdir()
    (home.folder / "clips").rmdir()
    assert home.damage() == [("missing_clip", "clip 1"), ("missing_clip", "clip 2"), ("missing_clip", "clip 3")]


def test_a_deleted_clip_that_another_of_its_name_replaces(home: Home) -> None:
    home.clip(2).write_bytes(seal(video(2)))
    assert home.damage() == [("changed_clip", "clip 2")]


def test_a_deletion_that_is_added_to_the_log_without_the_key(home: Home) -> None:
    line = encode(4, home.now, Deleted(clip=a_clip_id(2), reason=DeletionReason.AGE))
    segment = home.folder / "log" / "1" / "0000000000.jsonl"
    segment.write_bytes(segment.read_bytes() + line + b"\n")
    home.clip(2).unlink()
    home.meta(2).unlink()
    assert home.seen() == [("unsigned_entries", "log 1"), ("missing_clip", "clip 2")]


def test_a_deletion_added_before_the_log_was_opened_again(home: Home) -> None:
    home.journal.close()
    line = encode(4, home.now, Deleted(clip=a_clip_id(2), reason=DeletionReason.AGE))
    segment = home.folder / "log" / "1" / "0000000000.jsonl"
    segment.write_bytes(segment.read_bytes() + line + b"\n")
    home.clip(2).unlink()
    home.meta(2).unlink()
    home.journal = Journal(home.folder / "log", home.key, clock=lambda: home.now)
    assert home.seen() == [("recovered", "log 1"), ("signed_later", "clip 2")]
    assert home.check().verdict is Verdict.CANNOT_TELL


def test_swapped_clips(home: Home) -> None:
    swap(home.clip(1), home.clip(2))
    assert home.damage() == [("swapped_clip", "clip 1"), ("swapped_clip", "clip 2")]


def test_swapped_descriptions(home: Home) -> None:
    swap(home.meta(1), home.meta(2))
    assert home.damage() == [("swapped_meta", "clip 1"), ("swapped_meta", "clip 2")]


def test_a_description_made_anew(home: Home) -> None:
    home.meta(1).write_bytes(seal(b'{"camera":"another"}'))
    assert home.damage() == [("changed_meta", "clip 1")]


def test_a_deleted_description(home: Home) -> None:
    home.meta(1).unlink()
    assert home.damage() == [("missing_meta", "clip 1")]


def test_a_forged_clip(home: Home) -> None:
    home.clip(9).write_bytes(seal(video(9)))
    home.meta(9).write_bytes(seal(b"{}"))
    assert home.damage() == [("not_logged", "clip 9")]


def test_a_copy_under_a_new_name(home: Home) -> None:
    home.clip(9).write_bytes(home.clip(1).read_bytes())
    assert home.damage() == [("swapped_clip", "clip 9")]


def test_a_clip_moved_to_another_day(home: Home) -> None:
    home.clip(1, "2026-11-02").parent.mkdir()
    home.clip(1).rename(home.clip(1, "2026-11-02"))
    home.meta(1).rename(home.meta(1, "2026-11-02"))
    assert home.damage() == [("misplaced", "clip 1")]


def test_a_clip_of_another_day_under_the_name_of_this(home: Home) -> None:
    home.now += timedelta(days=1)
    home.record(4)
    home.clip(1).write_bytes(home.clip(4, "2026-11-02").read_bytes())
    assert home.damage() == [("swapped_clip", "clip 1")]


def test_the_header_of_another_clip(home: Home) -> None:
    (header, _), (_, payload) = split(home.clip(1).read_bytes()), split(home.clip(2).read_bytes())
    home.clip(2).write_bytes(header + payload)
    assert home.seen() == []  # Without a private key nobody can tell; with one:
    assert home.seen(identity=OWNER) == [("unopenable", "clip 2")]


def test_a_header_for_somebody_else(home: Home) -> None:
    other = generate_identity(post_quantum=False)
    rewrap(home.clip(2), [OWNER], [other.recipient])
    assert home.seen() == []
    assert home.seen(identity=OWNER) == [("other_recipients", "clip 2")]
    assert home.seen(identity=other)[:1] == [("other_recipients", "clip 1")]


def test_a_header_that_is_none(home: Home) -> None:
    home.clip(2).write_bytes(b"age-encryption.org/v0" + home.clip(2).read_bytes()[21:])
    assert home.damage() == [("bad_header", "clip 2")]


def test_the_rewrite_of_somebody_who_can_open_the_clip(home: Home) -> None:
    header, payload = split(home.clip(2).read_bytes())
    file_key = unwrap_file_key(io.BytesIO(header), [OWNER])
    sealed = io.BytesIO()
    stream = StreamWriter(file_key, payload[:16], sealed.write)
    stream.write(video(7))
    stream.finish()
    home.clip(2).write_bytes(header + payload[:16] + sealed.getvalue())
    assert home.seen(identity=OWNER) == [("changed_clip", "clip 2")]


@pytest.mark.parametrize("size", [0, 100, 4096 + 15, 5000, 4096 + 16 + 65552])
def test_a_clip_that_was_cut(home: Home, size: int) -> None:
    home.clip(2).write_bytes(home.clip(2).read_bytes()[:size])
    assert home.damage() in ([("changed_clip", "clip 2")], [("bad_header", "clip 2")])


def test_a_link_in_the_place_of_a_clip(home: Home) -> None:
    home.clip(2).unlink()
    home.clip(2).symlink_to("/dev/zero")
    assert home.damage() == [("missing_clip", "clip 2")]


def test_an_older_copy_of_the_folder(home: Home) -> None:
    copy = home.copy("older")
    home.record(4)
    remembered = home.journal.checkpoint
    home.put_back(copy)
    assert home.seen() == []  # Nothing in the folder tells; what was remembered does:
    assert home.damage(remembered) == [("rollback", "log 1")]


def test_another_history_since_the_log_was_seen(home: Home) -> None:
    fork = home.copy("fork")
    home.record(4)
    remembered = home.journal.checkpoint
    home.journal.close()
    home.put_back(fork)
    home.journal = Journal(home.folder / "log", home.key, clock=lambda: home.now)
    home.record(5)
    home.record(6)
    assert home.seen() == []
    assert home.damage(remembered) == [("fork", "log 1")]


def test_a_removed_tail_of_the_log(home: Home) -> None:
    segment = home.folder / "log" / "1" / "0000000000.jsonl"
    segment.write_bytes(b"".join(segment.read_bytes().splitlines(keepends=True)[:-1]))
    assert home.damage() == [("missing_tail", "log 1"), ("not_logged", "clip 3")]


def test_a_removed_log(home: Home) -> None:
    (home.folder / "log").rename(home.folder / "gone")
    assert home.damage()[0] == ("missing_log", "log 1")
    assert home.check().verdict is Verdict.FINDINGS


def test_the_log_of_another_home(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    other.record(1)
    other.journal.close()
    (home.folder / "log").rename(home.folder / "gone")
    copytree(other.folder / "log", home.folder / "log")
    assert ("unknown_key", "log 1") in home.damage()


def test_a_clock_that_was_put_back(home: Home) -> None:
    home.now -= timedelta(days=2)
    home.journal.append(Heartbeat())
    home.journal.commit()
    home.now += timedelta(days=3)
    assert home.seen() == [("clock_backwards", "log 1")]


def test_a_clock_that_was_put_forward(home: Home) -> None:
    now, home.now = home.now, home.now + timedelta(days=900)
    home.journal.append(Heartbeat())
    home.journal.commit()
    home.now = now
    assert home.seen() == [("ahead_of_clock", "log")]


def test_a_clip_that_was_recorded_twice(home: Home) -> None:
    home.record(2, video(8))
    assert home.damage() == [("recorded_twice", "clip 2"), ("changed_clip", "clip 2"), ("changed_meta", "clip 2")]


def test_a_deleted_clip_that_came_back(home: Home) -> None:
    clip, meta = home.clip(2).read_bytes(), home.meta(2).read_bytes()
    home.delete(2)
    home.clip(2).write_bytes(clip)
    home.meta(2).write_bytes(meta)
    assert home.seen() == [("returned", "clip 2")]
    assert home.check().verdict is Verdict.SOUND


def test_a_clip_whose_entry_is_not_signed_yet(home: Home) -> None:
    home.record(4, commit=False)
    assert home.seen() == [("unsigned_entries", "log 1"), ("unsigned_entry", "clip 4")]
    assert home.check().verdict is Verdict.CANNOT_TELL


def test_a_clip_that_is_gone_where_the_log_dropped_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_files(monkeypatch)
    home = Home(tmp_path)
    home.record(1)
    for _ in range(20):
        home.journal.append(Heartbeat())
    home.now += timedelta(days=400)
    assert home.journal.prune(home.now, [a_clip_id(1)])
    assert home.seen() == []
    assert home.check().facts["dropped_log_entries"]
    home.clip(1).unlink()
    home.meta(1).unlink()
    assert home.seen() == [("missing_clip_or_dropped", "clip 1")]
    home.journal.close()


def test_what_a_crash_leaves_is_no_attack(home: Home) -> None:
    part = home.clip(9).with_name(f"{home.clip(9).name}.part")
    part.write_bytes(seal(video(9))[:70_000])
    whole = home.clip(2).rename(home.clip(2).with_name(f"{home.clip(2).name}.part"))
    assert whole.exists()
    home.clip(3).with_name(f"{a_clip_id(3)}.protected").touch()
    assert home.seen() == [("unnamed", "clip 2"), ("incomplete", "clip 9")]
    assert home.check().verdict is Verdict.SOUND


def test_a_header_that_was_being_changed(home: Home) -> None:
    """The header is torn; the journal says how long it is, so the clip can still be judged."""
    sealed = home.clip(2).read_bytes()
    header, _ = split(sealed)
    home.clip(2).with_name(f"{home.clip(2).name}.rewrap").write_bytes(bytes(32) + header)
    home.clip(2).write_bytes(bytes(1000) + sealed[1000:])
    assert home.seen() == [("interrupted_rewrap", "clip 2")]
    home.clip(2).write_bytes(bytes(1000) + sealed[1000:-1] + b"?")
    assert home.damage() == [("changed_clip", "clip 2")]


def test_a_strange_file(home: Home) -> None:
    (home.folder / "clips" / "notes.txt").write_text("hello")
    (home.folder / "clips" / ".secure_video").write_text("mark")
    assert home.seen() == [("strange_file", "notes.txt")]


def test_everything_at_once_is_told(home: Home) -> None:
    home.clip(1).unlink()
    home.clip(2).write_bytes(seal(b""))
    home.clip(9).write_bytes(seal(b""))
    assert set(home.damage()) == {("missing_clip", "clip 1"), ("changed_clip", "clip 2"), ("not_logged", "clip 9")}


def test_days_around_midnight(tmp_path: Path) -> None:
    """The folder is of the day on which a clip began, the entry of the moment when it was complete."""
    home = Home(tmp_path, now=NOON.replace(hour=23, minute=59, second=30))
    home.record(1)
    home.journal.close()
    assert home.now.date() != NOON.date()
    assert home.seen() == []

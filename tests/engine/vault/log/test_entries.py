"""Entries: what is written comes back, and one entry has one encoding."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings, strategies as st

from custom_components.secure_video.engine.vault.log.contents import (
    Content,
    Continues,
    Deleted,
    DeletionReason,
    EpochReason,
    Heartbeat,
    Pruned,
    RecipientsChanged,
    Recovered,
    Unknown,
    Unlocked,
)
from custom_components.secure_video.engine.vault.log.entries import (
    MAX_ENTRY_SIZE,
    LoggedEntry,
    decode,
    encode,
    salted_hash,
)

from .stories import EVERY_KIND, NOON, a_clip_id

KINDS = (
    *EVERY_KIND,
    Pruned(first=0, end=4096, file_hash=bytes(32)),
    Recovered(signed=3, end=5, torn=7),
    Continues(checkpoint="origin\n5\n", reason=EpochReason.DAMAGED),
)


@pytest.mark.parametrize("content", KINDS, ids=lambda content: type(content).__name__)
def test_every_kind_comes_back(content: Content) -> None:
    line = encode(3, NOON, content)
    assert decode(line) == LoggedEntry(sequence=3, at=NOON, content=content)
    assert b"\n" not in line


def test_an_entry_can_be_read_by_a_person() -> None:
    line = encode(7, NOON, Deleted(clip=a_clip_id(1), reason=DeletionReason.BY_HAND))
    assert line == (
        b'{"at":"2026-11-01T12:00:00.000000+00:00","clip":"00000000000000000000000000000001",'
        b'"kind":"deleted","reason":"by_hand","sequence":7}'
    )


@settings(max_examples=100, deadline=None)
@given(
    by=st.text(st.characters(exclude_categories=["Cs"])),
    lifetime=st.integers(0, 10**9),
    at=st.datetimes(datetime(1970, 1, 2), timezones=st.just(timezone(timedelta(hours=9)))),  # noqa: DTZ001
)
def test_whatever_a_user_is_called_comes_back_on_one_line(by: str, lifetime: int, at: datetime) -> None:
    content = Unlocked(by=by, clips=(a_clip_id(1),), lifetime=lifetime)
    line = encode(0, at, content)
    assert decode(line) == LoggedEntry(sequence=0, at=at.astimezone(UTC), content=content)
    assert b"\n" not in line


@settings(max_examples=200, deadline=None)
@given(line=st.binary(max_size=40) | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_anything_else_is_refused(line: bytes | str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        decode(line if isinstance(line, bytes) else line.encode(errors="replace"))


HEARTBEAT = encode(0, NOON, Heartbeat())
DELETED = encode(0, NOON, Deleted(clip=a_clip_id(1), reason=DeletionReason.BY_HAND))
UNLOCKED = encode(0, NOON, Unlocked(by="", clips=(), lifetime=1))
PRUNED = encode(0, NOON, Pruned(first=0, end=1, file_hash=bytes([171]) * 32))


@pytest.mark.parametrize(
    "line",
    [
        HEARTBEAT + b" ",
        HEARTBEAT.replace(b":0}", b':0,"sequence":0}'),
        HEARTBEAT.replace(b":0}", b": 0}"),
        HEARTBEAT.replace(b":0}", b":true}"),
        HEARTBEAT.replace(b":0}", b':0,"zoo":1}'),
        HEARTBEAT.replace(b"+00:00", b"Z"),
        HEARTBEAT.replace(b"+00:00", b""),
        HEARTBEAT.replace(b"2026-11-01T12", b"0001-01-01T00").replace(b"+00:00", b"+23:00"),
        DELETED.replace(b"by_hand", b"magic"),
        DELETED.replace(b',"reason":"by_hand"', b""),
        UNLOCKED.replace(b"[]", b"{}"),
        UNLOCKED.replace(b"[]", b"[1]"),
        UNLOCKED.replace(b'"by":""', b'"by":1'),
        PRUNED.replace(b"ab", b"AB"),
        b"[" * 100_000,
        b'{"sequence":' + b"9" * 5000 + b"}",
    ],
)
def test_only_one_encoding_is_read(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        decode(line)


def test_kinds_of_later_versions_are_kept() -> None:
    line = HEARTBEAT.replace(b"heartbeat", b"moonlanding").replace(b":0}", b':4,"zoo":[1,2.5]}')
    assert decode(line) == LoggedEntry(sequence=4, at=NOON, content=Unknown(kind="moonlanding"))


def test_an_entry_has_its_limit() -> None:
    with pytest.raises(ValueError, match="too long"):
        encode(0, NOON, Unlocked(by="a" * MAX_ENTRY_SIZE, clips=(), lifetime=1))


def test_recipients_are_sorted() -> None:
    with pytest.raises(ValueError, match="sorted"):
        RecipientsChanged(recipients=("b", "a"), by="user")


def test_the_salt_hides_the_plaintext() -> None:
    assert salted_hash(bytes(32), b"a") != salted_hash(bytes(32), b"b")
    assert len(salted_hash(bytes(32), b"a")) == 32

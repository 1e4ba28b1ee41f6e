"""How an entry is written: one line of canonical JSON (RFC 8785), which is also the leaf. Hashes are hexadecimal."""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from ...model.names import CameraId, ClipId
from .contents import (
    Content,
    Continues,
    Coverage,
    CoverageState,
    Deleted,
    DeletionReason,
    EpochReason,
    Exported,
    Heartbeat,
    Locked,
    Pruned,
    RecipientsChanged,
    Recorded,
    Recovered,
    Rewrapped,
    Shared,
    Started,
    Stopped,
    Unknown,
    Unlocked,
    Viewed,
    Viewing,
)

MAX_ENTRY_SIZE = 256 * 1024
"""Bytes of one line. The longest we know are recipients: a post-quantum one has 1959 characters."""


_KINDS: dict[str, type[Content]] = {
    "recorded": Recorded,
    "deleted": Deleted,
    "recipients_changed": RecipientsChanged,
    "unlocked": Unlocked,
    "locked": Locked,
    "viewed": Viewed,
    "exported": Exported,
    "shared": Shared,
    "rewrapped": Rewrapped,
    "coverage": Coverage,
    "heartbeat": Heartbeat,
    "started": Started,
    "stopped": Stopped,
    "pruned": Pruned,
    "recovered": Recovered,
    "continues": Continues,
}
KINDS = frozenset(_KINDS)
"""What an entry can be of, in this version."""
_NAMES = {content: kind for kind, content in _KINDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEntry:
    """What was logged when, and where: `sequence` counts from 0 and is the leaf's index."""

    sequence: int
    at: datetime
    content: Content | Unknown


def salted_hash(plaintext_hash: bytes, salt: bytes) -> bytes:
    """Hide the SHA-256 of a plaintext: without the salt, nobody can tell from the log that they have that video."""
    return sha256(salt + plaintext_hash).digest()


def encode(sequence: int, at: datetime, content: Content) -> bytes:
    """Return the entry's line, without its end. Raises `ValueError` if it is too long."""
    line = _canonical(
        {"sequence": sequence, "at": _plain(at), "kind": _NAMES[type(content)]}
        | {field.name: _plain(getattr(content, field.name)) for field in fields(content)}
    )
    if len(line) > MAX_ENTRY_SIZE:
        raise ValueError(f"An entry of {len(line)} bytes is too long for the log.")
    return line


def decode(line: bytes) -> LoggedEntry:
    """Read a line back. Raises `ValueError` unless it is what `encode` writes, or canonical and of an unknown kind."""
    try:
        return _decode(line)
    except (KeyError, OverflowError, RecursionError) as error:
        raise ValueError("The line is not an entry.") from error


def _decode(line: bytes) -> LoggedEntry:
    data = json.loads(line)
    if not isinstance(data, dict) or _canonical(data) != line:
        raise ValueError("The line is not a canonical JSON object.")
    sequence, at, kind = _number(data["sequence"]), _moment(data["at"]), _text(data["kind"])
    known = _KINDS.get(kind)
    if known is None:
        return LoggedEntry(sequence=sequence, at=at, content=Unknown(kind=kind))
    content = known(**{field.name: _READERS[field.type](data[field.name]) for field in fields(known)})
    if encode(sequence, at, content) != line:
        raise ValueError("The entry is not written as it should be.")
    return LoggedEntry(sequence=sequence, at=at, content=content)


def _canonical(data: dict[str, object]) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _plain(value: object) -> object:
    match value:
        case bytes():
            return value.hex()
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case _:
            return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("A number was expected.")  # noqa: TRY004 - what was read is wrong, not the caller
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("A text was expected.")  # noqa: TRY004
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("A list was expected.")  # noqa: TRY004
    return tuple(_text(text) for text in value)


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError("A time without its zone.")
    return moment.astimezone(UTC)


_READERS: dict[Any, Callable[[object], Any]] = {
    str: _text,
    ClipId: _text,
    CameraId: _text,
    int: _number,
    bytes: lambda value: bytes.fromhex(_text(value)),
    datetime: _moment,
    tuple[str, ...]: _texts,
    tuple[ClipId, ...]: _texts,
    DeletionReason: lambda value: DeletionReason(_text(value)),
    CoverageState: lambda value: CoverageState(_text(value)),
    Viewing: lambda value: Viewing(_text(value)),
    EpochReason: lambda value: EpochReason(_text(value)),
}
"""How a field is read, by its type."""

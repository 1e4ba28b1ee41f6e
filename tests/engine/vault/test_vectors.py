"""The published test vectors of the age format, all of them: whole, byte by byte, and in any order."""

import io
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, override

import pytest

from custom_components.secure_video.engine.errors import BadHeader, Tampered, VaultError, WrongIdentity
from custom_components.secure_video.engine.vault.age import (
    NONCE_SIZE,
    Opener,
    Passphrase,
    armor,
    dearmor,
    header_size,
    open_sealed,
    open_seekable,
    parse_identity,
)
from custom_components.secure_video.engine.vault.age.header import read_header
from custom_components.secure_video.engine.vault.age.stream import StreamWriter

FOLDER = Path(__file__).with_name("vectors")
CHUNK = 64 * 1024

ERRORS: dict[str, type[VaultError]] = {
    "armor failure": BadHeader,
    "header failure": BadHeader,
    "no match": WrongIdentity,
    "HMAC failure": Tampered,
    "payload failure": Tampered,
}

type Open = Callable[[BinaryIO, Sequence[Opener]], io.RawIOBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """One vector. `payload` is the SHA-256 of all that may be handed out, also where an error follows."""

    name: str
    expect: str
    payload: str | None
    file_key: bytes
    openers: tuple[Opener, ...]
    is_armored: bool
    file: bytes

    @property
    def sealed(self) -> bytes:
        """The file, without its armor. Raises `BadHeader`."""
        return dearmor(self.file) if self.is_armored else self.file


def load(path: Path) -> Vector:
    """Read a vector: some fields, an empty line, then the file."""
    head, _, file = path.read_bytes().partition(b"\n\n")
    pairs = [line.split(": ", 1) for line in head.decode().splitlines()]
    fields = dict(pairs)
    identities = [parse_identity(value) for name, value in pairs if name == "identity"]
    passphrases = [Passphrase(text=value) for name, value in pairs if name == "passphrase"]
    return Vector(
        name=path.name,
        expect=fields["expect"],
        payload=fields.get("payload"),
        file_key=bytes.fromhex(fields.get("file key", "")),
        openers=(*identities, *passphrases),
        is_armored="armored" in fields,
        file=zlib.decompress(file) if "compressed" in fields else file,
    )


ALL = [load(path) for path in sorted(FOLDER.iterdir()) if path.name not in {".gitattributes", "README.md"}]
READABLE = [vector for vector in ALL if vector.expect not in {"armor failure", "header failure"}]
WHOLE = [vector for vector in READABLE if vector.expect == "success"]


def name(vector: Vector) -> str:
    """The name of the test."""
    return vector.name


class Trickle(io.BytesIO):
    """A file that gives a byte at a time, or a few of a long one: seconds would not find more."""

    @override
    def read(self, size: int | None = -1) -> bytes:
        most = 1 if len(self.getbuffer()) < 2 * CHUNK else 4099
        return super().read(min(most, most if size is None else size))


def read(file: BinaryIO, vector: Vector, open_file: Open, step: int) -> tuple[type[VaultError] | None, bytes]:
    """Return how it ended and what had been handed out by then."""
    opened = bytearray()
    try:
        payload = open_file(file, vector.openers)
        while piece := payload.read(step):
            opened += piece
    except VaultError as error:
        return type(error), bytes(opened)
    return None, bytes(opened)


def in_one_go(vector: Vector, open_file: Open) -> tuple[type[VaultError] | None, bytes]:
    """Read all chunks of the vector."""
    try:
        file = io.BytesIO(vector.sealed)
    except VaultError as error:
        return type(error), b""
    return read(file, vector, open_file, CHUNK)


def test_no_vector_is_missing() -> None:
    assert (len(ALL), len(READABLE), len(WHOLE)) == (143, 59, 26)


@pytest.mark.parametrize("vector", ALL, ids=name)
def test_from_beginning_to_end(vector: Vector) -> None:
    outcome, opened = in_one_go(vector, open_sealed)
    assert outcome is ERRORS.get(vector.expect)
    if vector.payload:
        assert sha256(opened).hexdigest() == vector.payload


@pytest.mark.parametrize("vector", ALL, ids=name)
def test_random_access(vector: Vector) -> None:
    outcome, opened = in_one_go(vector, open_seekable)
    assert outcome is ERRORS.get(vector.expect)
    _, all_opened = in_one_go(vector, open_sealed)
    # It may notice damage earlier, since it looks at the end first.
    assert all_opened.startswith(opened) if outcome else all_opened == opened


@pytest.mark.parametrize("open_file", [open_sealed, open_seekable])
@pytest.mark.parametrize("vector", READABLE, ids=name)
def test_byte_by_byte(vector: Vector, open_file: Open) -> None:
    step = 1 if len(vector.sealed) < 2 * CHUNK else 1009
    outcome, opened = in_one_go(vector, open_file)
    slow_outcome, slowly_opened = read(Trickle(vector.sealed), vector, open_file, step)
    assert slow_outcome is outcome
    # What is asked for across a border of chunks is refused if one of them is damaged.
    assert opened.startswith(slowly_opened) if outcome else opened == slowly_opened
    assert len(opened) - len(slowly_opened) < step


@pytest.mark.parametrize("vector", WHOLE, ids=name)
def test_backwards(vector: Vector) -> None:
    payload = open_seekable(io.BytesIO(vector.sealed), vector.openers)
    pieces = []
    for place in reversed(range(0, payload.size, 10_007)):
        payload.seek(place)
        pieces.append(payload.read(10_007) or b"")
    assert sha256(b"".join(reversed(pieces))).hexdigest() == vector.payload


@pytest.mark.parametrize("vector", READABLE, ids=name)
def test_header_is_written_as_it_was_read(vector: Vector) -> None:
    header = read_header(io.BytesIO(vector.sealed).readline)
    stanzas = b"".join(stanza.to_bytes() for stanza in header.stanzas)
    assert header.covered == b"age-encryption.org/v1\n" + stanzas + b"---"


@pytest.mark.parametrize("vector", READABLE, ids=name)
def test_where_the_header_ends(vector: Vector) -> None:
    file = io.BytesIO(vector.sealed)
    assert header_size(file) == file.tell()


@pytest.mark.parametrize("vector", WHOLE, ids=name)
def test_payload_is_written_as_it_was_read(vector: Vector) -> None:
    file = io.BytesIO(vector.sealed)
    header_size(file)
    sealed = io.BytesIO()
    writer = StreamWriter(vector.file_key, file.read(NONCE_SIZE), sealed.write)
    writer.write(open_sealed(io.BytesIO(vector.sealed), vector.openers).readall())
    writer.finish()
    assert sealed.getvalue() == file.read()


@pytest.mark.parametrize("vector", [vector for vector in ALL if vector.is_armored and vector in READABLE], ids=name)
def test_armor_is_written_as_it_was_read(vector: Vector) -> None:
    assert armor(vector.sealed) == vector.file.strip().replace(b"\r\n", b"\n") + b"\n"

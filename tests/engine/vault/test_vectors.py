"""The published test vectors of the age format, all of them, byte by byte."""

import io
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from custom_components.secure_video.engine.errors import BadHeader, Tampered, VaultError, WrongIdentity
from custom_components.secure_video.engine.vault.age import SealedReader, open_sealed, parse_identity
from custom_components.secure_video.engine.vault.age.header import read_header
from custom_components.secure_video.engine.vault.age.stream import NONCE_SIZE, StreamWriter

FOLDER = Path(__file__).with_name("vectors")

ERRORS: dict[str, type[VaultError]] = {
    "header failure": BadHeader,
    "no match": WrongIdentity,
    "HMAC failure": Tampered,
    "payload failure": Tampered,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """One vector. `payload` is the SHA-256 of all that may be handed out, also where an error follows.

    `unused` says why clips have nothing to do with it.
    """

    name: str
    expect: str
    payload: str | None
    file_key: bytes
    identities: tuple[str, ...]
    unused: str | None
    file: bytes

    def open(self) -> SealedReader:
        """Open it with its private keys."""
        return open_sealed(io.BytesIO(self.file), [parse_identity(text) for text in self.identities])


def load(path: Path) -> Vector:
    """Read a vector: some fields, an empty line, then the file."""
    head, _, file = path.read_bytes().partition(b"\n\n")
    pairs = [line.split(": ", 1) for line in head.decode().splitlines()]
    fields = dict(pairs)
    unused = None
    if "armored" in fields:
        unused = "clips are never armored: they are not sent as text"
    elif "passphrase" in fields:
        unused = "clips are sealed to keys, not to passphrases"
    return Vector(
        name=path.name,
        expect=fields["expect"],
        payload=fields.get("payload"),
        file_key=bytes.fromhex(fields.get("file key", "")),
        identities=tuple(value for name, value in pairs if name == "identity"),
        unused=unused,
        file=zlib.decompress(file) if "compressed" in fields else file,
    )


ALL = [load(path) for path in sorted(FOLDER.iterdir()) if path.name not in {".gitattributes", "README.md"}]
READABLE = [vector for vector in ALL if not vector.unused and vector.expect != "header failure"]
WHOLE = [vector for vector in READABLE if vector.expect == "success"]


def name(vector: Vector) -> str:
    """The name of the test."""
    return vector.name


def test_no_vector_is_missing() -> None:
    assert (len(ALL), len(READABLE), len(WHOLE)) == (143, 45, 18)


@pytest.mark.parametrize("vector", ALL, ids=name)
def test_opening(vector: Vector) -> None:
    if vector.unused:
        pytest.skip(vector.unused)
    opened = bytearray()
    outcome: type[VaultError] | None = None
    try:
        payload = vector.open()
        while chunk := payload.read(1 << 16):
            opened += chunk
    except VaultError as error:
        outcome = type(error)
    assert outcome is ERRORS.get(vector.expect)
    if vector.payload:
        assert sha256(opened).hexdigest() == vector.payload


@pytest.mark.parametrize("vector", READABLE, ids=name)
def test_header_is_written_as_it_was_read(vector: Vector) -> None:
    header = read_header(io.BytesIO(vector.file).readline)
    stanzas = b"".join(stanza.to_bytes() for stanza in header.stanzas)
    assert header.covered == b"age-encryption.org/v1\n" + stanzas + b"---"


@pytest.mark.parametrize("vector", WHOLE, ids=name)
def test_payload_is_written_as_it_was_read(vector: Vector) -> None:
    file = io.BytesIO(vector.file)
    read_header(file.readline)
    sealed = io.BytesIO()
    writer = StreamWriter(vector.file_key, file.read(NONCE_SIZE), sealed.write)
    writer.write(vector.open().readall() or b"")
    writer.finish()
    assert sealed.getvalue() == file.read()

"""A new header for the same payload."""

import io
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from custom_components.secure_video.engine.errors import (
    BadHeader,
    BadRecipient,
    HeaderFull,
    NoRecipients,
    Tampered,
    WrongIdentity,
)
from custom_components.secure_video.engine.vault.age import (
    FileKey,
    Identity,
    generate_identity,
    header_size,
    open_sealed,
    rewrap_header,
    supports_post_quantum,
    unwrap_file_key,
)
from tests.sealing import seal

AGE = shutil.which("age")
CLIP = b"a clip" * 100_000
ONE, TWO, THREE = (generate_identity(post_quantum=False) for _ in range(3))

needs_post_quantum = pytest.mark.skipif(not supports_post_quantum(), reason="the cryptography library has no ML-KEM")


def parts(*identities: Identity) -> tuple[bytes, bytes]:
    """Return the header of a clip that these open, and the rest."""
    sealed = seal(CLIP, *identities)
    size = header_size(io.BytesIO(sealed))
    return sealed[:size], sealed[size:]


def assert_opened_by(sealed: bytes, able: Sequence[Identity], unable: Sequence[Identity] = ()) -> None:
    """Check who opens it."""
    for identity in able:
        assert open_sealed(io.BytesIO(sealed), [identity]).readall() == CLIP
    with pytest.raises(WrongIdentity):
        open_sealed(io.BytesIO(sealed), unable)


def test_adding_and_removing() -> None:
    header, payload = parts(ONE)
    added = rewrap_header(header, [ONE], [ONE.recipient, TWO.recipient])
    removed = rewrap_header(added, [TWO], [THREE.recipient])
    assert len(header) == len(added) == len(removed)
    assert_opened_by(added + payload, [ONE, TWO], [THREE])
    assert_opened_by(removed + payload, [THREE], [ONE, TWO])


def test_with_the_key_of_the_file() -> None:
    header, payload = parts(ONE)
    key = FileKey(secret=unwrap_file_key(io.BytesIO(header), [ONE]))
    assert_opened_by(rewrap_header(header, [key], [TWO.recipient]) + payload, [TWO], [ONE])


def test_a_long_header_stays_long() -> None:
    many = [generate_identity(post_quantum=False) for _ in range(32)]
    header, payload = parts(*many)
    shorter = rewrap_header(header, many[:1], [ONE.recipient])
    assert len(shorter) == len(header)
    assert_opened_by(shorter + payload, [ONE], many)


@needs_post_quantum
def test_what_does_not_fit_is_told() -> None:
    people = [generate_identity(post_quantum=True) for _ in range(3)]
    header, _ = parts(*people[:2])
    with pytest.raises(HeaderFull, match="4096"):
        rewrap_header(header, people[:1], [person.recipient for person in people])


@needs_post_quantum
def test_kinds_are_not_mixed() -> None:
    header, _ = parts(ONE)
    with pytest.raises(BadRecipient):
        rewrap_header(header, [ONE], [ONE.recipient, generate_identity(post_quantum=True).recipient])


def test_who_cannot_open_it_cannot_change_it() -> None:
    header, _ = parts(ONE)
    with pytest.raises(WrongIdentity):
        rewrap_header(header, [TWO], [TWO.recipient])
    with pytest.raises(Tampered):
        rewrap_header(header, [FileKey(secret=bytes(16))], [TWO.recipient])
    with pytest.raises(Tampered):
        rewrap_header(header.replace(b" 000", b" 010"), [ONE], [TWO.recipient])


def test_nobody_left() -> None:
    with pytest.raises(NoRecipients):
        rewrap_header(parts(ONE)[0], [ONE], [])


def test_more_or_less_than_a_header() -> None:
    header, payload = parts(ONE)
    for other in (header[:-1], header + payload[:1], b""):
        with pytest.raises(BadHeader):
            rewrap_header(other, [ONE], [TWO.recipient])


@pytest.mark.skipif(AGE is None, reason="the age command line is not installed")
def test_the_age_command_line_opens_it(tmp_path: Path) -> None:
    header, payload = parts(ONE)
    key = tmp_path / "key.txt"
    key.write_text(TWO.to_string())
    rewrapped = rewrap_header(header, [ONE], [THREE.recipient, TWO.recipient]) + payload
    command = [str(AGE), "--decrypt", "--identity", str(key)]
    assert subprocess.run(command, input=rewrapped, capture_output=True, check=True).stdout == CLIP  # noqa: S603

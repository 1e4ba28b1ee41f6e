"""Whole files: sealed to public keys, opened with private keys, by us and by the age command line."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import BinaryIO, cast, override

import pytest

from custom_components.secure_video.engine.errors import BadHeader, BadRecipient, NoRecipients, Tampered, WrongIdentity
from custom_components.secure_video.engine.vault.age import (
    Identity,
    SealWriter,
    generate_identity,
    open_sealed,
    supports_post_quantum,
)
from custom_components.secure_video.engine.vault.age.header import PADDED_SIZE
from custom_components.secure_video.engine.vault.age.recipients import MAX_RECIPIENTS
from tests.sealing import seal

AGE = shutil.which("age")
CHUNK = 64 * 1024
CLIP = bytes(value * 7 % 251 for value in range(3 * CHUNK + 1000))
KINDS = [
    pytest.param(False, id="classic"),
    pytest.param(
        True,
        id="post-quantum",
        marks=pytest.mark.skipif(not supports_post_quantum(), reason="the cryptography library has no ML-KEM"),
    ),
]

needs_age = pytest.mark.skipif(AGE is None, reason="the age command line is not installed")


def opened(sealed: bytes, *identities: Identity) -> bytes:
    """Open it to its end."""
    return open_sealed(io.BytesIO(sealed), identities).readall() or b""


def run_age(*arguments: str | Path, data: bytes) -> bytes:
    """Run the age command line."""
    return subprocess.run([str(AGE), *arguments], input=data, capture_output=True, check=True).stdout  # noqa: S603


@pytest.mark.parametrize("post_quantum", KINDS)
@pytest.mark.parametrize("people", [1, 2, 3, MAX_RECIPIENTS])
def test_everybody_it_is_sealed_to_opens_it_and_nobody_else(people: int, *, post_quantum: bool) -> None:
    owners = [generate_identity(post_quantum=post_quantum) for _ in range(people)]
    strangers = [generate_identity(post_quantum=other) for other in (False, True)]
    sealed = seal(CLIP, *owners)
    for owner in (owners[0], owners[-1]):
        assert opened(sealed, *strangers, owner) == CLIP
    with pytest.raises(WrongIdentity):
        open_sealed(io.BytesIO(sealed), strangers)
    with pytest.raises(WrongIdentity):
        open_sealed(io.BytesIO(sealed), [])


@pytest.mark.parametrize("post_quantum", KINDS)
@pytest.mark.parametrize("people", [1, 2])
def test_payload_begins_at_the_same_place_for_one_and_for_two(people: int, *, post_quantum: bool) -> None:
    sealed = seal(b"", *(generate_identity(post_quantum=post_quantum) for _ in range(people)))
    assert len(sealed) == PADDED_SIZE + 16 + 16
    assert sealed[PADDED_SIZE - 1 :][:1] == b"\n"


def test_two_files_of_one_clip_have_nothing_in_common() -> None:
    owner = generate_identity(post_quantum=False)
    one, other = (seal(CLIP, owner)[PADDED_SIZE:] for _ in range(2))
    assert not {one[place : place + 16] for place in range(0, len(one), 16)} & {
        other[place : place + 16] for place in range(0, len(other), 16)
    }


def test_nobody_to_seal_to_leaves_the_file_alone() -> None:
    file = io.BytesIO()
    with pytest.raises(NoRecipients):
        SealWriter(file, [])
    assert file.getvalue() == b""


def test_kinds_are_not_mixed() -> None:
    file = io.BytesIO()
    with pytest.raises(BadRecipient):
        SealWriter(file, [generate_identity(post_quantum=kind).recipient for kind in (False, True)])
    assert file.getvalue() == b""


def test_written_size() -> None:
    file = io.BytesIO()
    writer = SealWriter(file, [generate_identity(post_quantum=False).recipient])
    assert writer.write(CLIP) == len(CLIP)
    writer.write(b"more")
    assert writer.payload_size == len(CLIP) + 4
    assert not file.closed


@pytest.mark.parametrize("post_quantum", KINDS)
def test_no_changed_byte_is_accepted(*, post_quantum: bool) -> None:
    owner = generate_identity(post_quantum=post_quantum)
    sealed = seal(b"a short clip", owner)
    for place in {*range(0, len(sealed), 97), *range(PADDED_SIZE - 60, len(sealed))}:
        changed = bytearray(sealed)
        changed[place] ^= 0x10
        with pytest.raises((BadHeader, WrongIdentity, Tampered)):
            opened(bytes(changed), owner)


@pytest.mark.parametrize("cut", [0, 1, 100, PADDED_SIZE - 1, PADDED_SIZE, PADDED_SIZE + 15])
def test_without_its_whole_header_nothing_is_opened(cut: int) -> None:
    owner = generate_identity(post_quantum=False)
    with pytest.raises(BadHeader):
        open_sealed(io.BytesIO(seal(CLIP, owner)[:cut]), [owner])


def test_a_header_of_another_file_shows() -> None:
    owner = generate_identity(post_quantum=False)
    one, other = seal(CLIP, owner), seal(CLIP, owner)
    with pytest.raises(Tampered):
        opened(one[:PADDED_SIZE] + other[PADDED_SIZE:], owner)


def test_what_a_crash_leaves_opens_up_to_the_last_whole_chunk() -> None:
    owner = generate_identity(post_quantum=False)
    file = io.BytesIO()
    SealWriter(file, [owner.recipient]).write(CLIP)
    payload = open_sealed(io.BytesIO(file.getvalue()), [owner])
    assert b"".join(payload.read(CHUNK) or b"" for _ in range(3)) == CLIP[: 3 * CHUNK]
    with pytest.raises(Tampered):
        payload.read(CHUNK)


def test_reading_in_small_steps() -> None:
    owner = generate_identity(post_quantum=False)
    payload = open_sealed(io.BytesIO(seal(CLIP, owner)), [owner])
    steps = [payload.read(1000) or b"" for _ in range(2)]
    assert b"".join(steps) + payload.readall() == CLIP
    assert payload.read(1) == b""


class Trickle(io.RawIOBase):
    """An unbuffered file that takes and gives at most ten thousand bytes at once, as the system allows it to."""

    def __init__(self) -> None:
        """Hold the file."""
        super().__init__()
        self.file = io.BytesIO()

    @override
    def write(self, data: object) -> int:
        return self.file.write(cast("bytes", data)[:10_000])

    @override
    def read(self, size: int = -1) -> bytes:
        return self.file.read(min(size, 10_000))

    @override
    def readline(self, size: int | None = -1) -> bytes:
        return self.file.readline(size or -1)


def test_files_that_take_and_give_less_than_asked_for() -> None:
    owner = generate_identity(post_quantum=False)
    trickle = Trickle()
    file = cast("BinaryIO", trickle)
    writer = SealWriter(file, [owner.recipient])
    writer.write(CLIP)
    writer.finish()
    trickle.file.seek(0)
    assert open_sealed(file, [owner]).readall() == CLIP


class FullDisk(io.BytesIO):
    """A disk with room for the header and little more."""

    @override
    def write(self, data: object) -> int:
        if self.tell() > PADDED_SIZE:
            raise OSError(28, "No space left on device")
        return super().write(cast("bytes", data))


def test_after_a_full_disk_the_file_is_not_continued() -> None:
    writer = SealWriter(FullDisk(), [generate_identity(post_quantum=False).recipient])
    with pytest.raises(OSError, match="No space"):
        writer.write(CLIP)
    with pytest.raises(ValueError, match="failed"):
        writer.finish()


@needs_age
@pytest.mark.parametrize("people", [1, 2, MAX_RECIPIENTS])
@pytest.mark.parametrize("size", [0, 1, CHUNK, len(CLIP)])
def test_the_age_command_line_opens_our_files(size: int, people: int, tmp_path: Path) -> None:
    owner = generate_identity(post_quantum=False)
    others = [generate_identity(post_quantum=False) for _ in range(people - 1)]
    key = tmp_path / "key.txt"
    key.write_text(owner.to_string())
    assert run_age("--decrypt", "--identity", key, data=seal(CLIP[:size], *others, owner)) == CLIP[:size]


@needs_age
@pytest.mark.parametrize("size", [0, 1, CHUNK, len(CLIP)])
def test_we_open_files_of_the_age_command_line(size: int) -> None:
    owner = generate_identity(post_quantum=False)
    assert opened(run_age("--recipient", str(owner.recipient), data=CLIP[:size]), owner) == CLIP[:size]

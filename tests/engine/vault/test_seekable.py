"""Reading from any place: the same bytes, only the chunks that are needed, and the size is certain."""

import io
from typing import override

import pytest
from hypothesis import given, settings, strategies as st

from custom_components.secure_video.engine.errors import Tampered, WrongIdentity
from custom_components.secure_video.engine.vault.age import (
    NONCE_SIZE,
    FileKey,
    SealWriter,
    SeekableReader,
    generate_identity,
    header_size,
    open_seekable,
    unwrap_file_key,
)
from tests.sealing import seal

OWNER = generate_identity(post_quantum=False)
CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + 16
HEADER = 4096
CLIP = bytes(value * 7 % 251 for value in range(4 * CHUNK + 1000))
SIZES = st.one_of(st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK]), st.integers(0, 3 * CHUNK))


SEALED = seal(CLIP, OWNER)


def reader(sealed: bytes = SEALED) -> SeekableReader:
    """Open it as the owner."""
    return open_seekable(io.BytesIO(sealed), [OWNER])


@settings(max_examples=60, deadline=None)
@given(size=SIZES, draw=st.data())
def test_every_range_is_what_was_sealed(size: int, draw: st.DataObject) -> None:
    payload = reader(seal(CLIP[:size], OWNER))
    assert payload.size == size
    for _ in range(5):
        start, length = draw.draw(st.integers(0, size + 10)), draw.draw(st.integers(0, size + 10))
        assert payload.seek(start) == start
        expected = CLIP[:size][start : start + length]
        assert payload.read(length) == expected
        assert payload.tell() == start + len(expected)


def test_as_a_file() -> None:
    payload = reader()
    assert (payload.readable(), payload.seekable(), payload.writable()) == (True, True, False)
    assert payload.seek(-10, io.SEEK_END) == len(CLIP) - 10
    assert payload.read() == CLIP[-10:]
    assert payload.seek(5) == 5
    assert payload.seek(5, io.SEEK_CUR) == payload.tell() == 10
    assert io.BufferedReader(payload).read() == CLIP[10:]


@pytest.mark.parametrize(("offset", "whence"), [(-1, io.SEEK_SET), (-len(CLIP) - 1, io.SEEK_END), (0, 7), (9, 7)])
def test_places_that_do_not_exist(offset: int, whence: int) -> None:
    payload = reader()
    payload.seek(3)
    with pytest.raises(ValueError, match="no such place"):
        payload.seek(offset, whence)
    assert payload.tell() == 3


class Watched(io.BytesIO):
    """Notes which bytes behind the header are asked for."""

    def __init__(self, data: bytes) -> None:
        """Nothing was asked for so far."""
        super().__init__(data)
        self.chunks: set[int] = set()

    @override
    def read(self, size: int | None = -1) -> bytes:
        self.chunks.add((self.tell() - HEADER - NONCE_SIZE) // SEALED_CHUNK)
        return super().read(size)


def test_only_the_chunks_that_are_read_are_opened() -> None:
    file = Watched(SEALED)
    payload = open_seekable(file, [OWNER])
    assert file.chunks == {-1, 4}  # The nonce and the end.
    payload.seek(CHUNK + 10)
    payload.read(CHUNK)
    payload.read(10)
    assert file.chunks == {-1, 4, 1, 2}


def test_with_the_key_of_the_file_alone() -> None:
    file_key = unwrap_file_key(io.BytesIO(SEALED), [OWNER])
    assert len(file_key) == 16
    payload = open_seekable(io.BytesIO(SEALED), [FileKey(secret=file_key)])
    payload.seek(CHUNK)
    assert payload.read(100) == CLIP[CHUNK : CHUNK + 100]


def test_the_key_of_another_file_is_refused_and_never_shows() -> None:
    other = FileKey(secret=unwrap_file_key(io.BytesIO(seal(CLIP, OWNER)), [OWNER]))
    assert repr(other.secret) not in repr(other)
    with pytest.raises(Tampered):
        open_seekable(io.BytesIO(SEALED), [other])


def test_a_changed_header_is_refused_with_the_key_of_the_file() -> None:
    file_key = unwrap_file_key(io.BytesIO(SEALED), [OWNER])
    changed = SEALED.replace(b"-> padding 00", b"-> padding 01")
    with pytest.raises(Tampered):
        unwrap_file_key(io.BytesIO(changed), [FileKey(secret=file_key)])


def test_the_header_alone_is_enough_to_unwrap() -> None:
    header = io.BytesIO(SEALED[:HEADER])
    assert unwrap_file_key(header, [OWNER]) == unwrap_file_key(io.BytesIO(SEALED), [OWNER])
    assert header.tell() == HEADER
    with pytest.raises(WrongIdentity):
        unwrap_file_key(io.BytesIO(SEALED[:HEADER]), [generate_identity(post_quantum=False)])


def test_where_the_payload_begins() -> None:
    file = io.BytesIO()
    assert SealWriter(file, [OWNER.recipient]).header_size == header_size(io.BytesIO(SEALED)) == HEADER
    assert len(file.getvalue()) == HEADER + NONCE_SIZE


@pytest.mark.parametrize("damaged", range(5))
def test_a_damaged_chunk_is_refused_and_the_others_are_not(damaged: int) -> None:
    changed = bytearray(SEALED)
    changed[HEADER + NONCE_SIZE + damaged * SEALED_CHUNK + 100] ^= 1
    if damaged == 4:
        with pytest.raises(Tampered):
            reader(bytes(changed))
        return
    payload = reader(bytes(changed))
    for index in range(5):
        payload.seek(index * CHUNK)
        if index == damaged:
            for _ in range(2):
                with pytest.raises(Tampered):
                    payload.read(1)
            assert payload.tell() == index * CHUNK
        else:
            assert payload.read(1) == CLIP[index * CHUNK :][:1]

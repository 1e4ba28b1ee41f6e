"""The payload: whatever the sizes, it comes back whole, and nothing that was changed gets through."""

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from custom_components.secure_video.engine.errors import Tampered
from custom_components.secure_video.engine.vault.age.stream import (
    CHUNK_SIZE,
    SEALED_CHUNK_SIZE,
    TAG_SIZE,
    StreamReader,
    StreamWriter,
)

FILE_KEY = bytes(range(16))
NONCE = bytes(16)
PATTERN = bytes(value * 7 % 251 for value in range(4 * CHUNK_SIZE))
NEAR_BORDERS = [max(0, chunks * CHUNK_SIZE + more) for chunks in range(4) for more in (-1, 0, 1)]
SIZES = st.one_of(st.sampled_from(NEAR_BORDERS), st.integers(0, 3 * CHUNK_SIZE))


def seal(*pieces: bytes) -> bytes:
    """Push the pieces in one after the other."""
    sealed = BytesIO()
    writer = StreamWriter(FILE_KEY, NONCE, sealed.write)
    for piece in pieces:
        writer.write(piece)
    writer.finish()
    return sealed.getvalue()


def chunks(sealed: bytes) -> Iterator[bytes]:
    """Open chunk by chunk."""
    reader = StreamReader(FILE_KEY, NONCE, BytesIO(sealed).read)
    return iter(reader.read_chunk, b"")


def pieces_of(sealed: bytes) -> list[bytes]:
    """The chunks as they are stored."""
    return [sealed[start : start + SEALED_CHUNK_SIZE] for start in range(0, len(sealed), SEALED_CHUNK_SIZE)]


@settings(max_examples=60, deadline=None)
@given(size=SIZES, cuts=st.lists(SIZES, max_size=5))
def test_round_trip(size: int, cuts: list[int]) -> None:
    borders = [0, *sorted(min(cut, size) for cut in cuts), size]
    pieces = [PATTERN[:size][start:end] for start, end in pairwise(borders)]
    sealed = seal(*pieces)
    assert sealed == seal(PATTERN[:size])
    assert b"".join(chunks(sealed)) == PATTERN[:size]
    assert len(sealed) == size + TAG_SIZE * max(1, -(-size // CHUNK_SIZE))


@settings(max_examples=60, deadline=None)
@given(sizes=st.lists(SIZES, min_size=1, max_size=6))
def test_at_most_one_chunk_is_held_back(sizes: list[int]) -> None:
    sealed = BytesIO()
    writer = StreamWriter(FILE_KEY, NONCE, sealed.write)
    pushed = 0
    for size in sizes:
        writer.write(PATTERN[:size])
        pushed += size
        complete = sealed.tell() // SEALED_CHUNK_SIZE
        assert pushed - complete * CHUNK_SIZE <= CHUNK_SIZE
        assert sealed.tell() == complete * SEALED_CHUNK_SIZE


@pytest.mark.parametrize("size", NEAR_BORDERS)
def test_every_truncation_at_a_border_shows(size: int) -> None:
    sealed = seal(PATTERN[:size])
    borders = {start + more for start in range(0, len(sealed) + 1, SEALED_CHUNK_SIZE) for more in (-1, 0, 1, TAG_SIZE)}
    for cut in sorted(cut for cut in borders if 0 <= cut < len(sealed)):
        with pytest.raises(Tampered):
            list(chunks(sealed[:cut]))


@settings(max_examples=60, deadline=None)
@given(size=SIZES, draw=st.data())
def test_every_truncation_shows_and_what_is_whole_comes_out(size: int, draw: st.DataObject) -> None:
    sealed = seal(PATTERN[:size])
    cut = draw.draw(st.integers(0, len(sealed) - 1))
    opened = b""
    with pytest.raises(Tampered):  # noqa: PT012 - what came before the error is the point
        for chunk in chunks(sealed[:cut]):
            opened += chunk
    whole = min(cut // SEALED_CHUNK_SIZE, -(-size // CHUNK_SIZE) - 1) if size else 0
    assert opened == PATTERN[: whole * CHUNK_SIZE]


@settings(max_examples=150, deadline=None)
@given(size=SIZES, draw=st.data())
def test_every_flipped_bit_shows(size: int, draw: st.DataObject) -> None:
    sealed = bytearray(seal(PATTERN[:size]))
    place = draw.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << draw.draw(st.integers(0, 7))
    opened = b""
    with pytest.raises(Tampered):  # noqa: PT012 - what came before the error is the point
        for chunk in chunks(bytes(sealed)):
            opened += chunk
    assert opened == PATTERN[: place // SEALED_CHUNK_SIZE * CHUNK_SIZE]


def test_chunks_cannot_be_moved_left_out_or_repeated() -> None:
    first, second, third, last = pieces_of(seal(PATTERN))
    for changed in (
        (second, first, third, last),
        (first, third, last),
        (second, third, last),
        (first, second, second, third, last),
        (first, second, third, last, last),
        (first, second, third, last, first),
        (last,),
    ):
        with pytest.raises(Tampered):
            list(chunks(b"".join(changed)))


def test_a_chunk_of_another_file_shows() -> None:
    other = BytesIO()
    writer = StreamWriter(FILE_KEY, bytes(15) + b"\x01", other.write)
    writer.write(PATTERN)
    writer.finish()
    ours, theirs = pieces_of(seal(PATTERN)), pieces_of(other.getvalue())
    with pytest.raises(Tampered):
        list(chunks(b"".join((ours[0], theirs[1], *ours[2:]))))


@pytest.mark.parametrize("size", [1, CHUNK_SIZE])
def test_whatever_was_added_shows(size: int) -> None:
    with pytest.raises(Tampered):
        list(chunks(seal(PATTERN[:size]) + b"\0"))


def test_after_damage_nothing_more_comes_out() -> None:
    first, *others = pieces_of(seal(PATTERN))
    reader = StreamReader(FILE_KEY, NONCE, BytesIO(b"".join((bytes(SEALED_CHUNK_SIZE), first, *others))).read)
    for _ in range(4):
        with pytest.raises(Tampered):
            reader.read_chunk()


def test_after_its_end_nothing_more_can_be_written() -> None:
    writer = StreamWriter(FILE_KEY, NONCE, BytesIO().write)
    writer.finish()
    with pytest.raises(ValueError, match="finished"):
        writer.write(b"")
    with pytest.raises(ValueError, match="finished"):
        writer.finish()


def test_after_a_failed_write_nothing_more_can_be_written() -> None:
    def full_disk(_: memoryview) -> int:
        raise OSError(28, "No space left on device")

    writer = StreamWriter(FILE_KEY, NONCE, full_disk)
    with pytest.raises(OSError, match="No space"):
        writer.write(PATTERN)
    with pytest.raises(ValueError, match="failed"):
        writer.finish()


def test_any_kind_of_buffer_can_be_written() -> None:
    data = memoryview(bytearray(PATTERN[:8])).cast("H")
    sealed = BytesIO()
    writer = StreamWriter(FILE_KEY, NONCE, sealed.write)
    writer.write(data)
    writer.finish()
    assert b"".join(chunks(sealed.getvalue())) == PATTERN[:8]

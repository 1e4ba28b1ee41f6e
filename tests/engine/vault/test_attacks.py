"""What somebody with the disk in his hands may try. Nothing but a true beginning of the original ever comes out."""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import pytest
from hypothesis import given, settings, strategies as st

from custom_components.secure_video.engine.errors import BadHeader, Tampered, VaultError, WrongIdentity
from custom_components.secure_video.engine.vault.age import (
    FileKey,
    Opener,
    generate_identity,
    open_sealed,
    open_seekable,
    unwrap_file_key,
)
from custom_components.secure_video.engine.vault.age.header import Stanza, read_header, write_unpadded_header
from custom_components.secure_video.engine.vault.age.stream import StreamWriter
from tests.sealing import seal

type Open = Callable[[BinaryIO, Sequence[Opener]], io.RawIOBase]

OWNER = generate_identity(post_quantum=False)
CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + 16
HEADER = 4096
PAYLOAD = HEADER + 16
CLIP = bytes(value * 7 % 251 for value in range(3 * CHUNK + 1000))


SEALED = seal(CLIP, OWNER)
OTHER = seal(CLIP[::-1], OWNER)
KEY = FileKey(secret=unwrap_file_key(io.BytesIO(SEALED), [OWNER]))

both_readers = pytest.mark.parametrize("open_file", [open_sealed, open_seekable])
both_openers = pytest.mark.parametrize("opener", [OWNER, KEY], ids=["identity", "file key"])


def refused(sealed: bytes, open_file: Open, opener: Opener = OWNER, original: bytes = CLIP) -> bytes:
    """Check that it is refused and that what came out before is a beginning of the original. Return that."""
    opened = b""
    with pytest.raises((BadHeader, WrongIdentity, Tampered)):  # noqa: PT012 - what came before the error is the point
        for chunk in chunks(open_file(io.BytesIO(sealed), [opener])):
            opened += chunk
    assert original.startswith(opened)
    assert len(opened) < max(1, len(original))
    return opened


def chunks(payload: io.RawIOBase) -> Iterator[bytes]:
    """Read to the end."""
    while chunk := payload.read(CHUNK):
        yield chunk


def pieces(sealed: bytes) -> tuple[bytes, list[bytes]]:
    """Return header with nonce, and the sealed chunks."""
    starts = range(PAYLOAD, len(sealed), SEALED_CHUNK)
    return sealed[:PAYLOAD], [sealed[start : start + SEALED_CHUNK] for start in starts]


@both_openers
@both_readers
@settings(max_examples=150, deadline=None)
@given(draw=st.data())
def test_a_flipped_bit(open_file: Open, opener: Opener, draw: st.DataObject) -> None:
    region = draw.draw(st.sampled_from([(0, 200), (HEADER - 60, PAYLOAD), (0, PAYLOAD), (PAYLOAD, len(SEALED))]))
    changed = bytearray(SEALED)
    changed[draw.draw(st.integers(region[0], region[1] - 1))] ^= 1 << draw.draw(st.integers(0, 7))
    refused(bytes(changed), open_file, opener)


@both_readers
@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, len(CLIP)])
def test_every_interesting_truncation(open_file: Open, size: int) -> None:
    sealed = seal(CLIP[:size], OWNER)
    borders = {0, HEADER, PAYLOAD, *range(PAYLOAD, len(sealed) + 1, SEALED_CHUNK), len(sealed)}
    for cut in {border + more for border in borders for more in (-17, -16, -1, 0, 1, 15, 16, 17)}:
        if 0 <= cut < len(sealed):
            refused(sealed[:cut], open_file, original=CLIP[:size])


@settings(max_examples=100, deadline=None)
@given(cut=st.integers(0, len(SEALED) - 1))
def test_of_a_truncated_file_random_access_shows_nothing(cut: int) -> None:
    assert refused(SEALED[:cut], open_seekable) == b""


@both_readers
@pytest.mark.parametrize("added", [1, 15, 16, 17, SEALED_CHUNK, 1_000_000])
def test_something_appended(open_file: Open, added: int) -> None:
    for sealed, original in ((SEALED, CLIP), (seal(b"", OWNER), b""), (seal(CLIP[:CHUNK], OWNER), CLIP[:CHUNK])):
        with pytest.raises(Tampered):
            list(chunks(open_file(io.BytesIO(sealed + bytes(added)), [OWNER])))
        with pytest.raises(Tampered):
            list(chunks(open_file(io.BytesIO(sealed + sealed[-added:]), [OWNER])))
        assert b"".join(chunks(open_file(io.BytesIO(sealed), [OWNER]))) == original


@both_readers
@settings(max_examples=100, deadline=None)
@given(order=st.lists(st.sampled_from([(0, n) for n in range(4)] + [(1, n) for n in range(4)]), max_size=7))
def test_chunks_in_any_other_order_or_of_another_file(open_file: Open, order: list[tuple[int, int]]) -> None:
    if order == [(0, 0), (0, 1), (0, 2), (0, 3)]:
        return
    head, ours = pieces(SEALED)
    _, theirs = pieces(OTHER)
    refused(head + b"".join((ours, theirs)[file][place] for file, place in order), open_file)


@both_openers
@both_readers
def test_header_nonce_and_payload_of_different_files(open_file: Open, opener: Opener) -> None:
    assert refused(SEALED[:HEADER] + OTHER[HEADER:], open_file, opener) == b""
    assert refused(SEALED[:PAYLOAD] + OTHER[PAYLOAD:], open_file, opener) == b""
    assert refused(SEALED[:HEADER] + OTHER[HEADER:PAYLOAD] + SEALED[PAYLOAD:], open_file, opener) == b""


@both_openers
@both_readers
def test_stanzas_put_in_taken_out_or_moved(open_file: Open, opener: Opener) -> None:
    stanzas = read_header(io.BytesIO(SEALED).readline).stanzas
    stranger = generate_identity(post_quantum=False).recipient.wrap(KEY.secret)
    for changed in (
        (*stanzas, *stranger),
        (*stranger, *stanzas),
        stanzas[:1],
        stanzas[1:],
        stanzas[::-1],
        (*stanzas, stanzas[0]),
        (*stanzas, Stanza(kind="grease")),
    ):
        # Who does not know the file key cannot make the MAC: it is kept, or made with another key.
        with_another = write_unpadded_header(changed, bytes(16))
        with_the_old = with_another[:-44] + SEALED[HEADER - 44 : HEADER]
        for header in (with_another, with_the_old):
            assert refused(header + SEALED[HEADER:], open_file, opener) == b""


@both_readers
def test_an_empty_last_chunk(open_file: Open) -> None:
    head, (first, *_) = pieces(SEALED)
    ended_empty = io.BytesIO()
    writer = StreamWriter(KEY.secret, SEALED[HEADER:PAYLOAD], ended_empty.write)
    writer.write(CLIP[:CHUNK])
    writer._seal(memoryview(CLIP[:CHUNK]), is_last=False)
    writer._seal(memoryview(b""), is_last=True)
    assert ended_empty.getvalue()[:SEALED_CHUNK] == first
    assert refused(head + ended_empty.getvalue(), open_file) in {b"", CLIP[:CHUNK]}


@both_readers
@pytest.mark.parametrize(
    "stanzas",
    [
        [Stanza(kind="x", body=bytes(192 * 1024))],
        [Stanza(kind="x", arguments=("a" * 256 * 1024,))],
        [Stanza(kind="x")] * 1000,
        [Stanza(kind="X25519", arguments=("A" * 43,), body=bytes(32))] * 1000,
        [Stanza(kind="scrypt", arguments=("A" * 22, "63"), body=bytes(32))],
    ],
    ids=["256 KiB body", "256 KiB argument", "1000 stanzas", "1000 keys", "scrypt"],
)
def test_hostile_headers(open_file: Open, stanzas: list[Stanza]) -> None:
    file = io.BytesIO(write_unpadded_header(stanzas, KEY.secret) + SEALED[HEADER:])
    with pytest.raises(VaultError):
        open_file(file, [OWNER])
    assert file.tell() <= 64 * 1024


@both_readers
@settings(max_examples=50, deadline=None)
@given(rest=st.binary(max_size=200))
def test_anything_behind_a_true_header(open_file: Open, rest: bytes) -> None:
    assert refused(SEALED[:HEADER] + rest, open_file) == b""

"""The header: written in one way only, read strictly, and cheap to refuse."""

import io
import string

import pytest
from hypothesis import given, strategies as st

from custom_components.secure_video.engine.errors import BadHeader, Tampered
from custom_components.secure_video.engine.vault.age.header import (
    MAX_SIZE,
    MAX_STANZAS,
    PADDED_SIZE,
    Header,
    Stanza,
    read_header,
    write_header,
)

FILE_KEY = bytes(range(16))
VISIBLE = string.ascii_letters + string.digits + string.punctuation
WORDS = st.text(VISIBLE, min_size=1, max_size=80)
STANZAS = st.builds(Stanza, kind=WORDS, arguments=st.lists(WORDS, max_size=3).map(tuple), body=st.binary(max_size=200))
VERSION = b"age-encryption.org/v1\n"
MAC_LINE = b"--- " + b"A" * 43 + b"\n"


def read(data: bytes) -> Header:
    """Read a header from bytes."""
    return read_header(io.BytesIO(data).readline)


@given(stanzas=st.lists(STANZAS, min_size=1, max_size=20))
def test_round_trip(stanzas: list[Stanza]) -> None:
    file = io.BytesIO(write_header(stanzas, FILE_KEY) + b"payload")
    header = read_header(file.readline)
    header.verify(FILE_KEY)
    assert header.stanzas[:-1] == tuple(stanzas)
    assert file.read() == b"payload"


@given(size=st.integers(0, 2 * PADDED_SIZE))
def test_is_padded_to_whole_blocks_and_never_to_one_more_than_needed(size: int) -> None:
    stanza = Stanza(kind="x", body=bytes(size))
    written = write_header([stanza], FILE_KEY)
    unpadded = len(VERSION) + len(stanza.to_bytes()) + len(MAC_LINE)
    smallest_padding = len(b"-> padding 0\n\n")
    assert len(written) % PADDED_SIZE == 0
    assert len(written) - unpadded < smallest_padding + PADDED_SIZE


@pytest.mark.parametrize(("stanzas", "blocks"), [(1, 1), (2, 1), (3, 2), (5, 2), (6, 3)])
def test_size_with_post_quantum_recipients(stanzas: int, blocks: int) -> None:
    stanza = Stanza(kind="mlkem768x25519", arguments=("A" * 1494,), body=bytes(32))
    assert len(write_header([stanza] * stanzas, FILE_KEY)) == blocks * PADDED_SIZE


def test_another_file_key_does_not_verify() -> None:
    header = read(write_header([Stanza(kind="x")], FILE_KEY))
    with pytest.raises(Tampered):
        header.verify(bytes(16))


def test_a_stanza_put_in_or_taken_out_does_not_verify() -> None:
    stanza = Stanza(kind="x", arguments=("1",)).to_bytes()
    written = write_header([Stanza(kind="x", arguments=("1",)), Stanza(kind="y")], FILE_KEY)
    for changed in (written.replace(stanza, b""), written.replace(stanza, stanza * 2)):
        header = read(changed)
        with pytest.raises(Tampered):
            header.verify(FILE_KEY)


@pytest.mark.parametrize("place", range(0, PADDED_SIZE, 7))
def test_no_changed_byte_is_accepted(place: int) -> None:
    written = bytearray(write_header([Stanza(kind="x", arguments=("1", "2"), body=bytes(80))], FILE_KEY))
    written[place] ^= 1
    with pytest.raises((BadHeader, Tampered)):
        read(bytes(written)).verify(FILE_KEY)


@pytest.mark.parametrize("size", [0, 1, len(VERSION) - 1, len(VERSION), 100, PADDED_SIZE - 2, PADDED_SIZE - 1])
def test_cut_off(size: int) -> None:
    with pytest.raises(BadHeader):
        read(write_header([Stanza(kind="x")], FILE_KEY)[:size])


@pytest.mark.parametrize(
    "hostile",
    [
        b"\0" * 10_000_000,
        b"\n" * 10_000_000,
        VERSION + b"A" * 10_000_000,
        VERSION + b"-> " + b"A" * 10_000_000,
        VERSION + b"-> " + b"A " * 5_000_000 + b"\n\n" + MAC_LINE,
        VERSION + b"-> x\n" + (b"A" * 64 + b"\n") * 150_000 + b"\n" + MAC_LINE,
        VERSION + b"-> x\n\n" * 1_000_000 + MAC_LINE,
    ],
    ids=["zeros", "lines", "line", "argument", "arguments", "body", "stanzas"],
)
def test_a_hostile_header_is_refused_before_much_of_it_is_read(hostile: bytes) -> None:
    file = io.BytesIO(hostile)
    with pytest.raises(BadHeader):
        read_header(file.readline)
    assert file.tell() <= MAX_SIZE


def test_the_most_stanzas() -> None:
    assert len(read(VERSION + b"-> x\n\n" * MAX_STANZAS + MAC_LINE).stanzas) == MAX_STANZAS
    with pytest.raises(BadHeader, match="too many"):
        read(VERSION + b"-> x\n\n" * (MAX_STANZAS + 1) + MAC_LINE)


@given(data=st.binary(max_size=300))
def test_anything_else_is_refused(data: bytes) -> None:
    for hostile in (data, VERSION + data, VERSION + b"-> " + data, VERSION + b"-> x\n\n--- " + data):
        with pytest.raises(BadHeader):
            read(hostile)

"""Which bytes are asked for."""

import pytest
from hypothesis import given, strategies as st

from custom_components.secure_video.byte_range import requested_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-", range(100)),
        ("bytes=0-0", range(1)),
        ("Bytes=10-19", range(10, 20)),
        ("bytes=90-500", range(90, 100)),
        ("bytes=99-", range(99, 100)),
        ("bytes=-1", range(99, 100)),
        ("bytes=-500", range(100)),
    ],
)
def test_a_part(header: str, expected: range) -> None:
    assert requested_range(header, 100) == expected


@pytest.mark.parametrize(
    "header",
    [None, "", "bytes", "bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,3-4", "bytes=a-b", "bytes=0-1 ", "chunks=0-1"],
)
def test_what_is_not_understood_asks_for_the_whole(header: str | None) -> None:
    assert requested_range(header, 100) is None


@pytest.mark.parametrize("header", ["bytes=٣-", f"bytes={'9' * 5000}-"])
def test_hostile_numbers_ask_for_the_whole(header: str) -> None:
    assert requested_range(header, 100) is None


@pytest.mark.parametrize(("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0), ("bytes=-1", 0)])
def test_what_does_not_exist(header: str, size: int) -> None:
    with pytest.raises(ValueError, match="only"):
        requested_range(header, size)


@given(header=st.one_of(st.text(max_size=20), st.from_regex(r"bytes=\d{0,3}-\d{0,3}")), size=st.integers(0, 200))
def test_a_part_is_never_empty_nor_beyond_the_end(header: str, size: int) -> None:
    try:
        part = requested_range(header, size)
    except ValueError:
        return
    assert part is None or 0 <= part.start < part.stop <= size

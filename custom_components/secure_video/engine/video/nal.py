"""NAL units: what H.264 and HEVC are cut into (section 7.3.1 of both)."""

from collections.abc import Iterator
from typing import Final

START_CODE: Final = b"\0\0\1"
"""In front of every unit of a stream (Annex B of both)."""
BOX_VERSION: Final = b"\1"
"""First byte of a box with parameter sets (ISO/IEC 14496-15)."""
H264_SPS: Final = 7
H264_SETS: Final = frozenset({H264_SPS, 8})
"""Sequence and picture parameter set (H.264, table 7-1)."""
HEVC_SPS: Final = 33
HEVC_SETS: Final = frozenset({32, HEVC_SPS, 34})
"""Video, sequence and picture parameter set (HEVC, table 7-1)."""


def are_in_box(extradata: bytes) -> bool:
    """Whether a stream's parameter sets are in a box (MP4, RTMP).

    If so, its units have their length in front, instead of a start code.
    """
    return extradata.startswith(BOX_VERSION)


def h264_kind(unit: bytes) -> int:
    """Return the type of a unit that is not empty (H.264, 7.3.1)."""
    return unit[0] & 31


def hevc_kind(unit: bytes) -> int:
    """Return the type of a unit that is not empty (HEVC, 7.3.1.2)."""
    return unit[0] >> 1 & 63


def starts(data: bytes) -> Iterator[int]:
    """Yield where units begin, behind their start codes, without looking further ahead."""
    start = data.find(START_CODE)
    while start >= 0:
        yield start + len(START_CODE)
        start = data.find(START_CODE, start + len(START_CODE))


def units(data: bytes) -> Iterator[bytes]:
    """Yield what is behind start codes, without the zeros that may fill up its end."""
    start = data.find(START_CODE)
    while start >= 0:
        start += len(START_CODE)
        end = data.find(START_CODE, start)
        unit = (data[start:] if end < 0 else data[start:end]).rstrip(b"\0")
        if unit:
            yield unit
        start = end

"""How long a fragmented MP4 is (ISO/IEC 14496-12), as far as it is there: a file that was cut off says it nowhere."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO

_MAX_BOX = 16 * 1024 * 1024
"""Of boxes that are read whole, `moov` and `moof`: a fragment of two seconds has a few kilobytes."""
_TFHD_OPTIONS = ((0x01, 8), (0x02, 4))
"""Of a fragment's head: the flag and the size of each field before the duration of a sample."""
_TFHD_DURATION = 0x08
_TRUN_OPTIONS = (0x001, 0x004)
"""Fields of four bytes before the samples."""
_TRUN_FIELDS = (0x100, 0x200, 0x400, 0x800)
"""Fields of four bytes of each sample; the first is its duration."""


@dataclass(slots=True)
class _Track:
    """In ticks, `scale` of them a second."""

    scale: int = 0
    duration: int = 0
    """Of a sample that does not say its own."""
    end: int = 0


def seconds_of(file: BinaryIO) -> float | None:
    """Return the length up to the last complete fragment, or None if this is no such file."""
    tracks: dict[int, _Track] = {}
    fragment = b""
    try:
        for kind, content in _complete_boxes(file):
            match kind:
                case b"moov":
                    _read_tracks(content, tracks)
                case b"moof":
                    fragment = content
                case b"mdat":
                    _read_fragment(fragment, tracks)
    except struct.error:
        return None
    return max((track.end / track.scale for track in tracks.values() if track.scale), default=None)


def _complete_boxes(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """The boxes of the file that are there to their end; the content of small ones only."""
    file_size = file.seek(0, SEEK_END)
    place = 0
    while place + 8 <= file_size:
        file.seek(place)
        size, kind = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8))
            head = 16
        if size < head or place + size > file_size:
            return
        yield kind, file.read(size - head) if kind in {b"moov", b"moof"} and size <= _MAX_BOX else b""
        place += size


def _boxes(content: bytes, kind: bytes) -> Iterator[bytes]:
    """The contents of all boxes of one kind, directly in `content`."""
    place = 0
    while place + 8 <= len(content):
        size, found = struct.unpack_from(">I4s", content, place)
        if size < 8:  # noqa: PLR2004 - the size of its head
            return
        if found == kind:
            yield content[place + 8 : place + size]
        place += size


def _read_tracks(moov: bytes, tracks: dict[int, _Track]) -> None:
    for trak in _boxes(moov, b"trak"):
        for tkhd in _boxes(trak, b"tkhd"):
            track = tracks.setdefault(_after_times(tkhd), _Track())
            for mdia in _boxes(trak, b"mdia"):
                for mdhd in _boxes(mdia, b"mdhd"):
                    track.scale = _after_times(mdhd)
    for mvex in _boxes(moov, b"mvex"):
        for trex in _boxes(mvex, b"trex"):
            number, _, duration = struct.unpack_from(">III", trex, 4)
            tracks.setdefault(number, _Track()).duration = duration


def _after_times(content: bytes) -> int:
    """The number behind the times of creation and change, which are longer in version 1."""
    return int(struct.unpack_from(">I", content, 20 if content[:1] == b"\x01" else 12)[0])


def _read_fragment(moof: bytes, tracks: dict[int, _Track]) -> None:
    for traf in _boxes(moof, b"traf"):
        for tfhd in _boxes(traf, b"tfhd"):
            flags, number = struct.unpack_from(">II", tfhd)
            track = tracks.setdefault(number, _Track())
            duration = track.duration
            if flags & _TFHD_DURATION:
                place = 8 + sum(size for flag, size in _TFHD_OPTIONS if flags & flag)
                (duration,) = struct.unpack_from(">I", tfhd, place)
            begin = sum(_decode_time(tfdt) for tfdt in _boxes(traf, b"tfdt"))
            length = sum(_duration(trun, duration) for trun in _boxes(traf, b"trun"))
            track.end = max(track.end, begin + length)


def _decode_time(tfdt: bytes) -> int:
    return int(struct.unpack_from(">Q" if tfdt[:1] == b"\x01" else ">I", tfdt, 4)[0])


def _duration(trun: bytes, default: int) -> int:
    """The length of a run of samples."""
    flags, count = struct.unpack_from(">II", trun)
    if not flags & _TRUN_FIELDS[0]:
        return int(count * default)
    place = 8 + sum(4 for flag in _TRUN_OPTIONS if flags & flag)
    step = sum(4 for flag in _TRUN_FIELDS if flags & flag)
    return sum(struct.unpack_from(">I", trun, place + number * step)[0] for number in range(count))

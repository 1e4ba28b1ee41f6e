"""The parameter sets in a packet: what H.264 and HEVC say of the pictures that follow (section 7.3.2 of both)."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from . import nal

MOST_UNITS: Final = 32
"""Between the sets and the picture come a delimiter and some messages at most."""
FORBIDDEN: Final = 0x80
"""The bit of a unit's first byte that is never set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterSets:
    """All sets of one packet. `data` is the sets alone, each behind a start code (Annex B)."""

    codec: str
    profile: bytes
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grammar:
    """Which units are sets (table 7-1 of both standards), and where the sequence parameter set holds its profile."""

    codec: str
    kind: Callable[[bytes], int]
    sequence: int
    needed: frozenset[int]
    profile_at: int


def find(packet: bytes, codec: str) -> ParameterSets | None:
    """Return the sets in front of the picture of a packet behind start codes, which should be of this codec.

    None unless all that a decoder needs are there. Costs next to nothing where there are none: most of a packet is the
    picture, and is not looked at.
    """
    return _found(_before_picture(packet, codec))


def _found(packet: bytes) -> ParameterSets | None:
    units = list(islice(nal.units(packet), MOST_UNITS))
    for grammar in _GRAMMARS:
        sets = [unit for unit in units if grammar.kind(unit) in grammar.needed]
        if {grammar.kind(unit) for unit in sets} == grammar.needed:
            sequence = next(unit for unit in sets if grammar.kind(unit) == grammar.sequence)
            return ParameterSets(
                codec=grammar.codec,
                profile=sequence[grammar.profile_at :][:1],
                data=b"".join(b"\0" + nal.START_CODE + unit for unit in sets),
            )
    return None


def only(extradata: bytes) -> bytes:
    """Return the sets without anything else, as `find` does; what is in a box as it is."""
    sets = None if nal.are_in_box(extradata) else _found(extradata)
    return sets.data if sets else extradata


def profile(extradata: bytes) -> bytes:
    """Return the byte that names the profile, or nothing if it is not told."""
    if nal.are_in_box(extradata):
        # The profile comes behind the version (ISO/IEC 14496-15, 5.3.3.1 and 8.3.3.1).
        return extradata[1:2]
    sets = _found(extradata)
    return sets.profile if sets else b""


def _before_picture(packet: bytes, codec: str) -> bytes:
    """Return what comes before the first slice of a picture."""
    is_slice = _SLICES[codec]
    for start in islice(nal.starts(packet), MOST_UNITS):
        if is_slice(packet[start : start + 2]):
            return packet[:start]
    return packet


def _is_h264_slice(head: bytes) -> bool:
    # With or without an IDR picture (table 7-1). No unit of HEVC's layer 0 looks like it: its first byte is even.
    return head[:1] != b"" and head[0] < FORBIDDEN and nal.h264_kind(head) in {1, 5}


def _is_hevc_slice(head: bytes) -> bool:
    # Of the pictures that H.264's messages do not look like: trailing ones, and those at which decoding can begin.
    return len(head) == 2 and _in_hevc(head) in _HEVC_SLICES  # noqa: PLR2004 - the header


def _in_h264(unit: bytes) -> int:
    return nal.h264_kind(unit) if unit[0] < FORBIDDEN else -1


def _in_hevc(unit: bytes) -> int:
    # Sets that all pictures need are in layer 0 and of temporal id 0, which is written as 1.
    return nal.hevc_kind(unit) if unit[0] < FORBIDDEN and not unit[0] & 1 and unit[1:2] == b"\1" else -1


_HEVC_SLICES: Final = frozenset({0, 1, *range(16, 22)})
"""HEVC, table 7-1."""
_SLICES: Final[dict[str, Callable[[bytes], bool]]] = {"h264": _is_h264_slice, "hevc": _is_hevc_slice}

_GRAMMARS: Final = (
    _Grammar(codec="h264", kind=_in_h264, sequence=nal.H264_SPS, needed=nal.H264_SETS, profile_at=1),
    _Grammar(codec="hevc", kind=_in_hevc, sequence=nal.HEVC_SPS, needed=nal.HEVC_SETS, profile_at=3),
)

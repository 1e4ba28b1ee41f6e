"""The parameter sets in a packet: what H.264 and HEVC say of the pictures that follow (section 7.3.2 of both)."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from . import nal

MOST_UNITS: Final = 32
"""The sets come before the picture, after a delimiter and some messages; what is farther back is picture."""
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


def find(packet: bytes) -> ParameterSets | None:
    """Return the sets of a packet behind start codes, or None unless all that a decoder needs are there."""
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
    """Return the sets without anything else, as `find` returns them; what is in a box as it is."""
    sets = None if nal.are_in_box(extradata) else find(extradata)
    return sets.data if sets else extradata


def profile(extradata: bytes) -> bytes:
    """Return the byte that names the profile, or nothing if it is not told."""
    if nal.are_in_box(extradata):
        # The profile comes behind the version (ISO/IEC 14496-15, 5.3.3.1 and 8.3.3.1).
        return extradata[1:2]
    sets = find(extradata)
    return sets.profile if sets else b""


def _in_h264(unit: bytes) -> int:
    return nal.h264_kind(unit) if unit[0] < FORBIDDEN else -1


def _in_hevc(unit: bytes) -> int:
    # Sets that all pictures need are in layer 0 and of temporal id 0, which is written as 1.
    return nal.hevc_kind(unit) if unit[0] < FORBIDDEN and not unit[0] & 1 and unit[1:2] == b"\1" else -1


_GRAMMARS: Final = (
    _Grammar(codec="h264", kind=_in_h264, sequence=nal.H264_SPS, needed=nal.H264_SETS, profile_at=1),
    _Grammar(codec="hevc", kind=_in_hevc, sequence=nal.HEVC_SPS, needed=nal.HEVC_SETS, profile_at=3),
)

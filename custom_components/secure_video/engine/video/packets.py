"""Our packets in FFmpeg's memory."""

from fractions import Fraction
from typing import TYPE_CHECKING

import av

from ..model.video import CLOCK_RATE, Packet

if TYPE_CHECKING:
    from av.stream import Stream

TIME_BASE = Fraction(1, CLOCK_RATE)
MAX_PIXELS = 35_651_584
"""The largest picture of H.264's and HEVC's level 6.2 (their tables A.1 and A.8): 8K, but not what takes gigabytes."""


def in_ffmpeg(packet: Packet, *, origin: int = 0) -> av.Packet[Stream]:
    """Copy a packet, its times counted from `origin`.

    A copy, because FFmpeg may read some bytes past a packet's end (AV_INPUT_BUFFER_PADDING_SIZE).
    """
    copy = av.Packet(len(packet.data))
    copy.update(packet.data)
    copy.time_base = TIME_BASE
    copy.pts = packet.pts - origin
    copy.dts = packet.dts - origin
    copy.duration = packet.duration
    copy.is_keyframe = packet.is_keyframe
    return copy

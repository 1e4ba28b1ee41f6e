"""What comes in: streams, how they are coded, and their packets."""

from dataclasses import dataclass
from enum import StrEnum
from typing import override

CLOCK_RATE = 90_000
"""Ticks a second of every packet's timestamps (RTP's clock for video, RFC 6184 section 5.1)."""


class Media(StrEnum):
    """The kinds of stream we keep."""

    VIDEO = "video"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One compressed packet as the camera sent it, on the camera's continuous clock.

    `pts`, `dts` and `duration` are in ticks of `CLOCK_RATE`; `dts` grows strictly within one medium.
    """

    media: Media
    pts: int
    dts: int
    duration: int
    is_keyframe: bool
    data: bytes

    @property
    def time(self) -> float:
        """When it is decoded, in seconds."""
        return self.dts / CLOCK_RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoFormat:
    """How a camera's video is coded. `extradata` holds the parameter sets as the camera announced them."""

    codec: str
    width: int
    height: int
    extradata: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFormat:
    """How a camera's sound is coded."""

    codec: str
    sample_rate: int
    channels: int
    extradata: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFormat:
    """What one connection carries. `dropped` names the codecs of streams a clip cannot hold (G.711 sound in MP4)."""

    video: VideoFormat
    audio: AudioFormat | None = None
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamAddress:
    """Where a stream is. `str()` and `repr()` leave user name, password and query out."""

    url: str

    @override
    def __str__(self) -> str:
        """The address without anything secret."""
        return without_secrets(self.url)

    @override
    def __repr__(self) -> str:
        """The same, for debuggers and logs."""
        return f"StreamAddress({self!s})"


class StreamState(StrEnum):
    """`OFF` means closed on purpose: nothing is received."""

    CONNECTING = "connecting"
    STREAMING = "streaming"
    OFFLINE = "offline"
    OFF = "off"


def without_secrets(url: str) -> str:
    """Return scheme, host, port and path. User, password, query and path parts with a `=` are left out."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return "(not an address)"
    authority, *path = rest.split("?")[0].split("#")[0].split("/")
    shown = [part if "=" not in part else "***" for part in path]
    return f"{scheme}://{'/'.join([authority.rpartition('@')[2], *shown])}"

"""Trying a stream before it is saved."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .engine.errors import NoVideo
from .engine.video.decoder import Decoder
from .engine.video.source import Source
from .engine.video.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from homeassistant.core import HomeAssistant

    from .engine.model.areas import Mask
    from .engine.model.picture import Frame
    from .engine.model.video import StreamAddress, StreamFormat

PREVIEW_WIDTH: Final = 640
"""Pixels; the dialog is hardly wider."""
PATIENCE_SECONDS: Final = 15
"""How much of a stream may pass without a picture: the longest key frame intervals of common cameras are 10 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamTrial:
    """What the stream carries, and its first picture as JPEG."""

    format: StreamFormat
    picture: bytes


async def async_try_stream(hass: HomeAssistant, address: StreamAddress, private: Sequence[Mask] = ()) -> StreamTrial:
    """Open the stream and decode its first picture, which takes as long as the camera does. Raises `SourceError`.

    The picture does not show what the masks make `private`.
    """
    return await hass.async_add_executor_job(_try_stream, address, private)


def _try_stream(address: StreamAddress, private: Sequence[Mask]) -> StreamTrial:
    with Source(address, Timeline()) as source:
        stream = source.open()
        return StreamTrial(
            format=stream, picture=_first_frame(source, Decoder(stream.video, private), address).jpeg(PREVIEW_WIDTH)
        )


def _first_frame(source: Source, decoder: Decoder, address: StreamAddress) -> Frame:
    began: float | None = None
    for packet in source.packets():
        if frames := decoder.decode(packet):
            return frames[0]
        began = packet.time if began is None else began
        if packet.time - began > PATIENCE_SECONDS:
            break
    raise NoVideo(f"{address} sent no picture that can be decoded")

"""Clips of a camera with private masks: its pictures are painted over and encoded again before anything is written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

import av
from av.codec.codec import UnknownCodecError
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame

from ..errors import NoVideo
from ..model.areas import Mask
from ..model.video import CLOCK_RATE, Media, Packet, StreamFormat, VideoFormat
from .decoder import DecodedFrame, Decoder
from .muxer import Muxer, Writer
from .packets import TIME_BASE

if TYPE_CHECKING:
    from av.stream import Stream

ENCODER: Final = "libx264"
OPTIONS: Final = {
    # Half the work of the next slower preset, and no visible difference at this quality (bench.masks).
    "preset": "ultrafast",
    "crf": "24",
    # No picture waits for later ones, and none is shown in another order than it comes.
    "tune": "zerolatency",
    "x264-params": "sliced-threads=0",
    # Key frames where the camera had them, and nowhere else, so that clips begin and split as all others do.
    "forced-idr": "1",
    "sc_threshold": "0",
}
NEVER: Final = 1_000_000
"""Pictures between key frames that the encoder would make of its own accord."""
THREADS: Final = 2
"""So that small machines keep up: one picture is decoded while two are encoded."""
USUAL_RATE: Final = Fraction(15)
"""Pictures a second, as far as the encoder has to know."""
DIRECT: Final = frozenset({"yuv420p", "yuvj420p"})
"""What every player decodes."""


@cache
def can_reencode() -> bool:
    """Whether this machine's FFmpeg has the encoder: it may have been built without."""
    try:
        av.codec.Codec(ENCODER, "w")
    except UnknownCodecError:
        return False
    return True


class MaskedMuxer:
    """One clip, as `Muxer` writes it, with the private parts of every picture painted over. Sound stays as it is."""

    def __init__(self, file: Writer, stream_format: StreamFormat, private: Sequence[Mask]) -> None:
        """Write nothing before the first picture."""
        self._file = file
        self._format = stream_format
        self._decoder = Decoder(stream_format.video, private, for_clips=True)
        self._encoder: Encoder | None = None
        self._muxer: Muxer | None = None
        self._early_sound: list[Packet] | None = []

    def write(self, packet: Packet) -> None:
        """Add one packet. Raises `NoVideo` and what `file.write` raises; the clip is over then."""
        if packet.media is Media.VIDEO:
            for frame in self._decoder.decode(packet):
                self._add(frame)
        elif self._early_sound is not None:
            self._early_sound.append(packet)
        elif self._muxer is not None:
            self._muxer.write(packet)

    def finish(self) -> None:
        """Write what is left. Raises `NoVideo` if there was no picture, and what `file.write` raises."""
        for frame in self._decoder.finish():
            self._add(frame)
        if self._encoder is None or self._muxer is None:
            raise NoVideo("No picture of the stream could be decoded, so none could be masked")
        self._put(self._muxer, self._encoder.finish())
        self._muxer.finish()

    def _add(self, frame: DecodedFrame) -> None:
        if self._encoder is None or self._muxer is None:
            self._encoder = Encoder(frame.picture, self._decoder.pixel_aspect)
            self._muxer = Muxer(self._file, replace(self._format, video=self._encoder.format))
        self._put(self._muxer, self._encoder.encode(frame))

    def _put(self, muxer: Muxer, encoded: Iterable[Packet]) -> None:
        for packet in encoded:
            muxer.write(packet)
            # A clip begins with a picture, and pictures come later than their sound.
            early, self._early_sound = self._early_sound, None
            for sound in early or ():
                muxer.write(sound)


class Encoder:
    """Encodes pictures as H.264."""

    def __init__(self, first: VideoFrame, pixel_aspect: Fraction | None) -> None:
        """Prepare for pictures like the first one, whose pixels may be wider than high."""
        context = av.CodecContext.create(ENCODER, "w")
        if not isinstance(context, VideoCodecContext):
            raise TypeError(f"{ENCODER} is not a video codec")
        # Colours are halved, so the size must be even.
        context.width, context.height = first.width & ~1, first.height & ~1
        context.pix_fmt = first.format.name if first.format.name in DIRECT else "yuv420p"
        context.color_range, context.colorspace = first.color_range, first.colorspace
        context.color_primaries, context.color_trc = first.color_primaries, first.color_trc
        context.sample_aspect_ratio = pixel_aspect or 0
        context.time_base = TIME_BASE
        context.framerate = USUAL_RATE
        context.gop_size = NEVER
        context.thread_count = THREADS
        context.options = OPTIONS
        # MP4 wants the parameter sets in its head.
        context.flags |= av.codec.context.Flags.global_header
        try:
            context.open()
        except FFmpegError as error:
            problem = NoVideo(f"The picture cannot be encoded again: {error.strerror}")
        else:
            self._context = context
            self._last: int | None = None
            self._is_finished = False
            self.format = VideoFormat(
                codec="h264", width=context.width, height=context.height, extradata=context.extradata or b""
            )
            return
        raise problem

    def encode(self, frame: DecodedFrame) -> Iterator[Packet]:
        """Encode a picture, to be shown when it was."""
        pts = round(frame.time * CLOCK_RATE)
        if self._last is not None and pts <= self._last:
            return
        self._last = pts
        picture = frame.picture.reformat(self._context.width, self._context.height, self._context.pix_fmt, threads=1)
        picture.pict_type = PictureType.I if frame.is_keyframe else PictureType.NONE
        picture.pts, picture.time_base = pts, TIME_BASE
        yield from map(_packet, self._context.encode(picture))

    def finish(self) -> Iterator[Packet]:
        """Encode what is left, once."""
        if not self._is_finished:
            self._is_finished = True
            yield from map(_packet, self._context.encode(None))


def _packet(packet: av.Packet[Stream]) -> Packet:
    return Packet(
        media=Media.VIDEO,
        pts=packet.pts or 0,
        dts=packet.dts or 0,
        duration=packet.duration or 0,
        is_keyframe=packet.is_keyframe,
        data=bytes(packet),
    )

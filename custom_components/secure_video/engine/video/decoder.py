"""Packets to pictures. A picture is decoded once and converted only when somebody asks."""

import io
import threading
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, override

import av
import numpy as np
from av.codec.context import ThreadType
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Interpolation
from PIL import Image

from ..model.areas import Mask
from ..model.picture import BgrImage, Box, Frame, GreyImage
from ..model.video import CLOCK_RATE, Media, Packet, VideoFormat
from .packets import MAX_PIXELS, in_ffmpeg
from .planes import cut
from .veil import Veil

if TYPE_CHECKING:
    from av.stream import Stream
    from numpy.typing import NDArray

JPEG_QUALITY = 80
"""Of 95: no visible blocks, a third of the bytes of the best."""


class DecodedFrame(Frame):
    """One picture as the decoder left it (YUV), but for what the veil hides: that leaves it in no form.

    Rotation tags are ignored: the clip keeps the camera's own picture.
    """

    __slots__ = ("_frame", "_is_covered", "_lock", "_time", "_veil")

    def __init__(self, frame: VideoFrame, time: float, veil: Veil) -> None:
        """Keep the decoder's buffer until this object goes."""
        self._frame = frame
        self._time = time
        self._veil = veil
        self._is_covered = False
        # PyAV changes a frame's colour tags while it converts it.
        self._lock = threading.Lock()

    @property
    @override
    def time(self) -> float:
        return self._time

    @property
    @override
    def width(self) -> int:
        return self._frame.width

    @property
    @override
    def height(self) -> int:
        return self._frame.height

    @property
    def is_keyframe(self) -> bool:
        """Whether a clip may begin with it."""
        return self._frame.key_frame

    @override
    def grey(self, width: int, height: int) -> GreyImage:
        # The mean of all pixels: the calmest picture for comparing frames, cheaper than interpolating.
        return self._converted("gray", width, height, Interpolation.AREA)

    @override
    def crop(self, box: Box, width: int, height: int) -> BgrImage:
        picture = self.picture
        with self._lock:
            return _as_array(cut(picture, box), "bgr24", width, height, Interpolation.BILINEAR)

    @override
    def jpeg(self, width: int | None = None) -> bytes:
        shown = min(width or self.width, self.width)
        height = max(1, round(self.height * shown / self.width))
        picture = self._converted("rgb24", shown, height, Interpolation.AREA)
        file = io.BytesIO()
        Image.fromarray(picture).save(file, "JPEG", quality=JPEG_QUALITY)
        return file.getvalue()

    @property
    def picture(self) -> VideoFrame:
        """What may be seen of it."""
        with self._lock:
            if not self._is_covered:
                self._frame = self._veil.cover(self._frame)
                self._is_covered = True
            return self._frame

    def _converted(self, pixels: str, width: int, height: int, interpolation: Interpolation) -> NDArray[np.uint8]:
        picture = self.picture
        with self._lock:
            return _as_array(picture, pixels, width, height, interpolation)


class Decoder:
    """Decodes one camera's video in the thread that calls it. Never raises for what is in a packet."""

    def __init__(self, video: VideoFormat, private: Sequence[Mask] = (), *, for_clips: bool = False) -> None:
        """Nothing is decoded before the first key frame; `private` is seen in no picture.

        `for_clips` decodes to the last bit, for pictures that are encoded again.
        """
        self._video = video
        self._veil = Veil(private)
        # A picture put together from broken ones may show what is private in another place.
        self._is_strict = bool(private)
        self._for_clips = for_clips
        self._context: VideoCodecContext | None = None
        self._waits_for_key = True

    @property
    def pixel_aspect(self) -> Fraction | None:
        """How much wider than high the pixels of the newest picture are, if the stream says so."""
        aspect = self._context.sample_aspect_ratio if self._context else None
        return Fraction(aspect.numerator, aspect.denominator) if aspect else None

    def decode(self, packet: Packet) -> tuple[DecodedFrame, ...]:
        """Return the pictures that became ready: none, one, or more after reordering. Sound is ignored."""
        if packet.media is not Media.VIDEO or not packet.data or (self._waits_for_key and not packet.is_keyframe):
            return ()
        if self._context is None:
            self._context = self._begin()
        self._waits_for_key = False
        return self._decoded(self._context, in_ffmpeg(packet), packet.pts)

    def finish(self) -> tuple[DecodedFrame, ...]:
        """Return the pictures held back for reordering; decoding again starts afresh at a key frame."""
        frames = self._decoded(self._context, None, 0) if self._context else ()
        self.close()
        return frames

    def close(self) -> None:
        """Let the decoder go. Pictures it gave out stay usable; decoding again starts afresh at a key frame."""
        self._context = None
        self._waits_for_key = True

    def _decoded(
        self, context: VideoCodecContext, packet: av.Packet[Stream] | None, pts: int
    ) -> tuple[DecodedFrame, ...]:
        try:
            frames = context.decode(packet)
        except FFmpegError:
            frames = None
        if frames is None or (self._is_strict and any(frame.is_corrupt for frame in frames)):
            # What refers to a broken picture is broken too.
            self.close()
            return ()
        return tuple(
            DecodedFrame(frame, (pts if frame.pts is None else frame.pts) / CLOCK_RATE, self._veil)
            for frame in frames
            if not frame.is_corrupt
        )

    def _begin(self) -> VideoCodecContext:
        context = av.CodecContext.create(self._video.codec, "r")
        if not isinstance(context, VideoCodecContext):
            raise TypeError(f"{self._video.codec} is not a video codec")
        context.extradata = self._video.extradata or None
        # Cameras share the machine's cores; threads inside one decoder would only add delay.
        context.thread_count = 1
        context.thread_type = ThreadType.NONE
        # A quarter less work without the filter (measured: 4K H.264 8.1 -> 6.2 ms, HEVC 0.82 -> 0.59 ms a frame).
        unfiltered = {} if self._for_clips else {"skip_loop_filter": "all"}
        context.options = {"max_pixels": str(MAX_PIXELS), **unfiltered}
        return context


def _as_array(
    picture: VideoFrame, pixels: str, width: int, height: int, interpolation: Interpolation
) -> NDArray[np.uint8]:
    # One thread: FFmpeg would start and end one per core for every picture, which takes longer than the work.
    converted = picture.reformat(
        width, height, pixels, interpolation=interpolation, dst_color_range=ColorRange.JPEG, threads=1
    )
    return np.asarray(converted.to_ndarray(), dtype=np.uint8)

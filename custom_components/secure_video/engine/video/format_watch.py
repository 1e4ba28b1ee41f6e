"""Notices that a camera goes on in another format: other parameter sets come with a key frame of the same connection.

Cameras repeat them before every key frame, and some alternate between sets that mean the same. Another codec, profile
or size is another format at once; other sets of the same shape are when they stay.
"""

from typing import Final

import av
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext

from ..errors import Ended
from ..model.video import VideoFormat
from . import nal, parameter_sets
from .packets import MAX_PIXELS

MOST_KNOWN: Final = 16
"""More variants than a camera alternates between. One that is not remembered costs the decoding of a key frame."""
STAYING: Final = 3
"""Key frames in a row with the same sets, after which they are believed to stay."""


class FormatWatch:
    """Follows the video of one connection."""

    def __init__(self, video: VideoFormat) -> None:
        """`video` is what the connection began with."""
        self._video = video
        self._sets = parameter_sets.only(video.extradata)
        self._known = {self._sets: video}
        self._newest = b""
        self._in_a_row = 0

    def changed(self, data: bytes, *, is_keyframe: bool, announced: bytes = b"") -> VideoFormat | None:
        """Return the format from this packet on if it is another one.

        `announced` is what the container says of the packet, apart from it (RTMP, MP4). Raises `Ended` where the codec
        changed and FFmpeg did not notice: what it cuts out of the stream from then on are no packets.
        """
        codec, sets = self._video.codec, announced
        if not sets and not nal.are_in_box(self._video.extradata):
            found = parameter_sets.find(data, codec)
            codec, sets = (found.codec, found.data) if found else (codec, b"")
        if not is_keyframe:
            if codec != self._video.codec:
                raise Ended(f"The camera changed from {self._video.codec} to {codec}.")
            return None
        if not sets:
            return None
        self._in_a_row = self._in_a_row + 1 if sets == self._newest else 1
        self._newest = sets
        return None if sets == self._sets else self._judged(codec, sets, data)

    def _judged(self, codec: str, sets: bytes, key_frame: bytes) -> VideoFormat | None:
        """Other sets than those in use: return their format if it is another one."""
        is_new = sets not in self._known
        video = _described(codec, sets, key_frame) if is_new else self._known[sets]
        if video is None:
            # Broken, or too large: the next key frame is looked at again.
            return None
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[sets] = video
        # A clip of H.264 keeps what comes with its key frames, one of HEVC (`hvc1`) has no place for it.
        is_urgent = is_new and codec == "hevc"
        if _shape(video) == _shape(self._video) and self._in_a_row < STAYING and not is_urgent:
            return None
        self._video, self._sets = video, sets
        return video


def _shape(video: VideoFormat) -> tuple[str, int, int, bytes]:
    return video.codec, video.width, video.height, parameter_sets.profile(video.extradata)


def _described(codec: str, extradata: bytes, key_frame: bytes) -> VideoFormat | None:
    """Decode a key frame, because that tells its size; None if it cannot be decoded."""
    context = av.CodecContext.create(codec, "r")
    if not isinstance(context, VideoCodecContext):
        raise TypeError(f"{codec} is not a video codec")
    context.extradata = extradata
    context.thread_count = 1
    context.options = {"max_pixels": str(MAX_PIXELS)}
    try:
        frames = [*context.decode(av.Packet(key_frame)), *context.decode()]
    except FFmpegError:
        return None
    whole = next((frame for frame in frames if not frame.is_corrupt), None)
    if whole is None:
        return None
    return VideoFormat(codec=codec, width=whole.width, height=whole.height, extradata=extradata)

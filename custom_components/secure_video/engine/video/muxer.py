"""Packets to a fragmented MP4, without re-encoding, into anything that can be written to.

The file is whole after every fragment, so what a crash leaves plays up to its last one.
"""

import io
import logging
from typing import TYPE_CHECKING, Protocol

import av
from av.error import FFmpegError

from ..errors import NoVideo
from ..model.video import AudioFormat, Media, Packet, StreamFormat, VideoFormat
from . import nal
from .packets import TIME_BASE, in_ffmpeg

if TYPE_CHECKING:
    from av.container.output import OutputContainer
    from av.stream import Stream

_LOGGER = logging.getLogger(__name__)

OPTIONS = {
    # The head is written at once, not when the first fragment is complete (delay_moov): that would wait for both media,
    # and a camera may announce sound that never comes. The price: the first block of sound begins at 0.
    "movflags": "frag_keyframe+empty_moov+default_base_moof",
    # Microseconds. Bounds the memory, and what a crash costs, where key frames are rare.
    "frag_duration": "2000000",
    # Microseconds a medium is waited for to sort the packets; more would hold the picture back when the sound stops.
    "max_interleave_delta": "1000000",
}
LONGEST_GAP = 3600
"""Seconds between two packets of a medium. FFmpeg ends the whole process when it has to write one of 2^31 ticks."""
NO_DESCRIPTION = (b"\0\0\0\x08avcC", b"\0\0\0\x08hvcC")
"""What FFmpeg writes, and no player opens, if it does not understand the parameter sets: a box with nothing in it."""
TEMPLATES = {
    "h264": b"",
    "hevc": b"",
    # An ADTS header (ISO/IEC 13818-7, 6.2) without sound: the least that FFmpeg takes for an AAC file.
    "aac": bytes((0xFF, 0xF1, 0x50, 0x40, 0x01, 0x1F, 0xFC, 0x00)),
}
"""The smallest file of each codec, from which FFmpeg makes a stream to describe ours with."""


class Writer(Protocol):
    """Where the file goes. It is only ever appended to."""

    def write(self, data: bytes, /) -> object:
        """Take all of `data`. What it raises comes out of `Muxer.write` and `Muxer.finish`."""


class _Output:
    """What PyAV writes to: closes for good at the first failure, as PyAV writes once more when it is collected."""

    def __init__(self, file: Writer) -> None:
        self._file = file
        self.closed = False
        self.head: bytearray | None = bytearray()

    def write(self, data: bytes) -> int:
        if not self.closed:
            if self.head is not None:
                self.head += data
            try:
                self._file.write(data)
            except BaseException:
                self.closed = True
                raise
        return len(data)


class Muxer:
    """One clip. It begins at 0 with the first key frame it is given; what comes before that is left out."""

    def __init__(self, file: Writer, stream_format: StreamFormat) -> None:
        """Write the file's head. Raises `NoVideo` if MP4 cannot hold the stream, and what `file.write` raises."""
        self._output = _Output(file)
        self._origin: int | None = None
        self._last_dts: dict[Media, int] = {}
        self._is_hevc = stream_format.video.codec == "hevc"
        self._is_in_box = nal.are_in_box(stream_format.video.extradata)
        try:
            self._container: OutputContainer = av.open(self._output, "w", format="mp4", options=OPTIONS)
            self._streams = {Media.VIDEO: _add_video(self._container, stream_format.video)}
            if stream_format.audio is not None:
                self._streams[Media.AUDIO] = _add_audio(self._container, stream_format.audio)
            self._container.start_encoding()
            head, self._output.head = self._output.head or b"", None
            is_described = not any(box in head for box in NO_DESCRIPTION)
        except FFmpegError, KeyError:
            is_described = False
        if not is_described:
            self._output.closed = True
            raise NoVideo(f"The {stream_format.video.codec} stream cannot be kept: its description is incomplete.")

    def write(self, packet: Packet) -> None:
        """Add one packet. Raises what `file.write` raises; the clip is over then."""
        if self._origin is None:
            if packet.media is not Media.VIDEO or not packet.is_keyframe:
                return
            self._origin = packet.dts
        stream = self._streams.get(packet.media)
        if stream is None or packet.dts < self._origin or self._is_empty(packet):
            return
        copy = in_ffmpeg(packet, origin=self._origin)
        copy.stream = stream
        copy.rescale_ts(stream.time_base)
        last = self._last_dts.get(packet.media, -1)
        # Sound is counted in samples, which are longer than our ticks: two times may have become one.
        if copy.dts is None or not last < copy.dts <= max(last, 0) + LONGEST_GAP / stream.time_base:
            return
        self._last_dts[packet.media] = copy.dts
        try:
            self._container.mux_one(copy)
        except FFmpegError as error:
            _LOGGER.debug("A packet was left out of the clip: %s", error.strerror)

    def _is_empty(self, packet: Packet) -> bool:
        """Whether nothing of a packet would get into the clip: a sample without a byte makes the file unreadable."""
        if packet.media is Media.AUDIO or self._is_in_box:
            return not packet.data
        # Of HEVC's parameter sets FFmpeg keeps those in the head only, as `hvc1` demands.
        return all(self._is_hevc and nal.hevc_kind(unit) in nal.HEVC_SETS for unit in nal.units(packet.data))

    def finish(self) -> None:
        """Write what is left. Raises what `file.write` raises. Does nothing after a failure or a second time."""
        if self._output.closed:
            return
        try:
            self._container.close()
        except FFmpegError as error:
            # Every fragment before is complete, so the clip plays.
            _LOGGER.debug("The clip's last fragment was left out: %s", error.strerror)
        finally:
            self._output.closed = True


def _add_video(container: OutputContainer, video: VideoFormat) -> Stream:
    with av.open(io.BytesIO(TEMPLATES[video.codec]), format=video.codec) as template:
        stream = container.add_stream_from_template(template.streams.video[0], opaque=True)
    context = stream.codec_context
    context.width, context.height = video.width, video.height
    context.extradata = video.extradata or None
    if video.codec == "hevc":
        # Apple's players take no other tag (HLS authoring specification, 1.10).
        context.codec_tag = "hvc1"
    stream.time_base = TIME_BASE
    return stream


def _add_audio(container: OutputContainer, audio: AudioFormat) -> Stream:
    with av.open(io.BytesIO(TEMPLATES[audio.codec]), format=audio.codec) as template:
        stream = container.add_stream_from_template(template.streams.audio[0], opaque=True)
    context = stream.codec_context
    context.sample_rate = audio.sample_rate
    context.layout = "mono" if audio.channels == 1 else f"{audio.channels}c"
    context.extradata = audio.extradata or None
    stream.time_base = TIME_BASE
    return stream

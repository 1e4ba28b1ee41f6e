"""One connection to a camera: an address in, packets on the camera's clock out."""

import time
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Self

import av
from av.audio.stream import AudioStream
from av.error import (
    FFmpegError,
    HTTPClientError,
    HTTPForbiddenError,
    HTTPNotFoundError,
    HTTPUnauthorizedError,
    InvalidDataError,
)
from av.video.stream import VideoStream

from ..errors import AuthenticationFailed, Ended, NoVideo, SourceError, Unreachable
from ..model.video import AudioFormat, Media, Packet, StreamAddress, StreamFormat, VideoFormat
from . import adts
from .format_watch import FormatWatch
from .packets import MAX_PIXELS
from .sound_watch import SoundWatch
from .timeline import RawStamp, Timeline
from .wait import Wait

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from types import TracebackType

    from av.codec.context import CodecContext
    from av.container.input import InputContainer
    from av.stream import Stream


OPEN_TIMEOUT = 10.0
"""Seconds to connect, and as many again to receive the first key frame."""
READ_TIMEOUT = 8.0
"""Seconds without a picture after which the stream has ended, so that a stall is known within 10 s."""

PROTOCOLS = {
    "rtsp": "rtsp,rtp,tcp",
    "rtsps": "rtsps,rtsp,rtp,tls,tcp",
    "http": "http,https,tls,tcp,crypto",
    "https": "http,https,tls,tcp,crypto",
    "rtmp": "rtmp,tcp",
    "rtmps": "rtmps,rtmp,tls,tcp",
}
"""By scheme, what FFmpeg may open on its behalf: playlists and redirections must not lead to local files."""
TIMED_OUT = "nothing came in time"
VIDEO_CODECS = frozenset({"h264", "hevc"})
AUDIO_CODECS = frozenset({"aac"})
"""What our clips hold. MP4 has no place for G.711, the sound of most other cameras."""


class Source:
    """Opened, read and closed by one thread, which waits no longer than the timeouts; any other may `interrupt` it."""

    def __init__(
        self,
        address: StreamAddress,
        timeline: Timeline,
        *,
        open_timeout: float = OPEN_TIMEOUT,
        read_timeout: float = READ_TIMEOUT,
        allow_files: bool = False,
    ) -> None:
        """Connect to nothing yet. Timeouts in seconds; `allow_files` admits `file:` addresses (tests, benchmarks)."""
        self._address = address
        self._timeline = timeline
        self._timeouts = (open_timeout, read_timeout)
        self._protocols = PROTOCOLS | {"file": "file"} if allow_files else PROTOCOLS
        self._wait = Wait()
        self._opened_at = 0.0
        self._container: InputContainer | None = None
        self._video: VideoStream | None = None
        self._audio: AudioStream | None = None
        self._format: StreamFormat | None = None
        self._watch: FormatWatch | None = None
        self._sound_watch: SoundWatch | None = None

    def __enter__(self) -> Self:
        """Open nothing: `open` returns the format."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connection."""
        self.close()

    @property
    def format(self) -> StreamFormat | None:
        """The format of the packet that came last, and at first of the one that comes next; None while not open."""
        return self._format

    def open(self) -> StreamFormat:
        """Connect and find out what comes. Raises `Unreachable`, `AuthenticationFailed`, `NoVideo`."""
        self._timeline.restart()
        self._opened_at = time.monotonic()
        self._container = self._connect()
        try:
            self._format = self._describe(self._container)
        except SourceError:
            self.close()
            raise
        self._watch = FormatWatch(self._format.video)
        self._sound_watch = SoundWatch(self._format.audio) if self._format.audio else None
        return self._format

    def packets(self) -> Iterator[Packet]:
        """Yield packets until the stream stops, then raise `Ended`."""
        if self._container is None or self._video is None:
            raise Ended(f"{self._address} is not open.")
        problem = "the camera ended it"
        # What came while `open` looked for the key frame is waiting now, but it began to come about then.
        arrival = self._opened_at
        # Of all streams, so that it is noticed when all but the picture goes on.
        demux: Generator[av.Packet[Stream]] = self._container.demux()  # type: ignore[assignment] # it can be closed
        try:
            # Closed at once, which ends PyAV's timeout: it must not go on from a time that was not the true one.
            with closing(demux):
                for packet in self._in_time(demux):
                    if packet.stream in (self._video, self._audio) and packet.size and not packet.is_corrupt:
                        data = bytes(packet)
                        if self._follow(packet, data):
                            yield self._placed(packet, data, arrival)
                    arrival = time.monotonic()
            if self._wait.is_over:
                problem = TIMED_OUT
        except FFmpegError as error:
            problem = _reason(error)
        # Raised out here, as FFmpeg's error holds the address with its password.
        raise Ended(f"The stream of {self._address} stopped: {problem}.")

    def interrupt(self) -> None:
        """Let the thread that opens or reads go at once, as if nothing came in time. To be called from any thread."""
        self._wait.end()

    def close(self) -> None:
        """Close the connection. To be called by the thread that reads."""
        if self._container is not None:
            self._container.close()
        self._container = self._video = self._audio = self._format = None
        self._watch = self._sound_watch = None

    def _connect(self) -> InputContainer:
        scheme = self._address.url.partition(":")[0].lower()
        if scheme not in self._protocols:
            known = ", ".join(f"{name}://" for name in self._protocols)
            raise Unreachable(f"The address must begin with one of {known}.")
        try:
            with self._wait.at_most():
                return av.open(
                    self._address.url,
                    options=_options(scheme, self._protocols[scheme], self._timeouts[0]),
                    timeout=self._timeouts,
                )
        except FFmpegError as error:
            problem = _explained(error, self._address)
        # FFmpeg calls it invalid data when an RTSP server does not answer.
        if time.monotonic() - self._opened_at >= self._timeouts[0]:
            problem = Unreachable(f"{self._address} cannot be reached: {TIMED_OUT}.")
        raise problem

    def _in_time(self, demux: Iterator[av.Packet[Stream]]) -> Iterator[av.Packet[Stream]]:
        """Yield packets until the connection ends, or there was no picture for too long."""
        patience = self._timeouts[1]
        while True:
            asked_at = time.monotonic()
            with self._wait.at_most(patience):
                packet = next(demux, None)
            # After a timeout FFmpeg hands out what it had held back, and would wait once more.
            if packet is None or self._wait.is_over:
                return
            patience = self._timeouts[1] if packet.stream is self._video else patience - time.monotonic() + asked_at
            yield packet

    def _describe(self, container: InputContainer) -> StreamFormat:
        self._video = next((s for s in container.streams.video if _codec(s) in VIDEO_CODECS), None)
        if self._video is None:
            found = ", ".join(_codec(stream) for stream in container.streams.video) or "no video at all"
            raise NoVideo(f"{self._address} carries {found}; choose the camera's H.264 or HEVC stream.")
        context = self._video.codec_context
        if not context.extradata or not context.width or not context.height:
            raise NoVideo(f"{self._address} sent no key frame in time that could be decoded.")
        if context.width * context.height > MAX_PIXELS:
            raise NoVideo(f"{self._address} claims a picture of {context.width}×{context.height}: too large.")
        self._audio = next((s for s in container.streams.audio if _audio_format(s)), None)
        return StreamFormat(
            video=VideoFormat(
                codec=_codec(self._video), width=context.width, height=context.height, extradata=context.extradata
            ),
            audio=_audio_format(self._audio) if self._audio else None,
            dropped=tuple(_codec(s) for s in container.streams.audio if s is not self._audio),
        )

    def _follow(self, packet: av.Packet[Stream], data: bytes) -> bool:
        """Keep `format` what is yielded from this packet on. Return whether the packet is in it."""
        if self._format is None or self._watch is None:
            return False
        announced = bytes(packet.get_sidedata("new_extradata")) if packet.has_sidedata("new_extradata") else b""
        if packet.stream is self._audio:
            return self._sound_watch is not None and self._sound_watch.fits(data, announced=announced)
        video = self._watch.changed(data, is_keyframe=packet.is_keyframe, announced=announced) or self._format.video
        audio = self._format.audio
        if packet.is_keyframe and self._sound_watch is not None:
            audio = self._sound_watch.at_key_frame()
        if (video, audio) != (self._format.video, self._format.audio):
            self._format = replace(self._format, video=video, audio=audio)
        return True

    def _placed(self, packet: av.Packet[Stream], data: bytes, arrival: float) -> Packet:
        media = Media.VIDEO if packet.stream is self._video else Media.AUDIO
        raw = RawStamp(
            media=media,
            pts=packet.pts,
            dts=packet.dts,
            duration=packet.duration,
            time_base=Fraction(packet.time_base.numerator, packet.time_base.denominator),
        )
        stamp = self._timeline.place(raw, arrival)
        return Packet(
            media=media,
            pts=stamp.pts,
            dts=stamp.dts,
            duration=stamp.duration,
            is_keyframe=packet.is_keyframe,
            data=data if media is Media.VIDEO else adts.without_header(data),
        )


def _options(scheme: str, protocols: str, open_timeout: float) -> dict[str, str]:
    options = {
        "protocol_whitelist": protocols,
        # Look for the first key frame as long as we may, but not at the frame rate: the packets tell it.
        "analyzeduration": str(round(open_timeout * 1_000_000)),
        "probesize": "20000000",
        "fpsprobesize": "0",
        # Before memory is taken for a picture.
        "max_pixels": str(MAX_PIXELS),
        # A transport stream that begins anew goes on in the streams we read, and not in new ones that nobody reads.
        "merge_pmt_versions": "1",
        "seg_format_options": "merge_pmt_versions=1",
    }
    if scheme in ("rtsp", "rtsps"):
        # Over UDP a busy network loses parts of pictures.
        options["rtsp_transport"] = "tcp"
    return options


def _codec(stream: VideoStream | AudioStream) -> str:
    # A stream has no context where FFmpeg has no decoder, whatever its type says.
    context: CodecContext | None = stream.codec_context
    return "an unknown codec" if context is None else context.codec.canonical_name


def _audio_format(stream: AudioStream) -> AudioFormat | None:
    """Return the format of sound that a clip can hold, else None."""
    if _codec(stream) not in AUDIO_CODECS:
        return None
    context = stream.codec_context
    rate, channels = context.sample_rate, context.channels
    if context.extradata:
        extradata = context.extradata
    elif context.profile == "LC" and rate in adts.SAMPLE_RATES:
        extradata = adts.audio_specific_config(rate, channels)
    else:
        return None
    return AudioFormat(codec="aac", sample_rate=rate, channels=channels, extradata=extradata)


def _reason(error: FFmpegError) -> str:
    """Return what happened, without the address that FFmpeg adds."""
    if isinstance(error, av.error.ExitError | av.error.TimeoutError):
        return TIMED_OUT
    return error.strerror or "for no known reason"


def _explained(error: FFmpegError, address: StreamAddress) -> SourceError:
    match error:
        case HTTPUnauthorizedError() | HTTPForbiddenError():
            return AuthenticationFailed(f"{address} refused the user name or password.")
        case HTTPNotFoundError():
            return NoVideo(f"{address} answered that there is no stream at this path.")
        case HTTPClientError() | InvalidDataError():
            return NoVideo(f"{address} answered with something that is not a video stream: {_reason(error)}.")
        case _:
            return Unreachable(f"{address} cannot be reached: {_reason(error)}.")

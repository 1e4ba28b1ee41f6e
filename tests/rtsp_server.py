"""Files as live RTSP cameras, with the faults of real ones. Needs only PyAV; nothing is encoded.

    python tests/rtsp_server.py --port 8554 [--auth user:password] door=file.mp4 [yard=other.mp4 ...]
    -> rtsp://127.0.0.1:8554/door

H.264 or HEVC with AAC or G.711 (other sound is left out), over TCP (interleaved) or UDP. All clients of one name see
the same moment; the file loops while its timestamps go on. A client asks for faults in the query of the address, in
seconds after PLAY:

    ?fresh=1     begin at the start of the file          ?once=1        stop sending at its end
    ?close=20    close the connection                    ?stall=10:5    at 10 s send nothing for 5 s
    ?loss=0.02   lose 2 % of the RTP packets             ?jump=15:3600  at 15 s the timestamps jump by 3600 s
    ?slow=3      answer DESCRIBE after 3 s               ?blind=5       from 5 s on there is only sound
"""

import argparse
import base64
import contextlib
import random
import socket
import struct
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Self

import av
from av.stream import Stream

_Socket = socket.socket

MTU = 1400
CLOCK_RATE = 90_000
PAYLOAD_TYPES = {"h264": 96, "hevc": 96, "aac": 97, "pcm_mulaw": 0, "pcm_alaw": 8}
RTP_NAMES = {"pcm_mulaw": "PCMU", "pcm_alaw": "PCMA"}
G711_BYTES = 800
"""0.1 s of sound in one RTP packet."""
H264_SPS, H264_FU_A = 7, 28
"""RFC 6184."""
HEVC_SPS, HEVC_FU = 33, 49
"""RFC 7798."""
HEVC_SETS = {32: "sprop-vps", 33: "sprop-sps", 34: "sprop-pps"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """The contents of one RTP packet. `marker` says that a picture is complete."""

    data: bytes
    marker: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What a client asked to go wrong, in seconds after PLAY. None or 0: it does not."""

    fresh: bool = False
    once: bool = False
    slow: float = 0.0
    loss: float = 0.0
    close_at: float | None = None
    stall_at: float | None = None
    stall_for: float = 0.0
    jump_at: float | None = None
    jump_by: float = 0.0
    blind_at: float | None = None

    @classmethod
    def from_query(cls, query: str) -> Self:
        """Read `close=20&stall=10:5`."""
        given = dict(urllib.parse.parse_qsl(query))
        stall_at, stall_for = _pair(given.get("stall"))
        jump_at, jump_by = _pair(given.get("jump"))
        return cls(
            fresh="fresh" in given,
            once="once" in given,
            slow=float(given.get("slow", 0)),
            loss=float(given.get("loss", 0)),
            close_at=_pair(given.get("close"))[0],
            stall_at=stall_at,
            stall_for=stall_for,
            jump_at=jump_at,
            jump_by=jump_by,
            blind_at=_pair(given.get("blind"))[0],
        )


def _pair(text: str | None) -> tuple[float | None, float]:
    if not text:
        return None, 0.0
    first, _, second = text.partition(":")
    return float(first), float(second or 0)


class Units:
    """Splits the video of one file into NAL units, and these into RTP payloads."""

    def __init__(self, codec: str, extradata: bytes) -> None:
        """`extradata` is in Annex B, or an avcC or hvcC box (ISO/IEC 14496-15)."""
        self.is_hevc = codec == "hevc"
        self.length_size = 0
        if extradata[:1] != b"\x01":
            self.parameter_sets = self.split(extradata)
            return
        self.length_size = (extradata[21 if self.is_hevc else 4] & 3) + 1
        self.parameter_sets = list(_hevc_sets(extradata) if self.is_hevc else _avc_sets(extradata))

    def kind(self, unit: bytes) -> int:
        """Return the type of a NAL unit."""
        return (unit[0] >> 1) & 63 if self.is_hevc else unit[0] & 31

    def split(self, data: bytes) -> list[bytes]:
        """Return the NAL units of one access unit."""
        if not self.length_size:
            return [unit for unit in data.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")[1:] if unit]
        units, at = [], 0
        while at + self.length_size <= len(data):
            end = at + self.length_size + int.from_bytes(data[at : at + self.length_size])
            units.append(data[at + self.length_size : end])
            at = end
        return [unit for unit in units if unit]

    def payloads(self, data: bytes, *, is_keyframe: bool) -> Iterator[Payload]:
        """Yield an access unit as RTP payloads; key frames come with their parameter sets."""
        units = self.split(data)
        sps = HEVC_SPS if self.is_hevc else H264_SPS
        if is_keyframe and all(self.kind(unit) != sps for unit in units):
            units = self.parameter_sets + units
        for number, unit in enumerate(units, 1):
            yield from self._fragments(unit, is_last=number == len(units))

    def _fragments(self, unit: bytes, *, is_last: bool) -> Iterator[Payload]:
        if len(unit) <= MTU:
            yield Payload(data=unit, marker=is_last)
            return
        header = 2 if self.is_hevc else 1
        for at in range(header, len(unit), MTU):
            is_end = at + MTU >= len(unit)
            flags = (at == header) << 7 | is_end << 6
            if self.is_hevc:
                head = bytes((unit[0] & 0x81 | HEVC_FU << 1, unit[1], flags | self.kind(unit)))
            else:
                head = bytes((unit[0] & 0xE0 | H264_FU_A, flags | self.kind(unit)))
            yield Payload(data=head + unit[at : at + MTU], marker=is_last and is_end)


def _avc_sets(box: bytes) -> Iterator[bytes]:
    at = 5
    for mask in (31, 255):
        count = box[at] & mask
        at += 1
        for _ in range(count):
            size = int.from_bytes(box[at : at + 2])
            yield box[at + 2 : at + 2 + size]
            at += 2 + size


def _hevc_sets(box: bytes) -> Iterator[bytes]:
    at = 23
    for _ in range(box[22]):
        count = int.from_bytes(box[at + 1 : at + 3])
        at += 3
        for _ in range(count):
            size = int.from_bytes(box[at : at + 2])
            yield box[at + 2 : at + 2 + size]
            at += 2 + size


class Camera:
    """One file, seen by all its clients at the same moment."""

    def __init__(self, path: Path) -> None:
        """Read what the file holds. Raises `ValueError` if its video is neither H.264 nor HEVC."""
        self.path = path
        self.started = time.monotonic()
        with av.open(str(path)) as container:
            video = container.streams.video[0]
            self.codec = video.codec_context.name
            if self.codec not in ("h264", "hevc"):
                raise ValueError(f"{path}: {self.codec} is neither H.264 nor HEVC")
            self.units = Units(self.codec, video.codec_context.extradata or b"")
            self.sound = ""
            if container.streams.audio and container.streams.audio[0].codec_context.name in PAYLOAD_TYPES:
                context = container.streams.audio[0].codec_context
                self.sound, self.sample_rate, self.channels = context.name, context.sample_rate, context.channels
                self.sound_config = context.extradata or b""
            ends = [
                float((packet.dts + (packet.duration or 0)) * packet.time_base)
                for packet in container.demux(video)
                if packet.dts is not None
            ]
        self.duration = max(ends)

    def clock_rate(self, track: int) -> int:
        """Ticks a second of a track's RTP timestamps."""
        return self.sample_rate if track else CLOCK_RATE

    def payload_type(self, track: int) -> int:
        """RTP's number of a track's codec."""
        return PAYLOAD_TYPES[self.sound if track else self.codec]

    def payloads(self, track: int, packet: av.Packet[Stream]) -> Iterator[Payload]:
        """Yield one packet of the file as RTP payloads."""
        data = bytes(packet)
        if not track:
            yield from self.units.payloads(data, is_keyframe=packet.is_keyframe)
        elif self.sound == "aac":
            yield Payload(data=struct.pack(">HH", 16, len(data) << 3) + data, marker=True)
        else:
            for at in range(0, len(data), G711_BYTES):
                yield Payload(data=data[at : at + G711_BYTES], marker=at == 0)

    def description(self) -> str:
        """Return the session description (SDP, RFC 8866)."""
        lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=loop", "c=IN IP4 0.0.0.0", "t=0 0", "a=control:*"]
        return "\r\n".join([*lines, *self._video_lines(), *self._sound_lines(), ""])

    def _video_lines(self) -> list[str]:
        sets = [base64.b64encode(unit).decode() for unit in self.units.parameter_sets]
        if self.codec == "h264":
            name, parameters = "H264", ["packetization-mode=1"]
            if sets:
                parameters.append(f"sprop-parameter-sets={','.join(sets)}")
        else:
            kinds = [HEVC_SETS.get(self.units.kind(unit)) for unit in self.units.parameter_sets]
            name, parameters = "H265", [f"{kind}={text}" for kind, text in zip(kinds, sets, strict=True) if kind]
        format_line = [f"a=fmtp:96 {';'.join(parameters)}"] if parameters else []
        return ["m=video 0 RTP/AVP 96", f"a=rtpmap:96 {name}/90000", *format_line, "a=control:track0"]

    def _sound_lines(self) -> list[str]:
        if not self.sound:
            return []
        number = PAYLOAD_TYPES[self.sound]
        name = RTP_NAMES.get(self.sound, "MPEG4-GENERIC")
        lines = [f"m=audio 0 RTP/AVP {number}", f"a=rtpmap:{number} {name}/{self.sample_rate}/{self.channels}"]
        if self.sound == "aac":
            lines.append(
                f"a=fmtp:{number} streamtype=5;profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;"
                f"indexdeltalength=3;config={self.sound_config.hex()}"
            )
        return [*lines, "a=control:track1"]


@dataclass(slots=True)
class Track:
    """Where one track of a client goes: a channel of its TCP connection, or a UDP address."""

    channel: int = 0
    udp: socket.socket | None = None
    address: tuple[str, int] | None = None
    sequence: int = 0
    source: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One RTSP request. Names of `headers` are in lower case."""

    method: str
    url: str
    headers: dict[str, str]


class Client:
    """One connection: a thread that answers requests, and after PLAY one that sends."""

    def __init__(self, connection: socket.socket, cameras: dict[str, Camera], auth: str | None) -> None:
        """Answer nothing yet."""
        self.connection = connection
        self.cameras = cameras
        self.auth = auth
        self.camera: Camera | None = None
        self.faults = Faults()
        self.tracks: dict[int, Track] = {}
        self.sending = threading.Lock()
        self.stopped = threading.Event()
        self.sender = threading.Thread(target=self._send_all, daemon=True)

    def serve(self) -> None:
        """Answer until the client leaves."""
        with contextlib.suppress(OSError, EOFError), self.connection, self.connection.makefile("rb") as stream:
            while request := _read_request(stream):
                self._answer(request)
        self.close()

    def close(self) -> None:
        """End the connection and wait for the sender."""
        self.stopped.set()
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        if self.sender.is_alive():
            self.sender.join()
        for track in self.tracks.values():
            if track.udp:
                track.udp.close()

    def _answer(self, request: Request) -> None:
        if request.method == "OPTIONS":
            self._reply(request, "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER")
            return
        token = base64.b64encode((self.auth or "").encode()).decode()
        if self.auth and request.headers.get("authorization") != f"Basic {token}":
            self._reply(request, 'WWW-Authenticate: Basic realm="loop"', status="401 Unauthorized")
            return
        parts = urllib.parse.urlsplit(request.url)
        self.camera = self.cameras.get(parts.path.strip("/").split("/")[0])
        if self.camera is None:
            self._reply(request, status="404 Not Found")
        elif request.method == "DESCRIBE":
            self.faults = Faults.from_query(parts.query)
            self.stopped.wait(self.faults.slow)
            base = urllib.parse.urlunsplit(("rtsp", parts.netloc.rpartition("@")[2], f"{parts.path}/", "", ""))
            self._reply(request, f"Content-Base: {base}\r\nContent-Type: application/sdp", self.camera.description())
        elif request.method == "SETUP":
            self._reply(request, f"Transport: {self._set_up(request)}\r\nSession: 1;timeout=60")
        else:
            self._reply(request, "Session: 1")
            if request.method == "PLAY" and not self.sender.is_alive():
                self.sender.start()
            elif request.method == "TEARDOWN":
                raise EOFError

    def _reply(self, request: Request, headers: str = "", body: str = "", status: str = "200 OK") -> None:
        lines = [f"RTSP/1.0 {status}", f"CSeq: {request.headers.get('cseq', '0')}"]
        if headers:
            lines.append(headers)
        if body:
            lines.append(f"Content-Length: {len(body)}")
        with self.sending:
            self.connection.sendall(("\r\n".join(lines) + "\r\n\r\n" + body).encode())

    def _set_up(self, request: Request) -> str:
        number = 1 if request.url.rstrip("/").endswith("track1") else 0
        options = dict(part.partition("=")[::2] for part in request.headers.get("transport", "").split(";"))
        track = Track(source=random.getrandbits(32), sequence=random.getrandbits(15))
        self.tracks[number] = track
        if "client_port" not in options:
            track.channel = int(options.get("interleaved", f"{number * 2}-").split("-")[0])
            return f"RTP/AVP/TCP;unicast;interleaved={track.channel}-{track.channel + 1}"
        port = int(options["client_port"].split("-")[0])
        track.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        track.udp.bind((self.connection.getsockname()[0], 0))
        track.address = (self.connection.getpeername()[0], port)
        own = track.udp.getsockname()[1]
        return f"RTP/AVP;unicast;client_port={port}-{port + 1};server_port={own}-{own + 1}"

    def _send_all(self) -> None:
        if self.camera is None:
            return
        with contextlib.suppress(OSError):
            for sending in Performance(self.camera, self.faults, self.stopped).packets():
                if sending.track in self.tracks:
                    self._send(self.camera, sending, self.tracks[sending.track])
            if not self.faults.once:
                self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, camera: Camera, sending: Sending, track: Track) -> None:
        stamp = int(sending.time * camera.clock_rate(sending.track)) & 0xFFFFFFFF
        for payload in camera.payloads(sending.track, sending.packet):
            kind = payload.marker << 7 | camera.payload_type(sending.track)
            data = struct.pack(">BBHII", 0x80, kind, track.sequence & 0xFFFF, stamp, track.source) + payload.data
            track.sequence += 1
            if random.random() < self.faults.loss:
                continue
            if track.udp and track.address:
                track.udp.sendto(data, track.address)
            else:
                with self.sending:
                    self.connection.sendall(struct.pack(">cBH", b"$", track.channel, len(data)) + data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One packet that is due now. `time` is what its timestamp says, in seconds."""

    track: int
    packet: av.Packet[Stream]
    time: float


class Performance:
    """One client's view of a camera: what to send, when, with the faults it asked for."""

    def __init__(self, camera: Camera, faults: Faults, stopped: threading.Event) -> None:
        """Start the clock."""
        self.camera = camera
        self.faults = faults
        self.stopped = stopped
        self.started = time.monotonic()
        self.position = 0.0 if faults.fresh else (self.started - camera.started) % camera.duration
        self.base = random.getrandbits(10)
        self.has_stalled = False

    def packets(self) -> Iterator[Sending]:
        """Yield every packet when it is due; ends when the client leaves, or is to be cut off."""
        loop = 0
        while not (loop and self.faults.once):
            with av.open(str(self.camera.path)) as container:
                streams = [container.streams.video[0], *(container.streams.audio[:1] if self.camera.sound else ())]
                for packet in container.demux(streams):
                    if packet.dts is None or packet.pts is None:
                        continue
                    due = loop * self.camera.duration + float(packet.dts * packet.time_base) - self.position
                    if due < 0:
                        continue
                    if not self._is_on_air(due):
                        return
                    shown = due + float((packet.pts - packet.dts) * packet.time_base)
                    track = int(packet.stream.type == "audio")
                    if track == 0 and self.faults.blind_at is not None and due >= self.faults.blind_at:
                        continue
                    yield Sending(track=track, packet=packet, time=self.base + shown + self._jump(due))
            loop += 1

    def _is_on_air(self, due: float) -> bool:
        """Wait until a packet is due. False: nothing more is to be sent."""
        if self.faults.stall_at is not None and due >= self.faults.stall_at and not self.has_stalled:
            self.has_stalled = True
            self.started += self.faults.stall_for
        if self.stopped.wait(max(0.0, self.started + due - time.monotonic())):
            return False
        return self.faults.close_at is None or due < self.faults.close_at

    def _jump(self, due: float) -> float:
        return self.faults.jump_by if self.faults.jump_at is not None and due >= self.faults.jump_at else 0.0


class RtspServer:
    """A context manager: `with RtspServer({"door": path}) as server: server.url("door")`."""

    def __init__(
        self, files: dict[str, Path], *, host: str = "127.0.0.1", port: int = 0, auth: str | None = None
    ) -> None:
        """`port` 0 takes a free one; `auth` is `user:password`."""
        self.cameras = {name: Camera(path) for name, path in files.items()}
        self.auth = auth
        self.socket = socket.create_server((host, port))
        self.clients: list[Client] = []
        self.threads: list[threading.Thread] = []
        self.acceptor = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        """Start to listen."""
        self.acceptor.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close every connection and wait for the threads."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.acceptor.join()
        for client in self.clients:
            client.close()
        for thread in self.threads:
            thread.join()

    @property
    def port(self) -> int:
        """The port listened on."""
        return int(self.socket.getsockname()[1])

    def url(self, name: str, query: str = "", *, auth: str = "") -> str:
        """Return a camera's address, `auth` (`user:password`) in it if given."""
        user = f"{auth}@" if auth else ""
        return f"rtsp://{user}{self.socket.getsockname()[0]}:{self.port}/{name}{f'?{query}' if query else ''}"

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                # Not `accept`: it makes the socket by a name that tests may have taken away for a moment.
                number, _ = self.socket._accept()  # type: ignore[attr-defined]
                connection = _Socket(fileno=number)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                client = Client(connection, self.cameras, self.auth)
                thread = threading.Thread(target=client.serve, daemon=True)
                self.clients.append(client)
                self.threads.append(thread)
                thread.start()


def _read_request(stream: BufferedReader) -> Request | None:
    """Read the next request, past what else a client sends (RTCP in `$` frames). None at the end."""
    while (first := stream.read(1)) == b"$":
        stream.read(int.from_bytes(stream.read(3)[1:]))
    lines = [(first + stream.readline()).decode(errors="replace").split()]
    if not first or len(lines[0]) < 2:
        return None
    headers = {}
    while line := stream.readline().decode(errors="replace").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    stream.read(int(headers.get("content-length", 0)))
    return Request(method=lines[0][0], url=lines[0][1], headers=headers)


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8554)
    parser.add_argument("--auth", help="user:password")
    parser.add_argument("cameras", nargs="+", metavar="name=file")
    given = parser.parse_args()
    files = {name: Path(path) for name, _, path in (camera.partition("=") for camera in given.cameras)}
    with RtspServer(files, host=given.host, port=given.port, auth=given.auth) as server:
        for name in files:
            sys.stdout.write(f"{server.url(name)}\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            server.acceptor.join()


if __name__ == "__main__":
    main()

"""Connections to cameras, good and bad, against a real RTSP server on this machine."""

import logging
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice, pairwise
from pathlib import Path
from threading import Event, Thread

import pytest

from custom_components.secure_video.engine.errors import AuthenticationFailed, Ended, NoVideo, SourceError, Unreachable
from custom_components.secure_video.engine.model.video import CLOCK_RATE, Media, Packet, StreamAddress
from custom_components.secure_video.engine.video.source import Source
from custom_components.secure_video.engine.video.timeline import Timeline
from tests.engine.video.moving_on import moves_on
from tests.rtsp_server import RtspServer

FRAME = CLOCK_RATE // 10
PATIENCE = 20.0

# Home Assistant's test plugin closes the network to tests.
pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
def server(socket_enabled: None, plain: Path, reordered: Path, hevc: Path, telephone: Path) -> Iterator[RtspServer]:
    """Cameras that let everybody in."""
    with RtspServer({"plain": plain, "reordered": reordered, "hevc": hevc, "telephone": telephone}) as server:
        yield server


@pytest.fixture
def locked(socket_enabled: None, plain: Path) -> Iterator[RtspServer]:
    """A camera with a password."""
    with RtspServer({"plain": plain}, auth="me:secret") as server:
        yield server


def source(url: str, timeline: Timeline | None = None, *, allow_files: bool = False) -> Source:
    """A source that gives up soon."""
    return Source(
        StreamAddress(url=url), timeline or Timeline(), open_timeout=5, read_timeout=0.6, allow_files=allow_files
    )


def read(source: Source, seconds: float) -> list[Packet]:
    """What comes in so much time of the stream."""
    packets: list[Packet] = []
    for packet in source.packets():
        packets.append(packet)
        if packet.dts - packets[0].dts >= seconds * CLOCK_RATE:
            break
    return packets


def video_intervals(packets: list[Packet]) -> set[int]:
    """Distances of neighbouring pictures."""
    times = [packet.dts for packet in packets if packet.media is Media.VIDEO]
    return {after - before for before, after in pairwise(times)}


@pytest.mark.parametrize(
    ("name", "codec", "audio", "dropped"),
    [
        ("plain", "h264", "aac", ()),
        ("reordered", "h264", None, ()),
        ("hevc", "hevc", None, ()),
        ("telephone", "h264", None, ("pcm_mulaw",)),
    ],
)
def test_says_what_comes(
    server: RtspServer, name: str, codec: str, audio: str | None, dropped: tuple[str, ...]
) -> None:
    with source(server.url(name, "fresh=1")) as camera:
        stream = camera.open()
    assert (stream.video.codec, stream.video.width, stream.video.height) == (codec, 128, 96)
    assert stream.video.extradata
    assert (stream.audio.codec if stream.audio else None) == audio
    assert stream.dropped == dropped


def test_packets_come_on_the_clock_of_their_arrival(server: RtspServer) -> None:
    before = time.monotonic()
    with source(server.url("plain", "fresh=1")) as camera:
        camera.open()
        packets = read(camera, 1.0)
    assert before - 0.1 <= packets[0].time <= time.monotonic()
    assert packets[0].is_keyframe
    assert {packet.media for packet in packets} == {Media.VIDEO, Media.AUDIO}
    assert all(abs(interval - FRAME) <= FRAME // 50 for interval in video_intervals(packets))


def test_a_wrong_password_is_told_from_a_wrong_address(locked: RtspServer) -> None:
    for auth in ("", "me:wrong"):
        with source(locked.url("plain", auth=auth)) as camera, pytest.raises(AuthenticationFailed):
            camera.open()
    with source(locked.url("plain", "fresh=1", auth="me:secret")) as camera:
        assert camera.open().video.width == 128


def test_a_wrong_path_is_no_video(server: RtspServer) -> None:
    with source(server.url("nothing")) as camera, pytest.raises(NoVideo, match="no stream at this path"):
        camera.open()


def test_a_closed_port_is_unreachable() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
    with source(f"rtsp://127.0.0.1:{port}/x") as camera, pytest.raises(Unreachable, match="refused"):
        camera.open()


def test_a_silent_host_is_unreachable_in_time() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        camera = Source(
            StreamAddress(url=f"rtsp://127.0.0.1:{silent.getsockname()[1]}/x"), Timeline(), open_timeout=0.5
        )
        with pytest.raises(Unreachable, match="in time"):
            camera.open()


def test_nothing_secret_is_said(locked: RtspServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    url = locked.url("plain", "token=hush", auth="me:wr0ng")
    with source(url) as camera, pytest.raises(AuthenticationFailed) as failure:
        camera.open()
    error: BaseException | None = failure.value
    while error is not None:
        assert "wr0ng" not in f"{error!r} {error}"
        assert "hush" not in f"{error!r} {error}"
        error = error.__cause__ or error.__context__
    assert "wr0ng" not in caplog.text
    assert "hush" not in caplog.text


@pytest.mark.parametrize(
    "url", ["{}", "file:{}", "FILE:{}", "concat:{}", "subfile,,start,0,end,0,,:{}", "data:,x", "crypto:{}", ""]
)
def test_no_address_reads_a_local_file(plain: Path, url: str) -> None:
    with source(url.format(plain)) as camera, pytest.raises(Unreachable, match="must begin with"):
        camera.open()


@pytest.fixture
def web(socket_enabled: None, transport: Path, tmp_path: Path) -> Iterator[str]:
    """A web server with two playlists: one of its own segment, one of a file on this machine."""
    shutil.copy(transport, tmp_path / "segment.ts")
    for name, segment in (("own", "segment.ts"), ("local", transport.as_uri())):
        lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:4", "#EXTINF:4,", segment, "#EXT-X-ENDLIST", ""]
        (tmp_path / f"{name}.m3u8").write_text("\n".join(lines))
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_playlist_leads_to_its_server_but_not_to_local_files(web: str) -> None:
    with source(f"{web}/own.m3u8") as camera:
        assert camera.open().video.width == 128
    with source(f"{web}/local.m3u8") as camera, pytest.raises(SourceError):
        camera.open()


def test_files_are_read_where_they_are_allowed(plain: Path) -> None:
    with source(f"file:{plain}", allow_files=True) as camera:
        camera.open()
        with pytest.raises(Ended):
            read(camera, 60)


def test_motion_jpeg_is_named_and_refused(mjpeg: Path) -> None:
    with source(f"file:{mjpeg}", allow_files=True) as camera, pytest.raises(NoVideo, match="mjpeg"):
        camera.open()


def test_a_stall_ends_the_stream(server: RtspServer) -> None:
    with source(server.url("plain", "fresh=1&stall=1.2:30")) as camera:
        camera.open()
        started = time.monotonic()
        with pytest.raises(Ended, match="in time"):
            read(camera, 60)
    # Well before the 30 s of the stall: the timeout counts once, not once more for what FFmpeg held back.
    assert time.monotonic() - started < 10


def test_a_camera_that_sends_nothing_but_sound_ends_the_stream(server: RtspServer) -> None:
    with source(server.url("plain", "fresh=1&blind=1.2")) as camera:
        camera.open()
        with pytest.raises(Ended, match="in time"):
            read(camera, 60)


def test_a_camera_that_goes_on_in_a_stream_of_its_own_ends_the_stream(tmp_path: Path) -> None:
    with moves_on(tmp_path) as url, source(url) as camera:
        camera.open()
        with pytest.raises(Ended, match="in time"):
            read(camera, 60)


@pytest.mark.parametrize("moment", ["opening", "reading"])
def test_a_source_that_waits_can_be_interrupted(server: RtspServer, moment: str) -> None:
    fault = {"opening": "slow=60", "reading": "fresh=1&stall=0.5:60"}[moment]
    address = StreamAddress(url=server.url("plain", fault))
    with Source(address, Timeline(), open_timeout=PATIENCE * 2, read_timeout=PATIENCE * 2) as camera:
        begun, ended = Event(), Event()

        def run() -> None:
            begun.set()
            with suppress(SourceError):
                camera.open()
                read(camera, 60)
            ended.set()

        thread = Thread(target=run, daemon=True)
        thread.start()
        assert begun.wait(PATIENCE)
        assert not ended.wait(2.0)
        camera.interrupt()
        assert ended.wait(PATIENCE)
        thread.join()


def test_what_is_interrupted_before_it_is_opened_opens_nothing(server: RtspServer) -> None:
    with source(server.url("plain")) as camera:
        camera.interrupt()
        with pytest.raises(SourceError):
            camera.open()


def test_a_lost_connection_ends_the_stream(server: RtspServer) -> None:
    with source(server.url("plain", "fresh=1&close=1.2")) as camera:
        camera.open()
        with pytest.raises(Ended):
            read(camera, 60)


@pytest.mark.parametrize("jump", [3600, -3600])
def test_a_camera_that_jumps_in_time_is_smooth(server: RtspServer, jump: int) -> None:
    with source(server.url("plain", f"fresh=1&jump=1.1:{jump}")) as camera:
        camera.open()
        packets = read(camera, 1.5)
    intervals = video_intervals(packets)
    assert min(intervals) >= FRAME - FRAME // 50
    assert max(intervals) < CLOCK_RATE


def test_time_goes_on_over_a_reconnection(server: RtspServer) -> None:
    timeline = Timeline()
    with source(server.url("plain", "fresh=1"), timeline) as camera:
        camera.open()
        before = read(camera, 0.5)[-1]
    with source(server.url("plain", "fresh=1"), timeline) as camera:
        opened = time.monotonic()
        camera.open()
        after = next(camera.packets())
    assert after.time > before.time
    assert opened - 0.1 <= after.time <= time.monotonic()


def test_closing_twice_and_reading_what_is_closed(server: RtspServer) -> None:
    camera = source(server.url("plain", "fresh=1"))
    camera.open()
    camera.close()
    camera.close()
    with pytest.raises(Ended):
        list(islice(camera.packets(), 1))

"""Clips hold what the camera sent, in a form that other programs accept, and are whole after every fragment."""

import gc
import shutil
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import pytest

from custom_components.secure_video.engine.errors import Full, NoVideo
from custom_components.secure_video.engine.model.video import CLOCK_RATE, AudioFormat, Media, Packet
from custom_components.secure_video.engine.video.muxer import Muxer
from tests.engine.video.changing import Part, make_changing
from tests.engine.video.recording import Recording, probe, record

needs_ffprobe = pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")


class Pipe:
    """Can only be written to. Fails once it holds `room` bytes."""

    def __init__(self, room: int | None = None) -> None:
        """Start empty."""
        self.data = bytearray()
        self.room = room
        self.failures = 0

    def write(self, data: bytes) -> None:
        """Append."""
        if self.room is not None and len(self.data) + len(data) > self.room:
            self.failures += 1
            raise Full("no room")
        self.data += data


def mux(recording: Recording, packets: list[Packet] | None = None) -> bytes:
    """Make a clip."""
    pipe = Pipe()
    muxer = Muxer(pipe, recording.format)
    for packet in recording.packets if packets is None else packets:
        muxer.write(packet)
    muxer.finish()
    return bytes(pipe.data)


def boxes(data: bytes) -> list[str]:
    """Names of the outermost boxes (ISO/IEC 14496-12, 4.2)."""
    names, at = [], 0
    while at < len(data):
        names.append(data[at + 4 : at + 8].decode())
        at += int.from_bytes(data[at : at + 4])
    return names


@needs_ffprobe
@pytest.mark.parametrize(
    ("fixture", "codec", "tag"),
    [
        ("plain", "h264", "avc1"),
        ("reordered", "h264", "avc1"),
        ("hevc", "hevc", "hvc1"),
        ("transport", "h264", "avc1"),
        ("telephone", "h264", "avc1"),
    ],
)
def test_every_packet_is_in_the_clip_as_it_came(
    fixture: str, codec: str, tag: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    recording = record(request.getfixturevalue(fixture))
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(mux(recording))
    video, *audio = probe(clip)
    assert (video.codec, video.tag, video.width, video.height) == (codec, tag, 128, 96)
    assert video.packets == sum(packet.media is Media.VIDEO for packet in recording.packets)
    assert 0 <= video.start <= 0.2
    assert bool(audio) == (recording.format.audio is not None)
    assert all(stream.codec == "aac" and stream.start < 0.1 for stream in audio)


def test_times_are_kept_from_the_first_key_frame_on(reordered: Path) -> None:
    recording = record(reordered)
    later = recording.packets[5:]
    first = next(packet for packet in later if packet.is_keyframe)
    expected = [(p.dts - first.dts, p.pts - first.dts) for p in later if p.dts >= first.dts]
    with av.open(BytesIO(mux(recording, later)), "r") as container:
        assert container.streams.video[0].time_base == Fraction(1, CLOCK_RATE)
        found = [(packet.dts, packet.pts) for packet in container.demux(video=0) if packet.size]
    assert found == expected


def test_sound_keeps_its_distance_to_the_picture(plain: Path) -> None:
    recording = record(plain)
    late = [
        replace(p, pts=p.pts + 27_000, dts=p.dts + 27_000) if p.media is Media.AUDIO else p for p in recording.packets
    ]
    starts = []
    for packets in (recording.packets, late):
        with av.open(BytesIO(mux(recording, packets)), "r") as container:
            times = [
                float(packet.pts * packet.time_base) for packet in container.demux(audio=0) if packet.pts is not None
            ]
        starts.append(times[1])
    assert starts[1] - starts[0] == pytest.approx(0.3, abs=0.001)


@needs_ffprobe
def test_what_a_crash_leaves_plays_to_its_last_fragment(plain: Path, tmp_path: Path) -> None:
    recording = record(plain)
    pipe = Pipe()
    muxer = Muxer(pipe, recording.format)
    for packet in recording.packets:
        muxer.write(packet)
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(pipe.data)
    video = probe(clip)[0]
    assert video.packets == 30
    muxer.finish()


def test_announced_sound_that_never_comes_holds_nothing_back(plain: Path) -> None:
    recording = record(plain)
    silent = [packet for packet in recording.packets if packet.media is Media.VIDEO]
    pipe = Pipe()
    muxer = Muxer(pipe, recording.format)
    for packet in silent:
        muxer.write(packet)
    assert boxes(bytes(pipe.data)).count("moof") >= 2
    muxer.finish()


def test_fragments_end_without_key_frames_too(plain: Path) -> None:
    recording = record(plain)
    video = [packet for packet in recording.packets if packet.media is Media.VIDEO]
    endless = [
        replace(video[1] if n else video[0], dts=n * CLOCK_RATE // 10, pts=n * CLOCK_RATE // 10) for n in range(100)
    ]
    names = boxes(mux(Recording(format=replace(recording.format, audio=None), packets=endless)))
    assert names[:2] == ["ftyp", "moov"]
    assert names.count("moof") >= 4


def test_sound_whose_times_fall_together_is_left_out(plain: Path) -> None:
    recording = record(plain)
    doubled = [
        copy
        for packet in recording.packets
        for copy in (packet, *([replace(packet, dts=packet.dts + 1)] * (packet.media is Media.AUDIO)))
    ]
    assert mux(recording, doubled) == mux(recording)


def test_a_failing_disk_is_told_once_and_never_written_to_again(plain: Path) -> None:
    recording = record(plain)
    pipe = Pipe(room=3000)
    muxer = Muxer(pipe, recording.format)
    with pytest.raises(Full):
        list(map(muxer.write, recording.packets))
    muxer.finish()
    del muxer
    gc.collect()
    assert pipe.failures == 1


def test_a_clip_that_is_dropped_writes_nothing_more(plain: Path) -> None:
    recording = record(plain)
    pipe = Pipe()
    muxer = Muxer(pipe, recording.format)
    for packet in recording.packets:
        muxer.write(packet)
    muxer.finish()
    size = len(pipe.data)
    muxer.finish()
    del muxer
    gc.collect()
    assert len(pipe.data) == size


def test_what_mp4_cannot_hold_is_refused(plain: Path) -> None:
    stream = record(plain).format
    sound = AudioFormat(codec="pcm_mulaw", sample_rate=8000, channels=1, extradata=b"")
    with pytest.raises(NoVideo):
        Muxer(Pipe(), replace(stream, audio=sound))


@pytest.mark.parametrize("damaged", [b"", b"\0\0\0\0", b"nonsense", b"\0\0\1\0"])
def test_a_packet_without_a_unit_does_not_spoil_the_clip(transport: Path, damaged: bytes) -> None:
    recording = record(transport)
    packets = [replace(p, data=damaged) if p.dts == recording.packets[-1].dts else p for p in recording.packets]
    video = [packet for packet in packets if packet.media is Media.VIDEO]
    packets[packets.index(video[7])] = replace(video[7], data=damaged)
    assert pictures(mux(recording, packets)) >= len(video) - 2


def test_hevc_packets_of_nothing_but_parameter_sets_do_not_spoil_the_clip(tmp_path: Path) -> None:
    recording = record(make_changing(tmp_path / "camera.ts", [Part(codec="libx265")]))
    last = recording.packets[-1]
    sets = replace(last, dts=last.dts + 9000, pts=last.pts + 9000, data=recording.format.video.extradata)
    clip = mux(recording, [*recording.packets, sets])
    assert pictures(clip) == len(recording.packets)


def test_parameter_sets_that_cannot_be_described_are_refused(tmp_path: Path) -> None:
    # FFmpeg would write a file that nothing opens, and say nothing.
    stream = record(make_changing(tmp_path / "camera.ts", [Part(codec="libx265")])).format
    damaged = stream.video.extradata.replace(b"\x40\x01\x0c", b"\x40\x01\x0c\0\0\0")
    pipe = Pipe()
    with pytest.raises(NoVideo, match="incomplete"):
        Muxer(pipe, replace(stream, video=replace(stream.video, extradata=damaged[:12])))
    gc.collect()


def test_a_packet_of_another_day_is_left_out(plain: Path) -> None:
    # FFmpeg would end the process.
    recording = record(plain)
    day = 86_400 * CLOCK_RATE
    video = [packet for packet in recording.packets if packet.media is Media.VIDEO]
    late = [replace(packet, dts=packet.dts + day, pts=packet.pts + day) for packet in video[11:15]]
    assert pictures(mux(recording, [*video[:15], *late])) == 15


def pictures(clip: bytes) -> int:
    """Open a clip and count."""
    with av.open(BytesIO(clip), "r") as container:
        return sum(packet.size > 0 for packet in container.demux(video=0))

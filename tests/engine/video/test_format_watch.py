"""A camera that changes its format in the middle of a connection: noticed at the key frame where it happens."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from custom_components.secure_video.engine.errors import Ended, NoVideo
from custom_components.secure_video.engine.model.video import Packet, StreamAddress, VideoFormat
from custom_components.secure_video.engine.video import parameter_sets
from custom_components.secure_video.engine.video.decoder import Decoder
from custom_components.secure_video.engine.video.format_watch import FormatWatch
from custom_components.secure_video.engine.video.source import Source
from custom_components.secure_video.engine.video.timeline import Timeline
from tests.engine.video.changing import Part, make_changing
from tests.engine.video.recording import packets_of

DATA = os.environ.get("SECURE_VIDEO_TEST_DATA")
SECOND = 10
"""Packets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Another format, from the packet with this number on."""

    at: int
    video: VideoFormat

    @property
    def shape(self) -> tuple[int, str, int, int]:
        return self.at, self.video.codec, self.video.width, self.video.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A file from beginning to end; the first of `changes` is what it begins with."""

    changes: list[Change]
    packets: list[Packet]

    @property
    def shapes(self) -> list[tuple[int, str, int, int]]:
        return [change.shape for change in self.changes]


def read(path: Path) -> Read:
    """Read a file."""
    packets: list[Packet] = []
    with Source(StreamAddress(url=f"file:{path}"), Timeline(), allow_files=True) as source:
        stream = source.open()
        changes = [Change(at=0, video=stream.video)]
        for packet in packets_of(source):
            if source.format is not None and source.format is not stream:
                stream = source.format
                changes.append(Change(at=len(packets), video=stream.video))
            packets.append(packet)
    return Read(changes=changes, packets=packets)


def watched(tmp_path: Path, *parts: Part) -> list[tuple[int, str, int, int]]:
    """What is noticed in a transport stream of these parts."""
    return read(make_changing(tmp_path / "stream.ts", list(parts))).shapes


def test_another_size_is_noticed_at_its_key_frame_and_no_packet_is_lost(tmp_path: Path) -> None:
    path = make_changing(tmp_path / "stream.ts", [Part(), Part(width=320, height=240), Part()])
    found = read(path)
    assert found.shapes == [(0, "h264", 128, 96), (20, "h264", 320, 240), (40, "h264", 128, 96)]
    assert len(found.packets) == 60
    # The new description is enough for a decoder that knows nothing else.
    for change in found.changes:
        assert found.packets[change.at].is_keyframe
        decoder = Decoder(change.video)
        frames = [frame for packet in found.packets[change.at : change.at + 20] for frame in decoder.decode(packet)]
        frames += decoder.finish()
        assert [(frame.width, frame.height) for frame in frames] == [(change.video.width, change.video.height)] * 20


def test_another_profile_is_another_format(tmp_path: Path) -> None:
    shapes = watched(tmp_path, Part(options="cabac=0:8x8dct=0:weightp=0"), Part())
    assert [at for at, *_ in shapes] == [0, 20]


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_sets_that_repeat_change_nothing(tmp_path: Path, codec: str) -> None:
    assert len(watched(tmp_path, Part(codec=codec), Part(codec=codec), Part(codec=codec))) == 1


def test_a_camera_that_alternates_between_sets_of_one_shape_has_one_format(tmp_path: Path) -> None:
    alternating = [Part(seconds=1, options=f"ref={1 + number % 2}") for number in range(8)]
    assert len(watched(tmp_path, *alternating)) == 1


def test_hevc_that_alternates_is_split_once(tmp_path: Path) -> None:
    # A clip of HEVC has no place for the second kind, so it is split; but not again and again.
    alternating = [Part(codec="libx265", seconds=1, options=f"ref={1 + number % 2 * 2}") for number in range(8)]
    assert [at for at, *_ in watched(tmp_path, *alternating)] == [0, SECOND]


def test_sets_that_stay_are_another_format_in_the_end(tmp_path: Path) -> None:
    shapes = watched(tmp_path, Part(options="ref=1"), Part(options="ref=3", seconds=5))
    # At the third key frame with them.
    assert [at for at, *_ in shapes] == [0, 40]


def test_another_codec_in_one_transport_stream(tmp_path: Path) -> None:
    path = tmp_path / "joined.ts"
    parts = [Part(seconds=3), Part(codec="libx265", seconds=3), Part(width=320, height=240, seconds=3)]
    path.write_bytes(b"".join(make_changing(tmp_path / f"{i}.ts", [part]).read_bytes() for i, part in enumerate(parts)))
    found = read(path)
    assert [shape[1:] for shape in found.shapes] == [("h264", 128, 96), ("hevc", 128, 96), ("h264", 320, 240)]
    for change in found.changes:
        assert Decoder(change.video).decode(found.packets[change.at]) or change.video.codec == "hevc"


def test_a_transport_stream_that_begins_anew_with_another_number_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "joined.ts"
    first = make_changing(tmp_path / "first.ts", [Part()])
    second = make_changing(tmp_path / "second.ts", [Part(width=320, height=240)], {"mpegts_start_pid": "300"})
    path.write_bytes(first.read_bytes() + second.read_bytes())
    assert [shape[1:] for shape in read(path).shapes] == [("h264", 128, 96), ("h264", 320, 240)]


@pytest.fixture(scope="module")
def key_frames(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Packet]:
    """The first key frame of each."""
    folder = tmp_path_factory.mktemp("key")
    parts = {
        "small": Part(seconds=1),
        "large": Part(seconds=1, width=320, height=240),
        "hevc": Part(seconds=1, codec="libx265"),
    }
    return {name: read(make_changing(folder / f"{name}.ts", [part])).packets[0] for name, part in parts.items()}


def test_packets_of_another_codec_that_were_cut_wrongly_end_the_connection(key_frames: dict[str, Packet]) -> None:
    watch = FormatWatch(VideoFormat(codec="h264", width=128, height=96, extradata=b""))
    with pytest.raises(Ended, match="from h264 to hevc"):
        watch.changed(key_frames["hevc"].data, is_keyframe=False)


@pytest.mark.parametrize("name", ["small", "hevc"])
def test_nothing_behind_the_begin_of_a_picture_is_looked_at(key_frames: dict[str, Packet], name: str) -> None:
    # Most packets are one large picture, and a camera sends many of them.
    codec = "hevc" if name == "hevc" else "h264"
    begins = {"h264": b"\0\0\1\x41\x9a", "hevc": b"\0\0\1\x02\x01"}
    sets = key_frames[name].data
    assert parameter_sets.find(sets, codec) is not None
    assert parameter_sets.find(begins[codec] + sets, codec) is None


@pytest.mark.parametrize(("name", "codec"), [("small", "hevc"), ("large", "hevc"), ("hevc", "h264")])
def test_sets_of_another_codec_are_found_too(key_frames: dict[str, Packet], name: str, codec: str) -> None:
    found = parameter_sets.find(key_frames[name].data, codec)
    assert found is not None
    assert found.codec != codec


def test_a_broken_key_frame_changes_nothing_and_the_next_one_does(key_frames: dict[str, Packet]) -> None:
    watch = FormatWatch(VideoFormat(codec="h264", width=128, height=96, extradata=b""))
    large = key_frames["large"].data
    assert watch.changed(large[:60], is_keyframe=True) is None
    video = watch.changed(large, is_keyframe=True)
    assert video is not None
    assert (video.width, video.height) == (320, 240)


def test_what_the_container_announces_counts_where_packets_have_no_sets(tmp_path: Path) -> None:
    small, large = (
        read(make_changing(tmp_path / f"{width}.mp4", [Part(seconds=1, width=width)])) for width in (128, 320)
    )
    watch = FormatWatch(small.changes[0].video)
    assert watch.changed(small.packets[0].data, is_keyframe=True) is None
    announced = large.changes[0].video.extradata
    video = watch.changed(large.packets[0].data, is_keyframe=True, announced=announced)
    assert video == large.changes[0].video


@pytest.mark.skipif(not DATA, reason="SECURE_VIDEO_TEST_DATA does not name a folder of footage")
def test_a_real_change_of_resolution() -> None:
    found = read(Path(DATA or "", "streams", "derived", "resolution_change.ts"))
    assert [shape[1:] for shape in found.shapes] == [("h264", 640, 360), ("h264", 1280, 720)]


def huge(side: int) -> bytes:
    """A sequence and a picture parameter set and the begin of a key frame, all in zeros and ones: `side` squared."""
    blocks = f"{side // 16:b}"
    golomb = "0" * (len(blocks) - 1) + blocks
    # Baseline, level 6.2; id, frame numbers, order, references, gaps, size, frames only, direct, no crop, no VUI.
    sps = "1" + "1" + "011" + "010" + "0" + golomb * 2 + "1" + "1" + "0" + "0" + "1"
    pps = "1" + "1" + "0" + "0" + "1" + "1" + "1" + "0" + "00" + "1" + "1" + "1" + "0" + "0" + "0" + "1"
    units = [b"\x67\x42\x00\x3e" + in_bytes(sps), b"\x68" + in_bytes(pps), b"\x65\x88\x84" + bytes(range(1, 200))]
    return b"".join(b"\0\0\0\1" + unit for unit in units)


def in_bytes(bits: str) -> bytes:
    return bytes(int(bits[at : at + 8].ljust(8, "0"), 2) for at in range(0, len(bits), 8))


def test_an_absurd_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.h264"
    with Source(StreamAddress(url=f"file:{path}"), Timeline(), allow_files=True) as source:
        path.write_bytes(huge(320) * 3)
        assert source.open().video.width == 320
        source.close()
        path.write_bytes(huge(16_384) * 3)
        with pytest.raises(NoVideo, match="could be decoded"):
            source.open()


def test_an_absurd_size_in_the_middle_is_not_followed(key_frames: dict[str, Packet]) -> None:
    watch = FormatWatch(VideoFormat(codec="h264", width=128, height=96, extradata=b""))
    assert watch.changed(huge(16_384), is_keyframe=True) is None

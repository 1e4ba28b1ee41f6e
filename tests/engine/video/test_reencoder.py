"""Clips with private parts: painted over in every picture, and otherwise what the camera sent."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import av
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from custom_components.secure_video.engine.errors import NoVideo
from custom_components.secure_video.engine.model.video import CLOCK_RATE, Media
from custom_components.secure_video.engine.video.decoder import DecodedFrame, Decoder
from custom_components.secure_video.engine.video.reencoder import MaskedMuxer
from custom_components.secure_video.engine.video.veil import Veil
from tests.builders import make_video
from tests.engine.video.private import RIGHT_HALF, a_mask, assert_hidden, brightness, pictures, psnr
from tests.engine.video.recording import Recording, probe, record

FIXTURES = ["plain", "transport", "reordered", "hevc", "deep", "full_range", "fine"]


@pytest.fixture(scope="session")
def deep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4 s of HEVC with 10 bits a sample."""
    return make_video(tmp_path_factory.mktemp("video") / "deep.mp4", codec="libx265", pixels="yuv420p10le")


@pytest.fixture(scope="session")
def full_range(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4 s of H.264 whose brightness goes from 0 to 255."""
    return make_video(tmp_path_factory.mktemp("video") / "full.mp4", pixels="yuvj420p")


@pytest.fixture(scope="session")
def fine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4 s of H.264 with a colour for each pixel."""
    return make_video(tmp_path_factory.mktemp("video") / "fine.mp4", pixels="yuv444p")


def masked(recording: Recording) -> bytes:
    """The clip of a recording, its right half masked."""
    file = BytesIO()
    muxer = MaskedMuxer(file, recording.format, (RIGHT_HALF,))
    for packet in recording.packets:
        muxer.write(packet)
    muxer.finish()
    return file.getvalue()


@pytest.mark.parametrize("fixture", FIXTURES)
def test_every_picture_is_there_masked_and_otherwise_as_it_was(fixture: str, request: pytest.FixtureRequest) -> None:
    recording = record(request.getfixturevalue(fixture))
    frames = pictures(masked(recording))
    decoder = Decoder(recording.format.video)
    sent = [frame for packet in recording.packets for frame in decoder.decode(packet)]
    sent += decoder.finish()

    assert [frame.time for frame in frames] == pytest.approx([frame.time - sent[0].time for frame in sent])
    assert [frame.key_frame for frame in frames] == [frame.is_keyframe for frame in sent]
    assert_hidden(frames)
    for frame, original in zip(frames, sent, strict=True):
        shown = DecodedFrame(frame, 0.0, Veil(())).grey(frame.width, frame.height)
        assert psnr(shown[:, :60], original.grey(original.width, original.height)[:, :60]) > 34
    assert max(original.grey(128, 96)[:, 70:].max() for original in sent) > 200


def test_the_clip_is_an_mp4_that_plays_everywhere(hevc: Path, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(masked(record(hevc)))
    (video,) = probe(clip)
    assert (video.codec, video.tag, video.width, video.height, video.packets) == ("h264", "avc1", 128, 96, 40)
    assert video.start == 0


def test_full_range_stays_full(full_range: Path) -> None:
    frame = pictures(masked(record(full_range)))[0]
    assert frame.format.name == "yuvj420p"
    assert brightness(frame)[48, 16] == pytest.approx(220, abs=8)


@pytest.mark.parametrize("fixture", ["plain", "transport"])
def test_sound_stays_as_it_was(fixture: str, request: pytest.FixtureRequest) -> None:
    recording = record(request.getfixturevalue(fixture))
    with av.open(BytesIO(masked(recording)), "r") as container:
        sound = [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    begins = next(packet.dts for packet in recording.packets if packet.is_keyframe and packet.media is Media.VIDEO)
    sent = [packet.data for packet in recording.packets if packet.media is Media.AUDIO and packet.dts >= begins]
    # Two blocks that begin at the same tick are one too many (see Muxer).
    assert len(sent) - 1 <= len(sound) <= len(sent)
    assert sound[1:] == sent[-len(sound) + 1 :]


@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_in_the_packets_nothing_private_gets_through(plain: Path, data: st.DataObject) -> None:
    recording = record(plain)
    packets = list(recording.packets)
    for number in data.draw(st.lists(st.integers(0, len(packets) - 1), min_size=1, max_size=8)):
        cut = data.draw(st.integers(0, len(packets[number].data)))
        packets[number] = replace(packets[number], data=packets[number].data[:cut] + data.draw(st.binary(max_size=40)))
    try:
        clip = masked(replace(recording, packets=packets))
    except NoVideo:
        return
    assert_hidden(pictures(clip))


def test_a_broken_picture_leaves_a_gap_up_to_the_next_key_frame(plain: Path) -> None:
    recording = record(plain)
    video = [packet for packet in recording.packets if packet.media is Media.VIDEO]
    video[13] = replace(video[13], data=video[13].data[: len(video[13].data) // 2])
    times = [round((frame.time or 0) * 10) for frame in pictures(masked(replace(recording, packets=video)))]
    assert times == [*range(13), *range(20, 40)]


def test_pictures_of_another_size_fit_into_the_clip(plain: Path, tmp_path: Path) -> None:
    small = record(make_video(tmp_path / "small.mp4", width=96, height=64))
    recording = record(plain)
    later = [
        replace(packet, pts=packet.pts + 5 * CLOCK_RATE, dts=packet.dts + 5 * CLOCK_RATE) for packet in small.packets
    ]
    transport = replace(recording, packets=[*recording.packets, *later])
    frames = pictures(masked(transport))
    assert {(frame.width, frame.height) for frame in frames} == {(128, 96)}
    assert_hidden(frames)


def test_without_a_picture_there_is_no_clip(plain: Path) -> None:
    recording = record(plain)
    file = BytesIO()
    muxer = MaskedMuxer(file, recording.format, (RIGHT_HALF,))
    for packet in recording.packets:
        muxer.write(replace(packet, data=b"nonsense" * 10))
    with pytest.raises(NoVideo):
        muxer.finish()
    assert file.getvalue() == b""


def test_finishing_twice_is_finishing_once(plain: Path) -> None:
    recording = record(plain)
    file = BytesIO()
    muxer = MaskedMuxer(file, recording.format, (a_mask((0, 0), (1, 0), (1, 1)),))
    for packet in recording.packets:
        muxer.write(packet)
    muxer.finish()
    length = len(file.getvalue())
    muxer.finish()
    assert len(file.getvalue()) == length

"""Pictures come out of packets, and nothing that is in a packet breaks the decoder."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PIL import Image

from custom_components.secure_video.engine.model.picture import WHOLE_PICTURE, Frame
from custom_components.secure_video.engine.model.video import CLOCK_RATE, Media
from custom_components.secure_video.engine.video.decoder import Decoder
from tests.engine.video.recording import Recording, record

FIXTURES = ["plain", "reordered", "hevc"]


def frames_of(recording: Recording) -> list[Frame]:
    """Every picture that comes out."""
    decoder = Decoder(recording.format.video)
    return [frame for packet in recording.packets for frame in decoder.decode(packet)]


@pytest.mark.parametrize("fixture", FIXTURES)
def test_every_picture_comes_out_at_its_time(fixture: str, request: pytest.FixtureRequest) -> None:
    recording = record(request.getfixturevalue(fixture))
    frames = frames_of(recording)
    shown = sorted(packet.pts / CLOCK_RATE for packet in recording.packets if packet.media is Media.VIDEO)
    # The last pictures of a reordered stream stay in the decoder: a live stream has no end to wait for.
    assert [frame.time for frame in frames] == shown[: len(frames)]
    assert len(shown) - len(frames) <= 2
    assert {(frame.width, frame.height) for frame in frames} == {(128, 96)}


def test_conversions_show_the_picture(plain: Path) -> None:
    frame = frames_of(record(plain))[0]
    grey, bgr = frame.grey(64, 48), frame.crop(WHOLE_PICTURE, frame.width, frame.height)
    assert (grey.shape, bgr.shape) == ((48, 64), (96, 128, 3))
    assert grey.dtype == bgr.dtype == np.dtype(np.uint8)
    assert grey[24, 8] == pytest.approx(220, abs=12)
    assert grey[5, 40] == pytest.approx(40, abs=12)
    assert bgr[48, 16] == pytest.approx([220] * 3, abs=12)


@pytest.mark.parametrize(("asked", "width", "height"), [(None, 128, 96), (64, 64, 48), (1000, 128, 96)])
def test_jpeg_is_no_wider_than_asked_nor_than_the_picture(
    plain: Path, asked: int | None, width: int, height: int
) -> None:
    jpeg = frames_of(record(plain))[0].jpeg(asked)
    assert Image.open(BytesIO(jpeg)).size == (width, height)


def test_a_frame_is_converted_by_many_threads_at_once(plain: Path) -> None:
    frame = frames_of(record(plain))[-1]
    expected = frame.grey(32, 24)
    with ThreadPoolExecutor(4) as pool:
        assert all(np.array_equal(grey, expected) for grey in pool.map(lambda _: frame.grey(32, 24), range(50)))


def test_pictures_outlive_the_decoder(plain: Path) -> None:
    recording = record(plain)
    decoder = Decoder(recording.format.video)
    frame = next(frame for packet in recording.packets for frame in decoder.decode(packet))
    decoder.close()
    del decoder
    assert frame.crop(WHOLE_PICTURE, 8, 8).any()


def test_decoding_begins_at_a_key_frame(plain: Path) -> None:
    recording = record(plain)
    video = [packet for packet in recording.packets if packet.media is Media.VIDEO]
    decoder = Decoder(recording.format.video)
    frames = [frame for packet in video[5:] for frame in decoder.decode(packet)]
    assert frames[0].time == video[10].pts / CLOCK_RATE


@given(data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_broken_packets_do_not_break_the_decoder(plain: Path, data: st.DataObject) -> None:
    recording = record(plain)
    decoder = Decoder(recording.format.video)
    video = [packet for packet in recording.packets if packet.media is Media.VIDEO]
    for packet in video[:20]:
        cut = data.draw(st.integers(0, len(packet.data)))
        noise = data.draw(st.binary(max_size=50))
        decoder.decode(replace(packet, data=packet.data[:cut] + noise))
    assert sum(len(decoder.decode(packet)) for packet in video[20:]) >= 19


def test_no_format_breaks_the_decoder(plain: Path) -> None:
    recording = record(plain)
    decoder = Decoder(replace(recording.format.video, extradata=b"\x01nonsense"))
    assert sum(len(decoder.decode(packet)) for packet in recording.packets) == 0

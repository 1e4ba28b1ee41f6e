"""Odd and broken streams from real devices, all the way through."""

import os
from pathlib import Path

import av
import pytest

from custom_components.secure_video.engine.errors import SourceError
from custom_components.secure_video.engine.model import Media
from custom_components.secure_video.engine.video.decoder import Decoder
from custom_components.secure_video.engine.video.muxer import Muxer
from tests.engine.video.recording import record

DATA = os.environ.get("SECURE_VIDEO_TEST_DATA")
STREAMS = sorted(path for kind in ("real", "derived") for path in Path(DATA, "streams", kind).iterdir()) if DATA else []


@pytest.mark.skipif(not DATA, reason="SECURE_VIDEO_TEST_DATA does not name a folder of footage")
@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.name)
def test_every_stream_ends_in_an_error_or_a_clip(path: Path, tmp_path: Path) -> None:
    try:
        recording = record(path)
    except SourceError:
        return
    clip = tmp_path / "clip.mp4"
    decoder = Decoder(recording.format.video)
    last = None
    with clip.open("wb") as file:
        muxer = Muxer(file, recording.format)
        for packet in recording.packets:
            last = next(reversed(decoder.decode(packet)), last)
            muxer.write(packet)
        muxer.finish()
    video = [packet for packet in recording.packets if packet.media is Media.VIDEO]
    first = next((number for number, packet in enumerate(video) if packet.is_keyframe), None)
    if first is None:
        return
    with av.open(str(clip)) as container:
        assert sum(packet.size > 0 for packet in container.demux(video=0)) == len(video) - first
    if last is not None:
        assert last.bgr().shape == (last.height, last.width, 3)
        assert last.jpeg(320)

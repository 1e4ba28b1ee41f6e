"""Odd and broken streams from real devices, all the way through, beside what PyAV alone makes of them."""

import json
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest

from custom_components.secure_video.engine.errors import SourceError
from custom_components.secure_video.engine.model.picture import WHOLE_PICTURE
from custom_components.secure_video.engine.model.video import Media, StreamAddress
from custom_components.secure_video.engine.video.decoder import DecodedFrame, Decoder
from custom_components.secure_video.engine.video.source import VIDEO_CODECS, Source
from custom_components.secure_video.engine.video.timeline import Timeline
from tests.engine.video.recording import packets_of, record
from tests.fuzz.chain import Chain, Outcome
from tests.fuzz.damage import Mischief

DATA = os.environ.get("SECURE_VIDEO_TEST_DATA")
STREAMS = sorted(path for kind in ("real", "derived") for path in Path(DATA, "streams", kind).iterdir()) if DATA else []

needs_data = pytest.mark.skipif(not DATA, reason="SECURE_VIDEO_TEST_DATA does not name a folder of footage")
every_stream = pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.name)


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, Any]]:
    """What PyAV found in each file."""
    found: dict[str, dict[str, Any]] = json.loads(Path(DATA or "", "streams", "expected_pyav18.json").read_bytes())[
        "files"
    ]
    return found


def is_ours(found: dict[str, Any]) -> bool:
    """Whether a file has video that a clip can hold."""
    return any(stream == f"video:{codec}" for stream in found.get("streams", ()) for codec in VIDEO_CODECS)


@needs_data
@every_stream
def test_every_stream_is_read_as_pyav_reads_it(path: Path, expected: dict[str, dict[str, Any]]) -> None:
    wanted = expected[path.name]
    if not is_ours(wanted):
        with pytest.raises(SourceError):
            record(path)
        return
    packets, key_frames = 0, 0
    frames: list[tuple[int, int]] = []
    with Source(StreamAddress(url=f"file:{path}"), Timeline(), allow_files=True) as source:
        stream = source.open()
        assert [stream.video.width, stream.video.height] == wanted["size_px"]
        decoder = Decoder(stream.video)
        for packet in packets_of(source):
            if source.format is not None and source.format is not stream:
                frames += sizes(decoder.finish())
                stream = source.format
                decoder = Decoder(stream.video)
            packets += packet.media is Media.VIDEO
            key_frames += packet.media is Media.VIDEO and packet.is_keyframe
            frames += sizes(decoder.decode(packet))
    frames += sizes(decoder.finish())
    assert key_frames == wanted["keyframes"]
    assert {tuple(size) for size in wanted["frame_sizes"]} == set(frames)
    # PyAV's last packet is empty. Transport streams tell which packets are damaged; these are left out, and pictures
    # after a broken one up to a key frame, as they would show ghosts.
    damaged = 30 if path.suffix == ".ts" else 0
    assert wanted["packets"] - 1 - damaged <= packets <= wanted["packets"] - 1
    assert len(frames) >= wanted["frames"] * 0.55


def sizes(frames: tuple[DecodedFrame, ...]) -> list[tuple[int, int]]:
    """Look at all of them."""
    for frame in frames[-1:]:
        assert frame.crop(WHOLE_PICTURE, 64, 48).shape == (48, 64, 3)
    return [(frame.width, frame.height) for frame in frames]


@needs_data
@every_stream
def test_every_stream_with_a_picture_becomes_clips(
    path: Path, tmp_path: Path, expected: dict[str, dict[str, Any]]
) -> None:
    chain = Chain(tmp_path)
    try:
        outcome = chain.run(path.read_bytes(), Random(0), Mischief(), is_watched=False)
    finally:
        chain.close()
    assert outcome is (Outcome.RECORDED if is_ours(expected[path.name]) else Outcome.REFUSED)

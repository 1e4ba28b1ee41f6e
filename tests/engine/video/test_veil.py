"""Nothing of what is behind a mask is in anything that a picture gives out."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation
from hypothesis import given, settings, strategies as st
from PIL import Image

from custom_components.secure_video.engine.masking import covered
from custom_components.secure_video.engine.model.areas import Mask
from custom_components.secure_video.engine.model.picture import Box
from custom_components.secure_video.engine.model.video import Media
from custom_components.secure_video.engine.video.decoder import DecodedFrame, Decoder
from custom_components.secure_video.engine.video.veil import Veil
from tests.engine.video.private import RIGHT_HALF, a_mask, brightness
from tests.engine.video.recording import Recording, record

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMATS = ["yuv420p", "yuvj420p", "yuv422p", "yuv444p", "yuv420p10le", "nv12", "gray", "gbrp", "rgb24"]
BY_WAY_OF = {"yuv420p10le": "yuv420p"}
"""FFmpeg makes a picture of ten bits of an RGB one with what happens to be in memory: these go by way of another."""
CORNERS = st.tuples(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2))
MASKS = st.lists(st.lists(CORNERS, min_size=3, max_size=5).map(lambda corners: a_mask(*corners)), max_size=3)
SIZES = st.tuples(st.integers(2, 40), st.integers(2, 30))


def everything_given_out(frame: DecodedFrame, width: int, height: int) -> list[bytes]:
    """All that others get of a picture, in full size and scaled."""
    part = Box(left=0.2, top=0.1, right=0.9, bottom=0.8)
    return [
        frame.grey(frame.width, frame.height).tobytes(),
        frame.grey(width, height).tobytes(),
        frame.crop(Box(left=0, top=0, right=1, bottom=1), frame.width, frame.height).tobytes(),
        frame.crop(part, width, height).tobytes(),
        frame.jpeg(),
        frame.jpeg(max(1, width // 2)),
    ]


@pytest.mark.parametrize("pixels", FORMATS)
@given(masks=MASKS, size=SIZES, scaled=SIZES, seed=st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_two_pictures_that_differ_behind_the_masks_only_become_one(
    pixels: str, masks: list[Mask], size: tuple[int, int], scaled: tuple[int, int], seed: int
) -> None:
    width, height = size
    chance = np.random.default_rng(seed)
    picture = chance.integers(0, 256, (height, width, 3), np.uint8)
    hidden = covered(masks, width, height)
    given_out = []
    for secret in (0, 255):
        picture[hidden] = secret
        frame = VideoFrame.from_ndarray(picture).reformat(
            format=BY_WAY_OF.get(pixels, pixels), interpolation=Interpolation.AREA
        )
        frame = frame.reformat(format=pixels, interpolation=Interpolation.AREA)
        given_out.append(everything_given_out(DecodedFrame(frame, 0.0, Veil(masks)), *scaled))
    assert given_out[0] == given_out[1]


def test_what_is_not_behind_a_mask_stays() -> None:
    picture = np.random.default_rng(1).integers(0, 256, (48, 64, 3), np.uint8)
    frame = VideoFrame.from_ndarray(picture).reformat(format="yuv444p")
    before = brightness(frame)
    after = brightness(Veil([a_mask((0.5, 0.5), (0.75, 0.5), (0.75, 0.75), (0.5, 0.75))]).cover(frame))
    changed = np.argwhere(before != after)
    # The mask is 16 x 12 pixels; those that its edge touches and one more around them are covered too.
    assert (changed.min(axis=0) >= (22, 30)).all()
    assert (changed.max(axis=0) <= (37, 49)).all()
    assert (after[24:36, 32:48] == 128).all()


def test_without_masks_a_picture_is_not_even_copied() -> None:
    frame = VideoFrame(64, 48, "yuv420p")
    assert Veil([]).cover(frame) is frame


@pytest.mark.parametrize("fixture", ["plain", "reordered", "hevc"])
def test_covering_a_picture_leaves_the_next_ones_as_they_were(fixture: str, request: pytest.FixtureRequest) -> None:
    recording = record(request.getfixturevalue(fixture))
    seen = _luma(recording, ())
    masked = _luma(recording, (RIGHT_HALF,))
    assert len(seen) == len(masked)
    for one, other in zip(seen, masked, strict=True):
        np.testing.assert_array_equal(one[:, :60], other[:, :60])
        assert (other[:, 64:] == 128).all()
    # The square did walk behind the mask.
    assert max(one[:, 64:].max() for one in seen) > 200


def test_after_a_broken_picture_nothing_is_seen_until_a_key_frame(plain: Path) -> None:
    recording = record(plain)
    video = [packet for packet in recording.packets if packet.media is Media.VIDEO]
    video[3] = replace(video[3], data=video[3].data[: len(video[3].data) // 2])
    decoder = Decoder(recording.format.video, (RIGHT_HALF,))
    assert [len(decoder.decode(packet)) for packet in video] == [1] * 3 + [0] * 7 + [1] * 30


def test_a_thumbnail_shows_the_mask(plain: Path) -> None:
    recording = record(plain)
    decoder = Decoder(recording.format.video, (RIGHT_HALF,))
    frame = [frame for packet in recording.packets for frame in decoder.decode(packet)][-1]
    thumbnail = np.asarray(Image.open(BytesIO(frame.jpeg(32))).convert("L"))
    assert np.ptp(thumbnail[:, 17:].astype(np.int16)) <= 2


def _luma(recording: Recording, private: tuple[Mask, ...]) -> list[NDArray[np.uint8]]:
    decoder = Decoder(recording.format.video, private)
    frames = []
    for packet in recording.packets:
        frames += [brightness(frame.picture) for frame in decoder.decode(packet)]
    return frames

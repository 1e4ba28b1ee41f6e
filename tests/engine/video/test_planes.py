"""A part of a picture shows what the whole shows there, whatever its samples are."""

import av
import numpy as np
import pytest
from hypothesis import given, strategies as st

from custom_components.secure_video.engine.model.picture import WHOLE_PICTURE, Box
from custom_components.secure_video.engine.video.decoder import DecodedFrame
from custom_components.secure_video.engine.video.planes import cut
from custom_components.secure_video.engine.video.veil import Veil

KINDS = ["yuv420p", "yuvj420p", "yuv422p", "yuv444p", "gray", "nv12", "yuv420p10le", "bgr24"]
WIDTH, HEIGHT = 99, 71


def a_picture(kind: str, *, width: int = WIDTH, height: int = HEIGHT) -> av.VideoFrame:
    """Darker at the top left, brighter at the bottom right, redder to the right."""
    rows, columns = np.mgrid[:height, :width]
    pixels = np.stack([rows + 40, rows + columns, columns + 60], axis=2).clip(0, 255).astype(np.uint8)
    return av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format=kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_crop_is_what_the_whole_shows_there(kind: str) -> None:
    frame = DecodedFrame(a_picture(kind), 0.0, Veil(()))
    whole = frame.crop(WHOLE_PICTURE, WIDTH, HEIGHT)
    assert whole.shape == (HEIGHT, WIDTH, 3)
    part = frame.crop(Box(left=20 / WIDTH, top=10 / HEIGHT, right=60 / WIDTH, bottom=1.0), 40, 61)
    assert np.abs(part.astype(int) - whole[10:, 20:60].astype(int)).mean() < 2


def test_a_crop_has_the_size_that_is_asked_for() -> None:
    frame = DecodedFrame(a_picture("yuv420p"), 0.0, Veil(()))
    part = frame.crop(Box(left=0.5, top=0.5, right=1.0, bottom=1.0), 13, 200)
    assert part.shape == (200, 13, 3)
    assert part.mean() > frame.crop(Box(left=0, top=0, right=0.5, bottom=0.5), 13, 200).mean() + 20


@given(
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    edges=st.lists(st.floats(0, 1), min_size=4, max_size=4),
    kind=st.sampled_from(KINDS),
)
def test_any_part_of_any_picture_has_pixels(size: tuple[int, int], edges: list[float], kind: str) -> None:
    left, right = sorted(edges[:2])
    top, bottom = sorted(edges[2:])
    part = cut(a_picture(kind, width=size[0], height=size[1]), Box(left=left, top=top, right=right, bottom=bottom))
    assert 0 < part.width <= size[0]
    assert 0 < part.height <= size[1]

"""Photographs and footage as frames."""

import os
from pathlib import Path

import av
import numpy as np
import pytest
import skimage.data

from custom_components.secure_video.engine.model.picture import BgrImage, Frame
from custom_components.secure_video.engine.video.decoder import DecodedFrame
from custom_components.secure_video.engine.video.veil import Veil

DATA = Path(os.environ.get("SECURE_VIDEO_TEST_DATA", ""))
needs_data = pytest.mark.skipif(
    not os.environ.get("SECURE_VIDEO_TEST_DATA"),
    reason="SECURE_VIDEO_TEST_DATA names no folder with a model and footage",
)


def a_frame(pixels: BgrImage) -> Frame:
    """A picture as a camera would send it."""
    picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="bgr24")
    return DecodedFrame(picture.reformat(format="yuv444p"), 0.0, Veil(()))


def photograph(name: str) -> BgrImage:
    """One of scikit-image's, blue first."""
    pixels = np.asarray(getattr(skimage.data, name)(), np.uint8)
    return np.repeat(pixels[:, :, None], 3, 2) if pixels.ndim == 2 else np.ascontiguousarray(pixels[:, :, ::-1])


def footage(name: str) -> Frame:
    """The first picture of a video of the test data."""
    with av.open(DATA / "videos" / f"{name}.mp4") as container:
        return DecodedFrame(next(container.decode(video=0)), 0.0, Veil(()))

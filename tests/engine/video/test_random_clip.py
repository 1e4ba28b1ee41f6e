"""A clip that cannot be guessed, and plays."""

import io
from pathlib import Path

import av
from PIL import Image

from custom_components.secure_video.engine.video.random_clip import HEIGHT, PICTURES, WIDTH, random_clip, random_picture

from .recording import probe


def test_it_is_an_mp4_that_browsers_play(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(random_clip())
    (video,) = probe(clip)
    assert (video.codec, video.tag, video.width, video.height, video.packets) == (
        "h264",
        "avc1",
        WIDTH,
        HEIGHT,
        PICTURES,
    )
    with av.open(clip) as container:
        stream = container.streams.video[0]
        # What Chromium, Firefox and Safari take without a question.
        assert stream.codec_context.profile == "Constrained Baseline"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert len(list(container.decode(stream))) == PICTURES


def test_no_two_show_the_same() -> None:
    def first_picture(clip: bytes) -> bytes:
        with av.open(io.BytesIO(clip), "r") as container:
            return next(container.decode(video=0)).to_ndarray(format="gray").tobytes()

    assert len({first_picture(random_clip()) for _ in range(4)}) == 4


def test_it_is_small_enough_for_one_message() -> None:
    assert max(len(random_clip()) for _ in range(4)) < 200_000


def test_a_picture_where_no_video_can_be_encoded() -> None:
    picture = random_picture()
    assert Image.open(io.BytesIO(picture)).size == (WIDTH, HEIGHT)
    assert picture != random_picture()

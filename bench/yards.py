"""The sample yard as a camera in 1080p sends it: with a sensor's noise and a clock in the picture."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2

from custom_components.secure_video.engine.model.picture import BgrImage
from tests.live.footage import yard_picture

from .streams import KEY_FRAME_SECONDS, encode, with_noise

WIDTH, HEIGHT = 1920, 1080
RATE = 15
SECONDS = 126
VISIT_ENDS = 16.5
"""Somebody crosses from the ninth second on; in a busy yard this comes again and again."""
QUALITY = 22
"""Quiet, that makes about 4 Mbit/s, with noise in every picture: what such cameras commonly send."""
CLOCK = datetime(2026, 11, 1, 12, tzinfo=UTC)


def make_yard(path: Path, *, is_busy: bool, seconds: int = SECONDS, key_frame_seconds: int = KEY_FRAME_SECONDS) -> None:
    """Write about two minutes. Somebody crosses near the beginning, and in a busy yard most of the time."""
    pictures = with_noise(_pictures(seconds, is_busy=is_busy))
    encode(path, pictures, rate=RATE, quality=QUALITY, key_frame_seconds=key_frame_seconds)


def _pictures(length: int, *, is_busy: bool) -> Iterator[BgrImage]:
    for number in range(length * RATE):
        seconds = number / RATE
        small = yard_picture(9.0 + seconds % 7.0 if is_busy else seconds if seconds < VISIT_ENDS else 0.0)
        picture = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
        shown = f"{CLOCK + timedelta(seconds=int(seconds)):%Y-%m-%d %H:%M:%S}"
        cv2.putText(picture, shown, (40, 70), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (255, 255, 255), 3, cv2.LINE_AA)
        yield picture.astype("uint8", copy=False)

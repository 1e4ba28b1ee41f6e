"""The time of day at a moment of a stream: by when its packets come, not by when somebody asks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from custom_components.secure_video.engine.model.video import CLOCK_RATE, Media, Packet
from custom_components.secure_video.engine.video.wall_clock import WallClock

A_PICTURE = Packet(media=Media.VIDEO, pts=0, dts=0, duration=0, is_keyframe=True, data=b"")


def at(seconds: int) -> Packet:
    return replace(A_PICTURE, dts=seconds * CLOCK_RATE, pts=seconds * CLOCK_RATE)


def test_the_newest_picture_is_of_the_moment_it_came() -> None:
    clock = WallClock()
    clock.received(at(50))
    before = datetime.now(UTC)
    clock.received(at(1000))
    after = datetime.now(UTC)
    assert before <= clock.at(1000.0) <= after
    assert clock.at(1000.0) - clock.at(990.0) == timedelta(seconds=10)


def test_sound_that_comes_earlier_or_later_changes_nothing() -> None:
    clock = WallClock()
    clock.received(at(1000))
    told = clock.at(1000.0)
    clock.received(replace(at(1003), media=Media.AUDIO))
    assert clock.at(1000.0) == told

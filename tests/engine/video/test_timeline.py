"""Whatever a camera's timestamps do, time goes on, and sound stays with its picture."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from custom_components.secure_video.engine.model.video import CLOCK_RATE, Media
from custom_components.secure_video.engine.video.timeline import RawStamp, Stamp, Timeline

VIDEO_BASE = Fraction(1, 90_000)
AUDIO_BASE = Fraction(1, 48_000)
FRAME = 3600
HOUR = 3600
START = 1000.0


def raw(
    dts: int | None, *, pts: int | None = None, media: Media = Media.VIDEO, base: Fraction = VIDEO_BASE
) -> RawStamp:
    """A packet shown when it is decoded, unless `pts` says otherwise."""
    return RawStamp(media=media, pts=dts if pts is None else pts, dts=dts, duration=FRAME, time_base=base)


def frames(timeline: Timeline, numbers: range, *, shift: int = 0, start: float = START) -> list[Stamp]:
    """Video at 25 frames a second whose timestamps are moved by `shift` ticks."""
    return [timeline.place(raw(n * FRAME + shift), start + n / 25) for n in numbers]


def intervals(stamps: list[Stamp]) -> set[int]:
    """Distances of neighbours."""
    return {after.dts - before.dts for before, after in pairwise(stamps)}


def anything() -> st.SearchStrategy[RawStamp]:
    """Any packet at all."""
    time = st.none() | st.integers(-(2**63), 2**63 - 1) | st.integers(-100_000, 1_000_000)
    return st.builds(
        RawStamp,
        media=st.sampled_from(Media),
        pts=time,
        dts=time,
        duration=st.none() | st.integers(-(2**63), 2**63 - 1),
        time_base=st.sampled_from([VIDEO_BASE, AUDIO_BASE, Fraction(1, 1000), Fraction(1, 25)]),
    )


@given(st.lists(st.tuples(anything(), st.floats(0, 30), st.booleans())))
def test_time_goes_on_whatever_comes(packets: list[tuple[RawStamp, float, bool]]) -> None:
    timeline, arrival = Timeline(), START
    last: dict[Media, int] = {}
    for packet, passed, is_new_connection in packets:
        arrival += passed
        if is_new_connection:
            timeline.restart()
        stamp = timeline.place(packet, arrival)
        assert stamp.dts > last.get(packet.media, -(10**9))
        assert stamp.pts >= stamp.dts
        assert stamp.duration >= 0
        last[packet.media] = stamp.dts


@given(st.integers(-(2**40), 2**40), st.integers(2, 60), st.lists(st.floats(0, 0.3), min_size=60, max_size=60))
def test_intervals_are_the_cameras_own_however_packets_arrive(shift: int, count: int, delays: list[float]) -> None:
    timeline = Timeline()
    stamps = [timeline.place(raw(n * FRAME + shift), START + n / 25 + delays[n]) for n in range(count)]
    assert intervals(stamps) == {FRAME}
    assert stamps[0].dts == round((START + delays[0]) * CLOCK_RATE)


@given(st.lists(anything(), max_size=5), st.integers(-(2**40), 2**40))
def test_after_any_disorder_the_intervals_are_the_cameras_own_again(disorder: list[RawStamp], shift: int) -> None:
    timeline = Timeline()
    for packet in disorder:
        timeline.place(packet, START)
    stamps = frames(timeline, range(200), shift=shift, start=START + 1)
    # Ten seconds' worth of disorder may have to be waited for, then a fiftieth of a frame remains for the slewing.
    assert all(abs(interval - FRAME) <= FRAME // 50 for interval in intervals(stamps[-10:]))


@pytest.mark.parametrize("bits", [32, 33])
def test_a_counter_that_wraps_is_not_seen(bits: int) -> None:
    timeline = Timeline()
    stamps = [timeline.place(raw((2**bits - 3 * FRAME + n * FRAME) % 2**bits), START + n / 25) for n in range(10)]
    assert intervals(stamps) == {FRAME}


def test_a_wrap_between_decoding_and_showing_keeps_the_reordering() -> None:
    stamp = Timeline().place(raw(2**33 - FRAME, pts=FRAME), START)
    assert stamp.pts - stamp.dts == 2 * FRAME


def test_reordering_is_kept() -> None:
    timeline = Timeline()
    shown_after = [2, 4, 1, 0, 3]
    stamps = [
        timeline.place(raw(n * FRAME, pts=(n + later) * FRAME), START + n / 25) for n, later in enumerate(shown_after)
    ]
    assert [(stamp.pts - stamp.dts) // FRAME for stamp in stamps] == shown_after


def test_missing_timestamps_are_filled_in() -> None:
    timeline = Timeline()
    timeline.place(raw(0), START)
    stamps = [timeline.place(raw(n * FRAME if n % 3 else None), START + n / 25) for n in range(1, 12)]
    assert intervals(stamps) == {FRAME}


def test_a_start_without_dts_settles_within_the_reordering() -> None:
    timeline = Timeline()
    times = [(None, None), (None, 2), (None, 7), (2, 5), (4, 4), (5, 6), (6, 11), (7, 9)]
    stamps = [
        timeline.place(
            RawStamp(
                media=Media.VIDEO,
                dts=None if dts is None else dts * FRAME,
                pts=None if pts is None else pts * FRAME,
                duration=FRAME,
                time_base=VIDEO_BASE,
            ),
            START + n / 25,
        )
        for n, (dts, pts) in enumerate(times)
    ]
    assert intervals(stamps[-4:]) == {FRAME}
    assert stamps[-1].dts - stamps[0].dts == 7 * FRAME


@pytest.mark.parametrize("jump", [HOUR, -HOUR, -1, 10, 20 * 365 * 24 * HOUR])
def test_a_jump_of_the_cameras_clock_is_not_seen(jump: int) -> None:
    timeline = Timeline()
    stamps = frames(timeline, range(50)) + frames(timeline, range(50, 100), shift=jump * CLOCK_RATE)
    assert max(intervals(stamps)) <= FRAME + 1
    assert min(intervals(stamps)) == FRAME


@pytest.mark.parametrize("jump", [HOUR, -HOUR, -2])
@pytest.mark.parametrize("late", [0, 3, 12])
def test_sound_that_jumps_later_stays_with_its_picture(jump: int, late: int) -> None:
    timeline = Timeline()
    moved: list[tuple[int, int]] = []
    for n in range(100):
        video_shift = jump if n >= 50 else 0
        audio_shift = jump if n >= 50 + late else 0
        video = timeline.place(raw(n * FRAME + video_shift * CLOCK_RATE), START + n / 25)
        audio = timeline.place(raw(n * 1920 + audio_shift * 48_000, media=Media.AUDIO, base=AUDIO_BASE), START + n / 25)
        moved.append((video.dts, audio.dts))
    assert {audio - video for video, audio in moved} == {0}


def test_one_wrong_timestamp_leaves_no_trace() -> None:
    timeline = Timeline()
    before = frames(timeline, range(10))
    timeline.place(raw(HOUR * CLOCK_RATE), START + 0.4)
    after = frames(timeline, range(11, 20))
    assert after[-1].dts - before[0].dts == 19 * FRAME


@given(st.floats(0.1, HOUR), st.integers(-(2**40), 2**40))
def test_after_a_reconnection_the_time_that_passed_has_passed(passed: float, shift: int) -> None:
    timeline = Timeline()
    last = frames(timeline, range(25))[-1]
    timeline.restart()
    first = timeline.place(raw(shift), START + 24 / 25 + passed)
    assert abs(first.dts - last.dts - passed * CLOCK_RATE) <= 1


@pytest.mark.parametrize("speed", [0.999, 1.0005])
def test_a_camera_with_a_wrong_clock_is_led_back(speed: float) -> None:
    timeline, camera_hours = Timeline(), 2
    lead = 0.0
    for second in range(camera_hours * HOUR):
        arrival = START + second / speed
        lead = timeline.place(raw(second * CLOCK_RATE), arrival).dts / CLOCK_RATE - arrival
    assert abs(lead) < 1.1


@pytest.mark.parametrize("duration", [2**31, 2**62])
def test_a_wrong_duration_does_not_stand_in_for_missing_times(duration: int) -> None:
    timeline = Timeline()
    packet = RawStamp(media=Media.VIDEO, pts=None, dts=None, duration=duration, time_base=VIDEO_BASE)
    stamps = [timeline.place(packet, START + n / 25) for n in range(3)]
    assert stamps[-1].dts - stamps[0].dts <= 10 * CLOCK_RATE
    assert max(stamp.duration for stamp in stamps) <= 5 * CLOCK_RATE


def test_sound_with_times_of_its_own_begins_when_it_arrives() -> None:
    timeline = Timeline()
    timeline.place(raw(0), START)
    stamp = timeline.place(raw(HOUR * 48_000, media=Media.AUDIO, base=AUDIO_BASE), START + 0.1)
    assert stamp.dts == round((START + 0.1) * CLOCK_RATE)

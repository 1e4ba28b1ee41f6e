"""A camera whose sound goes on in another format: noticed, and in use from the next key frame on."""

from pathlib import Path

import pytest

from custom_components.secure_video.engine.model.video import AudioFormat, Media, StreamAddress
from custom_components.secure_video.engine.video import adts
from custom_components.secure_video.engine.video.sound_watch import STAYING, SoundWatch
from custom_components.secure_video.engine.video.source import Source
from custom_components.secure_video.engine.video.timeline import Timeline
from tests.builders import make_video
from tests.engine.video.recording import packets_of

FILE_HEADER = {"ts": 0, "flv": 13}
"""Bytes at the begin of a file, which a stream has only once (Adobe's FLV specification, E.2 and E.3)."""
SLOW, FAST = adts.audio_specific_config(16_000, 1), adts.audio_specific_config(48_000, 1)


def an_audio(config: bytes) -> AudioFormat:
    audio = adts.described(config)
    assert audio is not None
    return audio


def a_frame(config: bytes) -> bytes:
    """A frame with a header that says so."""
    bits = int.from_bytes(config)
    rate, channels = bits >> 7 & 15, bits >> 3 & 15
    return bytes((0xFF, 0xF1, 0x40 | rate << 2, channels << 6, 0x01, 0x7F, 0xFC)) + b"sound"


def test_sound_of_another_rate_is_in_use_from_the_next_key_frame_on() -> None:
    watch = SoundWatch(an_audio(SLOW))
    assert watch.fits(a_frame(SLOW))
    assert not any(watch.fits(a_frame(FAST)) for _ in range(STAYING))
    assert watch.at_key_frame() == an_audio(FAST)
    assert watch.fits(a_frame(FAST))
    assert not watch.fits(a_frame(SLOW))


def test_a_damaged_header_changes_nothing() -> None:
    watch = SoundWatch(an_audio(SLOW))
    watch.fits(a_frame(SLOW))
    assert not watch.fits(a_frame(FAST))
    assert watch.at_key_frame() == an_audio(SLOW)
    assert watch.fits(a_frame(SLOW))


def test_headers_count_and_not_what_was_made_of_them() -> None:
    # FFmpeg may call sound that says 16 kHz in its headers 32 kHz: HE-AAC without saying so.
    audio = an_audio(adts.audio_specific_config(32_000, 2))
    watch = SoundWatch(audio)
    assert all(watch.fits(a_frame(SLOW)) for _ in range(STAYING))
    assert watch.at_key_frame() == audio


def test_what_the_container_announces_counts_for_the_bare_frames_that_follow() -> None:
    watch = SoundWatch(an_audio(SLOW))
    assert watch.fits(b"sound")
    assert watch.fits(b"sound", announced=SLOW)
    assert not watch.fits(b"sound", announced=FAST)
    assert not any(watch.fits(b"sound") for _ in range(STAYING))
    assert watch.at_key_frame() == an_audio(FAST)
    assert watch.fits(b"sound")


def test_sound_that_no_clip_can_hold_is_left_out_until_it_is_as_before() -> None:
    watch = SoundWatch(an_audio(SLOW))
    for _ in range(STAYING):
        watch.fits(b"sound", announced=bytes.fromhex("2b92"))
    assert watch.at_key_frame() is None
    for _ in range(STAYING):
        watch.fits(b"sound", announced=SLOW)
    assert watch.at_key_frame() == an_audio(SLOW)


@pytest.mark.parametrize("suffix", ["ts", "flv"])
def test_the_sound_of_a_stream_changes_and_its_pictures_stay(tmp_path: Path, suffix: str) -> None:
    slow, fast = (
        make_video(tmp_path / f"{rate}.{suffix}", sound="aac", sound_rate=rate).read_bytes()
        for rate in (16_000, 48_000)
    )
    path = tmp_path / f"joined.{suffix}"
    path.write_bytes(slow + fast[FILE_HEADER[suffix] :])
    with Source(StreamAddress(url=f"file:{path}"), Timeline(), allow_files=True) as source:
        formats = [source.open()]
        rates: list[int] = []
        pictures: list[int] = []
        for packet in packets_of(source):
            assert source.format is not None
            if source.format is not formats[-1]:
                formats.append(source.format)
                pictures.clear()
                assert packet.media is Media.VIDEO
                assert packet.is_keyframe
            if packet.media is Media.AUDIO:
                assert source.format.audio is not None
                rates.append(source.format.audio.sample_rate)
            else:
                pictures.append(packet.pts)
    assert [stream.audio.sample_rate for stream in formats if stream.audio] == [16_000, 48_000]
    assert {stream.video for stream in formats} == {formats[0].video}
    # From a key frame on. FLV has no sound before the first one of the second part, so it is the next.
    assert len(pictures) == {"ts": 40, "flv": 30}[suffix]
    assert rates == sorted(rates)
    assert set(rates) == {16_000, 48_000}

"""Headers of AAC frames."""

import pytest

from custom_components.secure_video.engine.video import adts

FRAME = bytes((0xFF, 0xF1, 0x50, 0x80, 0x01, 0x7F, 0xFC)) + b"sound"


def test_a_header_is_taken_off_with_its_checksum() -> None:
    assert adts.without_header(FRAME) == b"sound"
    with_checksum = bytes((0xFF, 0xF0)) + FRAME[2:7] + b"\x12\x34" + b"sound"
    assert adts.without_header(with_checksum) == b"sound"


@pytest.mark.parametrize("bare", [b"", b"sound", b"\xff\xf1", b"\x21" + FRAME])
def test_a_bare_frame_stays_as_it_is(bare: bytes) -> None:
    assert adts.without_header(bare) == bare


def test_a_header_says_what_a_description_does() -> None:
    # 44.1 kHz stereo AAC-LC.
    assert adts.config(FRAME) == bytes.fromhex("1210")
    assert adts.config(b"sound") == b""
    audio = adts.described(bytes.fromhex("1210"))
    assert audio is not None
    assert (audio.codec, audio.sample_rate, audio.channels, audio.extradata) == ("aac", 44_100, 2, b"\x12\x10")


@pytest.mark.parametrize(
    "config",
    [
        pytest.param("", id="nothing"),
        pytest.param("2b92", id="HE-AAC"),
        pytest.param("1690", id="a reserved rate"),
        pytest.param("1200", id="channels told elsewhere"),
    ],
)
def test_what_no_clip_holds_is_not_described(config: str) -> None:
    assert adts.described(bytes.fromhex(config)) is None


def test_sound_is_described_as_the_standard_says() -> None:
    # The first bytes of what 48 kHz stereo and 16 kHz mono AAC-LC are described with everywhere.
    assert adts.audio_specific_config(48_000, 2) == bytes.fromhex("1190")
    assert adts.audio_specific_config(16_000, 1) == bytes.fromhex("1408")
    with pytest.raises(ValueError, match="not in"):
        adts.audio_specific_config(12_345, 1)

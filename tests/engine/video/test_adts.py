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


def test_sound_is_described_as_the_standard_says() -> None:
    # The first bytes of what 48 kHz stereo and 16 kHz mono AAC-LC are described with everywhere.
    assert adts.audio_specific_config(48_000, 2) == bytes.fromhex("1190")
    assert adts.audio_specific_config(16_000, 1) == bytes.fromhex("1408")
    with pytest.raises(ValueError, match="not in"):
        adts.audio_specific_config(12_345, 1)

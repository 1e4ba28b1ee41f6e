"""AAC as MPEG-TS carries it: every frame with a header of its own (ADTS, ISO/IEC 13818-7, 6.2). MP4 wants it bare."""

from ..model.video import AudioFormat

SAMPLE_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
"""ISO/IEC 14496-3, table 1.18."""
LOW_COMPLEXITY = 2
"""The object type of AAC-LC, which cameras send (ISO/IEC 14496-3, table 1.17)."""
SYNC, SYNC_MASK = 0xFFF0, 0xFFF6
HEADER, CHECKSUM = 7, 2
"""Bytes."""
MOST_CHANNELS = 6
"""Up to this the number of channels stands for itself (ISO/IEC 14496-3, table 1.19)."""


def audio_specific_config(sample_rate: int, channels: int) -> bytes:
    """Describe AAC-LC sound as MP4 does (ISO/IEC 14496-3, 1.6.2.1). Raises `ValueError` for an unknown rate."""
    bits = LOW_COMPLEXITY << 11 | SAMPLE_RATES.index(sample_rate) << 7 | channels << 3
    return bits.to_bytes(2)


def described(config: bytes) -> AudioFormat | None:
    """Return the format that a description as in MP4 tells; None unless it is AAC-LC with up to six channels."""
    bits = int.from_bytes(config[:2])
    kind, rate, channels = bits >> 11, bits >> 7 & 15, bits >> 3 & 15
    if kind != LOW_COMPLEXITY or rate >= len(SAMPLE_RATES) or not 1 <= channels <= MOST_CHANNELS:
        return None
    return AudioFormat(codec="aac", sample_rate=SAMPLE_RATES[rate], channels=channels, extradata=config)


def config(data: bytes) -> bytes:
    """Return the description in a frame's ADTS header, as MP4 has it; nothing of a bare frame."""
    if not _has_header(data):
        return b""
    kind, rate, channels = (data[2] >> 6) + 1, data[2] >> 2 & 15, (data[2] & 1) << 2 | data[3] >> 6
    return (kind << 11 | rate << 7 | channels << 3).to_bytes(2)


def without_header(data: bytes) -> bytes:
    """Return a frame without its ADTS header; a bare frame as it is."""
    if not _has_header(data):
        return data
    has_checksum = not data[1] & 1
    return data[HEADER + CHECKSUM if has_checksum else HEADER :]


def _has_header(data: bytes) -> bool:
    # Twelve bits of synchronisation, then (after the version) the layer, always 0.
    return len(data) >= HEADER and int.from_bytes(data[:2]) & SYNC_MASK == SYNC

"""AAC as MPEG-TS carries it: every frame with a header of its own (ADTS, ISO/IEC 13818-7, 6.2). MP4 wants it bare."""

SAMPLE_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
"""ISO/IEC 14496-3, table 1.18."""
LOW_COMPLEXITY = 2
"""The object type of AAC-LC, which cameras send (ISO/IEC 14496-3, table 1.17)."""
SYNC, SYNC_MASK = 0xFFF0, 0xFFF6
HEADER, CHECKSUM = 7, 2
"""Bytes."""


def audio_specific_config(sample_rate: int, channels: int) -> bytes:
    """Describe AAC-LC sound as MP4 does (ISO/IEC 14496-3, 1.6.2.1). Raises `ValueError` for an unknown rate."""
    bits = LOW_COMPLEXITY << 11 | SAMPLE_RATES.index(sample_rate) << 7 | channels << 3
    return bits.to_bytes(2)


def without_header(data: bytes) -> bytes:
    """Return a frame without its ADTS header; a bare frame as it is."""
    # Twelve bits of synchronisation, then (after the version) the layer, always 0.
    if len(data) < HEADER or int.from_bytes(data[:2]) & SYNC_MASK != SYNC:
        return data
    has_checksum = not data[1] & 1
    return data[HEADER + CHECKSUM if has_checksum else HEADER :]

"""Standard age files: sealed to public keys while they are written, opened with private ones.

The format is https://age-encryption.org/v1. The framing is our own; every primitive is `cryptography`'s.
Reading order: header, stream, recipients, sealed_file.
"""

from .hybrid import supports_post_quantum
from .keys import generate_identity, parse_identity, parse_recipients
from .recipients import Identity, Kind, Recipient
from .sealed_file import SealedReader, SealWriter, open_sealed

__all__ = [
    "Identity",
    "Kind",
    "Recipient",
    "SealWriter",
    "SealedReader",
    "generate_identity",
    "open_sealed",
    "parse_identity",
    "parse_recipients",
    "supports_post_quantum",
]

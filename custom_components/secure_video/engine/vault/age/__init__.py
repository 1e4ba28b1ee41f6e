"""Standard age files: sealed to public keys while they are written, opened with private ones.

The format is https://age-encryption.org/v1. The framing is our own; every primitive is `cryptography`'s.
Reading order: header, stream, recipients, sealed_file.
"""

from .armor import armor, dearmor
from .hybrid import supports_post_quantum
from .identity_file import check_sealed_identity, open_identity, seal_identity
from .keys import generate_identity, holds_private_key, parse_identity, parse_recipients
from .passphrase import Passphrase
from .recipients import FileKey, Identity, Kind, Opener, Recipient, fingerprint
from .rewrap import rewrap_header
from .sealed_file import (
    SealedReader,
    SealWriter,
    SeekableReader,
    header_size,
    open_sealed,
    open_seekable,
    unwrap_file_key,
)
from .stream import NONCE_SIZE

__all__ = [
    "NONCE_SIZE",
    "FileKey",
    "Identity",
    "Kind",
    "Opener",
    "Passphrase",
    "Recipient",
    "SealWriter",
    "SealedReader",
    "SeekableReader",
    "armor",
    "check_sealed_identity",
    "dearmor",
    "fingerprint",
    "generate_identity",
    "header_size",
    "holds_private_key",
    "open_identity",
    "open_sealed",
    "open_seekable",
    "parse_identity",
    "parse_recipients",
    "rewrap_header",
    "seal_identity",
    "supports_post_quantum",
    "unwrap_file_key",
]

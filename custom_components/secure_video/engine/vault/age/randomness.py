"""Where new secrets come from: the operating system's generator, and nothing else in this package.

The one exception is HPKE, which makes its ephemeral keys inside `cryptography`.
"""

import secrets

from .header import FILE_KEY_SIZE
from .stream import NONCE_SIZE

SEED_SIZE = 32
SALT_SIZE = 16


def new_file_key() -> bytes:
    """Return the key of one new file."""
    return secrets.token_bytes(FILE_KEY_SIZE)


def new_nonce() -> bytes:
    """Return the nonce of one new payload."""
    return secrets.token_bytes(NONCE_SIZE)


def new_salt() -> bytes:
    """Return what makes one passphrase two different keys in two files."""
    return secrets.token_bytes(SALT_SIZE)


def new_seed() -> bytes:
    """Return the 32 bytes a private key is made from."""
    return secrets.token_bytes(SEED_SIZE)

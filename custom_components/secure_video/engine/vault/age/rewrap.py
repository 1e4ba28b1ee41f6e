"""Who can open a file, changed without touching its payload."""

import io
from collections.abc import Sequence

from ...errors import BadHeader
from .header import write_header
from .recipients import Opener, Recipient, seal_to
from .sealed_file import unwrap_file_key


def rewrap_header(header: bytes, openers: Sequence[Opener], recipients: Sequence[Recipient]) -> bytes:
    """Return a header of the same length that only `recipients` open; the payload behind it stays as it is.

    Whoever has kept the old header still opens the file with it. Raises `HeaderFull` where a longer one is needed, and
    `NoRecipients`, `BadRecipient`, `BadHeader`, `WrongIdentity`, `Tampered`.
    """
    file = io.BytesIO(header)
    file_key = unwrap_file_key(file, openers)
    if file.read(1):
        raise BadHeader("There is more than a header.")
    return write_header(seal_to(recipients, file_key), file_key, size=len(header))

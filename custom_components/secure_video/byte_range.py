"""Which bytes a request asks for (RFC 9110, section 14).

aiohttp's `http_range` is not used: it takes the last 0 bytes for all of them.
"""

import re
from typing import Final

_RANGE: Final = re.compile(r"bytes=(\d{0,50})-(\d{0,50})", re.ASCII | re.IGNORECASE)


def requested_range(header: str | None, size: int) -> range | None:
    """Return the bytes that a `Range` header asks for, or None for the whole.

    A malformed header and one with several ranges count as none, which the standard allows. Raises `ValueError` if
    nothing of what is asked for exists.
    """
    match = _RANGE.fullmatch(header or "")
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        wanted = range(max(0, size - int(last)), size)
    elif last and int(last) < int(first):
        return None
    else:
        wanted = range(int(first), min(int(last) + 1, size) if last else size)
    if not wanted:
        raise ValueError(f"There are only {size} bytes.")
    return wanted

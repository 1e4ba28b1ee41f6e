"""Sealed files as text, to be mailed or printed (https://age-encryption.org/v1, "ASCII armor").

Reading is strict: apart from the ends of lines and white space around it, there is one text for one file.
"""

import re
from base64 import b64decode, b64encode

from ...errors import BadHeader

_BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----\n"
_END = b"-----END AGE ENCRYPTED FILE-----"
_COLUMNS = 64
_ARMOR = re.compile(_BEGIN + rb"((?:[^\s=]{64}\n)*(?:\S{1,64}\n)?)" + _END)


def armor(sealed: bytes) -> bytes:
    """Return the text of a sealed file."""
    text = b64encode(sealed)
    lines = (text[start : start + _COLUMNS] + b"\n" for start in range(0, len(text), _COLUMNS))
    return b"".join((_BEGIN, *lines, _END, b"\n"))


def dearmor(text: bytes) -> bytes:
    """Return the sealed file. Raises `BadHeader`."""
    armored = _ARMOR.fullmatch(text.strip().replace(b"\r\n", b"\n"))
    if not armored:
        raise BadHeader("This is not the text of one sealed file.")
    lines = armored[1].replace(b"\n", b"")
    try:
        sealed = b64decode(lines, validate=True)
    except ValueError:
        raise BadHeader("The text of the sealed file was changed.") from None
    if b64encode(sealed) != lines:
        raise BadHeader("The text of the sealed file is in an unusual form.")
    return sealed


def is_armored(data: bytes) -> bool:
    """Whether this looks like the text of a sealed file, not like the file itself."""
    return data.lstrip().startswith(_BEGIN.rstrip())

"""The header of an age file: who can open it (https://age-encryption.org/v1).

A header is text: a version line, one stanza per recipient that holds the file key in sealed form, and a MAC made with
the file key. Ours are padded to a multiple of 4096 bytes, so that recipients can be added or removed later in place,
without moving the payload. A header for a passphrase is not padded: such a stanza stands alone, by the format's rule.
Opening is strict: there is exactly one way to write a header, and all else is refused.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from ...errors import BadHeader, HeaderFull, Tampered
from .hkdf import derive_key

type ReadLine = Callable[[int], bytes]
"""As a file's `readline`: the next line with its end, or as many bytes as given, or what is left."""

FILE_KEY_SIZE = 16
PADDED_SIZE = 4096
"""One block of common disks and flash. Holds two post-quantum recipients (1.56 KB each) or some forty classic ones."""

# The format has no limits. Ours are above what we write (32 post-quantum recipients) and keep a hostile header cheap.
MAX_SIZE = 64 * 1024
MAX_STANZAS = 64

_VERSION = b"age-encryption.org/v1\n"
_STANZA = b"-> "
_END = b"---"
_MAC_SIZE = 32
_MAC_TEXT_SIZE = len(" ") + 43 + len("\n")
_COLUMNS = 64
_ARGUMENTS = re.compile(rb"[!-~]+(?: [!-~]+)*")
LONE_KIND = "scrypt"
"""A passphrase's stanza: the format wants it to be the only one."""
_PADDING = "padding"
_PADDING_FILLER = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stanza:
    """The file key, sealed for one recipient. `kind` is the first word of its first line."""

    kind: str
    arguments: tuple[str, ...] = ()
    body: bytes = b""

    def to_bytes(self) -> bytes:
        """Return its lines: the arguments, then the body in lines of 64 columns, the last one shorter or empty."""
        first = " ".join((self.kind, *self.arguments)).encode("ascii")
        body = encode_base64(self.body)
        starts = range(0, len(body) + 1, _COLUMNS)
        return b"\n".join((_STANZA + first, *(body[start : start + _COLUMNS] for start in starts), b""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A header that has been read, its MAC not yet checked: that takes the file key."""

    stanzas: tuple[Stanza, ...]
    covered: bytes
    mac: bytes

    @property
    def size(self) -> int:
        """Its length in bytes: the payload's nonce begins there."""
        return len(self.covered) + _MAC_TEXT_SIZE

    def verify(self, file_key: bytes) -> None:
        """Check the MAC. Raises `Tampered`."""
        try:
            _mac(file_key, self.covered).verify(self.mac)
        except InvalidSignature:
            raise Tampered("The header was changed after the file was sealed.") from None


def write_header(stanzas: Sequence[Stanza], file_key: bytes, *, size: int | None = None) -> bytes:
    """Return the header in bytes, padded to `size` or else to a multiple of 4096. Raises `HeaderFull`."""
    return write_unpadded_header((*stanzas, _padding(stanzas, size)), file_key)


def write_unpadded_header(stanzas: Sequence[Stanza], file_key: bytes) -> bytes:
    """Return the header in bytes, with these stanzas and no others."""
    covered = b"".join((_VERSION, *(stanza.to_bytes() for stanza in stanzas), _END))
    return b"%b %b\n" % (covered, encode_base64(_mac(file_key, covered).finalize()))


def read_header(readline: ReadLine) -> Header:
    """Read exactly the header, nothing of the payload. Raises `BadHeader`."""
    lines = _Lines(readline)
    if lines.next() != _VERSION:
        raise BadHeader("This is not an age file of version 1.")
    stanzas: list[Stanza] = []
    while (line := lines.next()).startswith(_STANZA):
        if len(stanzas) == MAX_STANZAS:
            raise BadHeader("The header has too many stanzas.")
        stanzas.append(_read_stanza(line, lines))
    if not stanzas:
        raise BadHeader("The header has no stanza.")
    if len(stanzas) > 1 and any(stanza.kind == LONE_KIND for stanza in stanzas):
        raise BadHeader("Somebody was added to a file that is sealed with a passphrase.")
    mark, _, mac = line.removesuffix(b"\n").partition(b" ")
    if mark != _END or len(raw_mac := decode_base64(mac)) != _MAC_SIZE:
        raise BadHeader("The header does not end with its MAC.")
    return Header(stanzas=tuple(stanzas), covered=lines.before_last + _END, mac=raw_mac)


def encode_base64(data: bytes) -> bytes:
    """Return base64 without the `=` at its end."""
    return b64encode(data).rstrip(b"=")


def decode_base64(text: bytes) -> bytes:
    """Return the bytes. Raises `BadHeader` unless the text is the one that `encode_base64` writes for them."""
    try:
        data = b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise BadHeader("The header holds something that is not base64.") from None
    if encode_base64(data) != text:
        raise BadHeader("The header holds base64 in an unusual form.")
    return data


class _Lines:
    """The lines of a header, none of them read beyond `MAX_SIZE`."""

    def __init__(self, readline: ReadLine) -> None:
        self._readline = readline
        self._lines: list[bytes] = []
        self._left = MAX_SIZE

    def next(self) -> bytes:
        line = self._readline(self._left)
        self._left -= len(line)
        if not line.endswith(b"\n"):
            raise BadHeader("The header is cut off." if self._left else "The header is too long.")
        self._lines.append(line)
        return line

    @property
    def before_last(self) -> bytes:
        return b"".join(self._lines[:-1])


def _read_stanza(line: bytes, lines: _Lines) -> Stanza:
    arguments = line.removeprefix(_STANZA).removesuffix(b"\n")
    if not _ARGUMENTS.fullmatch(arguments):
        raise BadHeader("The first line of a stanza is not valid.")
    kind, *rest = arguments.decode("ascii").split(" ")
    return Stanza(kind=kind, arguments=tuple(rest), body=_read_body(lines))


def _read_body(lines: _Lines) -> bytes:
    """Read full lines up to and including the first one that is not full, which may be empty."""
    body: list[bytes] = []
    while len(line := lines.next().removesuffix(b"\n")) == _COLUMNS:
        body.append(line)
    if len(line) > _COLUMNS:
        raise BadHeader("A line of a stanza is too long.")
    return decode_base64(b"".join((*body, line)))


def _padding(stanzas: Sequence[Stanza], size: int | None) -> Stanza:
    """Return the stanza, unknown to everybody and so ignored, that fills the header up."""
    smallest = Stanza(kind=_PADDING, arguments=(_PADDING_FILLER,))
    lines = sum(len(stanza.to_bytes()) for stanza in (*stanzas, smallest))
    needed = len(_VERSION) + lines + len(_END) + _MAC_TEXT_SIZE
    missing = -needed % PADDED_SIZE if size is None else size - needed
    if missing < 0:
        raise HeaderFull(f"The header has {size} bytes; {needed} are needed for so many public keys.")
    return Stanza(kind=_PADDING, arguments=(_PADDING_FILLER * (1 + missing),))


def _mac(file_key: bytes, covered: bytes) -> HMAC:
    mac = HMAC(derive_key(file_key, info=b"header"), SHA256())
    mac.update(covered)
    return mac

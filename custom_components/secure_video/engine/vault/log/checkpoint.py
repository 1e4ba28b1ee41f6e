"""Signed statements about a log: checkpoints (https://c2sp.org/tlog-checkpoint) as signed notes (c2sp.org/signed-note).

The origin names the key by its hash and the log by its number, so it is clear whose log a checkpoint is of. It is the
name of the key as well, as tlog-checkpoint wants it.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import override

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ...errors import Tampered
from .merkle import HASH_SIZE

KEY_SIZE = 32
_ED25519 = b"\x01"
_KEY_ID_SIZE = 4
_MAX_NOTE_SIZE = 64 * 1024
"""Characters: far more than our signature and the 16 others that signed-note asks to accept."""

type Sign = Callable[[bytes], bytes]
"""Makes an Ed25519 signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A public key under a name. As text it is what other tools for signed notes take."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that stand before a signature."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:_KEY_ID_SIZE]

    @override
    def __str__(self) -> str:
        """`<name>+<id>+<key>`."""
        return f"{self.name}+{self.id.hex()}+{to_base64(_ED25519 + self.key)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The first `size` entries of the log `origin` have this root hash."""

    origin: str
    size: int
    root: bytes

    @override
    def __str__(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def origin_of(public_key: bytes, epoch: int) -> str:
    """Return the name of the log with this number under this key."""
    return f"secure-video/{sha256(public_key).hexdigest()[:16]}/{epoch}"


def verifier_key(public_key: bytes, epoch: int = 1) -> VerifierKey:
    """Return the public key as other tools need it for the log with this number."""
    return VerifierKey(name=origin_of(public_key, epoch), key=public_key)


def parse_verifier_key(text: str) -> VerifierKey:
    """Read `<name>+<id>+<key>`. Raises `ValueError`."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    data = b64decode(encoded, validate=True)
    if data[:1] != _ED25519 or len(data) != 1 + KEY_SIZE:
        raise ValueError("This is not an Ed25519 public key.")
    key = VerifierKey(name=name, key=data[1:])
    if not name or key.id.hex() != key_id:
        raise ValueError("The public key does not fit its id: it is mistyped.")
    return key


def sign_note(text: str, key: VerifierKey, sign: Sign) -> str:
    """Return `text`, which ends with a newline, signed with the private part of `key`."""
    return f"{text}\n— {key.name} {to_base64(key.id + sign(text.encode()))}\n"


def open_note(note: str, key: VerifierKey) -> str:
    """Return the text that `key` has signed. Raises `Tampered`."""
    text, blank, signatures = note.rpartition("\n\n")
    text += "\n"
    if not blank or len(note) > _MAX_NOTE_SIZE or not note.endswith("\n") or _has_controls(note):
        raise Tampered("This is not a signed note.")
    ours = [signature for line in signatures.splitlines() if (signature := _signature(line, key))]
    if not ours:
        raise Tampered("The note is not signed with this key.")
    for signature in ours:
        try:
            Ed25519PublicKey.from_public_bytes(key.key).verify(signature, text.encode())
        except InvalidSignature:
            raise Tampered("The signature of the note is wrong.") from None
    return text


def open_checkpoint(note: str, key: VerifierKey) -> Checkpoint:
    """Return the checkpoint of the log that is named like the key. Raises `Tampered`."""
    checkpoint = parse_checkpoint(open_note(note, key))
    if checkpoint.origin != key.name:
        raise Tampered("The checkpoint is of another log.")
    return checkpoint


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint, signed or not: whoever calls this vouches for it. Raises `Tampered`."""
    origin, size, root, *_ = [*text.split("\n", 3), "", ""]
    if not origin or not is_decimal(size):
        raise Tampered("This is not a checkpoint.")
    return Checkpoint(origin=origin, size=int(size), root=hash_from_base64(root))


def origin_in(note: str) -> str:
    """Return the origin that a note claims, or nothing if it is no checkpoint."""
    try:
        return parse_checkpoint(note).origin
    except Tampered:
        return ""


def to_base64(data: bytes) -> str:
    """Return standard Base64."""
    return b64encode(data).decode()


def from_base64(text: str) -> bytes:
    """Read standard Base64, of which there is one for all bytes. Raises `Tampered`."""
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        raise Tampered("This is not Base64.") from None
    if to_base64(data) != text:
        raise Tampered("This is not Base64.")
    return data


def hash_from_base64(text: str) -> bytes:
    """Read one hash. Raises `Tampered`."""
    data = from_base64(text)
    if len(data) != HASH_SIZE:
        raise Tampered("This is not a hash.")
    return data


def is_decimal(text: str) -> bool:
    """Whether this is a number as C2SP writes them: ASCII, no leading zeros. At most 18 digits."""
    return text.isascii() and text.isdigit() and len(text) <= 18 and (text == "0" or text[0] != "0")  # noqa: PLR2004


def _signature(line: str, key: VerifierKey) -> bytes | None:
    """The signature in the line if this key made it."""
    dash, name, encoded, *more = [*line.split(" "), "", ""]
    if dash != "—" or any(more):
        raise Tampered("A signature of the note is malformed.")
    data = from_base64(encoded)
    return data[_KEY_ID_SIZE:] if name == key.name and data[:_KEY_ID_SIZE] == key.id else None


def _has_controls(note: str) -> bool:
    return any(character < " " and character != "\n" for character in note)

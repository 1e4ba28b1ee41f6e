"""The classic kind of key, X25519, which every age tool knows (https://age-encryption.org/v1, "The X25519 type")."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, override

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from ...errors import BadHeader, BadRecipient
from . import bech32
from .header import FILE_KEY_SIZE, Stanza, decode_base64, encode_base64
from .hkdf import derive_key
from .randomness import new_seed
from .recipients import Kind
from .stream import TAG_SIZE

RECIPIENT_PREFIX = "age"
IDENTITY_PREFIX = "AGE-SECRET-KEY-"
POINT_SIZE = 32
_STANZA_KIND = "X25519"
_INFO = b"age-encryption.org/v1/X25519"
# Each wrapping key is used for one message only, so the format fixes the nonce.
_NONCE = bytes(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class X25519Recipient:
    """An `age1...` public key, 32 bytes."""

    kind: ClassVar[Kind] = Kind.CLASSIC
    key: bytes

    def wrap(self, file_key: bytes) -> tuple[Stanza, ...]:
        """Seal the file key with a new ephemeral key. Raises `BadRecipient` for a point without a secret."""
        ephemeral = X25519PrivateKey.from_private_bytes(new_seed())
        share = ephemeral.public_key().public_bytes_raw()
        try:
            secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.key))
        except ValueError:
            raise BadRecipient("This is not a usable X25519 public key.") from None
        body = _cipher(secret, share, self.key).encrypt(_NONCE, file_key, None)
        return (Stanza(kind=_STANZA_KIND, arguments=(encode_base64(share).decode(),), body=body),)

    @override
    def __str__(self) -> str:
        """Return `age1...`."""
        return bech32.encode(RECIPIENT_PREFIX, self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class X25519Identity:
    """An `AGE-SECRET-KEY-1...` private key, 32 bytes."""

    secret: bytes = field(repr=False)

    @property
    def recipient(self) -> X25519Recipient:
        """The public key."""
        return X25519Recipient(key=self._private_key().public_key().public_bytes_raw())

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key from the first X25519 stanza that opens."""
        for stanza in stanzas:
            if stanza.kind == _STANZA_KIND and (file_key := self._unwrap(stanza)):
                return file_key
        return None

    def to_string(self) -> str:
        """Return `AGE-SECRET-KEY-1...`."""
        return bech32.encode(IDENTITY_PREFIX, self.secret)

    def _unwrap(self, stanza: Stanza) -> bytes | None:
        share = sealed_share(stanza, POINT_SIZE)
        try:
            secret = self._private_key().exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError:
            raise BadHeader("An X25519 stanza holds a point without a secret.") from None
        try:
            return _cipher(secret, share, self.recipient.key).decrypt(_NONCE, stanza.body, None)
        except InvalidTag:
            return None

    def _private_key(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self.secret)


def sealed_share(stanza: Stanza, size: int) -> bytes:
    """Return a stanza's one argument, the sender's share of the secret. Raises `BadHeader` unless all sizes fit."""
    if len(stanza.arguments) != 1:
        raise BadHeader(f"An {stanza.kind} stanza needs one argument.")
    share = decode_base64(stanza.arguments[0].encode())
    # A body of another length would let an attacker try many keys at once (partitioning oracle).
    if len(share) != size or len(stanza.body) != FILE_KEY_SIZE + TAG_SIZE:
        raise BadHeader(f"An {stanza.kind} stanza has the wrong size.")
    return share


def _cipher(secret: bytes, share: bytes, recipient: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(derive_key(secret, salt=share + recipient, info=_INFO))

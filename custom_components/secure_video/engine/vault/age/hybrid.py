"""The post-quantum kind of key: ML-KEM-768 and X25519 together, so that both must fall before a file opens.

Wrapped with HPKE (RFC 9180; https://age-encryption.org/v1, "The MLKEM768-X25519 type"), known to age 1.3 and later.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import ClassVar, override

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHAKE256, Hash
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey, Suite

from ...errors import BadHeader, BadRecipient
from . import bech32
from .header import FILE_KEY_SIZE, Stanza, encode_base64
from .recipients import Kind
from .x25519 import POINT_SIZE, sealed_share

RECIPIENT_PREFIX = "age1pq"
IDENTITY_PREFIX = "AGE-SECRET-KEY-PQ-"
# FIPS 203, table 3, and section 3.3 for the seed.
_MLKEM_KEY_SIZE = 1184
_MLKEM_CIPHERTEXT_SIZE = 1088
_MLKEM_SEED_SIZE = 64
KEY_SIZE = _MLKEM_KEY_SIZE + POINT_SIZE
_SHARE_SIZE = _MLKEM_CIPHERTEXT_SIZE + POINT_SIZE
_STANZA_KIND = "mlkem768x25519"
_INFO = b"age-encryption.org/mlkem768x25519"


@dataclass(frozen=True, slots=True, kw_only=True)
class HybridRecipient:
    """An `age1pq1...` public key: 1184 bytes of ML-KEM-768, then 32 of X25519."""

    kind: ClassVar[Kind] = Kind.POST_QUANTUM
    key: bytes

    def wrap(self, file_key: bytes) -> tuple[Stanza, ...]:
        """Seal the file key with a new shared secret. Raises `BadRecipient` for a key that is none."""
        try:
            public = MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(self.key[:_MLKEM_KEY_SIZE]),
                X25519PublicKey.from_public_bytes(self.key[_MLKEM_KEY_SIZE:]),
            )
            sealed = _suite().encrypt(file_key, public, info=_INFO)
        except ValueError:
            raise BadRecipient("This is not a usable post-quantum public key.") from None
        share, body = sealed[:_SHARE_SIZE], sealed[_SHARE_SIZE:]
        return (Stanza(kind=_STANZA_KIND, arguments=(encode_base64(share).decode(),), body=body),)

    @override
    def __str__(self) -> str:
        """Return `age1pq1...`."""
        return bech32.encode(RECIPIENT_PREFIX, self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class HybridIdentity:
    """An `AGE-SECRET-KEY-PQ-1...` private key: a seed of 32 bytes that both private keys are expanded from."""

    secret: bytes = field(repr=False)

    @property
    def recipient(self) -> HybridRecipient:
        """The public key."""
        mlkem, x25519 = self._private_keys()
        return HybridRecipient(key=mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key from the first post-quantum stanza that opens."""
        for stanza in stanzas:
            if stanza.kind == _STANZA_KIND and (file_key := self._unwrap(stanza)):
                return file_key
        return None

    def to_string(self) -> str:
        """Return `AGE-SECRET-KEY-PQ-1...`."""
        return bech32.encode(IDENTITY_PREFIX, self.secret)

    def _unwrap(self, stanza: Stanza) -> bytes | None:
        share = sealed_share(stanza, _SHARE_SIZE)
        mlkem, x25519 = self._private_keys()
        try:
            # HPKE reports such a point like a wrong key, but it can only come from a hostile header.
            x25519.exchange(X25519PublicKey.from_public_bytes(share[_MLKEM_CIPHERTEXT_SIZE:]))
        except ValueError:
            raise BadHeader("A post-quantum stanza holds a point without a secret.") from None
        try:
            return _suite().decrypt(share + stanza.body, MLKEM768X25519PrivateKey(mlkem, x25519), info=_INFO)
        except InvalidTag:
            return None

    def _private_keys(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        """Expand the seed as draft-ietf-hpke-pq-03 does."""
        expansion = Hash(SHAKE256(_MLKEM_SEED_SIZE + POINT_SIZE))
        expansion.update(self.secret)
        keys = expansion.finalize()
        return (
            MLKEM768PrivateKey.from_seed_bytes(keys[:_MLKEM_SEED_SIZE]),
            X25519PrivateKey.from_private_bytes(keys[_MLKEM_SEED_SIZE:]),
        )


@cache
def supports_post_quantum() -> bool:
    """Whether the cryptography library of this machine can do it: tried once, for real."""
    try:
        HybridIdentity(secret=bytes(POINT_SIZE)).recipient.wrap(bytes(FILE_KEY_SIZE))
    except UnsupportedAlgorithm:
        return False
    return True


def _suite() -> Suite:
    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

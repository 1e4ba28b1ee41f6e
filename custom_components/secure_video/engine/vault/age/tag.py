"""Public keys of hardware tokens, P-256 (https://age-encryption.org/v1, "The tagged recipient types").

The private key stays in the token and is used through a plugin of age, so files are only sealed to it here. The tag
lets the plugin know its own stanza before it asks for a touch; whoever knows the public key can recognise it, too.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar, override

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ...errors import BadRecipient
from . import bech32
from .header import Stanza, encode_base64
from .recipients import Kind

RECIPIENT_PREFIX = "age1tag"
POST_QUANTUM_PREFIX = "age1tagpq"
"""MLKEM768-P256, which `cryptography` does not have."""
# SEC 1, version 2, section 2.3.3: compressed and not.
KEY_SIZE = 1 + 32
_SHARE_SIZE = 1 + 2 * 32
_TAG_SIZE = 4
_STANZA_KIND = "p256tag"
_INFO = b"age-encryption.org/p256tag"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRecipient:
    """An `age1tag1...` public key, a point of 33 bytes."""

    kind: ClassVar[Kind] = Kind.CLASSIC
    key: bytes

    def wrap(self, file_key: bytes) -> tuple[Stanza, ...]:
        """Seal the file key with a new ephemeral key. Raises `BadRecipient` for what is no point."""
        try:
            public = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), self.key)
        except ValueError:
            raise BadRecipient("This is not a usable public key of a hardware token.") from None
        sealed = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305).encrypt(file_key, public, info=_INFO)
        share, body = sealed[:_SHARE_SIZE], sealed[_SHARE_SIZE:]
        arguments = (encode_base64(self.tag(share)).decode(), encode_base64(share).decode())
        return (Stanza(kind=_STANZA_KIND, arguments=arguments, body=body),)

    def tag(self, share: bytes) -> bytes:
        """Return the 4 bytes by which a stanza with this share is recognised."""
        secret = share + sha256(self.key).digest()[:_TAG_SIZE]
        return HKDF.extract(SHA256(), _INFO, secret)[:_TAG_SIZE]

    @override
    def __str__(self) -> str:
        """Return `age1tag1...`."""
        return bech32.encode(RECIPIENT_PREFIX, self.key)

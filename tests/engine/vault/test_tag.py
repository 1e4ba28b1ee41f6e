"""Hardware tokens: files are sealed to them here and opened elsewhere; a private key in memory stands in for one."""

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from custom_components.secure_video.engine.errors import BadRecipient
from custom_components.secure_video.engine.vault.age import parse_recipients
from custom_components.secure_video.engine.vault.age.header import decode_base64
from custom_components.secure_video.engine.vault.age.tag import TagRecipient

FILE_KEY = bytes(range(16))


@pytest.fixture
def token() -> EllipticCurvePrivateKey:
    """A token."""
    return generate_private_key(SECP256R1())


def recipient_of(token: EllipticCurvePrivateKey) -> TagRecipient:
    """Its public key."""
    return TagRecipient(key=token.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint))


def test_the_token_opens_it(token: EllipticCurvePrivateKey) -> None:
    (stanza,) = recipient_of(token).wrap(FILE_KEY)
    tag, share = (decode_base64(argument.encode()) for argument in stanza.arguments)
    assert (stanza.kind, len(tag), len(share), len(stanza.body)) == ("p256tag", 4, 65, 32)
    suite = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    assert suite.decrypt(share + stanza.body, token, info=b"age-encryption.org/p256tag") == FILE_KEY


def test_tag_as_the_specification_has_it(token: EllipticCurvePrivateKey) -> None:
    recipient = recipient_of(token)
    (stanza,) = recipient.wrap(FILE_KEY)
    tag, share = (decode_base64(argument.encode()) for argument in stanza.arguments)
    # HKDF-Extract is HMAC (RFC 5869, section 2.2).
    extract = HMAC(b"age-encryption.org/p256tag", SHA256())
    extract.update(share + sha256(recipient.key).digest()[:4])
    assert tag == extract.finalize()[:4]


def test_survives_as_text(token: EllipticCurvePrivateKey) -> None:
    recipient = recipient_of(token)
    assert str(recipient).startswith("age1tag1q")
    assert parse_recipients([str(recipient)]) == (recipient,)


@pytest.mark.parametrize("key", [bytes(33), b"\x02" + b"\xff" * 32, b"\x04" + bytes(32)])
def test_what_is_no_point(key: bytes) -> None:
    with pytest.raises(BadRecipient):
        TagRecipient(key=key).wrap(FILE_KEY)

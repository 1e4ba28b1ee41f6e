"""The key that signs the log: Ed25519, in a PEM file only its owner may read."""

import logging
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from ...errors import Tampered
from . import disk
from .checkpoint import VerifierKey, open_note, sign_note, verifier_key

_LOGGER = logging.getLogger(__name__)


class DeviceKey:
    """Signs; never shows its private part."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        """Wrap the key."""
        self._private = private

    @property
    def public(self) -> bytes:
        """The 32 bytes of the public key."""
        return self._private.public_key().public_bytes_raw()

    def sign(self, text: str, epoch: int) -> str:
        """Return the text as a note signed in the name of the log with this number."""
        return sign_note(text, verifier_key(self.public, epoch), self._private.sign)

    def sign_statement(self, subject: str, text: str) -> str:
        """Return a signed note about something that is not a log: `subject` is a word, never a number.

        The note begins with its subject, as a checkpoint begins with its log, so that neither passes for the other.
        """
        key = self._key_for(subject)
        return sign_note(f"{key.name}\n{text}\n", key, self._private.sign)

    def open_statement(self, subject: str, note: str) -> str:
        """Return the text that this key has signed about the subject. Raises `Tampered`."""
        key = self._key_for(subject)
        name, _, text = open_note(note, key).partition("\n")
        if name != key.name:
            raise Tampered("The note is about something else.")
        return text.removesuffix("\n")

    def _key_for(self, subject: str) -> VerifierKey:
        return VerifierKey(name=f"secure-video/{sha256(self.public).hexdigest()[:16]}/{subject}", key=self.public)


def load_device_key(path: Path) -> DeviceKey:
    """Read the key, making it on first use. Raises `OSError`.

    A damaged file is set aside, and a new key made: the log notices, and begins anew with a finding.
    """
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
        if isinstance(private, Ed25519PrivateKey):
            return DeviceKey(private)
    except FileNotFoundError:
        return _make_key(path)
    except ValueError, TypeError, UnsupportedAlgorithm:
        pass
    aside = path.with_name(f"{path.name}.damaged")
    _LOGGER.error("The key that signs the log cannot be read; it is set aside as %s, and a new log begins", aside.name)
    path.replace(aside)
    return _make_key(path)


def _make_key(path: Path) -> DeviceKey:
    private = Ed25519PrivateKey.generate()
    disk.replace(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), mode=0o600)
    return DeviceKey(private)

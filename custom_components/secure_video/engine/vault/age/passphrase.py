"""A passphrase, which guards an identity that lies somewhere (https://age-encryption.org/v1, "The scrypt type")."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ...errors import BadHeader
from .header import FILE_KEY_SIZE, LONE_KIND, Stanza, decode_base64, encode_base64
from .hkdf import KEY_SIZE
from .randomness import SALT_SIZE, new_salt
from .stream import TAG_SIZE

WORK_FACTORS = (16, 17)
"""Base 2 logarithms that are written: trying one passphrase takes 64 or 128 MiB."""
_MAX_WORK_FACTOR = 18
"""What the age command line writes: 256 MiB. A hostile file could ask for all of the memory there is."""
_BLOCK_SIZE = 8
_LABEL = b"age-encryption.org/v1/scrypt"
_WORK_FACTOR = re.compile(r"[1-9][0-9]?")
# Each wrapping key is used for one message only, so the format fixes the nonce.
_NONCE = bytes(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passphrase:
    """Seals and opens a file, then the only one to do so."""

    text: str = field(repr=False)

    def wrap(self, file_key: bytes, work_factor: int) -> Stanza:
        """Seal the file key with a new salt."""
        salt = new_salt()
        body = self._cipher(salt, work_factor).encrypt(_NONCE, file_key, None)
        return Stanza(kind=LONE_KIND, arguments=(encode_base64(salt).decode(), str(work_factor)), body=body)

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key if the first stanza is for this passphrase; another one beside it is refused before."""
        if not stanzas or stanzas[0].kind != LONE_KIND:
            return None
        salt, work_factor = stanza_parameters(stanzas[0])
        try:
            return self._cipher(salt, work_factor).decrypt(_NONCE, stanzas[0].body, None)
        except InvalidTag:
            return None

    def _cipher(self, salt: bytes, work_factor: int) -> ChaCha20Poly1305:
        scrypt = Scrypt(salt=_LABEL + salt, length=KEY_SIZE, n=2**work_factor, r=_BLOCK_SIZE, p=1)
        return ChaCha20Poly1305(scrypt.derive(self.text.encode()))


def stanza_parameters(stanza: Stanza) -> tuple[bytes, int]:
    """Return salt and work factor. Raises `BadHeader`, before anything is computed that costs time or memory."""
    match stanza.arguments:
        case salt_text, work_text if _WORK_FACTOR.fullmatch(work_text):
            salt, work_factor = decode_base64(salt_text.encode()), int(work_text)
        case _:
            raise BadHeader("The passphrase's stanza is not valid.")
    if len(salt) != SALT_SIZE or len(stanza.body) != FILE_KEY_SIZE + TAG_SIZE:
        raise BadHeader("The passphrase's stanza has the wrong size.")
    if work_factor > _MAX_WORK_FACTOR:
        raise BadHeader(f"The passphrase would need {2 ** (work_factor - 10)} MiB to be tried.")
    return salt, work_factor

"""A private key in a file of its own, sealed with a passphrase. `age -d -i FILE` takes such a file, too."""

import io
from typing import Final

from ...errors import BadHeader, WrongIdentity
from .armor import dearmor, is_armored
from .header import LONE_KIND, read_header, write_unpadded_header
from .keys import holds_private_key, parse_identity
from .passphrase import WORK_FACTORS, Passphrase, stanza_parameters
from .randomness import new_file_key, new_nonce
from .recipients import Identity
from .sealed_file import open_sealed
from .stream import NONCE_SIZE, TAG_SIZE, StreamWriter

MAX_TEXT_SIZE: Final = 8 * 1024
"""Characters. One private key with comments under a passphrase has about 700."""


def seal_identity(identity: Identity, passphrase: str, *, work_factor: int = max(WORK_FACTORS)) -> bytes:
    """Return the sealed file. `work_factor` is the logarithm of what trying a passphrase costs: 16 or 17."""
    if work_factor not in WORK_FACTORS:
        raise ValueError(f"The work factor has to be one of {WORK_FACTORS}.")
    file_key, nonce = new_file_key(), new_nonce()
    stanza = Passphrase(text=passphrase).wrap(file_key, work_factor)
    sealed = io.BytesIO()
    sealed.write(write_unpadded_header([stanza], file_key) + nonce)
    stream = StreamWriter(file_key, nonce, sealed.write)
    stream.write(f"{identity.to_string()}\n".encode())
    stream.finish()
    return sealed.getvalue()


def open_identity(sealed: bytes, passphrase: str) -> Identity:
    """Return the private key, from the file or from its text. Raises `BadHeader`, `WrongIdentity`, `Tampered`."""
    file = io.BytesIO(dearmor(sealed) if is_armored(sealed) else sealed)
    content = open_sealed(file, [Passphrase(text=passphrase)]).readall()
    lines = [line for line in content.decode("utf-8", "replace").splitlines() if line.strip() and line[0] != "#"]
    if len(lines) != 1:
        raise WrongIdentity("The file does not hold exactly one private key.")
    return parse_identity(lines[0])


def check_sealed_identity(text: str) -> None:
    """Check, as far as that goes without the passphrase, that a text is such a file and hides nothing else.

    Raises `WrongIdentity` if a private key lies open in it, else `BadHeader`. Neither holds the text.
    """
    if holds_private_key(text):
        raise WrongIdentity("This is a private key that nothing protects.")
    if len(text) > MAX_TEXT_SIZE:
        raise BadHeader("This is too long for a private key under a passphrase.")
    sealed = dearmor(text.encode())
    if holds_private_key(sealed.decode("latin-1")):
        raise WrongIdentity("There is a private key in this file that nothing protects.")
    header = read_header(io.BytesIO(sealed).readline)
    # A passphrase stands alone: `read_header` has seen to it.
    if header.stanzas[0].kind != LONE_KIND:
        raise BadHeader("This file is not sealed with a passphrase.")
    if stanza_parameters(header.stanzas[0])[1] < min(WORK_FACTORS):
        raise BadHeader("Trying passphrases on this file would be too cheap.")
    if len(sealed) <= header.size + NONCE_SIZE + TAG_SIZE:
        raise BadHeader("There is nothing in this file.")

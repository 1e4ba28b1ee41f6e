"""A private key in a file of its own, sealed with a passphrase. `age -d -i FILE` takes such a file, too."""

import io

from ...errors import WrongIdentity
from .armor import dearmor, is_armored
from .header import write_unpadded_header
from .keys import parse_identity
from .passphrase import WORK_FACTORS, Passphrase
from .randomness import new_file_key, new_nonce
from .recipients import Identity
from .sealed_file import open_sealed
from .stream import StreamWriter


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

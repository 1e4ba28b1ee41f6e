"""Private keys as their owners keep them: in a text file, or in one that is sealed with a passphrase."""

from collections.abc import Callable, Sequence
from pathlib import Path

from ..errors import WrongIdentity
from ..vault.age import Opener, open_identity, parse_identity

MAX_SIZE = 64 * 1024
"""Hundreds of private keys."""
_SEALED = (b"age-encryption.org/v1", b"-----BEGIN AGE")

type AskPassphrase = Callable[[], str]


def read_identities(path: Path, ask: AskPassphrase) -> Sequence[Opener]:
    """Return the private keys in the file. Raises `OSError`, `WrongIdentity`, `BadHeader`, `Tampered`.

    No message holds a key or what is in the file.
    """
    with path.open("rb") as file:
        content = file.read(MAX_SIZE)
    if content.lstrip().startswith(_SEALED):
        return [open_identity(content, ask())]
    lines = [line.strip() for line in content.decode("utf-8", "replace").splitlines()]
    identities = [parse_identity(line) for line in lines if line and not line.startswith("#")]
    if not identities:
        raise WrongIdentity("The file holds no private key.")
    return identities

"""What seals and what opens. Public keys are of two kinds; one header holds one kind only."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Protocol, override

from ...errors import BadRecipient, NoRecipients
from .header import Stanza

MAX_RECIPIENTS = 32
"""More than a household needs, and few enough that everybody's reader accepts the header (see `header.MAX_SIZE`)."""


class Kind(StrEnum):
    """Whether a future quantum computer could open what is sealed today."""

    CLASSIC = "classic"
    POST_QUANTUM = "post_quantum"


class Recipient(Protocol):
    """A public key that files are sealed to."""

    @property
    def kind(self) -> Kind:
        """What it protects against."""

    def wrap(self, file_key: bytes) -> tuple[Stanza, ...]:
        """Seal the file key for this recipient; different at every call. Raises `BadRecipient`."""

    @override
    def __str__(self) -> str:
        """Return the public key as text."""


class Opener(Protocol):
    """What opens files: a private key, a passphrase, or a file's own key. Never shows itself in `str()` or `repr()`."""

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key, or None if no stanza is for this opener. Raises `BadHeader` for a malformed stanza.

        Stanzas of other kinds are not looked at.
        """


class Identity(Opener, Protocol):
    """A private key."""

    @property
    def recipient(self) -> Recipient:
        """The public key to it."""

    def to_string(self) -> str:
        """Return the private key as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKey:
    """The key of one file, for those who were handed that and no identity. The header's MAC tells if it is the one."""

    secret: bytes = field(repr=False)

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes:
        """Return it."""
        del stanzas
        return self.secret


def fingerprint(recipient: Recipient) -> str:
    """Return what a public key is called where it is too long (post-quantum ones: 1959 characters): its SHA-256."""
    return sha256(str(recipient).encode()).hexdigest()


def seal_to(recipients: Sequence[Recipient], file_key: bytes) -> list[Stanza]:
    """Return the stanzas for all of them. Raises `NoRecipients`, `BadRecipient`."""
    check_together(recipients)
    return [stanza for recipient in recipients for stanza in recipient.wrap(file_key)]


def check_together(recipients: Sequence[Recipient]) -> None:
    """Check that files can be sealed to all of these at once. Raises `NoRecipients`, `BadRecipient`."""
    if not recipients:
        raise NoRecipients("There is no public key to seal to.")
    if len(recipients) > MAX_RECIPIENTS:
        raise BadRecipient(f"There are {len(recipients)} public keys; at most {MAX_RECIPIENTS} can be used.")
    if len({recipient.kind for recipient in recipients}) > 1:
        raise BadRecipient(
            "Post-quantum keys (age1pq1...) and classic keys (age1...) cannot be used together:"
            " the weaker kind would undo the protection of the other. Use one kind for everybody."
        )

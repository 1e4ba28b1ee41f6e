"""What a recipient and an identity are. There are two kinds; one header holds one kind only."""

from collections.abc import Sequence
from enum import StrEnum
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


class Identity(Protocol):
    """A private key that opens files. It never shows itself in `str()` or `repr()`."""

    @property
    def recipient(self) -> Recipient:
        """The public key to it."""

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key, or None if no stanza is for this identity. Raises `BadHeader` for a malformed stanza.

        Stanzas of other kinds are not looked at.
        """

    def to_string(self) -> str:
        """Return the private key as text."""


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

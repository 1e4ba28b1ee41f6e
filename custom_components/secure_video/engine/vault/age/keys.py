"""Keys as people have them: text, pasted line by line."""

from collections.abc import Sequence

from ...errors import BadRecipient, WrongIdentity
from . import bech32, hybrid, tag, x25519
from .header import FILE_KEY_SIZE
from .hybrid import HybridIdentity, HybridRecipient, supports_post_quantum
from .randomness import SEED_SIZE, new_seed
from .recipients import Identity, Recipient, check_together
from .tag import TagRecipient
from .x25519 import X25519Identity, X25519Recipient

# age's own private keys, those of its plugins, and the private keys of SSH and TLS (white space removed).
_PRIVATE_MARKS = ("AGE-SECRET-KEY-", "AGE-PLUGIN-", "PRIVATEKEY-----")


def parse_recipients(texts: Sequence[str]) -> tuple[Recipient, ...]:
    """Return the public keys in `texts`: one a line; empty lines, comments (`#`) and repetitions are left out.

    Raises `BadRecipient` with a sentence for the person who pasted them: the line, counted from 1, and what is wrong
    with it, never the text itself. No key at all is not an error here.
    """
    lines = [line.strip() for text in texts for line in text.splitlines() or [""]]
    parsed = (_parse_line(number, line) for number, line in enumerate(lines, start=1))
    recipients = tuple(dict.fromkeys(recipient for recipient in parsed if recipient))
    if recipients:
        check_together(recipients)
    return recipients


def holds_private_key(text: str) -> bool:
    """Tell whether somebody pasted what must stay with its owner, broken over lines or not."""
    packed = "".join(text.split()).upper()
    return any(mark in packed for mark in _PRIVATE_MARKS)


def parse_identity(text: str) -> Identity:
    """Return the private key. Raises `WrongIdentity`, which never holds the text."""
    try:
        prefix, secret = bech32.decode(text.strip())
    except ValueError:
        raise WrongIdentity("This is not a complete age private key.") from None
    if len(secret) != SEED_SIZE:
        raise WrongIdentity("This private key has the wrong length.")
    match prefix:
        case x25519.IDENTITY_PREFIX:
            return X25519Identity(secret=secret)
        case hybrid.IDENTITY_PREFIX:
            return HybridIdentity(secret=secret)
        case _:
            raise WrongIdentity("This is not an age private key of a kind known here.")


def generate_identity(*, post_quantum: bool) -> Identity:
    """Make a new private key. A post-quantum one only where `supports_post_quantum()`."""
    return HybridIdentity(secret=new_seed()) if post_quantum else X25519Identity(secret=new_seed())


def _parse_line(number: int, line: str) -> Recipient | None:
    # Comments are searched too: whoever stores this text must not store a private key.
    if holds_private_key(line):
        raise BadRecipient(
            f"Line {number} is a private key. Keep it to yourself; it must never be stored here."
            ' Paste the public key instead, which begins with "age1".'
        )
    if not line or line.startswith("#"):
        return None
    try:
        return _parse_recipient(line)
    except BadRecipient as error:
        raise BadRecipient(f"Line {number}: {error}") from None


def _parse_recipient(text: str) -> Recipient:
    if not text.startswith("age1"):
        raise BadRecipient('This is not an age public key, which begins with "age1".')
    try:
        prefix, key = bech32.decode(text)
    except ValueError as error:
        raise BadRecipient(
            f"This public key is cut off or mistyped ({error}). Copy it again, in one piece and on one line."
        ) from None
    recipient = _recipient(prefix, key)
    # Some well-formed keys cannot be sealed to. Find out now, not when the first clip is recorded.
    recipient.wrap(bytes(FILE_KEY_SIZE))
    return recipient


def _recipient(prefix: str, key: bytes) -> Recipient:
    match prefix, len(key):
        case x25519.RECIPIENT_PREFIX, x25519.POINT_SIZE:
            return X25519Recipient(key=key)
        case hybrid.RECIPIENT_PREFIX, hybrid.KEY_SIZE if supports_post_quantum():
            return HybridRecipient(key=key)
        case hybrid.RECIPIENT_PREFIX, hybrid.KEY_SIZE:
            raise BadRecipient("This machine cannot seal to post-quantum keys. Use a classic key (age1...).")
        case tag.RECIPIENT_PREFIX, tag.KEY_SIZE:
            return TagRecipient(key=key)
        case tag.POST_QUANTUM_PREFIX, _:
            raise BadRecipient(
                "Post-quantum keys of hardware tokens (age1tagpq1...) cannot be used yet."
                " Use the token's classic key (age1tag1...) or a post-quantum key without a token (age1pq1...)."
            )
        case ((x25519.RECIPIENT_PREFIX | hybrid.RECIPIENT_PREFIX | tag.RECIPIENT_PREFIX), _):
            raise BadRecipient("This public key has the wrong length.")
        case _:
            raise BadRecipient("Keys of this kind of plugin are not supported. Make one with age-keygen.")

"""Addresses as people paste them: checked, and with the credentials taken out."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from .engine.video.source import PROTOCOLS


class BadAddress(ValueError):
    """Not the address of a stream. The text is not repeated: it may hold a password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedAddress:
    """An address, and the credentials that were in it (empty if none)."""

    url: str
    username: str = ""
    password: str = ""


def read_address(text: str) -> PastedAddress:
    """Take the credentials out of an address. Raises `BadAddress`."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise BadAddress from error
    if parts.scheme not in PROTOCOLS or not parts.hostname or any(character.isspace() for character in text):
        raise BadAddress
    credentials, separator, host = parts.netloc.rpartition("@")
    if not separator:
        return PastedAddress(url=text)
    username, _, password = credentials.partition(":")
    return PastedAddress(
        url=parts._replace(netloc=host).geturl(), username=unquote(username), password=unquote(password)
    )

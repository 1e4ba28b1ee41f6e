"""The engine's errors as Home Assistant's, in the user's language. The one place where they are translated."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .const import DOMAIN
from .engine.errors import (
    AuthenticationFailed,
    BadRecipient,
    ClipNotFound,
    ClipProtected,
    Ended,
    EngineError,
    Full,
    NoRecipients,
    NotLogged,
    NotRecorded,
    NoVideo,
    ReadOnly,
    Unreachable,
)

_TRANSLATION_KEYS: Final[dict[type[Exception], str]] = {
    Unreachable: "unreachable",
    AuthenticationFailed: "authentication_failed",
    NoVideo: "no_video",
    Ended: "not_streaming",
    NoRecipients: "no_recipients",
    BadRecipient: "bad_recipient",
    Full: "disk_full",
    ReadOnly: "read_only",
    ClipNotFound: "clip_not_found",
    ClipProtected: "clip_protected",
    NotLogged: "not_logged",
    NotRecorded: "not_recorded",
    EngineError: "engine_error",
}
_CALLERS_FAULT: Final = (ClipNotFound, ClipProtected, NoRecipients, NotLogged, NotRecorded)


def problem_key(problem: type[Exception]) -> str:
    """Return the key of an engine error's text."""
    return next(_TRANSLATION_KEYS[base] for base in problem.__mro__ if base in _TRANSLATION_KEYS)


def translated(error: EngineError) -> HomeAssistantError:
    """Return what to raise instead."""
    kind = ServiceValidationError if isinstance(error, _CALLERS_FAULT) else HomeAssistantError
    return kind(
        translation_domain=DOMAIN,
        translation_key=problem_key(type(error)),
        translation_placeholders={"reason": str(error)},
    )


class Refused(ServiceValidationError):
    """What was asked for cannot be done as it was asked; the text says what to do instead."""

    def __init__(self, *, translation_key: str, **placeholders: str) -> None:
        """Say it with one of our texts, filled in."""
        super().__init__(
            translation_domain=DOMAIN, translation_key=translation_key, translation_placeholders=placeholders
        )


@contextmanager
def engine_errors_translated() -> Iterator[None]:
    """Raise the engine's errors as Home Assistant's."""
    try:
        yield
    except EngineError as error:
        raise translated(error) from error

"""Keys of clips as browsers lend them: file keys in Base64, in the body of a request.

Over HTTP rather than the websocket, whose messages Home Assistant logs when somebody looks for an error. Nothing of the
body is ever repeated in an answer or in the log.
"""

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from aiohttp import web

from .clip_requests import refusal
from .engine.model.names import ClipId
from .engine.vault.unlock import Part

MAX_CLIPS: Final = 1000
"""Of one request: the header of each clip is read."""
KEY_SIZE: Final = 16

_PARTS: Final = {"clip": Part.VIDEO, "meta": Part.DESCRIPTION}

type Secrets = Mapping[Part, bytes]
"""The keys of one clip."""


class NotUnderstood(ValueError):
    """The body is not what it should be. The message holds nothing of it."""


async def async_parse_body[T](request: web.Request, parse: Callable[[object], T]) -> T:
    """Return what `parse` makes of the JSON, or refuse the request with 400."""
    try:
        return parse(await request.json())
    except ValueError as error:
        # A message of the parser of JSON would quote the body.
        message = str(error) if isinstance(error, NotUnderstood) else "This is not JSON."
        raise refusal(web.HTTPBadRequest, message) from None


def parse_keys(keys: dict[str, object]) -> dict[ClipId, Secrets]:
    """Read `{clip_id: {"clip": base64, "meta": base64}}`; `meta` may be left out. Raises `NotUnderstood`."""
    if not 0 < len(keys) <= MAX_CLIPS:
        raise NotUnderstood(f"Expected the keys of 1 to {MAX_CLIPS} clips.")
    return {ClipId(clip_id): dict(_secrets(of_clip)) for clip_id, of_clip in keys.items()}


def parse_key(text: object) -> bytes:
    """Read one key. Raises `NotUnderstood`."""
    if isinstance(text, str):
        try:
            secret = b64decode(text, validate=True)
        except ValueError:
            secret = b""
        if len(secret) == KEY_SIZE:
            return secret
    raise NotUnderstood(f"Each key must be {KEY_SIZE} bytes in base64.")


def _secrets(of_clip: object) -> Iterator[tuple[Part, bytes]]:
    if not isinstance(of_clip, dict) or "clip" not in of_clip or not of_clip.keys() <= _PARTS.keys():
        raise NotUnderstood("Expected for each clip an object with the key of the clip and, if you like, of its meta.")
    for name, text in of_clip.items():
        yield _PARTS[name], parse_key(text)

"""Where keys of clips are lent to Home Assistant.

Over HTTP rather than the websocket, whose messages Home Assistant logs when somebody looks for an error. Nothing of the
body is ever repeated in an answer or in the log.
"""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from aiohttp import web
from homeassistant.components.http import HomeAssistantView
from homeassistant.util import dt as dt_util

from .clip_requests import NOT_KEPT, async_clip_requests, engine_errors_refused, refusal
from .engine.model import ClipId
from .engine.vault.unlock import DEFAULT_LIFETIME, MAX_LIFETIME, MIN_LIFETIME, LentKey, Part

MAX_CLIPS: Final = 1000
"""Of one request: each header is read, and all clips are named in one entry of the log."""
KEY_SIZE: Final = 16

_PARTS: Final = {"clip": Part.VIDEO, "meta": Part.DESCRIPTION}


class ClipUnlockView(HomeAssistantView):
    """Takes `{"keys": {clip_id: {"clip": base64, "meta": base64}}, "lifetime": seconds}`; `meta` may be left out."""

    url = "/api/secure_video/clips/unlock"
    name = "api:secure_video:clips:unlock"

    async def post(self, request: web.Request) -> web.Response:
        """Unlock all these clips for the user who asks, or none, and return `{"clip_ids", "unlocked_until"}`.

        Refuses with 400 (not understood), 403, 404, 409 (incomplete), 422 (wrong key), 503.
        """
        try:
            lent = _parse(await request.json())
        except ValueError as error:
            # A message of the parser of JSON would quote the body.
            message = str(error) if isinstance(error, _NotUnderstood) else "This is not JSON."
            raise refusal(web.HTTPBadRequest, message) from None
        with engine_errors_refused():
            wanted = await async_clip_requests(request, list(lent.secrets))
            keys = [
                LentKey(clip_id=clip.clip.id, part=part, path=clip.path(part), secret=secret)
                for clip in wanted
                for part, secret in lent.secrets[clip.clip.id].items()
            ]
            await wanted[0].runtime.access.async_unlock(wanted[0].user, keys, lent.lifetime)
        until = dt_util.utcnow() + timedelta(seconds=lent.lifetime)
        return self.json({"clip_ids": list(lent.secrets), "unlocked_until": until.isoformat()}, headers=NOT_KEPT)


class _NotUnderstood(ValueError):
    """The body is not what it should be. The message holds nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lent:
    """What the body says."""

    secrets: Mapping[ClipId, Mapping[Part, bytes]] = field(repr=False)
    lifetime: int


def _parse(body: object) -> _Lent:
    match body:
        case {"keys": dict(keys), **options} if options.keys() <= {"lifetime"}:
            return _Lent(secrets=_secrets(keys), lifetime=_lifetime(options.get("lifetime", DEFAULT_LIFETIME)))
        case _:
            raise _NotUnderstood("Expected an object with keys and, if you like, a lifetime.")


def _lifetime(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not MIN_LIFETIME <= value <= MAX_LIFETIME:
        raise _NotUnderstood(f"The lifetime must be a number of seconds from {MIN_LIFETIME} to {MAX_LIFETIME}.")
    return value


def _secrets(keys: dict[str, object]) -> dict[ClipId, dict[Part, bytes]]:
    if not 0 < len(keys) <= MAX_CLIPS:
        raise _NotUnderstood(f"Expected the keys of 1 to {MAX_CLIPS} clips.")
    return {ClipId(clip_id): dict(_secrets_of_one(of_clip)) for clip_id, of_clip in keys.items()}


def _secrets_of_one(of_clip: object) -> Iterator[tuple[Part, bytes]]:
    if not isinstance(of_clip, dict) or "clip" not in of_clip or not of_clip.keys() <= _PARTS.keys():
        raise _NotUnderstood("Expected for each clip an object with the key of the clip and, if you like, of its meta.")
    for name, text in of_clip.items():
        yield _PARTS[name], _secret(text)


def _secret(text: object) -> bytes:
    if isinstance(text, str):
        try:
            secret = b64decode(text, validate=True)
        except ValueError:
            secret = b""
        if len(secret) == KEY_SIZE:
            return secret
    raise _NotUnderstood(f"Each key must be {KEY_SIZE} bytes in base64.")

"""Where keys of clips are lent to Home Assistant, so that it can show the clips."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web
from homeassistant.components.http import HomeAssistantView
from homeassistant.util import dt as dt_util

from .clip_requests import NOT_KEPT, async_clip_requests, engine_errors_refused
from .engine.model.names import ClipId
from .engine.vault.unlock import DEFAULT_LIFETIME, MAX_LIFETIME, MIN_LIFETIME, LentKey
from .lent_keys import NotUnderstood, Secrets, async_parse_body, parse_keys


class ClipUnlockView(HomeAssistantView):
    """Takes `{"keys": {clip_id: {"clip": base64, "meta": base64}}, "lifetime": seconds}`; `meta` may be left out."""

    url = "/api/secure_video/clips/unlock"
    name = "api:secure_video:clips:unlock"

    async def post(self, request: web.Request) -> web.Response:
        """Unlock all these clips for the user who asks, or none, and return `{"clip_ids", "unlocked_until"}`.

        Refuses with 400 (not understood), 403, 404, 409 (incomplete), 422 (wrong key), 503.
        """
        lent = await async_parse_body(request, _parse)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lent:
    """What the body says."""

    secrets: Mapping[ClipId, Secrets] = field(repr=False)
    lifetime: int


def _parse(body: object) -> _Lent:
    match body:
        case {"keys": dict(keys), **options} if options.keys() <= {"lifetime"}:
            return _Lent(secrets=parse_keys(keys), lifetime=_lifetime(options.get("lifetime", DEFAULT_LIFETIME)))
        case _:
            raise NotUnderstood("Expected an object with keys and, if you like, a lifetime.")


def _lifetime(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not MIN_LIFETIME <= value <= MAX_LIFETIME:
        raise NotUnderstood(f"The lifetime must be a number of seconds from {MIN_LIFETIME} to {MAX_LIFETIME}.")
    return value

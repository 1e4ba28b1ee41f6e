"""Where keys of clips are lent so that old clips, too, open for those who can open new ones, and for nobody else."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from aiohttp import web
from homeassistant.components.http import HomeAssistantView
from homeassistant.helpers.json import json_bytes

from .clip_requests import NOT_KEPT, check_admin, refusal, running_for
from .engine.clips.store import META_SUFFIX
from .engine.errors import EngineError, Tampered, WrongIdentity
from .engine.vault.age import FileKey
from .engine.vault.unlock import Part
from .lent_keys import NotUnderstood, Secrets, async_parse_body, parse_keys

if TYPE_CHECKING:
    from pathlib import Path

    from .engine.model.names import ClipId
    from .running import SecureVideo

LINES_TYPE: Final = "application/x-ndjson"


class ClipRewrapView(HomeAssistantView):
    """Takes `{"keys": {clip_id: {"clip": base64, "meta": base64}}}`; `meta` may be left out where there is none."""

    url = "/api/secure_video/clips/rewrap"
    name = "api:secure_video:clips:rewrap"

    async def post(self, request: web.Request) -> web.StreamResponse:
        """Change who can open these clips, and send a line of JSON about each when it is done or could not be.

        Whoever closes the connection ends it after the clip that is being changed. Refuses with 400 (not understood),
        403, 409 (nobody has agreed to those who can open new clips), 422 (nobody can), 503.
        """
        check_admin(request)
        runtime = running_for(request)
        keys = await async_parse_body(request, _parse)
        recipients = _agreed_recipients(runtime)
        response = web.StreamResponse(headers={**NOT_KEPT, "X-Content-Type-Options": "nosniff"})
        response.content_type = LINES_TYPE
        await response.prepare(request)
        with suppress(ConnectionError):
            for done, (clip_id, secrets) in enumerate(keys.items(), start=1):
                # One clip in each turn: it takes several waits for the disk, and others want to ask the store, too.
                error = await _async_rewrap(runtime, clip_id, secrets, recipients)
                told = {"kind": type(error).__name__, "message": str(error)} if error else None
                line = {"clip_id": clip_id, "done": done, "total": len(keys), "error": told}
                await response.write(json_bytes(line) + b"\n")
        return response


def _parse(body: object) -> Mapping[ClipId, Secrets]:
    match body:
        case {"keys": dict(keys), **others} if not others:
            return parse_keys(keys)
        case _:
            raise NotUnderstood("Expected an object with keys.")


def _agreed_recipients(runtime: SecureVideo) -> Sequence[str]:
    if runtime.people_change:
        # Somebody who was slipped in gets new clips until the owner notices, but not all the old ones as well.
        raise refusal(
            web.HTTPConflict, "The people who can open clips were not agreed to. Answer the repair about it first."
        )
    if not runtime.settings.recipients:
        raise refusal(web.HTTPUnprocessableEntity, "There is no public key to seal clips to.")
    return runtime.settings.recipients


async def _async_rewrap(
    runtime: SecureVideo, clip_id: ClipId, secrets: Secrets, recipients: Sequence[str]
) -> EngineError | None:
    def openers(path: Path) -> Sequence[FileKey]:
        part = Part.DESCRIPTION if path.name.endswith(META_SUFFIX) else Part.VIDEO
        return [FileKey(secret=secrets[part])] if part in secrets else []

    try:
        (result,) = await runtime.clips.async_ask(lambda store: store.rewrap(openers, recipients, ids=[clip_id]))
    except EngineError as error:
        return error
    if isinstance(result.error, Tampered | WrongIdentity):
        return WrongIdentity(f"A key given for clip {clip_id} is not its key, or that of its description is missing.")
    return result.error

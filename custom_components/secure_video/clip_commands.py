"""What the panel asks of clips over the websocket: list, get, delete, protect, lock, and log who looks at them."""

from typing import TYPE_CHECKING, Any, Final

import probatio as vol
from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.messages import construct_result_message
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.json import json_bytes
from homeassistant.util import dt as dt_util

from .clip_access import may_see, visible_cameras
from .clip_rows import clip_rows
from .engine.clips.store import ClipFilter
from .engine.errors import ClipNotFound, ClipProtected, EngineError, StoreError
from .engine.model.clips import ClipEntry, ClipState
from .engine.model.names import CameraId, ClipId, Label
from .engine.vault.log import Viewing
from .exceptions import engine_errors_translated
from .running import needed

if TYPE_CHECKING:
    from .engine.clips.store import ClipStore

MAX_PAGE: Final = 5000
DEFAULT_PAGE: Final = 100

ATTR_CAMERA_ID: Final = "camera_id"
ATTR_DAY: Final = "day"
ATTR_SINCE: Final = "since"
ATTR_BEFORE: Final = "before"
ATTR_LABELS: Final = "labels"
ATTR_LIMIT: Final = "limit"
ATTR_AFTER: Final = "after"
ATTR_EVERYONE: Final = "everyone"
ATTR_CLIP_ID: Final = "clip_id"
ATTR_CLIP_IDS: Final = "clip_ids"
ATTR_WHAT: Final = "what"
ATTR_IS_PROTECTED: Final = "is_protected"

MAX_CLIPS: Final = 1000
"""Of one command."""

TOLD_BY_BROWSERS: Final = [what.value for what in Viewing if what is not Viewing.FETCHED]

_CLIP_IDS: Final = vol.All([vol.All(cv.string, ClipId)], vol.Length(max=MAX_CLIPS))

type _Problems = dict[ClipId, EngineError | None]
"""Why each clip stays as it is, or None if it does not."""


@callback
def async_register_clip_commands(hass: HomeAssistant) -> None:
    """Register the commands. Called once, when the integration is set up."""
    for command in (_async_list, _async_get, _async_lock, _async_tell, _async_delete, _async_protect):
        websocket_api.async_register_command(hass, command)


@websocket_api.websocket_command(
    {
        vol.Required("type"): "secure_video/clips/list",
        vol.Optional(ATTR_CAMERA_ID): vol.All(cv.string, CameraId),
        vol.Optional(ATTR_DAY): cv.date,
        vol.Optional(ATTR_SINCE): vol.All(cv.datetime, dt_util.as_utc),
        vol.Optional(ATTR_BEFORE): vol.All(cv.datetime, dt_util.as_utc),
        vol.Optional(ATTR_LABELS, default=[]): [vol.Coerce(Label)],
        vol.Optional(ATTR_LIMIT, default=DEFAULT_PAGE): vol.All(int, vol.Range(min=1, max=MAX_PAGE)),
        vol.Optional(ATTR_AFTER): vol.All(cv.string, ClipId),
    }
)
@websocket_api.async_response
async def _async_list(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Send the clips that the user may see, newest first, those after the one named, and whether there are more."""
    runtime, user, limit = needed(hass), connection.user, msg[ATTR_LIMIT]
    wanted = ClipFilter(
        cameras=visible_cameras(hass, user, runtime.cameras, only=msg.get(ATTR_CAMERA_ID)),
        since=msg.get(ATTR_SINCE),
        before=msg.get(ATTR_BEFORE),
        labels=frozenset(msg[ATTR_LABELS]),
    )
    remaining, now = await runtime.access.async_remaining(user), dt_util.utcnow()

    def answer(store: ClipStore) -> bytes:
        after = store.entry(msg[ATTR_AFTER]) if ATTR_AFTER in msg else None
        clips = store.entries(wanted, day=msg.get(ATTR_DAY), after=after, limit=limit + 1)
        page = clip_rows(clips[:limit], remaining, now)
        return json_bytes({"clips": page, "has_more": len(clips) > limit})

    with engine_errors_translated():
        # Thousands of rows are written as JSON in the executor, too.
        page = await runtime.clips.async_ask(answer)
    connection.send_message(construct_result_message(msg["id"], page))


@websocket_api.websocket_command(
    {vol.Required("type"): "secure_video/clips/get", vol.Required(ATTR_CLIP_ID): vol.All(cv.string, ClipId)}
)
@websocket_api.async_response
async def _async_get(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Send one clip, as the list has it; null if there is none that the user may see, whether or not there is one."""
    runtime, user = needed(hass), connection.user
    with engine_errors_translated():
        found = await runtime.clips.async_ask(lambda store: store.find([msg[ATTR_CLIP_ID]]))
    seen = [clip for clip in found.values() if may_see(hass, user, clip.camera_id)]
    rows = clip_rows(seen, await runtime.access.async_remaining(user), dt_util.utcnow())
    connection.send_result(msg["id"], next(iter(rows), None))


@websocket_api.websocket_command(
    {
        vol.Required("type"): "secure_video/clips/tell",
        vol.Required(ATTR_CLIP_ID): vol.All(cv.string, ClipId),
        vol.Required(ATTR_WHAT): vol.All(vol.In(TOLD_BY_BROWSERS), Viewing),
    }
)
@websocket_api.async_response
async def _async_tell(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Write into the log what the user's browser is about to do with a clip, and answer when it is there."""
    runtime, user = needed(hass), connection.user
    with engine_errors_translated():
        clip = await runtime.clips.async_ask(lambda store: store.entry(msg[ATTR_CLIP_ID]))
        if not may_see(hass, user, clip.camera_id):
            raise Unauthorized
        await runtime.viewings.async_tell(user, clip.id, msg[ATTR_WHAT])
    connection.send_result(msg["id"])


@websocket_api.websocket_command(
    {
        vol.Required("type"): "secure_video/clips/delete",
        vol.Required(ATTR_CLIP_IDS): _CLIP_IDS,
    }
)
@websocket_api.require_admin
@websocket_api.async_response
async def _async_delete(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Delete clips, but for those that are protected or being recorded, and say what became of each."""
    runtime = needed(hass)

    def delete(store: ClipStore) -> _Problems:
        found = store.find(msg[ATTR_CLIP_IDS])
        problems = {clip_id: _why_not_deleted(found.get(clip_id), clip_id) for clip_id in msg[ATTR_CLIP_IDS]}
        store.delete(clip_id for clip_id, problem in problems.items() if problem is None)
        return problems

    with engine_errors_translated():
        problems = await runtime.clips.async_ask(delete)
    await runtime.clips.async_count()
    connection.send_result(msg["id"], {"clips": _told(problems)})


@websocket_api.websocket_command(
    {
        vol.Required("type"): "secure_video/clips/protect",
        vol.Required(ATTR_CLIP_IDS): _CLIP_IDS,
        vol.Required(ATTR_IS_PROTECTED): bool,
    }
)
@websocket_api.require_admin
@websocket_api.async_response
async def _async_protect(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Let clips stay, or no longer, and say what became of each."""

    def protect(store: ClipStore) -> _Problems:
        found = store.find(msg[ATTR_CLIP_IDS])
        store.protect(found, is_protected=msg[ATTR_IS_PROTECTED])
        return {clip_id: None if clip_id in found else _missing(clip_id) for clip_id in msg[ATTR_CLIP_IDS]}

    with engine_errors_translated():
        problems = await needed(hass).clips.async_ask(protect)
    connection.send_result(msg["id"], {"clips": _told(problems)})


@websocket_api.websocket_command(
    {vol.Required("type"): "secure_video/clips/lock", vol.Optional(ATTR_EVERYONE, default=False): bool}
)
@websocket_api.async_response
async def _async_lock(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Forget the keys that the user lent; those of everyone if an administrator wishes so."""
    user = connection.user
    if msg[ATTR_EVERYONE] and not user.is_admin:
        raise Unauthorized
    with engine_errors_translated():
        await needed(hass).access.async_lock(user.id, user=None if msg[ATTR_EVERYONE] else user)
    connection.send_result(msg["id"])


def _why_not_deleted(clip: ClipEntry | None, clip_id: ClipId) -> EngineError | None:
    if clip is None:
        return _missing(clip_id)
    if clip.is_protected:
        return ClipProtected(f"Clip {clip_id} is protected.")
    if clip.state is ClipState.RECORDING:
        return StoreError(f"Clip {clip_id} is being recorded.")
    return None


def _missing(clip_id: ClipId) -> EngineError:
    return ClipNotFound(f"There is no clip {clip_id}.")


def _told(problems: _Problems) -> list[dict[str, Any]]:
    return [
        {"clip_id": clip_id, "error": problem and {"kind": type(problem).__name__, "message": str(problem)}}
        for clip_id, problem in problems.items()
    ]

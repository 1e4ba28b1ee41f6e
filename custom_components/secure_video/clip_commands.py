"""What the panel asks over the websocket: which clips there are, and to lock them. Keys never come this way."""

from typing import TYPE_CHECKING, Any, Final

import probatio as vol
from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.messages import construct_result_message
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.json import json_bytes
from homeassistant.util import dt as dt_util

from .clip_access import visible_cameras
from .clip_rows import clip_rows
from .engine.clips.store import ClipFilter
from .engine.model import CameraId, ClipId, Label
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


@callback
def async_register_clip_commands(hass: HomeAssistant) -> None:
    """Register the commands. Called once, when the integration is set up."""
    websocket_api.async_register_command(hass, _async_list)
    websocket_api.async_register_command(hass, _async_lock)


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
        page = await runtime.async_ask_store(answer)
    connection.send_message(construct_result_message(msg["id"], page))


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

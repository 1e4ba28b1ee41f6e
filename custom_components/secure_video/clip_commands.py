"""What the panel asks over the websocket: which clips there are, and to lock them. Keys never come this way."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import probatio as vol
from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from .bus_events import clip_attributes
from .clip_access import may_see
from .exceptions import engine_errors_translated
from .running import needed

if TYPE_CHECKING:
    from .engine.clips.store import ClipStore
    from .engine.model import ClipEntry

MAX_PAGE: Final = 500
DEFAULT_PAGE: Final = 100

ATTR_CAMERA_ID: Final = "camera_id"
ATTR_DAY: Final = "day"
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
        vol.Optional(ATTR_CAMERA_ID): cv.string,
        vol.Optional(ATTR_DAY): cv.date,
        vol.Optional(ATTR_LIMIT, default=DEFAULT_PAGE): vol.All(int, vol.Range(min=1, max=MAX_PAGE)),
        vol.Optional(ATTR_AFTER): cv.string,
    }
)
@websocket_api.async_response
async def _async_list(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Send the clips that the user may see, newest first, those after the one named, and whether there are more."""
    runtime, user, limit = needed(hass), connection.user, msg[ATTR_LIMIT]

    def ask(store: ClipStore) -> tuple[ClipEntry, ...]:
        return store.entries(
            camera_id=msg.get(ATTR_CAMERA_ID),
            day=msg.get(ATTR_DAY),
            after=store.entry(msg[ATTR_AFTER]) if ATTR_AFTER in msg else None,
            # Of others' clips, it is not known beforehand how many they may see.
            limit=limit + 1 if user.is_admin else None,
        )

    with engine_errors_translated():
        clips = [clip for clip in await runtime.async_ask_store(ask) if may_see(hass, user, clip.camera_id)]
    remaining = await runtime.access.async_remaining(user)
    page = [_described(clip, remaining.get(clip.id)) for clip in clips[:limit]]
    connection.send_result(msg["id"], {"clips": page, "has_more": len(clips) > limit})


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


def _described(clip: ClipEntry, remaining: float | None) -> dict[str, Any]:
    until = None if remaining is None else dt_util.utcnow() + timedelta(seconds=remaining)
    return {
        **clip_attributes(clip),
        "camera_id": clip.camera_id,
        "state": clip.state.value,
        "is_protected": clip.is_protected,
        "unlocked_until": until and until.isoformat(),
    }

"""A browser that has the key makes a copy for somebody else itself: the log is told first, and no key comes here."""

from typing import TYPE_CHECKING, Any, Final

import probatio as vol
from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import config_validation as cv

from .clip_access import may_see
from .engine.clips.store import disk_errors
from .engine.model.names import CameraId, ClipId
from .engine.vault.age import fingerprint
from .engine.vault.log import Shared
from .engine.verify.sharing import one_recipient
from .exceptions import engine_errors_translated
from .running import needed

if TYPE_CHECKING:
    from .engine.clips.store import ClipStore

ATTR_CLIP_ID: Final = "clip_id"
ATTR_RECIPIENT: Final = "recipient"


@callback
def async_register_clip_sharing_command(hass: HomeAssistant) -> None:
    """Register the command. Called once, when the integration is set up."""
    websocket_api.async_register_command(hass, _async_share)


@websocket_api.websocket_command(
    {
        vol.Required("type"): "secure_video/clips/share",
        vol.Required(ATTR_CLIP_ID): vol.All(cv.string, ClipId),
        vol.Required(ATTR_RECIPIENT): cv.string,
    }
)
@websocket_api.async_response
async def _async_share(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Write into the log whom the user makes a copy for, and answer when it is there."""
    runtime = needed(hass)

    def find(store: ClipStore) -> CameraId | None:
        return store.entry(msg[ATTR_CLIP_ID]).camera_id

    def write() -> None:
        recipient = one_recipient(msg[ATTR_RECIPIENT])
        with disk_errors():
            runtime.log.write(Shared(clip=msg[ATTR_CLIP_ID], to=fingerprint(recipient)))

    with engine_errors_translated():
        if not may_see(hass, connection.user, await runtime.clips.async_ask(find)):
            raise Unauthorized
        await hass.async_add_executor_job(write)
    connection.send_result(msg["id"])

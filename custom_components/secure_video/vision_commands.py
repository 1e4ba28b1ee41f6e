"""What may be asked over the websocket about looking: what was seen and not told, and how the analysis goes."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import probatio as vol
from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers import config_validation as cv

from .clip_access import may_see
from .const import DOMAIN
from .engine.model.names import CameraId
from .running import needed

if TYPE_CHECKING:
    from .coordinator import CameraCoordinator
    from .engine.model.reports import NearMissReport

ATTR_CAMERA_ID: Final = "camera_id"


@callback
def async_register_vision_commands(hass: HomeAssistant) -> None:
    """Register the commands. Called once, when the integration is set up."""
    websocket_api.async_register_command(hass, _async_near_misses)
    websocket_api.async_register_command(hass, _async_analysis)


@websocket_api.websocket_command(
    {vol.Required("type"): "secure_video/near_misses", vol.Required(ATTR_CAMERA_ID): cv.string}
)
@websocket_api.async_response
async def _async_near_misses(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send what one camera saw lately and did not tell, and why not."""
    camera_id = CameraId(msg[ATTR_CAMERA_ID])
    if not may_see(hass, connection.user, camera_id):
        raise Unauthorized
    camera = needed(hass).cameras.get(camera_id)
    if camera is None:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="camera_not_found")
    zones = {zone.id: zone.name for zone in camera.setup.zones}
    told = [
        {**near_miss_attributes(report), "zone": zones.get(report.miss.zone) if report.miss.zone else None}
        for report in await camera.async_near_misses()
    ]
    connection.send_result(msg["id"], {"near_misses": told})


@websocket_api.websocket_command({vol.Required("type"): "secure_video/analysis"})
@callback
def _async_analysis(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Send how the analysis of each camera goes that the user may see."""
    cameras = needed(hass).cameras.items()
    told = [
        {"camera_id": camera_id, **analysis_attributes(camera)}
        for camera_id, camera in cameras
        if may_see(hass, connection.user, camera_id)
    ]
    connection.send_result(msg["id"], {"cameras": told})


def near_miss_attributes(report: NearMissReport) -> dict[str, Any]:
    """Return what is told of a near miss, but for its zone's name."""
    miss = report.miss
    return {
        "label": miss.label.value,
        "kind": miss.kind,
        "confidence": round(miss.score, 2),
        "box": {side: round(place, 4) for side, place in asdict(miss.box).items()},
        "reason": miss.reason.value,
        "seconds": round(miss.seconds, 1),
        "at": report.at.isoformat(),
    }


def analysis_attributes(camera: CameraCoordinator) -> dict[str, Any]:
    """Return how closely a camera is looked at. There are no figures while there is no stream to look at."""
    figures = camera.figures
    return {"state": camera.data.analysis.value, "figures": figures and asdict(figures)}

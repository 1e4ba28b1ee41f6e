"""What the panel asks over the websocket about cameras: which could be added, and how one is watched.

An address and its credentials never come this way: a camera is added and moved in Home Assistant's own dialog.
"""

from typing import TYPE_CHECKING, Any, Final

import probatio as vol
from homeassistant.components import websocket_api
from homeassistant.components.camera import DOMAIN as CAMERA_DOMAIN, CameraEntityFeature
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import ATTR_SUPPORTED_FEATURES, CONF_NAME
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er

from .answering import answered
from .areas import CROSSING_LABELS, checked_areas
from .camera_form import LEAST_SECONDS_BEFORE, MOST_SECONDS_AFTER, MOST_SECONDS_BEFORE
from .const import (
    BOTH_DIRECTIONS,
    CONF_ENTITY_ID,
    CONF_LABELS,
    CONF_LINES,
    CONF_MASKED_CLIPS,
    CONF_MASKS,
    CONF_SECONDS_AFTER,
    CONF_SECONDS_BEFORE,
    CONF_ZONES,
    DEFAULT_SECONDS_AFTER,
    DEFAULT_SECONDS_BEFORE,
    DOMAIN,
    SUBENTRY_CAMERA,
)
from .engine.model.areas import Direction, MaskedClips, MaskKind, ZoneKind
from .engine.model.names import Label
from .exceptions import Refused
from .running import only_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from homeassistant.auth.models import User

ATTR_CAMERA_ID: Final = "camera_id"
ATTR_SETTINGS: Final = "settings"

MOST_AREAS: Final = 50
MOST_POINTS: Final = 100
LONGEST_NAME: Final = 100
LONGEST_DWELL: Final = 600

NO_LIMITS: Final = {"min_score": 0.0, "min_area": 0.0, "max_area": 1.0, "dwell": 0.0}
"""A zone's limits that limit nothing. They are told, and not stored."""


def _share(value: float) -> float:
    # A ten-thousandth is a fifth of a pixel at 1080p.
    return round(value, 4)


_FRACTION: Final = vol.All(vol.Coerce(float), vol.Range(min=0, max=1), _share)
_POINT: Final = vol.All([_FRACTION], vol.Length(min=2, max=2))
_POLYGON: Final = vol.All([_POINT], vol.Length(min=1, max=MOST_POINTS))
_NAME: Final = vol.All(str, vol.Length(max=LONGEST_NAME))
_ID: Final = vol.Any(None, str)


def _one_of(values: Iterable[str]) -> vol.In:
    return vol.In([str(value) for value in values])


def _areas(fields: dict[str, Any]) -> vol.All[Any]:
    area = {vol.Required(key): value for key, value in {"name": _NAME, **fields}.items()}
    return vol.All([area], vol.Length(max=MOST_AREAS))


_SETTINGS: Final = vol.Schema(
    {
        vol.Required(CONF_NAME): _NAME,
        vol.Required(CONF_LABELS): [_one_of(Label)],
        vol.Required(CONF_SECONDS_BEFORE): vol.All(int, vol.Range(min=LEAST_SECONDS_BEFORE, max=MOST_SECONDS_BEFORE)),
        vol.Required(CONF_SECONDS_AFTER): vol.All(int, vol.Range(min=0, max=MOST_SECONDS_AFTER)),
        vol.Required(CONF_ZONES): _areas(
            {
                "id": _ID,
                "kind": _one_of(ZoneKind),
                "polygon": _POLYGON,
                "labels": [_one_of(Label)],
                "min_score": _FRACTION,
                "min_area": _FRACTION,
                "max_area": _FRACTION,
                "dwell": vol.All(vol.Coerce(float), vol.Range(min=0, max=LONGEST_DWELL)),
            }
        ),
        vol.Required(CONF_LINES): _areas(
            {
                "id": _ID,
                "start": _POINT,
                "end": _POINT,
                "direction": _one_of((BOTH_DIRECTIONS, *Direction)),
                "labels": [_one_of(CROSSING_LABELS)],
            }
        ),
        vol.Required(CONF_MASKS): _areas({"kind": _one_of(MaskKind), "polygon": _POLYGON}),
        vol.Required(CONF_MASKED_CLIPS): _one_of(MaskedClips),
    }
)


@callback
def async_register_camera_commands(hass: HomeAssistant) -> None:
    """Register the commands. Called once, when the integration is set up."""
    for command in (_async_candidates, _async_settings, _async_change):
        websocket_api.async_register_command(hass, command)


@websocket_api.websocket_command({vol.Required("type"): "secure_video/cameras/candidates"})
@websocket_api.require_admin
@answered
async def _async_candidates(hass: HomeAssistant, _user: User, _msg: dict[str, Any]) -> dict[str, Any]:
    """Send the cameras of Home Assistant that could be added, by name."""
    added = {subentry.data.get(CONF_ENTITY_ID) for subentry in only_entry(hass).subentries.values()}
    entities = er.async_get(hass)
    cameras = [
        state
        for state in hass.states.async_all(CAMERA_DOMAIN)
        if state.entity_id not in added
        and ((entity := entities.async_get(state.entity_id)) is None or entity.platform != DOMAIN)
    ]
    cameras.sort(key=lambda state: state.name.casefold())
    return {"cameras": [_candidate(hass, state) for state in cameras]}


@websocket_api.websocket_command(
    {vol.Required("type"): "secure_video/cameras/settings", vol.Required(ATTR_CAMERA_ID): str}
)
@websocket_api.require_admin
@answered
async def _async_settings(hass: HomeAssistant, _user: User, msg: dict[str, Any]) -> dict[str, Any]:
    """Send how a camera is watched."""
    return _shown(_camera(hass, msg[ATTR_CAMERA_ID]))


@websocket_api.websocket_command(
    {
        vol.Required("type"): "secure_video/cameras/change",
        vol.Required(ATTR_CAMERA_ID): str,
        vol.Required(ATTR_SETTINGS): _SETTINGS,
    }
)
@websocket_api.require_admin
@answered
async def _async_change(hass: HomeAssistant, _user: User, msg: dict[str, Any]) -> dict[str, Any]:
    """Watch a camera in another way, and answer with that when the entry runs with it."""
    entry, camera, settings = only_entry(hass), _camera(hass, msg[ATTR_CAMERA_ID]), msg[ATTR_SETTINGS]
    if not (name := settings[CONF_NAME].strip()):
        raise Refused(translation_key="no_name")
    if not settings[CONF_LABELS]:
        raise Refused(translation_key="no_labels")
    areas = settings | {CONF_ZONES: [_without_no_limits(zone) for zone in settings[CONF_ZONES]]}
    watched = {key: settings[key] for key in (CONF_LABELS, CONF_SECONDS_BEFORE, CONF_SECONDS_AFTER)}
    data = {**camera.data, **watched, **checked_areas(areas, camera.data)}
    hass.config_entries.async_update_subentry(entry, camera, title=name, data=data)
    async with entry.setup_lock:
        pass
    return _shown(_camera(hass, msg[ATTR_CAMERA_ID]))


def _camera(hass: HomeAssistant, camera_id: str) -> ConfigSubentry:
    camera = only_entry(hass).subentries.get(camera_id)
    if camera is None or camera.subentry_type != SUBENTRY_CAMERA:
        raise Refused(translation_key="camera_not_found")
    return camera


def _candidate(hass: HomeAssistant, state: State) -> dict[str, Any]:
    features = CameraEntityFeature(state.attributes.get(ATTR_SUPPORTED_FEATURES, 0))
    return {
        "entity_id": state.entity_id,
        "name": state.name,
        "area": _area_name(hass, state.entity_id),
        "can_stream": CameraEntityFeature.STREAM in features,
    }


def _area_name(hass: HomeAssistant, entity_id: str) -> str | None:
    entity = er.async_get(hass).async_get(entity_id)
    device = dr.async_get(hass).async_get(entity.device_id) if entity and entity.device_id else None
    area_id = (entity and entity.area_id) or (device and device.area_id)
    area = ar.async_get(hass).async_get_area(area_id) if area_id else None
    return area.name if area else None


def _shown(camera: ConfigSubentry) -> dict[str, Any]:
    data = camera.data
    return {
        CONF_NAME: camera.title,
        CONF_LABELS: data[CONF_LABELS],
        CONF_SECONDS_BEFORE: data.get(CONF_SECONDS_BEFORE, DEFAULT_SECONDS_BEFORE),
        CONF_SECONDS_AFTER: data.get(CONF_SECONDS_AFTER, DEFAULT_SECONDS_AFTER),
        CONF_ZONES: [{"labels": [], **NO_LIMITS, **zone} for zone in data.get(CONF_ZONES, ())],
        CONF_LINES: data.get(CONF_LINES, []),
        CONF_MASKS: data.get(CONF_MASKS, []),
        CONF_MASKED_CLIPS: data.get(CONF_MASKED_CLIPS, MaskedClips.REENCODED.value),
    }


def _without_no_limits(zone: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in zone.items() if NO_LIMITS.get(key) != value}

"""What every entity of a camera shares."""

from typing import TYPE_CHECKING, override

from aiohttp import web
from homeassistant.components.http import KEY_HASS_USER
from homeassistant.components.websocket_api import current_connection
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.http import current_request
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .clip_access import may_see
from .const import DOMAIN
from .coordinator import CameraCoordinator
from .engine.model.video import StreamState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from homeassistant.helpers.entity import EntityDescription

    from .engine.model.names import CameraId


@callback
def async_remove_stale(
    hass: HomeAssistant, domain: str, camera_id: CameraId, chosen: Iterable[EntityDescription]
) -> None:
    """Remove a camera's entities of one domain that are no longer chosen, as those of an area that is gone."""
    registry = er.async_get(hass)
    kept = {f"{camera_id}_{description.key}" for description in chosen}
    for entity in tuple(registry.entities.values()):
        is_ours = entity.platform == DOMAIN and entity.config_subentry_id == camera_id
        if is_ours and entity.domain == domain and entity.unique_id not in kept:
            registry.async_remove(entity.entity_id)


class SecureVideoEntity(CoordinatorEntity[CameraCoordinator]):
    """An entity of one camera. Unavailable while nothing is received from it."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: CameraCoordinator, description: EntityDescription) -> None:
        """Belong to the camera's device."""
        super().__init__(coordinator)
        camera_id = coordinator.setup.subentry_id
        self.entity_description = description
        self._attr_unique_id = f"{camera_id}_{description.key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, camera_id)},
            name=coordinator.setup.title,
            manufacturer="Secure Video",
            configuration_url=f"homeassistant://secure-video/camera/{camera_id}",
        )

    @property
    @override
    def available(self) -> bool:
        return super().available and self.coordinator.data.state is StreamState.STREAMING

    @callback
    def refuse_strangers(self) -> None:
        """Refuse whoever asks just now and may not see the camera: `HTTPForbidden`, over the websocket `Unauthorized`.

        Home Assistant itself shows pictures and streams to every user who knows an entity's name.
        """
        camera_id = self.coordinator.setup.subentry_id
        connection, request = current_connection.get(), current_request.get()
        if connection and not may_see(self.hass, connection.user, camera_id):
            raise Unauthorized
        if request and KEY_HASS_USER in request and not may_see(self.hass, request[KEY_HASS_USER], camera_id):
            raise web.HTTPForbidden


class AlwaysAvailableEntity(SecureVideoEntity):
    """An entity that has something to say about a camera that is off or cannot be reached, too."""

    @property
    @override
    def available(self) -> bool:
        return True

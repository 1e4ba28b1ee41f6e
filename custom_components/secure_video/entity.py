"""What every entity of a camera shares."""

from typing import TYPE_CHECKING, override

from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import CameraCoordinator
from .engine.model import StreamState

if TYPE_CHECKING:
    from homeassistant.helpers.entity import EntityDescription


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
            identifiers={(DOMAIN, camera_id)}, name=coordinator.setup.title, manufacturer="Secure Video"
        )

    @property
    @override
    def available(self) -> bool:
        return super().available and self.coordinator.data.state is StreamState.STREAMING


class AlwaysAvailableEntity(SecureVideoEntity):
    """An entity that has something to say about a camera that is off or cannot be reached, too."""

    @property
    @override
    def available(self) -> bool:
        return True

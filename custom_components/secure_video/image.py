"""The picture of the last incident."""

from typing import TYPE_CHECKING, Final, override

from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.core import callback

from .entity import SecureVideoEntity

if TYPE_CHECKING:
    from datetime import datetime

    from homeassistant.core import HomeAssistant
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

    from .bus_events import Happening
    from .coordinator import CameraCoordinator
    from .running import SecureVideoConfigEntry

PARALLEL_UPDATES = 0

DESCRIPTION: Final = ImageEntityDescription(key="last_incident", translation_key="last_incident")


async def async_setup_entry(
    hass: HomeAssistant, entry: SecureVideoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one for each camera."""
    for camera_id, coordinator in entry.runtime_data.cameras.items():
        async_add_entities([LastIncidentImage(hass, coordinator)], config_subentry_id=camera_id)


class LastIncidentImage(SecureVideoEntity, ImageEntity):
    """The best picture of the last incident. Kept in memory only: it is gone after a restart."""

    def __init__(self, hass: HomeAssistant, coordinator: CameraCoordinator) -> None:
        """Begin without a picture."""
        SecureVideoEntity.__init__(self, coordinator, DESCRIPTION)
        ImageEntity.__init__(self, hass)

    @property
    @override
    def image_last_updated(self) -> datetime | None:
        return self.coordinator.picture.taken_at if self.coordinator.picture else None

    @property
    @override
    def entity_picture(self) -> str | None:
        # Without a picture there is the icon: the frontend would show a broken image.
        return super().entity_picture if self.coordinator.picture else None

    @override
    async def async_image(self) -> bytes | None:
        self.refuse_strangers()
        return self.coordinator.picture.jpeg if self.coordinator.picture else None

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.async_on_happening(self._async_happening))

    @callback
    def _async_happening(self, _report: Happening) -> None:
        self.async_write_ha_state()

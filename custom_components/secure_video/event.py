"""Incidents, for automations to wait for."""

from typing import TYPE_CHECKING, Final, override

from homeassistant.components.event import EventDeviceClass, EventEntity, EventEntityDescription
from homeassistant.core import callback

from .bus_events import ENDED, STARTED, announcement, incident_attributes
from .entity import SecureVideoEntity

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

    from .coordinator import SecureVideoConfigEntry
    from .engine.model import IncidentReport

PARALLEL_UPDATES = 0

DESCRIPTION: Final = EventEntityDescription(
    key="incident",
    translation_key="incident",
    device_class=EventDeviceClass.MOTION,
    event_types=[STARTED, ENDED],
)


async def async_setup_entry(
    _hass: HomeAssistant, entry: SecureVideoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one for each camera."""
    for camera_id, coordinator in entry.runtime_data.cameras.items():
        async_add_entities([IncidentEvent(coordinator, DESCRIPTION)], config_subentry_id=camera_id)


class IncidentEvent(SecureVideoEntity, EventEntity):
    """The beginning and the end of each incident."""

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.async_on_incident(self._async_incident))

    @callback
    def _async_incident(self, report: IncidentReport) -> None:
        if event_type := announcement(report.change):
            self._trigger_event(event_type, incident_attributes(report))
            self.async_write_ha_state()

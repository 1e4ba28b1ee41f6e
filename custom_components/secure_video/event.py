"""What happens at a camera, for automations to wait for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, override

from homeassistant.components.event import DOMAIN as EVENT_DOMAIN, EventDeviceClass, EventEntity, EventEntityDescription
from homeassistant.core import callback

from .bus_events import (
    ENDED,
    LINE_CROSSED,
    PACKAGE_DELIVERED,
    PACKAGE_TAKEN,
    STARTED,
    announced_attributes,
    announcement,
)
from .engine.model.names import Label
from .engine.model.reports import IncidentReport, OccurrenceReport
from .entity import SecureVideoEntity, async_remove_stale

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

    from .bus_events import Happening
    from .running import SecureVideoConfigEntry
    from .settings import CameraSetup

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class SecureVideoEventDescription(EventEntityDescription):
    """Describes an event entity: which reports it tells."""

    report_type: type[IncidentReport | OccurrenceReport]


INCIDENT: Final = SecureVideoEventDescription(
    key="incident",
    translation_key="incident",
    device_class=EventDeviceClass.MOTION,
    event_types=[STARTED, ENDED],
    report_type=IncidentReport,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SecureVideoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one for the incidents of each camera, and one for its occurrences where there can be any."""
    for camera_id, coordinator in entry.runtime_data.cameras.items():
        chosen = [INCIDENT, *_occurrence(coordinator.setup)]
        async_add_entities(
            (SecureVideoEvent(coordinator, description) for description in chosen), config_subentry_id=camera_id
        )
        async_remove_stale(hass, EVENT_DOMAIN, camera_id, chosen)


def _occurrence(setup: CameraSetup) -> list[SecureVideoEventDescription]:
    packages = [PACKAGE_DELIVERED, PACKAGE_TAKEN] if Label.PACKAGE in setup.labels else []
    crossings = [LINE_CROSSED] if setup.lines else []
    if not (packages or crossings):
        return []
    return [
        SecureVideoEventDescription(
            key="occurrence",
            translation_key="occurrence",
            event_types=[*packages, *crossings],
            report_type=OccurrenceReport,
        )
    ]


class SecureVideoEvent(SecureVideoEntity, EventEntity):
    """The beginning and the end of each incident, or what happens at one moment."""

    entity_description: SecureVideoEventDescription

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.async_on_happening(self._async_happening))

    @callback
    def _async_happening(self, report: Happening) -> None:
        if not isinstance(report, self.entity_description.report_type):
            return
        if event_type := announcement(report):
            self._trigger_event(event_type, announced_attributes(report))
            self.async_write_ha_state()

"""Who or what is in front of a camera now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, override

from homeassistant.components.binary_sensor import (
    DOMAIN as BINARY_SENSOR_DOMAIN,
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)

from .engine.model.camera import CameraSnapshot
from .engine.model.names import Label
from .entity import SecureVideoEntity, async_remove_stale

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

    from .running import SecureVideoConfigEntry

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class SecureVideoBinarySensorDescription(BinarySensorEntityDescription):
    """Describes a binary sensor. `label` is what must have been chosen for it to exist, None if it always does."""

    label: Label | None
    value_fn: Callable[[CameraSnapshot], bool]


DESCRIPTIONS: Final = (
    SecureVideoBinarySensorDescription(
        key="motion",
        device_class=BinarySensorDeviceClass.MOTION,
        label=None,
        value_fn=lambda snapshot: snapshot.has_motion,
    ),
    SecureVideoBinarySensorDescription(
        key="person",
        translation_key="person",
        device_class=BinarySensorDeviceClass.OCCUPANCY,
        label=Label.PERSON,
        value_fn=lambda snapshot: Label.PERSON in snapshot.present,
    ),
    SecureVideoBinarySensorDescription(
        key="vehicle",
        translation_key="vehicle",
        device_class=BinarySensorDeviceClass.OCCUPANCY,
        label=Label.VEHICLE,
        value_fn=lambda snapshot: Label.VEHICLE in snapshot.present,
    ),
    SecureVideoBinarySensorDescription(
        key="animal",
        translation_key="animal",
        device_class=BinarySensorDeviceClass.OCCUPANCY,
        label=Label.ANIMAL,
        value_fn=lambda snapshot: Label.ANIMAL in snapshot.present,
    ),
    SecureVideoBinarySensorDescription(
        key="package",
        translation_key="package",
        label=Label.PACKAGE,
        value_fn=lambda snapshot: snapshot.packages > 0,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SecureVideoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what was chosen for each camera, and remove what no longer is."""
    for camera_id, coordinator in entry.runtime_data.cameras.items():
        chosen = [each for each in DESCRIPTIONS if each.label is None or each.label in coordinator.setup.labels]
        async_add_entities(
            (SecureVideoBinarySensor(coordinator, description) for description in chosen),
            config_subentry_id=camera_id,
        )
        async_remove_stale(hass, BINARY_SENSOR_DOMAIN, camera_id, chosen)


class SecureVideoBinarySensor(SecureVideoEntity, BinarySensorEntity):
    """Whether something is there. Unknown while nobody looks."""

    entity_description: SecureVideoBinarySensorDescription

    @property
    @override
    def is_on(self) -> bool | None:
        label = self.entity_description.label
        # Motion stands in for the others where nothing recognises them, but it brings no package.
        is_known = self.coordinator.recognises(label) if label is Label.PACKAGE else self.coordinator.is_detecting
        if not is_known:
            return None
        return self.entity_description.value_fn(self.coordinator.data)

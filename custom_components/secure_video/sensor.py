"""How a camera's stream is, how closely it is looked at, who is there, and how much is kept of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, override

from homeassistant.components.sensor import (
    DOMAIN as SENSOR_DOMAIN,
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, UnitOfInformation

from .engine.model.areas import ZoneKind
from .engine.model.camera import AnalysisState
from .engine.model.names import Label
from .engine.model.video import StreamState
from .entity import AlwaysAvailableEntity, SecureVideoEntity, async_remove_stale
from .exceptions import problem_key

if TYPE_CHECKING:
    from datetime import datetime

    from homeassistant.core import HomeAssistant
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
    from homeassistant.helpers.typing import StateType

    from .coordinator import CameraCoordinator
    from .engine.model.names import ZoneId
    from .running import SecureVideoConfigEntry
    from .settings import CameraSetup

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class SecureVideoSensorDescription(SensorEntityDescription):
    """Describes a sensor."""

    value_fn: Callable[[CameraCoordinator], StateType | datetime]
    attributes_fn: Callable[[CameraCoordinator], dict[str, str]] | None = None


def _why_offline(camera: CameraCoordinator) -> dict[str, str]:
    return {"problem": problem_key(camera.data.problem)} if camera.data.problem else {}


DESCRIPTIONS: Final = (
    SecureVideoSensorDescription(
        key="stream",
        translation_key="stream",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        options=[state.value for state in StreamState],
        value_fn=lambda camera: camera.stream_state.value,
        attributes_fn=_why_offline,
    ),
    SecureVideoSensorDescription(
        key="analysis",
        translation_key="analysis",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        options=[state.value for state in AnalysisState],
        value_fn=lambda camera: camera.data.analysis.value,
    ),
    SecureVideoSensorDescription(
        key="last_frame",
        translation_key="last_frame",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        # It changes every minute, and Home Assistant's activity would be full of it.
        entity_registry_enabled_default=False,
        value_fn=lambda camera: camera.last_frame_at,
    ),
    SecureVideoSensorDescription(
        key="clips_kept",
        translation_key="clips_kept",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda camera: camera.kept.clips,
    ),
    SecureVideoSensorDescription(
        key="bytes_kept",
        translation_key="bytes_kept",
        device_class=SensorDeviceClass.DATA_SIZE,
        entity_category=EntityCategory.DIAGNOSTIC,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        # The first clips of a camera would be 0.00 GB.
        suggested_unit_of_measurement=UnitOfInformation.MEGABYTES,
        suggested_display_precision=0,
        value_fn=lambda camera: camera.kept.bytes,
    ),
)


@dataclass(frozen=True, kw_only=True)
class SecureVideoCountDescription(SensorEntityDescription):
    """Describes a count of objects. `zone` None means wherever they count at all."""

    label: Label
    zone: ZoneId | None = None


def _count(label: Label, *, translation_key: str) -> SecureVideoCountDescription:
    return SecureVideoCountDescription(
        key=f"{label}_count", translation_key=translation_key, state_class=SensorStateClass.MEASUREMENT, label=label
    )


COUNTS: Final = (
    _count(Label.PERSON, translation_key="person_count"),
    _count(Label.VEHICLE, translation_key="vehicle_count"),
    _count(Label.ANIMAL, translation_key="animal_count"),
)
ZONE_COUNTS: Final = (
    _count(Label.PERSON, translation_key="person_count_in_zone"),
    _count(Label.VEHICLE, translation_key="vehicle_count_in_zone"),
    _count(Label.ANIMAL, translation_key="animal_count_in_zone"),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SecureVideoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors of each camera, and remove those of areas that are gone."""
    for camera_id, coordinator in entry.runtime_data.cameras.items():
        counts = _counts(coordinator.setup)
        async_add_entities(
            (
                *(SecureVideoSensor(coordinator, description) for description in DESCRIPTIONS),
                *(CountSensor(coordinator, description) for description in counts),
            ),
            config_subentry_id=camera_id,
        )
        async_remove_stale(hass, SENSOR_DOMAIN, camera_id, (*DESCRIPTIONS, *counts))


def _counts(setup: CameraSetup) -> list[SecureVideoCountDescription]:
    """Return what is counted at a camera: each label it looks for, everywhere and in each zone that is meant for it."""
    zones = [zone for zone in setup.zones if zone.kind is ZoneKind.INCLUDE]
    return [
        *(each for each in COUNTS if each.label in setup.labels),
        *(
            replace(each, key=f"{each.key}_{zone.id}", zone=zone.id, translation_placeholders={"zone": zone.name})
            for zone in zones
            for each in ZONE_COUNTS
            if each.label in setup.labels & (zone.labels or setup.labels)
        ),
    ]


class SecureVideoSensor(AlwaysAvailableEntity, SensorEntity):
    """A number or state of one camera."""

    entity_description: SecureVideoSensorDescription

    @property
    @override
    def native_value(self) -> StateType | datetime:
        return self.entity_description.value_fn(self.coordinator)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str] | None:
        attributes_fn = self.entity_description.attributes_fn
        return attributes_fn(self.coordinator) if attributes_fn else None


class CountSensor(SecureVideoEntity, SensorEntity):
    """How many objects are there now. Unknown while nobody looks, or nothing tells them apart."""

    entity_description: SecureVideoCountDescription

    @property
    @override
    def native_value(self) -> int | None:
        wanted = self.entity_description
        if not self.coordinator.recognises(wanted.label):
            return None
        counts = self.coordinator.data.counts
        return sum(each.count for each in counts if (each.zone, each.label) == (wanted.zone, wanted.label))

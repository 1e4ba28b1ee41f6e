"""How a camera's stream is, and how much is kept of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorEntityDescription, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfInformation

from .engine.model import StreamState
from .entity import AlwaysAvailableEntity
from .exceptions import problem_key

if TYPE_CHECKING:
    from datetime import datetime

    from homeassistant.core import HomeAssistant
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
    from homeassistant.helpers.typing import StateType

    from .coordinator import CameraCoordinator, SecureVideoConfigEntry

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
        key="last_frame",
        translation_key="last_frame",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
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


async def async_setup_entry(
    _hass: HomeAssistant, entry: SecureVideoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors of each camera."""
    for camera_id, coordinator in entry.runtime_data.cameras.items():
        async_add_entities(
            (SecureVideoSensor(coordinator, description) for description in DESCRIPTIONS),
            config_subentry_id=camera_id,
        )


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

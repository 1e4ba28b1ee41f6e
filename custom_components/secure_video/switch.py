"""What a camera does: look, and keep what it saw."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory

from .entity import AlwaysAvailableEntity

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

    from .coordinator import CameraCoordinator
    from .running import SecureVideoConfigEntry

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class SecureVideoSwitchDescription(SwitchEntityDescription):
    """Describes a switch."""

    value_fn: Callable[[CameraCoordinator], bool]
    set_fn: Callable[[CameraCoordinator, bool], Awaitable[None]]


DESCRIPTIONS: Final = (
    SecureVideoSwitchDescription(
        key="detection",
        translation_key="detection",
        entity_category=EntityCategory.CONFIG,
        value_fn=lambda camera: camera.is_detecting,
        set_fn=lambda camera, on: camera.async_set_detecting(on=on),
    ),
    SecureVideoSwitchDescription(
        key="recording",
        translation_key="recording",
        entity_category=EntityCategory.CONFIG,
        value_fn=lambda camera: camera.is_recording,
        set_fn=lambda camera, on: camera.async_set_recording(on=on),
    ),
)


async def async_setup_entry(
    _hass: HomeAssistant, entry: SecureVideoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the switches of each camera."""
    for camera_id, coordinator in entry.runtime_data.cameras.items():
        async_add_entities(
            (SecureVideoSwitch(coordinator, description) for description in DESCRIPTIONS),
            config_subentry_id=camera_id,
        )


class SecureVideoSwitch(AlwaysAvailableEntity, SwitchEntity):
    """Turns a part of a camera's work on and off; stays so after a restart."""

    entity_description: SecureVideoSwitchDescription

    @property
    @override
    def is_on(self) -> bool:
        return self.entity_description.value_fn(self.coordinator)

    @override
    async def async_turn_on(self, **_kwargs: Any) -> None:
        await self.entity_description.set_fn(self.coordinator, True)  # noqa: FBT003 - descriptions pass values by position

    @override
    async def async_turn_off(self, **_kwargs: Any) -> None:
        await self.entity_description.set_fn(self.coordinator, False)  # noqa: FBT003 - the same

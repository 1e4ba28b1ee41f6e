"""Lines of the logbook: who was seen, what was kept."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from homeassistant.components.logbook import LOGBOOK_ENTRY_ICON, LOGBOOK_ENTRY_MESSAGE, LOGBOOK_ENTRY_NAME
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from .bus_events import EVENT_CLIP_SEALED, EVENT_INCIDENT, EVENT_OCCURRENCE, LINE_CROSSED
from .const import DOMAIN
from .engine.model.names import Label
from .texts import async_text

type Line = dict[str, str]

ICONS: Final = {
    Label.ANIMAL: "mdi:paw",
    Label.MOTION: "mdi:motion-sensor",
    Label.PACKAGE: "mdi:package-variant-closed",
    Label.PERSON: "mdi:account",
    Label.VEHICLE: "mdi:car",
}
CLIP_ICON: Final = "mdi:lock"


@callback
def async_describe_events(
    hass: HomeAssistant, async_describe_event: Callable[[str, str, Callable[[Event], Line]], None]
) -> None:
    """Say how our events read."""

    @callback
    def incident(event: Event) -> Line:
        message = async_text(hass, f"{event.data['type']}_{event.data['label']}")
        return _line_with_zones(hass, event.data, message)

    @callback
    def occurrence(event: Event) -> Line:
        if event.data["type"] != LINE_CROSSED:
            return _line_with_zones(hass, event.data, async_text(hass, event.data["type"]))
        key = f"crossed_{event.data['label']}_{event.data['direction']}"
        message = async_text(hass, key, line=event.data["line"])
        return _line(hass, event.data, message, ICONS[Label(event.data["label"])])

    @callback
    def clip_sealed(event: Event) -> Line:
        seconds = str(round(event.data["duration"]))
        return _line(hass, event.data, async_text(hass, "clip_was_sealed", seconds=seconds), CLIP_ICON)

    async_describe_event(DOMAIN, EVENT_INCIDENT, incident)
    async_describe_event(DOMAIN, EVENT_OCCURRENCE, occurrence)
    async_describe_event(DOMAIN, EVENT_CLIP_SEALED, clip_sealed)


def _line_with_zones(hass: HomeAssistant, data: Mapping[str, Any], message: str) -> Line:
    zones = ", ".join(data["zones"])
    return _line(hass, data, f"{message} ({zones})" if zones else message, ICONS[Label(data["label"])])


def _line(hass: HomeAssistant, data: Mapping[str, Any], message: str, icon: str) -> Line:
    device_id = data.get(ATTR_DEVICE_ID)
    device = dr.async_get(hass).async_get(device_id) if device_id else None
    name = (device.name_by_user or device.name) if device else None
    return {LOGBOOK_ENTRY_NAME: name or "Secure Video", LOGBOOK_ENTRY_MESSAGE: message, LOGBOOK_ENTRY_ICON: icon}

"""What the logbook says about cameras."""

from typing import TYPE_CHECKING

from homeassistant.core import Event, callback
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.secure_video.bus_events import EVENT_CLIP_SEALED, EVENT_INCIDENT
from custom_components.secure_video.engine.model import ClipSealed
from custom_components.secure_video.logbook import async_describe_events
from tests.builders import a_clip, a_start, an_end, an_incident_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from .conftest import Report


async def test_lines(hass: HomeAssistant, entry: MockConfigEntry, camera_id: str, report: Report) -> None:
    lines: list[tuple[str, str, str]] = []
    describers: dict[str, Callable[[Event], dict[str, str]]] = {}

    @callback
    def describe(_domain: str, event_type: str, describer: Callable[[Event], dict[str, str]]) -> None:
        describers[event_type] = describer

    async_describe_events(hass, describe)
    events = async_capture_events(hass, EVENT_INCIDENT), async_capture_events(hass, EVENT_CLIP_SEALED)
    await report(
        an_incident_report(a_start(), camera_id=camera_id),
        an_incident_report(an_end(), camera_id=camera_id),
        ClipSealed(clip=a_clip(camera_id=camera_id)),
    )
    for event in [*events[0], *events[1]]:
        line = describers[event.event_type](event)
        lines.append((line["name"], line["message"], line["icon"]))
    assert lines == [
        ("Front door", "saw a person (Garden)", "mdi:account"),
        ("Front door", "no longer sees a person (Garden)", "mdi:account"),
        ("Front door", "kept a sealed clip of 10 s", "mdi:lock"),
    ]
    assert await hass.config_entries.async_unload(entry.entry_id)

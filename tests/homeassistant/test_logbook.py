"""What the logbook says about cameras."""

import itertools
from typing import TYPE_CHECKING

import pytest
from homeassistant.core import Event, callback
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.secure_video.bus_events import EVENT_CLIP_SEALED, EVENT_INCIDENT, EVENT_OCCURRENCE
from custom_components.secure_video.engine.model.areas import Direction
from custom_components.secure_video.engine.model.reports import ClipSealed
from custom_components.secure_video.logbook import async_describe_events
from custom_components.secure_video.sensor import COUNTS
from tests.builders import (
    a_clip,
    a_crossing,
    a_delivery,
    a_start,
    a_taking,
    an_end,
    an_incident_report,
    an_occurrence_report,
)

from .flow_texts import ENGLISH

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
    events = [
        async_capture_events(hass, event_type) for event_type in (EVENT_INCIDENT, EVENT_OCCURRENCE, EVENT_CLIP_SEALED)
    ]
    await report(
        an_incident_report(a_start(), camera_id=camera_id),
        an_incident_report(an_end(), camera_id=camera_id),
        *(an_occurrence_report(each, camera_id=camera_id) for each in (a_delivery(), a_taking(), a_crossing())),
        ClipSealed(clip=a_clip(camera_id=camera_id)),
    )
    for event in itertools.chain(*events):
        line = describers[event.event_type](event)
        lines.append((line["name"], line["message"], line["icon"]))
    assert lines == [
        ("Front door", "saw a person (Garden)", "mdi:account"),
        ("Front door", "no longer sees a person (Garden)", "mdi:account"),
        ("Front door", "saw a package being delivered (Garden)", "mdi:package-variant-closed"),
        ("Front door", "saw a package being taken away (Garden)", "mdi:package-variant-closed"),
        ("Front door", "saw a vehicle cross Gate to the left", "mdi:car"),
        ("Front door", "kept a sealed clip of 10 s", "mdi:lock"),
    ]
    assert await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("label", [each.label for each in COUNTS])
def test_each_crossing_has_a_text(label: str, direction: str) -> None:
    assert "{line}" in ENGLISH["common"][f"crossed_{label}_{direction}"]

"""How many are there, and what happens at one moment: packages, lines."""

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import MagicMock, patch

import pytest
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.secure_video.bus_events import EVENT_OCCURRENCE
from custom_components.secure_video.const import CONF_LABELS, CONF_LINES, CONF_ZONES
from custom_components.secure_video.engine.model.camera import AnalysisState
from custom_components.secure_video.engine.model.incidents import Count
from custom_components.secure_video.engine.model.names import Label, ZoneId
from tests.builders import a_crossing, a_delivery, a_taking, an_incident_report, an_occurrence_report
from tests.fakes import FakePipeline

from .conftest import Report, camera_subentry, entry_with, set_up

AREA = {"polygon": [[0, 0], [1, 0], [1, 1]], "labels": []}
GARDEN = {"id": "z1", "name": "Garden", "kind": "include", **AREA}
STREET = {"id": "z2", "name": "Street", "kind": "exclude", **AREA}
DRIVE = {"id": "z3", "name": "Drive", "kind": "include", **AREA, "labels": ["vehicle"]}
GATE = {"id": "gate", "name": "Gate", "start": [0, 1], "end": [1, 1], "direction": "both", "labels": []}
COUNTS = {
    "sensor.front_door_people",
    "sensor.front_door_vehicles",
    "sensor.front_door_people_in_garden",
    "sensor.front_door_vehicles_in_garden",
    "sensor.front_door_vehicles_in_drive",
}


@pytest.fixture(name="detector")
def detector_fixture(pipelines: list[FakePipeline]) -> Iterator[MagicMock]:
    """One that recognises people and vehicles."""
    loaded = MagicMock()
    loaded.detector.labels = frozenset({Label.PERSON, Label.VEHICLE})
    with patch("custom_components.secure_video.async_load_detector", return_value=loaded):
        yield loaded.detector


@pytest.fixture(name="watched")
async def watched_fixture(
    hass: HomeAssistant, media_dir: object, detector: MagicMock, pipelines: list[FakePipeline]
) -> MockConfigEntry:
    """A camera with areas and a line, which looks for people, vehicles and packages."""
    labels = ["person", "vehicle", "package", "motion"]
    entry = entry_with(camera_subentry(labels=labels, zones=[GARDEN, STREET, DRIVE], lines=[GATE]))
    await set_up(hass, entry)
    pipelines[0].stream()
    await hass.async_block_till_done()
    return entry


def counting(hass: HomeAssistant) -> set[str]:
    """The entities that count people, vehicles or animals."""
    entities = er.async_get(hass).entities.values()
    return {entity.entity_id for entity in entities if "_count" in (entity.translation_key or "")}


async def change(hass: HomeAssistant, entry: MockConfigEntry, **data: object) -> None:
    (subentry,) = entry.subentries.values()
    hass.config_entries.async_update_subentry(entry, subentry, data={**subentry.data, **data})
    await hass.async_block_till_done(wait_background_tasks=True)


def counted(zone: str | None, label: Label, count: int) -> Count:
    return Count(zone=ZoneId(zone) if zone else None, label=label, count=count)


@pytest.mark.usefixtures("watched")
async def test_how_many_are_there_and_where(hass: HomeAssistant, pipelines: list[FakePipeline], report: Report) -> None:
    assert counting(hass) == COUNTS
    assert all(hass.states.is_state(entity_id, "0") for entity_id in COUNTS)
    counts = (counted(None, Label.PERSON, 3), counted("z1", Label.PERSON, 2), counted("z3", Label.VEHICLE, 1))
    await report(replace(pipelines[0].snapshot, counts=counts))
    assert {entity_id: hass.states.get(entity_id).state for entity_id in COUNTS} == {  # type: ignore[union-attr]
        "sensor.front_door_people": "3",
        "sensor.front_door_vehicles": "0",
        "sensor.front_door_people_in_garden": "2",
        "sensor.front_door_vehicles_in_garden": "0",
        "sensor.front_door_vehicles_in_drive": "1",
    }


@pytest.mark.usefixtures("watched")
async def test_only_a_count_that_changes_is_written(
    hass: HomeAssistant, pipelines: list[FakePipeline], report: Report
) -> None:
    changes = async_capture_events(hass, "state_changed")
    person, no_vehicle = counted("z1", Label.PERSON, 1), counted("z1", Label.VEHICLE, 0)
    await report(replace(pipelines[0].snapshot, counts=(person,)))
    await report(replace(pipelines[0].snapshot, counts=(person, no_vehicle)))
    assert [event.data["entity_id"] for event in changes] == ["sensor.front_door_people_in_garden"]


async def test_what_is_no_longer_there_is_no_longer_counted(hass: HomeAssistant, watched: MockConfigEntry) -> None:
    await change(hass, watched, **{CONF_ZONES: [DRIVE | {"name": "Lane"}], CONF_LABELS: ["vehicle"]})
    # The renamed area is still the same one.
    assert counting(hass) == {"sensor.front_door_vehicles", "sensor.front_door_vehicles_in_drive"}
    assert "sensor.front_door_stream" in er.async_get(hass).entities


@pytest.mark.usefixtures("watched")
async def test_a_package_is_there_until_it_is_taken(
    hass: HomeAssistant, pipelines: list[FakePipeline], report: Report
) -> None:
    assert hass.states.is_state("binary_sensor.front_door_package", STATE_OFF)
    await report(replace(pipelines[0].snapshot, packages=2))
    assert hass.states.is_state("binary_sensor.front_door_package", STATE_ON)
    await report(replace(pipelines[0].snapshot, packages=0))
    assert hass.states.is_state("binary_sensor.front_door_package", STATE_OFF)


@pytest.mark.usefixtures("watched")
async def test_nothing_is_known_while_nobody_looks(hass: HomeAssistant) -> None:
    await hass.services.async_call("switch", "turn_off", {"entity_id": "switch.front_door_detection"}, blocking=True)
    for entity_id in COUNTS | {"binary_sensor.front_door_package"}:
        assert hass.states.is_state(entity_id, STATE_UNKNOWN), entity_id


@pytest.mark.usefixtures("media_dir")
async def test_movement_alone_counts_nobody(hass: HomeAssistant, pipelines: list[FakePipeline]) -> None:
    await set_up(hass, entry_with(camera_subentry(labels=["person", "package"])))
    pipelines[0].stream()
    await hass.async_block_till_done()
    assert hass.states.is_state("sensor.front_door_people", STATE_UNKNOWN)
    assert hass.states.is_state("binary_sensor.front_door_package", STATE_UNKNOWN)
    assert hass.states.is_state("binary_sensor.front_door_person", STATE_OFF)


@pytest.mark.usefixtures("watched")
async def test_what_happens_at_one_moment_is_announced(hass: HomeAssistant, report: Report) -> None:
    bus_events = async_capture_events(hass, EVENT_OCCURRENCE)
    await report(an_occurrence_report(a_crossing()))
    state = hass.states.get("event.front_door_activity")
    assert state is not None
    told = {key: value for key, value in state.attributes.items() if key not in {"event_types", "friendly_name"}}
    assert told == {
        "event_type": "line_crossed",
        "occurrence_id": "occurrence-3",
        "label": "vehicle",
        "kind": "car",
        "confidence": 0.88,
        "zones": [],
        "clip_id": "c" * 32,
        "started_at": "2026-11-01T11:59:59+00:00",
        "line": "Gate",
        "direction": "to_left",
    }
    await report(an_occurrence_report(a_delivery(), picture=b"parcel"), an_occurrence_report(a_taking()))
    state = hass.states.get("event.front_door_activity")
    assert state is not None
    assert state.attributes["event_type"] == "package_taken"
    assert "line" not in state.attributes
    assert [event.data["type"] for event in bus_events] == ["line_crossed", "package_delivered", "package_taken"]
    assert bus_events[1].data["zones"] == ["Garden"]
    assert hass.states.is_state("event.front_door_incident", STATE_UNKNOWN)
    picture = hass.states.get("image.front_door_last_incident")
    assert picture is not None
    assert "entity_picture" in picture.attributes


@pytest.mark.usefixtures("watched")
async def test_an_incident_is_no_occurrence(hass: HomeAssistant, report: Report) -> None:
    await report(an_incident_report())
    assert hass.states.is_state("event.front_door_activity", STATE_UNKNOWN)
    assert not hass.states.is_state("event.front_door_incident", STATE_UNKNOWN)


async def test_there_is_an_entity_only_for_what_can_happen(hass: HomeAssistant, watched: MockConfigEntry) -> None:
    def types() -> list[str] | None:
        state = hass.states.get("event.front_door_activity")
        return state.attributes.get("event_types") if state else None

    assert types() == ["package_delivered", "package_taken", "line_crossed"]
    await change(hass, watched, **{CONF_LABELS: ["person"]})
    assert "event.front_door_activity" in er.async_get(hass).entities
    await change(hass, watched, **{CONF_LINES: []})
    assert "event.front_door_activity" not in er.async_get(hass).entities
    assert "event.front_door_incident" in er.async_get(hass).entities


@pytest.mark.usefixtures("watched")
async def test_how_closely_it_is_looked_at(hass: HomeAssistant, pipelines: list[FakePipeline], report: Report) -> None:
    for state in (AnalysisState.RESTING, AnalysisState.WATCHING, AnalysisState.REDUCED, AnalysisState.OFF):
        await report(replace(pipelines[0].snapshot, analysis=state))
        assert hass.states.is_state("sensor.front_door_analysis", state)

"""What each camera shows in Home Assistant."""

from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from homeassistant.components.camera import async_get_image, async_get_stream_source
from homeassistant.components.camera.helper import get_camera_from_entity_id
from homeassistant.components.stream import Stream
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.secure_video.bus_events import EVENT_CLIP_SEALED, EVENT_INCIDENT
from custom_components.secure_video.const import CONF_DETECTION, CONF_LABELS, CONF_RECORDING, DOMAIN
from custom_components.secure_video.engine.errors import Unreachable
from custom_components.secure_video.engine.model.names import ClipId, Label
from custom_components.secure_video.engine.model.reports import ClipSealed
from custom_components.secure_video.engine.model.video import StreamState
from tests.builders import a_clip, a_start, an_end, an_incident_report, an_update

from .conftest import camera_subentry, entry_with, set_up

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry
    from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

    from tests.fakes import FakePipeline

    from .conftest import Report

ALWAYS_AVAILABLE = {
    "sensor.front_door_analysis",
    "sensor.front_door_stream",
    "sensor.front_door_clips_kept",
    "sensor.front_door_room_taken_by_clips",
    "switch.front_door_detection",
    "switch.front_door_recording",
}
OFF_AT_FIRST = {"sensor.front_door_last_picture_decoded"}
NEEDS_STREAM = {
    "binary_sensor.front_door_motion",
    "binary_sensor.front_door_person",
    "binary_sensor.front_door_vehicle",
    "camera.front_door",
    "event.front_door_incident",
    "image.front_door_last_incident",
    "sensor.front_door_people",
    "sensor.front_door_vehicles",
}
GARDEN = {"id": "z1", "name": "Garten", "kind": "include", "polygon": [[0, 0], [1, 0], [1, 1]], "labels": []}


def unavailable(hass: HomeAssistant) -> set[str]:
    return {state.entity_id for state in hass.states.async_all() if state.state == STATE_UNAVAILABLE}


async def test_a_camera_is_one_device(hass: HomeAssistant, entry: MockConfigEntry, camera_id: str) -> None:
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, camera_id), entry.entry_id)
    assert device is not None
    assert device.name == "Front door"
    entities = er.async_entries_for_device(er.async_get(hass), device.id, include_disabled_entities=True)
    assert device.configuration_url == f"homeassistant://secure-video/camera/{camera_id}"
    assert {entity.entity_id for entity in entities} == ALWAYS_AVAILABLE | NEEDS_STREAM | OFF_AT_FIRST
    assert {entity.entity_id for entity in entities if entity.disabled} == OFF_AT_FIRST
    assert {entity.config_subentry_id for entity in entities} == {camera_id}
    assert all(entity.unique_id.startswith(f"{camera_id}_") for entity in entities)


@pytest.mark.usefixtures("entry")
async def test_without_a_stream_only_what_describes_it_is_available(
    hass: HomeAssistant, pipelines: list[FakePipeline], report: Report
) -> None:
    assert not unavailable(hass)
    await report(replace(pipelines[0].snapshot, state=StreamState.OFFLINE, problem=Unreachable))
    assert unavailable(hass) == NEEDS_STREAM
    stream = hass.states.get("sensor.front_door_stream")
    assert stream is not None
    assert stream.state == "offline"
    assert stream.attributes["problem"] == "unreachable"

    # The next attempt does not make it less offline.
    await report(replace(pipelines[0].snapshot, state=StreamState.CONNECTING))
    assert hass.states.is_state("sensor.front_door_stream", "offline")

    await report(replace(pipelines[0].snapshot, state=StreamState.STREAMING, problem=None))
    assert not unavailable(hass)


@pytest.mark.usefixtures("entry")
async def test_binary_sensors_show_who_is_there(
    hass: HomeAssistant, pipelines: list[FakePipeline], report: Report
) -> None:
    await report(replace(pipelines[0].snapshot, has_motion=True, present=frozenset({Label.PERSON})))
    assert hass.states.is_state("binary_sensor.front_door_motion", STATE_ON)
    assert hass.states.is_state("binary_sensor.front_door_person", STATE_ON)
    assert hass.states.is_state("binary_sensor.front_door_vehicle", STATE_OFF)


@pytest.mark.usefixtures("entry")
async def test_an_incident_is_announced_once_at_each_end(hass: HomeAssistant, report: Report) -> None:
    bus_events = async_capture_events(hass, EVENT_INCIDENT)
    await report(an_incident_report(a_start()), an_incident_report(an_update()))
    state = hass.states.get("event.front_door_incident")
    assert state is not None
    started = state.state
    assert {key: state.attributes[key] for key in ("event_type", "label", "kind", "zones", "confidence")} == {
        "event_type": "started",
        "label": "person",
        "kind": "person",
        "zones": ["Garden"],
        "confidence": 0.88,
    }
    assert state.attributes["clip_id"] == "c" * 32
    assert state.attributes["incident_id"] == "incident-1"

    await report(an_incident_report(an_end()))
    state = hass.states.get("event.front_door_incident")
    assert state is not None
    assert state.attributes["event_type"] == "ended"
    assert state.state > started
    assert [event.data["type"] for event in bus_events] == ["started", "ended"]


@pytest.mark.usefixtures("entry")
async def test_an_incident_that_ends_with_the_stream_is_told_before(
    hass: HomeAssistant, pipelines: list[FakePipeline]
) -> None:
    states = async_capture_events(hass, "state_changed")
    # From the loop's own thread, so that it cannot turn in between.
    pipelines[0].report(replace(pipelines[0].snapshot, state=StreamState.OFFLINE), an_incident_report(an_end()))
    await hass.async_block_till_done()
    told = [event.data["new_state"] for event in states if event.data["entity_id"] == "event.front_door_incident"]
    assert told[0].attributes["event_type"] == "ended"
    assert told[-1].state == STATE_UNAVAILABLE


def shown_picture(hass: HomeAssistant) -> str | None:
    state = hass.states.get("image.front_door_last_incident")
    assert state is not None
    return state.attributes.get("entity_picture")


@pytest.mark.usefixtures("entry")
async def test_the_picture_is_served_and_replaced_by_a_better_one(
    hass: HomeAssistant, report: Report, hass_client: ClientSessionGenerator
) -> None:
    client = await hass_client()
    assert shown_picture(hass) is None
    assert hass.states.is_state("image.front_door_last_incident", STATE_UNKNOWN)
    await report(an_incident_report(picture=b"first"))
    assert hass.states.is_state("image.front_door_last_incident", "2026-11-01T12:00:00+00:00")
    assert shown_picture(hass)
    await report(an_incident_report(an_update(), picture=b"better"), an_incident_report(an_end()))
    response = await client.get("/api/image_proxy/image.front_door_last_incident")
    assert response.status == HTTPStatus.OK
    assert await response.read() == b"better"


@pytest.mark.usefixtures("entry")
async def test_a_picture_needs_signing_in(
    hass: HomeAssistant, report: Report, hass_client_no_auth: ClientSessionGenerator
) -> None:
    await report(an_incident_report(picture=b"first"))
    client = await hass_client_no_auth()
    response = await client.get("/api/image_proxy/image.front_door_last_incident")
    assert response.status == HTTPStatus.FORBIDDEN


@pytest.mark.usefixtures("entry")
async def test_the_camera_shows_stream_and_still(
    hass: HomeAssistant, pipelines: list[FakePipeline], report: Report
) -> None:
    assert await async_get_stream_source(hass, "camera.front_door") == "rtsp://me:secret@door.local/1"
    image = await async_get_image(hass, "camera.front_door", width=320)
    assert image.content == b"still 320"
    await report(replace(pipelines[0].snapshot, recording=ClipId("c" * 32)))
    assert hass.states.is_state("camera.front_door", "recording")
    assert not any("secret" in str(state.attributes) for state in hass.states.async_all())


@pytest.mark.usefixtures("entry")
async def test_the_live_view_ends_with_the_stream(
    hass: HomeAssistant, pipelines: list[FakePipeline], report: Report
) -> None:
    camera = get_camera_from_entity_id(hass, "camera.front_door")
    live = camera.stream = Mock(spec=Stream)
    await report(replace(pipelines[0].snapshot, state=StreamState.OFF))
    live.stop.assert_awaited_once()
    assert not live.dynamic_stream_settings.preload_stream
    assert camera.stream is None
    assert await camera.stream_source() is None


async def test_switches_are_remembered_without_a_reload(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str, pipelines: list[FakePipeline]
) -> None:
    for key, name in ((CONF_DETECTION, "detection"), (CONF_RECORDING, "recording")):
        await hass.services.async_call("switch", "turn_off", {"entity_id": f"switch.front_door_{name}"}, blocking=True)
        await hass.async_block_till_done()
        assert hass.states.is_state(f"switch.front_door_{name}", STATE_OFF)
        assert entry.subentries[camera_id].data[key] is False
    assert not pipelines[0].is_detecting
    assert not pipelines[0].is_recording

    # Off means off: nobody gets the stream from us either.
    assert hass.states.is_state("sensor.front_door_stream", "off")
    assert unavailable(hass) == NEEDS_STREAM
    assert entry.runtime_data.cameras[camera_id].stream_url is None
    assert len(pipelines) == 1

    await hass.services.async_call("switch", "turn_on", {"entity_id": "switch.front_door_detection"}, blocking=True)
    assert pipelines[0].is_detecting

    await hass.config_entries.async_reload(entry.entry_id)
    assert pipelines[1].settings.is_detecting
    assert not pipelines[1].settings.is_recording


@pytest.mark.usefixtures("entry")
async def test_what_nobody_looks_at_is_unknown(hass: HomeAssistant, pipelines: list[FakePipeline]) -> None:
    await hass.services.async_call("switch", "turn_off", {"entity_id": "switch.front_door_detection"}, blocking=True)
    assert pipelines[0].is_recording
    assert hass.states.is_state("binary_sensor.front_door_person", STATE_UNKNOWN)


async def test_a_sealed_clip_is_counted_and_announced(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str, report: Report
) -> None:
    bus_events = async_capture_events(hass, EVENT_CLIP_SEALED)
    clip = a_clip(camera_id=camera_id, started_at=datetime.now(UTC), size=2_000_000)
    entry.runtime_data.clips.store.put(clip)
    await report(ClipSealed(clip=clip))
    assert hass.states.is_state("sensor.front_door_clips_kept", "1")
    size = hass.states.get("sensor.front_door_room_taken_by_clips")
    assert size is not None
    assert (size.state, size.attributes["unit_of_measurement"]) == ("2.0", "MB")
    assert [event.data["clip_id"] for event in bus_events] == [clip.id]
    assert bus_events[0].data["camera_id"] == camera_id


async def test_labels_not_chosen_any_more_lose_their_sensor(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str
) -> None:
    subentry = entry.subentries[camera_id]
    hass.config_entries.async_update_subentry(entry, subentry, data={**subentry.data, CONF_LABELS: ["animal"]})
    await hass.async_block_till_done()
    names = {entity_id for entity_id in er.async_get(hass).entities if entity_id.startswith("binary_sensor.")}
    assert names == {"binary_sensor.front_door_motion", "binary_sensor.front_door_animal"}


@pytest.mark.usefixtures("media_dir")
async def test_every_name_is_translated(hass: HomeAssistant, pipelines: list[FakePipeline]) -> None:
    hass.config.language = "de"
    await set_up(
        hass, entry_with(camera_subentry("Haustür", labels=["person", "vehicle", "animal", "package"], zones=[GARDEN]))
    )
    pipelines[0].stream()
    await hass.async_block_till_done()
    names = {entity.original_name for entity in er.async_get(hass).entities.values()}
    assert {"Person", "Fahrzeug", "Tier", "Paket", "Erkennung", "Aufnahme", "Stream", "Geschehen"} <= names
    assert {"Personen", "Personen (Garten)", "Analyse"} <= names

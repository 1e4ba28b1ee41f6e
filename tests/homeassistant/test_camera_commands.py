"""Which cameras could be added, and how one is watched, over the websocket."""

import json
from typing import Any

import pytest
from homeassistant.components.camera import CameraEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket, WebSocketGenerator

from custom_components.secure_video.engine.model.areas import MaskedClips
from tests.fakes import FakePipeline

from .asking import ask, asked, refusal
from .conftest import camera_subentry, entry_with, set_up

ZONE = {
    "id": None,
    "name": "Path",
    "kind": "include",
    "polygon": [[0.1, 0.2], [0.9, 0.2], [0.5, 0.8]],
    "labels": ["person"],
    "min_score": 0.5,
    "min_area": 0.0,
    "max_area": 1.0,
    "dwell": 2.0,
}
LINE = {"id": None, "name": "Gate", "start": [0.0, 0.5], "end": [1.0, 0.5], "direction": "both", "labels": ["person"]}
MASK = {"name": "Neighbour", "kind": "private", "polygon": [[0.0, 0.0], [0.3, 0.0], [0.3, 0.3]]}
SETTINGS = {
    "name": "Door",
    "labels": ["person", "animal"],
    "seconds_before": 8,
    "seconds_after": 0,
    "zones": [ZONE],
    "lines": [LINE],
    "masks": [MASK],
    "masked_clips": "not_recorded",
}


async def change(socket: MockHAClientWebSocket, camera_id: str, **settings: object) -> dict[str, Any]:
    return await asked(socket, "cameras/change", camera_id=camera_id, settings={**SETTINGS, **settings})


async def test_how_a_camera_is_watched(socket: MockHAClientWebSocket, camera_id: str) -> None:
    response = await asked(socket, "cameras/settings", camera_id=camera_id)
    assert response == {
        "name": "Front door",
        "labels": ["person", "vehicle"],
        "seconds_before": 6,
        "seconds_after": 6,
        "zones": [],
        "lines": [],
        "masks": [],
        "masked_clips": "reencoded",
    }


async def test_a_camera_is_watched_in_another_way(
    entry: MockConfigEntry, socket: MockHAClientWebSocket, camera_id: str, pipelines: list[FakePipeline]
) -> None:
    changed = await change(socket, camera_id)
    zone, line = changed["zones"][0], changed["lines"][0]
    assert changed == {**SETTINGS, "zones": [{**ZONE, "id": zone["id"]}], "lines": [{**LINE, "id": line["id"]}]}
    assert await asked(socket, "cameras/settings", camera_id=camera_id) == changed
    # The answer came when the camera was watched that way.
    assert len(pipelines) == 2
    setup = entry.runtime_data.cameras[camera_id].setup
    assert (setup.title, setup.seconds_before, setup.masked_clips) == ("Door", 8, MaskedClips.NOT_RECORDED)
    assert setup.has_private_parts
    assert [zone.min_score for zone in setup.zones] == [0.5]
    stored = entry.subentries[camera_id].data
    assert (stored["url"], stored["username"], stored["password"]) == ("rtsp://door.local/1", "me", "secret")
    # Limits that limit nothing would show in the form.
    assert stored["zones"] == [
        {key: value for key, value in zone.items() if key not in {"min_area", "max_area"}},
    ]


async def test_areas_stay_the_same_by_their_ids(socket: MockHAClientWebSocket, camera_id: str) -> None:
    first = await change(socket, camera_id)
    (zone,), (line,) = first["zones"], first["lines"]
    polygon = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]
    renamed = {**zone, "name": "Drive", "polygon": polygon}
    second = await change(socket, camera_id, zones=[{**ZONE, "name": "Lawn"}, renamed], lines=[])
    assert second["zones"][1] == renamed
    assert second["zones"][0]["id"] not in {zone["id"], None}
    third = await change(socket, camera_id, zones=[{**zone, "id": "made up", "polygon": polygon[::-1]}], lines=[line])
    assert third["zones"][0]["id"] not in {"made up", *(known["id"] for known in second["zones"])}


async def test_points_are_as_fine_as_can_be_seen(socket: MockHAClientWebSocket, camera_id: str) -> None:
    fine = [[0.123456789, 0], [1, 0], [0.5, 1]]
    changed = await change(socket, camera_id, zones=[{**ZONE, "polygon": fine}])
    assert changed["zones"][0]["polygon"] == [[0.1235, 0.0], [1.0, 0.0], [0.5, 1.0]]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"name": "  "}, "no_name"),
        ({"labels": []}, "no_labels"),
        ({"zones": [{**ZONE, "name": " "}]}, "area_without_name"),
        ({"masks": [MASK, {**MASK, "name": "Neighbour "}]}, "same_name"),
        ({"zones": [{**ZONE, "min_area": 0.5, "max_area": 0.5}]}, "bad_limits"),
        ({"zones": [{**ZONE, "polygon": [[0, 0], [1, 1]]}]}, "no_polygon"),
        ({"masks": [{**MASK, "polygon": [[0, 0], [0.00001, 0], [0, 0.00001]]}]}, "no_polygon"),
        ({"lines": [{**LINE, "end": LINE["start"]}]}, "no_length"),
    ],
)
async def test_what_cannot_be_watched(
    entry: MockConfigEntry,
    socket: MockHAClientWebSocket,
    camera_id: str,
    wrong: dict[str, Any],
    reason: str,
) -> None:
    before = dict(entry.subentries[camera_id].data)
    assert await refusal(socket, "cameras/change", camera_id=camera_id, settings={**SETTINGS, **wrong}) == reason
    assert entry.subentries[camera_id].data == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"seconds_before": 4},
        {"seconds_after": 61},
        {"labels": ["burglar"]},
        {"masked_clips": "shown"},
        {"zones": [{**ZONE, "polygon": [[0, 1.01], [1, 0], [1, 1]]}]},
        {"zones": [{**ZONE, "polygon": [[0, 0, 0], [1, 0], [1, 1]]}]},
        {"zones": [{**ZONE, "polygon": [[0, 0]] * 101}]},
        {"zones": [{**ZONE, "min_score": -0.1}]},
        {"zones": [{**ZONE, "kind": "secret"}]},
        {"lines": [{**LINE, "labels": ["package"]}]},
        {"lines": [{**LINE, "direction": "up"}]},
        {"masks": [MASK] * 51},
        {"url": "rtsp://elsewhere.local/1"},
        {"zones": None},
    ],
)
async def test_what_is_not_understood(
    entry: MockConfigEntry, socket: MockHAClientWebSocket, camera_id: str, wrong: dict[str, Any]
) -> None:
    before = dict(entry.subentries[camera_id].data)
    response = await ask(socket, "cameras/change", camera_id=camera_id, settings={**SETTINGS, **wrong})
    assert response["error"]["code"] == "invalid_format"
    assert entry.subentries[camera_id].data == before


async def test_no_credential_is_told(socket: MockHAClientWebSocket, camera_id: str) -> None:
    for told in (
        await asked(socket, "cameras/settings", camera_id=camera_id),
        await change(socket, camera_id),
    ):
        assert not any(secret in json.dumps(told) for secret in ("secret", "rtsp", "door.local"))


async def test_a_camera_that_is_not_there(socket: MockHAClientWebSocket) -> None:
    assert await refusal(socket, "cameras/settings", camera_id="former") == "camera_not_found"
    assert await refusal(socket, "cameras/change", camera_id="former", settings=SETTINGS) == "camera_not_found"


async def test_only_administrators(reader: MockHAClientWebSocket, entry: MockConfigEntry, camera_id: str) -> None:
    before = dict(entry.subentries[camera_id].data)
    for command, options in (
        ("candidates", {}),
        ("settings", {"camera_id": camera_id}),
        ("change", {"camera_id": camera_id, "settings": SETTINGS}),
    ):
        response = await ask(reader, f"cameras/{command}", **options)
        assert response["error"]["code"] == "unauthorized"
    assert entry.subentries[camera_id].data == before


@pytest.mark.usefixtures("media_dir", "pipelines")
async def test_cameras_that_could_be_added(hass: HomeAssistant, hass_ws_client: WebSocketGenerator) -> None:
    entry = entry_with(camera_subentry(), camera_subentry("Yard", entity_id="camera.yard"))
    await set_up(hass, entry)
    streams = {"supported_features": CameraEntityFeature.STREAM}
    outside = ar.async_get(hass).async_create("Outside")
    entity = er.async_get(hass).async_get_or_create("camera", "other", "1", suggested_object_id="garden")
    er.async_get(hass).async_update_entity(entity.entity_id, area_id=outside.id)
    for name, attributes in (("yard", streams), ("printer", {}), ("garden", streams)):
        hass.states.async_set(f"camera.{name}", "idle", {"friendly_name": name.title(), **attributes})
    assert hass.states.get("camera.front_door")
    assert await asked(await hass_ws_client(), "cameras/candidates") == {
        "cameras": [
            {"entity_id": "camera.garden", "name": "Garden", "area": "Outside", "can_stream": True},
            {"entity_id": "camera.printer", "name": "Printer", "area": None, "can_stream": False},
        ]
    }


async def test_a_camera_is_where_its_device_is(
    hass: HomeAssistant, entry: MockConfigEntry, socket: MockHAClientWebSocket
) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(config_entry_id=other.entry_id, identifiers={("other", "1")})
    dr.async_get(hass).async_update_device(device.id, area_id=ar.async_get(hass).async_create("Shed").id)
    entity = er.async_get(hass).async_get_or_create("camera", "other", "1", device_id=device.id, config_entry=other)
    hass.states.async_set(entity.entity_id, "unavailable", {"supported_features": 0})
    (camera,) = (await asked(socket, "cameras/candidates"))["cameras"]
    assert (camera["area"], camera["can_stream"]) == ("Shed", False)
    assert entry.runtime_data

"""What was seen and not told, and how the analysis goes, as the panel asks for it."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket

from custom_components.secure_video.const import CONF_ZONES
from custom_components.secure_video.engine.model.camera import AnalysisState
from tests.builders import a_near_miss_report
from tests.fakes import FakePipeline

from .asking import ask
from .conftest import Report

ZONE = {"id": "z1", "name": "Path", "kind": "include", "polygon": [[0, 0], [1, 0], [1, 1]], "labels": []}


async def test_near_misses(
    hass: HomeAssistant,
    socket: MockHAClientWebSocket,
    entry: MockConfigEntry,
    camera_id: str,
    pipelines: list[FakePipeline],
) -> None:
    subentry = entry.subentries[camera_id]
    hass.config_entries.async_update_subentry(entry, subentry, data={**subentry.data, CONF_ZONES: [ZONE]})
    await hass.async_block_till_done(wait_background_tasks=True)
    pipelines[-1].misses = (a_near_miss_report(zone="z1"), a_near_miss_report())
    told = (await ask(socket, "near_misses", camera_id=camera_id))["result"]["near_misses"]
    assert told[0] == {
        "label": "person",
        "kind": "person",
        "confidence": 0.41,
        "box": {"left": 0.5, "top": 0.25, "right": 0.625, "bottom": 0.5},
        "reason": "low_score",
        "seconds": 2.4,
        "at": "2026-11-01T12:00:00+00:00",
        "zone": "Path",
    }
    assert told[1] == told[0] | {"zone": None}


async def test_analysis(
    socket: MockHAClientWebSocket, camera_id: str, pipelines: list[FakePipeline], report: Report
) -> None:
    await report(replace(pipelines[0].snapshot, analysis=AnalysisState.RESTING))
    assert (await ask(socket, "analysis"))["result"]["cameras"] == [
        {
            "camera_id": camera_id,
            "state": "resting",
            "figures": {
                "looks_per_second": 5.0,
                "decoded_share": 0.25,
                "wakes": 3,
                "false_wakes": 1,
                "trusts_sizes": True,
            },
        }
    ]


async def test_only_of_cameras_that_one_may_see(
    reader: MockHAClientWebSocket, hass_read_only_user: MockUser, camera_id: str
) -> None:
    assert (await ask(reader, "near_misses", camera_id=camera_id))["success"]
    assert len((await ask(reader, "analysis"))["result"]["cameras"]) == 1
    hass_read_only_user.mock_policy({"entities": {"domains": {"sensor": True}}})
    for asked_for in (camera_id, "gone"):
        assert (await ask(reader, "near_misses", camera_id=asked_for))["error"]["code"] == "unauthorized"
    assert (await ask(reader, "analysis"))["result"]["cameras"] == []


async def test_a_camera_that_is_not_there(socket: MockHAClientWebSocket) -> None:
    response = await ask(socket, "near_misses", camera_id="gone")
    assert response["error"]["translation_key"] == "camera_not_found"


async def test_without_a_running_entry(
    hass: HomeAssistant, socket: MockHAClientWebSocket, entry: MockConfigEntry, camera_id: str
) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert (await ask(socket, "near_misses", camera_id=camera_id))["error"]["translation_key"] == "not_loaded"
    assert (await ask(socket, "analysis"))["error"]["translation_key"] == "not_loaded"

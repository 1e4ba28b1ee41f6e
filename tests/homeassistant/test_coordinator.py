"""The door from the engine's threads, and the way to a camera's stream."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity import Entity
from pytest_homeassistant_custom_component.common import async_capture_events, async_fire_time_changed

from custom_components.secure_video.engine.errors import Unreachable
from custom_components.secure_video.engine.model.camera import CameraSnapshot
from custom_components.secure_video.engine.model.video import StreamState

from .conftest import camera_subentry, entry_with, set_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from unittest.mock import AsyncMock

    from freezegun.api import FrozenDateTimeFactory
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from tests.fakes import FakePipeline

    from .conftest import Report

LAST_FRAME = "sensor.front_door_last_picture_decoded"
SOURCE = "camera.doorbell"


@pytest.fixture(autouse=True)
def _nothing_is_off_at_first() -> Iterator[None]:
    with patch.object(Entity, "entity_registry_enabled_default", new=True):
        yield


async def test_many_snapshots_in_one_turn_are_one_update(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str, pipelines: list[FakePipeline], report: Report
) -> None:
    updates: list[CameraSnapshot] = []
    coordinator = entry.runtime_data.cameras[camera_id]
    coordinator.async_add_listener(lambda: updates.append(coordinator.data))
    snapshots = [replace(pipelines[0].snapshot, has_motion=number % 2 == 0) for number in range(99)]
    # From the loop's own thread, so that it cannot turn in between.
    pipelines[0].report(*snapshots)
    await hass.async_block_till_done()
    assert updates == [snapshots[-1]]


@pytest.mark.usefixtures("entry")
async def test_the_last_frame_is_told_once_a_minute(
    hass: HomeAssistant, pipelines: list[FakePipeline], report: Report
) -> None:
    told = async_capture_events(hass, "state_changed")
    start = pipelines[0].snapshot.last_frame_at
    assert start is not None
    for seconds in range(10, 130, 10):
        # Motion is told at once, the time of the picture it was seen in is not.
        has_motion = seconds % 20 == 10
        await report(
            replace(pipelines[0].snapshot, last_frame_at=start + timedelta(seconds=seconds), has_motion=has_motion)
        )
    times = [event for event in told if event.data["entity_id"] == LAST_FRAME]
    motions = [event for event in told if event.data["entity_id"] == "binary_sensor.front_door_motion"]
    assert len(times) == 2
    assert len(motions) == 12

    await report(replace(pipelines[0].snapshot, state=StreamState.OFFLINE))
    assert hass.states.is_state(LAST_FRAME, (start + timedelta(seconds=120)).isoformat(timespec="seconds"))


@pytest.mark.usefixtures("entry")
async def test_one_log_line_each_way(
    pipelines: list[FakePipeline], report: Report, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "custom_components.secure_video.coordinator")
    caplog.clear()
    lost = replace(pipelines[0].snapshot, state=StreamState.OFFLINE, problem=Unreachable)
    for _ in range(3):
        await report(lost)
        await report(replace(lost, state=StreamState.CONNECTING))
    await report(replace(lost, state=StreamState.STREAMING, problem=None))
    assert [record.getMessage() for record in caplog.records if "coordinator" in record.name] == [
        "Front door is offline: Unreachable",
        "Front door is back",
    ]


# --- a camera entity as the source ------------------------------------------------------------------------------------


@pytest.fixture(name="stream_source")
def stream_source_fixture() -> Iterator[AsyncMock]:
    with patch(
        "custom_components.secure_video.source.async_get_stream_source", return_value="rtsp://doorbell.local/1"
    ) as stream_source:
        yield stream_source


async def set_up_doorbell(hass: HomeAssistant) -> MockConfigEntry:
    entry = entry_with(camera_subentry(entity_id=SOURCE))
    await set_up(hass, entry)
    return entry


async def set_state(hass: HomeAssistant, state: str, **attributes: object) -> None:
    hass.states.async_set(SOURCE, state, attributes)
    await hass.async_block_till_done(wait_background_tasks=True)


async def next_minute(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    freezer.tick(timedelta(seconds=61))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.usefixtures("media_dir")
async def test_a_camera_entity_is_waited_for_and_followed(
    hass: HomeAssistant, stream_source: AsyncMock, pipelines: list[FakePipeline]
) -> None:
    await set_up_doorbell(hass)
    assert not pipelines
    assert hass.states.is_state("sensor.front_door_stream", "offline")

    await set_state(hass, "idle")
    assert pipelines[0].settings.stream.url == "rtsp://doorbell.local/1"
    assert hass.states.is_state("sensor.front_door_stream", "connecting")

    await hass.async_add_executor_job(pipelines[0].stream)
    # Attributes of the source change all the time (access token).
    await set_state(hass, "idle", access_token="2")
    assert len(pipelines) == 1
    assert stream_source.await_count == 1

    await set_state(hass, STATE_UNAVAILABLE)
    assert not pipelines[0].is_running
    assert hass.states.is_state("sensor.front_door_stream", "offline")

    # A new connection does not make us forget when the last picture came.
    assert not hass.states.is_state(LAST_FRAME, "unknown")
    stream_source.return_value = "rtsp://doorbell.local/2"
    await set_state(hass, "idle")
    assert pipelines[1].settings.stream.url == "rtsp://doorbell.local/2"
    assert hass.states.is_state("sensor.front_door_stream", "connecting")
    assert not hass.states.is_state(LAST_FRAME, "unknown")


@pytest.mark.usefixtures("media_dir")
@pytest.mark.parametrize("answer", [None, HomeAssistantError("Camera is off"), TimeoutError()])
async def test_a_camera_entity_without_a_stream_is_asked_again(
    hass: HomeAssistant,
    stream_source: AsyncMock,
    pipelines: list[FakePipeline],
    freezer: FrozenDateTimeFactory,
    answer: Exception | None,
) -> None:
    stream_source.side_effect = [answer, "rtsp://doorbell.local/1"]
    hass.states.async_set(SOURCE, "idle")
    await set_up_doorbell(hass)
    assert not pipelines
    await next_minute(hass, freezer)
    assert len(pipelines) == 1


@pytest.mark.usefixtures("media_dir")
async def test_an_address_that_no_longer_works_is_asked_for_again(
    hass: HomeAssistant,
    stream_source: AsyncMock,
    pipelines: list[FakePipeline],
    report: Report,
    freezer: FrozenDateTimeFactory,
) -> None:
    hass.states.async_set(SOURCE, "idle")
    await set_up_doorbell(hass)
    await hass.async_add_executor_job(pipelines[0].stream)
    stream_source.return_value = "rtsp://doorbell.local/another-token"
    await next_minute(hass, freezer)
    assert pipelines[0].is_running

    await report(replace(pipelines[0].snapshot, state=StreamState.OFFLINE, problem=Unreachable))
    await next_minute(hass, freezer)
    assert not pipelines[0].is_running
    assert pipelines[1].settings.stream.url == "rtsp://doorbell.local/another-token"


@pytest.mark.usefixtures("media_dir")
async def test_switches_work_before_the_camera_is_there(
    hass: HomeAssistant, stream_source: AsyncMock, pipelines: list[FakePipeline]
) -> None:
    await set_up_doorbell(hass)
    await hass.services.async_call("switch", "turn_off", {"entity_id": "switch.front_door_recording"}, blocking=True)
    await set_state(hass, "idle")
    assert pipelines[0].settings.is_detecting
    assert not pipelines[0].settings.is_recording
    stream_source.assert_awaited_once()


async def test_a_report_after_the_end_is_lost(
    hass: HomeAssistant, entry: MockConfigEntry, pipelines: list[FakePipeline]
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    pipelines[0].report(replace(pipelines[0].snapshot, last_frame_at=datetime.now(UTC)))
    await hass.async_block_till_done()
    assert hass.states.is_state(LAST_FRAME, STATE_UNAVAILABLE)

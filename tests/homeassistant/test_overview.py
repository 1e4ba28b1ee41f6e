"""What the panel always shows."""

from dataclasses import replace
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser, async_fire_time_changed
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket, WebSocketGenerator

from custom_components.secure_video.const import CONF_MAX_DAYS, CONF_RECIPIENTS
from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.vault.age import generate_identity
from custom_components.secure_video.overview import SECONDS_BETWEEN_EVENTS
from tests.fakes import FakePipeline

from .clips import keep_sealed
from .conftest import Report, entry_with, set_up


async def subscribe(socket: MockHAClientWebSocket) -> dict[str, Any]:
    """Return the first overview."""
    await socket.send_json_auto_id({"type": "secure_video/overview/subscribe"})
    assert (await socket.receive_json())["success"]
    return await told(socket)


async def told(socket: MockHAClientWebSocket) -> dict[str, Any]:
    event: dict[str, Any] = (await socket.receive_json())["event"]
    return event


async def a_moment_passes(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    await hass.async_block_till_done()
    freezer.tick(SECONDS_BETWEEN_EVENTS + 0.1)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()


async def is_silent(socket: MockHAClientWebSocket) -> bool:
    await socket.send_json_auto_id({"type": "ping"})
    return str((await socket.receive_json())["type"]) == "pong"


async def test_changes_are_told_at_most_once_a_second(
    hass: HomeAssistant,
    socket: MockHAClientWebSocket,
    report: Report,
    pipelines: list[FakePipeline],
    freezer: FrozenDateTimeFactory,
) -> None:
    assert (await subscribe(socket))["cameras"][0]["present"] == []
    for labels in ({Label.PERSON}, {Label.PERSON, Label.VEHICLE}, {Label.VEHICLE}):
        await report(replace(pipelines[0].snapshot, present=frozenset(labels)))
    assert await is_silent(socket)
    await a_moment_passes(hass, freezer)
    assert (await told(socket))["cameras"][0]["present"] == ["vehicle"]
    # What the overview does not show is not told.
    await report(replace(pipelines[0].snapshot, has_motion=True))
    await a_moment_passes(hass, freezer)
    assert await is_silent(socket)


async def test_a_switch_is_told(
    hass: HomeAssistant, socket: MockHAClientWebSocket, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    (camera,) = (await subscribe(socket))["cameras"]
    assert (camera["is_detecting"], camera["is_recording"]) == (True, True)
    await hass.services.async_call("switch", "turn_off", {"entity_id": camera["recording_switch"]}, blocking=True)
    await a_moment_passes(hass, freezer)
    (camera,) = (await told(socket))["cameras"]
    assert (camera["is_detecting"], camera["is_recording"]) == (True, False)


async def test_of_what_one_may_see(
    hass: HomeAssistant,
    socket: MockHAClientWebSocket,
    reader: MockHAClientWebSocket,
    hass_read_only_user: MockUser,
    entry: MockConfigEntry,
    camera_id: str,
) -> None:
    keep_sealed(entry, camera_id, 1)
    keep_sealed(entry, "former", 2)
    await entry.runtime_data.clips.async_count()
    everything, some = await subscribe(socket), await subscribe(reader)
    assert everything["kept"] == {"clips": 2, "bytes": 2000}
    assert some["kept"] == {"clips": 1, "bytes": 1000}
    assert [camera["camera_id"] for camera in some["cameras"]] == [camera_id]
    hass_read_only_user.mock_policy({"entities": {"domains": {"sensor": True}}})
    await entry.runtime_data.clips.async_count()
    nothing = await told(reader)
    assert (nothing["cameras"], nothing["kept"]) == ([], {"clips": 0, "bytes": 0})


async def test_an_entity_may_be_gone_or_renamed(
    hass: HomeAssistant, socket: MockHAClientWebSocket, entity_registry: er.EntityRegistry
) -> None:
    entity_registry.async_remove("switch.front_door_detection")
    entity_registry.async_update_entity("camera.front_door", new_entity_id="camera.entrance")
    (camera,) = (await subscribe(socket))["cameras"]
    assert (camera["entity_id"], camera["detection_switch"]) == ("camera.entrance", None)


async def test_after_a_reload_it_goes_on(
    hass: HomeAssistant, socket: MockHAClientWebSocket, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    assert (await subscribe(socket))["limits"] == {"max_days": 14, "max_bytes": 50 * 10**9}
    options = {name: value for name, value in entry.options.items() if name != CONF_MAX_DAYS}
    hass.config_entries.async_update_entry(entry, options=options)
    await hass.async_block_till_done(wait_background_tasks=True)
    await a_moment_passes(hass, freezer)
    while (now := await told(socket))["limits"]["max_days"] is not None:
        pass
    assert [camera["name"] for camera in now["cameras"]] == ["Front door"]
    assert await hass.config_entries.async_unload(entry.entry_id)
    await socket.send_json_auto_id({"type": "secure_video/overview/subscribe"})
    assert (await socket.receive_json())["error"]["translation_key"] == "not_loaded"


@pytest.mark.parametrize("kind", ["hybrid", None])
async def test_whether_somebody_can_open_clips(
    hass: HomeAssistant,
    media_dir: str,
    pipelines: list[FakePipeline],
    hass_ws_client: WebSocketGenerator,
    kind: str | None,
) -> None:
    keys = [str(generate_identity(post_quantum=True).recipient)] if kind else []
    people = [{"name": "Anna", "recipient": key, "role": "owner"} for key in keys]
    # Without a camera nothing changes by itself.
    await set_up(hass, entry_with(**{CONF_RECIPIENTS: people}))
    first = await subscribe(await hass_ws_client())
    assert (first["is_ready"], first["key_kind"], first["cameras"]) == (bool(kind), kind, [])


async def test_an_alarm_is_told(
    hass: HomeAssistant, socket: MockHAClientWebSocket, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    assert (await subscribe(socket))["people_changed"] is False
    options = {**entry.options, CONF_RECIPIENTS: entry.options[CONF_RECIPIENTS][:1]}
    hass.config_entries.async_update_entry(entry, options=options)
    await hass.async_block_till_done(wait_background_tasks=True)
    await a_moment_passes(hass, freezer)
    while not (await told(socket))["people_changed"]:
        pass

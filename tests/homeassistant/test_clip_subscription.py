"""What a page is told of clips while it is open."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket

from .clips import keep_sealed, unlock


async def subscribe(socket: MockHAClientWebSocket) -> int:
    await socket.send_json_auto_id({"type": "secure_video/clips/subscribe"})
    answer = await socket.receive_json()
    assert answer["success"]
    return int(answer["id"])


async def told(socket: MockHAClientWebSocket) -> dict[str, Any]:
    """Return the next event, clips by their numbers."""
    event = (await socket.receive_json())["event"]
    return {
        "changed": {int(row["clip_id"], 16): row["unlocked_until"] is not None for row in event["changed"]},
        "removed": [int(clip_id, 16) for clip_id in event["removed"]],
    }


async def is_silent(socket: MockHAClientWebSocket, hass: HomeAssistant) -> bool:
    """Whether nothing was told until the answer to a question that is asked now."""
    await hass.async_block_till_done()
    await socket.send_json_auto_id({"type": "ping"})
    return str((await socket.receive_json())["type"]) == "pong"


async def test_only_of_clips_that_one_may_see(
    hass: HomeAssistant,
    socket: MockHAClientWebSocket,
    reader: MockHAClientWebSocket,
    hass_read_only_user: MockUser,
    entry: MockConfigEntry,
    camera_id: str,
) -> None:
    await subscribe(socket)
    await subscribe(reader)
    former = keep_sealed(entry, "former", 1).clip
    assert await told(socket) == {"changed": {1: False}, "removed": []}
    assert await is_silent(reader, hass)
    clip = keep_sealed(entry, camera_id, 2).clip
    assert await told(socket) == await told(reader) == {"changed": {2: False}, "removed": []}
    store = entry.runtime_data.clips.store
    await hass.async_add_executor_job(store.delete, [former.id, clip.id])
    assert await told(socket) == {"changed": {}, "removed": [1, 2]}
    assert await told(reader) == {"changed": {}, "removed": [2]}
    hass_read_only_user.mock_policy({"entities": {"domains": {"sensor": True}}})
    keep_sealed(entry, camera_id, 3)
    assert await told(socket) == {"changed": {3: False}, "removed": []}
    assert await is_silent(reader, hass)


async def test_that_clips_are_unlocked_is_told_to_whom_they_are(
    hass: HomeAssistant,
    socket: MockHAClientWebSocket,
    reader: MockHAClientWebSocket,
    hass_read_only_user: MockUser,
    entry: MockConfigEntry,
    camera_id: str,
) -> None:
    kept = keep_sealed(entry, camera_id)
    await hass.async_block_till_done()
    await subscribe(socket)
    await subscribe(reader)
    await unlock(entry, hass_read_only_user, kept)
    assert await told(reader) == {"changed": {1: True}, "removed": []}
    await entry.runtime_data.access.async_lock("", user=hass_read_only_user)
    assert await told(reader) == {"changed": {1: False}, "removed": []}
    assert await is_silent(socket, hass)


async def test_what_happens_meanwhile_is_told_together(
    hass: HomeAssistant, socket: MockHAClientWebSocket, entry: MockConfigEntry, camera_id: str
) -> None:
    await subscribe(socket)
    turn: asyncio.Lock = entry.runtime_data.clips._turn
    async with turn:
        # The first event waits for the store.
        keep_sealed(entry, camera_id, 1)
        await asyncio.sleep(0)
        for number in (2, 3, 4):
            keep_sealed(entry, camera_id, number)
        await hass.async_add_executor_job(entry.runtime_data.clips.store.delete, [f"{3:032x}"])
    assert await told(socket) == {"changed": {1: False}, "removed": []}
    assert await told(socket) == {"changed": {2: False, 4: False}, "removed": [3]}


async def test_a_reload_is_outlived(
    hass: HomeAssistant, socket: MockHAClientWebSocket, entry: MockConfigEntry, camera_id: str
) -> None:
    subscription = await subscribe(socket)
    assert await hass.config_entries.async_reload(entry.entry_id)
    keep_sealed(entry, camera_id)
    assert await told(socket) == {"changed": {1: False}, "removed": []}
    await socket.send_json_auto_id({"type": "unsubscribe_events", "subscription": subscription})
    assert (await socket.receive_json())["success"]
    keep_sealed(entry, camera_id, 2)
    assert await is_silent(socket, hass)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await socket.send_json_auto_id({"type": "secure_video/clips/subscribe"})
    assert (await socket.receive_json())["error"]["translation_key"] == "not_loaded"

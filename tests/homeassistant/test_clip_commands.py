"""The list of clips and the lock, as the panel asks for them."""

from dataclasses import replace
from datetime import UTC, datetime
from errno import ENOSPC
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, MockHAClientWebSocket

from custom_components.secure_video.engine.model.clips import ClipState
from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.vault.log import Deleted, DeletionReason, Journal
from tests.builders import a_clip

from .asking import ask
from .clips import keep_sealed
from .conftest import keep
from .test_signed_log import contents

UNLOCK_URL = "/api/secure_video/clips/unlock"


async def listed(socket: MockHAClientWebSocket, **options: object) -> list[int]:
    """Return the numbers of the clips that are listed."""
    response = await ask(socket, "clips/list", **options)
    return [int(clip["clip_id"], 16) for clip in response["result"]["clips"]]


async def test_what_is_told_of_a_clip(socket: MockHAClientWebSocket, entry: MockConfigEntry, camera_id: str) -> None:
    kept = keep_sealed(entry, camera_id)
    assert (await ask(socket, "clips/list"))["result"] == {
        "clips": [
            {
                "clip_id": kept.clip.id,
                "camera_id": camera_id,
                "started_at": "2026-11-21T09:01:00+00:00",
                "duration": 10.0,
                "size": 1000,
                "labels": ["person"],
                "state": "sealed",
                "is_protected": False,
                "unlocked_until": None,
            }
        ],
        "has_more": False,
    }


async def test_page_after_page(socket: MockHAClientWebSocket, entry: MockConfigEntry, camera_id: str) -> None:
    for number in range(1, 6):
        keep_sealed(entry, camera_id, number)
    assert await listed(socket, limit=2) == [5, 4]
    assert await listed(socket, limit=2, after=f"{4:032x}") == [3, 2]
    response = await ask(socket, "clips/list", limit=2, after=f"{2:032x}")
    assert len(response["result"]["clips"]) == 1
    assert response["result"]["has_more"] is False
    assert (await ask(socket, "clips/list", limit=2))["result"]["has_more"] is True
    response = await ask(socket, "clips/list", after="gone")
    assert response["error"]["translation_key"] == "clip_not_found"


async def test_of_one_camera_and_day(socket: MockHAClientWebSocket, entry: MockConfigEntry, camera_id: str) -> None:
    keep_sealed(entry, camera_id, 1)
    keep_sealed(entry, "former", 2)
    keep(entry, a_clip(3, camera_id=camera_id, state=ClipState.INCOMPLETE))
    assert await listed(socket) == [2, 1, 3]
    assert await listed(socket, camera_id=camera_id) == [1, 3]
    assert await listed(socket, day="2026-11-01") == [3]


async def test_of_a_time_and_a_label(socket: MockHAClientWebSocket, entry: MockConfigEntry, camera_id: str) -> None:
    for number in range(1, 5):
        keep_sealed(entry, camera_id, number)
    car = a_clip(5, camera_id=camera_id, started_at=datetime(2026, 11, 21, 9, 5, tzinfo=UTC))
    keep(entry, replace(car, labels=frozenset({Label.VEHICLE, Label.ANIMAL})))
    # In a time of one's own, too.
    assert await listed(socket, since="2026-11-21T09:02:00+00:00", before="2026-11-21T10:04:00+01:00") == [3, 2]
    assert await listed(socket, day="2026-11-21", before="2026-11-21T09:02:00+00:00") == [1]
    assert await listed(socket, labels=["animal"]) == [5]
    assert await listed(socket, labels=["person", "vehicle"], limit=2) == [5, 4]
    assert await listed(socket, labels=["motion"]) == []


@pytest.mark.parametrize(
    "options",
    [
        {"limit": 5001},
        {"limit": 0},
        {"since": "yesterday"},
        {"labels": ["burglar"]},
        {"labels": "person"},
        {"cameras": []},
    ],
)
async def test_what_cannot_be_listed(socket: MockHAClientWebSocket, options: dict[str, object]) -> None:
    assert (await ask(socket, "clips/list", **options))["error"]["code"] == "invalid_format"


async def test_only_clips_of_cameras_that_one_may_see(
    reader: MockHAClientWebSocket, hass_read_only_user: MockUser, entry: MockConfigEntry, camera_id: str
) -> None:
    keep_sealed(entry, camera_id, 1)
    keep_sealed(entry, "former", 2)
    keep_sealed(entry, None, 3)
    assert await listed(reader) == [1]
    assert await listed(reader, limit=1, camera_id="former") == []
    assert (await ask(reader, "clips/list", limit=1))["result"]["has_more"] is False
    hass_read_only_user.mock_policy({"entities": {"domains": {"sensor": True}}})
    assert await listed(reader) == []


async def test_one_clip_is_told_as_in_the_list(
    socket: MockHAClientWebSocket, reader: MockHAClientWebSocket, entry: MockConfigEntry, camera_id: str
) -> None:
    kept = keep_sealed(entry, camera_id, 1)
    keep_sealed(entry, camera_id, 2)
    for connection in (socket, reader):
        (_, older) = (await ask(connection, "clips/list"))["result"]["clips"]
        assert (await ask(connection, "clips/get", clip_id=kept.clip.id))["result"] == older
    assert (await ask(socket, "clips/get"))["error"]["code"] == "invalid_format"


async def test_a_clip_that_one_may_not_see_looks_like_one_that_is_not_there(
    socket: MockHAClientWebSocket,
    reader: MockHAClientWebSocket,
    hass_read_only_user: MockUser,
    entry: MockConfigEntry,
    camera_id: str,
) -> None:
    hidden = [keep_sealed(entry, "former", 1), keep_sealed(entry, None, 2), keep_sealed(entry, camera_id, 3)]
    hass_read_only_user.mock_policy({"entities": {"domains": {"sensor": True}}})

    async def answer(connection: MockHAClientWebSocket, clip_id: str) -> dict[str, Any]:
        return {**await ask(connection, "clips/get", clip_id=clip_id), "id": 0}

    not_there = await answer(reader, f"{4:032x}")
    assert (not_there["success"], not_there["result"]) == (True, None)
    for kept in hidden:
        assert await answer(reader, kept.clip.id) == not_there
        assert (await answer(socket, kept.clip.id))["result"]["clip_id"] == kept.clip.id
    assert await answer(socket, f"{4:032x}") == not_there


async def test_locking_is_for_oneself_or_for_administrators(
    socket: MockHAClientWebSocket,
    reader: MockHAClientWebSocket,
    hass_client: ClientSessionGenerator,
    hass_read_only_access_token: str,
    entry: MockConfigEntry,
    camera_id: str,
) -> None:
    kept = keep_sealed(entry, camera_id)

    async def is_unlocked(connection: MockHAClientWebSocket) -> bool:
        return (await ask(connection, "clips/list"))["result"]["clips"][0]["unlocked_until"] is not None

    for token in (None, hass_read_only_access_token):
        client = await (hass_client(token) if token else hass_client())
        response = await client.post(UNLOCK_URL, json={"keys": {kept.clip.id: kept.keys}})
        told = await response.json()
        assert told["clip_ids"] == [kept.clip.id]
        assert told["unlocked_until"]
    assert (await is_unlocked(socket), await is_unlocked(reader)) == (True, True)
    assert (await ask(reader, "clips/lock", everyone=True))["error"]["code"] == "unauthorized"
    assert (await is_unlocked(socket), await is_unlocked(reader)) == (True, True)
    assert (await ask(reader, "clips/lock"))["success"]
    assert (await is_unlocked(socket), await is_unlocked(reader)) == (True, False)
    assert (await ask(socket, "clips/lock", everyone=True))["success"]
    assert (await is_unlocked(socket), await is_unlocked(reader)) == (False, False)


async def test_without_a_running_entry(
    hass: HomeAssistant, socket: MockHAClientWebSocket, entry: MockConfigEntry
) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)
    for what, options in {"list": {}, "get": {"clip_id": "gone"}, "lock": {}}.items():
        assert (await ask(socket, f"clips/{what}", **options))["error"]["translation_key"] == "not_loaded"


async def test_each_clip_is_deleted_or_said_why_not(
    hass: HomeAssistant, socket: MockHAClientWebSocket, entry: MockConfigEntry, camera_id: str, media_dir: Path
) -> None:
    kept, protected = keep_sealed(entry, camera_id, 1), keep_sealed(entry, camera_id, 2)
    keep(entry, a_clip(3, camera_id=camera_id, state=ClipState.RECORDING))
    assert (await ask(socket, "clips/protect", clip_ids=[protected.clip.id], is_protected=True))["success"]
    ids = [f"{number:032x}" for number in (1, 2, 3, 4)]
    told = (await ask(socket, "clips/delete", clip_ids=[*ids, ids[0]]))["result"]["clips"]
    assert [clip["clip_id"] for clip in told] == ids
    errors = [clip["error"] and clip["error"]["kind"] for clip in told]
    assert errors == [None, "ClipProtected", "StoreError", "ClipNotFound"]
    assert sorted(await listed(socket)) == [2, 3]
    assert (kept.path.exists(), protected.path.exists()) == (False, True)
    # A tombstone for what went, and for nothing else.
    logged = await hass.async_add_executor_job(contents, media_dir)
    deleted = [content for content in logged if isinstance(content, Deleted)]
    assert deleted == [Deleted(clip=kept.clip.id, reason=DeletionReason.BY_HAND)]
    assert entry.runtime_data.clips.kept().clips == 2


async def test_each_clip_is_protected_or_said_why_not(
    socket: MockHAClientWebSocket, entry: MockConfigEntry, camera_id: str
) -> None:
    kept = keep_sealed(entry, camera_id)
    ids = [kept.clip.id, f"{2:032x}"]
    for is_protected in (True, False):
        told = (await ask(socket, "clips/protect", clip_ids=ids, is_protected=is_protected))["result"]["clips"]
        assert [clip["error"] and clip["error"]["kind"] for clip in told] == [None, "ClipNotFound"]
        assert entry.runtime_data.clips.store.entry(kept.clip.id).is_protected is is_protected


async def test_only_administrators_delete_and_protect(
    socket: MockHAClientWebSocket, reader: MockHAClientWebSocket, entry: MockConfigEntry, camera_id: str
) -> None:
    ids = [keep_sealed(entry, camera_id).clip.id]
    assert (await ask(reader, "clips/delete", clip_ids=ids))["error"]["code"] == "unauthorized"
    assert (await ask(reader, "clips/protect", clip_ids=ids, is_protected=True))["error"]["code"] == "unauthorized"
    for options in ({}, {"clip_ids": ids[0]}, {"clip_ids": [f"{number:032x}" for number in range(1001)]}):
        assert (await ask(socket, "clips/delete", **options))["error"]["code"] == "invalid_format"
    assert await listed(reader) == [1]


async def test_a_full_disk_deletes_nothing(
    socket: MockHAClientWebSocket, entry: MockConfigEntry, camera_id: str
) -> None:
    kept = keep_sealed(entry, camera_id)
    with patch.object(Journal, "append", side_effect=OSError(ENOSPC, "full")):
        told = await ask(socket, "clips/delete", clip_ids=[kept.clip.id])
    assert told["error"]["translation_key"] == "disk_full"
    assert kept.path.exists()
    assert await listed(socket) == [1]

"""Who looks at a sealed clip is in the log before they can."""

import asyncio
from http import HTTPStatus
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket

from custom_components.secure_video.engine.errors import Full
from custom_components.secure_video.engine.vault.log import Viewed, Viewing
from custom_components.secure_video.viewings import QUIET_SECONDS, Viewings

from .clips import KeptClip, keep_sealed
from .test_clip_view import Clock, forbid_camera
from .test_signed_log import contents


@pytest.fixture(name="kept")
def kept_fixture(entry: MockConfigEntry, camera_id: str) -> KeptClip:
    return keep_sealed(entry, camera_id)


async def viewings(hass: HomeAssistant, media_dir: Path) -> list[tuple[str, str]]:
    """Return who did what, as the log has it."""
    logged = await hass.async_add_executor_job(contents, media_dir)
    return [(content.by, content.what.value) for content in logged if isinstance(content, Viewed)]


async def tell(socket: MockHAClientWebSocket, clip_id: str, what: str) -> dict[str, Any]:
    await socket.send_json_auto_id({"type": "secure_video/clips/tell", "clip_id": clip_id, "what": what})
    answer: dict[str, Any] = await socket.receive_json()
    return answer


async def test_who_fetches_a_clip_is_logged_once(
    hass: HomeAssistant, client: TestClient[Any, Any], hass_admin_user: MockUser, media_dir: Path, kept: KeptClip
) -> None:
    # Pictures of a whole day are not what is told.
    for part in ("header", "meta"):
        assert (await client.get(f"{kept.url}/{part}")).status == HTTPStatus.OK
    assert await viewings(hass, media_dir) == []
    answers = [client.get(f"{kept.url}/sealed", headers={"Range": f"bytes={start}-"}) for start in (0, 100, 200)]
    for answer in await asyncio.gather(*answers):
        assert answer.status == HTTPStatus.PARTIAL_CONTENT
    assert await viewings(hass, media_dir) == [(hass_admin_user.id, "fetched")]


@pytest.mark.parametrize("problem", [Full("full"), OSError("broken")])
async def test_what_cannot_be_logged_is_not_served(
    entry: MockConfigEntry,
    client: TestClient[Any, Any],
    socket: MockHAClientWebSocket,
    kept: KeptClip,
    problem: Exception,
) -> None:
    with patch.object(entry.runtime_data.viewings, "_write", side_effect=problem):
        response = await client.get(f"{kept.url}/sealed")
        told = await tell(socket, kept.clip.id, "opened")
    assert response.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert not told["success"]
    assert (await client.get(f"{kept.url}/sealed")).status == HTTPStatus.OK


async def test_a_browser_tells_what_it_is_about_to_do(  # noqa: PLR0913, PLR0917 - who may, and what is left of it
    hass: HomeAssistant,
    client: TestClient[Any, Any],
    socket: MockHAClientWebSocket,
    reader: MockHAClientWebSocket,
    hass_admin_user: MockUser,
    hass_read_only_user: MockUser,
    media_dir: Path,
    kept: KeptClip,
) -> None:
    for what in ("opened", "snapshot", "opened"):
        assert (await tell(socket, kept.clip.id, what))["success"]
    # It is known already that they look at it.
    assert (await client.get(f"{kept.url}/sealed")).status == HTTPStatus.OK
    assert (await tell(reader, kept.clip.id, "plain_copy"))["success"]
    admin, somebody = hass_admin_user.id, hass_read_only_user.id
    expected = [(admin, "opened"), (admin, "snapshot"), (somebody, "plain_copy")]
    assert await viewings(hass, media_dir) == expected
    forbid_camera(hass_read_only_user)
    assert (await tell(reader, kept.clip.id, "opened"))["error"]["code"] == "unauthorized"
    assert (await tell(reader, "gone", "opened"))["error"]["translation_key"] == "clip_not_found"
    for what in ("fetched", "watched"):
        assert (await tell(socket, kept.clip.id, what))["error"]["code"] == "invalid_format"
    assert await viewings(hass, media_dir) == expected


async def test_after_a_while_it_is_logged_again(
    hass: HomeAssistant, hass_admin_user: MockUser, hass_read_only_user: MockUser, kept: KeptClip
) -> None:
    clock, written = Clock(), list[Viewed]()
    told = Viewings(hass, written.append, clock=clock)
    await told.async_tell(hass_admin_user, kept.clip.id, Viewing.FETCHED)
    await told.async_tell(hass_read_only_user, kept.clip.id, Viewing.FETCHED)
    clock.now += QUIET_SECONDS - 1
    await told.async_tell(hass_admin_user, kept.clip.id, Viewing.FETCHED)
    assert [viewed.by for viewed in written] == [hass_admin_user.id, hass_read_only_user.id]
    clock.now += 1
    await told.async_tell(hass_admin_user, kept.clip.id, Viewing.FETCHED)
    assert [viewed.by for viewed in written[2:]] == [hass_admin_user.id]
    # Nothing is remembered for longer.
    assert len(told._told) == 1

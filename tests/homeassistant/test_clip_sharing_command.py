"""A browser tells for whom it makes a copy, before it does."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket, WebSocketGenerator

from custom_components.secure_video.engine.errors import Full
from custom_components.secure_video.engine.vault.age import fingerprint, generate_identity
from custom_components.secure_video.engine.vault.log import Shared
from custom_components.secure_video.signed_log import SignedLog

from .clips import KeptClip, keep_sealed
from .conftest import RECIPIENT
from .test_clip_sharing import departures
from .test_clip_view import forbid_camera

GUEST = generate_identity(post_quantum=False)


@pytest.fixture(name="kept")
async def kept_fixture(hass: HomeAssistant, entry: MockConfigEntry, camera_id: str) -> KeptClip:
    return await hass.async_add_executor_job(keep_sealed, entry, camera_id)


@pytest.fixture(name="socket")
async def socket_fixture(entry: MockConfigEntry, hass_ws_client: WebSocketGenerator) -> MockHAClientWebSocket:
    return await hass_ws_client()


async def tell(socket: MockHAClientWebSocket, kept: KeptClip, **changed: object) -> dict[str, Any]:
    wish = {"clip_id": kept.clip.id, "recipient": str(GUEST.recipient), **changed}
    await socket.send_json_auto_id({"type": "secure_video/clips/share", **wish})
    answer: dict[str, Any] = await socket.receive_json()
    return answer


async def test_the_log_says_for_whom(socket: MockHAClientWebSocket, kept: KeptClip, media_dir: Path) -> None:
    assert (await tell(socket, kept))["success"]
    assert departures(media_dir) == [Shared(clip=kept.clip.id, to=fingerprint(GUEST.recipient))]


@pytest.mark.parametrize(
    "changed",
    [
        {"recipient": "age1hunter2"},
        {"recipient": ""},
        {"recipient": f"{RECIPIENT}\n{GUEST.recipient}"},
        {"recipient": GUEST.to_string()},
        {"clip_id": "f" * 32},
    ],
)
async def test_what_cannot_be_is_refused_and_not_repeated(
    socket: MockHAClientWebSocket, kept: KeptClip, media_dir: Path, changed: dict[str, object]
) -> None:
    answer = await tell(socket, kept, **changed)
    assert not answer["success"]
    assert "hunter2" not in str(answer)
    assert GUEST.to_string() not in str(answer)
    assert not departures(media_dir)


async def test_a_camera_that_one_may_not_see(
    socket: MockHAClientWebSocket, kept: KeptClip, media_dir: Path, hass_admin_user: MockUser
) -> None:
    hass_admin_user.groups = []
    forbid_camera(hass_admin_user)
    assert (await tell(socket, kept))["error"]["code"] == "unauthorized"
    assert not departures(media_dir)


async def test_what_cannot_be_written_down_is_not_answered_with_yes(
    socket: MockHAClientWebSocket, kept: KeptClip
) -> None:
    with patch.object(SignedLog, "write", side_effect=Full("The disk is full.")):
        assert (await tell(socket, kept))["error"]["translation_key"] == "disk_full"

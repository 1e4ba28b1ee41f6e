"""The clips in the media browser."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from homeassistant.components.media_player import BrowseError, MediaClass
from homeassistant.components.media_source import (
    URI_SCHEME,
    BrowseMediaSource,
    Unresolvable,
    async_browse_media,
    async_resolve_media,
)

from custom_components.secure_video.const import DOMAIN
from custom_components.secure_video.engine.model.clips import ClipState
from custom_components.secure_video.engine.vault.unlock import DEFAULT_LIFETIME
from tests.builders import a_clip

from .clips import PICTURE, VIDEO, keep_sealed
from .conftest import keep

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
    from pytest_homeassistant_custom_component.typing import (
        ClientSessionGenerator,
        MockHAClientWebSocket,
        WebSocketGenerator,
    )

pytestmark = pytest.mark.usefixtures("entry")

ROOT = f"{URI_SCHEME}{DOMAIN}"


@pytest.fixture(autouse=True)
async def _five_clips(hass: HomeAssistant, entry: MockConfigEntry, camera_id: str) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    first = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
    second = datetime(2026, 11, 21, 9, tzinfo=UTC)
    keep(entry, a_clip(1, camera_id=camera_id, started_at=first))
    keep(entry, a_clip(2, camera_id=camera_id, started_at=second))
    keep(entry, a_clip(3, camera_id=camera_id, started_at=second.replace(hour=8), state=ClipState.INCOMPLETE))
    keep(entry, a_clip(4, camera_id="former", started_at=first))
    keep(entry, a_clip(5, camera_id=None, started_at=second))


async def browse(hass: HomeAssistant, path: str = "") -> BrowseMediaSource:
    node = await async_browse_media(hass, f"{ROOT}/{path}" if path else ROOT)
    assert isinstance(node, BrowseMediaSource)
    return node


def titles(node: BrowseMediaSource) -> list[str]:
    return [child.title for child in node.children or ()]


async def test_cameras_then_days_then_clips(hass: HomeAssistant, camera_id: str) -> None:
    root = await browse(hass)
    assert titles(root) == ["Front door", "Former cameras"]
    days = await browse(hass, camera_id)
    assert titles(days) == ["2026-11-21", "2026-11-20"]

    day = await browse(hass, f"{camera_id}/2026-11-21")
    assert "Sealed" in titles(day)[0]
    assert titles(day)[1:] == ["10:00:00 · person · 10 s", "09:00:00 · person · incomplete"]
    assert not any(child.can_play or child.can_expand for child in day.children or ())
    # The frontend's sign for lines instead of tiles.
    assert day.children_media_class == MediaClass.TRACK


async def test_every_node_can_be_browsed_by_its_own_address(hass: HomeAssistant) -> None:
    root = await browse(hass)
    for camera in root.children or ():
        days = await async_browse_media(hass, camera.media_content_id)
        for day in days.children or ():
            clips = await async_browse_media(hass, day.media_content_id)
            assert clips.media_content_id == day.media_content_id
            assert len(clips.children or ()) >= 2


async def test_clips_of_former_cameras_stay_in_sight(hass: HomeAssistant) -> None:
    assert titles(await browse(hass, "others")) == ["2026-11-21", "2026-11-20"]
    assert len(titles(await browse(hass, "others/2026-11-20"))) == 2


@pytest.mark.parametrize("place", [f"{{camera}}/2026-11-21/{a_clip(2).id}", "{camera}/2026-11-21/"])
async def test_playing_a_clip_says_where_it_can_be_seen(hass: HomeAssistant, camera_id: str, place: str) -> None:
    with pytest.raises(Unresolvable) as error:
        await async_resolve_media(hass, f"{ROOT}/{place.format(camera=camera_id)}", None)
    assert error.value.translation_key == "clip_sealed"
    assert "in Secure Video in the sidebar" in str(error.value)


@pytest.mark.parametrize("path", ["nobody", "nobody/2026-11-21", "{camera}/yesterday", "{camera}/2026-11-21/x/y"])
async def test_there_is_nothing_elsewhere(hass: HomeAssistant, camera_id: str, path: str) -> None:
    with pytest.raises(BrowseError):
        await browse(hass, path.format(camera=camera_id))
    with pytest.raises(Unresolvable):
        await async_resolve_media(hass, f"{ROOT}/{path.format(camera=camera_id)}", None)


async def test_without_a_running_entry_the_browser_says_so(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(BrowseError) as error:
        await browse(hass)
    assert error.value.translation_key == "not_loaded"


async def test_titles_are_in_the_server_s_language(hass: HomeAssistant, camera_id: str) -> None:
    await hass.config.async_update(language="de")
    assert titles(await browse(hass)) == ["Front door", "Frühere Kameras"]
    assert "Versiegelt" in titles(await browse(hass, f"{camera_id}/2026-11-21"))[0]


async def resolve(socket: MockHAClientWebSocket, path: str) -> dict[str, Any]:
    """Ask as the frontend does when somebody wants to play something."""
    await socket.send_json_auto_id({"type": "media_source/resolve_media", "media_content_id": f"{ROOT}/{path}"})
    response: dict[str, Any] = await socket.receive_json()
    return response


async def test_an_unlocked_clip_is_played_by_whoever_unlocked_it(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
    hass_client_no_auth: ClientSessionGenerator,
    hass_read_only_access_token: str,
    entry: MockConfigEntry,
    camera_id: str,
) -> None:
    kept = keep_sealed(entry, camera_id, 6)
    path = f"{camera_id}/2026-11-21/{kept.clip.id}"
    socket, other = await hass_ws_client(), await hass_ws_client(hass, hass_read_only_access_token)
    assert (await resolve(socket, path))["error"]["code"] == "resolve_media_failed"
    browser, player = await hass_client(), await hass_client_no_auth()
    response = await browser.post("/api/secure_video/clips/unlock", json={"keys": {kept.clip.id: kept.keys}})
    assert response.status == HTTPStatus.OK

    media = (await resolve(socket, path))["result"]
    assert media["mime_type"] == "video/mp4"
    assert await (await player.get(media["url"])).read() == VIDEO
    signature = media["url"].partition("authSig=")[2]
    claims = jwt.decode(signature, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] <= DEFAULT_LIFETIME

    assert (await resolve(other, path))["error"]["code"] == "resolve_media_failed"
    with pytest.raises(Unresolvable):  # By an automation.
        await async_resolve_media(hass, f"{ROOT}/{path}", None)
    await hass.services.async_call(DOMAIN, "lock", blocking=True)
    assert (await resolve(socket, path))["error"]["code"] == "resolve_media_failed"
    assert (await player.get(media["url"])).status == HTTPStatus.GONE


async def test_unlocked_clips_can_be_played_and_have_a_picture(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    camera_id: str,
) -> None:
    kept = keep_sealed(entry, camera_id, 6)
    browser, socket = await hass_client(), await hass_ws_client()
    await browser.post("/api/secure_video/clips/unlock", json={"keys": {kept.clip.id: kept.keys}})
    await socket.send_json_auto_id(
        {"type": "media_source/browse_media", "media_content_id": f"{ROOT}/{camera_id}/2026-11-21"}
    )
    children = (await socket.receive_json())["result"]["children"]
    (playable,) = [child for child in children if child["can_play"]]
    assert playable["media_content_id"].endswith(kept.clip.id)
    assert await (await browser.get(playable["thumbnail"])).read() == PICTURE


async def test_only_cameras_that_one_may_see_are_shown(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
    hass_read_only_user: MockUser,
    camera_id: str,
) -> None:
    socket = await hass_ws_client(hass, hass_read_only_access_token)

    async def browse_as_reader(path: str) -> dict[str, Any]:
        await socket.send_json_auto_id({"type": "media_source/browse_media", "media_content_id": path})
        response: dict[str, Any] = await socket.receive_json()
        return response

    (camera,) = (await browse_as_reader(ROOT))["result"]["children"]
    assert camera["title"] == "Front door"
    hass_read_only_user.mock_policy({"entities": {"domains": {"sensor": True}}})
    assert (await browse_as_reader(ROOT))["result"]["children"] == []
    for path in (camera_id, f"{camera_id}/2026-11-21"):
        assert (await browse_as_reader(f"{ROOT}/{path}"))["error"]["code"] == "browse_media_failed"

"""Users' sealed private keys."""

import json
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket, WebSocketGenerator

from custom_components.secure_video.diagnostics import async_get_config_entry_diagnostics
from custom_components.secure_video.engine.vault.age import armor, generate_identity, open_identity, seal_identity
from custom_components.secure_video.identities import STORAGE_KEY

from .asking import ask, asked, refusal

IDENTITY = generate_identity(post_quantum=False)
WORDS = "seven generated words stand here for one"
FILE = armor(seal_identity(IDENTITY, WORDS, work_factor=16)).decode()
OTHER = armor(seal_identity(generate_identity(post_quantum=False), WORDS, work_factor=16)).decode()


async def kept(socket: MockHAClientWebSocket) -> str | None:
    file: str | None = (await asked(socket, "identity/get"))["file"]
    return file


async def test_a_file_is_kept_and_sent_to_its_user_only(
    socket: MockHAClientWebSocket, reader: MockHAClientWebSocket
) -> None:
    assert await kept(socket) is None
    assert (await ask(socket, "identity/store", file=FILE))["success"]
    assert await kept(reader) is None
    assert (await ask(reader, "identity/store", file=OTHER))["success"]
    assert [await kept(socket), await kept(reader)] == [FILE, OTHER]
    assert open_identity((await kept(socket) or "").encode(), WORDS) == IDENTITY

    assert (await ask(reader, "identity/delete"))["success"]
    assert [await kept(socket), await kept(reader)] == [FILE, None]
    assert (await ask(socket, "identity/store", file=OTHER))["success"]
    assert await kept(socket) == OTHER


async def test_nothing_is_left_of_it(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    socket: MockHAClientWebSocket,
    reader: MockHAClientWebSocket,
    hass_read_only_user: MockUser,
) -> None:
    for connection, file in ((socket, FILE), (reader, OTHER)):
        await ask(connection, "identity/store", file=file)
    await reader.close()
    await hass.auth.async_remove_user(hass_read_only_user)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert list(hass_storage[STORAGE_KEY]["data"].values()) == [FILE]
    await ask(socket, "identity/delete")
    assert STORAGE_KEY not in hass_storage


async def test_it_goes_with_the_entry(
    hass: HomeAssistant, hass_storage: dict[str, Any], entry: MockConfigEntry, socket: MockHAClientWebSocket
) -> None:
    await ask(socket, "identity/store", file=FILE)
    assert STORAGE_KEY in hass_storage
    assert await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert STORAGE_KEY not in hass_storage


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (IDENTITY.to_string(), "private_key"),
        (f"{FILE}# {IDENTITY.to_string()}", "private_key"),
        (armor(IDENTITY.to_string().encode()).decode(), "private_key"),
        ("", "bad_identity_file"),
        ("hello", "bad_identity_file"),
        (FILE * 2, "bad_identity_file"),
        (FILE + " " * 8192, "bad_identity_file"),
    ],
)
async def test_what_is_not_kept(
    socket: MockHAClientWebSocket, caplog: pytest.LogCaptureFixture, file: str, reason: str
) -> None:
    caplog.set_level("INFO", logger="homeassistant.components.websocket_api.http.connection")
    await ask(socket, "identity/store", file=FILE)
    # The answer is one of our texts, and those have nothing of the key.
    assert await refusal(socket, "identity/store", file=file) == reason
    assert IDENTITY.to_string() not in caplog.text
    assert await kept(socket) == FILE


async def test_it_is_in_no_diagnostics(
    hass: HomeAssistant, entry: MockConfigEntry, socket: MockHAClientWebSocket
) -> None:
    await ask(socket, "identity/store", file=FILE)
    diagnostics = json.dumps(await async_get_config_entry_diagnostics(hass, entry))
    for line in FILE.splitlines():
        assert line not in diagnostics


async def test_without_an_entry(hass: HomeAssistant, hass_ws_client: WebSocketGenerator) -> None:
    assert await async_setup_component(hass, "secure_video", {})
    socket = await hass_ws_client()
    assert await refusal(socket, "identity/store", file=FILE) == "not_loaded"
    assert await kept(socket) is None

"""What can be asked of the integration is written down."""

from pathlib import Path

from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

API = Path(__file__).parents[2] / "docs" / "api.md"


async def test_every_path_and_command_is_written_down(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    await hass_client()
    written = await hass.async_add_executor_job(API.read_text)
    paths = {resource.canonical for resource in hass.http.app.router.resources()}
    ours = {path for path in paths if path.startswith("/api/secure_video/")}
    ours |= {command for command in hass.data[websocket_api.DOMAIN] if command.startswith("secure_video/")}
    assert {"/api/secure_video/clips/unlock", "secure_video/clips/list"} <= ours
    assert {name for name in ours if f"{name}`" not in written} == set()
    assert entry.runtime_data

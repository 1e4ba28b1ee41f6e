"""The panel: its files, and when it is in the sidebar."""

import re
from pathlib import Path
from typing import Final

import pytest
from homeassistant.components import frontend
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.secure_video.panel import DATA_PANEL, FILES_URL, PANEL_PATH
from tests.fakes import FakePipeline

from .conftest import entry_with, set_up


@pytest.fixture(name="frontend_first")
async def frontend_first_fixture(hass: HomeAssistant) -> None:
    """Home Assistant with its frontend, as nearly everybody has it."""
    assert await async_setup_component(hass, "frontend", {})


@pytest.fixture(name="shown")
async def shown_fixture(
    hass: HomeAssistant, frontend_first: None, media_dir: Path, pipelines: list[FakePipeline]
) -> MockConfigEntry:
    """A running entry in such a Home Assistant."""
    entry = entry_with()
    await set_up(hass, entry)
    return entry


HASHED: Final = re.compile(r"(frame-[0-9a-f]{16}\.html|secure-video-[0-9a-f]{16}\.js)")
"""What a file is called that may be kept for ever."""


def _module_urls(hass: HomeAssistant) -> set[str]:
    return {url for url in hass.data[frontend.DATA_EXTRA_MODULE_URL].urls if url.startswith(FILES_URL)}


async def test_it_is_in_the_sidebar_as_long_as_the_entry_exists(hass: HomeAssistant, shown: MockConfigEntry) -> None:
    panel = hass.data[frontend.DATA_PANELS][PANEL_PATH]
    config = panel.to_response()["config"]
    assert config
    assert config["_panel_custom"]["module_url"] in _module_urls(hass)

    await hass.config_entries.async_reload(shown.entry_id)
    assert hass.data[frontend.DATA_PANELS][PANEL_PATH] is panel

    await hass.config_entries.async_remove(shown.entry_id)
    assert PANEL_PATH not in hass.data[frontend.DATA_PANELS]
    assert not _module_urls(hass)


async def test_it_is_not_there_while_the_entry_is_disabled(hass: HomeAssistant, shown: MockConfigEntry) -> None:
    await hass.config_entries.async_set_disabled_by(shown.entry_id, ConfigEntryDisabler.USER)
    assert PANEL_PATH not in hass.data[frontend.DATA_PANELS]
    await hass.config_entries.async_set_disabled_by(shown.entry_id, None)
    assert PANEL_PATH in hass.data[frontend.DATA_PANELS]


async def test_all_else_works_without_a_frontend(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert entry.state is ConfigEntryState.LOADED
    assert "frontend" not in hass.config.components
    await hass.config_entries.async_remove(entry.entry_id)


async def test_files_come_without_signing_in_and_may_be_kept(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    client = await hass_client_no_auth()
    kept = [name for name in hass.data[DATA_PANEL].contents if HASHED.fullmatch(name)]
    assert len(kept) == 2
    for name in kept:
        answer = await client.get(f"{FILES_URL}/{name}")
        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]
        # An origin of its own, whoever opens it.
        assert "sandbox allow-scripts" in answer.headers["Content-Security-Policy"]
        assert "allow-same-origin" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name", ["manifest.json", "panel.py", "..%2fmanifest.json", "%2e%2e%2fpanel.py", "", "frame.html"]
)
async def test_no_other_file_is_served(
    hass: HomeAssistant, entry: MockConfigEntry, name: str, hass_client_no_auth: ClientSessionGenerator
) -> None:
    client = await hass_client_no_auth()
    assert (await client.get(f"{FILES_URL}/{name}")).status in {400, 404}


async def test_the_frame_may_run_its_own_script_and_reach_nothing(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    pages = [text.decode() for name, text in hass.data[DATA_PANEL].contents.items() if name.endswith(".html")]
    assert len(pages) == 2
    for page in pages:
        # The page's own; the script holds another for the recovery sheet.
        head, _, _ = page.partition("<script>")
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', head)
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules["default-src"] == "'none'"
        assert re.fullmatch(r"'sha256-[\w+/=]+'", rules["script-src"])
        # What is not named falls back to default-src: connections, frames, objects, fonts.
        assert rules.keys() <= {
            "default-src", "script-src", "style-src", "img-src", "media-src", "worker-src", "base-uri", "form-action",
        }  # fmt: skip
        assert all("http" not in sources and "'self'" not in sources for sources in rules.values())


async def test_the_viewer_is_a_download_for_those_who_signed_in(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    answer = await (await hass_client()).get("/api/secure_video/viewer")
    assert answer.status == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (await (await hass_client_no_auth()).get("/api/secure_video/viewer")).status == 401

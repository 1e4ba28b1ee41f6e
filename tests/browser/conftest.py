"""A browser, and a Home Assistant with a camera that sees somebody from time to time."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.live import flows
from tests.live.fixtures import footage_fixture, loopback_fixture, loopback_for_fixtures_fixture, verify_cleanup_fixture  # noqa: F401 - pytest finds them here
from tests.live.home_assistant import LiveHomeAssistant
from tests.rtsp_server import RtspServer

from .browser import CHROMIUM, chromium
from .household import Household

YARD = """\
camera:
  - platform: ffmpeg
    name: Yard
    input: {url}
"""
"""As Home Assistant knows most cameras: an entity with a stream."""


@pytest.fixture(scope="session", autouse=True)
def _browser_is_there() -> None:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")


@pytest.fixture(scope="module")
def yard(footage: Path, loopback_for_fixtures: None) -> Iterator[RtspServer]:
    """A camera that shows the sample footage."""
    with RtspServer({"yard": footage}) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(loopback_for_fixtures: None) -> AsyncIterator[Browser]:
    """Chromium."""
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(
    tmp_path_factory: pytest.TempPathFactory, yard: RtspServer, loopback_for_fixtures: None
) -> AsyncIterator[LiveHomeAssistant]:
    """Home Assistant with the camera's entity, and without us so far."""
    folder = tmp_path_factory.mktemp("home") / "config"
    async with LiveHomeAssistant(folder, configuration=YARD.format(url=yard.url("yard", "fresh=1"))) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def installed(home: LiveHomeAssistant) -> LiveHomeAssistant:
    """Secure Video is added, and nothing is set up in it."""
    await flows.set_up_entry(home, recipient="")
    return home


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def household(home: LiveHomeAssistant, yard: RtspServer, tmp_path_factory: pytest.TempPathFactory) -> Household:
    """Everything is set up, and the yard's camera has recorded the person who crosses it."""
    return await Household.furnish(home, yard.url("yard", "fresh=1"), tmp_path_factory.mktemp("keys"))

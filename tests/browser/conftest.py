"""A browser, and a Home Assistant with a camera that sees somebody from time to time."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import pytest_socket
from playwright.async_api import Browser

from tests.live import flows
from tests.live.footage import make_footage
from tests.live.home_assistant import LiveHomeAssistant
from tests.rtsp_server import RtspServer

from .browser import CHROMIUM, chromium

YARD = """\
camera:
  - platform: ffmpeg
    name: Yard
    input: {url}
"""
"""As Home Assistant knows most cameras: an entity with a stream."""


@pytest.fixture(autouse=True)
def verify_cleanup() -> None:
    """Nothing of Home Assistant runs in this process, so nothing can be left of it."""


@pytest.fixture(scope="module", autouse=True)
def _loopback_for_fixtures() -> None:
    """Let the fixtures of a module connect to this machine."""
    pytest_socket.enable_socket()


@pytest.fixture(autouse=True)
def _loopback(_loopback_for_fixtures: None) -> None:
    """Let each test connect to this machine: the framework forbids it before each of them."""
    pytest_socket.enable_socket()


@pytest.fixture(scope="session", autouse=True)
def _browser_is_there() -> None:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the camera shows, again and again."""
    path = tmp_path_factory.mktemp("footage") / "yard.mp4"
    make_footage(path)
    return path


@pytest.fixture(scope="module")
def yard(footage: Path, _loopback_for_fixtures: None) -> Iterator[RtspServer]:
    """A camera that shows the sample footage."""
    with RtspServer({"yard": footage}) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(_loopback_for_fixtures: None) -> AsyncIterator[Browser]:
    """Chromium."""
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(
    tmp_path_factory: pytest.TempPathFactory, yard: RtspServer, _loopback_for_fixtures: None
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

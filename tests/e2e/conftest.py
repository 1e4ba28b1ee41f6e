"""One real Home Assistant, set up through its API, with one camera that has seen somebody."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
import pytest_asyncio

import custom_components  # noqa: F401 - before the test framework puts its own package of this name first
from tests.live import flows
from tests.live.announcements import EVENT_CLIP_SEALED, EVENT_INCIDENT
from tests.live.clip import KeyFile
from tests.live.fixtures import footage_fixture, loopback_fixture, loopback_for_fixtures_fixture, verify_cleanup_fixture  # noqa: F401 - pytest finds them here
from tests.live.home_assistant import LiveHomeAssistant
from tests.live.websocket import BusEvent
from tests.rtsp_server import RtspServer

from .disk import plaintext_video, suffixes

USERNAME = "viewer"
PASSWORD = "s/ecret:M4rker@home"  # noqa: S105 - a made-up one, to be searched for
"""With what has to be escaped in an address."""
WRONG_PASSWORD = "wr0ng-M4rker"  # noqa: S105 - likewise

GATE = """\
camera:
  - platform: ffmpeg
    name: Gate
    input: {url}
"""
"""Its entity hands out an address with the credentials in it, as many do."""
OUR_GATE = "camera.gate_2"
"""The same camera as we show it; Home Assistant's own entity was there first."""

SEALED_WITHIN = 120
"""Seconds, generously: the person appears after 9 s, is gone at 16 s, and the clip goes on for 11 s more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A camera that has been set up, has announced an incident and has sealed a clip of it."""

    home: LiveHomeAssistant
    server: RtspServer
    key: KeyFile
    entry_id: str
    wrong_password: dict[str, str]
    preview: bytes
    events: tuple[BusEvent, ...]
    files_while_recording: frozenset[str]
    plaintext_while_recording: tuple[Path, ...]

    @property
    def sealed(self) -> BusEvent:
        """The announcement of the clip."""
        return self.events[-1]

    @property
    def incidents(self) -> list[BusEvent]:
        """The announcements before."""
        return [event for event in self.events if event.type == EVENT_INCIDENT]

    @property
    def clip(self) -> Path:
        """The clip's file."""
        return next(self.home.media.rglob(f"{self.sealed.data['clip_id']}.mp4.age"))


@pytest.fixture(scope="module", autouse=True)
def _tools() -> None:
    """Skip where the commands that check our work are missing."""
    missing = [name for name in ("age", "ffprobe") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


@pytest.fixture(scope="module")
def server(footage: Path) -> Iterator[RtspServer]:
    """A camera that shows the yard to those who know its password."""
    with RtspServer({"yard": footage}, auth=f"{USERNAME}:{PASSWORD}") as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(
    tmp_path_factory: pytest.TempPathFactory, server: RtspServer, loopback_for_fixtures: None
) -> AsyncIterator[LiveHomeAssistant]:
    """Home Assistant, without us so far, but with a camera of its own."""
    url = server.url("yard", "fresh=1", auth=f"{USERNAME}:{quote(PASSWORD, safe='')}")
    folder = tmp_path_factory.mktemp("home") / "config"
    async with LiveHomeAssistant(folder, configuration=GATE.format(url=url)) as running:
        yield running


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> KeyFile:
    """The owner's key, of the kind that every version of age knows."""
    return KeyFile.make(tmp_path_factory.mktemp("owner") / "key.txt", post_quantum=False)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def watched(home: LiveHomeAssistant, server: RtspServer, key: KeyFile) -> Watched:
    """Everything from the first form to the first clip."""
    events = await home.socket.subscribe(EVENT_INCIDENT, EVENT_CLIP_SEALED)
    entry_id = await flows.set_up_entry(home, recipient="")
    await flows.prove_recovery_key(home, key)
    form = await flows.open_camera_form(home, entry_id)
    url = server.url("yard", "fresh=1")
    await flows.try_stream(form, flows.Camera(name="Yard", url=url, username=USERNAME, password=WRONG_PASSWORD))
    wrong_password = form.errors
    await flows.try_stream(form, flows.Camera(name="Yard", url=url, username=USERNAME, password=PASSWORD))
    picture = await flows.preview(home, form)
    await flows.save_camera(form)
    await flows.wait_until_streaming(home)
    async with asyncio.timeout(SEALED_WITHIN):
        happened = [await events.get()]
        await asyncio.sleep(2)
        kinds = suffixes(home.media)
        plaintext = plaintext_video(home.folder)
        while happened[-1].type != EVENT_CLIP_SEALED:
            happened.append(await events.get())
    return Watched(
        home=home,
        server=server,
        key=key,
        entry_id=entry_id,
        wrong_password=wrong_password,
        preview=picture,
        events=tuple(happened),
        files_while_recording=kinds,
        plaintext_while_recording=plaintext,
    )

"""Home Assistant with one camera of ours, and a fake in place of the engine."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol
from unittest.mock import patch

import pytest
from aiohttp.test_utils import TestClient
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryError
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    MockHAClientWebSocket,
    WebSocketGenerator,
)

import custom_components  # noqa: F401 - before the test framework puts its own package of this name first
from custom_components.secure_video.const import (
    CONF_LABELS,
    CONF_MAX_DAYS,
    CONF_MAX_GIGABYTES,
    CONF_MEDIA_DIR,
    CONF_MODEL,
    CONF_PASSWORD,
    CONF_RECIPIENTS,
    CONF_URL,
    CONF_USERNAME,
    DOMAIN,
    MINOR_VERSION,
    SUBENTRY_CAMERA,
)
from custom_components.secure_video.engine.clips.folder import make_clip_folder
from custom_components.secure_video.engine.errors import ModelNotFound
from custom_components.secure_video.engine.model.clips import ClipEntry
from custom_components.secure_video.engine.model.reports import CameraReport
from custom_components.secure_video.people import people_from
from custom_components.secure_video.settings import clip_folder
from custom_components.secure_video.signed_people import async_sign_people
from tests.fakes import FakePipeline


class Report(Protocol):
    """Report something from one of the engine's threads."""

    async def __call__(self, *reports: CameraReport) -> None:
        """Return when everybody knows."""


RECIPIENT = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
"""The public key of age's own documentation; nobody here has its private key."""

RECOVERY: Final = "age127tkn20h2q40awu922hgy5gh79f8pq0zqscway6kvgfhhswg43psvungcl"
"""Made once; its private key was thrown away."""

PEOPLE: Final = (
    {"name": "Anna", "recipient": RECIPIENT, "role": "owner"},
    {"name": "Drawer", "recipient": RECOVERY, "role": "recovery"},
)


@pytest.fixture(autouse=True)
def _load_our_integration(enable_custom_integrations: None) -> None:
    """Let Home Assistant find it."""


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """A folder of its own for each test: we write files there."""
    return hass_tmp_config_dir


@pytest.fixture(name="media_dir")
def media_dir_fixture(hass: HomeAssistant, tmp_path: Path) -> Path:
    """The media folder that is called local."""
    path = tmp_path / "media"
    path.mkdir()
    hass.config.media_dirs = {"local": str(path)}
    return path


@pytest.fixture(name="pipelines")
def pipelines_fixture() -> Iterator[list[FakePipeline]]:
    """Every pipeline that was made, in order."""
    made: list[FakePipeline] = []

    def make(*args: object, **kwargs: object) -> FakePipeline:
        made.append(FakePipeline(*args, **kwargs))  # type: ignore[arg-type] # checked by the real signature
        return made[-1]

    with (
        patch("custom_components.secure_video.coordinator.CameraPipeline", make),
        patch("custom_components.secure_video.async_load_detector", side_effect=ModelNotFound("none in tests")),
    ):
        yield made


def camera_subentry(title: str = "Front door", **data: object) -> ConfigSubentryData:
    """A camera at an address of its own, unless the test says otherwise."""
    address = {} if "entity_id" in data else {CONF_URL: "rtsp://door.local/1"}
    credentials = {} if "entity_id" in data else {CONF_USERNAME: "me", CONF_PASSWORD: "secret"}
    return ConfigSubentryData(
        data={**address, **credentials, CONF_LABELS: ["person", "vehicle"], **data},
        subentry_type=SUBENTRY_CAMERA,
        title=title,
        unique_id=None,
    )


def entry_with(*cameras: ConfigSubentryData, **options: object) -> MockConfigEntry:
    """An entry with these cameras."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="Secure Video",
        options={
            CONF_MEDIA_DIR: "local",
            CONF_MAX_DAYS: 14,
            CONF_MAX_GIGABYTES: 50.0,
            CONF_RECIPIENTS: list(PEOPLE),
            CONF_MODEL: "secure_video",
            **options,
        },
        subentries_data=cameras,
        minor_version=MINOR_VERSION,
    )


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Start the entry with people that were agreed to, and wait until it runs."""
    await async_sign_people(hass, people_from(entry.options[CONF_RECIPIENTS]), by="")
    entry.add_to_hass(hass)
    # As the form did that made the entry.
    with suppress(OSError, ConfigEntryError):
        make_clip_folder(clip_folder(hass, entry.options[CONF_MEDIA_DIR]))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.fixture(name="entry")
async def entry_fixture(hass: HomeAssistant, media_dir: Path, pipelines: list[FakePipeline]) -> MockConfigEntry:
    """A running entry with one camera whose pictures come in."""
    entry = entry_with(camera_subentry())
    await set_up(hass, entry)
    pipelines[0].stream()
    await hass.async_block_till_done()
    return entry


@pytest.fixture(name="camera_id")
def camera_id_fixture(entry: MockConfigEntry) -> str:
    """The id of the entry's only camera."""
    return str(next(iter(entry.subentries)))


@pytest.fixture(name="report")
def report_fixture(hass: HomeAssistant, pipelines: list[FakePipeline]) -> Report:
    """Let the first pipeline report from a thread, and wait until everybody knows."""

    async def report(*reports: CameraReport) -> None:
        await hass.async_add_executor_job(pipelines[0].report, *reports)
        await hass.async_block_till_done(wait_background_tasks=True)

    return report


def keep(entry: MockConfigEntry, clip: ClipEntry) -> Path:
    """Put a clip into the store's folder and list, and return its file."""
    store = entry.runtime_data.clips.store
    path: Path = store.path(clip)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"sealed")
    store.put(clip)
    return path


@pytest.fixture(name="socket")
async def socket_fixture(entry: MockConfigEntry, hass_ws_client: WebSocketGenerator) -> MockHAClientWebSocket:
    """An administrator's connection."""
    return await hass_ws_client()


@pytest.fixture(name="reader")
async def reader_fixture(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator, hass_read_only_access_token: str
) -> MockHAClientWebSocket:
    """The connection of somebody who may read everything and change nothing."""
    return await hass_ws_client(hass, hass_read_only_access_token)


@pytest.fixture(name="client")
async def client_fixture(entry: MockConfigEntry, hass_client: ClientSessionGenerator) -> TestClient[Any, Any]:
    """An administrator's browser."""
    client: TestClient[Any, Any] = await hass_client()
    return client


@pytest.fixture(name="reading_client")
async def reading_client_fixture(
    entry: MockConfigEntry, hass_client: ClientSessionGenerator, hass_read_only_access_token: str
) -> TestClient[Any, Any]:
    """The browser of somebody who may read everything and change nothing."""
    client: TestClient[Any, Any] = await hass_client(hass_read_only_access_token)
    return client

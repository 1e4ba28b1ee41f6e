"""Setting up the entry, and changing its options."""

import asyncio
import errno
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import AsyncMock, patch

import pytest
from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import EVENT_DATA_ENTRY_FLOW_PROGRESS_UPDATE, FlowResultType
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.secure_video.const import DOMAIN, MINOR_VERSION
from custom_components.secure_video.detector_model import DownloadFailed, DownloadProblem, Progress
from custom_components.secure_video.engine.vault.age import generate_identity
from custom_components.secure_video.engine.vision.catalog import OWN_MODEL, ModelSpec
from custom_components.secure_video.engine.vision.onnx import Accelerator
from custom_components.secure_video.issues import Issue
from tests.fakes import FakePipeline

from .conftest import PEOPLE, RECIPIENT
from .flow_texts import assert_texts, suggested

SETTINGS = {"media_dir": "local", "max_days": 7, "max_gigabytes": 20}
FORM = SETTINGS | {"recipients": RECIPIENT}
SECRET = generate_identity(post_quantum=False).to_string()
GIGABYTE = 10**9


@pytest.fixture(autouse=True)
def _no_engine(media_dir: Path, pipelines: list[FakePipeline]) -> None:
    """Let the new entry run on fakes."""


@pytest.fixture(name="disk", autouse=True)
def disk_fixture() -> Iterator[SimpleNamespace]:
    """A disk of 100 GB, half full."""
    disk = SimpleNamespace(total=100 * GIGABYTE, used=50 * GIGABYTE, free=50 * GIGABYTE)
    with patch.object(shutil, "disk_usage", return_value=disk):
        yield disk


@pytest.fixture(name="model_found", autouse=True)
def model_found_fixture() -> Iterator[AsyncMock]:
    """A model is there unless the test says otherwise."""
    with patch(
        "custom_components.secure_video.model_steps.async_find_model", AsyncMock(return_value=Path("model"))
    ) as find:
        yield find


@pytest.fixture(name="download")
def download_fixture(model_found: AsyncMock) -> Iterator[AsyncMock]:
    """A model that is not there, and its download."""
    model_found.return_value = None
    with patch("custom_components.secure_video.model_steps.async_download_model", AsyncMock()) as download:
        yield download


async def start(hass: HomeAssistant) -> ConfigFlowResult:
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert_texts(result, "config")
    return result


async def answer(hass: HomeAssistant, result: ConfigFlowResult, **user_input: object) -> ConfigFlowResult:
    result = await hass.config_entries.flow.async_configure(result["flow_id"], user_input)
    assert_texts(result, "config")
    return result


async def test_the_whole_way(hass: HomeAssistant, media_dir: Path) -> None:
    result = await start(hass)
    assert result["step_id"] == "user"
    assert suggested(result) == {"max_days": 14, "max_gigabytes": 50.0}
    result = await answer(hass, result, **FORM | {"recipients": f"# mine\n{RECIPIENT}\n\n  {RECIPIENT}  \n"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Secure Video"
    assert result["data"] == {}
    assert result["options"] == {
        "media_dir": "local",
        "max_days": 7,
        "max_gigabytes": 20,
        "recipients": [{"name": "Key 1", "recipient": RECIPIENT, "role": "owner"}],
        "model": "secure_video",
    }
    assert result["result"].minor_version == MINOR_VERSION
    await hass.async_block_till_done(wait_background_tasks=True)
    clips = media_dir / "secure_video" / "clips"
    assert [path for path in clips.rglob("*") if path.is_file()] == [clips / ".secure_video"]
    issues = {issue for _, issue in ir.async_get(hass).issues}
    assert Issue.NO_RECOVERY_KEY in issues
    assert Issue.RECIPIENTS_CHANGED not in issues


async def test_keys_and_days_may_be_left_out(hass: HomeAssistant) -> None:
    result = await answer(hass, await start(hass), media_dir="local", max_gigabytes=20)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["options"]["recipients"] == []
    assert "max_days" not in result["options"]


async def test_there_is_only_one(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "single_instance_allowed"


async def test_without_a_media_folder_it_says_what_to_do(hass: HomeAssistant) -> None:
    hass.config.media_dirs = {}
    result = await start(hass)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "no_media_dir"


@pytest.mark.parametrize(
    "recipients",
    [SECRET, SECRET.lower(), f"{RECIPIENT}\n# {SECRET}", SECRET[:20] + "\n" + SECRET[20:], "AGE-PLUGIN-YUBIKEY-1Q"],
)
async def test_a_private_key_is_refused_and_not_shown_again(hass: HomeAssistant, recipients: str) -> None:
    result = await answer(hass, await start(hass), **FORM | {"recipients": recipients})
    assert result["errors"] == {"recipients": "private_key"}
    assert "recipients" not in suggested(result)
    assert suggested(result)["max_days"] == 7
    result = await answer(hass, result, **FORM)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert SECRET not in str(result["options"])


async def test_a_bad_key_is_explained(hass: HomeAssistant) -> None:
    result = await answer(hass, await start(hass), **FORM | {"recipients": f"{RECIPIENT}\nage1nonsense"})
    assert result["errors"] == {"recipients": "bad_recipient"}
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    assert "Line 2" in placeholders["reason"]
    assert suggested(result)["recipients"] == f"{RECIPIENT}\nage1nonsense"
    result = await answer(hass, result, **FORM)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_folder_that_cannot_be_written(hass: HomeAssistant, media_dir: Path) -> None:
    in_the_way = media_dir / "secure_video"
    in_the_way.write_text("a file")
    result = await answer(hass, await start(hass), **FORM)
    assert result["errors"] == {"media_dir": "folder_read_only"}
    in_the_way.unlink()
    result = await answer(hass, result, **FORM)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_full_disk(hass: HomeAssistant, disk: SimpleNamespace) -> None:
    disk.free = GIGABYTE - 1
    result = await answer(hass, await start(hass), **FORM)
    assert result["errors"] == {"media_dir": "folder_full"}
    disk.free = GIGABYTE
    result = await answer(hass, result, **FORM)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
async def test_a_disk_without_any_room(hass: HomeAssistant, number: int) -> None:
    result = await start(hass)
    with patch("tempfile.TemporaryFile", side_effect=OSError(number, "full")):
        result = await answer(hass, result, **FORM)
    assert result["errors"] == {"media_dir": "folder_full"}


async def test_more_than_the_disk_holds(hass: HomeAssistant) -> None:
    result = await answer(hass, await start(hass), **FORM | {"max_gigabytes": 101})
    assert result["errors"] == {"max_gigabytes": "larger_than_disk"}
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    assert placeholders["disk_gigabytes"] == "100"
    result = await answer(hass, result, **FORM)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_the_owners_own_model_is_the_first_choice(hass: HomeAssistant) -> None:
    with patch("custom_components.secure_video.config_flow.async_first_model", AsyncMock(return_value=OWN_MODEL)):
        result = await answer(hass, await start(hass), **FORM)
    assert result["options"]["model"] == "custom"


async def start_settings(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert result["menu_options"] == ["settings", "people"]
    assert_texts(result, "options")
    result = await hass.config_entries.options.async_configure(result["flow_id"], {"next_step_id": "settings"})
    assert_texts(result, "options")
    return result


async def test_options_show_and_change_all_but_the_people(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await start_settings(hass, entry)
    assert suggested(result) == {
        "media_dir": "local",
        "max_days": 14,
        "max_gigabytes": 50.0,
        "model": "secure_video",
    }
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {"media_dir": "local", "max_gigabytes": 30, "model": "yolox_tiny"}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {
        "media_dir": "local",
        "max_gigabytes": 30,
        "recipients": list(PEOPLE),
        "model": "yolox_tiny",
    }
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_an_accelerator_can_be_chosen_where_there_is_one(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    offered = (Accelerator.CPU, Accelerator.CUDA)
    with patch("custom_components.secure_video.entry_form.accelerators", return_value=offered):
        result = await start_settings(hass, entry)
    assert_texts(result, "options")
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], SETTINGS | {"model": "secure_video", "accelerator": "cuda"}
    )
    assert entry.options["accelerator"] == "cuda"
    await hass.async_block_till_done(wait_background_tasks=True)
    # It stays in the list, though it is gone: what was chosen is shown.
    result = await start_settings(hass, entry)
    assert suggested(result)["accelerator"] == "cuda"


async def test_options_refuse_what_the_set_up_refuses(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    before = dict(entry.options)
    result = await start_settings(hass, entry)
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], SETTINGS | {"max_gigabytes": 101, "model": "yolox_nano"}
    )
    assert result["errors"] == {"max_gigabytes": "larger_than_disk"}
    assert_texts(result, "options")
    assert entry.options == before


async def choose_tiny(hass: HomeAssistant, entry: MockConfigEntry, **further: object) -> ConfigFlowResult:
    """Choose a model that is not there in the options, and answer what follows."""
    result = await start_settings(hass, entry)
    result = await hass.config_entries.options.async_configure(result["flow_id"], SETTINGS | {"model": "yolox_tiny"})
    assert result["step_id"] == "model"
    assert_texts(result, "options")
    if further:
        result = await hass.config_entries.options.async_configure(result["flow_id"], further)
        assert_texts(result, "options")
    return result


@pytest.mark.parametrize("problem", DownloadProblem)
async def test_a_download_that_fails_can_be_tried_again(
    hass: HomeAssistant, entry: MockConfigEntry, download: AsyncMock, problem: DownloadProblem
) -> None:
    download.side_effect = DownloadFailed(problem)
    result = await choose_tiny(hass, entry, when="now")
    assert result["step_id"] == "model"
    assert result["errors"] == {"base": problem}
    download.side_effect = None
    result = await hass.config_entries.options.async_configure(result["flow_id"], {"when": "now"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert download.await_count == 2
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_a_download_can_wait(hass: HomeAssistant, entry: MockConfigEntry, download: AsyncMock) -> None:
    result = await choose_tiny(hass, entry, when="later")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["model"] == "yolox_tiny"
    download.assert_not_called()
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_a_model_is_downloaded_with_progress(
    hass: HomeAssistant, entry: MockConfigEntry, download: AsyncMock
) -> None:
    arrived = asyncio.Event()
    told = async_capture_events(hass, EVENT_DATA_ENTRY_FLOW_PROGRESS_UPDATE)

    async def arrive_slowly(_hass: HomeAssistant, spec: ModelSpec, progress: Progress) -> None:
        assert spec.name == "yolox_tiny"
        progress(0.5)
        await arrived.wait()

    download.side_effect = arrive_slowly
    result = await choose_tiny(hass, entry, when="now")
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    assert [event.data["progress"] for event in told] == [0.5]
    arrived.set()
    await hass.async_block_till_done()
    # What the dialog does when it hears that the step is done.
    result = await hass.config_entries.options.async_configure(result["flow_id"])
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_closing_the_dialog_ends_the_download(
    hass: HomeAssistant, entry: MockConfigEntry, download: AsyncMock
) -> None:
    cancelled = asyncio.Event()

    async def never(*_: object) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    download.side_effect = never
    result = await choose_tiny(hass, entry, when="now")
    hass.config_entries.options.async_abort(result["flow_id"])
    await hass.async_block_till_done()
    assert cancelled.is_set()
    assert entry.options["model"] == "secure_video"

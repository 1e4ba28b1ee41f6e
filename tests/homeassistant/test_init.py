"""Starting, changing and ending an entry."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_capture_events, async_fire_time_changed

from custom_components.secure_video import async_remove_config_entry_device
from custom_components.secure_video.bus_events import EVENT_CLIP_SEALED
from custom_components.secure_video.const import (
    CONF_MAX_DAYS,
    CONF_MAX_GIGABYTES,
    CONF_MEDIA_DIR,
    CONF_RECIPIENTS,
    CONF_RECORDING,
    DOMAIN,
)
from custom_components.secure_video.detector_runtime import LoadedDetector
from custom_components.secure_video.engine.clips.folder import make_clip_folder
from custom_components.secure_video.engine.clips.store import ClipStore
from custom_components.secure_video.engine.errors import BadHash, ModelError, ModelNotFound, ReadOnly, Unsupported
from custom_components.secure_video.engine.model.camera import RecordingProblem
from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.model.reports import ClipSealed
from tests.builders import a_clip

from .conftest import PEOPLE, camera_subentry, entry_with, keep, set_up

if TYPE_CHECKING:
    from pathlib import Path

    from freezegun.api import FrozenDateTimeFactory
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from custom_components.secure_video.engine.model.picture import Box, Frame
    from custom_components.secure_video.engine.model.vision import Detection
    from tests.fakes import FakePipeline

    from .conftest import Report

LOAD_DETECTOR = "custom_components.secure_video.async_load_detector"


@pytest.mark.usefixtures("media_dir")
async def test_unloading_leaves_nothing(hass: HomeAssistant, pipelines: list[FakePipeline]) -> None:
    threads = set(threading.enumerate())
    entry = entry_with(camera_subentry(), camera_subentry("Garden"))
    await set_up(hass, entry)
    assert [pipeline.settings.name for pipeline in pipelines] == ["Front door", "Garden"]
    assert all(pipeline.is_running for pipeline in pipelines)
    store = entry.runtime_data.clips.store

    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert not any(pipeline.is_running for pipeline in pipelines)
    assert not {thread for thread in set(threading.enumerate()) - threads if "fake" in thread.name}
    with pytest.raises(ReadOnly):
        store.kept()


async def test_a_clip_that_ends_with_home_assistant_is_told(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str, pipelines: list[FakePipeline]
) -> None:
    sealed = async_capture_events(hass, EVENT_CLIP_SEALED)
    pipelines[0].last_words = (ClipSealed(clip=a_clip(camera_id=camera_id)),)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not pipelines[0].is_running
    assert len(sealed) == 1
    assert entry.state is ConfigEntryState.LOADED


async def test_other_settings_reload_the_entry(
    hass: HomeAssistant, entry: MockConfigEntry, pipelines: list[FakePipeline]
) -> None:
    hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_MAX_DAYS: 3})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert [pipeline.is_running for pipeline in pipelines] == [False, True]
    assert entry.runtime_data.settings.retention.max_days == 3


async def test_a_switch_does_not(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str, pipelines: list[FakePipeline]
) -> None:
    subentry = entry.subentries[camera_id]
    hass.config_entries.async_update_subentry(entry, subentry, data={**subentry.data, CONF_RECORDING: False})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(pipelines) == 1


async def test_a_new_camera_is_watched_at_once(
    hass: HomeAssistant, entry: MockConfigEntry, pipelines: list[FakePipeline]
) -> None:
    garden = camera_subentry("Garden")
    subentry = ConfigSubentry(
        data=MappingProxyType(garden["data"]),
        subentry_type=garden["subentry_type"],
        title=garden["title"],
        unique_id=None,
    )
    hass.config_entries.async_add_subentry(entry, subentry)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert [pipeline.settings.name for pipeline in pipelines if pipeline.is_running] == ["Front door", "Garden"]


async def test_a_removed_camera_leaves_only_its_clips(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str, pipelines: list[FakePipeline]
) -> None:
    clip = a_clip(camera_id=camera_id, started_at=datetime.now(UTC))
    path = keep(entry, clip)
    hass.config_entries.async_remove_subentry(entry, camera_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not pipelines[0].is_running
    assert len(pipelines) == 1
    assert not dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert not er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert path.exists()


async def test_only_devices_without_a_camera_can_be_removed(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str
) -> None:
    devices = dr.async_get(hass)
    ours = devices.async_get_device_by_identifier((DOMAIN, camera_id), entry.entry_id)
    stale = devices.async_get_or_create(config_entry_id=entry.entry_id, identifiers={(DOMAIN, "gone")})
    assert ours is not None
    assert not await async_remove_config_entry_device(hass, entry, ours)
    assert await async_remove_config_entry_device(hass, entry, stale)


async def test_removing_the_entry_keeps_the_clips_and_nothing_else(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str
) -> None:
    path = keep(entry, a_clip(camera_id=camera_id, started_at=datetime.now(UTC)))
    index = entry.runtime_data.settings.index
    assert index.exists()
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert path.exists()
    assert not index.exists()
    assert not ir.async_get(hass).issues


async def test_old_clips_go_every_hour(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str, freezer: FrozenDateTimeFactory
) -> None:
    path = keep(entry, a_clip(camera_id=camera_id, started_at=dt_util.utcnow() - timedelta(days=13, hours=23)))
    freezer.tick(timedelta(hours=2))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not path.exists()
    assert hass.states.is_state("sensor.front_door_clips_kept", "0")


@pytest.mark.usefixtures("media_dir")
async def test_too_many_clips_go_when_one_is_sealed(
    hass: HomeAssistant, pipelines: list[FakePipeline], report: Report
) -> None:
    entry = entry_with(camera_subentry(), **{CONF_MAX_GIGABYTES: 0.001})
    await set_up(hass, entry)
    camera_id = next(iter(entry.subentries))
    now = datetime.now(UTC)
    older = keep(entry, a_clip(1, camera_id=camera_id, started_at=now - timedelta(minutes=1), size=600_000))
    await report(ClipSealed(clip=a_clip(1, camera_id=camera_id)))
    assert older.exists()
    newer = keep(entry, a_clip(2, camera_id=camera_id, started_at=now, size=600_000))
    await report(ClipSealed(clip=a_clip(2, camera_id=camera_id)))
    assert not older.exists()
    assert newer.exists()


@pytest.mark.usefixtures("media_dir")
async def test_an_unusable_folder_is_tried_again(hass: HomeAssistant, pipelines: list[FakePipeline]) -> None:
    entry = entry_with(camera_subentry())
    entry.add_to_hass(hass)
    with patch.object(ClipStore, "open", side_effect=ReadOnly("read-only file system")):
        await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "read_only"
    assert not pipelines


@pytest.mark.usefixtures("media_dir")
async def test_a_media_folder_that_is_gone_is_an_error(hass: HomeAssistant, pipelines: list[FakePipeline]) -> None:
    entry = entry_with(camera_subentry(), **{CONF_MEDIA_DIR: "usb"})
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert not pipelines


async def test_a_bad_key_is_an_error(hass: HomeAssistant, media_dir: Path, pipelines: list[FakePipeline]) -> None:
    entry = entry_with(camera_subentry(), **{CONF_RECIPIENTS: [{**PEOPLE[0], "recipient": "age1nonsense"}]})
    entry.add_to_hass(hass)
    make_clip_folder(media_dir / "secure_video")
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "bad_recipient"
    assert not pipelines


class NobodyThere:
    """A detector that finds nothing."""

    name = "Test model"
    labels = frozenset({Label.PERSON})

    def detect(self, _frame: Frame, _regions: tuple[Box, ...]) -> tuple[Detection, ...]:
        return ()


@pytest.mark.usefixtures("media_dir")
async def test_the_cameras_share_one_detector(hass: HomeAssistant, pipelines: list[FakePipeline]) -> None:
    detector = NobodyThere()
    entry = entry_with(camera_subentry(), camera_subentry("Garden"))
    with patch(LOAD_DETECTOR, return_value=LoadedDetector(detector=detector, model_sha256="abc")):
        await set_up(hass, entry)
    assert [pipeline.detector for pipeline in pipelines] == [detector, detector]
    assert entry.runtime_data.loaded.detector.name == "Test model"
    assert entry.runtime_data.loaded.model_sha256 == "abc"
    assert not ir.async_get(hass).issues


@pytest.mark.usefixtures("media_dir")
async def test_without_a_detector_there_is_motion_and_an_issue(
    hass: HomeAssistant, pipelines: list[FakePipeline]
) -> None:
    for problem, issue in ((Unsupported, "runtime_missing"), (BadHash, "bad_model")):
        entry = entry_with(camera_subentry())
        with patch(LOAD_DETECTOR, side_effect=problem("not here")):
            await set_up(hass, entry)
        assert entry.state is ConfigEntryState.LOADED
        assert pipelines[-1].detector is None
        assert {key[1] for key in ir.async_get(hass).issues} == {issue}
        await hass.config_entries.async_remove(entry.entry_id)


@pytest.mark.parametrize(
    ("problem", "model", "issue"),
    [
        (ModelNotFound, "yolox_tiny", "no_model"),
        (BadHash, "yolox_tiny", "bad_model"),
        (Unsupported, "yolox_tiny", "model_unsupported"),
        (Unsupported, "custom", "bad_model"),
    ],
)
@pytest.mark.usefixtures("media_dir")
async def test_the_model_that_comes_along_stands_in(
    hass: HomeAssistant, pipelines: list[FakePipeline], problem: type[ModelError], model: str, issue: str
) -> None:
    detector = NobodyThere()
    loaded = LoadedDetector(detector=detector, model_sha256="abc")
    entry = entry_with(camera_subentry(), model=model)
    with patch(LOAD_DETECTOR, side_effect=[problem("not here"), loaded]) as load:
        await set_up(hass, entry)
    assert [each.args[1] for each in load.await_args_list] == [model, "secure_video"]
    assert pipelines[-1].detector is detector
    assert {key[1] for key in ir.async_get(hass).issues} == {issue}


async def test_a_full_disk_is_an_issue_until_it_is_not(
    hass: HomeAssistant, entry: MockConfigEntry, pipelines: list[FakePipeline], report: Report
) -> None:
    issues = ir.async_get(hass)
    await report(replace(pipelines[0].snapshot, recording_problem=RecordingProblem.DISK_FULL))
    assert issues.async_get_issue(DOMAIN, "disk_full")
    await report(replace(pipelines[0].snapshot, recording_problem=None))
    assert issues.async_get_issue(DOMAIN, "disk_full") is None


async def test_actions_exist_without_an_entry(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    assert set(hass.services.async_services_for_domain(DOMAIN)) == {
        "record_clip",
        "delete_clips",
        "protect_clips",
        "lock",
    }

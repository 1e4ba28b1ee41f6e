"""The signed log while Home Assistant runs, and what is remembered of it."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.secure_video.const import CONF_RECORDING, DOMAIN
from custom_components.secure_video.engine.errors import StoreError, Unreachable
from custom_components.secure_video.engine.model.names import CameraId, ClipId
from custom_components.secure_video.engine.model.video import StreamState
from custom_components.secure_video.engine.vault.log import (
    Content,
    Coverage,
    CoverageState,
    FindingKind,
    Heartbeat,
    Journal,
    RecipientsChanged,
    Started,
    Stopped,
    Unknown,
    Unlocked,
    read_entries,
    verify,
)
from custom_components.secure_video.issues import Issue
from custom_components.secure_video.signed_log import KEPT_FOR, SignedLog, device_key_path

from .conftest import RECIPIENT, RECOVERY, camera_subentry, entry_with
from .test_repairs import answer, start

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from tests.fakes import FakePipeline

    from .conftest import Report

LOG = Path("secure_video") / "log"


def contents(media_dir: Path) -> list[Content | Unknown]:
    return [entry.content for entry in read_entries(media_dir / LOG)]


def coverage(media_dir: Path) -> list[CoverageState]:
    return [content.state for content in contents(media_dir) if isinstance(content, Coverage)]


def damage(hass: HomeAssistant) -> str | None:
    issue = ir.async_get(hass).async_get_issue(DOMAIN, Issue.LOG_DAMAGED)
    return (issue.translation_placeholders or {})["damage"] if issue else None


async def unload(hass: HomeAssistant, entry: MockConfigEntry) -> SignedLog:
    log: SignedLog = entry.runtime_data.log
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return log


async def reload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_from_start_to_stop(hass: HomeAssistant, entry: MockConfigEntry, media_dir: Path) -> None:
    log = await unload(hass, entry)
    first, second, *_, last = contents(media_dir)
    assert first == Started()
    assert second == RecipientsChanged(recipients=tuple(sorted((RECIPIENT, RECOVERY))), by="")
    assert last == Stopped()
    assert coverage(media_dir) == [CoverageState.WATCHED]
    assert verify(media_dir / LOG, log.key.public, log.checkpoint) == ()


async def test_it_is_signed_when_home_assistant_stops(
    hass: HomeAssistant, entry: MockConfigEntry, media_dir: Path
) -> None:
    log = entry.runtime_data.log
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert contents(media_dir)[-1] == Stopped()
    assert verify(media_dir / LOG, log.key.public) == ()


async def test_only_its_owner_may_read_the_key(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert entry.state is ConfigEntryState.LOADED
    assert device_key_path(hass).stat().st_mode & 0o777 == 0o600


async def test_the_key_and_the_log_outlive_the_entry(
    hass: HomeAssistant, entry: MockConfigEntry, media_dir: Path
) -> None:
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert device_key_path(hass).exists()
    assert contents(media_dir)


async def test_a_heartbeat_an_hour(
    hass: HomeAssistant, entry: MockConfigEntry, media_dir: Path, freezer: FrozenDateTimeFactory
) -> None:
    for _ in range(2):
        freezer.tick(timedelta(hours=1, seconds=1))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert contents(media_dir).count(Heartbeat()) == 2
    assert entry.state is ConfigEntryState.LOADED


async def test_coverage_follows_the_camera(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera_id: str,
    media_dir: Path,
    pipelines: list[FakePipeline],
    report: Report,
) -> None:
    await report(replace(pipelines[0].snapshot, state=StreamState.OFFLINE, problem=Unreachable))
    await report(replace(pipelines[0].snapshot, state=StreamState.STREAMING, problem=None))
    await entry.runtime_data.cameras[camera_id].async_set_recording(on=False)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.subentries[camera_id].data[CONF_RECORDING] is False
    watched, off = CoverageState.WATCHED, CoverageState.OFF
    assert coverage(media_dir) == [watched, CoverageState.OFFLINE, watched, off]


async def test_a_stream_that_is_not_looked_at_shows_after_a_while(
    hass: HomeAssistant, entry: MockConfigEntry, media_dir: Path, freezer: FrozenDateTimeFactory
) -> None:
    for _ in range(3):
        freezer.tick(timedelta(seconds=61))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert coverage(media_dir) == [CoverageState.WATCHED, CoverageState.OVERLOADED]
    assert entry.state is ConfigEntryState.LOADED


async def test_what_is_written_is_signed_at_once(hass: HomeAssistant, entry: MockConfigEntry, media_dir: Path) -> None:
    log = entry.runtime_data.log
    unlocked = Unlocked(by="me", clips=(ClipId("c" * 32),), lifetime=600)
    await hass.async_add_executor_job(log.write, unlocked)
    assert contents(media_dir)[-1] == unlocked
    assert verify(media_dir / LOG, log.key.public, log.checkpoint) == ()


async def test_what_cannot_be_written_waits_and_keeps_its_order(
    hass: HomeAssistant, entry: MockConfigEntry, media_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = entry.runtime_data.log
    before = len(contents(media_dir))
    offline, watched = (
        Coverage(camera=CameraId("door"), state=state, since=datetime.now(UTC))
        for state in (CoverageState.OFFLINE, CoverageState.WATCHED)
    )
    with patch.object(Journal, "append", side_effect=OSError("unplugged")):
        log.async_note(offline)
        log.async_note(watched)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert len(contents(media_dir)) == before
    assert caplog.text.count("The log cannot be written") == 1
    await hass.async_add_executor_job(log.write, Heartbeat())
    assert contents(media_dir)[before:] == [offline, watched, Heartbeat()]


@pytest.mark.usefixtures("media_dir", "pipelines")
async def test_a_folder_that_cannot_be_written_is_tried_again(hass: HomeAssistant) -> None:
    entry = entry_with(camera_subentry())
    entry.add_to_hass(hass)
    with patch("custom_components.secure_video.signed_log.Journal", side_effect=OSError("read-only")):
        await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "read_only"


async def test_a_folder_that_is_not_there_has_no_log_begun_in_its_place(
    hass: HomeAssistant, entry: MockConfigEntry, media_dir: Path
) -> None:
    await unload(hass, entry)
    shutil.move(media_dir / "secure_video", media_dir / "unmounted")
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert not (media_dir / "secure_video").exists()
    shutil.move(media_dir / "unmounted", media_dir / "secure_video")
    await reload(hass, entry)
    assert damage(hass) is None


async def test_a_store_that_does_not_open_leaves_the_log_closed(
    hass: HomeAssistant, entry: MockConfigEntry, media_dir: Path
) -> None:
    await unload(hass, entry)
    with patch("custom_components.secure_video.ClipStore.open", side_effect=StoreError("no")):
        await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert contents(media_dir)[-2:] == [Started(), Stopped()]


async def test_an_older_copy_is_found_until_the_owner_has_read_it(
    hass: HomeAssistant, entry: MockConfigEntry, media_dir: Path
) -> None:
    await unload(hass, entry)
    shutil.copytree(media_dir / LOG, media_dir / "older")
    await reload(hass, entry)
    await unload(hass, entry)
    shutil.rmtree(media_dir / LOG)
    (media_dir / "older").rename(media_dir / LOG)

    for _ in range(2):
        await reload(hass, entry)
        assert FindingKind.ROLLBACK in entry.runtime_data.log.damage
        assert "older copy" in (damage(hass) or "")
    result = await start(hass, Issue.LOG_DAMAGED)
    await answer(hass, Issue.LOG_DAMAGED, result)
    assert damage(hass) is None
    await reload(hass, entry)
    assert damage(hass) is None


async def test_a_log_that_is_gone_is_found(hass: HomeAssistant, entry: MockConfigEntry, media_dir: Path) -> None:
    await unload(hass, entry)
    shutil.rmtree(media_dir / LOG)
    await reload(hass, entry)
    assert entry.runtime_data.log.damage == (FindingKind.ROLLBACK,)
    assert damage(hass)


async def test_a_changed_entry_is_found(hass: HomeAssistant, entry: MockConfigEntry, media_dir: Path) -> None:
    await unload(hass, entry)
    (path,) = (media_dir / LOG).glob("*/*.jsonl")
    path.write_bytes(path.read_bytes().replace(b'"watched"', b'"offline"'))
    await reload(hass, entry)
    assert entry.runtime_data.log.damage
    result = await start(hass, Issue.LOG_DAMAGED)
    await answer(hass, Issue.LOG_DAMAGED, result)
    # The old log stays damaged, but that has been read.
    entry.runtime_data.log.async_note(Heartbeat())
    await hass.async_block_till_done(wait_background_tasks=True)
    assert damage(hass) is None
    await reload(hass, entry)
    assert damage(hass) is None


async def test_a_lost_key_is_found(hass: HomeAssistant, entry: MockConfigEntry, media_dir: Path) -> None:
    await unload(hass, entry)
    device_key_path(hass).unlink()
    shutil.rmtree(media_dir / LOG)
    await reload(hass, entry)
    assert entry.runtime_data.log.damage == (FindingKind.UNKNOWN_KEY,)


async def test_damage_found_while_running_is_told(hass: HomeAssistant, entry: MockConfigEntry, media_dir: Path) -> None:
    log = entry.runtime_data.log
    (path,) = (media_dir / LOG).glob("*/*.jsonl")
    with patch("custom_components.secure_video.engine.vault.log.journal.disk.write", side_effect=OSError("unplugged")):
        log.async_note(Heartbeat())
        await hass.async_block_till_done(wait_background_tasks=True)
    assert damage(hass) is None
    path.write_bytes(b"")
    log.async_note()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert damage(hass)


async def test_old_entries_go_every_day(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    with patch.object(Journal, "prune", return_value=0) as prune:
        freezer.tick(timedelta(days=1, seconds=1))
        now = datetime.now(UTC)
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
    (before, still_there), _ = prune.call_args
    assert abs(before - (now - KEPT_FOR)) < timedelta(minutes=1)
    assert list(still_there) == [clip.id for clip in entry.runtime_data.clips.store.entries()]

"""Secure Video: builds the engine from the config entry, and undoes it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.exceptions import ConfigEntryError, ConfigEntryNotReady, HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_connect, async_dispatcher_send, dispatcher_send
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from .actions import async_register_actions
from .camera_commands import async_register_camera_commands
from .clip_access import ClipAccess
from .clip_commands import async_register_clip_commands
from .clip_sharing_command import async_register_clip_sharing_command
from .clip_subscription import async_register_clip_subscription
from .clip_view import async_register_clip_views
from .const import CONF_RECIPIENTS, DOMAIN, MINOR_VERSION
from .coordinator import CameraCoordinator
from .detector_model import model_folder, remove_models
from .detector_runtime import async_load_detector
from .engine.clips.store import ClipStore, disk_errors
from .engine.errors import ModelError, StoreError, VaultError
from .engine.vision.catalog import DEFAULT_MODEL
from .exceptions import problem_key
from .identities import async_forget_identities, async_register_identity_commands
from .issues import async_clear_issues, async_raise_alarms_anew, async_tell_change, async_update_issues
from .ledger_commands import async_register_ledger_commands
from .overview import async_register_overview
from .panel import async_hide_panel, async_set_up_panel, async_show_panel
from .people import as_data, from_keys
from .people_commands import async_register_people_commands
from .preview import async_register_preview_view
from .running import SecureVideo, SecureVideoConfigEntry
from .settings import EntrySettings, entry_settings, index_path
from .signals import SIGNAL_CLIPS, SIGNAL_OVERVIEW, SIGNAL_PROBLEMS
from .signed_log import HEARTBEAT_INTERVAL, PRUNE_INTERVAL, SignedLog, async_device_key
from .signed_people import PeopleChange, async_check_people, async_forget_people, async_sign_people
from .stored_clips import StoredClips
from .texts import async_load_texts
from .viewings import Viewings
from .vision_commands import async_register_vision_commands

if TYPE_CHECKING:
    from datetime import datetime

    from homeassistant.core import Event, HomeAssistant
    from homeassistant.helpers.device_registry import DeviceEntry
    from homeassistant.helpers.typing import ConfigType

_LOGGER = logging.getLogger(__name__)

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS: Final = [
    Platform.BINARY_SENSOR,
    Platform.CAMERA,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.SENSOR,
    Platform.SWITCH,
]

RETENTION_INTERVAL: Final = timedelta(hours=1)


async def async_setup(hass: HomeAssistant, _config: ConfigType) -> bool:
    """Register what exists once, whether or not the entry is loaded."""
    async_register_actions(hass)
    async_register_preview_view(hass)
    async_register_clip_views(hass)
    async_register_clip_commands(hass)
    async_register_clip_sharing_command(hass)
    async_register_clip_subscription(hass)
    async_register_overview(hass)
    async_register_ledger_commands(hass)
    async_register_vision_commands(hass)
    async_register_people_commands(hass)
    async_register_identity_commands(hass)
    async_register_camera_commands(hass)
    await async_set_up_panel(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: SecureVideoConfigEntry) -> bool:
    """Build the engine and start it."""
    settings = entry_settings(hass, entry)
    await async_load_texts(hass)
    async_raise_alarms_anew(hass)
    await async_show_panel(hass)
    log = await _async_open_log(hass, settings)
    try:
        runtime = SecureVideo(
            hass=hass,
            settings=settings,
            log=log,
            people_change=await _async_check_people(hass, entry, settings, log),
            clips=await _async_open_clips(hass, settings, log),
            access=ClipAccess(hass, announce=log.write),
            viewings=Viewings(hass, log.write),
        )
    except HomeAssistantError:
        await log.async_close()
        raise
    await _async_load_detector(runtime)
    runtime.cameras = {
        setup.subentry_id: CameraCoordinator(
            hass,
            entry,
            setup,
            clips=runtime.clips,
            log=log,
            detector=runtime.detector,
            workers=runtime.workers,
        )
        for setup in settings.cameras
    }
    entry.runtime_data = runtime
    await runtime.clips.async_retain()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)

    async def finish_clips(_event: Event) -> None:
        # Home Assistant stops without unloading its entries.
        await runtime.async_stop()

    async def retain(_now: datetime) -> None:
        await runtime.clips.async_retain()

    async def prune(_now: datetime) -> None:
        await runtime.async_prune_log()

    entry.async_on_unload(hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, finish_clips))
    entry.async_on_unload(entry.async_on_state_change(partial(async_dispatcher_send, hass, SIGNAL_OVERVIEW)))
    entry.async_on_unload(async_dispatcher_connect(hass, SIGNAL_PROBLEMS, partial(async_update_issues, hass, entry)))
    for action, interval in (
        (retain, RETENTION_INTERVAL),
        (prune, PRUNE_INTERVAL),
        (log.async_heartbeat, HEARTBEAT_INTERVAL),
    ):
        entry.async_on_unload(async_track_time_interval(hass, action, interval, cancel_on_shutdown=True))
    entry.async_on_unload(entry.add_update_listener(_async_update_listener))
    for coordinator in runtime.cameras.values():
        coordinator.async_start()
    async_update_issues(hass, entry)
    return True


async def async_migrate_entry(hass: HomeAssistant, entry: SecureVideoConfigEntry) -> bool:
    """Give the keys of older versions names and roles, and sign that list as the one that was agreed to."""
    if entry.version > 1:
        return False
    if entry.minor_version < MINOR_VERSION:
        people = from_keys(entry.options[CONF_RECIPIENTS])
        await async_sign_people(hass, people, by="")
        options = {**entry.options, CONF_RECIPIENTS: as_data(people)}
        hass.config_entries.async_update_entry(entry, options=options, minor_version=MINOR_VERSION)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: SecureVideoConfigEntry) -> bool:
    """Stop everything and wait until it has stopped."""
    if unloaded := await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        await entry.runtime_data.async_stop()
        async_clear_issues(hass)
        if entry.disabled_by:
            async_hide_panel(hass)
    return unloaded


async def async_remove_entry(hass: HomeAssistant, _entry: SecureVideoConfigEntry) -> None:
    """Delete what can be made anew: the lists of clips and of people, users' sealed private keys, fetched models.

    The clips and an own model stay; so do the log, which tells about those clips, and the key that signs it.
    """
    async_hide_panel(hass)
    async_clear_issues(hass, even_ignored=True)
    await async_forget_people(hass)
    await async_forget_identities(hass)
    await hass.async_add_executor_job(_remove_files, index_path(hass), model_folder(hass))


def _remove_files(index: Path, models: Path) -> None:
    for path in index.parent.glob(f"{index.name}*"):
        path.unlink(missing_ok=True)
    remove_models(models)


async def async_remove_config_entry_device(
    _hass: HomeAssistant, entry: SecureVideoConfigEntry, device: DeviceEntry
) -> bool:
    """Allow a device to be removed once its camera is no longer set up."""
    return not any((DOMAIN, camera_id) in device.identifiers for camera_id in entry.subentries)


async def _async_open_log(hass: HomeAssistant, settings: EntrySettings) -> SignedLog:
    with _disk_errors_raised():
        log = SignedLog(hass, settings.log_folder, await async_device_key(hass))
        await log.async_open()
    return log


async def _async_check_people(
    hass: HomeAssistant, entry: SecureVideoConfigEntry, settings: EntrySettings, log: SignedLog
) -> PeopleChange | None:
    with _disk_errors_raised():
        change = await async_check_people(hass, settings.people, log)
    if change:
        async_tell_change(hass, entry, change)
    return change


@contextmanager
def _disk_errors_raised() -> Iterator[None]:
    try:
        with disk_errors():
            yield
    except StoreError as error:
        raise ConfigEntryNotReady(translation_domain=DOMAIN, translation_key=problem_key(type(error))) from error


async def _async_open_clips(hass: HomeAssistant, settings: EntrySettings, log: SignedLog) -> StoredClips:
    try:
        store = ClipStore(
            settings.clip_folder,
            index=settings.index,
            recipients=settings.recipients,
            timezone=dt_util.get_default_time_zone(),
            journal=log.journal,
            on_change=partial(dispatcher_send, hass, SIGNAL_CLIPS),
        )
        await hass.async_add_executor_job(store.open)
    except StoreError as error:
        raise ConfigEntryNotReady(translation_domain=DOMAIN, translation_key=problem_key(type(error))) from error
    except VaultError as error:
        raise ConfigEntryError(translation_domain=DOMAIN, translation_key=problem_key(type(error))) from error
    return StoredClips(hass, store, settings.retention, [setup.subentry_id for setup in settings.cameras])


async def _async_load_detector(runtime: SecureVideo) -> None:
    """Load the model, or the one that comes along; unless it is the one that was chosen, a repair says why."""
    for model in dict.fromkeys((runtime.settings.model, DEFAULT_MODEL.name)):
        try:
            runtime.loaded = await async_load_detector(runtime.hass, model, runtime.settings.accelerator)
        except ModelError as error:
            _LOGGER.warning("The model %s cannot be used: %s", model, error)
            runtime.detector_error = runtime.detector_error or error
        else:
            return


async def _async_update_listener(hass: HomeAssistant, entry: SecureVideoConfigEntry) -> None:
    """Reload, unless only a switch was stored: it has taken effect already."""
    try:
        is_same = entry_settings(hass, entry) == entry.runtime_data.settings
    except ConfigEntryError:
        is_same = False
    if not is_same:
        hass.config_entries.async_schedule_reload(entry.entry_id)

"""What the entry runs, for what exists whether or not it does."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .engine.errors import StoreError
from .engine.workers import Workers
from .exceptions import Refused

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .clip_access import ClipAccess
    from .coordinator import CameraCoordinator
    from .detector_runtime import LoadedDetector
    from .engine.errors import ModelError
    from .engine.model.names import CameraId
    from .engine.model.vision import Detector
    from .settings import EntrySettings
    from .signed_log import SignedLog
    from .signed_people import PeopleChange
    from .stored_clips import StoredClips
    from .viewings import Viewings

type SecureVideoConfigEntry = ConfigEntry[SecureVideo]


@dataclass(slots=True, kw_only=True)
class SecureVideo:
    """What one entry runs. `detector_error` says why the chosen model is not used.

    `people_change` says how the people who can open new clips differ from those that the owner agreed to.
    """

    hass: HomeAssistant
    settings: EntrySettings
    log: SignedLog
    clips: StoredClips
    access: ClipAccess
    viewings: Viewings
    people_change: PeopleChange | None = None
    workers: Workers = field(default_factory=Workers)
    loaded: LoadedDetector | None = None
    detector_error: ModelError | None = None
    cameras: dict[CameraId, CameraCoordinator] = field(default_factory=dict)

    @property
    def detector(self) -> Detector | None:
        """What looks at the pictures."""
        return self.loaded.detector if self.loaded else None

    async def async_prune_log(self) -> None:
        """Drop old entries of the log that no clip needs."""
        with contextlib.suppress(StoreError):
            clips = await self.clips.async_ask(lambda store: store.entries())
            await self.log.async_prune([clip.id for clip in clips], dt_util.utcnow())

    async def async_stop(self) -> None:
        """Close the streams, finish the open clips, end the workers, close store and log. Nothing is left running."""
        await self.access.async_close()
        await asyncio.gather(*(camera.async_stop() for camera in self.cameras.values()))
        await self.hass.async_add_executor_job(self.workers.close)
        await self.clips.async_ask(lambda store: store.close())
        await self.log.async_close()


def running(hass: HomeAssistant) -> SecureVideo | None:
    """Return what the only entry runs, or None while it does not."""
    entries: list[SecureVideoConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    return next((entry.runtime_data for entry in entries if entry.state is ConfigEntryState.LOADED), None)


def needed(hass: HomeAssistant) -> SecureVideo:
    """Return the same for what cannot do without. Raises `HomeAssistantError`."""
    runtime = running(hass)
    if runtime is None:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="not_loaded")
    return runtime


def only_entry(hass: HomeAssistant) -> SecureVideoConfigEntry:
    """Return the entry, also where it does not run. Raises `Refused` if there is none."""
    entries: list[SecureVideoConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    if not entries:
        raise Refused(translation_key="not_loaded")
    return entries[0]

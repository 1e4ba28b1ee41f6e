"""The actions: record now, delete clips, protect them, lock them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import probatio as vol
from homeassistant.components.camera import DOMAIN as CAMERA_DOMAIN
from homeassistant.const import ATTR_SECONDS
from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.service import (
    async_get_config_entry,
    async_register_admin_service,
    async_register_platform_entity_service,
)
from homeassistant.helpers.typing import VolDictType
from homeassistant.util import dt as dt_util

from .bus_events import clip_attributes
from .const import DOMAIN
from .engine.errors import ClipNotFound, ClipProtected
from .engine.model.clips import ClipEntry, ClipState
from .engine.model.names import CameraId, ClipId
from .exceptions import engine_errors_translated

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .engine.clips.store import ClipStore
    from .running import SecureVideoConfigEntry

SERVICE_RECORD_CLIP: Final = "record_clip"
SERVICE_DELETE_CLIPS: Final = "delete_clips"
SERVICE_PROTECT_CLIPS: Final = "protect_clips"
SERVICE_LOCK: Final = "lock"

ATTR_CLIP_IDS: Final = "clip_ids"
ATTR_CAMERAS: Final = "cameras"
ATTR_OLDER_THAN: Final = "older_than"
ATTR_DRY_RUN: Final = "dry_run"
ATTR_PROTECTED: Final = "protected"

DEFAULT_SECONDS: Final = 30
MAX_SECONDS: Final = 300
"""Whoever wants more asks again: a forgotten automation must not fill the disk."""

RECORD_CLIP_SCHEMA: Final[VolDictType] = {
    vol.Optional(ATTR_SECONDS, default=DEFAULT_SECONDS): vol.All(vol.Coerce(float), vol.Range(min=1, max=MAX_SECONDS))
}
DELETE_CLIPS_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(ATTR_CLIP_IDS): vol.All(cv.ensure_list, [cv.string]),
        vol.Optional(ATTR_CAMERAS): cv.entity_ids,
        vol.Optional(ATTR_OLDER_THAN): cv.positive_time_period,
        vol.Optional(ATTR_DRY_RUN, default=False): cv.boolean,
    }
)
PROTECT_CLIPS_SCHEMA: Final = vol.Schema(
    {
        vol.Required(ATTR_CLIP_IDS): vol.All(cv.ensure_list, [cv.string]),
        vol.Optional(ATTR_PROTECTED, default=True): cv.boolean,
    }
)


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    async_register_platform_entity_service(
        hass,
        DOMAIN,
        SERVICE_RECORD_CLIP,
        entity_domain=CAMERA_DOMAIN,
        func="async_record_clip",
        schema=RECORD_CLIP_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    async_register_admin_service(
        hass,
        DOMAIN,
        SERVICE_DELETE_CLIPS,
        _async_delete_clips,
        schema=DELETE_CLIPS_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    async_register_admin_service(
        hass,
        DOMAIN,
        SERVICE_PROTECT_CLIPS,
        _async_protect_clips,
        schema=PROTECT_CLIPS_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    async_register_admin_service(hass, DOMAIN, SERVICE_LOCK, _async_lock)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Selection:
    """Clips by their ids, or else those of some cameras (None: of all) that began before a moment."""

    ids: frozenset[ClipId] | None
    cameras: frozenset[CameraId] | None
    before: datetime

    def of(self, store: ClipStore) -> tuple[ClipEntry, ...]:
        """The clips selected, without those being recorded, and by age without those that are protected.

        An unknown id raises `ClipNotFound`, that of a protected clip `ClipProtected`.
        """
        clips = [clip for clip in store.entries() if self._includes(clip)]
        if self.ids is not None and (missing := self.ids - {clip.id for clip in clips}):
            raise ClipNotFound(f"There is no clip {', '.join(sorted(missing))}")
        if self.ids is not None and (protected := [clip.id for clip in clips if clip.is_protected]):
            raise ClipProtected(f"Protected: {', '.join(sorted(protected))}")
        return tuple(clip for clip in clips if clip.state is not ClipState.RECORDING)

    def _includes(self, clip: ClipEntry) -> bool:
        if self.ids is not None:
            return clip.id in self.ids
        is_meant = self.cameras is None or clip.camera_id in self.cameras
        return is_meant and clip.started_at < self.before and not clip.is_protected


async def _async_delete_clips(call: ServiceCall) -> ServiceResponse:
    entry: SecureVideoConfigEntry = async_get_config_entry(call.hass, DOMAIN, None)
    selection = _selection(call)
    is_dry_run: bool = call.data[ATTR_DRY_RUN]

    def delete(store: ClipStore) -> tuple[ClipEntry, ...]:
        clips = selection.of(store)
        return clips if is_dry_run else store.delete([clip.id for clip in clips])

    with engine_errors_translated():
        clips = await entry.runtime_data.clips.async_ask(delete)
    await entry.runtime_data.clips.async_count()
    return {"deleted": [_described(clip) for clip in clips], ATTR_DRY_RUN: is_dry_run}


async def _async_protect_clips(call: ServiceCall) -> ServiceResponse:
    entry: SecureVideoConfigEntry = async_get_config_entry(call.hass, DOMAIN, None)
    ids = [ClipId(clip_id) for clip_id in call.data[ATTR_CLIP_IDS]]
    is_protected: bool = call.data[ATTR_PROTECTED]

    def protect(store: ClipStore) -> tuple[ClipEntry, ...]:
        return store.protect(ids, is_protected=is_protected)

    with engine_errors_translated():
        clips = await entry.runtime_data.clips.async_ask(protect)
    return {"clips": [_described(clip) for clip in clips], ATTR_PROTECTED: is_protected}


async def _async_lock(call: ServiceCall) -> None:
    """Forget all keys of clips, whoever lent them."""
    entry: SecureVideoConfigEntry = async_get_config_entry(call.hass, DOMAIN, None)
    with engine_errors_translated():
        await entry.runtime_data.access.async_lock(call.context.user_id or "")


def _selection(call: ServiceCall) -> _Selection:
    ids: list[str] | None = call.data.get(ATTR_CLIP_IDS)
    cameras: list[str] | None = call.data.get(ATTR_CAMERAS)
    older_than: timedelta | None = call.data.get(ATTR_OLDER_THAN)
    # Neither must ever mean "everything", and both together would leave open which of them counts.
    if (ids is None) == (older_than is None) or (ids is not None and cameras is not None):
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="ids_or_age")
    return _Selection(
        ids=None if ids is None else frozenset(map(ClipId, ids)),
        cameras=None if cameras is None else frozenset(_camera_id(call.hass, entity_id) for entity_id in cameras),
        before=dt_util.utcnow() - (older_than or timedelta()),
    )


def _camera_id(hass: HomeAssistant, entity_id: str) -> CameraId:
    entity = er.async_get(hass).async_get(entity_id)
    if entity is None or entity.platform != DOMAIN or entity.config_subentry_id is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="not_our_camera",
            translation_placeholders={"entity_id": entity_id},
        )
    return CameraId(entity.config_subentry_id)


def _described(clip: ClipEntry) -> dict[str, Any]:
    return {"camera_id": clip.camera_id, **clip_attributes(clip)}

"""All clips, for whoever is in the event loop; and which of them no longer stay."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util

from .engine.errors import StoreError
from .engine.model.clips import Kept
from .signals import SIGNAL_KEPT, SIGNAL_OVERVIEW

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .engine.clips.retention import RetentionPolicy
    from .engine.clips.store import ClipStore
    from .engine.model.names import CameraId

_LOGGER = logging.getLogger(__name__)


class StoredClips:
    """Asks the store in the executor, deletes what is to go, and tells how much is kept."""

    def __init__(
        self, hass: HomeAssistant, store: ClipStore, retention: RetentionPolicy, cameras: Iterable[CameraId]
    ) -> None:
        """`cameras` are those of which it is told how much is kept."""
        self.store = store
        self._hass = hass
        self._retention = retention
        self._counted = (None, *cameras)
        self._kept: dict[CameraId | None, Kept] = {}
        self._turn = asyncio.Lock()

    def kept(self, camera_id: CameraId | None = None) -> Kept:
        """How much was kept when it was last counted, of all cameras or of one."""
        return self._kept.get(camera_id, Kept())

    async def async_ask[T](self, question: Callable[[ClipStore], T]) -> T:
        """Ask the store in the executor, one question at a time. Raises `StoreError`, also once it is closed."""
        async with self._turn:
            return await self._hass.async_add_executor_job(question, self.store)

    async def async_retain(self) -> None:
        """Delete the clips that no longer stay."""
        try:
            await self.async_ask(lambda store: store.retain(self._retention, dt_util.utcnow()))
        except StoreError as error:
            _LOGGER.warning("Old clips could not be deleted: %s", error)
        await self.async_count()

    async def async_make_room(self) -> None:
        """Delete the oldest clips if a new one has made them take more room than they may."""
        limit = self._retention.max_bytes
        with contextlib.suppress(StoreError):
            kept = await self.async_ask(lambda store: store.kept())
            if limit is not None and kept.bytes > limit:
                await self.async_retain()
            else:
                await self.async_count()

    async def async_count(self) -> None:
        """Count anew how much is kept, and tell it."""
        await self.async_count_of(*self._counted)
        async_dispatcher_send(self._hass, SIGNAL_KEPT)
        async_dispatcher_send(self._hass, SIGNAL_OVERVIEW)

    async def async_count_of(self, *cameras: CameraId | None) -> None:
        """Count anew of these only; None stands for all that is kept."""
        # While Home Assistant stops, the store closes before the entities are gone: the last numbers stay.
        with contextlib.suppress(StoreError):
            self._kept |= await self.async_ask(lambda store: {camera: store.kept(camera) for camera in cameras})

"""Who looks at sealed clips with a key of their own: the log says so before they can."""

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from .engine.clips.store import disk_errors
from .engine.vault.log import Viewed, Viewing

if TYPE_CHECKING:
    from homeassistant.auth.models import User
    from homeassistant.core import HomeAssistant

    from .engine.model.names import ClipId

QUIET_SECONDS: Final = 600.0
"""A player asks for a clip in many parts: for so long, what was logged is not logged again."""


class Viewings:
    """Tells the log, once in a while for each user, clip and what they do with it."""

    def __init__(
        self, hass: HomeAssistant, write: Callable[[Viewed], None], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`write` logs durably, and may block. `clock` tells seconds and never goes back."""
        self._hass = hass
        self._write = write
        self._clock = clock
        self._told: dict[Viewed, float] = {}
        self._turn = asyncio.Lock()

    async def async_tell(self, user: User, clip_id: ClipId, what: Viewing) -> None:
        """Return when it is in the log. Raises `StoreError`: then nothing may be served."""
        viewed = Viewed(by=user.id, clip=clip_id, what=what)
        if not self._is_told(viewed):
            async with self._turn:
                await self._async_tell(viewed)

    async def _async_tell(self, viewed: Viewed) -> None:
        if self._is_told(viewed):
            return

        def write() -> None:
            with disk_errors():
                self._write(viewed)

        await self._hass.async_add_executor_job(write)
        now = self._clock()
        self._told = {each: at for each, at in self._told.items() if now - at < QUIET_SECONDS} | {viewed: now}

    def _is_told(self, viewed: Viewed) -> bool:
        # Who fetches what they are known to look at tells nothing new.
        others = Viewing if viewed.what is Viewing.FETCHED else (viewed.what,)
        now = self._clock()
        told = (self._told.get(Viewed(by=viewed.by, clip=viewed.clip, what=what)) for what in others)
        return any(at is not None and now - at < QUIET_SECONDS for at in told)

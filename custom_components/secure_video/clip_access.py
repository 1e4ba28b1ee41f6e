"""Who may see which clip, and what is unlocked for them."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.camera import DOMAIN as CAMERA_DOMAIN
from homeassistant.core import callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_call_later

from .const import DOMAIN
from .engine.clips.store import disk_errors
from .engine.errors import EngineError, NotUnlocked
from .engine.vault.log import Locked, Unlocked
from .engine.vault.unlock import Access, LentKey, Part, UnlockedClips, UnlockedFile, UserId
from .signals import SIGNAL_UNLOCKS

if TYPE_CHECKING:
    from homeassistant.auth.models import User
    from homeassistant.core import HomeAssistant

    from .engine.model.names import CameraId, ClipId

_LOGGER = logging.getLogger(__name__)

type Announce = Callable[[Unlocked | Locked], None]
"""Writes it into the log, durably. May block. Raises `EngineError`, `OSError`."""


@callback
def may_see(hass: HomeAssistant, user: User, camera_id: CameraId | None) -> bool:
    """Whether a user may see the clips of a camera at all, be they locked or not.

    Administrators may. Others may if Home Assistant lets them read the camera's entity: so administrators choose who
    may see which camera where they choose everything else, in the permissions of a user's groups. What was recorded by
    a camera that is not known or no longer there is for administrators only.
    """
    if user.is_admin:
        return True
    entity_id = er.async_get(hass).async_get_entity_id(CAMERA_DOMAIN, DOMAIN, f"{camera_id}_camera")
    return entity_id is not None and user.permissions.check_entity(entity_id, POLICY_READ)


@callback
def visible_cameras(
    hass: HomeAssistant, user: User, cameras: Iterable[CameraId], *, only: CameraId | None = None
) -> frozenset[CameraId] | None:
    """Return which of the cameras, or whether that one, a user may see clips of; None if all clips there are."""
    if user.is_admin:
        return None if only is None else frozenset({only})
    return frozenset(camera for camera in cameras if only in {None, camera} and may_see(hass, user, camera))


def user_id(user: User) -> UserId:
    """Return the name under which a user's clips are unlocked."""
    return UserId(user.id)


class ClipAccess:
    """The unlocked clips of the running entry. Forgets them on time, on demand and at the end."""

    def __init__(self, hass: HomeAssistant, announce: Announce, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is unlocked. `clock` tells seconds and never goes back."""
        self._hass = hass
        self._announce = announce
        self._clock = clock
        self._unlocked = UnlockedClips(self._write_down)
        self._streams: dict[asyncio.BaseTransport, Access] = {}
        self._turn = asyncio.Lock()
        self._cancel_purge: Callable[[], None] | None = None
        self._is_closed = False

    async def async_unlock(self, user: User, keys: Sequence[LentKey], lifetime: int) -> None:
        """Unlock clips for a user, for so many seconds; all of them or none.

        The caller has checked that the user may see them. Raises `WrongIdentity`, `BadHeader`, `StoreError`, and
        `NotUnlocked` after `async_close`.
        """

        def unlock() -> None:
            with disk_errors():
                self._unlocked.unlock(user_id(user), keys, lifetime=lifetime, now=self._clock())

        async with self._turn:
            if self._is_closed:
                raise NotUnlocked("Secure Video is being stopped.")
            await self._hass.async_add_executor_job(unlock)
            await self._async_plan_purge()
        unlocked = frozenset(Access(user=user_id(user), clip_id=key.clip_id) for key in keys)
        async_dispatcher_send(self._hass, SIGNAL_UNLOCKS, unlocked)

    async def async_lock(self, by: str, *, user: User | None = None) -> None:
        """Forget a user's keys, or everybody's, and break off what they are watching.

        Raises `EngineError` if that cannot be logged; the keys are forgotten all the same.
        """
        await self._async_forget(partial(self._unlocked.lock, user_id(user) if user else None), by)

    async def async_close(self) -> None:
        """Forget everything, for good."""
        self._is_closed = True
        await self._async_forget_by_itself(self._unlocked.lock)

    async def async_remaining(self, user: User) -> dict[ClipId, float]:
        """Return the clips that are unlocked for a user, and for how many seconds more."""
        now = self._clock()
        expiries = await self._hass.async_add_executor_job(self._unlocked.expiries, user_id(user), now)
        return {clip_id: expires - now for clip_id, expires in expiries.items()}

    @asynccontextmanager
    async def opened(self, access: Access, part: Part) -> AsyncIterator[UnlockedFile]:
        """One of a clip's files, closed in the end. Raises `NotUnlocked`, `Tampered`, `BadHeader`, `StoreError`."""

        def open_file() -> UnlockedFile:
            with disk_errors():
                return self._unlocked.open(access, part, self._clock())

        opening = self._hass.async_add_executor_job(open_file)
        try:
            yield await asyncio.shield(opening)
        finally:
            # A client that goes away takes the task with it, at any moment; the file is closed all the same.
            opening.add_done_callback(self._close)

    def _close(self, opening: asyncio.Future[UnlockedFile]) -> None:
        if opening.exception() is None:
            self._hass.async_add_executor_job(opening.result().close)

    async def async_read(self, file: UnlockedFile, start: int, size: int) -> bytes:
        """Read from such a file. Raises `NotUnlocked`, `Tampered`, `StoreError`."""

        def read() -> bytes:
            with disk_errors():
                return file.read(start, size, self._clock())

        return await self._hass.async_add_executor_job(read)

    @contextmanager
    def streaming(self, access: Access, transport: asyncio.BaseTransport) -> Iterator[None]:
        """Break off the connection if the clip is locked meanwhile: a reader that has stopped reading, too."""
        self._streams[transport] = access
        try:
            yield
        finally:
            del self._streams[transport]

    async def _async_forget(self, forget: Callable[[], tuple[Access, ...]], by: str) -> None:
        async with self._turn:
            forgotten = frozenset(await self._hass.async_add_executor_job(forget))
            for transport, access in self._streams.items():
                if access in forgotten and isinstance(transport, asyncio.Transport):
                    transport.abort()
            await self._async_plan_purge()
            if forgotten:
                async_dispatcher_send(self._hass, SIGNAL_UNLOCKS, forgotten)
                clips = tuple(sorted({access.clip_id for access in forgotten}))
                await self._hass.async_add_executor_job(self._write_down, Locked(by=by, clips=clips))

    def _write_down(self, content: Unlocked | Locked) -> None:
        with disk_errors():
            self._announce(content)

    async def _async_forget_by_itself(self, forget: Callable[[], tuple[Access, ...]]) -> None:
        try:
            await self._async_forget(forget, by="")
        except EngineError as error:
            _LOGGER.warning("Clips were locked, but the log could not be written: %s", error)

    async def _async_plan_purge(self) -> None:
        expires = await self._hass.async_add_executor_job(self._unlocked.next_expiry)
        if self._cancel_purge:
            self._cancel_purge()
            self._cancel_purge = None
        if expires is not None:
            self._cancel_purge = async_call_later(self._hass, max(0.0, expires - self._clock()), self._async_purge)

    async def _async_purge(self, _now: datetime) -> None:
        self._cancel_purge = None
        await self._async_forget_by_itself(lambda: self._unlocked.purge(self._clock()))

"""Tells a page over the websocket which clips changed, came, went, or were unlocked for its user."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import probatio as vol
from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util

from .clip_access import may_see, user_id
from .clip_rows import clip_rows
from .engine.clips.store import ClipsChanged
from .engine.errors import StoreError
from .engine.model.clips import ClipEntry
from .engine.model.names import ClipId
from .running import needed, running
from .signals import SIGNAL_CLIPS, SIGNAL_UNLOCKS

if TYPE_CHECKING:
    from .engine.vault.unlock import Access
    from .running import SecureVideo


@callback
def async_register_clip_subscription(hass: HomeAssistant) -> None:
    """Register the command. Called once, when the integration is set up."""
    websocket_api.async_register_command(hass, _async_subscribe)


@websocket_api.websocket_command({vol.Required("type"): "secure_video/clips/subscribe"})
@callback
def _async_subscribe(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Send what changes from now on of the clips that the user may see, until they unsubscribe."""
    subscription = _Subscription(hass, needed(hass), connection, msg["id"])
    ends = (
        async_dispatcher_connect(hass, SIGNAL_CLIPS, subscription.async_clips_changed),
        async_dispatcher_connect(hass, SIGNAL_UNLOCKS, subscription.async_unlocks_changed),
    )

    @callback
    def unsubscribe() -> None:
        for end in ends:
            end()

    connection.subscriptions[msg["id"]] = unsubscribe
    connection.send_result(msg["id"])


class _Subscription:
    """Gathers what changes while the last event is still being made, so that events come in order."""

    def __init__(
        self, hass: HomeAssistant, runtime: SecureVideo, connection: websocket_api.ActiveConnection, msg_id: int
    ) -> None:
        self._hass = hass
        self._runtime = runtime
        self._connection = connection
        self._msg_id = msg_id
        self._changed: dict[ClipId, ClipEntry] = {}
        self._removed: dict[ClipId, ClipEntry] = {}
        self._unlocks: set[ClipId] = set()
        self._is_sending = False

    @callback
    def async_clips_changed(self, changes: ClipsChanged) -> None:
        """Tell of these clips. Of what happened to one clip since the last event, only the end counts."""
        for clip in changes.changed:
            self._changed[clip.id] = clip
        for clip in changes.removed:
            self._changed.pop(clip.id, None)
            self._removed[clip.id] = clip
        self._async_send_soon()

    @callback
    def async_unlocks_changed(self, accesses: frozenset[Access]) -> None:
        """Tell of those that are the user's."""
        mine = {access.clip_id for access in accesses if access.user == user_id(self._connection.user)}
        self._unlocks |= mine
        if mine:
            self._async_send_soon()

    @callback
    def _async_send_soon(self) -> None:
        if not self._is_sending:
            self._is_sending = True
            self._hass.async_create_task(self._async_send(), "secure_video: clips that changed")

    async def _async_send(self) -> None:
        try:
            while self._changed or self._removed or self._unlocks:
                await self._async_send_once()
        finally:
            self._is_sending = False

    async def _async_send_once(self) -> None:
        changed, self._changed = self._changed, {}
        removed, self._removed = self._removed, {}
        unlocks, self._unlocks = self._unlocks, set()
        # While the entry is unloaded, what it ran still says how its clips ended.
        self._runtime = running(self._hass) or self._runtime
        with suppress(StoreError):
            changed = {**await self._runtime.clips.async_ask(lambda store: store.find(unlocks)), **changed}
        remaining = await self._runtime.access.async_remaining(self._connection.user)
        rows = clip_rows(filter(self._may_see, changed.values()), remaining, dt_util.utcnow())
        gone = [clip.id for clip in removed.values() if self._may_see(clip)]
        if rows or gone:
            self._connection.send_event(self._msg_id, {"changed": rows, "removed": gone})

    def _may_see(self, clip: ClipEntry) -> bool:
        return may_see(self._hass, self._connection.user, clip.camera_id)

"""Users' own private keys, each in a file that only their passphrase opens, kept for those who want that.

Home Assistant cannot open them. They are in `.storage`, and so in its backups.
"""

import asyncio
from typing import TYPE_CHECKING, Any, Final

import probatio as vol
from homeassistant.auth import EVENT_USER_REMOVED
from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from .answering import answered
from .const import DOMAIN
from .engine.errors import BadHeader, WrongIdentity
from .engine.vault.age import check_sealed_identity
from .exceptions import Refused
from .running import only_entry

if TYPE_CHECKING:
    from homeassistant.auth.models import User
    from homeassistant.core import Event

STORAGE_KEY: Final = "secure_video.identities"

ATTR_FILE: Final = "file"

DATA_FILES: HassKey[IdentityFiles] = HassKey(f"{DOMAIN}_identities")


class IdentityFiles:
    """The files, by the ids of users."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Read nothing yet."""
        self._store: Store[dict[str, str]] = Store(hass, 1, STORAGE_KEY, private=True)
        self._turn = asyncio.Lock()

    async def async_file(self, user_id: str) -> str | None:
        """Return a user's file, if there is one."""
        async with self._turn:
            return (await self._store.async_load() or {}).get(user_id)

    async def async_keep(self, user_id: str, file: str | None) -> None:
        """Keep a user's file in place of the one before, or none."""
        async with self._turn:
            files = await self._store.async_load() or {}
            others = {each: files[each] for each in files if each != user_id}
            kept = others if file is None else {**others, user_id: file}
            if kept:
                await self._store.async_save(kept)
            else:
                await self._store.async_remove()

    async def async_forget(self) -> None:
        """Delete everybody's."""
        async with self._turn:
            await self._store.async_remove()


@callback
def async_register_identity_commands(hass: HomeAssistant) -> None:
    """Register the commands. Called once, when the integration is set up."""
    files = hass.data[DATA_FILES] = IdentityFiles(hass)
    for command in (_async_get, _async_store, _async_delete):
        websocket_api.async_register_command(hass, command)

    async def forget_user(event: Event) -> None:
        await files.async_keep(event.data["user_id"], None)

    hass.bus.async_listen(EVENT_USER_REMOVED, forget_user)


async def async_forget_identities(hass: HomeAssistant) -> None:
    """Delete the files with the entry they belong to."""
    await hass.data[DATA_FILES].async_forget()


@websocket_api.websocket_command({vol.Required("type"): "secure_video/identity/get"})
@answered
async def _async_get(hass: HomeAssistant, user: User, _msg: dict[str, Any]) -> dict[str, Any]:
    """Send the user's own file."""
    return {ATTR_FILE: await hass.data[DATA_FILES].async_file(user.id)}


@websocket_api.websocket_command({vol.Required("type"): "secure_video/identity/store", vol.Required(ATTR_FILE): str})
@answered
async def _async_store(hass: HomeAssistant, user: User, msg: dict[str, Any]) -> None:
    """Keep the user's file, once it is sure that nothing in it can be read without a passphrase."""
    only_entry(hass)
    try:
        check_sealed_identity(msg[ATTR_FILE])
    except WrongIdentity as error:
        raise Refused(translation_key="private_key") from error
    except BadHeader as error:
        raise Refused(translation_key="bad_identity_file", reason=str(error)) from error
    await hass.data[DATA_FILES].async_keep(user.id, msg[ATTR_FILE])


@websocket_api.websocket_command({vol.Required("type"): "secure_video/identity/delete"})
@answered
async def _async_delete(hass: HomeAssistant, user: User, _msg: dict[str, Any]) -> None:
    """Keep the user's file no longer."""
    await hass.data[DATA_FILES].async_keep(user.id, None)

"""The list of people as the owner last agreed to it, signed with the device's key.

What clips are sealed to is in the entry's options, which other code, a restored file or a stolen session can change.
So a copy is signed at every change made through our dialogs, and compared at every start and every other change.
"""

import asyncio
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from homeassistant.components.http import KEY_HASS_USER
from homeassistant.config_entries import ConfigEntryState
from homeassistant.helpers.http import current_request
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from .bus_events import async_fire_recipients_changed
from .const import CONF_RECIPIENTS, DOMAIN
from .engine.errors import Tampered
from .engine.vault.log import RecipientsChanged
from .people import People, as_data, newcomers, people_from
from .signed_log import async_device_key

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry
    from homeassistant.core import HomeAssistant

    from .engine.vault.log import DeviceKey
    from .signed_log import SignedLog

STORAGE_KEY: Final = "secure_video.people"
SUBJECT: Final = "people"

UNKNOWN: Final = "unknown"
"""Stands in the log for whoever changed the list without us."""

_DATA_TURN: HassKey[asyncio.Lock] = HassKey(f"{DOMAIN}_people")

_SIGNED: Final = "signed"
_NOTE: Final = "note"
_ANNOUNCED: Final = "announced"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleChange:
    """The list is not the one that the owner agreed to; `before` is that, or nobody if its signature is wrong."""

    before: People
    after: People

    @property
    def added(self) -> People:
        """Who is new."""
        return newcomers(self.before, self.after)

    @property
    def removed(self) -> People:
        """Who is gone."""
        return newcomers(self.after, self.before)


async def async_sign_people(hass: HomeAssistant, people: People, by: str) -> None:
    """Take this as the list that the owner agreed to. Raises `OSError`."""
    key = await async_device_key(hass)
    store = _store(hass)
    signed = {"people": as_data(people), "by": by}
    async with _turn(hass):
        stored = await store.async_load() or {}
        await store.async_save({**stored, _SIGNED: signed, _NOTE: key.sign_statement(SUBJECT, _digest(signed))})


async def async_change_people(hass: HomeAssistant, entry: ConfigEntry, people: People, by: str) -> None:
    """Change who can open new clips, as a user wants it. The entry starts again. Raises `OSError`."""
    await async_sign_people(hass, people, by)
    options = {**entry.options, CONF_RECIPIENTS: as_data(people)}
    is_heard = entry.state is ConfigEntryState.LOADED
    if not hass.config_entries.async_update_entry(entry, options=options) or not is_heard:
        # Only the signature is new, or the old list has kept the entry from starting: there is no update listener.
        hass.config_entries.async_schedule_reload(entry.entry_id)


async def async_check_people(hass: HomeAssistant, people: People, log: SignedLog) -> PeopleChange | None:
    """Log and announce a list that is not the one of last time. Return how it differs from the signed one.

    Raises `OSError`.
    """
    store = _store(hass)
    async with _turn(hass):
        stored = await store.async_load() or {}
        signed = _open(stored, log.key)
        change = _change(signed, people)
        by = signed["by"] if signed and change is None else UNKNOWN
        announced, now = stored.get(_ANNOUNCED), {"people": as_data(people), "by": by}
        if announced != now:
            recipients = tuple(sorted(person.recipient for person in people))
            await hass.async_add_executor_job(log.write, RecipientsChanged(recipients=recipients, by=by))
            await store.async_save({**stored, _ANNOUNCED: now})
            told = change or PeopleChange(
                before=people_from(announced["people"]) if announced else people, after=people
            )
            if told.added or told.removed:
                async_fire_recipients_changed(hass, by, added=told.added, removed=told.removed)
    return change


async def async_people_change(hass: HomeAssistant, people: People) -> PeopleChange | None:
    """Return how the list differs from the one that the owner agreed to, if it does. Raises `OSError`."""
    return _change(_open(await _store(hass).async_load() or {}, await async_device_key(hass)), people)


async def async_forget_people(hass: HomeAssistant) -> None:
    """Delete the list with the entry it belongs to."""
    await _store(hass).async_remove()


def acting_user() -> str:
    """Return the id of the user whose request is being answered, or nothing if it is nobody's."""
    request = current_request.get()
    user = request.get(KEY_HASS_USER) if request else None
    return user.id if user else ""


def _change(signed: dict[str, Any] | None, people: People) -> PeopleChange | None:
    agreed = people_from(signed["people"]) if signed else ()
    is_agreed = signed is not None and frozenset(agreed) == frozenset(people)
    return None if is_agreed else PeopleChange(before=agreed, after=people)


def _turn(hass: HomeAssistant) -> asyncio.Lock:
    """Keep a start of the entry from writing down an older list than the one that is being signed."""
    return hass.data.setdefault(_DATA_TURN, asyncio.Lock())


def _store(hass: HomeAssistant) -> Store[dict[str, Any]]:
    return Store(hass, 1, STORAGE_KEY)


def _open(stored: dict[str, Any], key: DeviceKey) -> dict[str, Any] | None:
    """What is signed, unless somebody else has signed it."""
    signed: dict[str, Any] | None = stored.get(_SIGNED)
    try:
        is_ours = signed is not None and key.open_statement(SUBJECT, stored.get(_NOTE, "")) == _digest(signed)
    except Tampered:
        return None
    return signed if is_ours else None


def _digest(signed: dict[str, Any]) -> str:
    return sha256(json.dumps(signed, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

"""What the panel asks over the websocket about who can open clips: to set that up with a proof, and to change it.

Public keys only. Every change is signed, as in the dialogs, and answered when the entry runs with it.
"""

import asyncio
import json
import time
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import probatio as vol
from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .answering import answered
from .const import CONF_RECIPIENTS, DOMAIN
from .entry_form import with_entered_person
from .exceptions import Refused
from .people import (
    ATTR_NAME,
    ATTR_RECIPIENT,
    ATTR_ROLE,
    People,
    Person,
    Role,
    as_data,
    has_recovery,
    is_last_recovery,
    people_from,
    with_name,
    without_person,
)
from .running import only_entry
from .setup_proof import SetupProofs, make_challenge
from .signed_people import PeopleChange, async_change_people, async_people_change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from homeassistant.auth.models import User

ATTR_PEOPLE: Final = "people"
ATTR_PROOF_ID: Final = "proof_id"
ATTR_SHA256: Final = "sha256"
ATTR_ALARM_ID: Final = "alarm_id"
ATTR_WAS_ME: Final = "was_me"

MOST_PEOPLE: Final = 32
LONGEST_NAME: Final = 100

DATA_PROOFS: HassKey[SetupProofs] = HassKey(f"{DOMAIN}_proofs")
_DATA_TURN: HassKey[asyncio.Lock] = HassKey(f"{DOMAIN}_people_commands")

_NAME: Final = vol.All(str, vol.Length(max=LONGEST_NAME))
_PERSON: Final[dict[str | vol.Marker, Any]] = {
    vol.Required(ATTR_NAME): _NAME,
    # Whatever is in it is checked, and never told, by our own code: it may be a private key.
    vol.Required(ATTR_RECIPIENT): str,
    vol.Required(ATTR_ROLE): vol.Coerce(Role),
}


@callback
def async_register_people_commands(hass: HomeAssistant) -> None:
    """Register the commands. Called once, when the integration is set up."""
    hass.data[DATA_PROOFS] = SetupProofs()
    hass.data[_DATA_TURN] = asyncio.Lock()
    for command in (_async_begin, _async_prove, _async_list, _async_add, _async_remove, _async_rename, _async_answer):
        websocket_api.async_register_command(hass, command)


@websocket_api.websocket_command(
    {
        vol.Required("type"): "secure_video/setup/begin",
        vol.Required(ATTR_PEOPLE): vol.All([_PERSON], vol.Length(min=1, max=MOST_PEOPLE)),
    }
)
@websocket_api.require_admin
@answered
async def _async_begin(hass: HomeAssistant, _user: User, msg: dict[str, Any]) -> dict[str, Any]:
    """Check who is to be able to open clips, and send what they have to open."""
    await _async_check_nobody_can_open(hass)
    people = await hass.async_add_executor_job(_entered, msg[ATTR_PEOPLE])
    if not has_recovery(people):
        raise Refused(translation_key="no_recovery")
    challenge = await hass.async_add_executor_job(make_challenge, people)
    return {
        "proof_id": hass.data[DATA_PROOFS].ask(people, challenge.answer, time.monotonic()),
        "media_type": challenge.media_type,
        "sealed": b64encode(challenge.sealed).decode(),
    }


@websocket_api.websocket_command(
    {
        vol.Required("type"): "secure_video/setup/prove",
        vol.Required(ATTR_PROOF_ID): str,
        vol.Required(ATTR_SHA256): vol.All(str, vol.Length(max=64)),
    }
)
@websocket_api.require_admin
@answered
async def _async_prove(hass: HomeAssistant, user: User, msg: dict[str, Any]) -> dict[str, Any]:
    """Store the people whose recovery key was proved to open clips: from now on clips are recorded."""
    async with hass.data[_DATA_TURN]:
        await _async_check_nobody_can_open(hass)
        people = hass.data[DATA_PROOFS].prove(msg[ATTR_PROOF_ID], msg[ATTR_SHA256], time.monotonic())
        return await _async_store(hass, people, user)


@websocket_api.websocket_command({vol.Required("type"): "secure_video/people/list"})
@answered
async def _async_list(hass: HomeAssistant, _user: User, _msg: dict[str, Any]) -> dict[str, Any]:
    """Send who can open new clips, and how that differs from what the owner agreed to."""
    people = _people(hass)
    change = await async_people_change(hass, people)
    alarm = change and {
        ATTR_ALARM_ID: alarm_id(change),
        "added": [_described(person) for person in change.added],
        "removed": [_described(person) for person in change.removed],
    }
    return {ATTR_PEOPLE: [_described(person) for person in people], "alarm": alarm}


@websocket_api.websocket_command({vol.Required("type"): "secure_video/people/add", **_PERSON})
@websocket_api.require_admin
@answered
async def _async_add(hass: HomeAssistant, user: User, msg: dict[str, Any]) -> dict[str, Any]:
    """Let somebody else open new clips."""
    return await _async_change(
        hass, user, lambda people: with_entered_person(people, msg[ATTR_NAME], msg[ATTR_ROLE], msg[ATTR_RECIPIENT])
    )


@websocket_api.websocket_command(
    {vol.Required("type"): "secure_video/people/remove", vol.Required(ATTR_RECIPIENT): str}
)
@websocket_api.require_admin
@answered
async def _async_remove(hass: HomeAssistant, user: User, msg: dict[str, Any]) -> dict[str, Any]:
    """Let somebody not open new clips any more. The last recovery key stays."""

    def remove(people: People) -> People:
        person = _known(people, msg[ATTR_RECIPIENT])
        if is_last_recovery(people, person):
            raise Refused(translation_key="last_recovery", person=str(person))
        return without_person(people, person)

    return await _async_change(hass, user, remove)


@websocket_api.websocket_command(
    {
        vol.Required("type"): "secure_video/people/rename",
        vol.Required(ATTR_RECIPIENT): str,
        vol.Required(ATTR_NAME): _NAME,
    }
)
@websocket_api.require_admin
@answered
async def _async_rename(hass: HomeAssistant, user: User, msg: dict[str, Any]) -> dict[str, Any]:
    """Call somebody something else."""

    def rename(people: People) -> People:
        if not (name := msg[ATTR_NAME].strip()):
            raise Refused(translation_key="no_name")
        return with_name(people, _known(people, msg[ATTR_RECIPIENT]), name)

    return await _async_change(hass, user, rename)


@websocket_api.websocket_command(
    {
        vol.Required("type"): "secure_video/people/answer",
        vol.Required(ATTR_ALARM_ID): str,
        vol.Required(ATTR_WAS_ME): bool,
    }
)
@websocket_api.require_admin
@answered
async def _async_answer(hass: HomeAssistant, user: User, msg: dict[str, Any]) -> dict[str, Any]:
    """Agree to a list that was changed without us, as it was shown, or go back to the one before."""
    async with hass.data[_DATA_TURN]:
        change = await async_people_change(hass, _people(hass))
        if change is None or alarm_id(change) != msg[ATTR_ALARM_ID]:
            raise Refused(translation_key="changed_again")
        return await _async_store(hass, change.after if msg[ATTR_WAS_ME] else change.before, user)


async def _async_change(hass: HomeAssistant, user: User, change: Callable[[People], People]) -> dict[str, Any]:
    """Change the list that the owner agreed to, and no other: it would be signed together with what is not agreed."""
    async with hass.data[_DATA_TURN]:
        people = _people(hass)
        if await async_people_change(hass, people):
            raise Refused(translation_key="people_not_agreed")
        return await _async_store(hass, change(people), user)


async def _async_store(hass: HomeAssistant, people: People, user: User) -> dict[str, Any]:
    """Sign and store the list, and answer as for `people/list` when the entry runs with it."""
    entry = only_entry(hass)
    await async_change_people(hass, entry, people, user.id)
    async with entry.setup_lock:
        pass
    return {ATTR_PEOPLE: [_described(person) for person in people], "alarm": None}


async def _async_check_nobody_can_open(hass: HomeAssistant) -> None:
    people = _people(hass)
    if await async_people_change(hass, people):
        raise Refused(translation_key="people_not_agreed")
    if people:
        raise Refused(translation_key="already_set_up")


def _entered(entered: Iterable[Mapping[str, Any]]) -> People:
    people: People = ()
    for each in entered:
        people = with_entered_person(people, each[ATTR_NAME], each[ATTR_ROLE], each[ATTR_RECIPIENT])
    return people


def _people(hass: HomeAssistant) -> People:
    return people_from(only_entry(hass).options[CONF_RECIPIENTS])


def _known(people: People, recipient: str) -> Person:
    for person in people:
        if person.recipient == recipient:
            return person
    raise Refused(translation_key="person_not_found")


def _described(person: Person) -> dict[str, str]:
    return {**person.as_data(), "key_end": person.key_end, "fingerprint": person.fingerprint}


def alarm_id(change: PeopleChange) -> str:
    """Return what this very change is called, and no other."""
    both = [as_data(change.before), as_data(change.after)]
    return sha256(json.dumps(both, sort_keys=True).encode()).hexdigest()

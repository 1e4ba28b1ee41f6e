"""How what the examples of set-up, people, keys and a camera's settings show comes about."""

import time
from collections.abc import AsyncGenerator, Mapping
from hashlib import sha256
from typing import Any, Final

from homeassistant.components.camera import CameraEntityFeature
from homeassistant.helpers import area_registry as ar, entity_registry as er

from custom_components.secure_video.const import CONF_RECIPIENTS
from custom_components.secure_video.identities import DATA_FILES
from custom_components.secure_video.people import as_data, people_from
from custom_components.secure_video.people_commands import DATA_PROOFS, alarm_id
from custom_components.secure_video.signed_people import async_people_change, async_sign_people

from .conftest import PEOPLE
from .contract import DOOR, Scene, Stage, example_of


async def response_of(stage: Stage, command: str) -> dict[str, Any]:
    """Return the answer of an example."""
    response = (await stage.hass.async_add_executor_job(example_of, command)).response
    assert isinstance(response, dict)
    return response


async def change_people(stage: Stage, *people: Mapping[str, str]) -> None:
    """Change the list without us."""
    options = {**stage.entry.options, CONF_RECIPIENTS: as_data(people_from(people))}
    stage.hass.config_entries.async_update_entry(stage.entry, options=options)
    await stage.hass.async_block_till_done(wait_background_tasks=True)


async def slip_in_ben(stage: Stage) -> None:
    ben = (await response_of(stage, "people.list"))["alarm"]["added"][0]
    await change_people(stage, *PEOPLE, ben)


async def as_it_is(_stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """Anna and the drawer are on the list, and nothing has happened."""
    yield {}


async def setup_begin(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """Nobody can open clips yet."""
    await async_sign_people(stage.hass, (), by="")
    await change_people(stage)
    yield {}


async def setup_prove(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """The clip was opened."""
    async for _ in setup_begin(stage):
        pass
    answer = sha256(b"the clip").hexdigest()
    proof_id = stage.hass.data[DATA_PROOFS].ask(people_from(PEOPLE), answer, time.monotonic())
    yield {"proof_id": proof_id, "sha256": answer}


async def people_list(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """Somebody has slipped Ben in."""
    await slip_in_ben(stage)
    yield {}


async def people_answer(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """The same, and it was not the owner."""
    await slip_in_ben(stage)
    change = await async_people_change(stage.hass, people_from(stage.entry.options[CONF_RECIPIENTS]))
    assert change
    yield {"alarm_id": alarm_id(change)}


async def identity_get(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """The user keeps a file here."""
    file = (await response_of(stage, "identity.get"))["file"]
    await stage.hass.data[DATA_FILES].async_keep(stage.admin.id, file)
    yield {}


async def cameras_candidates(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """There are two cameras beside ours."""
    outside = ar.async_get(stage.hass).async_create("Outside")
    entities = er.async_get(stage.hass)
    lawn = entities.async_get_or_create("camera", "other", "1", suggested_object_id="lawn").entity_id
    entities.async_update_entity(lawn, area_id=outside.id)
    stream = {"supported_features": CameraEntityFeature.STREAM}
    stage.hass.states.async_set(lawn, "idle", {"friendly_name": "Lawn", **stream})
    stage.hass.states.async_set("camera.printer", "idle", {"friendly_name": "Printer"})
    yield {}


async def cameras_settings(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """The door has an area, a line and a mask."""
    await watch(stage, await response_of(stage, "cameras.settings"))
    yield {}


async def cameras_change(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """The area is new."""
    await watch(stage, {**await response_of(stage, "cameras.settings"), "zones": []})
    yield {}


async def watch(stage: Stage, settings: Mapping[str, Any]) -> None:
    """Have the door watched like that."""
    camera = stage.entry.subentries[DOOR]
    data = {**camera.data, **{key: value for key, value in settings.items() if key != "name"}}
    stage.hass.config_entries.async_update_subentry(stage.entry, camera, data=data)
    await stage.hass.async_block_till_done(wait_background_tasks=True)


SCENES: Final[Mapping[str, Scene]] = {
    "cameras.candidates": cameras_candidates,
    "cameras.change": cameras_change,
    "cameras.settings": cameras_settings,
    "identity.delete": identity_get,
    "identity.get": identity_get,
    "identity.store": as_it_is,
    "people.add": as_it_is,
    "people.answer": people_answer,
    "people.list": people_list,
    "people.remove": as_it_is,
    "people.rename": as_it_is,
    "setup.begin": setup_begin,
    "setup.prove": setup_prove,
}

"""What is answered over the websocket is what the examples say, which the panel is written against."""

import json
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any, Final

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.websocket_api import DOMAIN as WEBSOCKET_DOMAIN
from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from tests.fakes import FakePipeline

from . import clip_scenes, key_scenes
from .conftest import camera_subentry, entry_with, set_up
from .contract import CONTRACT, DOOR, GARDEN, Scene, Stage, example_of, shape

SCENES: Final[Mapping[str, Scene]] = {**clip_scenes.SCENES, **key_scenes.SCENES}


@pytest.fixture(autouse=True)
def _morning(freezer: FrozenDateTimeFactory) -> None:
    """When the examples begin."""
    freezer.move_to("2026-11-21T08:00:00+00:00")


@pytest.fixture(name="stage")
async def stage_fixture(
    hass: HomeAssistant,
    media_dir: str,
    pipelines: list[FakePipeline],
    hass_admin_user: MockUser,
    freezer: FrozenDateTimeFactory,
) -> Stage:
    """The cameras of the examples."""
    path = {"id": "path", "name": "Path", "kind": "include", "polygon": [[0, 0], [1, 0], [1, 1]]}
    mask = {"name": "Neighbour", "kind": "private", "polygon": [[0, 0], [1, 0], [1, 1]]}
    entry = entry_with(
        ConfigSubentryDataWithId(**camera_subentry("Front door", zones=[path]), subentry_id=DOOR),
        ConfigSubentryDataWithId(**camera_subentry("Garden", labels=["animal"], masks=[mask]), subentry_id=GARDEN),
    )
    await set_up(hass, entry)
    pipelines[0].stream()
    await hass.async_block_till_done()
    return Stage(hass=hass, entry=entry, admin=hass_admin_user, pipelines=pipelines, clock=freezer)


async def test_every_command_has_an_example_and_every_example_a_scene(stage: Stage) -> None:
    def examples() -> dict[str, Any]:
        return {path.stem: json.loads(path.read_text()) for path in CONTRACT.glob("*.json")}

    read = await stage.hass.async_add_executor_job(examples)
    asked = {name: example["request"]["type"] for name, example in read.items() if "request" in example}
    assert asked.keys() == SCENES.keys()
    registered = {each for each in stage.hass.data[WEBSOCKET_DOMAIN] if each.startswith("secure_video/")}
    assert set(asked.values()) == registered


@pytest.mark.parametrize("command", SCENES)
async def test_an_answer_is_what_its_example_says(
    stage: Stage, hass_ws_client: WebSocketGenerator, command: str
) -> None:
    example = await stage.hass.async_add_executor_job(example_of, command)
    async with aclosing(SCENES[command](stage)) as scene:
        request = {**example.request, **await anext(scene)}
        # Only now: a connection does not outlive a clock that goes on by hours.
        socket = await hass_ws_client()
        await socket.send_json_auto_id(request)
        answer = await socket.receive_json()
        assert answer["success"], answer
        if example.events is None:
            assert shape(answer["result"]) == shape(example.response)
            return
        async for _ in scene:
            pass
    for told in example.events:
        assert shape((await socket.receive_json())["event"]) == shape(told)

"""Recording now, and deleting clips."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers import device_registry as dr

from custom_components.secure_video.const import DOMAIN
from custom_components.secure_video.engine.errors import Ended, NoRecipients
from custom_components.secure_video.engine.model.clips import ClipState
from tests.builders import a_clip

from .conftest import keep

if TYPE_CHECKING:
    from pathlib import Path

    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

    from tests.fakes import FakePipeline

pytestmark = pytest.mark.usefixtures("entry")

type Clips = dict[str, Path]

NOW = datetime.now(UTC)


@pytest.fixture(name="clips")
def clips_fixture(entry: MockConfigEntry, camera_id: str) -> Clips:
    """One clip of today, an older one, one of a former camera, and one that is being recorded."""
    clips = (
        a_clip(1, camera_id=camera_id, started_at=NOW),
        a_clip(2, camera_id=camera_id, started_at=NOW - timedelta(days=2)),
        a_clip(3, camera_id="former", started_at=NOW - timedelta(days=2)),
        a_clip(4, camera_id=camera_id, started_at=NOW - timedelta(days=2), state=ClipState.RECORDING),
    )
    return {clip.id: keep(entry, clip) for clip in clips}


def clip_id(number: int) -> str:
    return f"{number:032x}"


async def delete(hass: HomeAssistant, context: Context | None = None, **data: object) -> dict[str, Any]:
    response = await hass.services.async_call(
        DOMAIN, "delete_clips", dict(data), blocking=True, return_response=True, context=context
    )
    assert response is not None
    return response


def deleted(response: dict[str, Any]) -> set[str]:
    return {clip["clip_id"] for clip in response["deleted"]}


def remaining(clips: Clips) -> set[str]:
    return {name for name, path in clips.items() if path.exists()}


async def test_a_clip_is_recorded_by_entity_and_by_device(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str, pipelines: list[FakePipeline]
) -> None:
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, camera_id), entry.entry_id)
    assert device is not None
    for target, seconds in (({"entity_id": "camera.front_door"}, 10), ({"device_id": device.id}, 20)):
        response = await hass.services.async_call(
            DOMAIN, "record_clip", {**target, "seconds": seconds}, blocking=True, return_response=True
        )
        assert response == {"camera.front_door": {"clip_id": "f" * 32}}
    assert pipelines[0].recorded_seconds == [10, 20]


async def test_why_nothing_can_be_recorded_is_said(hass: HomeAssistant, pipelines: list[FakePipeline]) -> None:
    for problem, kind, key in (
        (Ended("lost a moment ago"), HomeAssistantError, "not_streaming"),
        (NoRecipients("none"), ServiceValidationError, "no_recipients"),
    ):
        with patch.object(pipelines[0], "record", side_effect=problem), pytest.raises(HomeAssistantError) as error:
            await hass.services.async_call(DOMAIN, "record_clip", {"entity_id": "camera.front_door"}, blocking=True)
        assert error.type is kind
        assert error.value.translation_key == key


async def test_clips_are_deleted_by_id(hass: HomeAssistant, clips: Clips) -> None:
    response = await delete(hass, clip_ids=[clip_id(1), clip_id(3)])
    assert deleted(response) == {clip_id(1), clip_id(3)}
    assert remaining(clips) == {clip_id(2), clip_id(4)}
    await hass.async_block_till_done()
    assert hass.states.is_state("sensor.front_door_clips_kept", "2")


async def test_an_unknown_id_deletes_nothing(hass: HomeAssistant, clips: Clips) -> None:
    with pytest.raises(ServiceValidationError) as error:
        await delete(hass, clip_ids=[clip_id(1), "unknown"])
    assert error.value.translation_key == "clip_not_found"
    assert remaining(clips) == set(clips)


async def test_clips_are_deleted_by_age_but_never_the_open_one(hass: HomeAssistant, clips: Clips) -> None:
    response = await delete(hass, older_than={"days": 1})
    assert deleted(response) == {clip_id(2), clip_id(3)}
    assert remaining(clips) == {clip_id(1), clip_id(4)}


async def test_clips_are_deleted_by_camera_and_age(hass: HomeAssistant, clips: Clips) -> None:
    response = await delete(hass, cameras=["camera.front_door"], older_than={"days": 1})
    assert deleted(response) == {clip_id(2)}
    assert remaining(clips) == {clip_id(1), clip_id(3), clip_id(4)}


async def test_a_dry_run_only_shows(hass: HomeAssistant, clips: Clips) -> None:
    response = await delete(hass, older_than={"days": 1}, dry_run=True)
    assert response["dry_run"] is True
    assert deleted(response) == {clip_id(2), clip_id(3)}
    assert remaining(clips) == set(clips)


async def protect(hass: HomeAssistant, context: Context | None = None, **data: object) -> dict[str, Any]:
    response = await hass.services.async_call(
        DOMAIN, "protect_clips", dict(data), blocking=True, return_response=True, context=context
    )
    assert response is not None
    return response


async def test_a_protected_clip_stays_until_the_protection_is_taken_away(hass: HomeAssistant, clips: Clips) -> None:
    response = await protect(hass, clip_ids=[clip_id(2)])
    assert response["protected"] is True
    assert [clip["clip_id"] for clip in response["clips"]] == [clip_id(2)]
    for is_dry_run in (True, False):
        with pytest.raises(ServiceValidationError) as error:
            await delete(hass, clip_ids=[clip_id(1), clip_id(2)], dry_run=is_dry_run)
        assert error.value.translation_key == "clip_protected"
    assert remaining(clips) == set(clips)
    await delete(hass, older_than={"days": 1})
    assert remaining(clips) == {clip_id(1), clip_id(2), clip_id(4)}
    await protect(hass, clip_ids=[clip_id(2)], protected=False)
    await delete(hass, clip_ids=[clip_id(2)])
    assert remaining(clips) == {clip_id(1), clip_id(4)}


async def test_an_unknown_clip_is_not_protected(hass: HomeAssistant, clips: Clips) -> None:
    with pytest.raises(ServiceValidationError) as error:
        await protect(hass, clip_ids=[clip_id(1), "unknown"])
    assert error.value.translation_key == "clip_not_found"


async def test_only_administrators_protect(hass: HomeAssistant, clips: Clips, hass_read_only_user: MockUser) -> None:
    with pytest.raises(Unauthorized):
        await protect(hass, Context(user_id=hass_read_only_user.id), clip_ids=[clip_id(1)], protected=False)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"cameras": ["camera.front_door"]},
        {"clip_ids": [clip_id(1)], "older_than": {"days": 1}},
        {"clip_ids": [clip_id(1)], "cameras": ["camera.front_door"]},
    ],
)
async def test_an_unclear_wish_deletes_nothing(hass: HomeAssistant, clips: Clips, data: dict[str, Any]) -> None:
    with pytest.raises(ServiceValidationError) as error:
        await delete(hass, **data)
    assert error.value.translation_key == "ids_or_age"
    assert remaining(clips) == set(clips)


async def test_other_cameras_are_refused(hass: HomeAssistant, clips: Clips) -> None:
    with pytest.raises(ServiceValidationError) as error:
        await delete(hass, cameras=["camera.elsewhere"], older_than={"days": 1})
    assert error.value.translation_key == "not_our_camera"
    assert remaining(clips) == set(clips)


async def test_only_administrators_delete(
    hass: HomeAssistant, clips: Clips, hass_read_only_user: MockUser, hass_admin_user: MockUser
) -> None:
    with pytest.raises(Unauthorized):
        await delete(hass, Context(user_id=hass_read_only_user.id), older_than={"days": 1})
    assert remaining(clips) == set(clips)
    await delete(hass, Context(user_id=hass_admin_user.id), older_than={"days": 1})
    assert remaining(clips) == {clip_id(1), clip_id(4)}


async def test_without_a_running_entry_nothing_is_deleted(
    hass: HomeAssistant, entry: MockConfigEntry, clips: Clips
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError):
        await delete(hass, older_than={"days": 1})
    assert remaining(clips) == set(clips)

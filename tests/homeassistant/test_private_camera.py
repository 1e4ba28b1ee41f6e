"""What leaves Home Assistant of a camera with private parts: our own pictures, never the camera's stream."""

from dataclasses import replace
from unittest.mock import Mock

import pytest
from homeassistant.components.camera import (
    CameraEntityFeature,
    async_get_image,
    async_get_stream_source,
    async_request_stream,
)
from homeassistant.components.camera.helper import get_camera_from_entity_id
from homeassistant.components.stream import Stream
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.secure_video.const import CONF_MASKS
from custom_components.secure_video.engine.model.areas import MaskKind
from custom_components.secure_video.engine.model.camera import RecordingProblem
from custom_components.secure_video.issues import Issue
from tests.fakes import FakePipeline

from .conftest import Report, camera_subentry, entry_with, set_up

CAMERA = "camera.front_door"
MASK = {"name": "Neighbour", "polygon": [[0.5, 0.0], [1.0, 0.0], [1.0, 1.0]]}


async def start(hass: HomeAssistant, pipelines: list[FakePipeline], kind: MaskKind) -> MockConfigEntry:
    """A camera with one mask, whose pictures come in."""
    entry = entry_with(camera_subentry(masks=[MASK | {"kind": kind}]))
    await set_up(hass, entry)
    pipelines[-1].stream()
    await hass.async_block_till_done()
    return entry


@pytest.mark.usefixtures("media_dir")
async def test_the_cameras_own_stream_is_not_passed_on(hass: HomeAssistant, pipelines: list[FakePipeline]) -> None:
    entry = await start(hass, pipelines, MaskKind.PRIVATE)
    camera = get_camera_from_entity_id(hass, CAMERA)
    assert CameraEntityFeature.STREAM not in camera.supported_features
    assert not camera.camera_capabilities.frontend_stream_types
    assert await async_get_stream_source(hass, CAMERA) is None
    assert await camera.async_create_stream() is None
    with pytest.raises(HomeAssistantError):
        await async_request_stream(hass, CAMERA, "hls")
    assert camera.webrtc_provider is None
    assert (await async_get_image(hass, CAMERA, width=320)).content == b"still 320"
    # Its live view is made of stills: two to five a second.
    assert 0.2 <= camera.frame_interval <= 0.5
    assert next(iter(entry.runtime_data.cameras.values())).stream_url is None
    assert pipelines[0].settings.private


@pytest.mark.usefixtures("media_dir")
async def test_while_nothing_is_looked_at_the_still_is_ours_too(
    hass: HomeAssistant, pipelines: list[FakePipeline]
) -> None:
    await start(hass, pipelines, MaskKind.PRIVATE)
    await hass.services.async_call("switch", "turn_off", {"entity_id": "switch.front_door_detection"}, blocking=True)
    assert not get_camera_from_entity_id(hass, CAMERA).use_stream_for_stills


@pytest.mark.usefixtures("media_dir")
async def test_a_mask_that_is_only_ignored_hides_nothing(hass: HomeAssistant, pipelines: list[FakePipeline]) -> None:
    await start(hass, pipelines, MaskKind.IGNORED)
    camera = get_camera_from_entity_id(hass, CAMERA)
    assert CameraEntityFeature.STREAM in camera.supported_features
    assert await camera.stream_source()


@pytest.mark.usefixtures("media_dir")
async def test_a_live_view_that_is_open_ends_when_a_mask_is_added(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str
) -> None:
    live = get_camera_from_entity_id(hass, CAMERA).stream = Mock(spec=Stream)
    subentry = entry.subentries[camera_id]
    hass.config_entries.async_update_subentry(
        entry, subentry, data={**subentry.data, CONF_MASKS: [MASK | {"kind": MaskKind.PRIVATE}]}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    live.stop.assert_awaited_once()
    assert await async_get_stream_source(hass, CAMERA) is None


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    ("problem", "issue"),
    [
        (RecordingProblem.PRIVATE, None),
        (RecordingProblem.NO_ENCODER, Issue.NO_ENCODER),
        (RecordingProblem.TOO_SLOW, Issue.CLIPS_WITH_GAPS),
    ],
)
async def test_what_the_owner_wishes_is_nothing_to_put_right(
    hass: HomeAssistant,
    pipelines: list[FakePipeline],
    report: Report,
    problem: RecordingProblem,
    issue: Issue | None,
) -> None:
    await report(replace(pipelines[0].snapshot, recording_problem=problem))
    raised = {issue_id for domain, issue_id in ir.async_get(hass).issues if domain == "secure_video"}
    about_clips = {Issue.NO_ENCODER, Issue.CLIPS_WITH_GAPS, Issue.DISK_FULL, Issue.FOLDER_READ_ONLY}
    assert raised & about_clips == ({issue} if issue else set())

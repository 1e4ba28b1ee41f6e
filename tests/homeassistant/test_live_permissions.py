"""Whoever may not see a camera gets no live picture, whichever way it would be fetched."""

from unittest.mock import Mock

import pytest
from homeassistant.components.camera import async_get_image, async_get_stream_source, async_request_stream
from homeassistant.components.camera.helper import get_camera_from_entity_id
from homeassistant.components.websocket_api import current_connection
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import Unauthorized
from pytest_homeassistant_custom_component.common import MockUser

from tests.fakes import FakePipeline

from .conftest import camera_subentry, entry_with, set_up

CAMERA = "camera.front_door"


@pytest.mark.usefixtures("media_dir")
async def test_the_stream_and_the_still_are_for_whom_may_see_the_camera(
    hass: HomeAssistant, pipelines: list[FakePipeline], hass_read_only_user: MockUser
) -> None:
    await set_up(hass, entry_with(camera_subentry()))
    pipelines[-1].stream()
    await hass.async_block_till_done()
    current_connection.set(Mock(user=hass_read_only_user))
    assert await async_get_stream_source(hass, CAMERA)
    assert (await async_get_image(hass, CAMERA)).content
    hass_read_only_user.mock_policy({"entities": {"domains": {"sensor": True}}})
    for fetch in (
        async_get_stream_source(hass, CAMERA),
        async_get_image(hass, CAMERA),
        async_request_stream(hass, CAMERA, "hls"),
    ):
        with pytest.raises(Unauthorized):
            await fetch


@pytest.mark.usefixtures("media_dir")
async def test_home_assistant_itself_may_see_it(hass: HomeAssistant, pipelines: list[FakePipeline]) -> None:
    await set_up(hass, entry_with(camera_subentry()))
    pipelines[-1].stream()
    await hass.async_block_till_done()
    assert await async_get_stream_source(hass, CAMERA)
    # One with WebRTC of its own would be asked for that, and has none.
    assert not get_camera_from_entity_id(hass, CAMERA)._supports_native_async_webrtc

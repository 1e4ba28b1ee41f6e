"""Where a camera's stream is: at an address of its own, or at the one a camera entity of Home Assistant names."""

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from aiohttp import ClientError
from homeassistant.components.camera import async_get_stream_source
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.exceptions import HomeAssistantError

from .engine.model.video import StreamAddress

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .settings import CameraSource

_LOGGER = logging.getLogger(__name__)

TIMEOUT: Final = 10
"""Seconds a camera entity may take to name its stream; Home Assistant's camera component waits as long."""


def is_there(hass: HomeAssistant, source: CameraSource) -> bool:
    """Whether the source can be asked for its stream."""
    if isinstance(source, StreamAddress):
        return True
    state = hass.states.get(source)
    return state is not None and state.state != STATE_UNAVAILABLE


async def async_resolve(hass: HomeAssistant, source: CameraSource) -> StreamAddress | None:
    """Return the stream, or None while its camera entity cannot name one."""
    if isinstance(source, StreamAddress):
        return source
    if not is_there(hass, source):
        return None
    try:
        async with asyncio.timeout(TIMEOUT):
            url = await async_get_stream_source(hass, source)
    except (HomeAssistantError, ClientError, OSError) as error:
        _LOGGER.debug("%s does not name its stream: %s", source, type(error).__name__)
        return None
    return StreamAddress(url=url) if url else None

"""Sealed files that leave Home Assistant, sent while they are read."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from aiohttp import hdrs, web
from homeassistant.components.http import KEY_HASS

from .clip_requests import NOT_KEPT
from .engine.clips.store import disk_errors
from .engine.errors import StoreError

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file that is made of pieces. `size` is None where only its end will tell."""

    name: str
    content_type: str
    pieces: Iterator[bytes]
    size: int | None = None

    def next_piece(self) -> bytes | None:
        """Return the next one, or None at the end. Blocks. Raises `StoreError`."""
        with disk_errors():
            return next(self.pieces, None)


async def async_send(request: web.Request, download: Download) -> web.StreamResponse:
    """Send the file. Raises `StoreError` if not even its beginning can be read."""
    hass = request.app[KEY_HASS]
    piece = await hass.async_add_executor_job(download.next_piece)
    response = web.StreamResponse(headers={**NOT_KEPT, "X-Content-Type-Options": "nosniff"})
    response.headers[hdrs.CONTENT_DISPOSITION] = f'attachment; filename="{download.name}"'
    response.content_type = download.content_type
    response.content_length = download.size
    await response.prepare(request)
    try:
        while piece is not None:
            await response.write(piece)
            piece = await hass.async_add_executor_job(download.next_piece)
    except ConnectionError:
        _LOGGER.debug("%s was not wanted to its end", download.name)
    except StoreError as error:
        _LOGGER.warning("%s cannot be read to its end: %s", download.name, error)
        if request.transport is not None:
            request.transport.abort()
    return response

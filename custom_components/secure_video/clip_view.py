"""Clips over HTTP: sealed for whoever has the key, and in plain for those they are unlocked for."""

import asyncio
import logging
from base64 import b64decode
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar, Final, override

from aiohttp import hdrs, web
from homeassistant.components.http import KEY_HASS, HomeAssistantView
from homeassistant.core import callback
from homeassistant.util.json import json_loads

from .byte_range import requested_range
from .clip_requests import NOT_KEPT, SEALED_TYPE, WHOLE, ClipRequest, async_clip_request, engine_errors_refused, refusal
from .clip_rewrap_view import ClipRewrapView
from .clip_sharing_view import ClipEvidenceView, ClipShareView
from .clip_unlock_view import ClipUnlockView
from .engine.clips.store import disk_errors
from .engine.errors import ClipNotFound, NotUnlocked, StoreError, VaultError
from .engine.model.clips import ClipState
from .engine.vault.age import header_size
from .engine.vault.log import Viewing
from .engine.vault.unlock import Part, UnlockedFile

if TYPE_CHECKING:
    from pathlib import Path

    from homeassistant.core import HomeAssistant

_LOGGER = logging.getLogger(__name__)

FOR_WHOEVER_HAS_THE_KEY: Final = WHOLE | {ClipState.INCOMPLETE}
"""Of a clip that was cut off, every complete chunk can be opened: docs/format.md."""

CLIP_URL: Final = "/api/secure_video/clips/{clip_id}"
VIDEO_URL: Final = f"{CLIP_URL}/video"
THUMBNAIL_URL: Final = f"{CLIP_URL}/thumbnail"
VIDEO_TYPE: Final = "video/mp4"

PIECE_SIZE: Final = 256 * 1024
"""Four chunks: what is decrypted and in memory of each stream at a time."""
MAX_DESCRIPTION_SIZE: Final = 4 * 2**20
"""Many times a picture; more than this is not read into memory."""


@callback
def async_register_clip_views(hass: HomeAssistant) -> None:
    """Serve clips. Called once, when the integration is set up."""
    for view in (
        ClipUnlockView,
        ClipRewrapView,
        ClipShareView,
        ClipEvidenceView,
        ClipHeaderView,
        SealedClipView,
        SealedDescriptionView,
        ClipVideoView,
        ClipPictureView,
    ):
        hass.http.register_view(view())


class _ClipView(HomeAssistantView):
    """Something about one clip."""

    states: ClassVar = WHOLE

    async def get(self, request: web.Request, clip_id: str) -> web.StreamResponse:
        """Return it, or why not: 403, 404 (no such clip), 409 (incomplete), 410 (locked), 416, 422 (damaged), 503."""
        with engine_errors_refused():
            return await self._async_answer(request, await async_clip_request(request, clip_id, states=self.states))

    head = get

    async def _async_answer(self, request: web.Request, wanted: ClipRequest) -> web.StreamResponse:
        raise NotImplementedError


class ClipHeaderView(_ClipView):
    """The age header of a clip: all that a private key must see to find the file key."""

    url = f"{CLIP_URL}/header"
    name = "api:secure_video:clip:header"
    states = FOR_WHOEVER_HAS_THE_KEY

    @override
    async def _async_answer(self, request: web.Request, wanted: ClipRequest) -> web.StreamResponse:
        header = await request.app[KEY_HASS].async_add_executor_job(_header, wanted.path(Part.VIDEO))
        return web.Response(body=header, content_type=SEALED_TYPE, headers=NOT_KEPT)


class SealedClipView(_ClipView):
    """The clip as it is on the disk, for a browser that opens it itself. The log says who asked for it."""

    url = f"{CLIP_URL}/sealed"
    name = "api:secure_video:clip:sealed"
    states = FOR_WHOEVER_HAS_THE_KEY

    @override
    async def _async_answer(self, request: web.Request, wanted: ClipRequest) -> web.StreamResponse:
        await wanted.runtime.viewings.async_tell(wanted.user, wanted.clip.id, Viewing.FETCHED)
        return _sealed_file(wanted, Part.VIDEO)


class SealedDescriptionView(_ClipView):
    """The clip's description as it is on the disk: short, so its header is not served apart."""

    url = f"{CLIP_URL}/meta"
    name = "api:secure_video:clip:meta"
    states = FOR_WHOEVER_HAS_THE_KEY

    @override
    async def _async_answer(self, request: web.Request, wanted: ClipRequest) -> web.StreamResponse:
        return _sealed_file(wanted, Part.DESCRIPTION)


class ClipVideoView(_ClipView):
    """An unlocked clip as MP4, whole or in part."""

    url = VIDEO_URL
    name = "api:secure_video:clip:video"
    # A player asks again after its signed address has expired: with the 401 of `requires_auth` that would count as a
    # failed login and could ban the owner's own address. Who asks is checked all the same.
    requires_auth = False

    @override
    async def _async_answer(self, request: web.Request, wanted: ClipRequest) -> web.StreamResponse:
        async with wanted.runtime.access.opened(wanted.access, Part.VIDEO) as file:
            return await _async_stream(request, wanted, file)


class ClipPictureView(_ClipView):
    """The picture of an unlocked clip, which is in its description."""

    url = THUMBNAIL_URL
    name = "api:secure_video:clip:thumbnail"

    @override
    async def _async_answer(self, request: web.Request, wanted: ClipRequest) -> web.StreamResponse:
        access = wanted.runtime.access
        async with access.opened(wanted.access, Part.DESCRIPTION) as file:
            description = await access.async_read(file, 0, MAX_DESCRIPTION_SIZE)
        return web.Response(body=_picture(description), content_type="image/jpeg", headers=NOT_KEPT)


async def _async_stream(request: web.Request, wanted: ClipRequest, file: UnlockedFile) -> web.StreamResponse:
    part = _requested_part(request, file.size)
    response = web.StreamResponse(headers={**NOT_KEPT, "Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff"})
    response.content_type = VIDEO_TYPE
    if part is not None:
        response.set_status(HTTPStatus.PARTIAL_CONTENT)
        response.headers[hdrs.CONTENT_RANGE] = f"bytes {part.start}-{part.stop - 1}/{file.size}"
    content = range(file.size) if part is None else part
    response.content_length = len(content)
    transport = request.transport
    if transport is not None:
        with wanted.runtime.access.streaming(wanted.access, transport):
            await response.prepare(request)
            if request.method != hdrs.METH_HEAD:
                await _async_send(response, transport, wanted, file, content)
    return response


async def _async_send(
    response: web.StreamResponse, transport: asyncio.Transport, wanted: ClipRequest, file: UnlockedFile, content: range
) -> None:
    """Send the bytes. What cannot be read ends the connection: the length has been promised, and nothing else fits."""
    try:
        for start in range(content.start, content.stop, PIECE_SIZE):
            size = min(PIECE_SIZE, content.stop - start)
            await response.write(await wanted.runtime.access.async_read(file, start, size))
    except NotUnlocked:
        transport.abort()
    except ConnectionError:
        _LOGGER.debug("Clip %s was not wanted to its end", wanted.clip.id)
    except (VaultError, StoreError) as error:
        _LOGGER.warning("Clip %s cannot be read to its end: %s", wanted.clip.id, error)
        transport.abort()


def _requested_part(request: web.Request, size: int) -> range | None:
    # We hand out nothing that `If-Range` could name, so it never matches, and then the range does not count.
    header = None if hdrs.IF_RANGE in request.headers else request.headers.get(hdrs.RANGE)
    try:
        return requested_range(header, size)
    except ValueError as error:
        unsatisfied = {"Content-Range": f"bytes */{size}"}
        raise refusal(web.HTTPRequestRangeNotSatisfiable, str(error), unsatisfied) from error


def _header(path: Path) -> bytes:
    if not path.exists():
        raise ClipNotFound("The clip's file is no longer there.")
    with disk_errors(), path.open("rb") as file:
        size = header_size(file)
        file.seek(0)
        return file.read(size)


def _sealed_file(wanted: ClipRequest, part: Part) -> web.FileResponse:
    """Under its name, which tells whether it was completed."""
    path = wanted.path(part)
    named = f'attachment; filename="{path.name}"'
    headers = {**NOT_KEPT, hdrs.CONTENT_TYPE: SEALED_TYPE, hdrs.CONTENT_DISPOSITION: named}
    return web.FileResponse(path, headers=headers)


def _picture(description: bytes) -> bytes:
    """Return the JPEG in a description. Raises `ClipNotFound` if there is none."""
    with suppress(ValueError):
        match json_loads(description):
            case {"picture": str(picture)}:
                return b64decode(picture, validate=True)
    raise ClipNotFound("This clip has no picture.")

"""Trying a stream that a web server of our own sends."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import av
import numpy as np
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from homeassistant.core import HomeAssistant
from PIL import Image

from custom_components.secure_video.engine.errors import AuthenticationFailed, NoVideo, Unreachable
from custom_components.secure_video.engine.model.areas import Mask, MaskKind
from custom_components.secure_video.engine.model.picture import Point
from custom_components.secure_video.engine.model.video import StreamAddress
from custom_components.secure_video.stream_trial import PREVIEW_WIDTH, async_try_stream


@pytest.fixture(name="web_server")
async def web_server_fixture(tmp_path: Path, socket_enabled: None) -> AsyncIterator[TestServer]:
    """Serves a second of H.264, a page without a video, and a locked door."""
    with av.open(tmp_path / "camera.ts", "w", format="mpegts") as file:
        stream = file.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        picture = np.full((720, 1280, 3), 200, np.uint8)
        for _ in range(10):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        file.mux(stream.encode(None))

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="no video here")

    async def locked(_request: web.Request) -> web.Response:
        return web.Response(status=401)

    app = web.Application()
    app.router.add_get("/page", page)
    app.router.add_get("/locked", locked)
    app.router.add_static("/", tmp_path)
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


def address(server: TestServer, path: str) -> StreamAddress:
    return StreamAddress(url=str(server.make_url(path)))


async def test_a_stream_that_works(hass: HomeAssistant, web_server: TestServer) -> None:
    trial = await async_try_stream(hass, address(web_server, "/camera.ts"))
    assert (trial.format.video.codec, trial.format.video.width, trial.format.video.height) == ("h264", 1280, 720)
    with Image.open(io.BytesIO(trial.picture)) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (PREVIEW_WIDTH, 360)
        assert np.asarray(picture).mean() == pytest.approx(200, abs=10)


async def test_the_picture_does_not_show_what_is_private(hass: HomeAssistant, web_server: TestServer) -> None:
    left = tuple(Point(x=x, y=y) for x, y in ((0, 0), (0.5, 0), (0.5, 1), (0, 1)))
    mask = Mask(name="Window", kind=MaskKind.PRIVATE, polygon=left)
    trial = await async_try_stream(hass, address(web_server, "/camera.ts"), (mask,))
    with Image.open(io.BytesIO(trial.picture)) as picture:
        shown = np.asarray(picture)
    assert shown[:, :300].mean() == pytest.approx(128, abs=10)
    assert shown[:, 340:].mean() == pytest.approx(200, abs=10)


async def test_what_fails_says_why(hass: HomeAssistant, web_server: TestServer) -> None:
    with pytest.raises(AuthenticationFailed):
        await async_try_stream(hass, address(web_server, "/locked"))
    with pytest.raises(NoVideo):
        await async_try_stream(hass, address(web_server, "/page"))
    closed = address(web_server, "/camera.ts")
    await web_server.close()
    with pytest.raises(Unreachable):
        await async_try_stream(hass, closed)

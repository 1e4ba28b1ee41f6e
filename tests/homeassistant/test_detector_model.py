"""Fetching the model, from a web server of our own."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from homeassistant.core import HomeAssistant

from custom_components.secure_video.detector_model import (
    DownloadFailed,
    DownloadProblem,
    async_download_model,
    async_find_model,
    async_first_model,
    model_folder,
    remove_models,
)
from custom_components.secure_video.engine.vision import catalog
from custom_components.secure_video.engine.vision.catalog import DEFAULT_MODEL, OWN_MODEL, ModelSpec

MODEL = bytes(range(256)) * 1024


@pytest.fixture(autouse=True)
def _nothing_bundled(tmp_path: Path) -> Iterator[None]:
    """Whatever model this build comes with, it does not count here."""
    with patch.object(catalog, "BUNDLED", tmp_path / "bundled"):
        yield


@pytest.fixture(name="web_server")
async def web_server_fixture(socket_enabled: None) -> AsyncIterator[TestServer]:
    """Serves a model under several paths."""
    app = web.Application()

    async def whole(_request: web.Request) -> web.Response:
        return web.Response(body=MODEL)

    async def other(_request: web.Request) -> web.Response:
        return web.Response(body=bytes(len(MODEL)))

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(bytes(65536))

    async def broken(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(MODEL))})
        await response.prepare(request)
        await response.write(MODEL[:1000])
        assert request.transport is not None
        request.transport.close()
        return response

    for handler in (whole, other, endless, broken):
        app.router.add_get(f"/{handler.__name__}", handler)
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


def a_model(server: TestServer, *paths: str) -> ModelSpec:
    return replace(
        DEFAULT_MODEL,
        urls=tuple(str(server.make_url(path)) for path in paths),
        size=len(MODEL),
        sha256=hashlib.sha256(MODEL).hexdigest(),
    )


async def test_the_model_arrives_and_is_found(hass: HomeAssistant, web_server: TestServer) -> None:
    spec = a_model(web_server, "/whole")
    assert await async_find_model(hass, spec) is None
    told: list[float] = []
    path = await async_download_model(hass, spec, told.append)
    assert path == model_folder(hass) / spec.file
    assert path.read_bytes() == MODEL
    assert await async_find_model(hass, spec) == path
    assert told == sorted(told)
    assert told[0] < 1
    assert told[-1] == 1
    assert [file.name for file in model_folder(hass).iterdir()] == [spec.file]


@pytest.mark.parametrize(
    ("paths", "problem"),
    [
        (["/missing"], DownloadProblem.UNREACHABLE),
        (["/broken"], DownloadProblem.UNREACHABLE),
        (["/other"], DownloadProblem.WRONG_FILE),
        (["/endless"], DownloadProblem.WRONG_FILE),
        (["/other", "/missing"], DownloadProblem.WRONG_FILE),
    ],
)
async def test_failure_is_told_and_the_old_model_stays(
    hass: HomeAssistant, web_server: TestServer, paths: list[str], problem: DownloadProblem
) -> None:
    spec = a_model(web_server, *paths)
    model_folder(hass).mkdir(parents=True)
    (model_folder(hass) / spec.file).write_bytes(b"old")
    with pytest.raises(DownloadFailed) as raised:
        await async_download_model(hass, spec, lambda _: None)
    assert raised.value.problem is problem
    assert (model_folder(hass) / spec.file).read_bytes() == b"old"
    assert [file.name for file in model_folder(hass).iterdir()] == [spec.file]


async def test_the_next_address_is_tried(hass: HomeAssistant, web_server: TestServer) -> None:
    spec = a_model(web_server, "/missing", "/other", "/whole")
    assert (await async_download_model(hass, spec, lambda _: None)).read_bytes() == MODEL


async def test_a_model_that_cannot_be_written(hass: HomeAssistant, web_server: TestServer) -> None:
    spec = a_model(web_server, "/whole")
    in_the_way = model_folder(hass) / spec.file
    in_the_way.mkdir(parents=True)
    with pytest.raises(DownloadFailed) as raised:
        await async_download_model(hass, spec, lambda _: None)
    assert raised.value.problem is DownloadProblem.NOT_STORED


async def test_nobody_answers(hass: HomeAssistant, web_server: TestServer) -> None:
    spec = a_model(web_server, "/whole")
    await web_server.close()
    with pytest.raises(DownloadFailed) as raised:
        await async_download_model(hass, spec, lambda _: None)
    assert raised.value.problem is DownloadProblem.UNREACHABLE


async def test_cancelling_leaves_nothing(hass: HomeAssistant, web_server: TestServer) -> None:
    spec = replace(a_model(web_server, "/endless"), size=10**12)

    def give_up(_done: float) -> None:
        download.cancel()

    download = asyncio.create_task(async_download_model(hass, spec, give_up))
    with pytest.raises(asyncio.CancelledError):
        await download
    assert not model_folder(hass).exists()


async def test_a_file_placed_by_hand_is_the_first_choice_and_is_never_deleted(hass: HomeAssistant) -> None:
    folder = model_folder(hass)
    folder.mkdir(parents=True, exist_ok=True)
    assert await async_first_model(hass) is DEFAULT_MODEL
    (folder / OWN_MODEL.file).write_bytes(MODEL)
    assert await async_first_model(hass) is OWN_MODEL
    (folder / "yolox_nano.onnx").write_bytes(MODEL)
    remove_models(folder)
    assert [path.name for path in folder.iterdir()] == [OWN_MODEL.file]

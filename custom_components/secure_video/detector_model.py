"""The detector's model file: where it is looked for, and how it is fetched when the owner asks for it."""

import contextlib
import logging
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import ClientError, ClientTimeout
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .const import DOMAIN
from .engine.errors import BadHash, ModelError, ModelNotFound
from .engine.vision.catalog import CATALOG, DEFAULT_MODEL, OWN_MODEL, ModelSpec, find_model, install_model

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

_LOGGER = logging.getLogger(__name__)

CHUNK_BYTES: Final = 64 * 1024
DOWNLOAD_TIMEOUT: Final = ClientTimeout(total=None, sock_connect=30, sock_read=30)
"""Seconds without a byte before giving up; a slow line may take as long as it needs."""

type Progress = Callable[[float], None]
"""Called with the fraction done, 0..1."""


class DownloadProblem(StrEnum):
    """Why there is still no model. Each is the key of a text."""

    UNREACHABLE = "download_unreachable"
    WRONG_FILE = "download_wrong_file"
    NOT_STORED = "download_not_stored"


class DownloadFailed(HomeAssistantError):
    """The model was not fetched; the one used so far, if any, stays."""

    def __init__(self, problem: DownloadProblem) -> None:
        """Say what went wrong."""
        super().__init__(translation_domain=DOMAIN, translation_key=problem)
        self.problem = problem


def model_folder(hass: HomeAssistant) -> Path:
    """Return where models are stored, by us or by hand. Backups leave it out."""
    return Path(hass.config.cache_path(DOMAIN))


async def async_find_model(hass: HomeAssistant, spec: ModelSpec) -> Path | None:
    """Return the model's file, bundled or stored, if there is one."""
    try:
        return await hass.async_add_executor_job(find_model, spec, (model_folder(hass),))
    except ModelNotFound:
        return None


async def async_first_model(hass: HomeAssistant) -> ModelSpec:
    """Return the model to begin with: the owner's own if they put one there, else the one that comes along."""
    return OWN_MODEL if await async_find_model(hass, OWN_MODEL) else DEFAULT_MODEL


def remove_models(folder: Path) -> None:
    """Delete the models that can be fetched again. The owner's own file stays."""
    for spec in CATALOG:
        if not spec.is_own:
            (folder / spec.file).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        folder.rmdir()


async def async_download_model(hass: HomeAssistant, spec: ModelSpec, progress: Progress) -> Path:
    """Fetch the model from the first address that has the right file, and store it. Raises `DownloadFailed`."""
    failure = DownloadFailed(DownloadProblem.UNREACHABLE)
    for url in spec.urls:
        try:
            chunks = await _async_fetch(hass, url, spec, progress)
            return await hass.async_add_executor_job(install_model, chunks, spec, model_folder(hass))
        except (ClientError, TimeoutError) as error:
            _LOGGER.warning("%s cannot be fetched from %s: %s", spec.title, url, str(error) or type(error).__name__)
        except BadHash as error:
            _LOGGER.warning("The file at %s was not used: %s", url, error)
            failure = DownloadFailed(DownloadProblem.WRONG_FILE)
        except ModelError as error:
            _LOGGER.warning("%s", error)
            raise DownloadFailed(DownloadProblem.NOT_STORED) from error
    raise failure


async def _async_fetch(hass: HomeAssistant, url: str, spec: ModelSpec, progress: Progress) -> list[bytes]:
    chunks: list[bytes] = []
    received = 0
    async with async_get_clientsession(hass).get(url, timeout=DOWNLOAD_TIMEOUT) as response:
        response.raise_for_status()
        async for chunk in response.content.iter_chunked(CHUNK_BYTES):
            chunks.append(chunk)
            received += len(chunk)
            if spec.size is None:
                continue
            if received > spec.size:
                raise BadHash(f"{spec.title} has {spec.size} bytes, this file is longer")
            progress(received / spec.size)
    return chunks

"""Which runtime is installed, and what happens where it cannot be."""

from typing import TYPE_CHECKING
from unittest.mock import AsyncMock, patch

import pytest
from homeassistant.requirements import RequirementsNotFound

from custom_components.secure_video.const import DOMAIN
from custom_components.secure_video.detector_runtime import GLIBC_REQUIREMENTS, async_load_detector
from custom_components.secure_video.engine.errors import BadHash, ModelNotFound, Unsupported

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from homeassistant.core import HomeAssistant

MODULE = "custom_components.secure_video.detector_runtime"


@pytest.fixture(name="install")
def install_fixture() -> Iterator[AsyncMock]:
    with patch(f"{MODULE}.async_process_requirements") as install:
        yield install


@pytest.fixture(name="model_file")
def model_file_fixture(tmp_path: Path) -> Iterator[Path]:
    """A file in the place of the model that is not the model."""
    path = tmp_path / "yolox_nano.onnx"
    path.write_bytes(b"not a model")
    with patch(f"{MODULE}.async_find_model", return_value=path):
        yield path


async def test_without_a_model_nothing_is_installed(hass: HomeAssistant, install: AsyncMock) -> None:
    with patch(f"{MODULE}.async_find_model", return_value=None), pytest.raises(ModelNotFound):
        await async_load_detector(hass, "yolox_nano")
    install.assert_not_awaited()


@pytest.mark.usefixtures("model_file")
async def test_glibc_gets_its_runtime_before_the_model_is_read(hass: HomeAssistant, install: AsyncMock) -> None:
    with patch("platform.libc_ver", return_value=("glibc", "2.36")), pytest.raises(BadHash):
        await async_load_detector(hass, "yolox_nano")
    install.assert_awaited_once_with(hass, DOMAIN, GLIBC_REQUIREMENTS, is_built_in=False)


@pytest.mark.usefixtures("model_file")
async def test_musl_is_not_asked_to_install_what_it_cannot(hass: HomeAssistant, install: AsyncMock) -> None:
    with patch("platform.libc_ver", return_value=("", "")), pytest.raises(BadHash):
        await async_load_detector(hass, "yolox_nano")
    install.assert_not_awaited()


@pytest.mark.usefixtures("model_file")
async def test_a_failed_installation_is_reported(hass: HomeAssistant, install: AsyncMock) -> None:
    install.side_effect = RequirementsNotFound(DOMAIN, GLIBC_REQUIREMENTS)
    with patch("platform.libc_ver", return_value=("glibc", "2.36")), pytest.raises(Unsupported):
        await async_load_detector(hass, "yolox_nano")


async def test_a_model_that_nobody_knows(hass: HomeAssistant) -> None:
    with pytest.raises(ModelNotFound):
        await async_load_detector(hass, "unheard_of")

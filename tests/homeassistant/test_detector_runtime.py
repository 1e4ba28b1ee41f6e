"""Which runtime is installed, and what happens where it cannot be."""

from importlib.metadata import PackageNotFoundError
from typing import TYPE_CHECKING
from unittest.mock import AsyncMock, patch

import pytest
from homeassistant.requirements import RequirementsNotFound

from custom_components.secure_video.const import DOMAIN
from custom_components.secure_video.detector_runtime import (
    NCNN_REQUIREMENT,
    ONNX_REQUIREMENT,
    async_load_detector,
    has_onnx_packages,
)
from custom_components.secure_video.engine.errors import BadHash, ModelNotFound, Unsupported
from custom_components.secure_video.engine.vision.onnx import Accelerator
from custom_components.secure_video.engine.vision.trial import AcceleratorProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from homeassistant.core import HomeAssistant

MODULE = "custom_components.secure_video.detector_runtime"


@pytest.fixture(name="install", autouse=True)
def install_fixture() -> Iterator[AsyncMock]:
    """Nothing is installed: both runtimes are here."""
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


@pytest.mark.parametrize(
    ("platform", "libc", "requirement"),
    [
        ("linux", ("glibc", "2.36"), ONNX_REQUIREMENT),
        ("linux", ("", ""), NCNN_REQUIREMENT),
        ("linux", ("musl", "1.2.5"), NCNN_REQUIREMENT),
        ("darwin", ("", ""), ONNX_REQUIREMENT),
    ],
)
@pytest.mark.usefixtures("model_file")
async def test_a_machine_gets_its_runtime_before_the_model_is_read(
    hass: HomeAssistant, install: AsyncMock, platform: str, libc: tuple[str, str], requirement: str
) -> None:
    with (
        patch(f"{MODULE}.sys.platform", platform),
        patch(f"{MODULE}.platform.libc_ver", return_value=libc),
        pytest.raises(BadHash),
    ):
        await async_load_detector(hass, "yolox_nano")
    install.assert_awaited_once_with(hass, DOMAIN, [requirement], is_built_in=False)


@pytest.mark.usefixtures("model_file")
async def test_an_own_build_of_the_runtime_is_left_alone(hass: HomeAssistant, install: AsyncMock) -> None:
    with patch(f"{MODULE}.version", side_effect=PackageNotFoundError), pytest.raises(BadHash):
        await async_load_detector(hass, "yolox_nano", on_onnx=True)
    install.assert_not_awaited()


@pytest.mark.parametrize(("on_onnx", "requirement"), [(True, ONNX_REQUIREMENT), (False, NCNN_REQUIREMENT)])
@pytest.mark.usefixtures("model_file")
async def test_a_failed_installation_is_reported(
    hass: HomeAssistant, install: AsyncMock, *, on_onnx: bool, requirement: str
) -> None:
    install.side_effect = RequirementsNotFound(DOMAIN, [requirement])
    with pytest.raises(Unsupported, match=requirement):
        await async_load_detector(hass, "yolox_nano", on_onnx=on_onnx)


@pytest.mark.parametrize(("on_onnx", "name"), [(True, "onnxruntime"), (False, "ncnn")])
async def test_the_model_that_comes_along_runs_in_both(hass: HomeAssistant, *, on_onnx: bool, name: str) -> None:
    loaded = await async_load_detector(hass, "secure_video", on_onnx=on_onnx)
    assert loaded.runtime is not None
    assert loaded.runtime.startswith(f"{name} ")
    assert loaded.accelerator_problem is None


@pytest.mark.parametrize("on_onnx", [True, False])
async def test_an_accelerator_that_is_not_there_leaves_the_processor(hass: HomeAssistant, *, on_onnx: bool) -> None:
    loaded = await async_load_detector(hass, "secure_video", Accelerator.CUDA, on_onnx=on_onnx)
    assert loaded.accelerator_problem is AcceleratorProblem.NOT_OFFERED
    assert loaded.trial is None


async def test_a_model_that_nobody_knows(hass: HomeAssistant) -> None:
    with pytest.raises(ModelNotFound):
        await async_load_detector(hass, "unheard_of")


def test_this_machine_has_onnx_packages() -> None:
    assert has_onnx_packages()

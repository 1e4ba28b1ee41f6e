"""Makes the object detector: the runtime that fits this machine, and the model its owner chose."""

import logging
import platform
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from homeassistant.requirements import RequirementsNotFound, async_process_requirements

from .const import DOMAIN
from .detector_model import async_find_model
from .engine.errors import ModelNotFound, Unsupported
from .engine.model.vision import Detector
from .engine.vision.catalog import ModelSpec, fingerprint, read_model, spec_named
from .engine.vision.ncnn import NcnnNetwork
from .engine.vision.network import NetworkDetector
from .engine.vision.onnx import Accelerator
from .engine.vision.trial import AcceleratorProblem, Choice, Trial, choose

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

_LOGGER = logging.getLogger(__name__)

ONNX_REQUIREMENT: Final = "onnxruntime==1.32.0"
NCNN_REQUIREMENT: Final = "ncnn==1.0.20261020"
"""Installed here and not by the manifest: ONNX Runtime has no wheels for musl, where that could then not be met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedDetector:
    """A detector that works, the file it was made from, what runs it, and how a chosen accelerator did."""

    detector: Detector
    model_sha256: str
    runtime: str | None = None
    trial: Trial | None = None
    accelerator_problem: AcceleratorProblem | None = None


async def async_load_detector(
    hass: HomeAssistant, model: str, accelerator: Accelerator = Accelerator.CPU, *, on_onnx: bool | None = None
) -> LoadedDetector:
    """Install the runtime and load the model. Raises `ModelNotFound`, `BadHash`, `Unsupported`.

    `on_onnx` chooses between the two runtimes; without it, the machine's C library does.
    """
    spec = spec_named(model)
    if (path := await async_find_model(hass, spec)) is None:
        raise ModelNotFound(f"There is no file of {spec.title} on this machine")
    if on_onnx is None:
        on_onnx = await hass.async_add_executor_job(has_onnx_packages)
    if not on_onnx:
        await _async_install(hass, NCNN_REQUIREMENT, spec)
    elif not await hass.async_add_executor_job(_is_own_build):
        await _async_install(hass, ONNX_REQUIREMENT, spec)
    return await hass.async_add_executor_job(_load, spec, path, accelerator, on_onnx)


def has_onnx_packages() -> bool:
    """Tell whether ONNX Runtime is made for this machine: all but Linux with musl. Reads the disk."""
    return sys.platform != "linux" or platform.libc_ver()[0] == "glibc"


async def _async_install(hass: HomeAssistant, requirement: str, spec: ModelSpec) -> None:
    try:
        await async_process_requirements(hass, DOMAIN, [requirement], is_built_in=False)
    except RequirementsNotFound as error:
        raise Unsupported(f"{requirement}, which {spec.title} needs, could not be installed") from error


def _is_own_build() -> bool:
    """Tell whether the owner installed ONNX Runtime for an accelerator: another package with the same module."""
    try:
        version("onnxruntime")
    except PackageNotFoundError:
        return find_spec("onnxruntime") is not None
    return False


def _load(spec: ModelSpec, path: Path, accelerator: Accelerator, on_onnx: bool) -> LoadedDetector:  # noqa: FBT001
    data = read_model(spec, path)
    choice = choose(spec, data, accelerator) if on_onnx else _on_ncnn(spec, data, accelerator)
    loaded = LoadedDetector(
        detector=NetworkDetector(spec, choice.network),
        model_sha256=fingerprint(data),
        runtime=choice.network.runtime,
        trial=choice.trial,
        accelerator_problem=choice.problem,
    )
    _LOGGER.info("Loaded %s, SHA-256 %s, in %s", path.name, loaded.model_sha256, loaded.runtime)
    return loaded


def _on_ncnn(spec: ModelSpec, data: bytes, accelerator: Accelerator) -> Choice:
    problem = None if accelerator is Accelerator.CPU else AcceleratorProblem.NOT_OFFERED
    return Choice(network=NcnnNetwork(spec, data), problem=problem)

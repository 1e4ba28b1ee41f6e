"""Makes the object detector: the runtime that fits this machine, and the model its owner chose."""

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from homeassistant.requirements import RequirementsNotFound, async_process_requirements

from .const import DOMAIN
from .detector_model import async_find_model
from .engine.errors import ModelNotFound, Unsupported
from .engine.vision.catalog import ModelSpec, spec_named
from .engine.vision.detector import SharedDetector
from .engine.vision.onnx import OnnxDetector

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

GLIBC_REQUIREMENTS: Final = ["onnxruntime==1.32.0", "opencv-python-headless==5.0.0.93"]
"""Installed here and not by the manifest: neither has wheels for musl, where the manifest could then not be met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedDetector:
    """A detector that works, and the file it was made from."""

    detector: SharedDetector
    model_sha256: str


async def async_load_detector(hass: HomeAssistant, model: str) -> LoadedDetector:
    """Install the runtime and load the model. Raises `ModelNotFound`, `BadHash`, `Unsupported`."""
    spec = spec_named(model)
    if (path := await async_find_model(hass, spec)) is None:
        raise ModelNotFound(f"There is no file of {spec.title} on this machine")
    if await hass.async_add_executor_job(_is_glibc):
        try:
            await async_process_requirements(hass, DOMAIN, GLIBC_REQUIREMENTS, is_built_in=False)
        except RequirementsNotFound as error:
            raise Unsupported(f"What {spec.title} needs could not be installed: {error}") from error
    return await hass.async_add_executor_job(_load, spec, path)


def _is_glibc() -> bool:
    return platform.libc_ver()[0] == "glibc"


def _load(spec: ModelSpec, path: Path) -> LoadedDetector:
    detector = OnnxDetector(spec, path)
    return LoadedDetector(detector=SharedDetector(detector), model_sha256=detector.sha256)

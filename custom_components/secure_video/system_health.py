"""A few lines about us on Home Assistant's system page."""

import shutil
from typing import TYPE_CHECKING, Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .engine.model.video import StreamState
from .engine.vault.age import supports_post_quantum
from .engine.vision.onnx import Accelerator
from .settings import BYTES_PER_GIGABYTE

if TYPE_CHECKING:
    from pathlib import Path

    from homeassistant.components.system_health import SystemHealthRegistration

    from .running import SecureVideo, SecureVideoConfigEntry
    from .signed_log import SignedLog


@callback
def async_register(_hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Say who knows."""
    register.async_register_info(async_system_health_info)


async def async_system_health_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the page shows."""
    entries: list[SecureVideoConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    loaded = [entry.runtime_data for entry in entries if entry.state is ConfigEntryState.LOADED]
    info: dict[str, Any] = {
        "cameras": sum(len(runtime.cameras) for runtime in loaded),
        "streaming": sum(
            camera.data.state is StreamState.STREAMING for runtime in loaded for camera in runtime.cameras.values()
        ),
        "detector": ", ".join(runtime.detector.name for runtime in loaded if runtime.detector) or "-",
        "runtime": ", ".join(each.loaded.runtime for each in loaded if each.loaded and each.loaded.runtime) or "-",
        "accelerator": ", ".join(map(_accelerator, loaded)) or "-",
        "post_quantum": await hass.async_add_executor_job(supports_post_quantum),
    }
    if loaded:
        log = loaded[0].log
        info["free_gigabytes"] = await hass.async_add_executor_job(free_gigabytes, loaded[0].settings.clip_folder)
        info["log_bytes"] = await hass.async_add_executor_job(log_size, log)
        info["log_entries"] = log.entries
        info["log_checkpoint"] = log.root
        # Public, and wanted for the verifier: to be copied from here.
        info["verifier_key"] = log.verifier_key
    return info


def _accelerator(runtime: SecureVideo) -> str:
    """What was chosen to run the model, why it is not used, and how long both take for a look."""
    chosen, loaded = runtime.settings.accelerator, runtime.loaded
    if chosen is Accelerator.CPU or loaded is None:
        return "-"
    shown = f"{chosen} ({loaded.accelerator_problem})" if loaded.accelerator_problem else str(chosen)
    trial = loaded.trial
    return f"{shown}: {trial.accelerated_ms} ms, {Accelerator.CPU}: {trial.plain_ms} ms" if trial else shown


def log_size(log: SignedLog) -> int | None:
    """Return how many bytes the log takes, or None if it cannot be read."""
    try:
        return log.size()
    except OSError:
        return None


def free_gigabytes(folder: Path) -> float | None:
    """Return the room left on the folder's disk, or None if it cannot be read."""
    try:
        return round(shutil.disk_usage(folder).free / BYTES_PER_GIGABYTE, 1)
    except OSError:
        return None

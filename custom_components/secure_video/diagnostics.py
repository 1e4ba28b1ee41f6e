"""What an owner can hand to somebody who helps: everything about the set-up, nothing secret.

Built from what may be told rather than by striking out what may not, so that a new secret stays out by itself.
"""

from typing import TYPE_CHECKING, Any

from homeassistant.components.diagnostics import REDACTED
from homeassistant.core import HomeAssistant

from .const import CONF_MAX_DAYS, CONF_MAX_GIGABYTES, CONF_MEDIA_DIR, CONF_PASSWORD, CONF_USERNAME, DOMAIN
from .engine.errors import StoreError
from .engine.model.areas import MaskKind, Zone
from .engine.model.camera import CameraSnapshot
from .engine.model.names import CameraId
from .engine.model.video import StreamAddress, StreamFormat
from .engine.vault.age import parse_recipients, supports_post_quantum
from .system_health import free_gigabytes, log_size
from .vision_commands import analysis_attributes, near_miss_attributes

if TYPE_CHECKING:
    from homeassistant.helpers.device_registry import DeviceEntry

    from .coordinator import CameraCoordinator
    from .running import SecureVideo, SecureVideoConfigEntry


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: SecureVideoConfigEntry) -> dict[str, Any]:
    """Return the whole entry's diagnostics."""
    runtime = entry.runtime_data
    settings = runtime.settings
    return {
        "storage": {
            **{key: entry.options.get(key) for key in (CONF_MEDIA_DIR, CONF_MAX_DAYS, CONF_MAX_GIGABYTES)},
            "free_gigabytes": await hass.async_add_executor_job(free_gigabytes, settings.clip_folder),
            "kept": await _async_kept(runtime),
        },
        "sealing": {
            "recipients": [recipient.kind for recipient in parse_recipients(settings.recipients)],
            "roles": [person.role for person in settings.people],
            "is_agreed": runtime.people_change is None,
            "post_quantum": await hass.async_add_executor_job(supports_post_quantum),
        },
        "log": {
            "entries": runtime.log.entries,
            "bytes": await hass.async_add_executor_job(log_size, runtime.log),
            "checkpoint": runtime.log.checkpoint,
            "verifier_key": runtime.log.verifier_key,
            "damage": list(runtime.log.damage),
        },
        "detector": _detector(runtime),
        "cameras": [await _async_camera(entry, camera) for camera in runtime.cameras.values()],
    }


async def async_get_device_diagnostics(
    _hass: HomeAssistant, entry: SecureVideoConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Return one camera's diagnostics."""
    cameras = entry.runtime_data.cameras
    return {
        "cameras": [
            await _async_camera(entry, cameras[CameraId(camera_id)])
            for domain, camera_id in device.identifiers
            if domain == DOMAIN and camera_id in cameras
        ]
    }


def _detector(runtime: SecureVideo) -> dict[str, Any]:
    loaded = runtime.loaded
    trial = loaded.trial if loaded else None
    return {
        "model": runtime.settings.model,
        "name": loaded and loaded.detector.name,
        "sha256": loaded and loaded.model_sha256,
        "problem": type(runtime.detector_error).__name__ if runtime.detector_error else None,
        "runtime": loaded and loaded.runtime,
        "accelerator": runtime.settings.accelerator,
        "accelerator_problem": loaded and loaded.accelerator_problem,
        "accelerated_ms": trial and trial.accelerated_ms,
        "processor_ms": trial and trial.plain_ms,
    }


async def _async_kept(runtime: SecureVideo) -> dict[str, int] | None:
    try:
        kept = await runtime.clips.async_ask(lambda store: store.kept())
    except StoreError:
        return None
    return {"clips": kept.clips, "bytes": kept.bytes}


async def _async_camera(entry: SecureVideoConfigEntry, camera: CameraCoordinator) -> dict[str, Any]:
    setup = camera.setup
    data = entry.subentries[setup.subentry_id].data
    secrets = [data[key] for key in (CONF_USERNAME, CONF_PASSWORD) if data.get(key)]
    return {
        "id": setup.subentry_id,
        "title": setup.title,
        "source": _address(setup.source, secrets) if isinstance(setup.source, StreamAddress) else setup.source,
        "analysis_source": setup.analysis_stream and _address(setup.analysis_stream, secrets),
        "has_credentials": bool(secrets),
        "labels": sorted(setup.labels),
        "zones": [_zone(zone) for zone in setup.zones],
        "lines": len(setup.lines),
        "masks": {kind.value: sum(mask.kind is kind for mask in setup.masks) for kind in MaskKind},
        "masked_clips": setup.masked_clips,
        "seconds_before": setup.seconds_before,
        "seconds_after": setup.seconds_after,
        "is_detecting": camera.is_detecting,
        "is_recording": camera.is_recording,
        "snapshot": _snapshot(camera.data),
        "analysis": analysis_attributes(camera),
        "is_overloaded": camera.is_overloaded,
        "near_misses": [near_miss_attributes(report) for report in await camera.async_near_misses()],
    }


def _zone(zone: Zone) -> dict[str, Any]:
    return {
        "kind": zone.kind,
        "points": len(zone.polygon),
        "labels": sorted(zone.labels),
        "min_score": zone.min_score,
        "min_area": zone.min_area,
        "max_area": zone.max_area,
        "dwell": zone.dwell,
    }


def _address(address: StreamAddress, secrets: list[str]) -> str:
    shown = str(address)
    # Some cameras want the password once more in the path.
    for secret in secrets:
        shown = shown.replace(secret, REDACTED)
    return shown


def _snapshot(snapshot: CameraSnapshot) -> dict[str, Any]:
    return {
        "state": snapshot.state,
        "problem": snapshot.problem and snapshot.problem.__name__,
        "format": snapshot.format and _format(snapshot.format),
        "last_frame_at": snapshot.last_frame_at and snapshot.last_frame_at.isoformat(),
        "has_motion": snapshot.has_motion,
        "present": sorted(snapshot.present),
        "packages": snapshot.packages,
        "is_writing": snapshot.recording is not None,
        "recording_problem": snapshot.recording_problem,
    }


def _format(stream: StreamFormat) -> dict[str, Any]:
    return {
        "video": f"{stream.video.codec} {stream.video.width}x{stream.video.height}",
        "audio": stream.audio and f"{stream.audio.codec} {stream.audio.sample_rate} Hz x{stream.audio.channels}",
        "dropped": list(stream.dropped),
    }

"""What the panel always shows, over the websocket: how cameras are, how much is kept, whether anybody can open it."""

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import probatio as vol
from homeassistant.components import websocket_api
from homeassistant.components.camera import DOMAIN as CAMERA_DOMAIN
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.loader import async_get_loaded_integration

from .clip_access import may_see
from .const import DOMAIN
from .engine.model.areas import ZoneKind
from .engine.model.clips import Kept
from .engine.vault.age import Kind
from .running import needed, running
from .signals import SIGNAL_OVERVIEW

if TYPE_CHECKING:
    from homeassistant.auth.models import User

    from .coordinator import CameraCoordinator
    from .running import SecureVideo

_LOGGER = logging.getLogger(__name__)

SECONDS_BETWEEN_EVENTS: Final = 1.0
"""A street at noon changes all the time; nobody reads faster than this."""

_KINDS: Final = {Kind.CLASSIC: "classic", Kind.POST_QUANTUM: "hybrid"}


@callback
def async_register_overview(hass: HomeAssistant) -> None:
    """Register the command. Called once, when the integration is set up."""
    websocket_api.async_register_command(hass, _async_subscribe)


@websocket_api.websocket_command({vol.Required("type"): "secure_video/overview/subscribe"})
@callback
def _async_subscribe(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Send the overview now, and whenever something of it changes, until the user unsubscribes."""
    needed(hass)
    sent: dict[str, Any] = {}

    @callback
    def send() -> None:
        nonlocal sent
        # While the entry is reloaded there is nothing to tell.
        if runtime := running(hass):
            before, sent = sent, overview(hass, runtime, connection.user)
            if sent != before:
                connection.send_event(msg["id"], sent)

    soon = Debouncer(hass, _LOGGER, cooldown=SECONDS_BETWEEN_EVENTS, immediate=True, function=send)
    stop_listening = async_dispatcher_connect(hass, SIGNAL_OVERVIEW, soon.async_schedule_call)

    @callback
    def unsubscribe() -> None:
        stop_listening()
        soon.async_shutdown()

    connection.subscriptions[msg["id"]] = unsubscribe
    connection.send_result(msg["id"])
    soon.async_schedule_call()


@callback
def overview(hass: HomeAssistant, runtime: SecureVideo, user: User) -> dict[str, Any]:
    """Return what a user may know: of the cameras, those that they may see."""
    cameras = [camera for camera_id, camera in runtime.cameras.items() if may_see(hass, user, camera_id)]
    kept = runtime.clips.kept() if user.is_admin else _sum(camera.kept for camera in cameras)
    retention = runtime.settings.retention
    kind = runtime.clips.store.key_kind
    return {
        "is_ready": kind is not None,
        "key_kind": kind and _KINDS[kind],
        "verifier_key": runtime.log.verifier_key,
        "version": str(async_get_loaded_integration(hass, DOMAIN).version),
        "kept": {"clips": kept.clips, "bytes": kept.bytes},
        "limits": {"max_days": retention.max_days, "max_bytes": retention.max_bytes},
        "people_changed": runtime.people_change is not None,
        "cameras": [_camera(hass, camera) for camera in cameras],
    }


def _camera(hass: HomeAssistant, camera: CameraCoordinator) -> dict[str, Any]:
    registry, setup, now = er.async_get(hass), camera.setup, camera.data
    video = now.format and now.format.video

    def entity_id(domain: str, key: str) -> str | None:
        return registry.async_get_entity_id(domain, DOMAIN, f"{setup.subentry_id}_{key}")

    return {
        "camera_id": setup.subentry_id,
        "name": setup.title,
        "entity_id": entity_id(CAMERA_DOMAIN, "camera"),
        "detection_switch": entity_id(SWITCH_DOMAIN, "detection"),
        "recording_switch": entity_id(SWITCH_DOMAIN, "recording"),
        "stream": camera.stream_state.value,
        "analysis": now.analysis.value,
        "last_frame_at": camera.last_frame_at and camera.last_frame_at.isoformat(),
        "is_detecting": camera.is_detecting,
        "is_recording": camera.is_recording,
        "recording_problem": now.recording_problem and now.recording_problem.value,
        "present": sorted(now.present),
        "labels": sorted(setup.labels),
        "zones": [{"id": zone.id, "name": zone.name} for zone in setup.zones if zone.kind is ZoneKind.INCLUDE],
        "has_private_parts": setup.has_private_parts,
        "width": video and video.width,
        "height": video and video.height,
    }


def _sum(parts: Iterable[Kept]) -> Kept:
    each = tuple(parts)
    return Kept(clips=sum(part.clips for part in each), bytes=sum(part.bytes for part in each))

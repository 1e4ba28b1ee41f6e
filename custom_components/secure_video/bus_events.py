"""What is announced on Home Assistant's event bus, for automations and the logbook."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.helpers import device_registry as dr

from .const import DOMAIN
from .engine.model import CameraId, IncidentEnded, IncidentReport, IncidentStarted, IncidentUpdated

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .engine.model import ClipEntry, IncidentChange
    from .people import Person

EVENT_INCIDENT: Final = "secure_video_incident"
EVENT_CLIP_SEALED: Final = "secure_video_clip_sealed"
EVENT_RECIPIENTS_CHANGED: Final = "secure_video_recipients_changed"

STARTED: Final = "started"
ENDED: Final = "ended"


def announcement(change: IncidentChange) -> str | None:
    """Return the event type that announces a change, or None for one that is not announced."""
    match change:
        case IncidentStarted():
            return STARTED
        case IncidentEnded():
            return ENDED
        case IncidentUpdated():
            return None


def incident_attributes(report: IncidentReport) -> dict[str, Any]:
    """Return what an announcement says about an incident."""
    return {
        "incident_id": report.change.id,
        "label": report.change.label.value,
        "kind": report.change.kind,
        "confidence": round(report.change.score, 2),
        "zones": list(report.zone_names),
        "clip_id": report.clip_id,
        "started_at": report.started_at.isoformat(),
    }


def async_fire_incident(hass: HomeAssistant, entry_id: str, report: IncidentReport) -> None:
    """Announce the beginning or the end of an incident."""
    if event_type := announcement(report.change):
        data = {**_camera(hass, entry_id, report.camera_id), "type": event_type, **incident_attributes(report)}
        hass.bus.async_fire(EVENT_INCIDENT, data)


def async_fire_clip_sealed(hass: HomeAssistant, entry_id: str, clip: ClipEntry) -> None:
    """Announce that a clip is complete on the disk."""
    camera = _camera(hass, entry_id, clip.camera_id) if clip.camera_id else {}
    hass.bus.async_fire(EVENT_CLIP_SEALED, {**camera, **clip_attributes(clip)})


def async_fire_recipients_changed(
    hass: HomeAssistant, by: str, *, added: Iterable[Person], removed: Iterable[Person]
) -> None:
    """Announce that others can open new clips. `by` is a user's id, or "unknown"."""
    data = {
        "by": by,
        "added": [_person(person) for person in added],
        "removed": [_person(person) for person in removed],
    }
    hass.bus.async_fire(EVENT_RECIPIENTS_CHANGED, data)


def clip_attributes(clip: ClipEntry) -> dict[str, Any]:
    """Return what is known of a sealed clip without opening it."""
    return {
        "clip_id": clip.id,
        "started_at": clip.started_at.isoformat(),
        "duration": round(clip.duration, 1),
        "size": clip.size,
        "labels": sorted(label.value for label in clip.labels),
    }


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name, "role": person.role.value, "key_end": person.key_end}


def _camera(hass: HomeAssistant, entry_id: str, camera_id: CameraId) -> dict[str, str]:
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, camera_id), entry_id)
    return {"camera_id": camera_id} | ({ATTR_DEVICE_ID: device.id} if device else {})

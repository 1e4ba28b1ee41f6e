"""What is announced on Home Assistant's event bus, for automations and the logbook."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.helpers import device_registry as dr

from .const import DOMAIN
from .engine.model.incidents import IncidentEnded, IncidentStarted, LineCrossed, PackageDelivered, PackageTaken
from .engine.model.names import CameraId
from .engine.model.reports import IncidentReport, OccurrenceReport

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .engine.model.clips import ClipEntry
    from .engine.model.incidents import IncidentChange, Occurrence
    from .people import Person

type Happening = IncidentReport | OccurrenceReport

EVENT_INCIDENT: Final = "secure_video_incident"
EVENT_OCCURRENCE: Final = "secure_video_occurrence"
EVENT_CLIP_SEALED: Final = "secure_video_clip_sealed"
EVENT_RECIPIENTS_CHANGED: Final = "secure_video_recipients_changed"

STARTED: Final = "started"
ENDED: Final = "ended"

PACKAGE_DELIVERED: Final = "package_delivered"
PACKAGE_TAKEN: Final = "package_taken"
LINE_CROSSED: Final = "line_crossed"


def announcement(report: Happening) -> str | None:
    """Return the event type that announces what happened, or None for what is not announced."""
    match report:
        case IncidentReport(change=IncidentStarted()):
            return STARTED
        case IncidentReport(change=IncidentEnded()):
            return ENDED
        case OccurrenceReport(occurrence=PackageDelivered()):
            return PACKAGE_DELIVERED
        case OccurrenceReport(occurrence=PackageTaken()):
            return PACKAGE_TAKEN
        case OccurrenceReport(occurrence=LineCrossed()):
            return LINE_CROSSED
        case _:
            return None


def announced_attributes(report: Happening) -> dict[str, Any]:
    """Return what an announcement says."""
    match report:
        case IncidentReport(change=change):
            return {"incident_id": change.id, **_seen(change, report, report.started_at)}
        case OccurrenceReport(occurrence=occurrence):
            started_at = report.at - timedelta(seconds=occurrence.time - occurrence.first_time)
            told = {"occurrence_id": occurrence.id, **_seen(occurrence, report, started_at)}
            if isinstance(occurrence, LineCrossed):
                told |= {"line": report.line_name, "direction": occurrence.direction.value}
            return told


def _seen(what: IncidentChange | Occurrence, report: Happening, started_at: datetime) -> dict[str, Any]:
    return {
        "label": what.label.value,
        "kind": what.kind,
        "confidence": round(what.score, 2),
        "zones": list(report.zone_names),
        "clip_id": report.clip_id,
        "started_at": started_at.isoformat(),
    }


def async_fire_happening(hass: HomeAssistant, entry_id: str, report: Happening) -> None:
    """Announce the beginning or the end of an incident, or what happened at one moment."""
    if event_type := announcement(report):
        event = EVENT_INCIDENT if isinstance(report, IncidentReport) else EVENT_OCCURRENCE
        data = {**_camera(hass, entry_id, report.camera_id), "type": event_type, **announced_attributes(report)}
        hass.bus.async_fire(event, data)


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

"""The config entry as values: what the engine is built from, equal as long as nothing it is built from changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NewType
from urllib.parse import quote

from homeassistant.exceptions import ConfigEntryError

from .const import (
    BOTH_DIRECTIONS,
    CONF_ACCELERATOR,
    CONF_ANALYSIS_URL,
    CONF_DETECTION,
    CONF_ENTITY_ID,
    CONF_LABELS,
    CONF_LINES,
    CONF_MASKED_CLIPS,
    CONF_MASKS,
    CONF_MAX_DAYS,
    CONF_MAX_GIGABYTES,
    CONF_MEDIA_DIR,
    CONF_MODEL,
    CONF_PASSWORD,
    CONF_RECIPIENTS,
    CONF_RECORDING,
    CONF_SECONDS_AFTER,
    CONF_SECONDS_BEFORE,
    CONF_URL,
    CONF_USERNAME,
    CONF_ZONES,
    DEFAULT_SECONDS_AFTER,
    DEFAULT_SECONDS_BEFORE,
    DOMAIN,
    FOLDER,
    LOG_FOLDER,
    SUBENTRY_CAMERA,
)
from .engine.clips.retention import RetentionPolicy
from .engine.model.areas import Direction, Line, Mask, MaskedClips, MaskKind, Zone, ZoneKind
from .engine.model.camera import CameraSettings
from .engine.model.names import CameraId, Label, LineId, ZoneId
from .engine.model.picture import Point
from .engine.model.video import StreamAddress
from .engine.vision.onnx import Accelerator
from .people import People, people_from

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry, ConfigSubentry
    from homeassistant.core import HomeAssistant

BYTES_PER_GIGABYTE = 10**9

EntityId = NewType("EntityId", str)

type CameraSource = EntityId | StreamAddress
"""A camera entity of Home Assistant, whose stream is asked for at each start, or a stream's own address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSetup:
    """One camera as it was set up. The two switches store their state here, so they do not count in a comparison."""

    subentry_id: CameraId
    title: str
    source: CameraSource
    analysis_stream: StreamAddress | None
    labels: frozenset[Label]
    zones: tuple[Zone, ...]
    lines: tuple[Line, ...]
    masks: tuple[Mask, ...]
    masked_clips: MaskedClips
    seconds_before: float
    seconds_after: float
    is_detecting: bool = field(compare=False)
    is_recording: bool = field(compare=False)

    @property
    def has_private_parts(self) -> bool:
        """Whether nobody may see the whole picture."""
        return any(mask.kind is MaskKind.PRIVATE for mask in self.masks)

    def camera_settings(self, stream: StreamAddress) -> CameraSettings:
        """Return the engine's settings, given the stream that `source` stands for."""
        return CameraSettings(
            id=self.subentry_id,
            name=self.title,
            stream=stream,
            analysis_stream=self.analysis_stream,
            labels=self.labels,
            zones=self.zones,
            lines=self.lines,
            masks=self.masks,
            masked_clips=self.masked_clips,
            seconds_before=self.seconds_before,
            seconds_after=self.seconds_after,
            is_detecting=self.is_detecting,
            is_recording=self.is_recording,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySettings:
    """Everything the engine is built from. There are no `people` while the owner has not added a key."""

    clip_folder: Path
    index: Path
    retention: RetentionPolicy
    people: People
    model: str
    accelerator: Accelerator
    cameras: tuple[CameraSetup, ...]

    @property
    def recipients(self) -> tuple[str, ...]:
        """The public keys that clips are sealed to."""
        return tuple(person.recipient for person in self.people)

    @property
    def log_folder(self) -> Path:
        """Where the signed log is."""
        return self.clip_folder / LOG_FOLDER


def entry_settings(hass: HomeAssistant, entry: ConfigEntry) -> EntrySettings:
    """Read the entry. Raises `ConfigEntryError` if its media folder is no longer one of Home Assistant's."""
    options = entry.options
    return EntrySettings(
        clip_folder=clip_folder(hass, options[CONF_MEDIA_DIR]),
        index=index_path(hass),
        retention=retention_policy(options),
        people=people_from(options[CONF_RECIPIENTS]),
        model=options[CONF_MODEL],
        accelerator=Accelerator(options.get(CONF_ACCELERATOR, Accelerator.CPU)),
        cameras=tuple(
            camera_setup(subentry)
            for subentry in entry.subentries.values()
            if subentry.subentry_type == SUBENTRY_CAMERA
        ),
    )


def index_path(hass: HomeAssistant) -> Path:
    """Return where the list of clips is."""
    return Path(hass.config.path(".storage", "secure_video_clips.db"))


def clip_folder(hass: HomeAssistant, media_dir: str) -> Path:
    """Return the folder of clips inside a media folder. Raises `ConfigEntryError` if Home Assistant has no such one."""
    if (path := hass.config.media_dirs.get(media_dir)) is None:
        raise ConfigEntryError(
            translation_domain=DOMAIN,
            translation_key="media_dir_missing",
            translation_placeholders={"media_dir": media_dir},
        )
    return Path(path) / FOLDER


def retention_policy(options: Mapping[str, Any]) -> RetentionPolicy:
    """Return how long clips stay. Days may be missing (no limit); the room on the disk is always limited."""
    return RetentionPolicy(
        max_days=options.get(CONF_MAX_DAYS), max_bytes=round(options[CONF_MAX_GIGABYTES] * BYTES_PER_GIGABYTE)
    )


def camera_setup(subentry: ConfigSubentry) -> CameraSetup:
    """Read one camera's subentry."""
    data = subentry.data
    return CameraSetup(
        subentry_id=CameraId(subentry.subentry_id),
        title=subentry.title,
        source=_camera_source(data),
        analysis_stream=analysis_address(data),
        labels=_labels(data[CONF_LABELS]),
        zones=tuple(_zone(zone) for zone in data.get(CONF_ZONES, ())),
        lines=tuple(_line(line) for line in data.get(CONF_LINES, ())),
        masks=_masks(data),
        masked_clips=MaskedClips(data.get(CONF_MASKED_CLIPS, MaskedClips.REENCODED)),
        seconds_before=data.get(CONF_SECONDS_BEFORE, DEFAULT_SECONDS_BEFORE),
        seconds_after=data.get(CONF_SECONDS_AFTER, DEFAULT_SECONDS_AFTER),
        is_detecting=data.get(CONF_DETECTION, True),
        is_recording=data.get(CONF_RECORDING, True),
    )


def stream_address(data: Mapping[str, Any]) -> StreamAddress:
    """Return the address of the stream in a subentry's data, with its credentials."""
    return _with_credentials(data[CONF_URL], data)


def analysis_address(data: Mapping[str, Any]) -> StreamAddress | None:
    """Return the address of the second, smaller stream, with the same credentials, if there is one."""
    return _with_credentials(url, data) if (url := data.get(CONF_ANALYSIS_URL)) else None


def private_masks(data: Mapping[str, Any]) -> tuple[Mask, ...]:
    """Return what nobody may see of the picture."""
    return tuple(mask for mask in _masks(data) if mask.kind is MaskKind.PRIVATE)


def _masks(data: Mapping[str, Any]) -> tuple[Mask, ...]:
    return tuple(_mask(mask) for mask in data.get(CONF_MASKS, ()))


def _camera_source(data: Mapping[str, Any]) -> CameraSource:
    return EntityId(data[CONF_ENTITY_ID]) if CONF_ENTITY_ID in data else stream_address(data)


def _with_credentials(url: str, data: Mapping[str, Any]) -> StreamAddress:
    if not (username := data.get(CONF_USERNAME)):
        return StreamAddress(url=url)
    scheme, separator, rest = url.partition("://")
    credentials = quote(username, safe="")
    if password := data.get(CONF_PASSWORD):
        credentials += ":" + quote(password, safe="")
    return StreamAddress(url=f"{scheme}{separator}{credentials}@{rest}")


def _zone(zone: Mapping[str, Any]) -> Zone:
    return Zone(
        id=ZoneId(zone["id"]),
        name=zone["name"],
        kind=ZoneKind(zone["kind"]),
        polygon=_points(zone["polygon"]),
        labels=_labels(zone.get("labels", ())),
        min_score=zone.get("min_score", 0.0),
        min_area=zone.get("min_area", 0.0),
        max_area=zone.get("max_area", 1.0),
        dwell=zone.get("dwell", 0.0),
    )


def _line(line: Mapping[str, Any]) -> Line:
    start, end = _points((line["start"], line["end"]))
    is_both = line["direction"] == BOTH_DIRECTIONS
    return Line(
        id=LineId(line["id"]),
        name=line["name"],
        start=start,
        end=end,
        direction=None if is_both else Direction(line["direction"]),
        labels=_labels(line["labels"]),
    )


def _mask(mask: Mapping[str, Any]) -> Mask:
    return Mask(name=mask["name"], kind=MaskKind(mask["kind"]), polygon=_points(mask["polygon"]))


def _points(points: Iterable[tuple[float, float]]) -> tuple[Point, ...]:
    return tuple(Point(x=x, y=y) for x, y in points)


def _labels(labels: Iterable[str]) -> frozenset[Label]:
    return frozenset(Label(label) for label in labels)

from pathlib import Path

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryError

from custom_components.secure_video.const import (
    CONF_ANALYSIS_URL,
    CONF_DETECTION,
    CONF_ENTITY_ID,
    CONF_MAX_DAYS,
    CONF_PASSWORD,
    CONF_RECORDING,
    CONF_SECONDS_BEFORE,
    CONF_USERNAME,
    CONF_ZONES,
)
from custom_components.secure_video.engine.model.areas import Direction, Mask, MaskedClips, MaskKind, Zone, ZoneKind
from custom_components.secure_video.engine.model.names import Label, ZoneId
from custom_components.secure_video.engine.model.picture import Point
from custom_components.secure_video.engine.model.video import StreamAddress
from custom_components.secure_video.settings import entry_settings

from .conftest import camera_subentry, entry_with

ZONE = {
    "id": "z1",
    "name": "Path",
    "kind": "include",
    "polygon": [[0, 0], [1, 0], [0.5, 1]],
    "labels": ["person"],
    "min_score": 0.6,
    "min_area": 0.01,
    "max_area": 0.5,
    "dwell": 3,
}
OLD_ZONE = {"id": "z0", "name": "Street", "kind": "exclude", "polygon": [[0, 0], [1, 0], [0.5, 1]]}
LINE = {"id": "l1", "name": "Gate", "start": [0, 1], "end": [1, 0.5], "direction": "to_left", "labels": ["vehicle"]}
MASK = {"name": "Window", "kind": "private", "polygon": [[0, 0], [1, 0], [0.5, 1]]}


async def test_everything_the_engine_needs(hass: HomeAssistant, media_dir: Path) -> None:
    entry = entry_with(camera_subentry("Front door", **{CONF_ZONES: [ZONE], CONF_ANALYSIS_URL: "rtsp://door.local/2"}))
    settings = entry_settings(hass, entry)
    assert settings.clip_folder == media_dir / "secure_video"
    assert settings.index == Path(hass.config.config_dir) / ".storage" / "secure_video_clips.db"
    assert settings.retention.max_days == 14
    assert settings.retention.max_bytes == 50_000_000_000
    assert settings.model == "secure_video"
    (setup,) = settings.cameras
    stream = StreamAddress(url="rtsp://me:secret@door.local/1")
    assert setup.source == stream
    camera = setup.camera_settings(stream)
    assert camera.id in entry.subentries
    assert camera.name == "Front door"
    assert camera.stream == stream
    assert camera.analysis_stream == StreamAddress(url="rtsp://me:secret@door.local/2")
    assert camera.labels == {Label.PERSON, Label.VEHICLE}
    assert camera.is_detecting
    assert camera.is_recording
    (zone,) = camera.zones
    assert zone.kind is ZoneKind.INCLUDE
    assert zone.polygon[2] == Point(x=0.5, y=1)
    assert zone.labels == {Label.PERSON}


@pytest.mark.usefixtures("media_dir")
async def test_areas_of_the_picture(hass: HomeAssistant) -> None:
    subentry = camera_subentry(
        zones=[ZONE, OLD_ZONE],
        lines=[LINE, LINE | {"id": "l2", "direction": "both", "labels": []}],
        masks=[MASK, MASK | {"kind": "ignored"}],
        masked_clips="not_recorded",
    )
    (setup,) = entry_settings(hass, entry_with(subentry)).cameras
    camera = setup.camera_settings(StreamAddress(url="rtsp://door.local/1"))
    zone, old = camera.zones
    assert (zone.min_score, zone.min_area, zone.max_area, zone.dwell) == (0.6, 0.01, 0.5, 3)
    assert old == Zone(id=ZoneId("z0"), name="Street", kind=ZoneKind.EXCLUDE, polygon=zone.polygon)
    line, both = camera.lines
    assert (line.start, line.end) == (Point(x=0, y=1), Point(x=1, y=0.5))
    assert line.direction is Direction.TO_LEFT
    assert line.labels == {Label.VEHICLE}
    assert both.direction is None
    assert [mask.kind for mask in camera.masks] == [MaskKind.PRIVATE, MaskKind.IGNORED]
    assert camera.private == (Mask(name="Window", kind=MaskKind.PRIVATE, polygon=zone.polygon),)
    assert camera.masked_clips is MaskedClips.NOT_RECORDED


@pytest.mark.usefixtures("media_dir")
async def test_a_camera_of_an_older_version_has_no_lines_and_masks(hass: HomeAssistant) -> None:
    (setup,) = entry_settings(hass, entry_with(camera_subentry())).cameras
    assert (setup.zones, setup.lines, setup.masks) == ((), (), ())
    assert setup.masked_clips is MaskedClips.REENCODED


async def test_without_days_clips_stay_as_long_as_there_is_room(hass: HomeAssistant, media_dir: Path) -> None:
    entry = entry_with()
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, options={key: value for key, value in entry.options.items() if key != CONF_MAX_DAYS}
    )
    assert entry_settings(hass, entry).retention.max_days is None


@pytest.mark.usefixtures("media_dir")
async def test_credentials_are_quoted(hass: HomeAssistant) -> None:
    entry = entry_with(camera_subentry(**{CONF_USERNAME: "a@b:c", CONF_PASSWORD: "p/w#?@ü"}))
    (setup,) = entry_settings(hass, entry).cameras
    assert setup.source == StreamAddress(url="rtsp://a%40b%3Ac:p%2Fw%23%3F%40%C3%BC@door.local/1")
    assert "a@b" not in repr(setup)
    assert "p%2F" not in repr(setup)


@pytest.mark.usefixtures("media_dir")
async def test_a_camera_entity_is_named_not_resolved(hass: HomeAssistant) -> None:
    entry = entry_with(camera_subentry(**{CONF_ENTITY_ID: "camera.door"}))
    (setup,) = entry_settings(hass, entry).cameras
    assert setup.source == "camera.door"
    assert not isinstance(setup.source, StreamAddress)


@pytest.mark.usefixtures("media_dir")
async def test_only_what_matters_makes_settings_differ(hass: HomeAssistant) -> None:
    def settings(**data: object) -> object:
        entry = entry_with(camera_subentry("Front door", **data))
        (subentry,) = entry.subentries.values()
        object.__setattr__(subentry, "subentry_id", "door")
        return entry_settings(hass, entry)

    assert settings() == settings(**{CONF_DETECTION: False, CONF_RECORDING: False})
    assert settings() != settings(**{CONF_SECONDS_BEFORE: 9})
    assert settings() != settings(**{CONF_PASSWORD: "changed"})


@pytest.mark.usefixtures("media_dir")
async def test_a_media_folder_that_is_gone_is_said(hass: HomeAssistant) -> None:
    entry = entry_with(media_dir="usb")
    with pytest.raises(ConfigEntryError) as raised:
        entry_settings(hass, entry)
    assert raised.value.translation_key == "media_dir_missing"

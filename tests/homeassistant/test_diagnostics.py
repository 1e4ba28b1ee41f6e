"""What may be told to somebody who helps, and what must not."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.components.diagnostics import REDACTED
from homeassistant.components.system_health import get_info
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.secure_video.const import DOMAIN
from custom_components.secure_video.detector_runtime import LoadedDetector
from custom_components.secure_video.engine.errors import ReadOnly, Unreachable
from custom_components.secure_video.engine.model.camera import AnalysisState, CameraSnapshot, RecordingProblem
from custom_components.secure_video.engine.model.names import CameraId, ClipId, Label
from custom_components.secure_video.engine.model.video import AudioFormat, StreamFormat, StreamState, VideoFormat
from custom_components.secure_video.engine.vault.log import parse_verifier_key
from custom_components.secure_video.engine.vision.onnx import Accelerator
from custom_components.secure_video.engine.vision.trial import AcceleratorProblem, Trial
from tests.builders import a_near_miss_report
from tests.engine.vision.scenes import PaintedDetector
from tests.fakes import FakePipeline

from .conftest import RECIPIENT, RECOVERY, Report, camera_subentry, entry_with, set_up
from .flow_texts import ENGLISH

TELLING = {
    "url": "rtsp://door.local/user/Hunter2/live?password=Hunter2",
    "analysis_url": "rtsp://door.local/2/user=admin&password=Hunter2",
    "username": "admin",
    "password": "Hunter2",
    "zones": [{"id": "z", "name": "Bedroom", "kind": "exclude", "polygon": [[0, 0], [1, 0], [1, 1]], "labels": []}],
    "lines": [{"id": "l", "name": "Garage", "start": [0, 0], "end": [1, 0], "direction": "both", "labels": []}],
    "masks": [{"name": "Neighbour", "kind": "private", "polygon": [[0, 0], [1, 0], [1, 1]]}],
}


@pytest.fixture(name="telling")
async def telling_fixture(hass: HomeAssistant, media_dir: Path, pipelines: list[FakePipeline]) -> MockConfigEntry:
    """An entry whose camera has secrets in every place."""
    entry = entry_with(camera_subentry("Front door", **TELLING))
    await set_up(hass, entry)
    return entry


async def test_everything_but_secrets(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    telling: MockConfigEntry,
    report: Report,
    pipelines: list[FakePipeline],
) -> None:
    camera_id = next(iter(telling.subentries))
    assert await async_setup_component(hass, "diagnostics", {})
    pipelines[0].misses = (a_near_miss_report(zone="z"),)
    await report(
        CameraSnapshot(
            camera_id=CameraId(camera_id),
            state=StreamState.STREAMING,
            problem=Unreachable,
            format=StreamFormat(
                video=VideoFormat(codec="hevc", width=3840, height=2160, extradata=b"x"),
                audio=AudioFormat(codec="aac", sample_rate=16000, channels=1, extradata=b"y"),
                dropped=("pcm_mulaw",),
            ),
            last_frame_at=datetime(2026, 11, 1, 12, tzinfo=UTC),
            present=frozenset({Label.PERSON}),
            analysis=AnalysisState.WATCHING,
            packages=1,
            recording=ClipId("c" * 32),
            recording_problem=RecordingProblem.DISK_FULL,
        )
    )
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, telling)
    text = json.dumps(told)
    for secret in ("Hunter2", "admin", RECIPIENT, RECOVERY, "Bedroom", "Garage", "Neighbour", "Anna", "PRIVATE"):
        assert secret not in text, secret
    assert told["storage"]["media_dir"] == "local"
    assert told["storage"]["kept"] == {"clips": 0, "bytes": 0}
    assert told["sealing"]["recipients"] == ["classic", "classic"]
    assert told["sealing"]["roles"] == ["owner", "recovery"]
    assert told["sealing"]["is_agreed"] is True
    log = told["log"]
    assert log["bytes"] > 0
    assert parse_verifier_key(log["verifier_key"]).key == telling.runtime_data.log.key.public
    assert log["checkpoint"].split("\n")[1] == str(log["entries"])
    assert log["damage"] == []
    assert told["detector"]["model"] == "secure_video"
    assert told["detector"]["problem"] == "ModelNotFound"
    (camera,) = told["cameras"]
    assert camera["source"] == f"rtsp://door.local/user/{REDACTED}/live"
    assert camera["analysis_source"] == "rtsp://door.local/2/***"
    assert camera["has_credentials"] is True
    limits = {"min_score": 0.0, "min_area": 0.0, "max_area": 1.0, "dwell": 0.0}
    assert camera["zones"] == [{"kind": "exclude", "points": 3, "labels": [], **limits}]
    assert camera["lines"] == 1
    assert camera["masks"] == {"ignored": 0, "private": 1}
    assert camera["masked_clips"] == "reencoded"
    assert camera["analysis"]["state"] == "watching"
    assert camera["analysis"]["figures"]["wakes"] == 3
    assert camera["is_overloaded"] is False
    (miss,) = camera["near_misses"]
    assert (miss["label"], miss["reason"], miss["confidence"]) == ("person", "low_score", 0.41)
    assert camera["snapshot"] == {
        "state": "streaming",
        "problem": "Unreachable",
        "format": {"video": "hevc 3840x2160", "audio": "aac 16000 Hz x1", "dropped": ["pcm_mulaw"]},
        "last_frame_at": "2026-11-01T12:00:00+00:00",
        "has_motion": False,
        "present": ["person"],
        "packages": 1,
        "is_writing": True,
        "recording_problem": "disk_full",
    }


async def test_a_device_is_one_camera(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, telling: MockConfigEntry
) -> None:
    camera_id = next(iter(telling.subentries))
    assert await async_setup_component(hass, "diagnostics", {})
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, camera_id), telling.entry_id)
    assert device is not None
    told: Any = await get_diagnostics_for_device(hass, hass_client, telling, device)
    (camera,) = told["cameras"]
    assert camera["id"] == camera_id
    assert "Hunter2" not in json.dumps(told)


@pytest.mark.usefixtures("media_dir")
async def test_a_camera_entity_is_named(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, pipelines: list[FakePipeline]
) -> None:
    entry = entry_with(camera_subentry(entity_id="camera.door"))
    await set_up(hass, entry)
    assert await async_setup_component(hass, "diagnostics", {})
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert told["cameras"][0]["source"] == "camera.door"
    assert told["cameras"][0]["snapshot"]["state"] == "offline"
    assert told["cameras"][0]["analysis"] == {"state": "off", "figures": None}
    assert told["cameras"][0]["near_misses"] == []
    assert not pipelines


async def test_what_cannot_be_found_out_is_left_open(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> None:
    assert await async_setup_component(hass, "diagnostics", {})
    with (
        patch.object(entry.runtime_data.clips.store, "kept", side_effect=ReadOnly("unplugged")),
        patch("shutil.disk_usage", side_effect=OSError),
    ):
        told: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert told["storage"]["kept"] is None
    assert told["storage"]["free_gigabytes"] is None
    assert told["detector"]["runtime"] is None


@pytest.mark.parametrize("problem", [None, AcceleratorProblem.SLOWER])
async def test_how_an_accelerator_does(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    media_dir: Path,
    pipelines: list[FakePipeline],
    problem: AcceleratorProblem | None,
) -> None:
    loaded = LoadedDetector(
        detector=PaintedDetector(),
        model_sha256="abc",
        runtime="onnxruntime 1 on openvino",
        trial=Trial(accelerated_ms=20.5, plain_ms=14.0, is_same=True),
        accelerator_problem=problem,
    )
    entry = entry_with(camera_subentry(), accelerator="openvino")
    with patch("custom_components.secure_video.async_load_detector", return_value=loaded) as load:
        await set_up(hass, entry)
    load.assert_awaited_once_with(hass, "secure_video", Accelerator.OPENVINO)
    assert await async_setup_component(hass, "diagnostics", {})
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert told["detector"] == {
        "model": "secure_video",
        "name": "Painted",
        "sha256": "abc",
        "problem": None,
        "runtime": "onnxruntime 1 on openvino",
        "accelerator": "openvino",
        "accelerator_problem": problem,
        "accelerated_ms": 20.5,
        "processor_ms": 14.0,
    }
    assert await async_setup_component(hass, "system_health", {})
    shown = (await get_info(hass))[DOMAIN]["accelerator"]
    assert shown == f"openvino{' (slower)' if problem else ''}: 20.5 ms, cpu: 14.0 ms"


async def test_system_health(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert await async_setup_component(hass, "system_health", {})
    told: dict[str, Any] = (await get_info(hass))[DOMAIN]
    assert told.keys() == ENGLISH["system_health"]["info"].keys()
    assert told["cameras"] == 1
    assert told["streaming"] == 1
    assert told["detector"] == "-"
    assert told["verifier_key"] == entry.runtime_data.log.verifier_key
    assert told["log_entries"] > 0
    assert await hass.config_entries.async_unload(entry.entry_id)
    told_later: dict[str, Any] = (await get_info(hass))[DOMAIN]
    assert told_later["cameras"] == 0
    assert "free_gigabytes" not in told_later

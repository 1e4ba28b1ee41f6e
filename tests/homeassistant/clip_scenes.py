"""How what the examples of clips, cameras and the log show comes about."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from typing import Any, Final

from custom_components.secure_video.engine.clips.store import ClipStore
from custom_components.secure_video.engine.errors import Unreachable
from custom_components.secure_video.engine.model import (
    AnalysisState,
    ClipState,
    Label,
    Reason,
    RecordingProblem,
    StreamFormat,
    StreamState,
    VideoFormat,
)
from tests.builders import a_near_miss_report

from .clips import keep_sealed, unlock
from .contract import DOOR, GARDEN, Scene, Stage


def store(stage: Stage) -> ClipStore:
    kept: ClipStore = stage.entry.runtime_data.store
    return kept


async def clips_list(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """The newer one is unlocked and protected; of the older one, the camera is not known."""
    keep_sealed(stage.entry, None)
    newer = keep_sealed(stage.entry, DOOR, 2)
    store(stage).put(replace(newer.clip, labels=frozenset({Label.PERSON, Label.VEHICLE}), is_protected=True))
    await unlock(stage.entry, stage.admin, newer)
    yield {}


async def clips_subscribe(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """A clip is begun, sealed, unlocked and deleted."""
    kept = keep_sealed(stage.entry, DOOR)
    yield {}
    begun = replace(kept.clip, duration=0.0, size=0, labels=frozenset(), state=ClipState.RECORDING)
    for clip in (begun, kept.clip):
        store(stage).put(clip)
        await stage.hass.async_block_till_done()
    await unlock(stage.entry, stage.admin, kept)
    await stage.hass.async_block_till_done()
    await stage.hass.async_add_executor_job(store(stage).delete, [kept.clip.id])


async def clips_lock(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    yield {}


async def near_misses(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """Somebody at the door may have been a person, and a car stands there."""
    person = a_near_miss_report(zone="path")
    car = replace(person.miss, label=Label.VEHICLE, kind="car", reason=Reason.NOT_MOVING, zone=None)
    stage.pipelines[0].misses = (person, replace(person, miss=car))
    yield {}


async def overview_subscribe(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """Somebody is at the door; the garden is offline, and nothing could be kept."""
    door, garden = stage.pipelines
    video = VideoFormat(codec="h264", width=1920, height=1080, extradata=b"")
    watched = replace(door.snapshot, analysis=AnalysisState.WATCHING, present=frozenset({Label.PERSON}))
    door.report(replace(watched, format=StreamFormat(video=video)))
    lost = replace(garden.snapshot, state=StreamState.OFFLINE, problem=Unreachable)
    garden.report(replace(lost, recording_problem=RecordingProblem.DISK_FULL))
    await stage.entry.runtime_data.cameras[GARDEN].async_set_recording(on=False)
    await stage.hass.async_block_till_done()
    yield {}


async def analysis(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """The door is looked at, the garden has no stream."""
    door = stage.pipelines[0]
    door.report(replace(door.snapshot, analysis=AnalysisState.WATCHING))
    await stage.entry.runtime_data.cameras[GARDEN].async_stop()
    yield {}


SCENES: Final[Mapping[str, Scene]] = {
    "analysis": analysis,
    "clips.list": clips_list,
    "clips.lock": clips_lock,
    "clips.subscribe": clips_subscribe,
    "near_misses": near_misses,
    "overview.subscribe": overview_subscribe,
}

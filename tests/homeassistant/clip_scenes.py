"""How what the examples of clips, cameras and the log show comes about."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from pytest_homeassistant_custom_component.common import MockUser

from custom_components.secure_video.engine.clips.store import ClipStore
from custom_components.secure_video.engine.errors import Unreachable
from custom_components.secure_video.engine.model.camera import AnalysisState, RecordingProblem
from custom_components.secure_video.engine.model.clips import ClipState
from custom_components.secure_video.engine.model.incidents import Reason
from custom_components.secure_video.engine.model.names import CameraId, ClipId, Label
from custom_components.secure_video.engine.model.video import StreamFormat, StreamState, VideoFormat
from custom_components.secure_video.engine.vault.log import (
    Content,
    Coverage,
    CoverageState,
    Deleted,
    DeletionReason,
    Exported,
    Heartbeat,
    Locked,
    RecipientsChanged,
    Recorded,
    Rewrapped,
    Shared,
    Started,
    Stopped,
    Unlocked,
    Viewed,
    Viewing,
)
from tests.builders import a_near_miss_report

from .clips import keep_sealed, record, unlock
from .conftest import RECIPIENT, RECOVERY
from .contract import DOOR, GARDEN, Scene, Stage

GONE: Final = ClipId(f"{3:032x}")


def store(stage: Stage) -> ClipStore:
    kept: ClipStore = stage.entry.runtime_data.clips.store
    return kept


async def write(stage: Stage, *contents: Content) -> None:
    """Write into the log."""
    await stage.hass.async_add_executor_job(stage.entry.runtime_data.log.write, *contents)


async def clips_list(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """The newer one is unlocked and protected; of the older one, the camera is not known."""
    keep_sealed(stage.entry, None)
    newer = keep_sealed(stage.entry, DOOR, 2)
    store(stage).put(replace(newer.clip, labels=frozenset({Label.PERSON, Label.VEHICLE}), is_protected=True))
    await unlock(stage.entry, stage.admin, newer)
    yield {}


async def clips_get(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """It is unlocked."""
    kept = keep_sealed(stage.entry, DOOR)
    await unlock(stage.entry, stage.admin, kept)
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


async def one_clip(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """There is one."""
    keep_sealed(stage.entry, DOOR)
    yield {}


async def clips_delete(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """Of the clips, one is protected, and another one is gone."""
    keep_sealed(stage.entry, DOOR)
    protected = keep_sealed(stage.entry, DOOR, 2).clip
    await stage.hass.async_add_executor_job(partial(store(stage).protect, [protected.id], is_protected=True))
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


async def coverage(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """All that can keep a camera from being watched, one after another. Of the garden, nothing was heard yet."""

    async def change(second: int, *contents: Content) -> None:
        stage.clock.move_to(datetime(2026, 11, 21, 8, 0, second, tzinfo=UTC))
        await write(stage, *contents)

    for second, state in ((10, CoverageState.OFFLINE), (12, CoverageState.OVERLOADED), (14, CoverageState.OFF)):
        since = datetime(2026, 11, 21, 8, 0, second, tzinfo=UTC)
        await change(second, Coverage(camera=CameraId(DOOR), state=state, since=since))
    await change(16, Stopped())
    since = datetime(2026, 11, 21, 8, 0, 18, tzinfo=UTC)
    await change(18, Started(), Coverage(camera=CameraId(DOOR), state=CoverageState.WATCHED, since=since))
    yield {}


async def ledger_list(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """One entry of each kind."""
    admin, anna = stage.admin.id, MockUser(name="Anna").add_to_hass(stage.hass).id
    kept, door, hashed = keep_sealed(stage.entry, DOOR).clip, CameraId(DOOR), bytes(32)
    recorded = Recorded(clip=kept.id, payload_hash=hashed, meta_hash=hashed, plaintext_hash=hashed)
    contents: tuple[Content, ...] = (
        Started(),
        RecipientsChanged(recipients=(RECOVERY, RECIPIENT), by=admin),
        Coverage(camera=door, state=CoverageState.WATCHED, since=datetime(2026, 11, 21, 9, tzinfo=UTC)),
        recorded,
        replace(recorded, clip=GONE),
        Unlocked(by=admin, clips=(kept.id,), lifetime=3600),
        Viewed(by=anna, clip=kept.id, what=Viewing.OPENED),
        Locked(by="", clips=(kept.id,)),
        Exported(clip=kept.id, to=admin),
        Shared(clip=kept.id, to="ab" * 32),
        Rewrapped(clip=kept.id),
        Deleted(clip=GONE, reason=DeletionReason.BY_HAND),
        Heartbeat(),
        Stopped(),
    )
    await write(stage, *contents)
    yield {"before": {"log": 1, "sequence": stage.entry.runtime_data.log.entries}}


async def ledger_checkpoint(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """Somebody remembers the log from before its last entries."""
    size = stage.entry.runtime_data.log.entries
    await write(stage, *[Heartbeat()] * 3)
    yield {"old_size": size}


async def ledger_proof(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """A clip was recorded."""
    kept = await stage.hass.async_add_executor_job(record, stage.entry, DOOR)
    yield {"clip_id": kept.clip.id}


async def ledger_lines(stage: Stage) -> AsyncGenerator[dict[str, Any]]:
    """The log begins with these."""
    await write(stage)
    hashed, entries = bytes(32), stage.entry.runtime_data.log.entries
    recorded = Recorded(clip=GONE, payload_hash=hashed, meta_hash=hashed, plaintext_hash=hashed)
    users = RecipientsChanged(recipients=(RECOVERY, RECIPIENT), by=stage.admin.id)
    await write(
        stage,
        Started(),
        users,
        Coverage(camera=CameraId(DOOR), state=CoverageState.WATCHED, since=datetime(2026, 11, 21, 9, tzinfo=UTC)),
        recorded,
    )
    yield {"start": entries}


SCENES: Final[Mapping[str, Scene]] = {
    "analysis": analysis,
    "clips.delete": clips_delete,
    "clips.list": clips_list,
    "clips.lock": clips_lock,
    "clips.protect": one_clip,
    "clips.share": one_clip,
    "clips.subscribe": clips_subscribe,
    "clips.get": clips_get,
    "clips.tell": one_clip,
    "coverage": coverage,
    "ledger.checkpoint": ledger_checkpoint,
    "ledger.lines": ledger_lines,
    "ledger.list": ledger_list,
    "ledger.proof": ledger_proof,
    "near_misses": near_misses,
    "overview.subscribe": overview_subscribe,
}

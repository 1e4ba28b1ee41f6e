"""Home Assistant is killed while it records: what was sealed by then is there, for its owner only."""

import asyncio
import io
import shutil
from dataclasses import dataclass
from pathlib import Path

import av
import pytest
import pytest_asyncio

from custom_components.secure_video.engine.errors import Tampered
from custom_components.secure_video.engine.vault.age import open_sealed
from tests.live import flows
from tests.live.clip import KeyFile
from tests.live.footage import KEYFRAME_INTERVAL
from tests.live.home_assistant import LiveHomeAssistant

from .conftest import OUR_GATE
from .disk import files, plaintext_video

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

ENOUGH = 4 * 2**16
"""Bytes on the disk before the crash: the first two seconds of the yard, the most that a fragment holds, take half."""

PATIENCE = 60
"""Seconds for that, generously: it takes about four."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """A Home Assistant that was killed, the clip that it was recording, and the only file of its media."""

    home: LiveHomeAssistant
    clip_id: str
    part: Path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def crash(home: LiveHomeAssistant, key: KeyFile) -> Crash:
    """Set up, record, pull the plug."""
    entry_id = await flows.set_up_entry(home, recipient=key.recipient)
    form = await flows.open_camera_form(home, entry_id, "entity")
    await flows.try_entity(form, "camera.gate")
    await flows.save_camera(form)
    await flows.wait_until_streaming(home)
    clip_id = await flows.record_clip(home, OUR_GATE, PATIENCE)
    async with asyncio.timeout(PATIENCE):
        while sum(path.stat().st_size for path in parts(home)) < ENOUGH:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.1)
    await home.kill()
    (part,) = parts(home)
    return Crash(home=home, clip_id=clip_id, part=part)


def parts(home: LiveHomeAssistant) -> list[Path]:
    """The clips that are not complete."""
    return [path for path in files(home.media) if path.suffix == ".part"]


def opened(key: KeyFile, part: Path) -> bytes:
    """Everything before the place where the end turns out to be missing."""
    video = io.BytesIO()
    with part.open("rb") as file, pytest.raises(Tampered):
        shutil.copyfileobj(open_sealed(file, [key.identity]), video)
    return video.getvalue()


def whole_fragments(video: bytes) -> bytes:
    """The file up to the end of its last complete box of media (ISO/IEC 14496-12, 4.2)."""
    position = end = 0
    while (after := position + int.from_bytes(video[position : position + 4])) <= len(video) and after > position:
        if video[position + 4 : position + 8] == b"mdat":
            end = after
        position = after
    return video[:end]


def packets(video: io.BytesIO | str) -> list[bytes]:
    """The packets of a file's video."""
    with av.open(video, "r") as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.dts is not None]


async def test_the_clip_is_left_as_a_sealed_part(crash: Crash) -> None:
    assert crash.part.name == f"{crash.clip_id}.mp4.age.part"
    assert plaintext_video(crash.home.folder) == ()


async def test_its_owner_can_watch_every_complete_fragment(crash: Crash, key: KeyFile, footage: Path) -> None:
    video = whole_fragments(opened(key, crash.part))
    with av.open(io.BytesIO(video), "r") as container:
        pictures = sum(1 for _ in container.decode(video=0))
    kept, sent = packets(io.BytesIO(video)), packets(str(footage))
    assert pictures == len(kept) >= KEYFRAME_INTERVAL

    # A key frame is kept with its parameter sets in front of it.
    begin = next(number for number, packet in enumerate(sent) if kept[0].endswith(packet))
    assert all(ours.endswith(theirs) for ours, theirs in zip(kept, sent[begin:], strict=False))


async def test_the_next_start_goes_on_and_lists_the_clip_as_incomplete(crash: Crash) -> None:
    left = crash.part.read_bytes()
    await crash.home.start_again()
    await flows.wait_until_streaming(crash.home)
    clips = await flows.clips_of_the_only_camera(crash.home)
    assert "incomplete" in clips[crash.clip_id]["title"]
    assert crash.part.read_bytes() == left

"""Keys in the memory of a real Home Assistant: the owner's never, a clip's from unlocking to locking.

Only Linux shows a process's memory, and only to whom it belongs.
"""

import asyncio
import json
import sys
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from custom_components.secure_video.engine.vault.age import unwrap_file_key
from custom_components.secure_video.engine.vault.age.x25519 import X25519Identity
from tests.live import flows
from tests.live.announcements import EVENT_CLIP_SEALED
from tests.live.clip import KeyFile, open_with_engine
from tests.live.home_assistant import LiveHomeAssistant, RequestRefused

from .conftest import OUR_GATE, SEALED_WITHIN
from .disk import holding_bytes
from .memory import occurrences

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows the memory of a process"),
]

LEFT_BEHIND = 2
"""Copies of a key that may outlive locking, as `vault/unlock` says: in memory that is free and not yet used again."""

PART = range(100_000, 300_000)
"""More than one chunk, and not from the beginning of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A clip was recorded, unlocked, watched and locked. What of its key was in the memory, and of the identity."""

    home: LiveHomeAssistant
    entry_id: str
    key: KeyFile
    clip: Path
    file_key: bytes
    watched: bytes
    before: tuple[int, ...]
    unlocked: tuple[int, ...]
    locked: tuple[int, ...]

    @property
    def clip_id(self) -> str:
        """The clip's id."""
        return self.clip.name.partition(".")[0]


def identity_forms(key: KeyFile) -> tuple[bytes, ...]:
    """The identity as text and as its 32 bytes."""
    identity = key.identity
    assert isinstance(identity, X25519Identity)
    return identity.to_string().encode(), identity.to_string().lower().encode(), identity.secret


def search(home: LiveHomeAssistant, file_key: bytes, key: KeyFile) -> tuple[int, ...]:
    """Count the file key, its base64, and each form of the identity."""
    try:
        return occurrences(home.process_files, file_key, b64encode(file_key), *identity_forms(key))
    except PermissionError:
        pytest.skip("the memory of another process may not be read here")


async def recorded(home: LiveHomeAssistant, key: KeyFile) -> tuple[str, Path]:
    """Set up the camera and record a second. Return the entry's id and the clip's file."""
    entry_id = await flows.set_up_entry(home, recipient=key.recipient)
    form = await flows.open_camera_form(home, entry_id, "entity")
    await flows.try_entity(form, "camera.gate")
    await flows.save_camera(form)
    await flows.wait_until_streaming(home)
    sealed = await home.socket.subscribe(EVENT_CLIP_SEALED)
    clip_id = await flows.record_clip(home, OUR_GATE, 1)
    async with asyncio.timeout(SEALED_WITHIN):
        assert (await sealed.get()).data["clip_id"] == clip_id
    return entry_id, next(home.media.rglob(f"{clip_id}.mp4.age"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visit(home: LiveHomeAssistant, key: KeyFile) -> Visit:
    """The owner comes, watches and goes. Only this process knows the identity, as only a browser does at home."""
    entry_id, clip = await recorded(home, key)
    with clip.open("rb") as file:
        file_key = unwrap_file_key(file, [key.identity])
    clip_id = clip.name.partition(".")[0]

    before = search(home, file_key, key)
    await home.post(
        "/api/secure_video/clips/unlock", {"keys": {clip_id: {"clip": b64encode(file_key).decode()}}, "lifetime": 600}
    )
    watched = await home.get(f"/api/secure_video/clips/{clip_id}/video", part=PART)
    unlocked = search(home, file_key, key)
    if not unlocked[0]:
        # The process goes on while it is searched, so what it moves at that moment may be missed.
        unlocked = search(home, file_key, key)
    await flows.lock(home)
    return Visit(
        home=home,
        entry_id=entry_id,
        key=key,
        clip=clip,
        file_key=file_key,
        watched=watched,
        before=before,
        unlocked=unlocked,
        locked=search(home, file_key, key),
    )


async def test_what_was_watched_is_the_clip(visit: Visit) -> None:
    assert visit.watched == open_with_engine(visit.key, visit.clip)[PART.start : PART.stop]


async def test_the_key_of_a_clip_is_gone_after_recording(visit: Visit) -> None:
    assert sum(visit.before[:2]) <= LEFT_BEHIND


async def test_the_search_finds_the_key_of_an_unlocked_clip(visit: Visit) -> None:
    assert visit.unlocked[0] > 0


async def test_locking_leaves_no_more_than_what_cannot_be_overwritten(visit: Visit) -> None:
    assert visit.locked[0] < visit.unlocked[0]
    assert visit.locked[0] <= LEFT_BEHIND
    assert visit.locked[1] <= LEFT_BEHIND


async def test_after_locking_nothing_is_unlocked(visit: Visit) -> None:
    listed = {clip["clip_id"]: clip["unlocked_until"] for clip in await flows.clips(visit.home)}
    assert listed[visit.clip_id] is None
    assert set(listed.values()) == {None}
    with pytest.raises(RequestRefused, match="410"):
        await visit.home.get(f"/api/secure_video/clips/{visit.clip_id}/video", part=PART)


async def test_the_identity_never_was_in_its_memory(visit: Visit) -> None:
    assert {*visit.before[2:], *visit.unlocked[2:], *visit.locked[2:]} == {0}


async def test_no_key_is_in_its_files_and_diagnostics(visit: Visit) -> None:
    secrets = (*identity_forms(visit.key), visit.file_key, b64encode(visit.file_key), visit.file_key.hex().encode())
    shown = json.dumps(await flows.diagnostics(visit.home, visit.entry_id)).encode()
    assert not [secret for secret in secrets if secret in shown]
    # The temporary files, Home Assistant's storage, its database and its log are all there.
    assert holding_bytes(visit.home.folder, secrets) == set()
    assert holding_bytes(visit.home.folder, (visit.clip_id.encode(),)), "the search would find nothing"

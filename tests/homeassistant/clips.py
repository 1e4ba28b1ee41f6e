"""Sealed clips with their keys, for tests of what is done with them."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from homeassistant.auth.models import User
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.secure_video.engine.clips.store import META_SUFFIX, ClipMeta, ClipStore
from custom_components.secure_video.engine.model.clips import ClipEntry
from custom_components.secure_video.engine.model.names import CameraId, ClipId
from custom_components.secure_video.engine.vault.age import generate_identity, unwrap_file_key
from custom_components.secure_video.engine.vault.unlock import LentKey, Part
from tests.builders import a_clip
from tests.sealing import seal

from .conftest import keep

VIDEO = bytes(value * 7 % 251 for value in range(9 * 65536 + 1000))
"""More than two pieces are read for it."""
PICTURE = b"\xff\xd8 picture \xff\xd9"

OWNER = generate_identity(post_quantum=False)
"""Whose clips these are, until others are to open them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptClip:
    """A clip in the store, with the keys that its owner would lend."""

    clip: ClipEntry
    path: Path
    keys: dict[str, str]

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"/api/secure_video/clips/{self.clip.id}"

    @property
    def meta_path(self) -> Path:
        """Where its description is."""
        return self.path.with_name(f"{self.clip.id}{META_SUFFIX}")


def keep_sealed(entry: MockConfigEntry, camera_id: str | None, number: int = 1, video: bytes = VIDEO) -> KeptClip:
    """Put a clip with a picture into the store."""
    clip = a_clip(number, camera_id=camera_id, started_at=datetime(2026, 11, 21, 9, number, tzinfo=UTC))
    path = keep(entry, clip)
    kept = KeptClip(clip=clip, path=path, keys={})
    kept.keys["clip"] = _seal(path, video)
    kept.keys["meta"] = _seal(kept.meta_path, json.dumps({"picture": b64encode(PICTURE).decode()}).encode())
    return kept


async def unlock(entry: MockConfigEntry, user: User, kept: KeptClip, lifetime: int = 3600) -> None:
    """Lend the key of the clip."""
    secret = b64decode(kept.keys["clip"])
    key = LentKey(clip_id=kept.clip.id, part=Part.VIDEO, path=kept.path, secret=secret)
    await entry.runtime_data.access.async_unlock(user, [key], lifetime)


def record(entry: MockConfigEntry, camera_id: str, number: int = 1) -> KeptClip:
    """Record a clip as the recorder does: it is in the log. It is sealed to the owner alone."""
    store: ClipStore = entry.runtime_data.clips.store
    clip_id = ClipId(f"{number:032x}")
    with patch.object(store, "_recipients", (OWNER.recipient,)):
        sealed = store.begin(CameraId(camera_id), clip_id, datetime(2026, 11, 21, 9, number, tzinfo=UTC))
    sealed.write(VIDEO)
    clip = sealed.finish(10.0, ClipMeta(camera_name="Front door", picture=PICTURE))
    assert clip
    kept = KeptClip(clip=clip, path=store.path(clip), keys={})
    kept.keys["clip"], kept.keys["meta"] = _key(kept.path), _key(kept.meta_path)
    return kept


def _key(path: Path) -> str:
    with path.open("rb") as file:
        return b64encode(unwrap_file_key(file, [OWNER])).decode()


def _seal(path: Path, data: bytes) -> str:
    """Write a sealed file and return its key in base64."""
    path.write_bytes(seal(data, OWNER))
    return _key(path)

"""Sealed clips with their keys, for tests of what is done with them."""

import io
import json
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.secure_video.engine.clips.store import META_SUFFIX
from custom_components.secure_video.engine.model import ClipEntry
from custom_components.secure_video.engine.vault.age import SealWriter, generate_identity, unwrap_file_key
from tests.builders import a_clip

from .conftest import keep

VIDEO = bytes(value * 7 % 251 for value in range(9 * 65536 + 1000))
"""More than two pieces are read for it."""
PICTURE = b"\xff\xd8 picture \xff\xd9"

_OWNER = generate_identity(post_quantum=False)


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


def _seal(path: Path, data: bytes) -> str:
    """Write a sealed file and return its key in base64."""
    file = io.BytesIO()
    writer = SealWriter(file, [_OWNER.recipient])
    writer.write(data)
    writer.finish()
    path.write_bytes(file.getvalue())
    return b64encode(unwrap_file_key(io.BytesIO(file.getvalue()), [_OWNER])).decode()

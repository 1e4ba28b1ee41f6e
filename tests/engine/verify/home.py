"""A home whose clips are checked: made with the real log and the real sealing, then attacked."""

import io
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from shutil import copytree, rmtree

from custom_components.secure_video.engine.model.names import ClipId
from custom_components.secure_video.engine.vault.age import Identity, generate_identity, header_size
from custom_components.secure_video.engine.vault.log import (
    Deleted,
    DeletionReason,
    Journal,
    Recorded,
    Started,
    load_device_key,
    salted_hash,
    verifier_key,
)
from custom_components.secure_video.engine.verify.folder import Premises, check_folder
from custom_components.secure_video.engine.verify.report import Report, Weight
from tests import sealing

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
OWNER = generate_identity(post_quantum=False)
CHUNK = 64 * 1024


def video(number: int) -> bytes:
    """Two chunks and a bit that only this clip has."""
    return bytes((value * 7 + number) % 251 for value in range(2 * CHUNK + 1000))


def seal(content: bytes) -> bytes:
    """Seal to the owner."""
    return sealing.seal(content, OWNER)


def split(sealed: bytes) -> tuple[bytes, bytes]:
    """The header, and what the log knows a file by."""
    size = header_size(io.BytesIO(sealed))
    return sealed[:size], sealed[size:]


def a_clip_id(number: int) -> ClipId:
    return ClipId(f"{number:032x}")


class Home:
    """A folder with clips and their log; the clock stands at noon plus a minute for each clip."""

    def __init__(self, folder: Path, *, now: datetime = NOON) -> None:
        """Make an empty one in the folder `media`, with its key beside it."""
        self.folder = folder / "media"
        self.folder.mkdir(parents=True)
        self.key = load_device_key(folder / "device_key.pem")
        self.now = now
        self.journal = Journal(self.folder / "log", self.key, clock=lambda: self.now)
        self.journal.append(Started())

    @property
    def verifier_key(self) -> str:
        return str(verifier_key(self.key.public))

    def clip(self, number: int, day: str = "2026-11-01") -> Path:
        return self.folder / "clips" / day / f"{a_clip_id(number)}.mp4.age"

    def meta(self, number: int, day: str = "2026-11-01") -> Path:
        return self.folder / "clips" / day / f"{a_clip_id(number)}.meta.age"

    def record(self, number: int, content: bytes | None = None, *, commit: bool = True) -> Path:
        """Seal a clip and its description, and log them."""
        plain = video(number) if content is None else content
        day = str(self.now.date())
        sealed, meta = seal(plain), seal(json.dumps({"clip": a_clip_id(number)}).encode())
        self.clip(number, day).parent.mkdir(parents=True, exist_ok=True)
        self.clip(number, day).write_bytes(sealed)
        self.meta(number, day).write_bytes(meta)
        self.now += timedelta(minutes=1)
        self.journal.append(
            Recorded(
                clip=a_clip_id(number),
                payload_hash=sha256(split(sealed)[1]).digest(),
                meta_hash=sha256(split(meta)[1]).digest(),
                plaintext_hash=salted_hash(sha256(plain).digest(), bytes(32)),
            )
        )
        if commit:
            self.journal.commit()
        return self.clip(number, day)

    def delete(self, number: int, *, commit: bool = True) -> None:
        """Log it, then do it."""
        self.journal.append(Deleted(clip=a_clip_id(number), reason=DeletionReason.BY_HAND))
        if commit:
            self.journal.commit()
        self.clip(number).unlink()
        self.meta(number).unlink()

    def check(self, last_checkpoint: str | None = None, identity: Identity | None = None) -> Report:
        """Check it an hour later."""
        premises = Premises(
            folder=self.folder,
            log=self.folder / "log",
            public_key=self.key.public,
            last_checkpoint=last_checkpoint,
            openers=[identity] if identity else [],
        )
        return check_folder(premises, self.now + timedelta(hours=1))

    def seen(self, last_checkpoint: str | None = None, identity: Identity | None = None) -> list[tuple[str, str]]:
        """What was seen, and of what: the clip's number where it is one."""
        return [(seen.kind, short(seen.subject)) for seen in self.check(last_checkpoint, identity).observations]

    def damage(self, last_checkpoint: str | None = None) -> list[tuple[str, str]]:
        """Only what was lost, changed or hidden."""
        found = self.check(last_checkpoint).observations
        return [(seen.kind, short(seen.subject)) for seen in found if seen.weight is Weight.DAMAGE]

    def copy(self, name: str) -> Path:
        """Keep a copy of the whole folder."""
        return copytree(self.folder, self.folder.with_name(name))

    def put_back(self, copy: Path) -> None:
        """Replace the folder by a copy."""
        rmtree(self.folder)
        copytree(copy, self.folder)


def short(subject: str) -> str:
    """`clip 1` for all that is named after clip 1."""
    name = subject.rpartition("/")[2].partition(".")[0]
    return f"clip {int(name, 16)}" if len(name) == 32 else subject

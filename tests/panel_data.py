"""Writes what the panel's tests open: keys, a clip and a log as the engine makes them. `python -m tests.panel_data`.

The keys are for nothing else. All of it is small and made up, so it is committed: the panel's tests need no Python.
"""

import io
import json
import subprocess
import tempfile
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from custom_components.secure_video.engine.errors import NotLogged
from custom_components.secure_video.engine.vault.age import generate_identity, header_size, seal_identity
from custom_components.secure_video.engine.vault.age.armor import armor
from custom_components.secure_video.engine.vault.log import (
    Heartbeat,
    Journal,
    Recorded,
    Started,
    load_device_key,
    prove_clip,
    prove_consistency,
    salted_hash,
    verifier_key,
)
from custom_components.secure_video.engine.vault.log.segment import SEGMENT_SIZE
from custom_components.secure_video.engine.video.muxer import Muxer
from tests.sealing import seal

from .builders import a_clip
from .engine.video.recording import record

FOLDER = Path(__file__).parents[1] / "frontend" / "tests" / "data"
PASSPHRASE = "abandon-ability-able-about-above-absent-absorb"  # noqa: S105
CLIP = a_clip(1).id
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
HEVC = (
    "-f",
    "lavfi",
    "-i",
    "testsrc2=size=160x96:rate=5",
    "-t",
    "1",
    "-c:v",
    "libx265",
    "-x265-params",
    "log-level=error",
)
LONG_GROUPS = (
    *("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=5", "-t", "60"),
    *("-c:v", "libx264", "-crf", "40", "-g", "40", "-bf", "0", "-sc_threshold", "0", "-pix_fmt", "yuv420p"),
)
"""A key frame every eight seconds: four fragments."""
PICTURE_AND_SOUND = (
    *("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=15", "-f", "lavfi", "-i", "sine=frequency=300"),
    *("-t", "12", "-c:v", "libx264", "-b:v", "80k", "-g", "30", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "16k"),
)


def payload_hash(sealed: bytes) -> bytes:
    return sha256(sealed[header_size(io.BytesIO(sealed)) :]).digest()


def ffmpeg(*arguments: str | Path) -> None:
    subprocess.run(["ffmpeg", "-v", "error", *arguments], check=True)  # noqa: S603, S607


def a_video(folder: Path, *arguments: str) -> bytes:
    """A clip as a camera's stream becomes one."""
    source, clip = folder / f"{len(arguments)}.mp4", io.BytesIO()
    ffmpeg(*arguments, source)
    recording = record(source)
    muxer = Muxer(clip, recording.format)
    for packet in recording.packets:
        muxer.write(packet)
    muxer.finish()
    return clip.getvalue()


def a_log(folder: Path, entry: Recorded) -> dict[str, object]:
    """A log whose first file was thinned out, seen at several sizes."""
    moments = iter(range(2 * SEGMENT_SIZE))
    key = load_device_key(folder / "key.pem")
    journal = Journal(folder / "log", key, clock=lambda: NOON + timedelta(seconds=next(moments)))
    seen = []
    for count in (1, 2, 4092, 3, 10):
        journal.append(Started())
        if count == 2:
            journal.append(entry)
        for _ in range(count):
            journal.append(Heartbeat())
        seen.append(journal.commit())
    assert journal.prune(NOON + timedelta(days=1), [entry.clip])
    journal.append(Heartbeat())
    journal.commit()
    files = sorted((folder / "log" / "1").glob("*.jsonl"))
    return {
        "key": str(verifier_key(key.public)),
        "checkpoint": journal.checkpoint,
        "lines": [line for file in files for line in file.read_text().splitlines()],
        "proof": prove_clip(folder / "log", entry.clip),
        "seen": [{"checkpoint": note, "consistency": consistency(folder / "log", note)} for note in seen],
    }


def consistency(log: Path, note: str) -> str | None:
    """The proof that the log begins with that of the checkpoint, unless too much was dropped since."""
    try:
        return prove_consistency(log, 1, int(note.splitlines()[1]))
    except NotLogged:
        return None


def write(folder: Path) -> None:
    """Write all of it."""
    classic, hybrid = generate_identity(post_quantum=False), generate_identity(post_quantum=True)
    keys = {
        name: {"identity": identity.to_string(), "recipient": str(identity.recipient)}
        for name, identity in (("classic", classic), ("hybrid", hybrid))
    }
    with tempfile.TemporaryDirectory() as scratch:
        video, hevc = a_video(Path(scratch), *PICTURE_AND_SOUND), a_video(Path(scratch), *HEVC)
        long_groups = a_video(Path(scratch), *LONG_GROUPS)
        picture = Path(scratch) / "picture.jpg"
        ffmpeg("-f", "lavfi", "-i", "testsrc2=size=160x90", "-frames:v", "1", picture)
        description = {
            **json.loads((FOLDER.parents[2] / "contract" / "description.json").read_text()),
            "clip": CLIP,
            "sha256": sha256(video).hexdigest(),
            "picture": b64encode(picture.read_bytes()).decode(),
        }
        clip, meta = seal(video, hybrid), seal(json.dumps(description).encode(), classic)
        entry = Recorded(
            clip=CLIP,
            payload_hash=payload_hash(clip),
            meta_hash=payload_hash(meta),
            plaintext_hash=salted_hash(sha256(video).digest(), bytes.fromhex(description["salt"])),
        )
        log = a_log(Path(scratch), entry)
    identity_file = armor(seal_identity(classic, PASSPHRASE, work_factor=16)).decode()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "clip.mp4").write_bytes(video)
    (folder / "hevc.mp4").write_bytes(hevc)
    (folder / "long-groups.mp4").write_bytes(long_groups)
    (folder / "clip.mp4.age").write_bytes(clip)
    (folder / "clip.meta.age").write_bytes(meta)
    (folder / "keys.json").write_text(
        f"{json.dumps({**keys, 'passphrase': PASSPHRASE, 'file': identity_file}, indent=2)}\n"
    )
    (folder / "log.json").write_text(f"{json.dumps({'clip': CLIP, **log}, indent=2)}\n")


if __name__ == "__main__":
    write(FOLDER)

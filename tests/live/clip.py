"""Opening a sealed clip as its owner does, and looking at what is in it: in memory only."""

import asyncio
import io
import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import av

from custom_components.secure_video.engine.vault.age import Identity, Kind, generate_identity, open_sealed

POST_QUANTUM_AGE: Final = (1, 3)
"""The first version of the age command line that knows post-quantum keys."""


class NotOpened(Exception):
    """A clip could not be opened, or what is in it is no video."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """An age identity in a file, as `age-keygen` writes it."""

    path: Path
    identity: Identity

    @classmethod
    def make(cls, path: Path, *, post_quantum: bool) -> Self:
        """Write a new identity that only its owner may read."""
        identity = generate_identity(post_quantum=post_quantum)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"# public key: {identity.recipient}\n{identity.to_string()}\n")
        return cls(path=path, identity=identity)

    @property
    def recipient(self) -> str:
        """The public key."""
        return str(self.identity.recipient)

    @property
    def is_post_quantum(self) -> bool:
        """Whether only newer age tools can use it."""
        return self.identity.recipient.kind is Kind.POST_QUANTUM


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """What is in an opened clip. `duration` in seconds."""

    codec: str
    width: int
    height: int
    duration: float
    begins_with_keyframe: bool


async def age_version() -> tuple[int, ...]:
    """Return the version of the age command line, `()` if there is none."""
    if shutil.which("age") is None:
        return ()
    return tuple(int(number) for number in re.findall(rb"\d+", await _output("age", "--version"))[:3])


async def open_with_age(key: KeyFile, clip: Path) -> bytes:
    """Open a clip with the age command line. Raises `NotOpened`."""
    return await _output("age", "--decrypt", "--identity", str(key.path), str(clip))


def open_with_engine(key: KeyFile, clip: Path) -> bytes:
    """Open a clip with our own code. Raises `VaultError`."""
    with clip.open("rb") as file:
        return open_sealed(file, [key.identity]).read()


async def look(video: bytes) -> Video:
    """Return what a video is, seen by ffprobe where there is one. Raises `NotOpened`."""
    return await look_with_ffprobe(video) if shutil.which("ffprobe") else look_with_pyav(video)


async def look_with_ffprobe(video: bytes) -> Video:
    """Return what ffprobe says about a video. Raises `NotOpened`."""
    entries = "stream=codec_name,width,height:packet=pts_time,duration_time,flags"
    command = ("ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", entries, "-of", "json", "pipe:0")
    shown: dict[str, Any] = json.loads(await _output(*command, given=video))
    packets = shown["packets"]
    first, last = packets[0], packets[-1]
    return Video(
        codec=shown["streams"][0]["codec_name"],
        width=shown["streams"][0]["width"],
        height=shown["streams"][0]["height"],
        duration=float(last["pts_time"]) + float(last["duration_time"]) - float(first["pts_time"]),
        begins_with_keyframe=first["flags"].startswith("K"),
    )


def look_with_pyav(video: bytes) -> Video:
    """Return what PyAV says about a video. Raises `NotOpened`."""
    try:
        with av.open(io.BytesIO(video), "r") as container:
            stream = container.streams.video[0]
            packets = [packet for packet in container.demux(stream) if packet.pts is not None]
            first, last = packets[0], packets[-1]
            ticks = (last.pts or 0) + (last.duration or 0) - (first.pts or 0)
            return Video(
                codec=stream.codec_context.name,
                width=stream.width,
                height=stream.height,
                duration=float(ticks * first.time_base),
                begins_with_keyframe=first.is_keyframe,
            )
    except (av.FFmpegError, IndexError) as error:
        raise NotOpened(f"The clip holds no video: {error}") from error


async def _output(program: str, *arguments: str, given: bytes | None = None) -> bytes:
    process = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        stdin=asyncio.subprocess.DEVNULL if given is None else asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    shown, complaint = await process.communicate(given)
    if process.returncode:
        raise NotOpened(f"{program} failed: {complaint.decode(errors='replace').strip()}")
    return shown

"""Reads a file through the source, and looks at clips with an independent program."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from custom_components.secure_video.engine.errors import Ended
from custom_components.secure_video.engine.model.video import Packet, StreamAddress, StreamFormat
from custom_components.secure_video.engine.video.source import Source
from custom_components.secure_video.engine.video.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """All that a file sends."""

    format: StreamFormat
    packets: list[Packet]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbedStream:
    """What ffprobe says of one stream. Times in seconds."""

    codec: str
    tag: str
    width: int
    height: int
    packets: int
    start: float
    duration: float


def record(path: Path) -> Recording:
    """Read a file to its end. Raises `SourceError`."""
    with Source(StreamAddress(url=f"file:{path}"), Timeline(), allow_files=True) as source:
        return Recording(format=source.open(), packets=list(packets_of(source)))


def packets_of(source: Source) -> Iterator[Packet]:
    """Yield what an open source sends to its end."""
    try:
        yield from source.packets()
    except Ended:
        return
    raise AssertionError("a stream ends by an error")


def probe(path: Path, *, decode: bool = True) -> list[ProbedStream]:
    """Ask ffprobe. Fails if it finds any fault; `decode` looks into every packet."""
    what = "stream=codec_name,codec_tag_string,width,height,nb_read_packets,start_time,duration"
    counting = ["-count_packets", *(["-count_frames"] if decode else [])]
    done = subprocess.run(  # noqa: S603 - a fixed program on a file of ours
        ["ffprobe", "-v", "error", *counting, "-show_entries", what, "-of", "json", str(path)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [
        ProbedStream(
            codec=stream["codec_name"],
            tag=stream["codec_tag_string"],
            width=stream.get("width", 0),
            height=stream.get("height", 0),
            packets=int(stream["nb_read_packets"]),
            start=float(stream["start_time"]),
            duration=float(stream["duration"]),
        )
        for stream in json.loads(done.stdout)["streams"]
    ]

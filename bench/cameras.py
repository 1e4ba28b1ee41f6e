"""What watching cameras costs, beside a bare decode of the same stream, and what the event loop feels of it.

    python -m bench.cameras [--video FILE] [--model FILE] [--seconds 20]

Each row is a process of its own that reads the same looped stream over RTSP, all in one run: decoding alone, then 0, 1
and 4 cameras through the whole pipeline (ring, decode, motion, the detector that comes along or another). CPU is the
process's, in percent of one core; memory is resident, above that of the process with 0 cameras. Lag is how much later
than asked for the event loop woke a task that sleeps 10 ms.
"""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event, Thread

from custom_components.secure_video.engine.clips.folder import make_clip_folder
from custom_components.secure_video.engine.clips.store import ClipStore
from custom_components.secure_video.engine.model import (
    CameraId,
    CameraSettings,
    IncidentReport,
    IncidentStarted,
    Label,
    StreamAddress,
)
from custom_components.secure_video.engine.pipeline import CameraPipeline
from custom_components.secure_video.engine.vault.age import generate_identity
from custom_components.secure_video.engine.video.decoder import Decoder
from custom_components.secure_video.engine.video.source import Source
from custom_components.secure_video.engine.video.timeline import Timeline
from custom_components.secure_video.engine.vision.catalog import DEFAULT_MODEL, OWN_MODEL, find_model
from custom_components.secure_video.engine.vision.detector import SharedDetector
from custom_components.secure_video.engine.vision.onnx import OnnxDetector
from tests.live.footage import make_footage
from tests.rtsp_server import RtspServer

WARM_UP_SECONDS = 4.0
SLEEP_SECONDS = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one process measured: CPU in percent of a core, memory in MiB, lags in milliseconds."""

    name: str
    cpu: float
    memory: float
    lag_median: float
    lag_p99: float
    incidents: int = 0


def main() -> None:
    """Serve the stream, run each row in a process of its own, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--video", type=Path, help="an H.264 file; the sample yard in 720p15 is made without it")
    parser.add_argument("--model", type=Path, help="a YOLOX file, instead of the detector that comes along")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--row", help=argparse.SUPPRESS)
    parser.add_argument("--address", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.row:
        row = asyncio.run(measured(options.row, options.address, options.model, options.seconds))
        print(json.dumps(asdict(row)))
        return
    with tempfile.TemporaryDirectory() as folder:
        video = options.video or Path(folder) / "yard.mp4"
        if options.video is None:
            make_footage(video)
        with RtspServer({"camera": video}) as server:
            rows = [child(row, server.url("camera"), sys.argv[1:]) for row in ("decode only", "0", "1", "4")]
    print_table(rows)


def child(row: str, address: str, arguments: list[str]) -> Row:
    """Measure one row in a process of its own."""
    command = [sys.executable, "-m", "bench.cameras", *arguments, "--row", row, "--address", address]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - ourselves
    return Row(**json.loads(output.splitlines()[-1]))


def print_table(rows: list[Row]) -> None:
    """Print the rows with their ratio to decoding alone."""
    bare, idle = rows[0], rows[1]
    print(f"{'':<12}{'CPU %':>8}{'each':>12}{'of decode':>11}{'MiB':>7}{'lag p50':>9}{'p99 ms':>8}{'incidents':>11}")
    for row in rows:
        cameras = int(row.name) if row.name.isdigit() else 1
        each = (row.cpu - idle.cpu) / cameras if cameras else 0.0
        name = f"{row.name} cameras" if row.name.isdigit() else row.name
        ratio = each / (bare.cpu - idle.cpu)
        print(
            f"{name:<12}{row.cpu:>8.1f}{each:>12.1f}{ratio:>10.2f}x{row.memory - idle.memory:>7.0f}"
            f"{row.lag_median:>9.2f}{row.lag_p99:>8.2f}{row.incidents:>11}"
        )


async def measured(row: str, address: str, model: Path | None, seconds: float) -> Row:
    """Run the row's work for `seconds` after a warm-up while watching the event loop."""
    incidents: list[IncidentReport] = []
    work = decoding(address) if row == "decode only" else watching(int(row), address, model, incidents)
    with work:
        await asyncio.sleep(WARM_UP_SECONDS)
        began, cpu_before, lags = time.monotonic(), time.process_time(), []
        while time.monotonic() - began < seconds:
            before = time.perf_counter()
            await asyncio.sleep(SLEEP_SECONDS)
            lags.append((time.perf_counter() - before - SLEEP_SECONDS) * 1000)
        cpu = (time.process_time() - cpu_before) / (time.monotonic() - began) * 100
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lags.sort()
    return Row(
        name=row,
        cpu=cpu,
        memory=memory,
        lag_median=lags[len(lags) // 2],
        lag_p99=lags[int(len(lags) * 0.99)],
        incidents=len(incidents),
    )


@contextmanager
def decoding(address: str) -> Iterator[None]:
    """Decode every picture in a thread, and do nothing with it."""
    is_over = Event()

    def decode() -> None:
        with Source(StreamAddress(url=address), Timeline()) as source:
            decoder = Decoder(source.open().video)
            for packet in source.packets():
                decoder.decode(packet)
                if is_over.is_set():
                    return

    thread = Thread(target=decode)
    thread.start()
    yield
    is_over.set()
    thread.join()


@contextmanager
def watching(count: int, address: str, model: Path | None, incidents: list[IncidentReport]) -> Iterator[None]:
    """Run the whole pipeline for `count` cameras."""
    detector = SharedDetector(OnnxDetector(OWN_MODEL, model) if model else bundled()) if count else None
    loop = asyncio.get_running_loop()

    def heard(report: object) -> None:
        if isinstance(report, IncidentReport) and isinstance(report.change, IncidentStarted):
            loop.call_soon_threadsafe(incidents.append, report)

    with tempfile.TemporaryDirectory() as folder:
        recipient = str(generate_identity(post_quantum=False).recipient)
        store = ClipStore(Path(folder), index=Path(folder) / "index.db", recipients=[recipient])
        make_clip_folder(Path(folder))
        store.open()
        pipelines = [
            CameraPipeline(
                CameraSettings(
                    id=CameraId(str(number)),
                    name=f"camera {number}",
                    stream=StreamAddress(url=address),
                    labels=frozenset({Label.PERSON, Label.VEHICLE, Label.ANIMAL}),
                ),
                store=store,
                detector=detector,
                listener=heard,
            )
            for number in range(count)
        ]
        for pipeline in pipelines:
            pipeline.start()
        yield
        for pipeline in pipelines:
            pipeline.stop()
        store.close()
        if detector is not None:
            detector.close()


def bundled() -> OnnxDetector:
    """The detector that comes along."""
    return OnnxDetector(DEFAULT_MODEL, find_model(DEFAULT_MODEL))


if __name__ == "__main__":
    main()

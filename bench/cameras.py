"""What watching cameras costs, beside decoding everything of the same stream, and what the event loop feels of it.

    python -m bench.cameras [--seconds 30] [--video FILE] [--model FILE] [--json FILE] [--plot FILE.svg]

Each row is a process of its own that reads 1080p15 streams over RTSP, all in one run: decoding alone, decoding
everything (with scaling and motion of five pictures a second), then cameras through the whole pipeline. `quiet` is a
yard with a sensor's noise and a running clock that somebody crosses once, before it is measured; `busy` has somebody in
it most of the time. CPU is the process's, in percent of one core; memory is resident, above that of the process with
no camera. `looks/s` are of the camera that is looked at least and most.

Lag is how much later than asked for the event loop woke a task that sleeps 10 ms. `own` is lag without the time in
which the loop's thread could run but no core was free, because the machine had other things to do. In the end every
camera records five seconds under the same load: `lost` are pictures missing in all clips of the row.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from io import FileIO
from pathlib import Path
from threading import Event, Thread, get_native_id

from custom_components.secure_video.engine.model.video import StreamAddress
from custom_components.secure_video.engine.video.decoder import Decoder
from custom_components.secure_video.engine.video.source import Source
from custom_components.secure_video.engine.video.timeline import Timeline
from custom_components.secure_video.engine.vision.gate import PERIOD
from custom_components.secure_video.engine.vision.motion import MotionDetector, motion_size
from tests.rtsp_server import RtspServer

from .chart import bars
from .pipelines import Cameras, Told
from .yards import make_yard

WARM_UP_SECONDS = 40.0
"""Until a quiet camera rests after the visit, and has learned what is usual."""
SLEEP_SECONDS = 0.01

BARE, EVERYTHING, NOTHING = "decode only", "everything", "no camera"
CAMERAS = {"1 quiet": (1, 0), "4 quiet": (4, 0), "8 quiet": (8, 0), "6 quiet, 2 busy": (6, 2), "8 busy": (0, 8)}
"""Rows of the pipeline: cameras that see nothing, and that see somebody."""

MAX_SHARE, MAX_LAG, MAX_MEMORY, MAX_MEMORY_EACH = 0.2, 5.0, 100.0, 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one process measured: CPU in percent of a core, memory in MiB, lags in milliseconds."""

    name: str
    cpu: float
    memory: float
    lag_median: float
    lag_p99: float
    own_lag_p99: float
    told: Told


def main() -> None:
    """Serve the streams, run each row in a process of its own, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--video", type=Path, help="an H.264 file in place of the quiet yard")
    parser.add_argument("--model", type=Path, help="a YOLOX file, instead of the detector that comes along")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--json", type=Path, help="where to write the rows")
    parser.add_argument("--plot", type=Path, help="where to draw them (SVG)")
    parser.add_argument("--rows", nargs="*", default=list(CAMERAS), choices=CAMERAS, help="of the pipeline")
    parser.add_argument("--row", help=argparse.SUPPRESS)
    parser.add_argument("--quiet", help=argparse.SUPPRESS)
    parser.add_argument("--busy", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.row:
        print(json.dumps(asdict(asyncio.run(measured(options)))))
        return
    with tempfile.TemporaryDirectory() as folder:
        quiet, busy = options.video or Path(folder) / "quiet.mp4", Path(folder) / "busy.mp4"
        if options.video is None:
            make_yard(quiet, is_busy=False)
        make_yard(busy, is_busy=True)
        with RtspServer({"quiet": quiet, "busy": busy}) as server:
            addresses = ["--quiet", server.url("quiet", "fresh=1"), "--busy", server.url("busy")]
            rows = [child(row, addresses) for row in (BARE, EVERYTHING, NOTHING, *options.rows)]
    print_table(rows)
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    if options.plot:
        shares = {row.name: share_of_everything(row, rows) for row in rows if row.name in (EVERYTHING, *CAMERAS)}
        options.plot.write_text(bars("CPU per camera, beside decoding everything", shares, limit=MAX_SHARE))


def child(row: str, addresses: list[str]) -> Row:
    """Measure one row in a process of its own."""
    command = [sys.executable, "-m", "bench.cameras", *sys.argv[1:], "--row", row, *addresses]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - ourselves
    read = json.loads(output.splitlines()[-1])
    return Row(**{**read, "told": Told(**read["told"])})


def share_of_everything(row: Row, rows: list[Row]) -> float:
    """What a camera costs, as a share of decoding everything of one."""
    idle = next(each.cpu for each in rows if each.name == NOTHING)
    everything = next(each.cpu for each in rows if each.name == EVERYTHING)
    return (row.cpu - idle) / max(1, row.told.cameras) / (everything - idle)


def print_table(rows: list[Row]) -> None:
    """Print the rows, limits beside them."""
    idle = next(row.memory for row in rows if row.name == NOTHING)
    print(
        f"{'':<17}{'CPU %':>7}{'each, of everything':>21}{'decoded':>9}{'looks/s':>10}{'resting':>9}{'wakes':>7}"
        f"{'MiB':>7}{'(limit)':>9}{'lag p50':>9}{'p99 ms':>8}{'own':>7}{'incidents':>11}{'recorded':>10}{'lost':>6}"
    )
    for row in rows:
        limit = MAX_MEMORY + MAX_MEMORY_EACH * row.told.cameras
        looks = f"{row.told.fewest_looks:.1f}-{row.told.most_looks:.1f}"
        print(
            f"{row.name:<17}{row.cpu:>7.1f}{share_of_everything(row, rows):>21.2f}{row.told.decoded:>9.0%}{looks:>10}"
            f"{row.told.resting:>9}{row.told.wakes:>7}{row.memory - idle:>7.0f}{limit:>9.0f}"
            f"{row.lag_median:>9.2f}{row.lag_p99:>8.2f}{row.own_lag_p99:>7.2f}{row.told.incidents:>11}{row.told.recorded:>10}{row.told.lost:>6}"
        )
    print(f"\nA quiet camera at most {MAX_SHARE} of everything, lag p99 at most {MAX_LAG} ms, nothing lost.")


async def measured(options: argparse.Namespace) -> Row:
    """Run the row's work for a while after a warm-up, and watch the event loop."""
    name = options.row
    if name in CAMERAS:
        quiet, busy = CAMERAS[name]
        with Cameras([options.quiet] * quiet + [options.busy] * busy, options.model).running() as cameras:
            row = await observed(name, options.seconds)
            return replace(row, told=await asyncio.to_thread(cameras.told))
    if name == NOTHING:
        return replace(await observed(name, options.seconds), told=Told(cameras=0))
    with decoding(options.quiet, with_motion=name == EVERYTHING):
        return await observed(name, options.seconds)


async def observed(name: str, seconds: float) -> Row:
    """What the process costs from the end of the warm-up on."""
    await asyncio.sleep(WARM_UP_SECONDS)
    began, cpu_before, lags, own = time.monotonic(), time.process_time(), [], []
    with statistics_of_thread() as file:
        while time.monotonic() - began < seconds:
            waited, before = without_core(file), time.perf_counter()
            await asyncio.sleep(SLEEP_SECONDS)
            lags.append((time.perf_counter() - before - SLEEP_SECONDS) * 1000)
            own.append(lags[-1] - without_core(file) + waited)
    cpu = (time.process_time() - cpu_before) / (time.monotonic() - began) * 100
    lags.sort()
    own.sort()
    return Row(
        name=name,
        cpu=cpu,
        memory=resident(),
        lag_median=lags[len(lags) // 2],
        lag_p99=lags[int(len(lags) * 0.99)],
        own_lag_p99=own[int(len(own) * 0.99)],
        told=Told(),
    )


def statistics_of_thread() -> FileIO:
    """What Linux's scheduler says of this thread."""
    return Path(f"/proc/self/task/{get_native_id()}/schedstat").open("rb", buffering=0)


def without_core(file: FileIO) -> float:
    """Milliseconds in which the thread could run but no core was free, so far."""
    return int(os.pread(file.fileno(), 100, 0).split()[1]) / 1e6


@contextmanager
def decoding(address: str, *, with_motion: bool) -> Iterator[None]:
    """Decode every picture in a thread; look for motion in as many as the analysis looks at, or do nothing more."""
    is_over = Event()

    def decode() -> None:
        motion, due = MotionDetector(), 0.0
        with Source(StreamAddress(url=address), Timeline()) as source:
            decoder = Decoder(source.open().video)
            for packet in source.packets():
                for frame in decoder.decode(packet):
                    if with_motion and frame.time >= due:
                        due = frame.time + PERIOD - 0.001
                        motion.update(frame.grey(*motion_size(frame.width, frame.height)), frame.time)
                if is_over.is_set():
                    return

    thread = Thread(target=decode)
    thread.start()
    yield
    is_over.set()
    thread.join()


def resident() -> float:
    """MiB of this process now. What `getrusage` says begins with the memory of whoever started it."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()

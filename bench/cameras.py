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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BytesIO, FileIO
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread, get_native_id

from custom_components.secure_video.engine.clips.folder import make_clip_folder
from custom_components.secure_video.engine.clips.store import ClipStore
from custom_components.secure_video.engine.model.camera import AnalysisState, CameraSettings
from custom_components.secure_video.engine.model.incidents import IncidentStarted
from custom_components.secure_video.engine.model.names import CameraId, Label
from custom_components.secure_video.engine.model.reports import CameraReport, ClipSealed, IncidentReport
from custom_components.secure_video.engine.model.video import StreamAddress
from custom_components.secure_video.engine.pipeline import CameraPipeline
from custom_components.secure_video.engine.vault.age import generate_identity, open_sealed
from custom_components.secure_video.engine.video.decoder import Decoder
from custom_components.secure_video.engine.video.source import Source
from custom_components.secure_video.engine.video.timeline import Timeline
from custom_components.secure_video.engine.vision.catalog import DEFAULT_MODEL, OWN_MODEL, find_model
from custom_components.secure_video.engine.vision.gate import PERIOD
from custom_components.secure_video.engine.vision.motion import MotionDetector, motion_size
from custom_components.secure_video.engine.vision.network import NetworkDetector, load
from custom_components.secure_video.engine.vision.onnx import OnnxNetwork
from custom_components.secure_video.engine.workers import Workers
from tests.rtsp_server import RtspServer

from .chart import bars
from .streams import demuxed
from .yards import make_yard

WARM_UP_SECONDS = 40.0
"""Until a quiet camera rests after the visit, and has learned what is usual."""
APART_SECONDS = 0.3
"""Between the starts of cameras, which have their key frames at different times."""
SLEEP_SECONDS = 0.01
CLIP_SECONDS = 5.0
PATIENCE_SECONDS = 30.0

BARE, EVERYTHING, NOTHING = "decode only", "everything", "no camera"
CAMERAS = {"1 quiet": (1, 0), "4 quiet": (4, 0), "8 quiet": (8, 0), "6 quiet, 2 busy": (6, 2), "8 busy": (0, 8)}
"""Rows of the pipeline: cameras that see nothing, and that see somebody."""

MAX_SHARE, MAX_LAG, MAX_MEMORY, MAX_MEMORY_EACH = 0.2, 5.0, 100.0, 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one process measured: CPU in percent of a core, memory in MiB, lags in milliseconds.

    `looks` a second are those of the camera with the fewest and of that with the most; `decoded` (share of pictures)
    is since the start, a mean over the cameras. `resting` is how many are at rest, `wakes` how often all of them woke.
    """

    name: str
    cpu: float
    memory: float
    lag_median: float
    lag_p99: float
    own_lag_p99: float
    cameras: int = 1
    fewest_looks: float = 0.0
    most_looks: float = 0.0
    decoded: float = 1.0
    resting: int = 0
    wakes: int = 0
    incidents: int = 0
    recorded: int = 0
    lost: int = 0


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
    return Row(**json.loads(output.splitlines()[-1]))


def share_of_everything(row: Row, rows: list[Row]) -> float:
    """What a camera costs, as a share of decoding everything of one."""
    idle = next(each.cpu for each in rows if each.name == NOTHING)
    everything = next(each.cpu for each in rows if each.name == EVERYTHING)
    return (row.cpu - idle) / max(1, row.cameras) / (everything - idle)


def print_table(rows: list[Row]) -> None:
    """Print the rows, limits beside them."""
    idle = next(row.memory for row in rows if row.name == NOTHING)
    print(
        f"{'':<17}{'CPU %':>7}{'each, of everything':>21}{'decoded':>9}{'looks/s':>10}{'resting':>9}{'wakes':>7}"
        f"{'MiB':>7}{'(limit)':>9}{'lag p50':>9}{'p99 ms':>8}{'own':>7}{'incidents':>11}{'recorded':>10}{'lost':>6}"
    )
    for row in rows:
        limit = MAX_MEMORY + MAX_MEMORY_EACH * row.cameras
        looks = f"{row.fewest_looks:.1f}-{row.most_looks:.1f}"
        print(
            f"{row.name:<17}{row.cpu:>7.1f}{share_of_everything(row, rows):>21.2f}{row.decoded:>9.0%}{looks:>10}"
            f"{row.resting:>9}{row.wakes:>7}{row.memory - idle:>7.0f}{limit:>9.0f}"
            f"{row.lag_median:>9.2f}{row.lag_p99:>8.2f}{row.own_lag_p99:>7.2f}{row.incidents:>11}{row.recorded:>10}{row.lost:>6}"
        )
    print(f"\nA quiet camera at most {MAX_SHARE} of everything, lag p99 at most {MAX_LAG} ms, nothing lost.")


async def measured(options: argparse.Namespace) -> Row:
    """Run the row's work for a while after a warm-up, and watch the event loop."""
    name = options.row
    if name in CAMERAS:
        quiet, busy = CAMERAS[name]
        with Cameras([options.quiet] * quiet + [options.busy] * busy, options.model).running() as cameras:
            return await observed(name, options.seconds, cameras)
    if name == NOTHING:
        return await observed(name, options.seconds)
    with decoding(options.quiet, with_motion=name == EVERYTHING):
        return await observed(name, options.seconds)


async def observed(name: str, seconds: float, cameras: Cameras | None = None) -> Row:
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
    row = Row(
        name=name,
        cpu=cpu,
        memory=resident(),
        lag_median=lags[len(lags) // 2],
        lag_p99=lags[int(len(lags) * 0.99)],
        own_lag_p99=own[int(len(own) * 0.99)],
        cameras=0 if name == NOTHING else 1,
    )
    return await asyncio.to_thread(cameras.told, row) if cameras else row


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


class Cameras:
    """Cameras through the whole pipeline, one per address."""

    def __init__(self, addresses: list[str], model: Path | None) -> None:
        """Start nothing yet."""
        self._addresses = addresses
        self._detector = load(OWN_MODEL, model, OnnxNetwork) if model else bundled()
        self._identity = generate_identity(post_quantum=False)
        self._pipelines: list[CameraPipeline] = []
        self._store: ClipStore | None = None
        self._incidents = 0
        self._sealed: list[ClipSealed] = []

    @contextmanager
    def running(self) -> Iterator[Cameras]:
        """Watch until the end of the block."""
        workers = Workers()
        with tempfile.TemporaryDirectory() as folder:
            index = Path(folder) / "index.db"
            self._store = ClipStore(Path(folder), index=index, recipients=[str(self._identity.recipient)])
            make_clip_folder(Path(folder))
            self._store.open()
            self._pipelines = [
                CameraPipeline(
                    CameraSettings(
                        id=CameraId(str(number)),
                        name=f"camera {number}",
                        stream=StreamAddress(url=address),
                        labels=frozenset({Label.PERSON, Label.VEHICLE, Label.ANIMAL}),
                    ),
                    store=self._store,
                    detector=self._detector,
                    workers=workers,
                    listener=self._heard,
                )
                for number, address in enumerate(self._addresses)
            ]
            for pipeline in self._pipelines:
                pipeline.start()
                time.sleep(APART_SECONDS)
            yield self
            for pipeline in self._pipelines:
                pipeline.stop()
            workers.close()
            self._store.close()

    def told(self, row: Row) -> Row:
        """The row, with what the cameras say of themselves and what they record. Blocks."""
        figures = [pipeline.figures for pipeline in self._pipelines]
        resting = sum(pipeline.snapshot.analysis is AnalysisState.RESTING for pipeline in self._pipelines)
        incidents = self._incidents
        looks = [each.looks_per_second for each in figures]
        clips = {pipeline.record(CLIP_SECONDS) for pipeline in self._pipelines}
        time.sleep(CLIP_SECONDS)
        for pipeline in self._pipelines:
            # Where somebody is there all the time, the clip would go on.
            pipeline.set_recording(on=False)
        until(lambda: clips <= {report.clip.id for report in self._sealed})
        pictures = [self._pictures(report) for report in self._sealed]
        return Row(
            **{
                **asdict(row),
                "cameras": len(figures),
                "fewest_looks": min(looks),
                "most_looks": max(looks),
                "decoded": sum(each.decoded_share for each in figures) / len(figures),
                "resting": resting,
                "wakes": sum(each.wakes for each in figures),
                "incidents": incidents,
                "recorded": sum(len(times) for times in pictures),
                "lost": sum(missing(times) for times in pictures),
            }
        )

    def _pictures(self, report: ClipSealed) -> list[float]:
        """The times of a clip's pictures."""
        assert self._store
        plain = open_sealed(BytesIO(self._store.path(report.clip).read_bytes()), [self._identity]).read()
        return [packet.time for packet in demuxed(BytesIO(plain)).packets]

    def _heard(self, report: CameraReport) -> None:
        if isinstance(report, ClipSealed):
            self._sealed.append(report)
        self._incidents += isinstance(report, IncidentReport) and isinstance(report.change, IncidentStarted)


def missing(times: list[float]) -> int:
    """How many pictures are not there, judging by the times of those that are."""
    steps = sorted(after - before for before, after in pairwise(times))
    usual = steps[len(steps) // 2]
    return sum(round(step / usual) - 1 for step in steps)


def until(is_true: Callable[[], bool]) -> None:
    """Wait for it."""
    began = time.monotonic()
    while not is_true():
        assert time.monotonic() - began < PATIENCE_SECONDS, "a clip was not completed"
        time.sleep(0.1)


def resident() -> float:
    """MiB of this process now. What `getrusage` says begins with the memory of whoever started it."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def bundled() -> NetworkDetector:
    """The detector that comes along."""
    return load(DEFAULT_MODEL, find_model(DEFAULT_MODEL), OnnxNetwork)


if __name__ == "__main__":
    main()

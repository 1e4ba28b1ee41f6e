"""Cameras through the whole pipeline, for benchmarks."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from custom_components.secure_video.engine.clips.folder import make_clip_folder
from custom_components.secure_video.engine.clips.store import ClipStore
from custom_components.secure_video.engine.model.camera import AnalysisState, CameraSettings
from custom_components.secure_video.engine.model.incidents import IncidentStarted
from custom_components.secure_video.engine.model.names import CameraId, Label
from custom_components.secure_video.engine.model.reports import CameraReport, ClipSealed, IncidentReport
from custom_components.secure_video.engine.model.video import StreamAddress
from custom_components.secure_video.engine.pipeline import CameraPipeline
from custom_components.secure_video.engine.vault.age import generate_identity, open_sealed
from custom_components.secure_video.engine.vision.catalog import DEFAULT_MODEL, OWN_MODEL, find_model
from custom_components.secure_video.engine.vision.network import NetworkDetector, load
from custom_components.secure_video.engine.vision.onnx import OnnxNetwork
from custom_components.secure_video.engine.workers import Workers

from .streams import demuxed

APART_SECONDS = 0.3
"""Between the starts of cameras, which have their key frames at different times."""
CLIP_SECONDS = 5.0
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What cameras say of themselves; by default what one stream is that is only decoded.

    Looks a second are those of the camera with the fewest and of that with the most; `decoded` (share of pictures) is
    since the start, a mean over the cameras. `resting` is how many are at rest, `wakes` how often all of them woke,
    `lost` how many pictures are missing in the clips.
    """

    cameras: int = 1
    fewest_looks: float = 0.0
    most_looks: float = 0.0
    decoded: float = 1.0
    resting: int = 0
    wakes: int = 0
    incidents: int = 0
    recorded: int = 0
    lost: int = 0


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

    def told(self) -> Told:
        """What the cameras say of themselves and what they record, while they run. Blocks."""
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
        return Told(
            cameras=len(figures),
            fewest_looks=min(looks),
            most_looks=max(looks),
            decoded=sum(each.decoded_share for each in figures) / len(figures),
            resting=resting,
            wakes=sum(each.wakes for each in figures),
            incidents=incidents,
            recorded=sum(len(times) for times in pictures),
            lost=sum(missing(times) for times in pictures),
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


def bundled() -> NetworkDetector:
    """The detector that comes along."""
    return load(DEFAULT_MODEL, find_model(DEFAULT_MODEL), OnnxNetwork)

"""One camera from a real RTSP server to a sealed clip, in real threads."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from queue import Empty, SimpleQueue

import av
import numpy as np
import pytest
from PIL import Image

from custom_components.secure_video.engine.clips.folder import make_clip_folder
from custom_components.secure_video.engine.clips.store import ClipStore
from custom_components.secure_video.engine.errors import (
    AuthenticationFailed,
    Ended,
    NoRecipients,
    NotRecorded,
    Unreachable,
)
from custom_components.secure_video.engine.model.areas import MaskedClips
from custom_components.secure_video.engine.model.camera import CameraSettings, CameraSnapshot, RecordingProblem
from custom_components.secure_video.engine.model.incidents import IncidentEnded, IncidentStarted, Whereabouts
from custom_components.secure_video.engine.model.names import CameraId, Label, TrackId
from custom_components.secure_video.engine.model.reports import (
    CameraReport,
    ClipSealed,
    IncidentReport,
    OccurrenceReport,
)
from custom_components.secure_video.engine.model.video import Media, Packet, StreamAddress, StreamState
from custom_components.secure_video.engine.pipeline import CameraPipeline
from custom_components.secure_video.engine.vault.age import generate_identity, open_sealed
from custom_components.secure_video.engine.watcher import Observation
from custom_components.secure_video.engine.workers import Workers
from tests.builders import A_BOX, a_delivery, a_start, an_end, make_video
from tests.engine.video.private import RIGHT_HALF, assert_hidden, pictures
from tests.engine.vision.pictures import a_frame
from tests.rtsp_server import RtspServer

IDENTITY = generate_identity(post_quantum=False)
PATIENCE = 30.0

pytestmark = pytest.mark.usefixtures("socket_enabled")


@dataclass
class Reports:
    """What a pipeline told, to be waited for."""

    queue: SimpleQueue[CameraReport] = field(default_factory=SimpleQueue)

    def wait[T: CameraReport](self, kind: type[T], matches: Callable[[T], bool] = lambda _: True) -> T:
        """The next report of that kind that matches; what comes before is passed over."""
        while True:
            try:
                report = self.queue.get(timeout=PATIENCE)
            except Empty:
                pytest.fail(f"No such {kind.__name__} within {PATIENCE} s")
            if isinstance(report, kind) and matches(report):
                return report

    def wait_for_state(self, state: StreamState) -> CameraSnapshot:
        return self.wait(CameraSnapshot, lambda snapshot: snapshot.state is state)


@pytest.fixture
def server(socket_enabled: None, tmp_path: Path) -> Iterator[RtspServer]:
    # The square jumps back at every turn of the loop, so there is always something that moves.
    video = make_video(tmp_path / "camera.mp4")
    with RtspServer({"door": video}, auth="owner:secret") as server:
        yield server


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ClipStore]:
    make_clip_folder(tmp_path / "media")
    store = ClipStore(tmp_path / "media", index=tmp_path / "index.db", recipients=[str(IDENTITY.recipient)])
    store.open()
    yield store
    store.close()


@pytest.fixture
def workers() -> Iterator[Workers]:
    workers = Workers(1)
    yield workers
    workers.close()


@pytest.fixture
def reports() -> Reports:
    return Reports()


def a_camera(url: str) -> CameraSettings:
    return CameraSettings(
        id=CameraId("door"),
        name="Front door",
        stream=StreamAddress(url=url),
        labels=frozenset({Label.PERSON}),
        seconds_before=1.0,
        seconds_after=1.0,
    )


@pytest.fixture
def camera(server: RtspServer) -> CameraSettings:
    return a_camera(server.url("door", auth="owner:secret"))


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert [thread for thread in threading.enumerate() if thread not in before] == []


def test_from_the_stream_to_a_sealed_clip(
    camera: CameraSettings, store: ClipStore, workers: Workers, reports: Reports
) -> None:
    pipeline = CameraPipeline(camera, store=store, detector=None, workers=workers, listener=reports.queue.put)
    pipeline.start()
    streaming = reports.wait_for_state(StreamState.STREAMING)
    started = reports.wait(IncidentReport, lambda report: isinstance(report.change, IncidentStarted))
    still = pipeline.still(64)
    pipeline.set_detecting(on=False)
    reports.wait(IncidentReport, lambda report: isinstance(report.change, IncidentEnded))
    sealed = reports.wait(ClipSealed)
    pipeline.stop()

    assert streaming.format is not None
    assert (streaming.format.video.codec, streaming.format.video.width) == ("h264", 128)
    assert still is not None
    assert still.startswith(b"\xff\xd8")
    assert started.change.label is Label.MOTION
    assert started.picture is not None
    assert started.clip_id == sealed.clip.id
    assert sealed.clip.started_at < started.started_at <= started.at
    plain = open_sealed(BytesIO(store.path(sealed.clip).read_bytes()), [IDENTITY]).read()
    with av.open(BytesIO(plain), "r") as container:
        video = container.streams.video[0]
        assert (video.codec_context.name, video.width, video.height) == ("h264", 128, 96)
        assert len(list(container.decode(video))) > 10


def test_off_means_off(
    camera: CameraSettings, store: ClipStore, workers: Workers, reports: Reports, server: RtspServer
) -> None:
    pipeline = CameraPipeline(camera, store=store, detector=None, workers=workers, listener=reports.queue.put)
    pipeline.start()
    reports.wait_for_state(StreamState.STREAMING)
    pipeline.set_detecting(on=False)
    assert pipeline.still() is None
    pipeline.set_recording(on=False)
    reports.wait_for_state(StreamState.OFF)
    assert pipeline.still() is None
    pipeline.set_detecting(on=True)
    reports.wait_for_state(StreamState.STREAMING)
    pipeline.stop()
    assert pipeline.snapshot.state is StreamState.OFF


def test_switched_off_from_the_start_nothing_is_opened(
    camera: CameraSettings, store: ClipStore, workers: Workers, reports: Reports
) -> None:
    settings = replace(camera, is_detecting=False, is_recording=False)
    pipeline = CameraPipeline(settings, store=store, detector=None, workers=workers, listener=reports.queue.put)
    pipeline.start()
    pipeline.stop()
    assert reports.queue.empty()


def test_recording_off_still_detects(
    camera: CameraSettings, store: ClipStore, workers: Workers, reports: Reports
) -> None:
    settings = replace(camera, is_recording=False)
    pipeline = CameraPipeline(settings, store=store, detector=None, workers=workers, listener=reports.queue.put)
    pipeline.start()
    started = reports.wait(IncidentReport, lambda report: isinstance(report.change, IncidentStarted))
    pipeline.stop()
    assert started.clip_id is None
    assert store.entries() == ()


def test_record_now(camera: CameraSettings, store: ClipStore, workers: Workers, reports: Reports) -> None:
    pipeline = CameraPipeline(
        replace(camera, is_detecting=False), store=store, detector=None, workers=workers, listener=reports.queue.put
    )
    with pytest.raises(Ended):
        pipeline.record(1.0)
    pipeline.start()
    reports.wait_for_state(StreamState.STREAMING)
    clip_id = pipeline.record(1.0)
    sealed = reports.wait(ClipSealed)
    pipeline.stop()
    assert sealed.clip.id == clip_id


def test_record_without_a_key_says_so(
    camera: CameraSettings, tmp_path: Path, workers: Workers, reports: Reports
) -> None:
    store = ClipStore(tmp_path / "media", index=tmp_path / "index.db", recipients=[])
    pipeline = CameraPipeline(camera, store=store, detector=None, workers=workers, listener=reports.queue.put)
    with pytest.raises(NoRecipients):
        pipeline.record(1.0)


def test_a_second_stream_is_looked_at_while_the_first_is_recorded(
    camera: CameraSettings, store: ClipStore, workers: Workers, reports: Reports
) -> None:
    settings = replace(camera, analysis_stream=camera.stream)
    pipeline = CameraPipeline(settings, store=store, detector=None, workers=workers, listener=reports.queue.put)
    pipeline.start()
    started = reports.wait(IncidentReport, lambda report: isinstance(report.change, IncidentStarted))
    pipeline.stop()
    assert [clip.id for clip in store.entries()] == [started.clip_id]


@pytest.mark.parametrize(
    ("auth", "port", "problem"), [("owner:wrong", None, AuthenticationFailed), ("owner:secret", 1, Unreachable)]
)
def test_a_camera_that_cannot_be_opened_says_why(
    server: RtspServer,
    store: ClipStore,
    workers: Workers,
    reports: Reports,
    auth: str,
    port: int | None,
    problem: type[Exception],
) -> None:
    url = server.url("door", auth=auth)
    camera = a_camera(url if port is None else url.replace(str(server.port), str(port)))
    pipeline = CameraPipeline(camera, store=store, detector=None, workers=workers, listener=reports.queue.put)
    pipeline.start()
    offline = reports.wait_for_state(StreamState.OFFLINE)
    pipeline.stop()
    assert offline.problem is problem


def test_a_camera_that_goes_away_comes_back(
    server: RtspServer, camera: CameraSettings, store: ClipStore, workers: Workers, reports: Reports
) -> None:
    address = StreamAddress(url=server.url("door", "close=2", auth="owner:secret"))
    pipeline = CameraPipeline(
        replace(camera, stream=address), store=store, detector=None, workers=workers, listener=reports.queue.put
    )
    pipeline.start()
    reports.wait_for_state(StreamState.STREAMING)
    assert reports.wait_for_state(StreamState.OFFLINE).problem is Ended
    reports.wait_for_state(StreamState.STREAMING)
    pipeline.stop()
    assert all(clip.size > 0 for clip in store.entries())


def test_what_is_private_is_in_no_picture_that_leaves(
    camera: CameraSettings, store: ClipStore, workers: Workers, reports: Reports
) -> None:
    private = replace(camera, masks=(RIGHT_HALF,))
    pipeline = CameraPipeline(private, store=store, detector=None, workers=workers, listener=reports.queue.put)
    pipeline.start()
    shown: list[bytes | None] = [
        reports.wait(IncidentReport, lambda report: isinstance(report.change, IncidentStarted)).picture,
        pipeline.still(),
        pipeline.still(32),
    ]
    reports.wait(CameraSnapshot, lambda snapshot: snapshot.recording is not None)
    pipeline.stop()
    clip = reports.wait(ClipSealed).clip
    for picture in shown:
        assert picture
        hidden = np.asarray(Image.open(BytesIO(picture)).convert("L"))
        assert np.ptp(hidden[:, hidden.shape[1] // 2 + 1 :].astype(np.int16)) <= 4
    assert_hidden(pictures(open_sealed(BytesIO(store.path(clip).read_bytes()), [IDENTITY]).read()))


def test_where_the_owner_wants_no_clips_incidents_are_told_all_the_same(
    camera: CameraSettings, store: ClipStore, workers: Workers, reports: Reports
) -> None:
    private = replace(camera, masks=(RIGHT_HALF,), masked_clips=MaskedClips.NOT_RECORDED)
    pipeline = CameraPipeline(private, store=store, detector=None, workers=workers, listener=reports.queue.put)
    pipeline.start()
    report = reports.wait(IncidentReport, lambda report: isinstance(report.change, IncidentStarted))
    with pytest.raises(NotRecorded):
        pipeline.record(1.0)
    pipeline.stop()
    assert report.clip_id is None
    assert report.picture
    assert pipeline.snapshot.recording_problem is RecordingProblem.PRIVATE
    assert store.entries() == ()


def test_where_somebody_was_is_in_the_sealed_description(
    camera: CameraSettings, store: ClipStore, workers: Workers, reports: Reports
) -> None:
    pipeline = CameraPipeline(
        replace(camera, is_detecting=False), store=store, detector=None, workers=workers, listener=reports.queue.put
    )
    pipeline.start()
    reports.wait_for_state(StreamState.STREAMING)
    pipeline.record(30.0)
    reports.wait(CameraSnapshot, lambda snapshot: snapshot.recording is not None)
    time = pipeline._recorder._newest
    assert time is not None
    start = replace(a_start(), first_time=time, time=time, zones=())
    observation = Observation(
        has_moved=True,
        has_motion=True,
        present=frozenset({Label.PERSON}),
        tracks=(),
        changes=(start,),
        whereabouts=(Whereabouts(incident=start.id, track=TrackId(1), box=A_BOX, time=time),),
    )
    pipeline._seen(a_frame(np.zeros((96, 128, 3), np.uint8)), observation)
    pipeline.stop()
    clip = reports.wait(ClipSealed).clip
    meta = store.path(clip).with_name(f"{clip.id}.meta.age")
    [told] = json.loads(open_sealed(BytesIO(meta.read_bytes()), [IDENTITY]).read())["incidents"]
    assert told["path"] == [[round(told["begins"], 2), 0.5, 0.25, 0.625, 0.5]]


def test_what_is_seen_late_is_told_with_the_time_at_which_it_happened(
    camera: CameraSettings, store: ClipStore, workers: Workers, reports: Reports
) -> None:
    pipeline = CameraPipeline(camera, store=store, detector=None, workers=workers, listener=reports.queue.put)
    newest = Packet(media=Media.VIDEO, pts=90_000_000, dts=90_000_000, duration=0, is_keyframe=True, data=b"")
    before = datetime.now(UTC)
    pipeline._clock.received(newest)
    after = datetime.now(UTC)
    # While the camera rested, somebody came ten seconds before the newest picture.
    start = replace(a_start(), first_time=990.0, time=990.5, zones=())
    observation = Observation(
        has_moved=True,
        has_motion=True,
        present=frozenset({Label.PERSON}),
        tracks=(),
        changes=(start,),
        occurrences=(replace(a_delivery(), time=990.5, zones=()),),
    )
    pipeline._seen(a_frame(np.zeros((96, 128, 3), np.uint8)), observation)
    report = reports.wait(IncidentReport)
    delivery = reports.wait(OccurrenceReport)
    pipeline._over((replace(an_end(), first_time=990.0, time=995.0, zones=()),))
    end = reports.wait(IncidentReport)
    second = timedelta(seconds=1)
    assert before - 10 * second <= report.started_at <= after - 10 * second
    assert report.at == delivery.at == report.started_at + second / 2
    assert (end.started_at, end.at) == (report.started_at, report.started_at + 5 * second)

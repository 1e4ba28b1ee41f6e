"""A clip holds one format: where the camera's changes it is split, and what goes on goes on in the next clip."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import av
import pytest

from custom_components.secure_video.engine.model.clips import ClipEntry
from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.model.video import Packet, StreamAddress
from custom_components.secure_video.engine.video.source import Source
from custom_components.secure_video.engine.video.timeline import Timeline
from tests.builders import a_camera, a_start, an_end, make_video
from tests.engine.video.changing import Part, make_changing
from tests.engine.video.recording import Recording, packets_of, record

from .studio import Studio

CAMERA = replace(a_camera(), seconds_before=2.0, seconds_after=1.0)


class Scene(Studio):
    """A recorder whose camera shows two seconds small, then three large."""

    def __init__(self, folder: Path) -> None:
        """Film both, and connect the small one."""
        super().__init__(folder)
        self.small = _shot(folder, Part(), 10.0)
        self.large = _shot(folder, Part(width=320, height=240, seconds=3), 12.0)
        self.recorder = self.connect(CAMERA, self.small.format)

    def send(self, recording: Recording, first: float, last: float) -> None:
        """Send what the camera showed between these times."""
        for packet in recording.packets:
            if first <= packet.time < last:
                self.recorder.received(packet)

    def shown(self, clip: ClipEntry) -> list[tuple[int, int]]:
        """Decode a clip, and return the sizes of its pictures."""
        with av.open(BytesIO(self.plain(clip)), "r") as container:
            context = container.streams.video[0].codec_context
            described = (context.width, context.height)
            sizes = [(frame.width, frame.height) for frame in container.decode(video=0)]
        assert set(sizes) == {described}
        return sizes

    def heard(self, clip: ClipEntry) -> int:
        """Decode a clip's sound, and return the samples a second."""
        with av.open(BytesIO(self.plain(clip)), "r") as container:
            frames = list(container.decode(audio=0))
            assert sum(frame.samples for frame in frames) > 3 * frames[0].sample_rate
            (rate,) = {frame.sample_rate for frame in frames}
            return rate


def _shot(folder: Path, part: Part, begins: float) -> Recording:
    recording = record(make_changing(folder / f"{part.width}.ts", [part]))
    first = recording.packets[0].dts

    def at(packet: Packet) -> Packet:
        moved = round(begins * 90_000) - first
        return replace(packet, dts=packet.dts + moved, pts=packet.pts + moved)

    return Recording(format=recording.format, packets=[at(packet) for packet in recording.packets])


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(tmp_path)
    yield scene
    scene.recorder.lost()
    scene.close()


def test_an_incident_goes_on_in_a_clip_of_the_new_format(scene: Scene) -> None:
    scene.send(scene.small, 10, 11)
    scene.recorder.apply(replace(a_start(), first_time=10.5, time=11.0, zones=()))
    scene.send(scene.small, 11, 12)
    scene.recorder.changed(scene.large.format)
    scene.send(scene.large, 12, 13)
    scene.recorder.apply(replace(an_end(), time=12.9, zones=()))
    scene.send(scene.large, 13, 15)
    first, second = scene.sealed
    assert scene.shown(first) == [(128, 96)] * 20
    # Up to a second after the incident, and no picture missing between the two.
    assert scene.shown(second) == [(320, 240)] * 20
    assert first.labels == second.labels == {Label.PERSON}


def test_what_was_announced_after_the_last_packet_still_gets_its_seconds_before(scene: Scene) -> None:
    scene.send(scene.small, 10, 12)
    clip_id = scene.recorder.apply(replace(a_start(), first_time=11.5, time=11.9, zones=()))
    scene.recorder.changed(scene.large.format)
    assert [clip.id for clip in scene.sealed] == [clip_id]
    assert scene.shown(scene.sealed[0]) == [(128, 96)] * 20


def test_where_the_sound_alone_changes_the_clip_is_split_and_both_are_heard(tmp_path: Path, scene: Scene) -> None:
    slow, fast = (
        make_video(tmp_path / f"{rate}.ts", sound="aac", sound_rate=rate).read_bytes() for rate in (16_000, 48_000)
    )
    path = tmp_path / "joined.ts"
    path.write_bytes(slow + fast)
    with Source(StreamAddress(url=f"file:{path}"), Timeline(), allow_files=True) as source:
        stream = source.open()
        scene.recorder.connected(stream)
        for packet in packets_of(source):
            if source.format is not None and source.format is not stream:
                stream = source.format
                scene.recorder.changed(stream)
            scene.recorder.received(packet)
            scene.recorder.record(1.0)
    scene.recorder.lost()
    assert [scene.heard(clip) for clip in scene.sealed] == [16_000, 48_000]


def test_what_is_recorded_by_hand_goes_on_too(scene: Scene) -> None:
    scene.send(scene.small, 10, 12)
    scene.recorder.record(1.5)
    scene.recorder.changed(scene.large.format)
    scene.send(scene.large, 12, 15)
    assert [scene.shown(clip)[0] for clip in scene.sealed] == [(128, 96), (320, 240)]


def test_no_packet_of_the_old_format_gets_into_a_later_clip(scene: Scene) -> None:
    scene.send(scene.small, 10, 12)
    scene.recorder.changed(scene.large.format)
    scene.send(scene.large, 12, 12.5)
    scene.recorder.apply(replace(a_start(), first_time=12.3, time=12.4, zones=()))
    scene.send(scene.large, 12.5, 15)
    scene.recorder.lost()
    (clip,) = scene.sealed
    assert scene.shown(clip) == [(320, 240)] * 30

"""How well incidents are found: runs the watcher over labelled footage and prints a table, limits beside it.

    SECURE_VIDEO_TEST_DATA=<folder> python -m bench.events [--model NAME] [--loops 1] [--turned 90] [VIDEO ...]
    SECURE_VIDEO_TEST_DATA=<folder> python -m bench.events --gate [--quiet 20] [VIDEO ...]

The model that comes along and YOLOX-Nano are run one after the other and compared; `--model` runs one model only.

The folder holds `videos/events.json`, `videos/<name>.mp4` and files of models in `models/`. Time is the file's own, so
the machine's speed does not matter. With `--loops` the files repeat without a pause, as a looped camera would, with a
jump in the picture at every turn. What stands in the picture at the start and moves counts as arriving. `--turned` is a
camera mounted on its side or upside down.

`--gate` compares: decoding everything, and only what the gate wants decoded. Both see each file twice, each time after
`--quiet` seconds (and three more) in which nobody is there and nothing moves, so that the camera is at rest when
something begins; the second time the gate knows whether sizes tell. Who stands in most of a file is there before, too.
"""

import argparse
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, override

import av

from custom_components.secure_video.engine.analysis import Analysis
from custom_components.secure_video.engine.model.camera import CameraSettings
from custom_components.secure_video.engine.model.names import CameraId, Label
from custom_components.secure_video.engine.model.picture import Box, Frame
from custom_components.secure_video.engine.model.video import StreamAddress
from custom_components.secure_video.engine.model.vision import Detection, Detector
from custom_components.secure_video.engine.video.decoder import DecodedFrame
from custom_components.secure_video.engine.video.veil import Veil
from custom_components.secure_video.engine.vision.catalog import (
    CATALOG,
    DEFAULT_MODEL,
    ModelSpec,
    find_model,
    spec_named,
)
from custom_components.secure_video.engine.vision.gate import HURRIED_PERIOD
from custom_components.secure_video.engine.vision.network import load
from custom_components.secure_video.engine.vision.onnx import OnnxNetwork
from custom_components.secure_video.engine.vision.tracker import CONFIDENT
from custom_components.secure_video.engine.vision.turned import Turn, TurnedFrame
from custom_components.secure_video.engine.watcher import Observation, Watcher

from .outcomes import Event, Outcome, report, share
from .streams import Recording, with_quiet_before

LABELS = frozenset({Label.PERSON, Label.VEHICLE, Label.ANIMAL, Label.PACKAGE})


class CountingDetector(Detector):
    """Counts looks and crops, and notes what the model sees."""

    def __init__(self, inner: Detector, outcome: Outcome) -> None:
        """Pass everything on to `inner`."""
        self._inner = inner
        self._outcome = outcome

    @property
    @override
    def name(self) -> str:
        return self._inner.name

    @property
    @override
    def labels(self) -> frozenset[Label]:
        return self._inner.labels

    @override
    def detect(self, frame: Frame, regions: tuple[Box, ...]) -> tuple[Detection, ...]:
        self._outcome.looks += 1
        self._outcome.crops += len(regions)
        detections = self._inner.detect(frame, regions)
        seen = {each.label for each in detections if each.score >= CONFIDENT}
        self._outcome.sightings += [(frame.time, label) for label in seen]
        return detections


def frames(path: Path, pause: float, loops: int, turn: Turn) -> Iterator[Frame]:
    """All pictures of a file, which is repeated after a `pause` in seconds."""
    offset = 0.0
    for _ in range(loops):
        last = 0.0
        with av.open(path) as container:
            for frame in container.decode(video=0):
                last = frame.time or 0.0
                yield TurnedFrame(DecodedFrame(frame, offset + last, Veil(())), turn)
        offset += last + pause


def watched(
    name: str, pictures: Iterator[Frame], events: Sequence[Event], detector: Detector, *, period: float
) -> Outcome:
    """Watch pictures from start to end, one each `period` in seconds and more as the analysis does."""
    outcome = Outcome(name=name, events=events)
    watcher = Watcher(settings_of(name), CountingDetector(detector, outcome))
    due = 0.0
    for frame in pictures:
        # Half a millisecond: frame times are rounded to the file's time base.
        if frame.time < due - 0.0005:
            continue
        outcome.frames += 1
        outcome.seconds = frame.time
        observation = watcher.update(frame)
        due = frame.time + HURRIED_PERIOD if observation.is_arriving else max(due + period, frame.time)
        outcome.hear(observation.changes, observation.occurrences)
    outcome.hear(watcher.close(outcome.seconds))
    return outcome


def gated(name: str, recording: Recording, events: Sequence[Event], detector: Detector) -> Outcome:
    """Watch one stream as the analysis does: only what the gate wants is decoded."""
    outcome = Outcome(name=name, events=events)

    def seen(frame: Frame, observation: Observation) -> None:
        outcome.frames += 1
        outcome.seconds = frame.time
        outcome.hear(observation.changes, observation.occurrences)

    analysis = Analysis(
        Watcher(settings_of(name), CountingDetector(detector, outcome)),
        name=name,
        on_seen=seen,
        on_over=outcome.hear,
        on_due=lambda: None,
    )
    analysis.switch(on=True)
    analysis.connected(recording.format)
    for packet in recording.packets:
        analysis.received(packet)
        while analysis.take_turn():
            pass
    outcome.decoded = analysis.figures.decoded_share
    analysis.close()
    return outcome


def settings_of(name: str) -> CameraSettings:
    """A camera without zones."""
    return CameraSettings(id=CameraId(name), name=name, stream=StreamAddress(url=f"file:{name}"), labels=LABELS)


def compare(ours: Sequence[Outcome], others: Sequence[Outcome]) -> None:
    """Print how many of the events that the other model finds, ours finds too."""
    pairs = [
        (mine is not None, theirs is not None)
        for our, other in zip(ours, others, strict=True)
        for mine, theirs in zip(our.found(only_sure=False), other.found(only_sure=False), strict=True)
    ]
    both, theirs = sum(mine and its for mine, its in pairs), sum(its for _, its in pairs)
    print(f"\nof the events that YOLOX-Nano finds   {share(both, theirs)}   (at least 0.9)")


def watch_all(spec: ModelSpec, data: Path, args: argparse.Namespace) -> list[Outcome]:
    """Run one model over all footage and print its table."""
    detector = load(spec, find_model(spec, (data / "models",)), OnnxNetwork)
    print(f"--- {spec.title}")
    outcomes, period = [], 1 / args.rate
    for name, video in sorted(json.loads((data / "videos" / "events.json").read_text())["videos"].items()):
        if args.videos and not any(part in name for part in args.videos):
            continue
        length = video["duration_s"] + period
        events = labelled(video, [turn * length for turn in range(args.loops)])
        path = data / "videos" / f"{name}.mp4"
        pictures = frames(path, period, args.loops, Turn(args.turned // 90))
        outcomes.append(watched(name, pictures, events, detector, period=period))
    report(outcomes)
    return outcomes


def compare_gate(data: Path, args: argparse.Namespace) -> None:
    """Watch all footage twice, and print what the gate misses and saves."""
    spec = spec_named(args.model) if args.model else DEFAULT_MODEL
    detector = load(spec, find_model(spec, (data / "models",)), OnnxNetwork)
    everything, ours = [], []
    for name, video in sorted(json.loads((data / "videos" / "events.json").read_text())["videos"].items()):
        if args.videos and not any(part in name for part in args.videos):
            continue
        path, pauses = data / "videos" / f"{name}.mp4", (args.quiet, args.quiet + 3)
        recording = with_quiet_before(path, pauses, is_empty=not labelled(video, [0.0]))
        events = labelled(video, recording.turns)
        everything.append(watched(name, recording.frames(), events, detector, period=1 / args.rate))
        ours.append(gated(name, recording, events, detector))
    print("--- everything decoded")
    report(everything)
    print("\n--- through the gate")
    report(ours)
    for each in ours:
        print(f"{each.name:34}{each.decoded:8.0%} of the pictures decoded")
    pairs = [
        (mine is not None, theirs is not None)
        for our, other in zip(ours, everything, strict=True)
        for mine, theirs in zip(our.found(only_sure=False), other.found(only_sure=False), strict=True)
    ]
    found = sum(theirs for _, theirs in pairs)
    print(f"\nof the events found by decoding everything   {share(sum(map(all, pairs)), found)}   (at least 0.99)")


def labelled(video: Mapping[str, Any], offsets: Sequence[float]) -> list[Event]:
    """The labelled events of one video, once for each time at which it begins."""
    return [
        Event(
            label=Label(each["label"]),
            start=each["start_s"] + offset,
            end=each["end_s"] + offset,
            is_sure=each["certainty"] == "sure",
        )
        for offset in offsets
        for each in video["events"]
        if each["label"] in LABELS
    ]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=[spec.name for spec in CATALOG], help="run this one only")
    parser.add_argument("--rate", type=float, default=5.0, help="frames a second to look at")
    parser.add_argument("--loops", type=int, default=1)
    parser.add_argument("--turned", type=int, choices=[90, 180, 270], default=0, help="degrees, against the clock")
    parser.add_argument("--gate", action="store_true", help="compare with decoding everything")
    parser.add_argument("--quiet", type=float, default=20.0, help="seconds before each file, with --gate")
    parser.add_argument("videos", nargs="*", help="parts of names; all videos without")
    args = parser.parse_args()
    data = Path(os.environ["SECURE_VIDEO_TEST_DATA"])
    if args.gate:
        compare_gate(data, args)
        return
    if args.model:
        watch_all(spec_named(args.model), data, args)
        return
    ours = watch_all(DEFAULT_MODEL, data, args)
    print()
    compare(ours, watch_all(spec_named("yolox_nano"), data, args))


if __name__ == "__main__":
    main()

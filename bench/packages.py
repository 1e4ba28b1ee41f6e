"""How well packages that are left and taken are found: runs the watcher over made-up scenes and prints a table.

    [SECURE_VIDEO_TEST_DATA=<folder>] python -m bench.packages [--scenes 12] [--seed 1] [--model NAME]
        [--only NAME] [--all]

With the folder, scenes are made of real footage's empty places, of people cut out of it and of photos of parcels
(`videos`, `images/packages`); without it, everything is drawn. The detector is a model with `--model`; else a script
that knows where people are, about as well as a small model.
"""

import argparse
import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from custom_components.secure_video.engine.model.camera import CameraSettings
from custom_components.secure_video.engine.model.incidents import PackageDelivered, PackageTaken
from custom_components.secure_video.engine.model.names import CameraId, Label
from custom_components.secure_video.engine.model.video import StreamAddress
from custom_components.secure_video.engine.model.vision import Detector
from custom_components.secure_video.engine.video.decoder import DecodedFrame
from custom_components.secure_video.engine.video.veil import Veil
from custom_components.secure_video.engine.vision.catalog import CATALOG, DEFAULT_MODEL, find_model, spec_named
from custom_components.secure_video.engine.vision.network import load
from custom_components.secure_video.engine.vision.onnx import OnnxNetwork
from custom_components.secure_video.engine.watcher import Watcher

from .figures import figures
from .scenery import Deed, Scene, ScriptedDetector
from .stories import SceneMaker

PATIENCE = 20.0
"""Seconds after a deed in which it may be told."""


@dataclass(slots=True)
class Tally:
    """What became of one kind of scene."""

    scenes: int = 0
    deeds: int = 0
    found: int = 0
    false: int = 0
    latencies: list[float] = field(default_factory=list)


def watch(scene: Scene, tally: Tally, detector: Detector) -> list[str]:
    """Watch one scene, and return what went wrong."""
    settings = CameraSettings(
        id=CameraId("bench"),
        name=scene.name,
        stream=StreamAddress(url="file:bench"),
        labels=frozenset({Label.PERSON, Label.VEHICLE, Label.ANIMAL, Label.PACKAGE}),
    )
    watcher = Watcher(settings, detector)
    open_deeds = list(scene.deeds)
    wrong = []
    for time, picture in scene.film():
        for occurrence in watcher.update(DecodedFrame(picture, time, Veil(()))).occurrences:
            if not isinstance(occurrence, PackageDelivered | PackageTaken):
                continue
            deed = Deed.LEFT if isinstance(occurrence, PackageDelivered) else Deed.TAKEN
            right = next(
                (each for each in open_deeds if each[0] is deed and each[1] - 1 <= time <= each[1] + PATIENCE), None
            )
            if right is None:
                tally.false += 1
                box = occurrence.box
                wrong.append(
                    f"{deed} told at {time:.1f}, score {occurrence.score:.2f}, at {box.foot.x:.2f} {box.foot.y:.2f}"
                )
            else:
                open_deeds.remove(right)
                tally.latencies.append(time - right[1])
    tally.scenes += 1
    tally.deeds += len(scene.deeds)
    tally.found += len(scene.deeds) - len(open_deeds)
    return wrong + [f"{deed} at {time:.1f} not told" for deed, time in open_deeds]


def loaded(name: str, data: Path | None) -> Detector:
    """One of the catalogue's models."""
    spec = spec_named(name)
    return load(spec, find_model(spec, (data / "models",) if data else ()), OnnxNetwork)


def report(tallies: dict[str, Tally]) -> None:
    """Print the table."""
    print(f"{'scene':24}{'scenes':>8}{'found':>10}{'false':>7}  latency, s: median, 95 %")
    for name, each in tallies.items():
        shown = ""
        if each.latencies:
            shown = f"{np.median(each.latencies):5.1f} {np.percentile(each.latencies, 95):5.1f}"
        print(f"{name:24}{each.scenes:8}{f'{each.found}/{each.deeds}':>10}{each.false:7}  {shown}")
    found, deeds = sum(each.found for each in tallies.values()), sum(each.deeds for each in tallies.values())
    false, scenes = sum(each.false for each in tallies.values()), sum(each.scenes for each in tallies.values())
    precision = found / max(1, found + false)
    print(f"\nrecall {found / max(1, deeds):.3f}, precision {precision:.3f}, {false} false in {scenes} scenes")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=int, default=12, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", choices=[spec.name for spec in CATALOG], help="look with it, not with a script")
    parser.add_argument("--only", help="a part of the name of a kind of scene")
    parser.add_argument("--all", action="store_true", help="tell what went wrong in each scene")
    args = parser.parse_args()
    folder = os.environ.get("SECURE_VIDEO_TEST_DATA")
    data = Path(folder) if folder else None
    tallies: dict[str, Tally] = defaultdict(Tally)
    model = loaded(args.model or DEFAULT_MODEL.name, data)
    maker = SceneMaker(data, args.seed, figures(data, model) if data else ())
    for number, scene in enumerate(maker.scenes(args.scenes)):
        if args.only and args.only not in scene.name:
            continue
        wrong = watch(scene, tallies[scene.name], model if args.model else ScriptedDetector(scene))
        if args.all and wrong:
            print(f"{number} {scene.name}: {'; '.join(wrong)}")
    report(tallies)


if __name__ == "__main__":
    main()

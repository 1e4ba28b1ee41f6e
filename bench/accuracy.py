"""How well objects are found in pictures: the detector that comes along beside YOLOX-Nano, in one run.

    SECURE_VIDEO_TEST_DATA=<folder> python -m bench.accuracy [--data LABELS PICTURES] [--model FILE] [--latency]
        [--runtime ncnn]

The folder holds `images/coco_val2017.json`, `images/coco_val2017/` and `models/yolox_nano.onnx`. Without `--data` those
are the pictures. COCO's classes are merged into the labels that are watched for; AP50 is COCO's, by pycocotools. With
`--latency`, also how long a look takes on one thread, each beside the other, at two sizes.
"""

import argparse
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import onnxruntime

from custom_components.secure_video.engine.model.picture import WHOLE_PICTURE
from custom_components.secure_video.engine.video.decoder import DecodedFrame
from custom_components.secure_video.engine.video.veil import Veil
from custom_components.secure_video.engine.vision.catalog import DEFAULT_MODEL, ModelSpec, find_model, spec_named
from custom_components.secure_video.engine.vision.ncnn import NcnnNetwork
from custom_components.secure_video.engine.vision.network import NetworkDetector, Runtime, load
from custom_components.secure_video.engine.vision.onnx import OnnxNetwork
from models.accuracy import SIZES, Found, average_precision
from models.classes import GROUPS
from models.data import Sample, read_folder

BARS = {"person": 0.45, "vehicle": 0.45, "animal": 0.40}
"""AP50 that a detector for cameras must reach."""

LEAST_SCORE = 0.01
"""COCO's measure ranks everything that was found, also what no camera would be woken for."""

RUNTIMES: dict[str, Runtime] = {"onnxruntime": OnnxNetwork, "ncnn": NcnnNetwork}
LATENCY_SIZES = (320, 416)
ROUNDS = 30


def found(detector: NetworkDetector, sample: Sample) -> Found:
    """What the detector finds in one picture, in its pixels."""
    picture = sample.picture()
    height, width = picture.shape[:2]
    frame = DecodedFrame(av.VideoFrame.from_ndarray(picture, format="bgr24"), 0.0, Veil(()))
    detections = detector.detect(frame, (WHOLE_PICTURE,))
    boxes = [
        (each.box.left * width, each.box.top * height, each.box.right * width, each.box.bottom * height)
        for each in detections
    ]
    return Found(
        boxes=np.array(boxes, np.float64).reshape(-1, 4),
        groups=np.array([GROUPS.index(each.label) for each in detections], np.int64),
        scores=np.array([each.score for each in detections], np.float64),
    )


def measure(samples: Sequence[Sample], detectors: dict[str, NetworkDetector]) -> bool:
    """Print the table, and return whether the first detector reaches every bar."""
    counts = [sum(int((sample.groups == group).sum()) for sample in samples) for group in range(len(GROUPS))]
    print(f"{len(samples)} pictures; " + ", ".join(f"{n} x {name}" for name, n in zip(GROUPS, counts, strict=True)))
    print(f"\nAP50{'':24}{'bar':>7}" + "".join(f"{size:>9}" for size in SIZES))
    is_enough = True
    for number, (name, detector) in enumerate(detectors.items()):
        results = average_precision(samples, [found(detector, sample) for sample in samples])
        for group in GROUPS:
            values = "".join(f"{results[group][size]:9.3f}" for size in SIZES)
            print(f"{name:20}{group:8}{BARS[group]:7.2f}{values}")
            is_enough &= number > 0 or results[group]["all"] >= BARS[group]
    return is_enough


def latency(files: dict[str, Path]) -> None:
    """Print how long the models themselves take on one thread, taking turns, without scaling the picture."""
    print(f"\nms on one thread{'':12}" + "".join(f"{size:>14}" for size in LATENCY_SIZES))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    sessions = {name: onnxruntime.InferenceSession(file, options) for name, file in files.items()}
    times: dict[tuple[str, int], list[float]] = {}
    for _ in range(ROUNDS):
        for name, session in sessions.items():
            for size in LATENCY_SIZES:
                shape = session.get_inputs()[0].shape
                if isinstance(shape[2], int) and shape[2] != size:
                    continue
                image = np.full((1, 3, size, size), 90, np.float32)
                begin = time.perf_counter()
                session.run(None, {session.get_inputs()[0].name: image})
                times.setdefault((name, size), []).append((time.perf_counter() - begin) * 1e3)
    for name in sessions:
        cells = [times.get((name, size)) for size in LATENCY_SIZES]
        print(f"{name:28}" + "".join(f"{_median(each):>14}" for each in cells))
    print("(median, and the best in brackets; a file of a fixed size is tried at that only)")


def _median(times: list[float] | None) -> str:
    return f"{np.median(times):.1f} ({min(times):.1f})" if times else "-"


def main() -> None:
    """Run the benchmark; fails if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs=2, type=Path, metavar=("LABELS", "PICTURES"), help="a COCO file or VOC folder")
    parser.add_argument("--model", type=Path, help="another export of our detector")
    parser.add_argument("--size", type=int, help="side of our detector's input in pixels")
    parser.add_argument("--runtime", choices=RUNTIMES, default="onnxruntime")
    parser.add_argument("--latency", action="store_true", help="also measure how long a look takes")
    args = parser.parse_args()
    data = Path(os.environ["SECURE_VIDEO_TEST_DATA"])
    labels, pictures = args.data or (data / "images" / "coco_val2017.json", data / "images" / "coco_val2017")
    ours, nano = (replace(spec, min_score=LEAST_SCORE) for spec in (DEFAULT_MODEL, spec_named("yolox_nano")))
    file, nano_file = args.model or find_model(ours), find_model(nano, (data / "models",))
    if args.model:
        ours = replace(ours, size=None, sha256=None)
    if args.size:
        ours = replace(ours, input_size=args.size)
    detectors = {
        _titled(ours): load(ours, file, RUNTIMES[args.runtime]),
        "YOLOX-Nano 416": load(nano, nano_file, RUNTIMES[args.runtime]),
    }
    is_enough = measure(read_folder(labels, pictures), detectors)
    if args.latency:
        latency({"Secure Video": file, "YOLOX-Nano": nano_file})
    raise SystemExit(0 if is_enough else "\nA bar is missed.")


def _titled(spec: ModelSpec) -> str:
    return f"Secure Video {spec.input_size}"


if __name__ == "__main__":
    main()

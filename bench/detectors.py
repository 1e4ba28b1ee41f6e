"""What a look costs in each runtime, side by side in one run, and whether they say the same.

    SECURE_VIDEO_TEST_DATA=<folder> python -m bench.detectors [--rounds 30] [--json FILE]

The detector that comes along and YOLOX-Nano (`models/yolox_nano.onnx` of the folder; left out without it), at 416
pixels and, where the file takes that, at 320, on one thread, taking turns. Memory is what a process of its own needs
for the runtime and the model, beyond Python and numpy. The last row is what comes before a look: from a decoded 1080p
picture to the model's input.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

import av
import numpy as np
from PIL import Image

from custom_components.secure_video.engine.model.picture import WHOLE_PICTURE, Box
from custom_components.secure_video.engine.video.decoder import DecodedFrame
from custom_components.secure_video.engine.video.veil import Veil
from custom_components.secure_video.engine.vision.catalog import DEFAULT_MODEL, ModelSpec, find_model, spec_named
from custom_components.secure_video.engine.vision.decoding import Floats
from custom_components.secure_video.engine.vision.ncnn import NcnnNetwork
from custom_components.secure_video.engine.vision.network import Network, prepared
from custom_components.secure_video.engine.vision.onnx import OnnxNetwork
from custom_components.secure_video.engine.vision.trial import PICTURE

RUNTIMES = {"onnxruntime": OnnxNetwork, "ncnn": NcnnNetwork}
SIZES = (416, 320)
MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One model at one size. Milliseconds are medians, `difference` is the largest of all outputs."""

    model: str
    size: int
    onnxruntime_ms: float
    ncnn_ms: float
    difference: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a process needs for a model in a runtime, in MiB, and seconds until it is loaded."""

    model: str
    runtime: str
    mebibytes: float
    seconds: float


def files() -> dict[ModelSpec, Path]:
    """The models that are here."""
    nano = spec_named("yolox_nano")
    found = {DEFAULT_MODEL: find_model(DEFAULT_MODEL)}
    if folder := os.environ.get("SECURE_VIDEO_TEST_DATA"):
        found[nano] = find_model(nano, (Path(folder) / "models",))
    return found


def picture(size: int, spec: ModelSpec) -> Floats:
    """A photograph as the model gets it."""
    with Image.open(PICTURE) as file:
        pixels = np.asarray(file.convert("RGB").resize((size, size)), np.uint8)
    return prepared(pixels[:, :, ::-1], size, spec.family)


def timed(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median of each in milliseconds. They take turns, so that what disturbs one disturbs all."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            begin = time.perf_counter()
            work()
            if number:
                times[name].append(1000 * (time.perf_counter() - begin))
    return {name: median(each) for name, each in times.items()}


def compared(spec: ModelSpec, path: Path, size: int, rounds: int) -> Row | None:
    """Time one model at one size, if its file takes it."""
    networks: dict[str, Network] = {
        name: runtime(replace(spec, input_size=size), path.read_bytes()) for name, runtime in RUNTIMES.items()
    }
    if any(network.size != size for network in networks.values()):
        return None
    image = picture(size, spec)
    times = timed({name: lambda each=each: each.run(image) for name, each in networks.items()}, rounds)  # type: ignore[misc]
    one, other = (network.run(image)[0] for network in networks.values())
    return Row(
        model=spec.name,
        size=size,
        onnxruntime_ms=times["onnxruntime"],
        ncnn_ms=times["ncnn"],
        difference=float(np.abs(one - other).max()),
    )


def before_a_look(rounds: int) -> dict[str, float]:
    """Milliseconds from a decoded 1080p picture to the model's input: the whole picture, and a crop of it."""
    pixels = np.random.default_rng(1).integers(0, 255, (1080, 1920, 3), np.uint8)
    frame = DecodedFrame(av.VideoFrame.from_ndarray(pixels, format="bgr24").reformat(format="yuv420p"), 0.0, Veil(()))
    crop = Box(left=0.25, top=0.25, right=0.25 + 600 / 1920, bottom=0.25 + 600 / 1080)
    size = 416

    def look(box: Box, width: int, height: int) -> Callable[[], object]:
        return lambda: prepared(frame.crop(box, width, height), size, DEFAULT_MODEL.family)

    return timed({"whole": look(WHOLE_PICTURE, size, size * 9 // 16), "crop": look(crop, size, size)}, rounds)


def child(name: str, runtime: str) -> Memory:
    """Measure one model in one runtime in a process of its own."""
    command = [sys.executable, "-m", "bench.detectors", "--child", name, runtime]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - ourselves
    return Memory(**json.loads(output.splitlines()[-1]))


def loaded_alone(name: str, runtime: str) -> Memory:
    """Load one model, look once, and say what it took."""
    spec = spec_named(name)
    path, image = files()[spec], picture(spec.input_size, spec)
    before, began = _resident(), time.perf_counter()
    network = RUNTIMES[runtime](spec, path.read_bytes())
    seconds = time.perf_counter() - began
    network.run(image)
    return Memory(model=name, runtime=runtime, mebibytes=_resident() - before, seconds=seconds)


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / MEBIBYTE


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", type=Path, help="also write the results there")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        print(json.dumps(asdict(loaded_alone(*args.child))))
        return
    rows = [
        row
        for spec, path in files().items()
        for size in SIZES
        if (row := compared(spec, path, size, args.rounds)) is not None
    ]
    print(f"{'ms a look, one thread':24}{'onnxruntime':>12}{'ncnn':>8}{'ratio':>8}{'largest difference':>20}")
    for row in rows:
        print(
            f"{f'{row.model} {row.size}':24}{row.onnxruntime_ms:12.1f}{row.ncnn_ms:8.1f}"
            f"{row.ncnn_ms / row.onnxruntime_ms:7.2f}x{row.difference:20.1e}"
        )
    memory = [child(spec.name, runtime) for spec in files() for runtime in RUNTIMES]
    print(f"\n{'loaded, after one look':36}{'MiB':>6}{'seconds':>9}")
    for each in memory:
        print(f"{f'{each.model} in {each.runtime}':36}{each.mebibytes:6.0f}{each.seconds:9.2f}")
    before = before_a_look(args.rounds)
    print("\nfrom a 1080p picture to the input, ms: " + ", ".join(f"{name} {ms:.2f}" for name, ms in before.items()))
    if args.json:
        told = {"looks": [asdict(row) for row in rows], "memory": [asdict(each) for each in memory], "before": before}
        args.json.write_text(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()

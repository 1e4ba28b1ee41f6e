"""Writes the trained detector as ONNX, with weights of 16 bits, and checks that it says what PyTorch says.

    python -m models.export CHECKPOINT FOLDER

Weights are rounded to 16 bits before the file is made; whatever runs it computes in 32 bits.
"""

import argparse
import hashlib
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray

from models.network import CameraDetector

NAME = "secure_video"
SIZES = (416, 320)
"""Sides of the input in pixels that are tried; the files take any multiple of 32."""

TOLERANCE = 1e-3
"""By how much PyTorch and the file may differ, in the units of the output."""

_SMALL = 64
"""Tensors with fewer values stay as they are."""


def load(checkpoint: Path) -> CameraDetector:
    """The detector with the averaged weights of a checkpoint, rounded to what 16 bits can hold."""
    model = CameraDetector()
    model.settle()
    model.load_state_dict(torch.load(checkpoint, weights_only=True)["average"])
    for parameter in model.parameters():
        rounded = parameter.data.half().float()
        # What is smaller than 16 bits hold in full precision, some processors take for zero.
        parameter.data = rounded.where(rounded.abs() >= torch.finfo(torch.half).smallest_normal, 0.0)
    return model


def write_onnx(model: CameraDetector, path: Path) -> None:
    """Any multiple of 32 as sides; 16 bits in the file, widened when it is loaded."""
    with tempfile.TemporaryDirectory() as folder:
        wide = Path(folder) / "wide.onnx"
        torch.onnx.export(
            model,
            (torch.zeros(1, 3, SIZES[0], SIZES[0]),),
            str(wide),
            input_names=["image"],
            output_names=["output"],
            dynamic_axes={"image": {2: "height", 3: "width"}, "output": {1: "cells"}},
            opset_version=17,
            dynamo=False,
        )
        content = onnx.load(wide)
    narrowed(content)
    onnx.checker.check_model(content)
    onnx.save(content, path)


def narrowed(model: onnx.ModelProto) -> None:
    """Keep large tensors in 16 bits, each with a cast behind it that the runtime resolves once, when it loads them."""
    casts = []
    for tensor in model.graph.initializer:
        values = onnx.numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < _SMALL:
            continue
        name = tensor.name
        tensor.CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(onnx.helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def run_onnx(path: Path, image: NDArray[np.float32]) -> NDArray[np.float32]:
    """(1, 3, S, S) to (1, N, 5 + classes)."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    output: NDArray[np.float32] = session.run(None, {"image": image})[0]
    return output


def main() -> None:
    """Export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path, help="a checkpoint of models.train")
    parser.add_argument("folder", type=Path, help="where to write the files")
    args = parser.parse_args()
    model = load(args.checkpoint)
    args.folder.mkdir(parents=True, exist_ok=True)
    file = args.folder / f"{NAME}.onnx"
    write_onnx(model, file)
    chance = np.random.default_rng(1)
    for size in SIZES:
        image = chance.uniform(0, 255, (1, 3, size, size)).astype(np.float32)
        with torch.no_grad():
            wanted = model(torch.from_numpy(image)).numpy()
        error = float(np.abs(run_onnx(file, image) - wanted).max())
        print(f"at {size}: differs from PyTorch by at most {error:.1e}")
        if error > TOLERANCE:
            raise SystemExit("The file says something else")
    print(f"{file.name}  {file.stat().st_size}  {hashlib.sha256(file.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()

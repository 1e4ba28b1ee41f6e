"""The door to ONNX Runtime: runs models on the processor, or on what its build can accelerate them with."""

import importlib
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, override

import numpy as np

from ..errors import Unsupported
from .catalog import ModelSpec
from .decoding import Floats
from .network import Network

if TYPE_CHECKING:
    import onnxruntime

_ERRORS_ONLY: Final = 3
"""ONNX Runtime's severity: its warnings are about how a model was exported."""


class Accelerator(StrEnum):
    """What can run a model, the processor first."""

    CPU = "cpu"
    CUDA = "cuda"
    OPENVINO = "openvino"
    COREML = "coreml"


_PROVIDERS: Final = {
    Accelerator.CPU: "CPUExecutionProvider",
    Accelerator.CUDA: "CUDAExecutionProvider",
    Accelerator.OPENVINO: "OpenVINOExecutionProvider",
    Accelerator.COREML: "CoreMLExecutionProvider",
}
"""ONNX Runtime's names (onnxruntime.ai/docs/execution-providers)."""

_DEVICES: Final[dict[Accelerator, tuple[dict[str, str], ...]]] = {
    Accelerator.OPENVINO: ({"device_type": "GPU"}, {"device_type": "CPU", "num_of_threads": "1"})
}
"""Options to try one after the other: OpenVINO does not look for a graphics card by itself."""


class OnnxNetwork(Network):
    """A model in ONNX Runtime, on one thread a call unless it is accelerated."""

    def __init__(self, spec: ModelSpec, data: bytes, accelerator: Accelerator = Accelerator.CPU) -> None:
        """Load the model. Raises `Unsupported`, also if the accelerator cannot be had."""
        self._title = spec.title
        self._session = _session(data, spec, accelerator)
        self._input = self._session.get_inputs()[0].name
        self._size = _input_size(self._session, spec)
        self._runtime = f"onnxruntime {_imported('onnxruntime').__version__}"
        if accelerator is not Accelerator.CPU:
            self._runtime += f" on {accelerator}"

    @property
    @override
    def runtime(self) -> str:
        return self._runtime

    @property
    @override
    def size(self) -> int:
        return self._size

    @override
    def run(self, image: Floats) -> Sequence[Floats]:
        try:
            outputs = self._session.run(None, {self._input: image})
        except _runtime_errors() as error:
            raise Unsupported(f"{self._title} failed: {error}") from error
        return [np.asarray(each, np.float32) for each in outputs]


def accelerators() -> tuple[Accelerator, ...]:
    """What the installed ONNX Runtime offers; the processor always. Imports it, which takes a moment."""
    try:
        offered = _imported("onnxruntime").get_available_providers()
    except Unsupported:
        offered = []
    return tuple(each for each in Accelerator if each is Accelerator.CPU or _PROVIDERS[each] in offered)


def _imported(module: str) -> Any:  # noqa: ANN401 - it ships no types
    """Import when needed: it is not on every machine, and slow to import."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise Unsupported(f"The Python package onnxruntime cannot be used here: {error}") from error


def _runtime_errors() -> tuple[type[Exception], ...]:
    """What ONNX Runtime raises for a broken model: mostly classes of its own, all directly under `Exception`."""
    state = _imported("onnxruntime.capi.onnxruntime_pybind11_state")
    names = (
        "EPFail",
        "Fail",
        "InvalidArgument",
        "InvalidGraph",
        "InvalidProtobuf",
        "NotImplemented",
        "RuntimeException",
    )
    return (ValueError, *(getattr(state, name) for name in names))


def _session(data: bytes, spec: ModelSpec, accelerator: Accelerator) -> onnxruntime.InferenceSession:
    """A session on one thread of the processor's that gives memory back. Raises `Unsupported`."""
    runtime = _imported("onnxruntime")
    options = runtime.SessionOptions()
    options.log_severity_level = _ERRORS_ONLY
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    # A thread that waits by spinning would cost a core while nothing happens.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    wanted = _PROVIDERS[accelerator]
    for device in _DEVICES.get(accelerator, ({},)):
        try:
            session = runtime.InferenceSession(data, options, providers=[(wanted, device)])
        except _runtime_errors() as error:
            raise Unsupported(
                f"{spec.file} is not a model that ONNX Runtime can run on {accelerator}: {error}"
            ) from error
        # It goes on without a provider whose driver or device is missing, and says so on the standard error only.
        if wanted in session.get_providers():
            return session
    raise Unsupported(f"ONNX Runtime cannot use {accelerator} on this machine")


def _input_size(session: onnxruntime.InferenceSession, spec: ModelSpec) -> int:
    """Side of the square input; a model with a free size gets the catalogue's. Raises `Unsupported`."""
    shape = session.get_inputs()[0].shape
    match shape:
        case [_, 3, int(height), int(width)] if height == width:
            return height
        case [_, 3, str() | None, str() | None]:
            return spec.input_size
        case _:
            raise Unsupported(f"{spec.file} takes {shape}, not square pictures (1, 3, size, size)")

"""The door to ncnn: runs models where ONNX Runtime has no package, which is on Home Assistant OS and Container."""

import importlib
import tempfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, override

import numpy as np

from ..errors import Unsupported
from .catalog import ModelSpec
from .conversion import convert
from .decoding import Floats
from .ncnn_model import INPUT, OUTPUT, NcnnModel
from .network import Network

if TYPE_CHECKING:
    import ncnn


class NcnnNetwork(Network):
    """A model in ncnn, on one thread a call."""

    def __init__(self, spec: ModelSpec, data: bytes) -> None:
        """Convert the ONNX file and load what came out. Raises `Unsupported`."""
        self._runtime = _imported()
        model = convert(data, spec.file, spec.input_size)
        self._title = spec.title
        self._size = model.size
        self._net = _loaded(self._runtime.Net(), model)

    @property
    @override
    def runtime(self) -> str:
        return f"ncnn {self._runtime.__version__}"

    @property
    @override
    def size(self) -> int:
        return self._size

    @override
    def run(self, image: Floats) -> Sequence[Floats]:
        with self._net.create_extractor() as extractor:
            # ncnn reads past rows that are not laid out its way; a clone is.
            picture = self._runtime.Mat(np.ascontiguousarray(image[0])).clone()
            extractor.input(INPUT, picture)
            status, output = extractor.extract(OUTPUT)
            if status:
                raise Unsupported(f"{self._title} failed in ncnn")
            # The array shares its memory with the extractor's.
            return [np.array(output, np.float32)[None]]


def _loaded(net: ncnn.Net, model: NcnnModel) -> ncnn.Net:
    # On a busy machine, a second thread makes a look many times slower.
    net.opt.num_threads = 1
    # In 16 bits, some models say something else.
    net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = False
    net.opt.use_bf16_packed = net.opt.use_bf16_storage = False
    with tempfile.NamedTemporaryFile(suffix=".bin") as file:
        file.write(model.weights)
        file.flush()
        if net.load_param_mem(model.param) or net.load_model(file.name):
            raise Unsupported("ncnn does not take the converted model")
    return net


def _imported() -> Any:  # noqa: ANN401 - it ships no types
    """Import when needed: it is not on every machine."""
    try:
        return importlib.import_module("ncnn")
    except ModuleNotFoundError as error:
        raise Unsupported("The Python package ncnn is not installed, so objects cannot be detected") from error
    except ImportError as error:
        # Its wheel is taken for any musl 1.2, but needs functions that came with 1.2.4.
        raise Unsupported(
            f"The Python package ncnn cannot be used here; it needs musl 1.2.4 or newer: {error}"
        ) from error

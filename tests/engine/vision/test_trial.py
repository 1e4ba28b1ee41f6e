"""Whether an accelerator is used: stand-ins for what this machine does not have, and one trial for real."""

import sys
from collections.abc import Sequence
from itertools import count
from types import SimpleNamespace
from typing import ClassVar, override

import numpy as np
import pytest

from custom_components.secure_video.engine.errors import Unsupported
from custom_components.secure_video.engine.vision.catalog import DEFAULT_MODEL, ModelSpec, find_model, read_model
from custom_components.secure_video.engine.vision.decoding import Floats
from custom_components.secure_video.engine.vision.network import Network
from custom_components.secure_video.engine.vision.onnx import Accelerator, OnnxNetwork, accelerators
from custom_components.secure_video.engine.vision.trial import AcceleratorProblem, choose, compare

DATA = read_model(DEFAULT_MODEL, find_model(DEFAULT_MODEL))


class Clock:
    """Stands still but while a network works."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Slow(Network):
    """The real network, slow by the clock of the test, and perhaps a little wrong."""

    def __init__(self, clock: Clock, seconds: float, error: float = 0.0) -> None:
        """Take so many seconds a look, and add the error to all it says."""
        self._clock = clock
        self._seconds = seconds
        self._error = error
        self._real = OnnxNetwork(DEFAULT_MODEL, DATA)

    @property
    @override
    def runtime(self) -> str:
        return "slow"

    @property
    @override
    def size(self) -> int:
        return self._real.size

    @override
    def run(self, image: Floats) -> Sequence[Floats]:
        self._clock.now += self._seconds
        return [each + np.float32(self._error) for each in self._real.run(image)]


@pytest.mark.parametrize(
    ("seconds", "error", "problem"),
    [
        (0.01, 0.0, None),
        (0.01, 0.004, None),
        (0.01, 0.3, AcceleratorProblem.DIFFERENT),
        (0.01, float("nan"), AcceleratorProblem.DIFFERENT),
        (0.03, 0.0, AcceleratorProblem.SLOWER),
        (0.02, 0.0, AcceleratorProblem.SLOWER),
    ],
)
def test_it_must_say_the_same_and_sooner(seconds: float, error: float, problem: AcceleratorProblem | None) -> None:
    clock = Clock()
    trial = compare(DEFAULT_MODEL, Slow(clock, seconds, error), Slow(clock, 0.02), clock)
    assert (trial.accelerated_ms, trial.plain_ms) == (1000 * seconds, 20)
    assert trial.problem is problem


def test_the_processor_beside_itself_says_the_same() -> None:
    plain = OnnxNetwork(DEFAULT_MODEL, DATA)
    trial = compare(DEFAULT_MODEL, plain, plain)
    assert trial.is_same
    assert trial.plain_ms > 0


def test_a_tie_of_nothing_found_is_not_what_agreeing_means() -> None:
    """The picture of the trial holds somebody, so a network that sees nobody anywhere is found out."""
    clock = Clock()
    blind = Slow(clock, 0.01)
    blind.run = lambda image: [np.zeros_like(each) for each in blind._real.run(image)]  # type: ignore[method-assign]
    assert compare(DEFAULT_MODEL, blind, Slow(clock, 0.02), clock).problem is AcceleratorProblem.DIFFERENT


def test_without_a_wish_nothing_is_tried() -> None:
    choice = choose(DEFAULT_MODEL, DATA, Accelerator.CPU)
    assert choice.network.runtime.startswith("onnxruntime ")
    assert (choice.trial, choice.problem) == (None, None)


def test_what_is_not_offered_any_more_leaves_the_processor() -> None:
    choice = choose(DEFAULT_MODEL, DATA, Accelerator.CUDA, offered=lambda: (Accelerator.CPU,))
    assert choice.problem is AcceleratorProblem.NOT_OFFERED
    assert choice.network.run(np.zeros((1, 3, 416, 416), np.float32))


@pytest.mark.filterwarnings("ignore:Specified provider")
def test_what_cannot_be_started_leaves_the_processor() -> None:
    """For real: this build of ONNX Runtime has no CUDA, whatever it is told to offer."""
    choice = choose(DEFAULT_MODEL, DATA, Accelerator.CUDA, offered=lambda: tuple(Accelerator))
    assert choice.problem is AcceleratorProblem.FAILED
    assert "cuda" not in choice.network.runtime


@pytest.mark.parametrize(("seconds", "problem"), [(0.0, None), (1.0, AcceleratorProblem.SLOWER)])
def test_what_is_worth_it_is_used(seconds: float, problem: AcceleratorProblem | None) -> None:
    clock = Clock()
    plain, accelerated = Slow(clock, 0.5), Slow(clock, seconds)

    def load(_spec: ModelSpec, _data: bytes, accelerator: Accelerator) -> Network:
        return plain if accelerator is Accelerator.CPU else accelerated

    choice = choose(
        DEFAULT_MODEL, DATA, Accelerator.OPENVINO, load=load, offered=lambda: tuple(Accelerator), clock=clock
    )
    assert choice.trial is not None
    assert choice.problem is problem
    assert choice.network is (plain if problem else accelerated)


def test_a_model_that_cannot_be_loaded_at_all_is_unsupported() -> None:
    attempts = count()

    def load(_spec: ModelSpec, _data: bytes, _accelerator: Accelerator) -> Network:
        next(attempts)
        raise Unsupported("broken")

    with pytest.raises(Unsupported):
        choose(DEFAULT_MODEL, DATA, Accelerator.CUDA, load=load, offered=lambda: tuple(Accelerator))
    assert next(attempts) == 1


def test_the_processor_is_always_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert accelerators()[0] is Accelerator.CPU
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert accelerators() == (Accelerator.CPU,)


class _WithoutGraphicsCard:
    """ONNX Runtime with OpenVINO where there is no graphics card: it goes on with the processor."""

    tried: ClassVar[list[dict[str, str]]] = []

    def __init__(self, _: bytes, __: object, providers: list[tuple[str, dict[str, str]]]) -> None:
        [(self._provider, device)] = providers
        self.tried.append(device)
        self._has_device = device.get("device_type") != "GPU"

    def get_providers(self) -> list[str]:
        return [self._provider, "CPUExecutionProvider"] if self._has_device else ["CPUExecutionProvider"]

    def get_inputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name="images", shape=[1, 3, 416, 416])]


def test_openvino_is_asked_for_a_graphics_card_first_and_may_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    monkeypatch.setattr(onnxruntime, "InferenceSession", _WithoutGraphicsCard)
    network = OnnxNetwork(DEFAULT_MODEL, b"", Accelerator.OPENVINO)
    assert [device["device_type"] for device in _WithoutGraphicsCard.tried] == ["GPU", "CPU"]
    assert network.runtime.endswith("on openvino")

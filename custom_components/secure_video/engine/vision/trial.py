"""Is an accelerator worth having? It has to say what the processor says about a picture, and say it sooner."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from ..errors import Unsupported
from .catalog import BUNDLED, ModelSpec
from .decoding import Candidates
from .network import Network, candidates, prepared
from .onnx import Accelerator, OnnxNetwork, accelerators

if TYPE_CHECKING:
    from ..model.picture import BgrImage

PICTURE: Final = BUNDLED / "trial.jpg"
"""A person, for there to be something to agree on: the astronaut Eileen Collins (NASA, public domain)."""

ROUNDS: Final = 5
"""Looks that are timed, after one that is not."""

SCORE_TOLERANCE: Final = 0.1
"""By how much scores may differ: accelerators calculate in 16 bits."""

BOX_TOLERANCE: Final = 0.02
"""By how much edges of what is found may differ, as a share of the picture."""


class AcceleratorProblem(StrEnum):
    """Why the processor runs the model though something else was chosen."""

    NOT_OFFERED = "not_offered"
    FAILED = "failed"
    DIFFERENT = "different"
    SLOWER = "slower"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Milliseconds a look took, the medians of the accelerator's and of the processor's; whether they said the same."""

    accelerated_ms: float
    plain_ms: float
    is_same: bool

    @property
    def problem(self) -> AcceleratorProblem | None:
        """Why not to use it, if there is a reason."""
        if not self.is_same:
            return AcceleratorProblem.DIFFERENT
        return AcceleratorProblem.SLOWER if self.accelerated_ms >= self.plain_ms else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What runs the model, and why it is not what was chosen. No `trial` where there was nothing to compare."""

    network: Network
    trial: Trial | None = None
    problem: AcceleratorProblem | None = None


type Load = Callable[[ModelSpec, bytes, Accelerator], Network]


def choose(
    spec: ModelSpec,
    data: bytes,
    wanted: Accelerator,
    *,
    load: Load = OnnxNetwork,
    offered: Callable[[], tuple[Accelerator, ...]] = accelerators,
    clock: Callable[[], float] = time.perf_counter,
) -> Choice:
    """Load the model where it was wanted if that is worth it, else on the processor. Raises `Unsupported`."""
    plain = load(spec, data, Accelerator.CPU)
    if wanted is Accelerator.CPU:
        return Choice(network=plain)
    if wanted not in offered():
        return Choice(network=plain, problem=AcceleratorProblem.NOT_OFFERED)
    try:
        accelerated = load(spec, data, wanted)
        trial = compare(spec, accelerated, plain, clock)
    except Unsupported:
        return Choice(network=plain, problem=AcceleratorProblem.FAILED)
    return Choice(network=plain if trial.problem else accelerated, trial=trial, problem=trial.problem)


def compare(
    spec: ModelSpec, accelerated: Network, plain: Network, clock: Callable[[], float] = time.perf_counter
) -> Trial:
    """Let both look at the same picture, taking turns. Raises `Unsupported`."""
    picture = _picture(PICTURE, plain.size)
    found = [candidates(picture, network, spec.family) for network in (accelerated, plain)]
    image = prepared(picture, plain.size, spec.family)
    times: tuple[list[float], list[float]] = [], []
    for _ in range(ROUNDS):
        for network, seconds in zip((accelerated, plain), times, strict=True):
            begin = clock()
            network.run(image)
            seconds.append(clock() - begin)
    accelerated_ms, plain_ms = (round(1000 * median(seconds), 1) for seconds in times)
    return Trial(accelerated_ms=accelerated_ms, plain_ms=plain_ms, is_same=_agree(*found, min_score=spec.min_score))


def _agree(one: Candidates, other: Candidates, *, min_score: float) -> bool:
    """Whether both find the same. What neither would tell may be anywhere."""
    if one.scores.shape != other.scores.shape or not np.isfinite(one.scores).all():
        return False
    told = np.maximum(one.scores, other.scores).max(axis=1) >= min_score
    return bool(
        np.abs(one.scores - other.scores).max() <= SCORE_TOLERANCE
        and np.abs(one.boxes[told] - other.boxes[told]).max(initial=0.0) <= BOX_TOLERANCE
    )


def _picture(path: Path, side: int) -> BgrImage:
    with Image.open(path) as file:
        pixels = np.asarray(file.convert("RGB").resize((side, side)), np.uint8)
    return pixels[:, :, ::-1]

"""Trains the detector that comes with the integration. See models/README.md.

First the stages are trained apart: each is given what the teacher's stage before it says, and learns to say what the
teacher's own stage says. Then they are put together, and the whole learns from spoiled pictures what the teacher's
stages say of them, and the labels of the clean ones.
"""

import argparse
import copy
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.accuracy import Found, average_precision
from models.augment import GREY
from models.batches import Batch, Batches, planes, tensor
from models.classes import GROUPS
from models.data import Sample, read_folder
from models.losses import decoded, grid, hint_loss, label_loss, teacher_loss
from models.network import CameraDetector
from models.optimiser import Optimiser
from models.teacher import Teacher

MEMORY = 0.9995
"""How much of the average of the weights stays at each step, once there were enough of them."""

WARM_UP = 50
"""Steps in which the rate of learning rises."""

LAST_RATE = 0.01
"""The rate of learning at the end, as a share of the highest."""

HINTS = 10.0
"""How much the stages' errors count beside those of the output. They alone say what is wrong where."""

SETTLED = 100
"""Steps after which the normalisations keep the means and variances they have seen: while these change with every
batch, no stage can say just what its teacher says. Then they are put into their convolutions, which is faster."""

STEEPEST = 10.0
"""A longer gradient is cut to this length."""

CHECK_SIZE = 416
LEAST_SCORE = 0.01
MAX_OVERLAP = 0.45
MOST = 500
"""Boxes of a group that are looked at in a picture: before it is trained, the detector sees something everywhere."""


@dataclass(frozen=True)
class Part:
    """One of the two parts of the training.

    `rate`: the highest. `sizes`: sides of the input in pixels, by chance.
    """

    name: str
    steps: int
    rate: float
    sizes: tuple[int, ...]
    is_apart: bool

    def rate_at(self, step: int) -> float:
        """Rises, then falls as a cosine does."""
        wave = (1 + math.cos(math.pi * step / self.steps)) / 2
        return self.rate * min(1.0, (step + 1) / WARM_UP) * (LAST_RATE + (1 - LAST_RATE) * wave)

    def loss(self, model: CameraDetector, batch: Batch) -> tuple[Tensor, dict[str, float]]:
        """The loss of one batch, and its parts to look at."""
        features = model.features(batch.images, batch.features if self.is_apart else None)
        hint = hint_loss(features, batch.features)
        raw = model.raw(batch.features if self.is_apart else features)
        taught = teacher_loss(raw, batch.outputs)
        parts = {"hint": hint.item(), "teacher": taught.item()}
        loss = HINTS * hint + taught
        if self.is_apart:
            return loss, parts
        labelled = label_loss(raw, batch.boxes, batch.groups, batch.images.shape[2])
        return loss + labelled, parts | {"labels": labelled.item()}


class Average:
    """The average of the weights over the last steps: steadier than any of them."""

    def __init__(self, model: nn.Module) -> None:
        """Begin with the weights as they are."""
        self.state = {name: value.clone() for name, value in model.state_dict().items()}
        self.steps = 0

    def add(self, model: nn.Module) -> None:
        """Count these weights in."""
        self.steps += 1
        share = 1 - min(MEMORY, (1 + self.steps) / (10 + self.steps))
        for name, value in model.state_dict().items():
            if value.dtype.is_floating_point:
                self.state[name].lerp_(value, share)
            else:
                self.state[name].copy_(value)


class Training:
    """A part of the training, from where its file was left."""

    def __init__(self, part: Part, file: Path, before: Path | None) -> None:
        """Begin anew with the averaged weights of `before`, if there are any."""
        self.part = part
        self._file = file
        self._model: CameraDetector = CameraDetector().to(memory_format=torch.channels_last)
        self.done = 0
        state = torch.load(file, weights_only=True) if file.exists() else None
        if before is not None:
            self._model.load_state_dict(torch.load(before, weights_only=True)["average"])
            self._model.settle()
        if state is not None:
            self._model.load_state_dict(state["model"])
        self._average = Average(self._model)
        self._optimiser = Optimiser(self._model)
        if state is not None:
            self._optimiser.load_state_dict(state["optimiser"])
            self._average.state, self._average.steps, self.done = state["average"], state["done"], state["done"]

    def learn(self, batch: Batch) -> dict[str, float]:
        """Take one step, and return the parts of its loss."""
        for module in self._model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.train(self.done < SETTLED)
        loss, parts = self.part.loss(self._model, batch)
        loss.backward()
        nn.utils.clip_grad_norm_(self._model.parameters(), STEEPEST)
        self._optimiser.step(self.part.rate_at(self.done))
        self._average.add(self._model)
        self.done += 1
        return parts

    def save(self) -> None:
        """Keep a checkpoint, in one step."""
        part = self._file.with_suffix(".part")
        state = {
            "model": self._model.state_dict(),
            "average": self._average.state,
            "optimiser": self._optimiser.state_dict(),
            "done": self.done,
        }
        torch.save(state, part)
        part.replace(self._file)

    def averaged(self) -> CameraDetector:
        """The detector as it would be used now."""
        model = copy.deepcopy(self._model)
        model.load_state_dict(self._average.state)
        model.eval()
        return model


def validated(model: CameraDetector, samples: Sequence[Sample]) -> dict[str, dict[str, float]]:
    """AP50 on whole pictures, letterboxed as in use."""
    answers = []
    with torch.no_grad():
        for sample in samples:
            picture = sample.picture()
            ratio = CHECK_SIZE / max(picture.shape[:2])
            height, width = (round(side * ratio) for side in picture.shape[:2])
            canvas = np.full((CHECK_SIZE, CHECK_SIZE, 3), GREY, np.uint8)
            canvas[:height, :width] = cv2.resize(picture, (width, height))
            output = model(tensor(planes([canvas])))[0]
            boxes = decoded(output[:, :4], *grid(CHECK_SIZE, output.device)).numpy() / ratio
            answers.append(best(boxes, (output[:, 4:5] * output[:, 5 : 5 + len(GROUPS)]).numpy()))
    return average_precision(samples, answers)


def best(boxes: NDArray[np.float32], scores: NDArray[np.float32]) -> Found:
    """The best of overlapping boxes for each group: (N, 4) and (N, groups)."""
    rows: list[int] = []
    groups: list[int] = []
    for group in range(scores.shape[1]):
        ranked = np.argsort(-scores[:, group])[:MOST]
        likely = ranked[scores[ranked, group] > LEAST_SCORE]
        sized = np.concatenate([boxes[likely, :2], boxes[likely, 2:] - boxes[likely, :2]], 1)
        kept = cv2.dnn.NMSBoxes(sized.tolist(), scores[likely, group].tolist(), LEAST_SCORE, MAX_OVERLAP)
        rows += likely[np.asarray(kept, np.int64).ravel()].tolist()
        groups += [group] * (len(rows) - len(groups))
    return Found(
        boxes=boxes[rows].astype(np.float64),
        groups=np.array(groups, np.int64),
        scores=scores[rows, groups].astype(np.float64),
    )


def train(training: Training, source: Iterator[Batch], checked: Sequence[Sample], every: int) -> None:
    """Train to the end of the part; every so many steps, keep a checkpoint and say how it goes."""
    part, since, sums, steps = training.part, time.monotonic(), dict[str, float](), 0
    while training.done < part.steps:
        batch = next(source)
        for name, value in training.learn(batch).items():
            sums[name] = sums.get(name, 0.0) + value
        steps += 1
        if training.done % every and training.done < part.steps:
            continue
        training.save()
        pace = steps * len(batch.images) / (time.monotonic() - since)
        accuracy = validated(training.averaged(), checked) if checked else {}
        told = [f"{name} {value / steps:.4f}" for name, value in sums.items()]
        told += [f"AP50 {name} {sizes['all']:.3f}" for name, sizes in accuracy.items()]
        print(f"{part.name} {training.done}/{part.steps}: {', '.join(told)}; {pace:.1f} pictures/s", flush=True)
        sums, since, steps = {}, time.monotonic(), 0


def main() -> None:
    """Train both parts, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, use in (("data", "to learn from"), ("check", "to measure on and not to learn from")):
        parser.add_argument(
            f"--{name}",
            nargs=2,
            type=Path,
            action="append",
            metavar=("LABELS", "PICTURES"),
            default=[],
            help=f"a COCO file or a folder of VOC files, and its pictures, {use}",
        )
    parser.add_argument("--teacher", type=Path, required=True, help="yolox_nano.onnx")
    parser.add_argument("--out", type=Path, required=True, help="where to keep checkpoints; goes on from those there")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=16, help="pictures in a step")
    parser.add_argument("--apart-steps", type=int, default=800)
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--every", type=int, default=250, help="steps between checkpoints")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    samples = [sample for labels, pictures in args.data for sample in read_folder(labels, pictures)]
    checked = [sample for labels, pictures in args.check for sample in read_folder(labels, pictures)]
    apart = Part(name="apart", steps=args.apart_steps, rate=1e-2, sizes=(192, 256), is_apart=True)
    sizes = (192, 224, 256, 320)
    together = Part(name="together", steps=args.steps, rate=1e-3, sizes=sizes, is_apart=False)
    before = None
    for part in (apart, together):
        file = args.out / f"{part.name}.pt"
        training = Training(part, file, before)
        batches = Batches(samples, Teacher(args.teacher, threads=1), seed=args.seed + training.done, count=args.batch)
        train(training, batches.endless(part.sizes, is_spoiled=not part.is_apart), checked, args.every)
        before = file


if __name__ == "__main__":
    main()

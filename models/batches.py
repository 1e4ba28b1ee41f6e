"""What the detector is shown: scenes, with what the teacher says of them and how they are labelled."""

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.augment import scene, spoiled
from models.data import Sample, chances
from models.teacher import Teacher

_AHEAD = 3
"""Batches that are made before they are asked for."""


@dataclass(frozen=True)
class Batch:
    """Pictures (B, 3, S, S) as the detector gets them, what the teacher says of them, and their labels in pixels."""

    images: Tensor
    features: dict[str, Tensor]
    outputs: Tensor
    boxes: list[Tensor]
    groups: list[Tensor]


class Batches:
    """Makes batches by chance."""

    def __init__(self, samples: Sequence[Sample], teacher: Teacher, *, seed: int, count: int) -> None:
        """`count` pictures in each."""
        self._samples = samples
        self._teacher = teacher
        self._chance = np.random.default_rng(seed)
        self._likely = chances(samples)
        self._count = count

    def endless(self, sizes: Sequence[int], *, is_spoiled: bool) -> Iterator[Batch]:
        """Batches of one of these sizes, made ahead on a thread of their own."""
        ahead: queue.Queue[Batch | Exception] = queue.Queue(_AHEAD)

        def work() -> None:
            try:
                while True:
                    ahead.put(self._batch(int(self._chance.choice(sizes)), is_spoiled=is_spoiled))
            except Exception as error:  # noqa: BLE001 - told to who waits for it
                ahead.put(error)

        threading.Thread(target=work, daemon=True).start()
        while True:
            batch = ahead.get()
            if isinstance(batch, Exception):
                raise batch
            yield batch

    def _batch(self, size: int, *, is_spoiled: bool) -> Batch:
        pictures, boxes, groups = [], [], []
        for _ in range(self._count):
            chosen = self._chance.choice(len(self._samples), 4, p=self._likely)
            picture, labels = scene([self._samples[each] for each in chosen], self._chance, size)
            pictures.append(spoiled(picture, self._chance) if is_spoiled else picture)
            boxes.append(torch.from_numpy(labels[0]))
            groups.append(torch.from_numpy(labels[1]))
        images = planes(pictures)
        lesson = self._teacher.teach(images)
        return Batch(
            images=tensor(images),
            features={name: tensor(each) for name, each in lesson.features.items()},
            outputs=torch.from_numpy(lesson.outputs),
            boxes=boxes,
            groups=groups,
        )


def planes(pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """Pictures of one size as a network gets them: (B, 3, H, W)."""
    return np.stack(pictures).transpose(0, 3, 1, 2).astype(np.float32)


def tensor(values: NDArray[np.float32]) -> Tensor:
    """The same for PyTorch, in the order in memory that its convolutions are fastest with."""
    return torch.from_numpy(np.ascontiguousarray(values)).contiguous(memory_format=torch.channels_last)

"""Labelled pictures from folders, as COCO or as Pascal VOC writes them."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import cv2
import numpy as np
from numpy.typing import NDArray

from models.classes import GROUPS, group_named

Picture = NDArray[np.uint8]
Boxes = NDArray[np.float32]

IGNORED = -1
"""The group of a box that is neither right nor wrong: a crowd, or an object that was labelled without certainty."""


@dataclass(frozen=True)
class Sample:
    """One picture's file and its labels.

    `boxes` (N, 4): left, top, right, bottom in pixels. `groups` (N,): index into `GROUPS`, or `IGNORED`.
    `source`: where it is from; pictures of one source look alike.
    """

    path: Path
    boxes: Boxes
    groups: NDArray[np.int64]
    source: str

    def picture(self) -> Picture:
        """Height x width x 3, blue first. Raises `ValueError` if the file is no picture."""
        picture = cv2.imread(str(self.path), cv2.IMREAD_COLOR)
        if picture is None:
            raise ValueError(f"{self.path} is not a picture that can be read")
        return np.asarray(picture, np.uint8)


def read_folder(labels: Path, pictures: Path) -> list[Sample]:
    """Samples of a COCO file (`labels` is JSON) or of a folder of VOC files. Raises `ValueError` if there are none."""
    samples = read_coco(labels, pictures) if labels.suffix == ".json" else read_voc(labels, pictures)
    if not samples:
        raise ValueError(f"There are no labelled pictures in {labels} and {pictures}")
    return samples


def read_coco(file: Path, pictures: Path) -> list[Sample]:
    """Every picture of a COCO file. Crowds, and annotations that say `ignore`, are ignored, not taught."""
    content = json.loads(file.read_text())
    names = {each["id"]: group_named(each["name"]) for each in content["categories"]}
    annotations = defaultdict(list)
    for each in content["annotations"]:
        group = names[each["category_id"]]
        if group is None:
            continue
        left, top, width, height = each["bbox"]
        is_ignored = each.get("iscrowd") or each.get("ignore")
        box = (left, top, left + width, top + height)
        annotations[each["image_id"]].append((box, IGNORED if is_ignored else GROUPS.index(group)))
    return [
        _sample(pictures / image["file_name"], annotations[image["id"]], image.get("source", file.stem))
        for image in content["images"]
    ]


def read_voc(folder: Path, pictures: Path) -> list[Sample]:
    """Every XML file of the folder. Objects that are `difficult` are ignored, not taught."""
    samples = []
    for file in sorted(folder.glob("*.xml")):
        tree = ET.parse(file).getroot()  # noqa: S314 - labels of one's own pictures
        found = []
        for each in tree.iter("object"):
            group = group_named(each.findtext("name", ""))
            if group is None:
                continue
            left, top, right, bottom = (float(each.findtext(f"bndbox/{side}", "0")) for side in _VOC_SIDES)
            is_ignored = each.findtext("difficult", "0") == "1"
            found.append(((left, top, right, bottom), IGNORED if is_ignored else GROUPS.index(group)))
        samples.append(_sample(pictures / tree.findtext("filename", file.stem + ".jpg"), found, folder.name))
    return samples


_VOC_SIDES = ("xmin", "ymin", "xmax", "ymax")


def _sample(path: Path, found: Sequence[tuple[tuple[float, ...], int]], source: str) -> Sample:
    return Sample(
        path=path,
        boxes=np.array([box for box, _ in found], np.float32).reshape(-1, 4),
        groups=np.array([group for _, group in found], np.int64),
        source=source,
    )


def chances(samples: Sequence[Sample]) -> NDArray[np.float64]:
    """How often each sample is shown, in sum 1: a source with four times the pictures is shown twice as often."""
    counts = Counter(each.source for each in samples)
    weights = np.array([counts[each.source] ** -0.5 for each in samples], np.float64)
    weights /= weights.sum()
    return weights

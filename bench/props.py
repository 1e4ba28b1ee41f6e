"""What made-up scenes are put together from: empty places and parcels, from footage and photos, and drawn."""

import json
from pathlib import Path

import av
import cv2
import numpy as np

from .figures import Picture
from .scenery import HEIGHT, WIDTH


def backgrounds(data: Path | None, random: np.random.Generator) -> list[Picture]:
    """Empty places: the usual picture of real footage if there is any, and drawn ones."""
    drawn = [_drawn_ground(random, roughness) for roughness in (3, 12, 25)]
    if data is None:
        return drawn
    names = (
        "sbi_hallandmonitor",
        "opencv_vtest_pets2009",
        "sbi_caviar1",
        "mit_school_pedestrians",
        "moonfire_entrance",
        "bgslib_overhead_road",
        "mit_street_vehicles",
    )
    films = [_usual_picture(data / "videos" / f"{name}.mp4") for name in names]
    photos = [_sized(_read(data / "images" / "camera_traps" / f"blank{number}.jpg")) for number in ("", "2", "3")]
    return [*films, *photos, *drawn]


def parcels(data: Path | None, random: np.random.Generator) -> list[Picture]:
    """Parcels cut out of photos if there are any, and drawn ones."""
    drawn = [_drawn_parcel(random) for _ in range(6)]
    if data is None:
        return drawn
    listed = json.loads((data / "images" / "packages.json").read_text())
    names = {image["id"]: image["file_name"] for image in listed["images"]}
    cut = []
    for each in listed["annotations"]:
        left, top, width, height = (round(value) for value in each["bbox"])
        picture = _read(data / "images" / "packages" / names[each["image_id"]])
        cut.append(picture[max(0, top) : top + height, max(0, left) : left + width])
    return [*cut, *drawn]


def _read(path: Path) -> Picture:
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert image is not None
    return np.asarray(image, np.float32)


def _sized(picture: Picture) -> Picture:
    return np.asarray(cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), np.float32)


def _usual_picture(path: Path) -> Picture:
    with av.open(path) as container:
        pictures = [
            _sized(frame.to_ndarray(format="bgr24").astype(np.float32))
            for number, frame in enumerate(container.decode(video=0))
            if number % 10 == 0
        ]
    return np.asarray(np.median(np.stack(pictures[:60]), axis=0), np.float32)


def _drawn_ground(random: np.random.Generator, roughness: float) -> Picture:
    """A wall above a floor, more or less rough, with steps."""
    rough = cv2.GaussianBlur(random.normal(0, 1, (HEIGHT, WIDTH)).astype(np.float32), (0, 0), 1.5)
    ground = 110 + rough / rough.std() * roughness
    ground[: HEIGHT // 3] += 50
    for row in range(HEIGHT // 3, HEIGHT, 70):
        ground[row : row + 3] -= 35
    return np.asarray(ground[..., None] * random.uniform(0.9, 1.1, 3), np.float32)


def _drawn_parcel(random: np.random.Generator) -> Picture:
    """A box with a lit top, a darker side and tape."""
    height, width = int(random.integers(40, 90)), int(random.integers(50, 130))
    brown = random.uniform(50, 210) * np.array([0.75, 0.95, 1.1])
    parcel = np.full((height, width, 3), brown, np.float32)
    parcel[: height // 3] *= 1.25
    parcel[:, width // 2 - 4 : width // 2 + 4] *= random.uniform(0.7, 1.3)
    return parcel.clip(0, 255)

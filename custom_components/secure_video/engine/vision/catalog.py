"""The object detectors that can be used, where their files are, and how a file is checked before it is used."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import BadHash, ModelError, ModelNotFound
from .decoding import DFINE, SECURE_VIDEO, YOLOX, ModelFamily

BUNDLED = Path(__file__).parent / "weights"
"""Models that come with the integration."""

_YOLOX_RELEASE = "https://github.com/Megvii-BaseDetection/YOLOX/releases/download/0.1.1rc0"
_DFINE_REVISION = (
    "https://huggingface.co/onnx-community/dfine_n_coco-ONNX/resolve/380d2839c327efaf65dd0fe0c2c10ab7fadd5473"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """One model. `size` in bytes and `sha256` are None for the owner's own file only.

    `other_exports` are the SHA-256 of further files with the same weights, which may be placed by hand.
    `input_size` is the side of the square input in pixels. Detections below `min_score` are dropped.
    """

    name: str
    title: str
    file: str
    urls: tuple[str, ...] = ()
    size: int | None = None
    sha256: str | None = None
    other_exports: frozenset[str] = frozenset()
    input_size: int
    family: ModelFamily
    min_score: float = 0.25

    @property
    def is_own(self) -> bool:
        """Whether it is the owner's own file, taken as it is."""
        return self.sha256 is None


CATALOG = (
    ModelSpec(
        name="secure_video",
        title="Secure Video (comes along)",
        file="secure_video.onnx",
        size=2_015_062,
        sha256="f172aced7b239020cb2e6961077d9a06d5806fb0d912a2db24a63c6a4075bdab",
        input_size=416,
        family=SECURE_VIDEO,
    ),
    ModelSpec(
        name="yolox_nano",
        title="YOLOX-Nano (as fast, trained on more pictures)",
        file="yolox_nano.onnx",
        urls=(f"{_YOLOX_RELEASE}/yolox_nano.onnx",),
        size=3_659_407,
        sha256="c789161ed43c8269fcd4e67c67eeeb4e80c622da2eb296a20bc6007bd18a0b7d",
        other_exports=frozenset({"695e750a5d5754bb5a8d5325643b59282191a7e7a564e435a415fd3c578eab14"}),
        input_size=416,
        family=YOLOX,
    ),
    ModelSpec(
        name="yolox_tiny",
        title="YOLOX-Tiny (better, four times the work)",
        file="yolox_tiny.onnx",
        urls=(f"{_YOLOX_RELEASE}/yolox_tiny.onnx",),
        size=20_219_662,
        sha256="427cc366d34e27ff7a03e2899b5e3671425c262ea2291f88bb942bc1cc70b0f7",
        input_size=416,
        family=YOLOX,
    ),
    ModelSpec(
        name="yolox_s",
        title="YOLOX-S (for fast machines)",
        file="yolox_s.onnx",
        urls=(f"{_YOLOX_RELEASE}/yolox_s.onnx",),
        size=35_858_002,
        sha256="c5c2d13e59ae883e6af3b45daea64af4833a4951c92d116ec270d9ddbe998063",
        input_size=640,
        family=YOLOX,
    ),
    ModelSpec(
        name="dfine_n",
        title="D-FINE-N (best at small objects, for fast machines)",
        file="dfine_n.onnx",
        urls=(f"{_DFINE_REVISION}/onnx/model.onnx",),
        size=15_258_358,
        sha256="0f684f409618ee8a822410e754a29caa817d1aa16283ce89cad936d0a48e2f35",
        input_size=640,
        family=DFINE,
    ),
    ModelSpec(
        name="custom",
        title="Your own file (custom.onnx, made like YOLOX)",
        file="custom.onnx",
        input_size=416,
        family=YOLOX,
    ),
)
"""The default first. Sizes and hashes are of the files as published, see docs/adr/0005-model-files-and-runtimes.md."""

DEFAULT_MODEL = CATALOG[0]
OWN_MODEL = CATALOG[-1]


def spec_named(name: str) -> ModelSpec:
    """Return the catalogue's entry. Raises `ModelNotFound`."""
    for spec in CATALOG:
        if spec.name == name:
            return spec
    raise ModelNotFound(f"There is no model called {name}; there are {', '.join(spec.name for spec in CATALOG)}")


def find_model(spec: ModelSpec, folders: Sequence[Path] = ()) -> Path:
    """Return the model's file: the bundled one, else the first found in `folders`. Raises `ModelNotFound`."""
    for folder in (BUNDLED, *folders):
        path = folder / spec.file
        if path.is_file():
            return path
    remedy = "place it there" if spec.is_own else "download it, or place it there by hand"
    places = " or ".join(str(folder) for folder in folders) or str(BUNDLED)
    raise ModelNotFound(f"{spec.file} is not in {places}: {remedy}")


def read_model(spec: ModelSpec, path: Path) -> bytes:
    """Return the file's bytes after `check_model`. Raises `BadHash`, `ModelNotFound`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelNotFound(f"{path} cannot be read: {error.strerror}") from error
    check_model(data, spec)
    return data


def check_model(data: bytes, spec: ModelSpec) -> None:
    """Compare size and SHA-256 with the catalogue, before anything parses the bytes. Raises `BadHash`."""
    if spec.is_own:
        return
    found = fingerprint(data)
    if found in spec.other_exports:
        return
    if len(data) != spec.size:
        raise BadHash(f"{spec.title} has {spec.size} bytes, this file has {len(data)}")
    if found != spec.sha256:
        raise BadHash(f"{spec.title} has the SHA-256 {spec.sha256}, this file has {found}")


def fingerprint(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def install_model(chunks: Iterable[bytes], spec: ModelSpec, folder: Path) -> Path:
    """Check the bytes and put them into `folder` in one step; with a wrong hash nothing there changes.

    Stops as soon as there are more bytes than the catalogue says. Raises `BadHash`, `ModelError` (cannot be written).
    """
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if spec.size is not None and len(data) > spec.size:
            raise BadHash(f"{spec.title} has {spec.size} bytes, this file is longer")
    check_model(bytes(data), spec)
    path = folder / spec.file
    part = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise ModelError(f"{path} cannot be written: {error.strerror}") from error
    return path

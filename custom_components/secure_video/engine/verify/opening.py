"""Opens clips into new files: whole ones, and what is left of interrupted ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

from ..errors import Tampered
from ..vault.age import Opener, open_sealed
from .fragments import seconds_of
from .new_file import new_file
from .report import Kind, Report, observe

_PIECE = 64 * 1024
"""One chunk of a sealed file, which `open_sealed` hands over without copying."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """How far it went. `damage` is why it did not go to the end."""

    size: int
    damage: str = ""
    goes_on: bool = False


def open_clip(sealed: Path, openers: Sequence[Opener], out: Path, *, keep_partial: bool = False) -> Report:
    """Write what the file holds, only ever authenticated bytes. Raises `VaultError`, `OSError`.

    Of a file that was cut or changed nothing is kept unless `keep_partial`.
    """
    opened = _open(sealed, openers, out)
    facts: dict[str, str | int] = {"bytes": opened.size}
    if not opened.damage:
        return Report(facts=facts | {"written": str(out)})
    if keep_partial:
        facts["written"] = str(out)
    else:
        out.unlink()
    detail = f"{opened.damage} The first {opened.size} bytes are good."
    return Report(observations=[observe(Kind.CHANGED_CLIP, sealed.name, detail)], facts=facts)


def recover_clip(part: Path, openers: Sequence[Opener], out: Path) -> Report:
    """Write every complete chunk of an interrupted file. Raises `VaultError`, `OSError`."""
    opened = _open(part, openers, out)
    if not opened.size:
        out.unlink()
        return Report(observations=[observe(Kind.CHANGED_CLIP, part.name, "No complete chunk is in it.")])
    facts: dict[str, str | int] = {"bytes": opened.size, "written": str(out)}
    with out.open("rb") as plain:
        seconds = seconds_of(plain)
    if seconds is not None:
        facts["seconds"] = f"{seconds:.1f}"
    if opened.goes_on:
        detail = f"{opened.damage} The file goes on behind it, so it was not just interrupted."
        return Report(observations=[observe(Kind.CHANGED_CLIP, part.name, detail)], facts=facts)
    if opened.damage:
        detail = f"It was interrupted; all {opened.size} bytes before that are good."
        return Report(observations=[observe(Kind.INCOMPLETE, part.name, detail)], facts=facts)
    return Report(facts=facts | {"complete": "yes"})


def _open(sealed: Path, openers: Sequence[Opener], out: Path) -> _Opened:
    """Copy chunk after chunk to a new file, which is there in the end, whatever the sealed file is."""
    with sealed.open("rb") as file:
        reader = open_sealed(file, openers)
        size = 0
        with new_file(out) as plain:
            try:
                while chunk := reader.read(_PIECE):
                    plain.write(chunk)
                    size += len(chunk)
            except Tampered as error:
                return _Opened(size=size, damage=str(error), goes_on=_goes_on(file))
        return _Opened(size=size)


def _goes_on(file: BinaryIO) -> bool:
    """Whether there is more behind what was read."""
    place = file.tell()
    return file.seek(0, SEEK_END) > place

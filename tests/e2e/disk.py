"""Searching what Home Assistant has left on the disk."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

MP4_BOXES: Final = re.compile(rb"\0\0\0.ftyp[a-z0-9]{3}|moof\0\0\0.mfhd", re.DOTALL)
"""How every MP4 file and each of its fragments begin (ISO/IEC 14496-12); longer than chance puts into sealed bytes."""


def files(folder: Path) -> Iterator[Path]:
    """Yield every file that is in the folder now, links left out."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield path


def suffixes(media: Path) -> frozenset[str]:
    """Return the kinds of files in the days' folders; the folder's mark and the log are beside these."""
    days = (media / "secure_video" / "clips").glob("*-*-*")
    return frozenset("".join(path.suffixes) for day in days for path in files(day))


def plaintext_video(folder: Path) -> tuple[Path, ...]:
    """Return the files that hold video which anybody can watch."""
    return tuple(path for path in files(folder) if MP4_BOXES.search(_content(path)))


def holding(folder: Path, secrets: tuple[str, ...]) -> set[str]:
    """Return the names of the files that hold one of the secrets."""
    return holding_bytes(folder, tuple(secret.encode() for secret in secrets))


def holding_bytes(folder: Path, secrets: tuple[bytes, ...]) -> set[str]:
    """Return the names of the files that hold one of the secrets, which need not be text."""
    return {path.name for path in files(folder) if _holds(_content(path), secrets)}


def _holds(content: bytes, secrets: tuple[bytes, ...]) -> bool:
    return any(secret in content for secret in secrets)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # It was renamed or deleted meanwhile.
        return b""

"""Files piece by piece, so that none is in memory as a whole."""

from collections.abc import Iterator
from typing import BinaryIO

PIECE_SIZE = 256 * 1024
"""Four chunks of a sealed file."""


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """Return what is left of the file. Raises `OSError`."""
    while piece := file.read(PIECE_SIZE):
        yield piece

"""Searching the memory of a running process, as an attacker who has become its user can."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

PIECE_SIZE: Final = 16 * 2**20
PAGE_SIZE: Final = 4096

_OF_THE_KERNEL: Final = ("[vvar", "[vsyscall]")
"""The kernel's own pages, which are the same in every process."""


def occurrences(process: Path, *needles: bytes) -> tuple[int, ...]:
    """Return how often each of these stands in the memory of a process (`/proc/<pid>`). Raises `PermissionError`."""
    found = [0] * len(needles)
    overlap = max(map(len, needles)) - 1
    with (process / "mem").open("rb", buffering=0) as memory:
        for area in _areas(process):
            before = b""
            for piece in _pieces(memory, area):
                for number, needle in enumerate(needles):
                    # What began in the piece before counts once: its last bytes are too few to hold it whole.
                    found[number] += (before[len(before) - len(needle) + 1 :] + piece).count(needle)
                before = piece[-overlap:]
    return tuple(found)


def _areas(process: Path) -> Iterator[range]:
    """Yield the addresses that may be read (`man 5 proc_pid_maps`)."""
    for line in (process / "maps").read_text().splitlines():
        addresses, permissions, *rest = line.split(maxsplit=5)
        name = rest[-1] if rest else ""
        if permissions.startswith("r") and not name.startswith(_OF_THE_KERNEL):
            start, end = (int(address, 16) for address in addresses.split("-"))
            yield range(start, end)


def _pieces(memory: BinaryIO, area: range) -> Iterator[bytes]:
    start = area.start
    while start < area.stop:
        try:
            memory.seek(start)
            piece = memory.read(min(PIECE_SIZE, area.stop - start))
        except PermissionError:
            raise
        except OSError:  # It was given back meanwhile, or is a device's; behind it there may be more.
            start += PAGE_SIZE
            continue
        if not piece:
            return
        yield piece
        # The kernel may give less than it was asked for.
        start += len(piece)

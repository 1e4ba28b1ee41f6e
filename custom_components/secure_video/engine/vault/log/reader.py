"""Reads logs in parts, to be shown: nothing is hashed, so nothing is to be believed that `verify` has not checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...errors import NotLogged
from .epoch import Epoch, epochs_in
from .segment import SEGMENT_SIZE, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an entry is: in which log, and its number there."""

    log: int
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """The line of an entry, and where it is."""

    place: Place
    text: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLines:
    """Lines as they are in the files, those that stand for dropped entries too, from entry `start` to before `end`."""

    start: int
    end: int
    texts: tuple[bytes, ...]


def read_backwards(folder: Path, before: Place | None = None) -> Iterator[EntryLine]:
    """Return entries of all logs, newest first: those before a place, if one is given. Raises `OSError`.

    Each file is read when its turn comes.
    """
    for epoch in reversed(epochs_in(folder)):
        if before is None or epoch.number < before.log:
            yield from _backwards(epoch, None)
        elif epoch.number == before.log:
            yield from _backwards(epoch, before.sequence)


def read_raw(folder: Path, log: int, start: int, limit: int) -> RawLines:
    """Return at most so many lines of one file of a log, from that with entry `start` on; none if the log ends there.

    Raises `NotLogged` if there is no such log, `OSError`.
    """
    epoch = Epoch(folder / str(log))
    if not epoch.folder.is_dir():
        raise NotLogged(f"There is no log {log}.")
    lines: list[Line] = []
    for line in epoch.read_lines(start // SEGMENT_SIZE):
        if line.end > start and len(lines) < limit:
            lines.append(line)
    if not lines:
        return RawLines(start=start, end=start, texts=())
    return RawLines(start=lines[0].start, end=lines[-1].end, texts=tuple(line.text for line in lines))


def _backwards(epoch: Epoch, end: int | None) -> Iterator[EntryLine]:
    for index in reversed(epoch.segment_indices()):
        if end is not None and index * SEGMENT_SIZE >= end:
            continue
        for line in reversed([*epoch.read_lines(index)]):
            if line.gap is None and (end is None or line.start < end):
                yield EntryLine(place=Place(log=epoch.number, sequence=line.start), text=line.text)

"""Runs by number: number N is always the same damage to the same stream, so what it finds can be found again."""

from pathlib import Path
from random import Random
from types import TracebackType
from typing import Final, Self

from .chain import Chain, Outcome
from .damage import Mischief, damaged

RECORDED_SHARE: Final = 0.5
"""The rest goes without a clip, which takes most of the time."""


class Runs:
    """Runs over the same clean streams, with one store of clips."""

    def __init__(self, streams: dict[str, bytes], folder: Path) -> None:
        """`folder` is for what a run writes."""
        self._streams = streams
        self._names = sorted(streams)
        self._chain = Chain(folder)

    def __enter__(self) -> Self:
        """Nothing more is needed."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the store."""
        self._chain.close()

    def run(self, number: int) -> Outcome:
        """Run once. Raises what should not happen."""
        chance = Random(number)
        data = damaged(chance, self._streams[chance.choice(self._names)], [*self._streams.values()])
        return self._chain.run(data, chance, Mischief.drawn(chance), is_recorded=chance.random() < RECORDED_SHARE)

"""How long a thread waits for FFmpeg.

PyAV's own timeout begins anew with every packet that FFmpeg reads, also with those that PyAV keeps to itself: of
streams that began after the connection. Where a camera goes on in such streams alone, `demux` would never return; and a
timeout cannot be ended early. But PyAV asks for the time again and again while FFmpeg waits, in the thread that waits.
So a thread whose wait is over is told that time flies, and PyAV makes FFmpeg return.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import Final

from av.container import core

LEAP: Final = 86_400.0
"""Seconds between any two answers once a wait is over: longer than any timeout."""


class Wait:
    """The waits of one thread after the other, until they are ended for good."""

    def __init__(self) -> None:
        """Nobody waits yet."""
        self._until = inf
        self._has_ended = False
        self._leapt = 0.0

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be waited for."""
        return self._has_ended or time.monotonic() >= self._until

    @contextmanager
    def at_most(self, seconds: float = inf) -> Iterator[None]:
        """What the thread calls FFmpeg in."""
        self._until = time.monotonic() + seconds
        _waits.current = self
        try:
            yield
        finally:
            _waits.current = None

    def end(self) -> None:
        """Let the thread go, now and whenever it would wait again. To be called from any thread."""
        self._has_ended = True

    def now(self) -> float:
        """The time as PyAV is told it."""
        if self.is_over:
            self._leapt += LEAP
        return time.monotonic() + self._leapt


class _Waits(threading.local):
    """Of each thread, what it waits for now."""

    current: Wait | None = None


_waits: Final = _Waits()


class _Clock:
    """What PyAV takes for the module `time`. Whoever else reads with PyAV is told the true one."""

    @staticmethod
    def monotonic() -> float:
        wait = _waits.current
        return time.monotonic() if wait is None else wait.now()


core.time = _Clock  # type: ignore[attr-defined] # there is no other way in; `test_source` notices if it is closed

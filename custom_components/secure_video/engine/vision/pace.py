"""Whether a camera is looked at as often as it should be. Pure."""

from collections import deque

SECONDS = 10.0
"""How far back it is judged."""

MIN_WANTED = 10
"""Fewer looks than this say nothing."""

REDUCED_SHARE = 0.7
"""Done of what was wanted, below which somebody who runs may be seen only once or twice."""

RESTORED_SHARE = 0.9


class Pace:
    """One camera's looks: how many were wanted, how many were done. Times are the stream's."""

    def __init__(self) -> None:
        """Nothing was wanted yet."""
        self._wanted: deque[float] = deque()
        self._done: deque[float] = deque()
        self._is_reduced = False

    @property
    def is_reduced(self) -> bool:
        """Whether clearly fewer were done than wanted."""
        return self._is_reduced

    @property
    def looks_per_second(self) -> float:
        """Over the last seconds."""
        return len(self._done) / SECONDS

    def wanted(self, time: float) -> None:
        """A look became due."""
        self._wanted.append(time)
        self._judge(time)

    def done(self, time: float) -> None:
        """A picture was looked at."""
        self._done.append(time)

    def _judge(self, now: float) -> None:
        for times in (self._wanted, self._done):
            while times and times[0] < now - SECONDS:
                times.popleft()
        if len(self._wanted) < MIN_WANTED:
            self._is_reduced = False
            return
        limit = RESTORED_SHARE if self._is_reduced else REDUCED_SHARE
        # The newest one had no time yet.
        self._is_reduced = len(self._done) + 1 < limit * len(self._wanted)

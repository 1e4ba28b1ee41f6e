"""When a camera's machine has too much to do for so long that its owner should know. Pure: time is an argument."""

from datetime import datetime, timedelta
from typing import Final

from .engine.model.camera import AnalysisState

PATIENCE: Final = timedelta(minutes=10)
"""A backup or an update of something else may take a machine for minutes; then it is over by itself."""
RELIEF: Final = timedelta(minutes=2)
"""Shorter pauses, in which nobody moved, are no relief."""


class OverloadWatch:
    """Tells whether a camera has been looked at less often than it should be for long."""

    def __init__(self) -> None:
        """All is well at first."""
        self._since: datetime | None = None
        self._last: datetime | None = None

    def update(self, state: AnalysisState, now: datetime) -> bool:
        """Return whether it is so, given how the camera is looked at now."""
        if state is AnalysisState.REDUCED:
            self._since, self._last = self._since or now, now
        elif self._last is None or now - self._last >= RELIEF:
            self._since = None
        return self._since is not None and now - self._since >= PATIENCE

"""Carries what the engine's threads report to the event loop."""

import contextlib
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from .engine.model.reports import CameraReport


class Inbox:
    """Reports put from any thread are delivered in the loop, in order; all those of one turn of the loop together."""

    def __init__(self, loop: AbstractEventLoop, deliver: Callable[[list[CameraReport]], None]) -> None:
        """Call `deliver` in the loop."""
        self._loop = loop
        self._deliver = deliver
        self._lock = Lock()
        self._reports: list[CameraReport] = []

    def put(self, report: CameraReport) -> None:
        """Take a report. Does not block."""
        with self._lock:
            self._reports.append(report)
            if len(self._reports) > 1:
                return
        # Once the loop is closed there is nobody left to tell.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self.empty)

    def empty(self) -> None:
        """Deliver now what is waiting. To be called in the loop."""
        with self._lock:
            reports, self._reports = self._reports, []
        self._deliver(reports)

"""A few threads that all cameras share, so that many cameras never take more of the machine than they may."""

import logging
import os
from collections import deque
from threading import Condition, Thread
from typing import Final, Protocol

_LOGGER = logging.getLogger(__name__)

WORKERS: Final = max(1, (os.cpu_count() or 1) // 2)
"""Half of the machine stays Home Assistant's, however much there is to see."""


class Task(Protocol):
    """Work that comes up again and again. Never called by two threads at the same time."""

    @property
    def name(self) -> str:
        """For the log."""

    def take_turn(self) -> bool:
        """Do a short piece of it; return whether more is due at once."""


class Workers:
    """Serves what is due in the order in which it came due, a turn each: overload makes all of them equally late."""

    def __init__(self, count: int = WORKERS) -> None:
        """Start nothing: threads come with the first task that is due."""
        self._count = count
        self._changed = Condition()
        self._due: deque[Task] = deque()
        self._running: set[Task] = set()
        self._due_again: set[Task] = set()
        self._failing: set[Task] = set()
        self._threads: list[Thread] = []
        self._is_closed = False

    def wake(self, task: Task) -> None:
        """Serve a task soon, unless it is waiting for that already. Does not block."""
        with self._changed:
            if self._is_closed:
                return
            if task in self._running:
                self._due_again.add(task)
            elif task not in self._due:
                self._due.append(task)
                self._changed.notify()
            if not self._threads:
                self._threads = [
                    Thread(target=self._run, name=f"secure_video worker {number + 1}", daemon=True)
                    for number in range(self._count)
                ]
                for thread in self._threads:
                    thread.start()

    def dismiss(self, task: Task) -> None:
        """Forget a task that nobody wakes any more. Blocks until its turn is over, if it has one."""
        with self._changed:
            if task in self._due:
                self._due.remove(task)
            self._changed.wait_for(lambda: task not in self._running)
            if task in self._due:
                self._due.remove(task)
            self._failing.discard(task)

    def close(self) -> None:
        """End the threads. Blocks until the turns that are being taken are over."""
        with self._changed:
            self._is_closed = True
            self._due.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (task := self._next()) is not None:
            is_due = self._serve(task)
            with self._changed:
                self._running.remove(task)
                if (is_due or task in self._due_again) and not self._is_closed:
                    self._due.append(task)
                self._due_again.discard(task)
                # Also those who wait for the end of this turn.
                self._changed.notify_all()

    def _next(self) -> Task | None:
        with self._changed:
            self._changed.wait_for(lambda: self._due or self._is_closed)
            if self._is_closed:
                return None
            task = self._due.popleft()
            self._running.add(task)
            return task

    def _serve(self, task: Task) -> bool:
        try:
            is_due = task.take_turn()
        except Exception:
            # The last line of the thread: one turn that fails must not end the watch, nor fill the log.
            if task not in self._failing:
                _LOGGER.exception("%s: pictures cannot be looked at", task.name)
            self._failing.add(task)
            return False
        self._failing.discard(task)
        return is_due

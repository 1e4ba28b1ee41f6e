"""All cameras share a few threads, evenly; one that fails or is slow does not stop the others."""

import threading
from collections.abc import Callable, Iterator
from typing import override

import pytest

from custom_components.secure_video.engine.errors import Unsupported
from custom_components.secure_video.engine.workers import Task, Workers

PATIENCE = 10.0


class Turns(Task):
    """Does what a test says at each turn."""

    def __init__(self, name: str, do: Callable[[], bool]) -> None:
        """`do` returns whether more is due."""
        self._name = name
        self._do = do

    @property
    @override
    def name(self) -> str:
        return self._name

    @override
    def take_turn(self) -> bool:
        return self._do()


def signal(event: threading.Event) -> Turns:
    """One turn that lets a test go on."""

    def do() -> bool:
        event.set()
        return False

    return Turns("signal", do)


@pytest.fixture
def workers() -> Iterator[Workers]:
    workers = Workers(1)
    yield workers
    workers.close()


def test_overload_makes_all_equally_late(workers: Workers) -> None:
    served: list[str] = []
    is_over = threading.Event()

    def always_due(name: str) -> Turns:
        def do() -> bool:
            served.append(name)
            if len(served) == 300:
                is_over.set()
            return len(served) < 300

        return Turns(name, do)

    may_go = threading.Event()
    workers.wake(Turns("slow", lambda: not may_go.wait(PATIENCE)))
    for task in [always_due(name) for name in "abc"]:
        workers.wake(task)
        workers.wake(task)
    may_go.set()
    assert is_over.wait(PATIENCE)
    assert served[:300] == ["a", "b", "c"] * 100


def test_what_came_due_first_is_served_first(workers: Workers) -> None:
    is_blocked, may_go, is_over = threading.Event(), threading.Event(), threading.Event()
    served: list[str] = []

    def block() -> bool:
        is_blocked.set()
        return not may_go.wait(PATIENCE)

    def note(name: str) -> Turns:
        def do() -> bool:
            served.append(name)
            if len(served) == 3:
                is_over.set()
            return False

        return Turns(name, do)

    workers.wake(Turns("slow", block))
    assert is_blocked.wait(PATIENCE)
    tasks = {name: note(name) for name in "xyz"}
    for name in "yxyzx":
        workers.wake(tasks[name])
    may_go.set()
    assert is_over.wait(PATIENCE)
    assert served == ["y", "x", "z"]


def test_what_comes_due_during_its_turn_has_another(workers: Workers) -> None:
    is_running, may_go, is_over = threading.Event(), threading.Event(), threading.Event()
    turns: list[int] = []

    def do() -> bool:
        turns.append(1)
        is_running.set()
        assert may_go.wait(PATIENCE)
        if len(turns) == 2:
            is_over.set()
        return False

    task = Turns("door", do)
    workers.wake(task)
    assert is_running.wait(PATIENCE)
    workers.wake(task)
    may_go.set()
    assert is_over.wait(PATIENCE)


def test_never_two_turns_of_one_task_at_once() -> None:
    workers = Workers(4)
    is_over = threading.Event()
    inside, most, turns = 0, 0, 0

    def do() -> bool:
        nonlocal inside, most, turns
        inside += 1
        most = max(most, inside)
        turns += 1
        if turns == 200:
            is_over.set()
        inside -= 1
        return turns < 200

    task = Turns("door", do)
    for _ in range(50):
        workers.wake(task)
    assert is_over.wait(PATIENCE)
    workers.close()
    assert most == 1


def test_a_turn_that_fails_is_logged_once_and_the_worker_goes_on(
    workers: Workers, caplog: pytest.LogCaptureFixture
) -> None:
    left = [True, True, True]
    is_over = threading.Event()

    def fail() -> bool:
        left.pop()
        if left:
            raise Unsupported("The model does not fit")
        is_over.set()
        return False

    task = Turns("Door", fail)
    for number in range(3):
        has_failed = threading.Event()
        workers.wake(task)
        workers.wake(signal(has_failed))
        assert has_failed.wait(PATIENCE), number
    assert is_over.wait(PATIENCE)
    assert [record.message for record in caplog.records] == ["Door: pictures cannot be looked at"]


def test_a_dismissed_task_has_no_turn_any_more(workers: Workers) -> None:
    is_running, may_go = threading.Event(), threading.Event()
    is_inside = False

    def do() -> bool:
        nonlocal is_inside
        is_inside = True
        is_running.set()
        assert may_go.wait(PATIENCE)
        is_inside = False
        return True

    task = Turns("door", do)
    workers.wake(task)
    assert is_running.wait(PATIENCE)
    threading.Timer(0.05, may_go.set).start()
    workers.dismiss(task)
    assert not is_inside
    is_running.clear()
    is_next = threading.Event()
    workers.wake(signal(is_next))
    assert is_next.wait(PATIENCE)
    assert not is_running.is_set()


def test_closing_leaves_no_thread_and_nothing_starts_again() -> None:
    before = set(threading.enumerate())
    workers = Workers(3)
    assert set(threading.enumerate()) == before
    is_running = threading.Event()
    workers.wake(signal(is_running))
    assert is_running.wait(PATIENCE)
    workers.close()
    workers.close()
    assert set(threading.enumerate()) == before
    is_running.clear()
    workers.wake(signal(is_running))
    assert not is_running.is_set()

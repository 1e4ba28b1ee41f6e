"""What the demo says to the person who runs it: short lines, aligned, nothing that moves."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

WIDTH: Final = 32
"""Columns of what stands on the left."""


def say(text: str = "") -> None:
    """Write a line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def fact(name: str, value: str) -> None:
    """Write what something is."""
    say(f"  {name:<{WIDTH}}{value}")


def event(text: str) -> None:
    """Write what has just happened."""
    say(f"  {datetime.now().astimezone():%H:%M:%S}  {text}")


def complain(reason: str) -> None:
    """Write why it does not go on."""
    sys.stdout.flush()
    sys.stderr.write(f"\n{reason}\n")


@contextmanager
def step(text: str) -> Iterator[None]:
    """Write what is being done, and how long it took once it is done."""
    started = time.monotonic()
    sys.stdout.write(f"  {f'{text}…':<{WIDTH}}")
    sys.stdout.flush()
    try:
        yield
    except BaseException:
        say()
        raise
    say(f"{time.monotonic() - started:.0f} s")

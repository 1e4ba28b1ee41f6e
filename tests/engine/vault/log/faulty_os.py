"""An operating system that fails at one call: the process is killed, the disk full, the call fails, the power cut."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults import Fault, Killed


class FaultyOs:
    """Stands in for `os` in the log's disk layer. Never waits for the disk; knows what a power cut would leave.

    A power cut takes what was written after the last sync of a file, and new names after the last sync of their folder.
    """

    def __init__(self, folder: Path, fault: Fault, fail_at: int = 0) -> None:
        """Let call number `fail_at`, from 1, fail."""
        self.calls = 0
        self.is_failing = False
        self._folder = folder
        self._fault = fault
        self._fail_at = fail_at
        self._synced = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        self._names: dict[Path, bytes | None] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all the rest of os
        """What never fails."""
        return getattr(os, name)

    def open(self, path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT and not path.exists():
            self._call(lambda: None)
            self._names.setdefault(path, None)
        return os.open(path, flags, mode)

    def mkdir(self, path: Path) -> None:
        self._call(lambda: None)
        path.mkdir()

    def write(self, descriptor: int, data: memoryview) -> int:
        self._call(lambda: os.write(descriptor, data[: len(data) // 2]))
        return os.write(descriptor, data)

    def ftruncate(self, descriptor: int, size: int) -> None:
        self._call(lambda: None)
        os.ftruncate(descriptor, size)

    def fsync(self, descriptor: int) -> None:
        self._call(lambda: None)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.is_dir():
            self._names = {name: old for name, old in self._names.items() if name.parent != path}
        else:
            self._synced[path] = path.read_bytes()

    def replace(self, source: Path, target: Path) -> None:
        self._call(lambda: None)
        self._names.setdefault(target, self._synced.get(target))
        self._names.pop(source, None)
        os.replace(source, target)  # noqa: PTH105
        self._synced[target] = self._synced.pop(source)

    def cut_power(self) -> None:
        """Leave on the disk only what had reached it, and half of what was on its way."""
        for path in [path for path in self._folder.rglob("*") if path.is_file()]:
            safe, written = self._synced.get(path, b""), path.read_bytes()
            if path in self._names:
                before = self._names[path]
                path.unlink() if before is None else path.write_bytes(before)
            elif written.startswith(safe):
                path.write_bytes(written[: (len(safe) + len(written)) // 2])
            else:
                path.write_bytes(safe)

    def _call(self, half: Callable[[], object]) -> None:
        self.calls += 1
        if self.calls == self._fail_at:
            self.is_failing = self._fault is Fault.FULL
            half()
            self._fail()
        elif self.is_failing:
            self._fail()

    def _fail(self) -> None:
        match self._fault:
            case Fault.FULL:
                raise OSError(errno.ENOSPC, "No space left on device")
            case Fault.BROKEN:
                raise OSError(errno.EIO, "Input/output error")
            case _:
                raise Killed

"""A disk that fails at one step: the process is killed, the power cut, the disk full, or one call fails."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults import Fault, Killed


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds, and when it was changed."""

    data: bytes
    modified_at: int


class FaultyDisk:
    """Counts what changes the folder, and knows what of it a power cut would leave. Never waits for the real disk.

    A power cut takes what was written to a file after its last sync, and the names of a folder, new or gone or changed,
    after its last sync. A full disk takes no byte and no file until a clip is deleted.
    """

    def __init__(self, folder: Path, fault: Fault, fail_at: int = 0) -> None:
        """All that is in the folder now is durable. Step number `fail_at`, from 1, fails."""
        self.steps = 0
        self._folder = folder
        self._fault = fault
        self._fail_at = fail_at
        self._is_full = False
        self._is_dead = False
        self._contents: dict[int, Content] = {}
        self._names: dict[Path, dict[str, int]] = {}
        self._held: list[int] = []
        for path in (folder, *folder.rglob("*")):
            if path.is_dir():
                self._names[path] = _names(path)
            else:
                self._keep(path)

    @contextmanager
    def failing(self) -> Iterator[FaultyDisk]:
        """Stand between the program and the folder. Being killed ends this block."""
        with ExitStack() as stack:
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            for name in ("open", "write", "fsync", "replace", "unlink", "mkdir", "rmdir", "truncate"):
                patch.setattr(os, name, getattr(self, f"_{name}")(getattr(os, name)))
            stack.enter_context(suppress(Killed))
            yield self

    def cut_power(self) -> None:
        """Leave only what was durable."""
        for path in sorted(self._folder.rglob("*"), reverse=True):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
        self._restore(self._folder)

    def close(self) -> None:
        """Forget everything."""
        for descriptor in self._held:
            os.close(descriptor)

    def _restore(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        for name, inode in self._names.get(folder, {}).items():
            path = folder / name
            if path in self._names:
                self._restore(path)
            else:
                content = self._contents.get(inode, Content(b"", 0))
                path.write_bytes(content.data)
                os.utime(path, ns=(content.modified_at, content.modified_at))

    def _keep(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDONLY)
        status = os.fstat(descriptor)
        # Held open, so that no other file gets its number.
        self._held.append(descriptor)
        self._contents[status.st_ino] = Content(path.read_bytes(), status.st_mtime_ns)

    def _step(self, half: Callable[[], object] = lambda: None, *, takes_room: bool = False) -> None:
        self.steps += 1
        if self._is_dead:
            raise Killed
        if self.steps == self._fail_at:
            match self._fault:
                case Fault.FULL:
                    self._is_full = True
                case Fault.BROKEN:
                    half()
                    raise OSError(errno.EIO, "Input/output error")
                case _:
                    half()
                    self._is_dead = True
                    raise Killed
        if self._is_full and takes_room:
            half()
            raise OSError(errno.ENOSPC, "No space left on device")

    def _is_ours(self, path: object) -> bool:
        return self._folder in Path(str(path)).parents

    def _open(self, real: Any) -> Any:  # noqa: ANN401
        def opened(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401
            if flags & os.O_CREAT and self._is_ours(path) and not Path(path).exists():
                self._step(takes_room=True)
            descriptor: int = real(path, flags, *args, **kwargs)
            return descriptor

        return opened

    def _write(self, real: Any) -> Any:  # noqa: ANN401
        def write(descriptor: int, data: Any) -> int:  # noqa: ANN401
            if self._is_ours(_path(descriptor)):
                self._step(lambda: real(descriptor, data[: len(data) // 2]), takes_room=True)
            written: int = real(descriptor, data)
            return written

        return write

    def _fsync(self, real: Any) -> Any:  # noqa: ANN401
        def fsync(descriptor: int) -> None:
            path = _path(descriptor)
            if not self._is_ours(path) and path != self._folder:
                real(descriptor)
                return
            self._step()
            if path.is_dir():
                self._names[path] = _names(path)
            else:
                self._keep(path)

        return fsync

    def _truncate(self, real: Any) -> Any:  # noqa: ANN401
        return self._plain(real)

    def _replace(self, real: Any) -> Any:  # noqa: ANN401
        return self._plain(real)

    def _rmdir(self, real: Any) -> Any:  # noqa: ANN401
        return self._plain(real)

    def _mkdir(self, real: Any) -> Any:  # noqa: ANN401
        return self._plain(real, takes_room=True)

    def _unlink(self, real: Any) -> Any:  # noqa: ANN401
        def unlink(path: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
            if self._is_ours(path) and Path(path).exists():
                self._step()
                self._is_full = self._is_full and ".mp4.age" not in str(path)
            real(path, *args, **kwargs)

        return unlink

    def _plain(self, real: Any, *, takes_room: bool = False) -> Any:  # noqa: ANN401
        def call(path: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
            if self._is_ours(path):
                self._step(takes_room=takes_room)
            real(path, *args, **kwargs)

        return call


def _names(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in folder.iterdir()}


def _path(descriptor: int) -> Path:
    return Path(f"/proc/self/fd/{descriptor}").readlink()

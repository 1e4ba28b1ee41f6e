"""A process of its own for some hundred runs: what crashes it, or what it leaks, is known by number."""

import faulthandler
import gc
import json
import os
import pickle
import sys
import tempfile
import threading
import traceback
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import av

from .run import Runs

WARM_UP: Final = 50
"""Runs after which memory, threads and files are counted."""
RUN_LIMIT: Final = 30.0
"""Seconds after which a run hangs: a hundred times what the slowest takes."""
PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True, kw_only=True)
class Report:
    """What a process has to say. Memory in bytes; `failures` by number of the run."""

    outcomes: dict[str, int] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    memory: int = 0
    memory_grown: int = 0
    threads_grown: int = 0
    files_grown: int = 0


def main() -> None:
    """Do runs FIRST to END with the streams of a file; write the number of each before it, and the report at last."""
    streams, progress, first, end = sys.argv[1:]
    av.logging.set_level(av.logging.PANIC)
    clean = pickle.loads(Path(streams).read_bytes())  # noqa: S301 - the parent wrote it
    report = Report()
    outcomes: Counter[str] = Counter()
    before = _usage()
    with tempfile.TemporaryDirectory(dir=Path(streams).parent) as folder, Runs(clean, Path(folder)) as runs:
        for number in range(int(first), int(end)):
            Path(progress).write_text(str(number))
            faulthandler.dump_traceback_later(RUN_LIMIT, exit=True)
            try:
                outcomes[runs.run(number)] += 1
            except Exception:  # noqa: BLE001 - whatever should not happen is what is looked for
                report.failures[str(number)] = traceback.format_exc()
            faulthandler.cancel_dump_traceback_later()
            if number == int(first) + WARM_UP:
                before = _usage()
    after = _usage()
    report.outcomes = dict(outcomes)
    report.memory = after[0]
    report.memory_grown, report.threads_grown, report.files_grown = (
        now - then for now, then in zip(after, before, strict=True)
    )
    print(json.dumps(asdict(report)))


def _usage() -> tuple[int, int, int]:
    """Memory in bytes, threads, open files."""
    gc.collect()
    memory = int(Path("/proc/self/statm").read_text().split()[1]) * PAGE
    return memory, threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))


if __name__ == "__main__":
    main()

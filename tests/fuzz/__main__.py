"""Damages streams and takes them through the whole chain, many thousand times: no crash, no hang, no leak.

    python -m tests.fuzz [--runs 10000] [--seconds N] [--seed 0] [--jobs 2]

A run takes a clean stream (every container and codec, and the real ones of SECURE_VIDEO_TEST_DATA), flips bits, cuts,
doubles, moves, mixes in other streams, gives packets wrong times, and reads it: source, timeline, pre-roll, decoder,
motion, recorder, a sealed clip that is opened again. Runs are done in processes of some hundred, so that a crash of
FFmpeg's is a finding with its number. One is repeated with `--seed NUMBER --runs 1`.
"""

import argparse
import json
import pickle
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

from .child import Report
from .streams import clean_streams

CHUNK = 500
"""Runs of one process."""
MEGABYTE = 1 << 20
MEMORY_LIMIT = 1024 * MEGABYTE
"""A process that has seen the largest pictures there are keeps some of them."""
GROWTH_LIMIT = 64 * MEGABYTE
"""From the warm-up to the end; what leaks grows with the runs."""


def main() -> None:
    """Run, print what was found, and fail if that is anything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no further process after so long")
    parser.add_argument("--seed", type=int, default=0, help="the number of the first run")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    began = time.monotonic()
    end = options.seed + options.runs
    firsts = range(options.seed, end, CHUNK)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        streams = Path(folder, "streams")
        streams.write_bytes(pickle.dumps(clean_streams()))

        def reports(first: int) -> list[Report]:
            is_late = time.monotonic() - began > options.seconds
            return [] if is_late else list(_in_processes(streams, first, min(first + CHUNK, end)))

        found = list(chain.from_iterable(pool.map(reports, firsts)))
    sys.exit(_tell(found, time.monotonic() - began))


def _in_processes(streams: Path, first: int, end: int) -> Iterator[Report]:
    """Do runs FIRST to END; after a crash the next process goes on behind it."""
    progress = streams.with_name(f"progress-{first}")
    while first < end:
        progress.write_text(str(first))
        command = [sys.executable, "-m", "tests.fuzz.child", str(streams), str(progress), str(first), str(end)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
        if done.returncode == 0:
            yield Report(**json.loads(done.stdout))
            return
        crashed = int(progress.read_text())
        # The tables of runs before it are lost with the process; their failures are not: they are done again.
        if crashed > first:
            end_before = crashed
            yield from _in_processes(streams, first, end_before)
        yield Report(failures={str(crashed): f"ended with {done.returncode}\n{done.stderr[-3000:]}"})
        first = crashed + 1


def _tell(reports: list[Report], seconds: float) -> int:
    """Print the table. Return the exit status."""
    outcomes = Counter[str]()
    for report in reports:
        outcomes.update(report.outcomes)
    failures = {number: text for report in reports for number, text in report.failures.items()}
    runs = outcomes.total() + len(failures)
    memory, grown = (
        max(values) / MEGABYTE for values in zip(*((r.memory, r.memory_grown) for r in reports), strict=True)
    )
    leaked = [
        report
        for report in reports
        if report.memory_grown > GROWTH_LIMIT or max(report.threads_grown, report.files_grown) > 0
    ]
    for number, text in failures.items():
        print(f"--- run {number}\n{text}")
    for outcome, count in outcomes.most_common():
        print(f"{outcome:<28} {count:>8}")
    print(f"{'failed':<28} {len(failures):>8}")
    print(f"{'runs a second':<28} {runs / seconds:>8.1f}")
    print(f"{'largest process, MB':<28} {memory:>8.0f}")
    print(f"{'most growth of a process, MB':<28} {grown:>8.1f}")
    print(f"{'processes that leaked':<28} {len(leaked):>8}")
    return 1 if failures or leaked or memory * MEGABYTE > MEMORY_LIMIT else 0


if __name__ == "__main__":
    main()

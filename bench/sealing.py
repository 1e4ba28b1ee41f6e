"""What sealing costs beside its limit and its peer, all in one run on one core.

    python -m bench.sealing [--megabytes 256] [--rounds 5]

The limit is ChaCha20-Poly1305 itself in 64 KiB calls, the peer is the age command line. Processor time is measured; the
order changes from round to round, since machines drift; the medians are shown. The data is made up.
"""

import argparse
import io
import os
import random
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from custom_components.secure_video.engine.vault.age import (
    FileKey,
    Identity,
    SealWriter,
    generate_identity,
    open_sealed,
    open_seekable,
    unwrap_file_key,
)
from custom_components.secure_video.engine.vault.age.stream import CHUNK_SIZE

MEGABYTE = 10**6
MUXER_WRITE = 32 * 1024  # What FFmpeg's muxers hand over at once.
FRAGMENT_WRITE = 512 * 1024
READ = 512 * 1024
RANGES = 200


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        runs = programs(Path(folder), options.megabytes * MEGABYTE)
        speeds = measured(runs, options.megabytes, options.rounds)
        milliseconds = range_milliseconds(Path(folder))
    peer = {"seal": speeds.get("seal: age command line"), "open": speeds.get("open: age command line")}
    print(f"{'one core, ' + str(options.megabytes) + ' MB':<36} {'MB/s':>7} {'of age':>8}")
    for name, speed in speeds.items():
        beside = peer[name.split(":")[0]]
        print(f"{name:<36} {speed:>7.0f} {f'{speed / beside:.2f}x' if beside else '-':>8}")
    print(f"64 KiB from anywhere, with the file's key: {milliseconds:.2f} ms, opening the file included")


def measured(runs: dict[str, Callable[[], object]], megabytes: int, rounds: int) -> dict[str, float]:
    """Run all of them in turn and return the median speeds in MB/s. The first round only warms up."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items() if number % 2 else reversed(runs.items()):
            start = processor_seconds()
            run()
            if number:
                seconds[name].append(processor_seconds() - start)
    return {name: megabytes / statistics.median(values) for name, values in seconds.items()}


def processor_seconds() -> float:
    """Processor time of this program and of those it ran: unlike the clock's, not disturbed by other programs."""
    usages = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def programs(folder: Path, size: int) -> dict[str, Callable[[], object]]:
    """Everything that is compared. All read one file, and write to where nothing is kept."""
    plain, sealed, key = folder / "plain", folder / "sealed", folder / "key"
    block = os.urandom(MEGABYTE)
    with plain.open("wb") as file:
        for _ in range(size // MEGABYTE):
            file.write(block)
    identity = generate_identity(post_quantum=False)
    key.write_text(identity.to_string())
    seal(plain, sealed, identity, FRAGMENT_WRITE)
    runs: dict[str, Callable[[], object]] = {
        "seal: ChaCha20-Poly1305 alone": lambda: cipher_alone(plain),
        "seal: SealWriter, 512 KiB a write": lambda: seal(plain, Path(os.devnull), identity, FRAGMENT_WRITE),
        "seal: SealWriter, 32 KiB a write": lambda: seal(plain, Path(os.devnull), identity, MUXER_WRITE),
        "open: open_sealed": lambda: unseal(sealed, identity),
    }
    if age := shutil.which("age"):
        recipient = str(identity.recipient)
        runs["seal: age command line"] = lambda: run_quietly(age, "--recipient", recipient, str(plain))
        runs["open: age command line"] = lambda: run_quietly(age, "--decrypt", "--identity", str(key), str(sealed))
    return dict(sorted(runs.items(), reverse=True))


def cipher_alone(plain: Path) -> None:
    """Encrypt without any framing."""
    cipher = ChaCha20Poly1305(ChaCha20Poly1305.generate_key())
    with plain.open("rb", buffering=0) as file, Path(os.devnull).open("wb", buffering=0) as sink:
        sink.writelines(
            cipher.encrypt(index.to_bytes(12), data, None) for index, data in enumerate(pieces(file, CHUNK_SIZE))
        )


def pieces(file: io.FileIO, size: int) -> Iterator[memoryview]:
    """Hand a file over piece by piece. It is read in larger ones: a muxer's data is in memory already."""
    memory = memoryview(bytearray(READ))
    while count := file.readinto(memory):
        for start in range(0, count, size):
            yield memory[start : min(start + size, count)]


def seal(plain: Path, target: Path, identity: Identity, write_size: int) -> None:
    """Push the file in, piece by piece."""
    with plain.open("rb", buffering=0) as file, target.open("wb", buffering=0) as sink:
        writer = SealWriter(sink, [identity.recipient])
        for data in pieces(file, write_size):
            writer.write(data)
        writer.finish()


def unseal(sealed: Path, identity: Identity) -> None:
    """Read to the end."""
    with sealed.open("rb") as file, Path(os.devnull).open("wb", buffering=0) as sink:
        payload = open_sealed(file, [identity])
        while data := payload.read(CHUNK_SIZE):
            sink.write(data)


def range_milliseconds(folder: Path) -> float:
    """Return the median time that one answer takes: whoever serves a clip opens it anew for each."""
    path, identity = folder / "ranges", generate_identity(post_quantum=True)
    seal(folder / "plain", path, identity, FRAGMENT_WRITE)
    with path.open("rb") as file:
        key = FileKey(secret=unwrap_file_key(file, [identity]))
    return statistics.median(timed_range(path, key) for _ in range(RANGES)) * 1000


def timed_range(path: Path, key: FileKey) -> float:
    """Read one range and return the seconds it took."""
    start = time.perf_counter()
    with path.open("rb") as file:
        payload = open_seekable(file, [key])
        payload.seek(random.randrange(payload.size - CHUNK_SIZE))  # noqa: S311 - any place will do
        assert len(payload.read(CHUNK_SIZE)) == CHUNK_SIZE
    return time.perf_counter() - start


def run_quietly(*command: str) -> None:
    """Run a program and throw away what it prints."""
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)  # noqa: S603


if __name__ == "__main__":
    main()

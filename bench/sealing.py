"""What sealing costs beside its limit and its peer, all in one run on one core.

    python -m bench.sealing [--megabytes 256] [--rounds 5]

The limit is ChaCha20-Poly1305 itself in 64 KiB calls, the peer is the age command line. Processor time is measured; the
order changes from round to round, since machines drift; the medians are shown. The data is made up.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from custom_components.secure_video.engine.vault.age import Identity, SealWriter, generate_identity, open_sealed
from custom_components.secure_video.engine.vault.age.stream import CHUNK_SIZE

MEGABYTE = 10**6
MUXER_WRITE = 32 * 1024  # What FFmpeg's muxers hand over at once.
FRAGMENT_WRITE = 512 * 1024


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
    peer = {"seal": speeds.get("seal: age command line"), "open": speeds.get("open: age command line")}
    print(f"{'one core, ' + str(options.megabytes) + ' MB':<36} {'MB/s':>7} {'of age':>8}")
    for name, speed in speeds.items():
        beside = peer[name.split(":")[0]]
        print(f"{name:<36} {speed:>7.0f} {f'{speed / beside:.2f}x' if beside else '-':>8}")


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
        index = 0
        while data := file.read(CHUNK_SIZE):
            sink.write(cipher.encrypt(index.to_bytes(12), data, None))
            index += 1


def seal(plain: Path, target: Path, identity: Identity, write_size: int) -> None:
    """Push the file in, piece by piece."""
    with plain.open("rb", buffering=0) as file, target.open("wb", buffering=0) as sink:
        writer = SealWriter(sink, [identity.recipient])
        while data := file.read(write_size):
            writer.write(data)
        writer.finish()


def unseal(sealed: Path, identity: Identity) -> None:
    """Read to the end."""
    with sealed.open("rb") as file, Path(os.devnull).open("wb", buffering=0) as sink:
        payload = open_sealed(file, [identity])
        while data := payload.read(CHUNK_SIZE):
            sink.write(data)


def run_quietly(*command: str) -> None:
    """Run a program and throw away what it prints."""
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)  # noqa: S603


if __name__ == "__main__":
    main()

"""Whether the age command line and this engine agree about random files.

    python -m bench.age_tools [--files 1000] [--seed 1]

Each file has a random size, mostly just around the border of a chunk, and 1 to 32 random recipients, one of whom opens
it. It is sealed by each of the two programs and opened by the other, some as text (armor). Some of ours are sealed to
somebody else first and then rewrapped. At last the sealed file is damaged in one place or cut off: both must refuse it.
"""

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from custom_components.secure_video.engine.clips.rewrap import rewrap
from custom_components.secure_video.engine.errors import VaultError
from custom_components.secure_video.engine.vault.age import (
    Identity,
    SealWriter,
    armor,
    dearmor,
    generate_identity,
    open_sealed,
    open_seekable,
)
from custom_components.secure_video.engine.vault.age.recipients import MAX_RECIPIENTS
from custom_components.secure_video.engine.vault.age.stream import CHUNK_SIZE

MAX_CHUNKS = 4
NEAR = 20
"""Bytes: a little more than the tag and the nonce of a chunk (16 each), where a wrong border would show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What one file is to be. `former` is who could open it before it was rewrapped, if it is."""

    plain: bytes
    people: tuple[Identity, ...]
    opener: int
    is_armored: bool
    former: Identity | None
    is_cut: bool
    place: float
    """Where it is damaged or cut off, 0..1 of the sealed file."""

    @property
    def identity(self) -> Identity:
        """Who opens it."""
        return self.people[self.opener]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Whether the two programs agreed about one file. `number` is the sample's."""

    number: int
    trial: str
    do_agree: bool


def main() -> int:
    """Compare, print how often they agreed, and return how the process is to end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if shutil.which("age") is None:
        parser.error("The age command line is not installed.")
    agreed: Counter[str] = Counter()
    disagreed: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for outcome in outcomes(Path(folder), options.files, options.seed):
            (agreed if outcome.do_agree else disagreed)[outcome.trial] += 1
            if not outcome.do_agree:
                print(f"file {outcome.number} of seed {options.seed}: {outcome.trial}", file=sys.stderr)
    print(f"{f'{options.files} files':<28} {'agree':>8} {'disagree':>9}")
    for trial in TRIALS:
        print(f"{trial:<28} {agreed[trial]:>8} {disagreed[trial]:>9}")
    return 1 if disagreed else 0


def outcomes(folder: Path, files: int, seed: int) -> Iterator[Outcome]:
    """Make and compare so many files. `folder` is for what has to be a file."""
    random = Random(seed)  # noqa: S311 - which sizes are tried is no secret
    everybody = [generate_identity(post_quantum=False) for _ in range(2 * MAX_RECIPIENTS)]
    for number in range(files):
        sample = draw(random, everybody)
        for trial, succeeds in TRIALS.items():
            yield Outcome(number=number, trial=trial, do_agree=succeeds(folder, sample))


def draw(random: Random, everybody: Sequence[Identity]) -> Sample:
    """Draw what a file is to be."""
    border = random.randrange(MAX_CHUNKS) * CHUNK_SIZE
    size = max(0, border + random.randint(-NEAR, NEAR)) if random.random() < 0.8 else random.randrange(border + 1)  # noqa: PLR2004
    *people, former = random.sample(everybody, random.randint(1, MAX_RECIPIENTS) + 1)
    return Sample(
        plain=random.randbytes(size),
        people=tuple(people),
        opener=random.randrange(len(people)),
        is_armored=random.random() < 1 / 3,
        former=former if random.random() < 1 / 3 else None,
        is_cut=random.random() < 1 / 2,
        place=random.random(),
    )


def age_opens_ours(folder: Path, sample: Sample) -> bool:
    """Whether the age command line opens what we sealed."""
    sealed = seal(folder, sample)
    return opened_by_age(folder, sample.identity, armor(sealed) if sample.is_armored else sealed) == sample.plain


def we_open_theirs(folder: Path, sample: Sample) -> bool:
    """Whether both of our readers open what the age command line sealed."""
    del folder
    sealed = sealed_by_age(sample)
    sealed = dearmor(sealed) if sample.is_armored else sealed
    return all(opened_by_us(read, sealed, sample.identity) == sample.plain for read in READERS)


def both_refuse_damage(folder: Path, sample: Sample) -> bool:
    """Whether neither program takes a damaged file for a whole one."""
    sealed = seal(folder, sample)
    place = int(sample.place * len(sealed))
    damaged = sealed[:place] if sample.is_cut else sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
    ours = [opened_by_us(read, damaged, sample.identity) for read in READERS]
    return {*ours, opened_by_age(folder, sample.identity, damaged)} == {None}


TRIALS: dict[str, Callable[[Path, Sample], bool]] = {
    "age opens ours": age_opens_ours,
    "we open what age sealed": we_open_theirs,
    "both refuse what is damaged": both_refuse_damage,
}

type Reader = Callable[[bytes, Identity], bytes]


def read_in_order(sealed: bytes, identity: Identity) -> bytes:
    """Read from the beginning to the end."""
    return open_sealed(io.BytesIO(sealed), [identity]).readall()


def read_anywhere(sealed: bytes, identity: Identity) -> bytes:
    """Read through the reader that can begin anywhere."""
    return open_seekable(io.BytesIO(sealed), [identity]).readall()


READERS: tuple[Reader, ...] = (read_in_order, read_anywhere)


def opened_by_us(read: Reader, sealed: bytes, identity: Identity) -> bytes | None:
    """Return the content, or None if it is refused."""
    try:
        return read(sealed, identity)
    except VaultError:
        return None


def seal(folder: Path, sample: Sample) -> bytes:
    """Seal it ourselves."""
    path = folder / "ours.age"
    first = sample.people if sample.former is None else (sample.former,)
    with path.open("wb") as file:
        writer = SealWriter(file, [identity.recipient for identity in first])
        writer.write(sample.plain)
        writer.finish()
    if sample.former is not None:
        rewrap(path, [sample.former], [identity.recipient for identity in sample.people])
    return path.read_bytes()


def sealed_by_age(sample: Sample) -> bytes:
    """Have the age command line seal it."""
    recipients = [part for identity in sample.people for part in ("--recipient", str(identity.recipient))]
    command = ["age", *recipients, *(["--armor"] if sample.is_armored else [])]
    return subprocess.run(command, input=sample.plain, capture_output=True, check=True).stdout  # noqa: S603


def opened_by_age(folder: Path, identity: Identity, sealed: bytes) -> bytes | None:
    """Return what the age command line makes of it, or None if it refuses it."""
    key = folder / "key.txt"
    key.write_text(identity.to_string())
    command = ["age", "--decrypt", "--identity", str(key)]
    done = subprocess.run(command, input=sealed, capture_output=True, check=False)  # noqa: S603
    return done.stdout if done.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main())

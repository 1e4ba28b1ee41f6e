"""One log on the disk, for reading: a folder named by its number.

    checkpoint          the signed checkpoint, replaced as a whole
    0000000000.jsonl    entries 0 to 4095, one a line
    0000004096.jsonl    ...
    roots               the hash of every file before the last one, one a line
    torn-0000004711-... what stood there after a crash and was no entry

`roots` saves hashing old files again. It can be made from them, and is what is left of them where they are lost;
whether it is right shows in the checkpoint.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from .checkpoint import is_decimal
from .merkle import HASH_SIZE, Subtree, hash_node
from .segment import SEGMENT_SIZE, Line, Segment, read_lines, read_segment, subtrees_of

_SEGMENT_SUFFIX = ".jsonl"


class Epoch:
    """Reads the folder. Methods raise `OSError`."""

    def __init__(self, folder: Path) -> None:
        """Touches no file."""
        self.folder = folder

    @property
    def number(self) -> int:
        """From 1."""
        return int(self.folder.name)

    @property
    def checkpoint_path(self) -> Path:
        """Where the signed checkpoint is."""
        return self.folder / "checkpoint"

    @property
    def roots_path(self) -> Path:
        """Where the hashes of full files are."""
        return self.folder / "roots"

    def segment_path(self, index: int) -> Path:
        """Where the entries from `index` times `SEGMENT_SIZE` on are."""
        return self.folder / f"{index * SEGMENT_SIZE:010}{_SEGMENT_SUFFIX}"

    def torn_path(self, sequence: int, torn: bytes) -> Path:
        """Where bytes are kept that stood in the place of this entry."""
        return self.folder / f"torn-{sequence:010}-{sha256(torn).hexdigest()[:8]}"

    def read_note(self) -> str | None:
        """Return the signed checkpoint, if there is one."""
        try:
            return self.checkpoint_path.read_bytes().decode(errors="replace")
        except FileNotFoundError:
            return None

    def segment_indices(self) -> list[int]:
        """Return which files are there, in order."""
        names = [path.stem for path in self.folder.glob(f"*{_SEGMENT_SUFFIX}")]
        return sorted(int(name) // SEGMENT_SIZE for name in names if name.isdecimal())

    @property
    def is_unborn(self) -> bool:
        """Whether making it was cut short before its first checkpoint: then it never had an entry."""
        return not self.checkpoint_path.exists() and not self.segment_indices()

    def read_segment(self, index: int) -> Segment:
        """Read one file; a missing one has no entries."""
        return read_segment(index * SEGMENT_SIZE, self._data(index))

    def read_lines(self, index: int) -> Iterator[Line]:
        """Read the lines of one file, which takes a tenth of the time: nothing is hashed."""
        return read_lines(index * SEGMENT_SIZE, self._data(index))

    def _data(self, index: int) -> bytes:
        try:
            return self.segment_path(index).read_bytes()
        except FileNotFoundError:
            return b""

    def read_roots(self) -> list[bytes]:
        """Return what `roots` says; nothing if it cannot be read."""
        try:
            roots = [bytes.fromhex(line.decode()) for line in self.roots_path.read_bytes().split()]
        except FileNotFoundError, ValueError:
            return []
        return roots if all(len(root) == HASH_SIZE for root in roots) else []

    def subtrees(self, roots: Sequence[bytes]) -> Subtree:
        """Return what looks up perfect subtrees, full files in `roots`. It raises `NotLogged` for what is missing."""
        loaded: dict[int, Subtree] = {}

        def subtree(start: int, count: int) -> bytes:
            index = start // SEGMENT_SIZE
            if count > SEGMENT_SIZE:
                half = count // 2
                return hash_node(subtree(start, half), subtree(start + half, half))
            if count == SEGMENT_SIZE and index < len(roots):
                return roots[index]
            if index not in loaded:
                loaded[index] = subtrees_of(self.read_segment(index))
            return loaded[index](start, count)

        return subtree


def epochs_in(folder: Path) -> list[Epoch]:
    """Return the logs in the folder, oldest first."""
    if not folder.is_dir():
        return []
    numbers = sorted(int(path.name) for path in folder.iterdir() if path.is_dir() and is_decimal(path.name))
    return [Epoch(folder / str(number)) for number in numbers if number]

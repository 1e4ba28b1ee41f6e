"""A copy of a clip for one other person: the same payload behind a header that only they can open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import SEEK_END
from pathlib import Path

from ..errors import BadRecipient
from ..vault.age import Opener, Recipient, open_seekable, parse_recipients, unwrap_file_key
from ..vault.age.header import write_header
from ..vault.age.recipients import seal_to
from .new_file import new_file
from .pieces import pieces
from .report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCopy:
    """The copy as it will be. The clip's own header is left out: its payload begins at `payload_start`."""

    sealed: Path
    header: bytes
    payload_start: int
    size: int

    def pieces(self) -> Iterator[bytes]:
        """Return the copy, read as it goes. Raises `OSError`."""
        with self.sealed.open("rb") as file:
            file.seek(self.payload_start)
            yield self.header
            yield from pieces(file)


def copy_for(recipient: Recipient, sealed: Path, openers: Sequence[Opener]) -> SharedCopy:
    """Return the copy; its proof stays the same. Raises `VaultError` (a clip that was cut is refused), `OSError`."""
    with sealed.open("rb") as file:
        open_seekable(file, openers)
        file.seek(0)
        file_key = unwrap_file_key(file, openers)
        payload_start = file.tell()
        payload_size = file.seek(0, SEEK_END) - payload_start
    header = write_header(seal_to([recipient], file_key), file_key)
    return SharedCopy(sealed=sealed, header=header, payload_start=payload_start, size=len(header) + payload_size)


def share_clip(sealed: Path, recipient: Recipient, openers: Sequence[Opener], out: Path) -> Report:
    """Write the copy. Raises as `copy_for` does."""
    copy = copy_for(recipient, sealed, openers)
    with new_file(out) as file:
        file.writelines(copy.pieces())
    return Report(facts={"written": str(out), "bytes": out.stat().st_size})


def one_recipient(text: str) -> Recipient:
    """Return the one public key in the text. Raises `BadRecipient`."""
    recipients = parse_recipients([text])
    if len(recipients) != 1:
        raise BadRecipient("Give exactly one public key.")
    return recipients[0]

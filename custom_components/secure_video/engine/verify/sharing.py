"""A copy of a clip for one other person: the same payload behind a header that only they can open."""

from collections.abc import Sequence
from pathlib import Path
from shutil import copyfileobj

from ..errors import BadRecipient
from ..vault.age import Opener, Recipient, open_seekable, parse_recipients, unwrap_file_key
from ..vault.age.header import write_header
from ..vault.age.recipients import seal_to
from .new_file import new_file
from .report import Report


def share_clip(sealed: Path, recipient: Recipient, openers: Sequence[Opener], out: Path) -> Report:
    """Write the copy; its proof stays the same. Raises `VaultError` (a clip that was cut is refused), `OSError`."""
    with sealed.open("rb") as file:
        open_seekable(file, openers)
        file.seek(0)
        file_key = unwrap_file_key(file, openers)
        header = write_header(seal_to([recipient], file_key), file_key)
        with new_file(out) as copy:
            copy.write(header)
            copyfileobj(file, copy)
    return Report(facts={"written": str(out), "bytes": out.stat().st_size})


def one_recipient(text: str) -> Recipient:
    """Return the one public key in the text. Raises `BadRecipient`."""
    recipients = parse_recipients([text])
    if len(recipients) != 1:
        raise BadRecipient("Give exactly one public key.")
    return recipients[0]

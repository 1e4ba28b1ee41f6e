"""Changing who can open a sealed file, in place. A header that is cut off loses the clip, so it is written twice.

The new header first goes to a journal beside the file, `<name>.rewrap`: SHA-256 over the header and the nonce that
follows it in the file, then the header. Only when the journal is on the disk the file is touched, so at any moment the
file's own header is whole or the journal is.
"""

import os
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal

from ..vault.age import NONCE_SIZE, Opener, Recipient, header_size, rewrap_header
from ..vault.log.disk import sync_folder

JOURNAL_SUFFIX = ".rewrap"
_HASH_SIZE = sha256().digest_size


def rewrap(
    path: Path,
    openers: Sequence[Opener],
    recipients: Sequence[Recipient],
    *,
    announce: Callable[[], object] = lambda: None,
) -> None:
    """Let exactly `recipients` open the file. Blocks on the disk until the change survives a power cut.

    `announce` is called once it is certain that it can be done, before anything is; what it raises ends it.
    Before the file is touched this may raise `HeaderFull`, `NoRecipients`, `BadRecipient`, `BadHeader`,
    `WrongIdentity`, `Tampered`. After an `OSError` the change is done or not done; `recover` must be called before the
    file is opened.
    """
    header = new_header(path, openers, recipients)
    with path.open("rb") as file:
        file.seek(len(header))
        nonce = file.read(NONCE_SIZE)
    announce()
    journal = _journal(path)
    try:
        _write(journal, "wb", sha256(header + nonce).digest() + header)
    except OSError:
        journal.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    _write(path, "r+b", header)
    journal.unlink()


def new_header(path: Path, openers: Sequence[Opener], recipients: Sequence[Recipient]) -> bytes:
    """Return the header that the file would get, and finish a change that was interrupted. Raises as `rewrap` does."""
    recover(path)
    with path.open("rb") as file:
        size = header_size(file)
        file.seek(0)
        return rewrap_header(file.read(size), openers, recipients)


def recover(path: Path) -> bool:
    """Finish the change of a file that was interrupted, or drop it if it never began. Return whether it is done now."""
    journal = _journal(path)
    try:
        content = journal.read_bytes()
    except FileNotFoundError:
        return False
    is_whole = path.exists() and _apply(content, path)
    journal.unlink()
    return is_whole


def recover_all(folder: Path) -> tuple[Path, ...]:
    """Do so for all files in the folder and those in it, at start. Return the files that were finished."""
    journals = folder.rglob(f"*{JOURNAL_SUFFIX}")
    paths = sorted(journal.with_name(journal.name.removesuffix(JOURNAL_SUFFIX)) for journal in journals)
    return tuple(path for path in paths if recover(path))


def _journal(path: Path) -> Path:
    return path.with_name(path.name + JOURNAL_SUFFIX)


def _apply(journal: bytes, path: Path) -> bool:
    """Write the journal's header, unless the journal is cut off or of another file: then the file was not touched."""
    expected, header = journal[:_HASH_SIZE], journal[_HASH_SIZE:]
    with path.open("rb") as file:
        file.seek(len(header))
        nonce = file.read(NONCE_SIZE)
    if sha256(header + nonce).digest() != expected:
        return False
    _write(path, "r+b", header)
    return True


def _write(path: Path, mode: Literal["wb", "r+b"], content: bytes) -> None:
    """Write from the beginning of the file, and return when it is on the disk."""
    with path.open(mode, buffering=0) as file:
        rest = memoryview(content)
        while rest:
            rest = rest[file.write(rest) :]
        os.fsync(file.fileno())

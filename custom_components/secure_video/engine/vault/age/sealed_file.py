"""Sealed files: the only part of age that touches a file, always one that the caller has opened."""

import io
from collections.abc import Buffer, Sequence
from typing import BinaryIO, override

from ...errors import BadHeader, WrongIdentity
from .header import Header, read_header, write_header
from .randomness import new_file_key, new_nonce
from .recipients import Identity, Recipient, check_together
from .stream import NONCE_SIZE, StreamReader, StreamWriter


class SealWriter:
    """Seals what is written to it. Only public keys are needed, and the file key is forgotten at once."""

    def __init__(self, file: BinaryIO, recipients: Sequence[Recipient]) -> None:
        """Write the header. Raises `NoRecipients`, `BadRecipient` before the file is touched, `OSError`."""
        check_together(recipients)
        file_key, nonce = new_file_key(), new_nonce()
        stanzas = [stanza for recipient in recipients for stanza in recipient.wrap(file_key)]
        self._file = file
        self._write_all(write_header(stanzas, file_key) + nonce)
        self._stream = StreamWriter(file_key, nonce, self._write_all)
        self._payload_size = 0

    @property
    def payload_size(self) -> int:
        """Bytes written to it so far, before sealing."""
        return self._payload_size

    def write(self, data: Buffer) -> int:
        """Seal the data, holding back the last 64 KiB at most, and return its size.

        Raises `OSError`; after that the file cannot be continued and every call raises `ValueError`.
        """
        self._stream.write(data)
        size = memoryview(data).nbytes
        self._payload_size += size
        return size

    def finish(self) -> None:
        """Write the last chunk, without which the file counts as cut off. Leaves the file open and does not sync it."""
        self._stream.finish()

    def _write_all(self, data: bytes | memoryview) -> None:
        written = self._file.write(data)
        while written < len(data):  # An unbuffered file may take a part only.
            written += self._file.write(data[written:])


class SealedReader(io.RawIOBase):
    """The payload of a sealed file from its beginning to its end. Leaves the file open when it is closed."""

    def __init__(self, stream: StreamReader) -> None:
        """Read what `stream` opens."""
        super().__init__()
        self._stream = stream
        self._chunk = memoryview(b"")

    @override
    def readable(self) -> bool:
        """Return True."""
        return True

    @override
    def readinto(self, buffer: Buffer) -> int:
        """Fill the buffer from one chunk. Raises `Tampered`, after all that stands before the damage was returned."""
        target = memoryview(buffer).cast("B")
        if target and not self._chunk:
            self._chunk = memoryview(self._stream.read_chunk())
        size = min(len(target), len(self._chunk))
        target[:size] = self._chunk[:size]
        self._chunk = self._chunk[size:]
        return size


def open_sealed(file: BinaryIO, identities: Sequence[Identity]) -> SealedReader:
    """Open the header and return the payload. Raises `BadHeader`, `WrongIdentity`, `Tampered`.

    Whoever reads the payload must read to its end: only there a file that was cut off shows, as `Tampered`.
    """
    header = read_header(file.readline)
    file_key = _unwrap(header, identities)
    header.verify(file_key)
    nonce = _read_all(file, NONCE_SIZE)
    if len(nonce) < NONCE_SIZE:
        raise BadHeader("The file ends before its payload.")
    return SealedReader(StreamReader(file_key, nonce, lambda size: _read_all(file, size)))


def _unwrap(header: Header, identities: Sequence[Identity]) -> bytes:
    for identity in identities:
        if file_key := identity.unwrap(header.stanzas):
            return file_key
    raise WrongIdentity("None of these private keys opens this file.")


def _read_all(file: BinaryIO, size: int) -> bytes:
    """Read `size` bytes, fewer only at the end of the file."""
    data = file.read(size)
    while len(data) < size and (more := file.read(size - len(data))):  # An unbuffered file may return a part only.
        data += more
    return data

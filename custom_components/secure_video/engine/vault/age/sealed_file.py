"""Sealed files: the only part of age that touches a file, always one that the caller has opened.

A sealed file is its header, the nonce of the payload, and the payload's chunks.
"""

import io
from collections.abc import Buffer, Sequence
from typing import BinaryIO, override

from ...errors import BadHeader, WrongIdentity
from .header import Header, read_header, write_header
from .randomness import new_file_key, new_nonce
from .recipients import Opener, Recipient, seal_to
from .stream import CHUNK_SIZE, NONCE_SIZE, ChunkReader, StreamReader, StreamWriter


class SealWriter:
    """Seals what is written to it. Only public keys are needed, and the file key is forgotten at once."""

    def __init__(self, file: BinaryIO, recipients: Sequence[Recipient]) -> None:
        """Write the header. Raises `NoRecipients`, `BadRecipient` before the file is touched, `OSError`."""
        file_key, nonce = new_file_key(), new_nonce()
        header = write_header(seal_to(recipients, file_key), file_key)
        self._file = file
        self._write_all(header + nonce)
        self.header_size = len(header)
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
        size = self._stream.write(data)
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

    @override
    def read(self, size: int = -1) -> bytes:
        """As `readinto`, but a whole chunk is handed over as it is: copying would cost a tenth of opening it."""
        if size < CHUNK_SIZE or self._chunk:
            return super().read(size) or b""
        return self._stream.read_chunk()


class SeekableReader(io.RawIOBase):
    """The payload of a sealed file, read from any place. Leaves the file open when it is closed."""

    def __init__(self, chunks: ChunkReader) -> None:
        """Read what `chunks` opens."""
        super().__init__()
        self._chunks = chunks
        self._place = 0
        self._index = -1
        self._chunk = b""

    @property
    def size(self) -> int:
        """Bytes of the payload; certain, since the last chunk has been opened."""
        return self._chunks.size

    @override
    def readable(self) -> bool:
        """Return True."""
        return True

    @override
    def seekable(self) -> bool:
        """Return True."""
        return True

    @override
    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, which may be beyond the end, and return it."""
        origins = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}
        place = origins.get(whence, -offset - 1) + offset
        if place < 0:
            raise ValueError("There is no such place.")
        self._place = place
        return place

    @override
    def readinto(self, buffer: Buffer) -> int:
        """Fill the whole buffer, less only at the end. Raises `Tampered`; then the place is the damaged chunk's."""
        target = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(target) and self._place < self.size:
            piece = self._chunk_from(self._place)[: len(target) - filled]
            target[filled : filled + len(piece)] = piece
            filled += len(piece)
            self._place += len(piece)
        return filled

    def _chunk_from(self, place: int) -> memoryview:
        """Return what stands in the chunk from this place on. Keeps the chunk, since the next read goes on in it."""
        index, start = divmod(place, CHUNK_SIZE)
        if index != self._index:
            self._chunk = self._chunks.read_chunk(index)
            self._index = index
        return memoryview(self._chunk)[start:]


def open_sealed(file: BinaryIO, openers: Sequence[Opener]) -> SealedReader:
    """Open the header and return the payload. Raises `BadHeader`, `WrongIdentity`, `Tampered`.

    Whoever reads the payload must read to its end: only there a file that was cut off shows, as `Tampered`.
    """
    file_key = unwrap_file_key(file, openers)
    nonce = _read_nonce(file)
    return SealedReader(StreamReader(file_key, nonce, lambda size: _read_all(file, size)))


def open_seekable(file: BinaryIO, openers: Sequence[Opener]) -> SeekableReader:
    """Open the header and return the payload to be read in any order. Raises `BadHeader`, `WrongIdentity`, `Tampered`.

    A file that was cut off is refused at once; any other damage shows where it is read. The file must be seekable.
    """
    file_key = unwrap_file_key(file, openers)
    nonce = _read_nonce(file)
    first_chunk = file.tell()

    def read_at(offset: int, size: int) -> bytes:
        file.seek(first_chunk + offset)
        return _read_all(file, size)

    return SeekableReader(ChunkReader(file_key, nonce, file.seek(0, io.SEEK_END) - first_chunk, read_at))


def unwrap_file_key(file: BinaryIO, openers: Sequence[Opener]) -> bytes:
    """Return the 16 bytes that open this one file, and leave it behind its header.

    Raises `BadHeader`, `WrongIdentity`, `Tampered`.
    """
    header = read_header(file.readline)
    file_key = _unwrap(header, openers)
    header.verify(file_key)
    return file_key


def header_size(file: BinaryIO) -> int:
    """Return where the header ends and all begins that a rewrap keeps: nonce and chunks. Raises `BadHeader`.

    Takes no key, so the header may be anybody's.
    """
    return read_header(file.readline).size


def _unwrap(header: Header, openers: Sequence[Opener]) -> bytes:
    for opener in openers:
        if file_key := opener.unwrap(header.stanzas):
            return file_key
    raise WrongIdentity("None of these private keys opens this file.")


def _read_nonce(file: BinaryIO) -> bytes:
    nonce = _read_all(file, NONCE_SIZE)
    if len(nonce) < NONCE_SIZE:
        raise BadHeader("The file ends before its payload.")
    return nonce


def _read_all(file: BinaryIO, size: int) -> bytes:
    """Read `size` bytes, fewer only at the end of the file."""
    data = file.read(size)
    while len(data) < size and (more := file.read(size - len(data))):  # An unbuffered file may return a part only.
        data += more
    return data

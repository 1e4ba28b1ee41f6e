"""The payload of an age file: 64 KiB chunks, each sealed with ChaCha20-Poly1305 (https://age-encryption.org/v1#payload).

The number of a chunk and whether it is the last one are part of its nonce, so chunks cannot be moved, left out,
repeated or cut off unnoticed. The last chunk is empty only if the whole payload is.
"""

from collections.abc import Buffer, Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from ...errors import Tampered
from .hkdf import derive_key

type Write = Callable[[memoryview], object]
"""Takes all the bytes it is given, or raises. The memory is used again after it returns."""
type Read = Callable[[int], bytes]
"""Returns as many bytes as asked for; fewer only at the end."""
type ReadAt = Callable[[int, int], bytes]
"""As `Read`, from the place that is the first argument."""

CHUNK_SIZE = 64 * 1024
TAG_SIZE = 16
SEALED_CHUNK_SIZE = CHUNK_SIZE + TAG_SIZE
NONCE_SIZE = 16
_COUNTER_SIZE = 11


class StreamWriter:
    """Seals what is pushed into it, chunk by chunk, and holds back one chunk at most."""

    def __init__(self, file_key: bytes, nonce: bytes, write: Write) -> None:
        """`nonce` is 16 random bytes, new for every payload; the sealed chunks go to `write`."""
        self._cipher = _cipher(file_key, nonce)
        self._write = write
        self._chunk = memoryview(bytearray(CHUNK_SIZE))
        self._sealed = memoryview(bytearray(SEALED_CHUNK_SIZE))
        self._held = 0
        self._index = 0
        self._is_open = True

    def write(self, data: Buffer) -> int:
        """Seal every chunk that is certainly not the last and return the size of the data.

        Raises `ValueError` after the end or a failed write.
        """
        self._check_open()
        view = memoryview(data).cast("B")
        size, start = len(view), 0
        while start < size:
            if self._held == CHUNK_SIZE:
                self._seal(self._chunk, is_last=False)
                self._held = 0
            end = start + CHUNK_SIZE - self._held
            if not self._held and end < size:
                self._seal(view[start:end], is_last=False)
            else:
                self._hold(view[start:end])
            start = end
        return size

    def finish(self) -> None:
        """Seal the last chunk. Raises `ValueError` as `write` does."""
        self._check_open()
        self._seal(self._chunk[: self._held], is_last=True)

    def _hold(self, data: memoryview) -> None:
        """Keep it: it fits into the chunk."""
        end = self._held + len(data)
        self._chunk[self._held : end] = data
        self._held = end

    def _seal(self, plaintext: memoryview, *, is_last: bool) -> None:
        # Stays closed if `write` fails: after a gap nothing more may follow, and no nonce may be used twice.
        self._is_open = False
        sealed = self._sealed[: len(plaintext) + TAG_SIZE]
        self._cipher.encrypt_into(_nonce(self._index, is_last=is_last), plaintext, None, sealed)
        self._write(sealed)
        self._index += 1
        self._is_open = not is_last

    def _check_open(self) -> None:
        if not self._is_open:
            raise ValueError("The payload is finished, or writing it failed.")


class StreamReader:
    """Opens a payload from its beginning to its end."""

    def __init__(self, file_key: bytes, nonce: bytes, read: Read) -> None:
        """`read` stands at the first chunk, just behind the nonce."""
        self._cipher = _cipher(file_key, nonce)
        self._read = read
        self._index = 0
        self._has_last = False
        self._is_sound = True

    def read_chunk(self) -> bytes:
        """Return the next chunk, or nothing after the last one. Raises `Tampered`, and from then on at every call."""
        if not self._is_sound:
            raise Tampered("The file was cut or changed.")
        # Holds until this chunk proves good: what stands behind a bad chunk is never handed out.
        self._is_sound = False
        chunk = self._end() if self._has_last else self._open(self._read(SEALED_CHUNK_SIZE))
        self._is_sound = True
        return chunk

    def _end(self) -> bytes:
        if self._read(1):
            raise Tampered("Something was added to the end of the file.")
        return b""

    def _open(self, sealed: bytes) -> bytes:
        if not sealed:
            raise Tampered("The file was cut off: its end is missing.")
        if len(sealed) == SEALED_CHUNK_SIZE:
            try:
                return self._decrypt(sealed, is_last=False)
            except InvalidTag:
                pass  # Only its tag tells whether a full chunk is the last one.
        return self._open_last(sealed)

    def _open_last(self, sealed: bytes) -> bytes:
        try:
            chunk = self._decrypt(sealed, is_last=True)
        except InvalidTag:
            raise Tampered(f"Chunk {self._index} of the file was cut or changed.") from None
        if not chunk and self._index > 1:  # Empty, but not the only one.
            raise Tampered("The file ends with an empty chunk.")
        self._has_last = True
        return chunk

    def _decrypt(self, sealed: bytes, *, is_last: bool) -> bytes:
        chunk = self._cipher.decrypt(_nonce(self._index, is_last=is_last), sealed, None)
        self._index += 1
        return chunk


class ChunkReader:
    """Opens the chunks of a payload in any order, each one only when it is asked for."""

    def __init__(self, file_key: bytes, nonce: bytes, sealed_size: int, read_at: ReadAt) -> None:
        """`read_at` and `sealed_size` count from the first chunk. Opens the last one: that proves the size.

        Raises `Tampered`.
        """
        self._cipher = _cipher(file_key, nonce)
        self._read_at = read_at
        self._last = (sealed_size - 1) // SEALED_CHUNK_SIZE
        if self._last < 0:
            raise Tampered("The file was cut off: its end is missing.")
        last_size = len(self.read_chunk(self._last))
        if self._last and not last_size:
            raise Tampered("The file ends with an empty chunk.")
        self.size = self._last * CHUNK_SIZE + last_size

    def read_chunk(self, index: int) -> bytes:
        """Return the chunk, counted from 0. Raises `Tampered` unless it is what was sealed at this place."""
        sealed = self._read_at(index * SEALED_CHUNK_SIZE, SEALED_CHUNK_SIZE)
        try:
            return self._cipher.decrypt(_nonce(index, is_last=index == self._last), sealed, None)
        except InvalidTag:
            raise Tampered(f"Chunk {index} of the file was cut or changed.") from None


def _cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(derive_key(file_key, salt=nonce, info=b"payload"))


def _nonce(index: int, *, is_last: bool) -> bytes:
    return index.to_bytes(_COUNTER_SIZE) + (b"\x01" if is_last else b"\x00")

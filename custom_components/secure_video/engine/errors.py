"""Everything that can go wrong in the engine, as one tree.

    EngineError
    ├── SourceError           the camera's stream
    │   ├── Unreachable       no connection within the time allowed
    │   ├── AuthenticationFailed
    │   ├── NoVideo           connected, but nothing here can be watched
    │   └── Ended             was watched, then stopped sending (stall, end of file, connection lost)
    ├── ModelError            the detector's model or its runtime
    │   ├── ModelNotFound
    │   ├── BadHash           not the file the catalogue names; it was not parsed
    │   └── Unsupported       the runtime is missing or cannot run this model
    ├── VaultError            sealing and opening
    │   ├── NoRecipients
    │   ├── BadRecipient      not a public key that clips can be sealed to
    │   ├── BadHeader
    │   ├── HeaderFull        no room for so many public keys; the clip must be copied to a larger header
    │   ├── Tampered          the payload is not what was sealed
    │   ├── NotLogged         the log does not hold what a proof needs
    │   ├── NotUnlocked       nobody lent the clip's key, or it has been forgotten since
    │   └── WrongIdentity
    └── StoreError            the folder of clips
        ├── Full
        ├── ReadOnly
        ├── ClipNotFound
        ├── ClipProtected
        └── NotRecorded       clips of this camera would show what is private

`str(error)` is an English sentence for the log and never holds a credential or a key. The Home Assistant layer
translates by type, in one place.
"""


class EngineError(Exception):
    """Base of every error the engine raises on purpose."""


class SourceError(EngineError):
    """The camera's stream cannot be used."""


class Unreachable(SourceError):
    """Nothing answered at the camera's address in time: check its power, the network, host and port."""


class AuthenticationFailed(SourceError):
    """The camera refused the user name or password: correct them."""


class NoVideo(SourceError):
    """The address answered without a video we can keep: try another path or the camera's H.264 or HEVC stream."""


class Ended(SourceError):
    """The stream stopped. It is opened again with backoff."""


class ModelError(EngineError):
    """The object detector cannot be used; motion still works."""


class ModelNotFound(ModelError):
    """No model file is on this machine: download it or place it by hand."""


class BadHash(ModelError):
    """The file is not the one the catalogue names: fetch it again. The model used so far stays."""


class Unsupported(ModelError):
    """This machine lacks the runtime the model needs, or the file is not a model we can run."""


class VaultError(EngineError):
    """Sealing or opening failed."""


class NoRecipients(VaultError):
    """There is no public key to seal clips to: add one to start recording."""


class BadRecipient(VaultError):
    """The text is not a usable age public key (`age1...`, `age1pq1...`, `age1tag1...`), or kinds are mixed."""


class BadHeader(VaultError):
    """The file does not begin with a valid age header."""


class HeaderFull(VaultError):
    """The header of a sealed file has no room for so many public keys: copy the file to give it a larger one."""


class Tampered(VaultError):
    """The file was cut, changed or put together from others."""


class WrongIdentity(VaultError):
    """No stanza of the header can be opened with this private key."""


class NotLogged(VaultError):
    """The log does not hold this entry, or what is needed to prove it was dropped or lost."""


class NotUnlocked(VaultError):
    """The clip is locked: its key was not lent, has expired, or was forgotten."""


class StoreError(EngineError):
    """The folder of clips cannot be used."""


class Full(StoreError):
    """The disk is full: free some space or lower the retention."""


class ReadOnly(StoreError):
    """The folder cannot be written: check that the disk is mounted and its permissions."""


class ClipNotFound(StoreError):
    """No clip has this id; it may have been deleted."""


class ClipProtected(StoreError):
    """The clip is to stay: take its protection away before deleting it."""


class NotRecorded(StoreError):
    """A part of the camera's picture is private, and clips without it are not wanted or cannot be made here."""

"""Seals what a test wants sealed, as a whole."""

import io

from custom_components.secure_video.engine.vault.age import Identity, SealWriter


def seal(data: bytes, *identities: Identity) -> bytes:
    """Return a file that each of these opens."""
    file = io.BytesIO()
    writer = SealWriter(file, [identity.recipient for identity in identities])
    writer.write(data)
    writer.finish()
    return file.getvalue()

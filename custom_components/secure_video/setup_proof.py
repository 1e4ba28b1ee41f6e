"""The proof that somebody's recovery key opens clips, asked for before anything is recorded.

They are given a clip that nobody has seen, sealed to that key alone, and tell what is in it.
"""

import hmac
import io
import secrets
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

from .engine.vault.age import SealWriter, parse_recipients
from .engine.video.random_clip import random_clip, random_picture
from .engine.video.reencoder import can_reencode
from .exceptions import Refused
from .people import People, Role

LIFETIME: Final = 30 * 60
"""Seconds: enough to print the recovery sheet, or to fetch somebody who has a printer."""
MOST: Final = 8
"""Proofs that are waited for. Each is small, but somebody could begin a million of them."""


class MediaType(StrEnum):
    """What was sealed. A machine whose FFmpeg cannot encode H.264 makes a picture."""

    MP4 = "video/mp4"
    JPEG = "image/jpeg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What is to be opened, and the SHA-256 of what is in it: only that is remembered."""

    media_type: MediaType
    sealed: bytes
    answer: str


def make_challenge(people: People) -> Challenge:
    """Make something new and seal it to the recovery keys of these people. Encodes: not for the event loop."""
    media_type = MediaType.MP4 if can_reencode() else MediaType.JPEG
    content = random_clip() if media_type is MediaType.MP4 else random_picture()
    sealed = io.BytesIO()
    recovery = [person.recipient for person in people if person.role is Role.RECOVERY]
    writer = SealWriter(sealed, parse_recipients(recovery))
    writer.write(content)
    writer.finish()
    return Challenge(media_type=media_type, sealed=sealed.getvalue(), answer=sha256(content).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    people: People
    answer: str
    expires: float


class SetupProofs:
    """The proofs that are waited for, in memory only. `now` is in seconds of a clock that never goes back."""

    def __init__(self) -> None:
        """Wait for none."""
        self._asked: dict[str, _Asked] = {}

    def ask(self, people: People, answer: str, now: float) -> str:
        """Wait for the answer and return the proof's id. The oldest one is forgotten for it if there are many."""
        self._forget(now)
        if len(self._asked) == MOST:
            del self._asked[next(iter(self._asked))]
        proof_id = secrets.token_hex(16)
        self._asked[proof_id] = _Asked(people=people, answer=answer, expires=now + LIFETIME)
        return proof_id

    def prove(self, proof_id: str, answer: str, now: float) -> People:
        """Return who is to be able to open clips, once. Raises `Refused`; after a wrong answer another one may follow.

        `answer` is a SHA-256 in hexadecimal digits.
        """
        self._forget(now)
        if (asked := self._asked.get(proof_id)) is None:
            raise Refused(translation_key="proof_expired")
        if not hmac.compare_digest(answer.lower().encode(), asked.answer.encode()):
            raise Refused(translation_key="wrong_proof")
        del self._asked[proof_id]
        return asked.people

    def _forget(self, now: float) -> None:
        self._asked = {proof_id: asked for proof_id, asked in self._asked.items() if now < asked.expires}

"""Notices that a camera's sound goes on in another format.

A clip holds one format and begins with a key frame, so another one begins with the next key frame. What is heard until
then is left out: in the clip before it could not be decoded.
"""

from typing import Final

from ..model.video import AudioFormat
from . import adts

STAYING: Final = 3
"""Frames in a row with another description, after which it is believed: a header may have been damaged on its way."""


class SoundWatch:
    """Follows the sound of one connection."""

    def __init__(self, audio: AudioFormat) -> None:
        """`audio` is what the connection began with."""
        self._audio: AudioFormat | None = audio
        self._config = self._newest = audio.extradata
        self._in_a_row = 0
        self._has_headers = False

    def fits(self, data: bytes, *, announced: bytes = b"") -> bool:
        """Take note of a frame. Return whether it is in the format that is in use.

        `announced` is what the container says of the frame, apart from it (RTMP, MP4).
        """
        header = adts.config(data)
        if header and not self._has_headers:
            # What FFmpeg made of the headers before may say the same in another way.
            self._has_headers, self._config = True, header
        newest = announced or header or self._newest
        self._in_a_row = self._in_a_row + 1 if newest == self._newest else 1
        self._newest = newest
        return newest == self._config

    def at_key_frame(self) -> AudioFormat | None:
        """Return the format from this key frame on; None while it is none that a clip can hold."""
        if self._newest != self._config and self._in_a_row >= STAYING:
            self._config = self._newest
            self._audio = adts.described(self._config)
        return self._audio

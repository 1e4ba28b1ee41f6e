"""What our own parts tell each other in the event loop. Who listens outlives a reload of the entry."""

from typing import Final

from homeassistant.util.signal_type import SignalType

from .engine.clips.store import ClipsChanged
from .engine.vault.unlock import Access

SIGNAL_CLIPS: Final[SignalType[ClipsChanged]] = SignalType("secure_video_clips")
"""The list of clips changed."""

SIGNAL_UNLOCKS: Final[SignalType[frozenset[Access]]] = SignalType("secure_video_unlocks")
"""Clips were unlocked for somebody, or locked."""

SIGNAL_KEPT: Final[SignalType[()]] = SignalType("secure_video_kept")
"""It was counted anew how much is kept."""

SIGNAL_PROBLEMS: Final[SignalType[()]] = SignalType("secure_video_problems")
"""The owner may have something to put right, or no longer."""

SIGNAL_OVERVIEW: Final[SignalType[()]] = SignalType("secure_video_overview")
"""A camera, or what all of them share, may have changed."""

"""Which pictures are worth decoding: most cameras see nothing most of the time. Pure.

A camera is watched or at rest. At rest key frames alone are looked at, because they decode without the pictures before
them, and the sizes of the pictures between them tell when to wake: what moves costs bytes. Not at every camera, so
sizes are checked against what the pictures show. While they stay usual, key frames are passed over: every second one,
and more where sizes once told in time. Where they missed something, the camera is looked at more often.
"""

from enum import Enum
from math import inf

from .sizes import PictureSizes

PERIOD = 0.2
"""Five looks a second while watched: somebody who runs through a 5 m wide view is seen more than three times."""

HURRIED_PERIOD = 0.065
"""The same while somebody comes into view, to tell of them soon: every picture of 15 a second (bench/events.py)."""

CALM_SECONDS = 3.0
"""So long nothing moves before it rests: longer than somebody hides behind a tree (bench.events)."""

KEY_SECONDS = 0.5
"""At rest, key frames that follow sooner are left out: some cameras send nothing else."""

UNSEEN_SECONDS = 1.15
"""At rest, how long nothing is seen at most where sizes are not trusted: key frames a second apart still suffice."""

TRUSTED_UNSEEN_SECONDS = 4.2
"""The same where they are: every second key frame of groups of 2 s suffices, but some cameras send one in 20 s only."""

PROVEN_UNSEEN_SECONDS = 6.2
"""The same where they told in time before and are as usual now: every third key frame of groups of 2 s suffices."""

LONG_GROUP_SECONDS = 12.2
"""The same within one group of pictures, whose middle cannot be seen without decoding half of it: key frames twelve
seconds apart still suffice, which cameras send that save where nothing moves."""

REAL_LOOKS = 3
"""Looks with motion from which on a wake was worth it; one or two are an insect or a flicker."""

OWED = 3
"""Wakes in time after which sizes that missed something are trusted again."""

_ROUNDING = 0.0005
"""Seconds: a picture's time is rounded to the stream's clock."""


class Demand(Enum):
    """What a packet makes worth looking at. `ALL` includes what was passed over since the last key frame."""

    NOTHING = 0
    NEWEST = 1
    ALL = 2


class Gate:
    """One camera's. Tell it of every packet of video, and of every look."""

    def __init__(self) -> None:
        """Watch until enough is known to rest."""
        self._sizes = PictureSizes()
        self._is_resting = False
        self._due = -inf
        self._last_due = -inf
        self._last_moved: float | None = None
        self._owed = 0
        self._has_told = False
        # Whether all groups of pictures since the last look were of usual size, and when the current one began.
        self._is_usual = False
        self._last_key = -inf
        # What is known of the wake that is going on, until it is judged: whether sizes told, when it came, and how
        # often something moved since.
        self._sizes_told: bool | None = None
        self._woke = -inf
        self._moved_looks = 0
        self.wakes = 0
        self.false_wakes = 0

    @property
    def is_resting(self) -> bool:
        """Whether only key frames are looked at."""
        return self._is_resting

    @property
    def trusts_sizes(self) -> bool:
        """Whether packet sizes follow what moves here."""
        return self._sizes.say_something and self._owed == 0

    def restart(self) -> None:
        """Watch: the stream is new. What is known about sizes stays, because the camera is the same."""
        self._is_resting = self._is_usual = False
        self._due = self._last_due = self._last_key = -inf
        self._last_moved = self._sizes_told = None
        self._sizes.forget()

    def received(self, time: float, size: int, *, is_keyframe: bool) -> Demand:
        """Say what is worth looking at now. `time` is when the packet is decoded and never goes back."""
        has_surged = not is_keyframe and self._sizes.add(size)
        if is_keyframe:
            self._is_usual = self._sizes.end_group() and self._is_usual
        if self._is_resting and has_surged:
            self._wake(time, sizes_told=True)
            self._take(time)
            return Demand.ALL
        if has_surged and self._sizes_told is False and time - self._woke <= UNSEEN_SECONDS:
            # What came with a key frame shows in the sizes after it: these would have told in time, too.
            self._sizes_told = True
        is_due = self._is_due(time, is_keyframe=is_keyframe)
        if is_keyframe:
            self._last_key = time
        if not is_due:
            return Demand.NOTHING
        self._take(time)
        return Demand.NEWEST

    def looked(self, time: float, *, has_moved: bool, is_busy: bool, is_arriving: bool = False) -> None:
        """Take note of a look: whether this picture `has_moved`, and whether something goes on all the same.

        `is_arriving`: another look soon is worth it.
        """
        if is_arriving:
            self._due = min(self._due, time + HURRIED_PERIOD)
        is_calm = not (has_moved or is_busy)
        if is_calm:
            self._sizes.learn()
        else:
            self._sizes.forget()
        if not is_calm or self._last_moved is None:
            self._last_moved = time
        if has_moved and self._is_resting:
            self._wake(time, sizes_told=False)
        self._moved_looks += has_moved
        if self._sizes_told or time - self._woke > UNSEEN_SECONDS:
            self._judge()
        if not has_moved and not self._is_resting and time - self._last_moved > CALM_SECONDS and self._sizes.are_known:
            self._rest()

    def _take(self, time: float) -> None:
        # What comes a little late does not make the next one late.
        self._due = max(self._due, time - PERIOD / 4) + PERIOD
        self._last_due = time
        self._is_usual = True

    def _is_due(self, time: float, *, is_keyframe: bool) -> bool:
        if not self._is_resting:
            return time >= self._due - _ROUNDING
        unseen = time - self._last_due
        passes_over = self.trusts_sizes and self._is_usual
        if is_keyframe:
            # The next one will come as long after this one as this one came after the one before.
            next_unseen = unseen + time - self._last_key
            most_unseen = PROVEN_UNSEEN_SECONDS if self._has_told else TRUSTED_UNSEEN_SECONDS
            return unseen >= KEY_SECONDS and not (passes_over and next_unseen <= most_unseen)
        if passes_over and self._has_told:
            return unseen >= LONG_GROUP_SECONDS
        return unseen >= (TRUSTED_UNSEEN_SECONDS if self.trusts_sizes else UNSEEN_SECONDS)

    def _wake(self, time: float, *, sizes_told: bool) -> None:
        self._is_resting = False
        self._sizes_told = sizes_told
        self._woke = time
        self._moved_looks = 0
        self._last_moved = None
        self.wakes += 1

    def _judge(self) -> None:
        """If something did move, sizes told it in time or missed it."""
        if self._sizes_told is None or self._moved_looks < REAL_LOOKS:
            return
        self._has_told = self._sizes_told
        if self._sizes_told:
            self._owed = max(0, self._owed - 1)
            self._sizes.lower_margin()
        else:
            self._owed = OWED
        self._sizes_told = None

    def _rest(self) -> None:
        self._is_resting = True
        self._judge()
        if self._sizes_told:
            self.false_wakes += 1
            self._sizes.raise_margin()
        self._sizes_told = None

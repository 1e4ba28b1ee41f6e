"""Which pictures are worth decoding: most cameras see nothing most of the time. Pure.

A camera is watched or at rest. At rest key frames alone are looked at, because they decode without the pictures before
them, and the sizes of the pictures between them tell when to wake: what moves costs bytes. Not at every camera, so
sizes are checked against what the pictures show, and where they missed something the camera is looked at more often.
"""

from enum import Enum
from math import inf, log

PERIOD = 0.2
"""Five looks a second while watched: somebody who runs through a 5 m wide view is seen more than three times."""

CALM_SECONDS = 3.0
"""So long nothing moves before it rests: longer than somebody hides behind a tree (bench.events)."""

KEY_SECONDS = 0.5
"""At rest, key frames that follow sooner are left out: some cameras send nothing else."""

UNSEEN_SECONDS = 1.15
"""At rest, how long nothing is seen at most where sizes are not trusted: key frames a second apart still suffice."""

TRUSTED_UNSEEN_SECONDS = 4.0
"""The same where they are: some cameras send a key frame only every 10 or 20 s while nothing happens."""

ENOUGH_SIZES = 75
"""Sizes of still pictures to know what is usual: 5 s at 15 a second."""

HIGH_SHARE = 0.98
"""Share of still pictures below the high level: the largest are mostly the first ones behind a key frame."""

FIRST_MARGIN = 0.3
"""How far above that, in logarithms, a size must be to wake it: by a third (bench.events --gate)."""

MAX_MARGIN = 2.0
MARGIN_RISE = 1.3
"""What a wake for nothing raises the margin by."""
MARGIN_FALL = 0.9
"""What a wake for something lowers it by."""

MIN_VARIATION = 0.01
"""Sizes that vary less than this are made by the camera, which fills them up, and say nothing."""

REAL_LOOKS = 3
"""Looks with motion from which on a wake was worth it; one or two are an insect or a flicker."""

OWED = 3
"""Wakes in time after which sizes that missed something are trusted again."""

_ROUNDING = 0.0005
"""Seconds: a picture's time is rounded to the stream's clock."""

_STEP = 0.02
"""How fast a level follows, in parts of the size per picture: by half within 5 s at 15 a second."""


class Demand(Enum):
    """What a packet makes worth looking at. `ALL` includes what was passed over since the last key frame."""

    NOTHING = 0
    NEWEST = 1
    ALL = 2


class Gate:
    """One camera's. Tell it of every packet of video, and of every look."""

    def __init__(self) -> None:
        """Watch until enough is known to rest."""
        self._sizes = _Sizes()
        self._is_resting = False
        self._is_calm = False
        self._due = -inf
        self._last_due = -inf
        self._last_moved: float | None = None
        self._owed = 0
        # What is known of the wake that is going on: whether sizes told, and how often something moved since.
        self._sizes_told: bool | None = None
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
        self._is_resting = self._is_calm = False
        self._due = self._last_due = -inf
        self._last_moved = self._sizes_told = None

    def received(self, time: float, size: int, *, is_keyframe: bool) -> Demand:
        """Say what is worth looking at now. `time` is when the packet is decoded and never goes back."""
        has_surged = not is_keyframe and self._sizes.exceeds(size)
        if not is_keyframe:
            self._sizes.add(size, is_usual=self._is_calm)
        if self._is_resting and has_surged:
            self._wake(sizes_told=True)
            self._take(time)
            return Demand.ALL
        if has_surged and self._sizes_told is False and self._moved_looks < REAL_LOOKS:
            # What came with a key frame shows in the sizes right after it.
            self._sizes_told = True
        if not self._is_due(time, is_keyframe=is_keyframe):
            return Demand.NOTHING
        self._take(time)
        return Demand.NEWEST

    def looked(self, time: float, *, has_moved: bool, is_busy: bool) -> None:
        """Take note of a look: whether this picture `has_moved`, and whether something goes on all the same."""
        self._is_calm = not (has_moved or is_busy)
        if not self._is_calm or self._last_moved is None:
            self._last_moved = time
        if has_moved and self._is_resting:
            self._wake(sizes_told=False)
        if has_moved:
            self._moved_looks += 1
            if self._moved_looks == REAL_LOOKS:
                self._was_real()
        elif not self._is_resting and time - self._last_moved > CALM_SECONDS and self._sizes.are_known:
            self._rest()

    def _take(self, time: float) -> None:
        # What comes a little late does not make the next one late.
        self._due = max(self._due, time - PERIOD / 4) + PERIOD
        self._last_due = time

    def _is_due(self, time: float, *, is_keyframe: bool) -> bool:
        if not self._is_resting:
            return time >= self._due - _ROUNDING
        unseen = time - self._last_due
        if is_keyframe:
            return unseen >= KEY_SECONDS
        return unseen >= (TRUSTED_UNSEEN_SECONDS if self.trusts_sizes else UNSEEN_SECONDS)

    def _wake(self, *, sizes_told: bool) -> None:
        self._is_resting = self._is_calm = False
        self._sizes_told = sizes_told
        self._moved_looks = 0
        self._last_moved = None
        self.wakes += 1

    def _was_real(self) -> None:
        """Something did move: sizes told it in time, or missed it."""
        if self._sizes_told is None:
            return
        if self._sizes_told:
            self._owed = max(0, self._owed - 1)
            self._sizes.lower_margin()
        else:
            self._owed = OWED

    def _rest(self) -> None:
        self._is_resting = True
        if self._sizes_told and self._moved_looks < REAL_LOOKS:
            self.false_wakes += 1
            self._sizes.raise_margin()
        self._sizes_told = None


class _Sizes:
    """What is usual in the sizes of the pictures between key frames, in logarithms: they grow and shrink by factors.

    Two pictures in a row are taken together, because some cameras send large and small ones in turn.
    """

    def __init__(self) -> None:
        self._usual = _Level(0.5)
        self._high = _Level(HIGH_SHARE)
        self._margin = FIRST_MARGIN
        self._last: int | None = None

    @property
    def are_known(self) -> bool:
        return self._usual.count >= ENOUGH_SIZES

    @property
    def say_something(self) -> bool:
        return self.are_known and self._high.value - self._usual.value >= MIN_VARIATION

    def exceeds(self, size: int) -> bool:
        """Whether it is more than what is usual here."""
        if self._last is None or not self.are_known:
            return False
        return log(size + self._last + 1) > self._high.value + self._margin

    def add(self, size: int, *, is_usual: bool) -> None:
        """Go on to the next size; learn from it if nothing moves."""
        if is_usual and self._last is not None:
            together = log(size + self._last + 1)
            self._usual.follow(together)
            self._high.follow(together)
        self._last = size

    def raise_margin(self) -> None:
        self._margin = min(self._margin * MARGIN_RISE, MAX_MARGIN)

    def lower_margin(self) -> None:
        self._margin = max(self._margin * MARGIN_FALL, FIRST_MARGIN)


class _Level:
    """The value that others stay under for a given share of the time, followed in small steps."""

    def __init__(self, share: float) -> None:
        self._share = share
        self.value = 0.0
        self.count = 0

    def follow(self, value: float) -> None:
        self.count += 1
        if self.count == 1:
            self.value = value
        step = max(_STEP, 1 / self.count)
        if value > self.value:
            self.value = min(value, self.value + step * self._share)
        else:
            self.value = max(value, self.value - step * (1 - self._share))

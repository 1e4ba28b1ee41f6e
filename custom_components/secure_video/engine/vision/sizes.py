"""What is usual in the sizes of one camera's pictures between key frames. Pure.

In logarithms, because they grow and shrink by factors. Nothing is learned before a look said that nothing moved.
"""

from collections import deque
from math import log

ENOUGH = 75
"""Sizes of still pictures to know what is usual: 5 s at 15 a second."""

HIGH_SHARE = 0.98
"""Share of still pictures below the high level: the largest are mostly the first ones behind a key frame."""

ENOUGH_GROUPS = 5
"""Still groups to know what is usual: 10 s of those of 2 s, the usual length."""

HIGH_GROUP_SHARE = 0.9
"""Share of still groups below the high level: one above it costs a look, and wakes nobody."""

FIRST_MARGIN = 0.3
"""How far above the high level a size must be to wake a camera: by a third (bench.events --gate)."""

MAX_MARGIN = 2.0
MARGIN_RISE = 1.3
"""What a wake for nothing raises the margin by."""
MARGIN_FALL = 0.9
"""What a wake for something lowers it by."""

MIN_VARIATION = 0.01
"""Sizes that vary less than this are made by the camera, which fills them up, and say nothing."""

MOST_PENDING = 256
"""Sizes kept until a look says whether something moved: of 6 s at 30 a second, and more."""

_STEP = 0.02
"""How fast a level follows, in parts of the size per picture: by half within 5 s at 15 a second."""


class PictureSizes:
    """One camera's. A group is the pictures between two key frames.

    Two pictures in a row are taken together, because some cameras send large and small ones in turn. The mean of a
    group trembles far less: what moves far away, and makes no picture large, still shows in it.
    """

    def __init__(self) -> None:
        """Know nothing."""
        self._usual = _Level(0.5)
        self._high = _Level(HIGH_SHARE)
        self._high_group = _Level(HIGH_GROUP_SHARE)
        self._margin = FIRST_MARGIN
        self._last: int | None = None
        self._group_bytes = self._group_count = 0
        self._pending: deque[float] = deque(maxlen=MOST_PENDING)
        self._pending_groups: deque[float] = deque(maxlen=MOST_PENDING)

    @property
    def are_known(self) -> bool:
        """Whether enough still pictures came."""
        return self._usual.count >= ENOUGH

    @property
    def say_something(self) -> bool:
        """Whether they vary as the sizes of pictures do."""
        return self.are_known and self._high.value - self._usual.value >= MIN_VARIATION

    def exceeds(self, size: int) -> bool:
        """Whether the next size is more than what is usual here."""
        if self._last is None or not self.are_known:
            return False
        return log(size + self._last + 1) > self._high.value + self._margin

    def add(self, size: int) -> None:
        """Go on to the next size."""
        if self._last is not None:
            self._pending.append(log(size + self._last + 1))
        self._last = size
        self._group_bytes += size
        self._group_count += 1

    def end_group(self) -> bool:
        """Go on to the next group. Return whether the one before was no larger than is usual here."""
        if not self._group_count:
            return False
        mean = log(self._group_bytes / self._group_count + 1)
        self._group_bytes = self._group_count = 0
        self._pending_groups.append(mean)
        return self._high_group.count >= ENOUGH_GROUPS and mean <= self._high_group.value

    def learn(self) -> None:
        """Nothing moved: what came since the last look is usual."""
        for together in self._pending:
            self._usual.follow(together)
            self._high.follow(together)
        for mean in self._pending_groups:
            self._high_group.follow(mean)
        self.forget()

    def forget(self) -> None:
        """Something moved: what came since the last look says nothing about what is usual."""
        self._pending.clear()
        self._pending_groups.clear()

    def raise_margin(self) -> None:
        """A size was taken for more than it was."""
        self._margin = min(self._margin * MARGIN_RISE, MAX_MARGIN)

    def lower_margin(self) -> None:
        """A size told in time."""
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

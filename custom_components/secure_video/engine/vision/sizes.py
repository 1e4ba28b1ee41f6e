"""What is usual in the sizes of one camera's pictures between key frames. Pure.

In logarithms, because they grow and shrink by factors. Nothing is learned before a look said that nothing moved.
"""

from collections import deque
from dataclasses import dataclass
from math import log

ENOUGH = 75
"""Sizes of still pictures to know what is usual: 5 s at 15 a second."""

HIGH_SHARE = 0.98
"""Share of still pictures below the high level."""

ENOUGH_GROUPS = 5
"""Still groups to know what is usual: 10 s of those of 2 s, the usual length."""

HIGH_GROUP_SHARE = 0.9
"""Share of still groups below the high level: one above it costs a look, and wakes nobody."""

PLACES = 32
"""Places behind a key frame that have a usual size of their own: the first pictures are often twice as large."""

RECENT = 4
"""Pictures that are taken together: one alone trembles, somebody is seen in several."""

FIRST_MARGIN = 0.12
"""How far above the high level sizes must be to wake a camera: by an eighth (bench.events --gate)."""

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

_PLACE_COUNT = 16
"""Groups that a place's usual size is a mean of."""

_VARIATION_COUNT = 64
"""Pictures that the usual variation is a mean of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Size:
    """One picture's, and how it compares: in itself, and with those just before (None where that is not known)."""

    place: int
    value: float
    level: float
    recent: float | None


class PictureSizes:
    """One camera's. A group is the pictures between two key frames.

    Each picture is compared with those at the same place in other groups. The mean of a group trembles least: what
    moves far away, and wakes nobody, still shows in it.
    """

    def __init__(self) -> None:
        """Know nothing."""
        self._usual = _Level(0.5)
        self._high = _Level(HIGH_SHARE)
        self._high_group = _Level(HIGH_GROUP_SHARE)
        # By how much the pictures at each place are larger than the others.
        self._places = [_Mean(_PLACE_COUNT) for _ in range(PLACES)]
        self._variation = _Mean(_VARIATION_COUNT)
        self._margin = FIRST_MARGIN
        self._recent: float | None = None
        self._group_bytes = self._group_count = 0
        self._pending: deque[_Size] = deque(maxlen=MOST_PENDING)
        self._pending_groups: deque[float] = deque(maxlen=MOST_PENDING)

    @property
    def are_known(self) -> bool:
        """Whether enough still pictures came."""
        return self._high.count >= ENOUGH

    @property
    def say_something(self) -> bool:
        """Whether they vary as the sizes of pictures do."""
        return self.are_known and self._variation.value >= MIN_VARIATION

    def add(self, size: int) -> bool:
        """Go on to the next picture. Return whether this one and those before are larger than is usual here."""
        number = min(self._group_count, PLACES - 1)
        self._group_bytes += size
        self._group_count += 1
        place, value = self._places[number], log(size + 1)
        level = value - place.value
        if place.count:
            before = self._usual.value if self._recent is None else self._recent
            self._recent = before + (level - before) / RECENT
        recent = self._recent if place.count else None
        self._pending.append(_Size(place=number, value=value, level=level, recent=recent))
        return recent is not None and self.are_known and recent > self._high.value + self._margin

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
        for size in self._pending:
            self._usual.follow(size.level)
            self._variation.mix(abs(size.level - self._usual.value))
            self._places[size.place].mix(size.value - self._usual.value)
            if size.recent is not None:
                self._high.follow(size.recent)
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


class _Mean:
    """The mean of at most so many values, those before fading out."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.value = 0.0
        self.count = 0

    def mix(self, value: float) -> None:
        self.count = min(self.count + 1, self._most)
        self.value += (value - self.value) / self.count


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

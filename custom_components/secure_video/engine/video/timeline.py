"""One continuous clock out of a camera's timestamps.

Cameras reboot, set their clocks, wrap their counters and lose connections; everything behind this file sees time that
only goes on. The law: within one medium `dts` grows strictly and `pts` is never before `dts`; while the camera's own
timestamps go on, their intervals are kept; picture and sound keep the distance they had.
"""

from collections import deque
from dataclasses import dataclass, field
from fractions import Fraction

from ..model.video import CLOCK_RATE, Media

STEP_BACK = CLOCK_RATE // 4
"""Further back than this is a jump; less is disorder, evened out. Longer than a few frames of reordering."""
STEP_FORWARD = 5 * CLOCK_RATE
"""Further ahead of the time that really passed than this is a jump; less is a gap (lost packets, one frame in 4 s)."""
REORDERING = 2 * CLOCK_RATE
"""`pts` is at most this far after `dts`: 16 frames of H.264's reordering (Annex A) at 8 a second."""
DRIFT = CLOCK_RATE
"""A clock further than this from the arrival of its packets is led back."""
SLEW = 500
"""Led back by one part in this many: unnoticeable, yet twenty times the error of a poor quartz (100 ppm)."""
WRAPS = (0, 1 << 33, -(1 << 33), 1 << 32, -(1 << 32))
"""What a wrap takes away or adds: none, MPEG-TS with 33 bits (ISO/IEC 13818-1), RTP with 32 (RFC 3550)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawStamp:
    """A packet's times as the camera gave them, in units of `time_base` seconds. Any of them may be missing."""

    media: Media
    pts: int | None
    dts: int | None
    duration: int | None
    time_base: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A packet's times on the continuous clock, in ticks of `CLOCK_RATE`."""

    pts: int
    dts: int
    duration: int


@dataclass(slots=True, kw_only=True)
class _Lane:
    """One medium of one connection: the last packet's raw time (with wraps undone) and where it was placed.

    `offset` leads from raw ticks to the clock. `is_guess` says that the last packet came without a `dts`.
    """

    time_base: Fraction
    raw: int
    wrapped: int = 0
    offset: int = 0
    dts: int
    step: int = 0
    arrival: int
    is_guess: bool

    @property
    def ticks(self) -> int:
        """Raw time in ticks."""
        return _in_ticks(self.raw, self.time_base)


@dataclass(slots=True)
class _Clock:
    """The latest time given out, when that was, and the offsets in use, the newest last."""

    latest: int | None = None
    arrival: int = 0
    slewed: int = 0
    offsets: deque[int] = field(default_factory=lambda: deque(maxlen=4))


class Timeline:
    """The clock of one camera. It outlives connections: call `restart` before each new one.

    It starts at the arrival of the first packet, so it is in the domain of the clock the arrivals are taken from.
    """

    def __init__(self) -> None:
        """Start without a time; the first packet sets it."""
        self._clock = _Clock()
        self._lanes: dict[Media, _Lane] = {}
        self._last_dts: dict[Media, int] = {}

    def restart(self) -> None:
        """Expect a new connection: its timestamps have nothing to do with the ones before."""
        self._lanes.clear()
        self._clock.offsets.clear()

    def place(self, raw: RawStamp, arrival: float) -> Stamp:
        """Place one packet; `arrival` in seconds of a clock that never goes back."""
        now = round(arrival * CLOCK_RATE)
        lane = self._lanes.get(raw.media)
        if lane is None or lane.time_base != raw.time_base:
            lane = self._enter(raw, now)
        else:
            self._advance(lane, raw, now)
        given = lane.ticks + lane.offset + self._clock.slewed
        dts = max(given, self._last_dts[raw.media] + 1) if raw.media in self._last_dts else given
        lane.dts, lane.arrival = dts, now
        self._last_dts[raw.media] = dts
        self._tick(dts, now)
        return Stamp(pts=max(dts, given + _reordering(raw, lane)), dts=dts, duration=_duration(raw) or lane.step)

    def _enter(self, raw: RawStamp, now: int) -> _Lane:
        """Begin a medium: on the other medium's clock if that fits, else at the moment it arrives."""
        start = raw.dts if raw.dts is not None else raw.pts or 0
        clock = self._clock
        if clock.latest is None:
            expected = now
        elif clock.offsets:
            expected = clock.latest + now - clock.arrival
        else:
            expected = max(now, clock.latest + 1)
        lane = _Lane(time_base=raw.time_base, raw=start, dts=expected, arrival=now, is_guess=raw.dts is None)
        lane.step = _duration(raw)
        self._choose_offset(lane, earliest=expected - STEP_FORWARD, latest=expected + STEP_FORWARD, expected=expected)
        self._lanes[raw.media] = lane
        return lane

    def _advance(self, lane: _Lane, raw: RawStamp, now: int) -> None:
        """Go on to the next packet of a medium."""
        passed = max(0, now - lane.arrival)
        before, limit = lane.ticks, passed + STEP_FORWARD
        if raw.dts is None:
            lane.raw = _guess(raw, lane)
        else:
            lane.wrapped = _undo_wrap(raw.dts, lane, limit)
            lane.raw = raw.dts + lane.wrapped
        # What stood in for a missing `dts` may be late by the reordering: the true `dts` may lie before it.
        back = REORDERING if lane.is_guess else STEP_BACK
        lane.is_guess = raw.dts is None
        given = lane.ticks + lane.offset + self._clock.slewed
        if not lane.dts - back <= given <= lane.dts + limit:
            expected = lane.dts + max(passed, lane.step)
            self._choose_offset(lane, earliest=lane.dts - STEP_BACK, latest=lane.dts + limit, expected=expected)
        elif lane.ticks > before:
            lane.step = min(lane.ticks - before, STEP_FORWARD)

    def _choose_offset(self, lane: _Lane, *, earliest: int, latest: int, expected: int) -> None:
        """Take the newest known offset that leads into the window, so that the media stay together; else a new one."""
        ticks = lane.ticks + self._clock.slewed
        for offset in reversed(self._clock.offsets):
            if earliest <= ticks + offset <= latest:
                lane.offset = offset
                return
        lane.offset = expected - ticks
        self._clock.offsets.append(lane.offset)

    def _tick(self, dts: int, now: int) -> None:
        """Note how far the clock is, and lead it back towards the arrivals if it has drifted off."""
        clock = self._clock
        if clock.latest is None:
            clock.latest, clock.arrival = dts, now
        if dts < clock.latest:
            return
        drift = dts - now
        if abs(drift) > DRIFT:
            change = min(dts - clock.latest, STEP_FORWARD) // SLEW
            clock.slewed -= change if drift > 0 else -change
        clock.latest, clock.arrival = dts, now


def _in_ticks(raw: int, time_base: Fraction) -> int:
    return raw * time_base.numerator * CLOCK_RATE // time_base.denominator


def _duration(raw: RawStamp) -> int:
    """How long a packet lasts, in ticks, as far as that can be believed; 0 if it is not known."""
    return min(_in_ticks(max(0, raw.duration or 0), raw.time_base), STEP_FORWARD)


def _undo_wrap(given: int, lane: _Lane, limit: int) -> int:
    """Return what to add to raw times so that a counter that wrapped goes on."""
    for extra in WRAPS:
        candidate = lane.wrapped + extra
        if -STEP_BACK <= _in_ticks(given + candidate - lane.raw, lane.time_base) <= limit:
            return candidate
    return lane.wrapped


def _guess(raw: RawStamp, lane: _Lane) -> int:
    """Return a `dts` for a packet without one: RTSP with reordering, at the start of a connection."""
    following = lane.raw + round(Fraction(lane.step, CLOCK_RATE) / lane.time_base)
    return following if raw.pts is None else min(following, raw.pts + lane.wrapped)


def _reordering(raw: RawStamp, lane: _Lane) -> int:
    """How long after its `dts` a packet is shown, in ticks; 0 if that is not known or not believable."""
    if raw.pts is None:
        return 0
    for extra in WRAPS:
        ticks = _in_ticks(raw.pts + lane.wrapped + extra - lane.raw, raw.time_base)
        if 0 <= ticks <= REORDERING:
            return ticks
    return 0

"""What can go wrong with a disk, at one step."""

from enum import StrEnum


class Fault(StrEnum):
    """What happens at the chosen step, of which half is done."""

    KILL = "kill"
    POWER = "power"
    FULL = "full"
    BROKEN = "broken"


class Killed(BaseException):
    """Nothing of ours runs after this."""

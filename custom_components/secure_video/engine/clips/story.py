"""What is to be recorded of a camera, and what the clips of it tell."""

from dataclasses import dataclass, field, replace
from math import inf

from ..model import ClipId, IncidentId
from .clip import ClipIncident
from .path import ClipPath


@dataclass(slots=True, kw_only=True)
class Story:
    """What is to be recorded: into the clip `id`, from the stream time `begins`, and `at_least` to a stream time."""

    id: ClipId
    begins: float
    at_least: float = -inf
    going_on: set[IncidentId] = field(default_factory=set)
    incidents: dict[IncidentId, ClipIncident] = field(default_factory=dict)
    paths: dict[IncidentId, ClipPath] = field(default_factory=dict)
    occurrences: list[ClipIncident] = field(default_factory=list)
    picture: bytes | None = None
    is_begun: bool = False

    def is_over(self, time: float) -> bool:
        """Whether there is nothing left to record at this stream time.

        What was over before it was announced, because whoever looks is late, is recorded all the same.
        """
        return self.is_begun and not self.going_on and time > self.at_least

    def forget(self, before: float, *, after: float) -> None:
        """Drop what the clips that follow will not tell, `after` seconds after its end: a story can go on for days."""

        def is_told(each: ClipIncident) -> bool:
            return each.ends is None or each.ends + after > before

        self.incidents = {key: each for key, each in self.incidents.items() if is_told(each)}
        self.paths = {key: path for key, path in self.paths.items() if key in self.incidents}
        self.occurrences = [each for each in self.occurrences if is_told(each)]
        for path in self.paths.values():
            path.forget(before)

    def told(self, begins: float, ends: float) -> tuple[ClipIncident, ...]:
        """What a clip of that time shows."""
        incidents = [
            replace(each, path=self.paths[key].between(begins, ends)) if key in self.paths else each
            for key, each in self.incidents.items()
        ]
        occurrences = [
            replace(each, path=tuple(place for place in each.path if begins <= place.time <= ends))
            for each in self.occurrences
        ]
        return tuple(each.shifted(-begins) for each in (*incidents, *occurrences))

"""Where the objects of each incident were, and people no incident is about. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..model.incidents import Whereabouts
from ..model.names import IncidentId, Label, TrackId
from .judge import Judged

LEAD_SECONDS = 10.0
"""An object's way is remembered this long until it counts: about as long as a clip shows before it is announced."""


class Trails:
    """Follows one camera's objects. One belongs to its label's incident from when it counts until either is gone."""

    def __init__(self) -> None:
        """Nobody is there yet."""
        self._untold: dict[TrackId, tuple[Whereabouts, ...]] = {}
        self._belongs: dict[TrackId, IncidentId] = {}

    def update(
        self, time: float, objects: Iterable[Judged], going_on: Mapping[Label, IncidentId]
    ) -> tuple[Whereabouts, ...]:
        """Take in where objects are at `time`. Return where those of incidents were, as far as that was not told.

        `going_on` is each label's incident. Where something out of sight is expected to be is a guess, and not told.
        People who do not count, or not yet, are told without an incident: whoever hides people has to know of all.
        """
        untold, belongs = self._untold, self._belongs
        self._untold, self._belongs = {}, {}
        told: list[Whereabouts] = []
        for each in objects:
            track = each.track
            way = tuple(place for place in untold.get(track.id, ()) if time - place.time <= LEAD_SECONDS)
            is_seen = each.seen_time == time
            if is_seen:
                way = (*way, Whereabouts(incident=None, track=track.id, box=track.box, time=time))
            incident = going_on.get(track.label)
            if incident is not None and (each.reason is None or belongs.get(track.id) == incident):
                self._belongs[track.id] = incident
                told += (replace(place, incident=incident) for place in way)
            else:
                self._untold[track.id] = way
                if is_seen and track.label is Label.PERSON:
                    told.append(way[-1])
        return tuple(told)

    def close(self) -> None:
        """Forget the objects, which will not be seen again under these names."""
        self._untold.clear()
        self._belongs.clear()
